import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_app.journal import lines
from agent_app.journal.entries.base import Entry, Private
from tests.effort import examples
from tests.journal.golden import FOLDER
from tests.journal.samples import AT, FILLED, SALT, bare, line
from tests.mutations import anything

GOLDEN = [raw for path in sorted((FOLDER / "kinds").glob("*.lines")) for raw in path.read_bytes().splitlines()]

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
keys = texts.filter(lambda key: key not in lines_keys)
lines_keys = {"seq", "at", "kind", "v", "member", "members", "agent", "day", "rupiah", "clock", "private"}
integers = st.integers(-lines.MAX_INTEGER, lines.MAX_INTEGER)
values = st.recursive(
    st.one_of(texts, integers, st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)


def raw_line(**fields: Any) -> bytes:
    """A line with these keys behind those that every line has."""
    return msgspec.json.encode({"seq": 7, "at": AT, "kind": "something", "v": 1} | fields)


def of(fields: str) -> bytes:
    """A line that ends in these very characters."""
    return raw_line()[:-1] + b"," + fields.encode() + b"}"


def nested(depth: int) -> Any:
    return [] if depth == 1 else [nested(depth - 1)]


def is_deep(value: Any, allowed: int) -> bool:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return allowed == 0 or any(is_deep(item, allowed - 1) for item in inner)
    return False


@settings(max_examples=examples(150))
@given(st.dictionaries(keys, values, max_size=5), st.dictionaries(texts, values, max_size=3), st.booleans())
def test_every_json_within_the_limits_is_read_however_it_is_spelt(
    fields: dict[str, Any], private: dict[str, Any], plain: bool
) -> None:
    whole = json.loads(raw_line(**fields, private=private))
    compact = msgspec.json.encode(whole)
    public = json.dumps({key: value for key, value in whole.items() if key != "private"}, ensure_ascii=plain)
    spaced = (public[:-1] + ',"private": ' + json.dumps(private) + "}").encode()
    for raw in (compact, spaced):
        if is_deep(whole, 8) or (b',"private":' in raw and raw.count(b'"private"') > 1):
            continue
        read = lines.read(raw)
        assert (read.seq, read.kind, read.has_private, read.erased) == (7, "something", True, False)
        assert read.public == raw.partition(b',"private":')[0]


@pytest.mark.parametrize(
    "raw",
    [
        raw_line(text="x" * (lines.MAX_BYTES - len(raw_line(text="")))),
        raw_line(n=lines.MAX_INTEGER, m=-lines.MAX_INTEGER),
        raw_line(deep=nested(7)),
        of('"n":-0'),
        of('"text":"\\ud83d\\ude00"'),
        of('"text":"\\/\\n\\u0001"'),
        of('"text":"a,\\"private\\":{}"'),
        of('"inner":{"private":1}'),
        of('"private":{"a":1,"private":{"b":2}}'),
        of('"private":{}'),
        of('"private":"' + "0f" * 32 + '"'),
        b" " + raw_line(),
    ],
)
def test_lines_at_the_limits_are_read(raw: bytes) -> None:
    assert lines.read(raw).raw == raw


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"null",
        b"[1]",
        b'"text"',
        b"\xef\xbb\xbf" + raw_line(),
        raw_line() + b"x",
        raw_line()[:-1],
        raw_line(text="x" * (lines.MAX_BYTES - len(raw_line(text="")) + 1)),
        raw_line(deep=nested(8)),
        of('"deep":' + "[" * 500 + "]" * 500),
        of('"deep":' + '{"a":' * 900 + "1" + "}" * 900),
        of('"deep":' + "[" * 8000),
        of('"a":1,"a":1'),
        of('"inner":{"a":1,"\\u0061":2}'),
        of('"inner":[{"a":1,"b":2,"a":1}]'),
        of('"text":"\\ud800"'),
        of('"\\udfff":1'),
        raw_line(text="x").replace(b"x", b"\xed\xa0\x80"),
        raw_line(text="x").replace(b"x", b"\xff"),
        raw_line(text="x").replace(b"x", b"\xc0\x80"),
        of('"text":"\\u0000"'),
        of('"\\u0000":1'),
        of('"private":{"a":["\\u0000"]}'),
        raw_line(text="x").replace(b"x", b"\x00"),
        raw_line().replace(b",", b",\n", 1),
        raw_line().replace(b",", b",\r", 1),
        of('"n":1.0'),
        of('"n":1e2'),
        of('"n":1E2'),
        of('"n":-0.0'),
        of('"n":NaN'),
        of('"n":Infinity'),
        of(f'"n":{2**53}'),
        of(f'"rupiah":{lines.MAX_RUPIAH + 1}'),
        of(f'"rupiah":{-lines.MAX_RUPIAH - 1}'),
        of(f'"n":-{2**53}'),
        of(f'"n": {2**53}'),
        of(f'"n":[{2**64}]'),
        of('"n":' + "9" * 5000),
        of('"private":{"a":1},"b":2'),
        of('"private":{"a":1} ,"b":2'),
        of('"inner":{"a":1,"private":2}'),
        of('"inner":{"a":1,"private":2},"private":{"b":1}'),
        of('"inner":{"a":1,"private":{"b":1}}'),
        of('"private":null'),
        of('"private":[1]'),
        of('"private":1'),
        of('"private":"text"'),
        of('"private":"' + "0F" * 32 + '"'),
        of('"private":"' + "0f" * 31 + '"'),
        of('"\\u0070rivate":{"a":1}'),
        raw_line().replace(b"{", b'{"private":{"a":1},', 1),
        of('"private":{"a":1}').replace(b',"private"', b', "private"'),
        raw_line(seq=0),
        raw_line(seq=-1),
        raw_line(seq="1"),
        raw_line(seq=True),
        raw_line(seq=None),
        raw_line(v=0),
        raw_line(kind=""),
        raw_line(kind=1),
        raw_line(kind="Kind"),
        raw_line(kind="k" * 65),
        raw_line(at="2026-11-23"),
        raw_line(at="2026-11-23T10:52:07.315"),
        raw_line(at="20261123T105207+0800"),
        raw_line(at="2026-W48-1T10:52:07+08:00"),
        raw_line(at="2026-11-31T10:52:07+08:00"),
        raw_line(at=1),
        raw_line(at=None),
        raw_line(agent="A" * 65),
        raw_line(member="m" * 65),
        raw_line(members=["m", "m" * 65]),
    ],
    ids=lambda raw: repr(raw[62:100]),
)
def test_a_line_beyond_a_limit_is_unreadable(raw: bytes) -> None:
    with pytest.raises(lines.Unreadable):
        lines.read(raw)


