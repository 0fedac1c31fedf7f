import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_app.journal import chain, lines
from tests.effort import examples
from tests.journal.golden import FOLDER
from tests.mutations import anything

GOLDEN = [raw for path in sorted((FOLDER / "kinds").glob("*.lines")) for raw in path.read_bytes().splitlines()]
START = bytes(32)


def test_the_chain_is_bound_to_cooperative_device_and_key() -> None:
    key = bytes(range(32))
    expected = hashlib.sha256(b"agent-journal/1|KCL|12|" + key.hex().encode()).digest()
    assert chain.genesis("KCL", 12, key) == expected
    others = [chain.genesis("KCM", 12, key), chain.genesis("KCL", 13, key), chain.genesis("KCL", 12, key[::-1])]
    assert len({expected, *others}) == 4


def test_a_step_hashes_the_public_part_and_the_private_value_apart() -> None:
    public, private = b'{"seq":1,"a":1', b'{"salt":"x"}'
    whole = public + b',"private":' + private + b"}"
    digests = hashlib.sha256(public).digest() + hashlib.sha256(private).digest()
    assert chain.step(START, whole) == hashlib.sha256(START + digests).digest()
    plain = b'{"seq":1,"a":1}'
    assert chain.step(START, plain) == hashlib.sha256(START + hashlib.sha256(plain).digest() + bytes(32)).digest()


@settings(max_examples=examples(150))
@given(st.lists(anything(GOLDEN), max_size=8), st.data())
def test_erasing_any_lines_keeps_every_hash_of_the_chain(journal: list[bytes], data: st.DataObject) -> None:
    erased = [lines.erase(raw) if data.draw(st.booleans()) else raw for raw in journal]
    assert chain.walk(START, erased) == chain.walk(START, journal)


@settings(max_examples=examples(150))
@given(st.lists(st.sampled_from(GOLDEN), min_size=1, max_size=6), st.data())
def test_walking_in_two_stretches_is_walking_at_once(journal: list[bytes], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(journal)))
    first = chain.walk(START, journal[:cut])
    assert first + chain.walk(first[-1] if first else START, journal[cut:]) == chain.walk(START, journal)
    assert len(chain.walk(START, journal)) == len(journal)


@settings(max_examples=examples(200))
@given(st.sampled_from(GOLDEN), st.data())
def test_no_byte_of_a_line_can_be_altered_without_another_hash(raw: bytes, data: st.DataObject) -> None:
    altered = bytearray(raw)
    altered[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert chain.step(START, bytes(altered)) != chain.step(START, raw)


def test_signatures_are_by_their_key_over_their_text_only() -> None:
    key, other = chain.new_private_key(), chain.new_private_key()
    signature = chain.sign(key, b"text")
    assert chain.verify(chain.public_key_of(key), signature, b"text")
    assert not chain.verify(chain.public_key_of(key), signature, b"texts")
    assert not chain.verify(chain.public_key_of(other), signature, b"text")
    assert not chain.verify(chain.public_key_of(key), signature[:-1], b"text")
    assert not chain.verify(b"no key", signature, b"text")
