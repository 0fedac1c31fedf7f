from pathlib import Path

import pytest

from agent_app.journal import batch, chain, lines
from agent_app.journal.entries import kinds
from agent_app.journal.entries.base import Entry
from agent_app.wire import answers, pages
from tests.journal import golden
from tests.journal.samples import CENTRE_KEY, FILLED, KEY, bare, line

KIND_FILES = sorted((golden.FOLDER / "kinds").glob("*.lines"))


def stored(name: str) -> bytes:
    return (golden.FOLDER / name).read_bytes()


def test_every_kind_of_this_release_has_a_golden_file_and_a_sample() -> None:
    names = {golden.kind_file(kind.name, kind.v) for kind in kinds.ALL}
    assert names <= {f"kinds/{path.name}" for path in KIND_FILES}
    assert {kinds.BY_SHAPE[type(entry)].name for entry in FILLED} == {kind.name for kind in kinds.ALL}


@pytest.mark.parametrize("name", [name for name in golden.FILES if not name.endswith(".zst")])
def test_what_is_written_today_equals_the_golden_bytes(name: str) -> None:
    assert golden.FILES[name]() == stored(name)


@pytest.mark.parametrize("path", KIND_FILES, ids=lambda path: path.stem)
def test_golden_lines_of_every_release_are_read_and_understood(path: Path) -> None:
    kind, _, v = path.stem.rpartition(".v")
    filled, erased, bare = path.read_bytes().splitlines()
    assert {(line.kind, line.v) for line in map(lines.read, (filled, erased, bare))} == {(kind, int(v))}
    known = kinds.BY_NAME[kind, int(v)]
    for raw in (filled, erased, bare):
        kinds.check_written(known, raw)
        assert isinstance(kinds.decode(kind, int(v), raw), known.shape)
    assert lines.erase(filled) == erased
    assert lines.digests(filled) == lines.digests(erased)
    assert not lines.read(bare).has_private
    assert lines.read(filled).has_private == lines.read(erased).erased


@pytest.mark.parametrize("entry", FILLED, ids=lambda entry: type(entry).__name__)
def test_an_entry_is_read_back_as_it_was_written(entry: Entry) -> None:
    kind = kinds.BY_SHAPE[type(entry)]
    assert kinds.decode(kind.name, kind.v, line(1, entry)) == entry
    assert kinds.decode(kind.name, kind.v, line(1, bare(entry))) == bare(entry)


def test_the_golden_chain_is_walked_over_erased_and_whole_lines() -> None:
    journal = stored("chain/journal.lines").splitlines()
    genesis, *hashes = [bytes.fromhex(text) for text in stored("chain/hashes.txt").decode().split()]
    assert genesis == chain.genesis(golden.COOP, golden.DEVICE, chain.public_key_of(KEY))
    assert chain.walk(genesis, journal) == hashes
    assert b'"private":"' in journal[1]


@pytest.mark.parametrize("name", ["batch/batch.zst", "batch/batch.dict1.zst"])
def test_the_golden_batch_is_unpacked_with_and_without_dictionary_and_its_signature_stands(name: str) -> None:
    unpacked = batch.unpack(stored(name))
    assert unpacked == golden.signed_batch()
    assert batch.signed_by(unpacked, chain.public_key_of(KEY))
    assert b"\n".join(unpacked.lines) + b"\n" == stored("chain/journal.lines")


def test_the_golden_answer_is_signed() -> None:
    head, body, _ = stored("answer/answer.txt").split(b"\n")
    header = head.decode().partition(": ")[2]
    public_key = chain.public_key_of(CENTRE_KEY)
    assert answers.is_signed(header, public_key, golden.COOP, golden.DEVICE, golden.NONCE, 200, body)


def test_the_golden_page_is_unpacked_into_its_runs() -> None:
    assert pages.unpack(pages.pack(golden.page())) == golden.page()
    assert stored("page/page.txt").count(b'"sig":') == 1


def test_a_golden_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    assert set(golden.freeze(tmp_path)) == set(golden.FILES)
    assert golden.freeze(tmp_path) == []
    changed = tmp_path / golden.kind_file("cash_deposited", 1)
    changed.write_bytes(changed.read_bytes().replace(b"974400", b"974401"))
    before = changed.read_bytes()
    with pytest.raises(golden.Frozen):
        golden.freeze(tmp_path)
    assert changed.read_bytes() == before