@settings(max_examples=examples(400))
@given(anything(GOLDEN))
def test_whatever_the_bytes_are_reading_gives_a_line_within_the_limits_or_unreadable(raw: bytes) -> None:
    try:
        read = lines.read(raw)
    except lines.Unreadable:
        return
    fields = json.loads(raw, parse_float=pytest.fail, parse_constant=pytest.fail, object_pairs_hook=without_doubles)
    assert (read.seq, read.kind, read.v) == (fields["seq"], fields["kind"], fields["v"])
    assert not is_deep(fields, lines.MAX_DEPTH)
    assert len(raw) <= lines.MAX_BYTES
    assert ("private" in fields) == read.has_private == (lines.split(raw)[1] is not None)
    assert json.dumps(fields, ensure_ascii=False).encode()


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs)
    for key, value in pairs:
        assert "\0" not in key
        assert not (isinstance(value, str) and "\0" in value)
        assert not (isinstance(value, int) and abs(value) > lines.MAX_INTEGER)
    return dict(pairs)


@settings(max_examples=examples(300))
@given(anything(GOLDEN))
def test_erasing_any_bytes_twice_is_erasing_once_and_keeps_both_hashes(raw: bytes) -> None:
    erased = lines.erase(raw)
    assert lines.erase(erased) == erased
    assert lines.digests(erased) == lines.digests(raw)
    assert lines.split(erased)[0] == lines.split(raw)[0]


