from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_app.journal import batch, chain, compression, lines
from tests.effort import examples
from tests.journal import golden
from tests.journal.samples import AT, KEY
from tests.mutations import anything
from tests.outcome import code_or_value

PUBLIC = chain.public_key_of(KEY)
SIGNED = golden.signed_batch()
PLAIN = golden.batch_text()
PACKED = [batch.pack(SIGNED), golden.packed_batch(), compression.pack(PLAIN[:-1]), compression.pack(b"\n\n\n\n")]


def journal(count: int, first: int = 1) -> list[bytes]:
    return [b'{"seq":%d,"at":"%s","kind":"x","v":1}' % (first + i, AT.encode()) for i in range(count)]


def packed(plain: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(plain)


def refusal(data: bytes) -> str:
    with pytest.raises(batch.BadBatch) as refused:
        batch.unpack(data)
    return refused.value.code


@settings(max_examples=examples(60))
@given(st.integers(1, 40), st.integers(1, 60), st.binary(min_size=32, max_size=32))
def test_a_batch_comes_out_as_it_went_in(first: int, count: int, prev: bytes) -> None:
    made = batch.sign("KCL", 12, first, prev, journal(count, first), KEY)
    assert made.to == first + count - 1
    assert batch.unpack(batch.pack(made)) == made
    assert batch.signed_by(made, PUBLIC)


def test_a_batch_is_signed_by_its_own_device_only() -> None:
    assert not batch.signed_by(SIGNED, chain.public_key_of(chain.new_private_key()))
    for change in ({"coop": "KCM"}, {"device": 13}, {"head": bytes(32)}, {"lines": SIGNED.lines[:-1]}):
        assert not batch.signed_by(altered(**change), PUBLIC)


def altered(**change: object) -> batch.Batch:
    fields = {name: getattr(SIGNED, name) for name in batch.Batch.__slots__}
    return batch.Batch(**{**fields, **change})


@settings(max_examples=examples(500))
@given(st.integers(0, len(PLAIN) - 1), st.integers(0, 7))
def test_no_bit_of_a_batch_can_be_turned_without_being_noticed(at: int, bit: int) -> None:
    turned = bytearray(PLAIN)
    turned[at] ^= 1 << bit
    try:
        read = batch.unpack(packed(bytes(turned)))
    except batch.BadBatch:
        return
    assert not batch.signed_by(read, PUBLIC)


@settings(max_examples=examples(300))
@given(st.data())
def test_no_byte_of_a_packed_batch_can_be_altered_without_being_noticed(data: st.DataObject) -> None:
    turned = bytearray(PACKED[0])
    turned[data.draw(st.integers(0, len(turned) - 1))] = data.draw(st.integers(0, 255))
    try:
        read = batch.unpack(bytes(turned))
    except batch.BadBatch:
        return
    assert read == SIGNED or not batch.signed_by(read, PUBLIC)


def test_lines_taken_out_swapped_or_doubled_are_noticed() -> None:
    header, *body, footer, _ = PLAIN.split(b"\n")
    for wrong in (body[:-1], body[1:], [*body, body[-1]], [body[1], body[0], *body[2:]], []):
        assert refusal(packed(b"\n".join([header, *wrong, footer, b""]))) == "batch"
    other = [*body[:2], body[2].replace(b"33600", b"33601"), *body[3:]]
    assert refusal(packed(b"\n".join([header, *other, footer, b""]))) == "chain"


def test_an_erased_line_keeps_the_batch_whole() -> None:
    erased = [header_or_line if i in (0, 6) else lines.erase(header_or_line) for i, header_or_line in parts()]
    read = batch.unpack(packed(b"\n".join([*erased, b""])))
    assert batch.signed_by(read, PUBLIC)
    assert read.lines != SIGNED.lines


def parts() -> list[tuple[int, bytes]]:
    return list(enumerate(PLAIN.split(b"\n")[:-1]))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b'{"batch":1,', b'{"batch":2,'),
        lambda text: text.replace(b'"from":1,', b'"from":0,'),
        lambda text: text.replace(b'"from":1,', b'"from":2,'),
        lambda text: text.replace(b'"from":1,', b'"from":1.0,'),
        lambda text: text.replace(b'"device":12,"from"', b'"device":9007199254740993,"from"'),
        lambda text: text.replace(b'"device":12,"from"', b'"device":"12","from"'),
        lambda text: text.replace(b'"coop":"KCL",', b""),
        lambda text: text.replace(b'"to":5', b'"to":6'),
        lambda text: text.replace(b'"sig":"', b'"sig":"='),
        lambda text: text.replace(SIGNED.prev.hex().encode(), SIGNED.prev.hex().upper().encode()),
        lambda text: text.replace(SIGNED.head.hex().encode(), SIGNED.head.hex()[:-2].encode()),
        lambda text: text.replace(SIGNED.head.hex().encode(), b" " + SIGNED.head.hex().encode()),
        lambda text: text.replace(b'{"seq":3,', b'{"seq":4,'),
        lambda text: text.replace(b'{"seq":3,', b'{ "seq":3,'),
        lambda text: text[:-1],
        lambda text: text + b"\n",
        lambda text: text + b"{}",
        lambda text: text.replace(b'{"batch"', b"\xff" + b'{"batch"'),
        lambda text: text.replace(b'{"batch"', b'{"deep":' + b"[" * 50_000 + b"]" * 50_000 + b',"batch"'),
        lambda text: b"",
        lambda text: b"\n" * 9,
    ],
)
def test_a_frame_of_another_shape_is_no_batch(change: Callable[[bytes], bytes]) -> None:
    assert change(PLAIN) != PLAIN
    assert refusal(packed(change(PLAIN))) == "batch"


def test_keys_a_later_release_adds_to_the_frame_are_passed_over() -> None:
    later = PLAIN.replace(b'{"batch":1,', b'{"batch":1,"later":[1,{"a":2.5}],')
    assert batch.unpack(packed(later)) == SIGNED


def test_a_batch_of_more_than_ten_thousand_lines_is_refused() -> None:
    most = batch.sign("KCL", 12, 1, bytes(32), journal(batch.MAX_LINES), KEY)
    assert len(batch.unpack(batch.pack(most, level=1)).lines) == batch.MAX_LINES
    more = batch.sign("KCL", 12, 1, bytes(32), journal(batch.MAX_LINES + 1), KEY)
    assert refusal(batch.pack(more, level=1)) == "batch"


def test_size_and_dictionary_are_told_apart_from_a_bad_batch() -> None:
    assert refusal(bytes(compression.MAX_COMPRESSED + 1)) == "size"
    assert refusal(packed(bytes(compression.MAX_PLAIN + 1))) == "size"
    assert refusal(PACKED[1] + b"x") == "batch"


@settings(max_examples=examples(300))
@given(st.one_of(anything(PACKED), anything([PLAIN]).map(packed)))
def test_whatever_the_bytes_are_unpacking_gives_a_batch_or_its_own_refusal(data: bytes) -> None:
    code, read = code_or_value(batch.BadBatch, lambda: batch.unpack(data))
    assert code in {"", "size", "dictionary", "batch", "chain"}
    if read is not None:
        assert chain.walk(read.prev, read.lines)[-1] == read.head
        assert batch.numbered(read.lines, read.first)