@pytest.mark.parametrize("entry", FILLED, ids=lambda entry: type(entry).__name__)
def test_nothing_of_the_private_part_is_left_after_erasing(entry: Entry) -> None:
    raw = line(5, entry)
    erased = lines.erase(raw)
    assert SALT.encode() not in erased
    assert lines.read(erased).seq == 5
    assert lines.read(erased).erased == lines.read(raw).has_private


def test_members_under_either_key_are_those_the_line_is_about() -> None:
    assert lines.read(raw_line(member="m1")).members == ("m1",)
    assert lines.read(raw_line(members=["m1", "m2", "m1", 3, None])).members == ("m1", "m2")
    assert set(lines.read(raw_line(member="m3", members=["m1"])).members) == {"m1", "m3"}
    assert lines.read(raw_line(members={"m1": 1}, member=7)).members == ()


def test_common_keys_of_another_type_are_as_if_absent() -> None:
    read = lines.read(raw_line(agent=17, day=20261123, rupiah="33600", clock=True))
    assert (read.agent, read.day, read.rupiah, read.doubtful_clock) == (None, None, None, False)
    assert lines.read(raw_line(rupiah=True)).rupiah is None
    assert lines.read(raw_line(rupiah=-5, clock="doubtful")).rupiah == -5
    assert lines.read(raw_line(clock="doubtful")).doubtful_clock


def test_the_time_of_a_line_is_read_in_milliseconds_whatever_its_offset() -> None:
    moments = ("2026-11-23T10:52:07.315+08:00", "2026-11-23T02:52:07.315Z", "2026-11-22T16:52:07.315-10:00")
    assert {lines.read(raw_line(at=at)).at for at in moments} == {1_795_402_327_315}


class Told(Entry, frozen=True, kw_only=True):
    text: str
    private: Private | None = None


@settings(max_examples=examples(100))
@given(st.text(max_size=30))
def test_the_writer_refuses_what_no_reader_reads_and_writes_all_else(text: str) -> None:
    try:
        raw = lines.write(1, AT, "told", 1, Told(text=text, private=Private(salt=SALT)))
    except lines.Unreadable:
        assert any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text)
    else:
        assert json.loads(raw)["text"] == text
        assert raw.endswith(b'"private":{"salt":"' + SALT.encode() + b'"}}')


def test_the_writer_leaves_room_for_a_later_journal_to_carry_the_line() -> None:
    envelope = len(lines.write(1, AT, "told", 1, Told(text="")))
    lines.write(1, AT, "told", 1, Told(text="x" * (lines.MAX_WRITTEN_BYTES - envelope)))
    with pytest.raises(lines.Unreadable):
        lines.write(1, AT, "told", 1, Told(text="x" * (lines.MAX_WRITTEN_BYTES - envelope + 1)))
    lines.write(1, AT, "carried", 1, Told(text="x" * (lines.MAX_WRITTEN_BYTES - envelope + 1)))


def test_a_doubtful_clock_is_told_in_front_of_what_the_entry_says() -> None:
    raw = lines.write(1, AT, "told", 1, Told(text="x"), doubtful_clock=True)
    assert raw.startswith(b'{"seq":1,"at":"' + AT.encode() + b'","kind":"told","v":1,"clock":"doubtful","text":')


def test_two_salts_are_never_the_same() -> None:
    assert len({Private().salt for _ in range(100)}) == 100


def test_a_bare_line_of_every_kind_has_no_private_part() -> None:
    assert [entry for entry in FILLED if lines.read(line(1, bare(entry))).has_private] == []
