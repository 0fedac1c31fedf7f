import os

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_app.journal import compression
from tests.effort import examples
from tests.mutations import anything
from tests.outcome import code_or_value

TEXT = b'{"seq":1,"kind":"contribution_collected","rupiah":33600}\n' * 40
PACKED = [compression.pack(TEXT), zstandard.ZstdCompressor(level=3).compress(TEXT), compression.pack(b"")]


def refusal(packed: bytes) -> str:
    with pytest.raises(compression.Unpackable) as refused:
        compression.unpack(packed)
    return refused.value.code


@settings(max_examples=examples(60))
@given(st.binary(max_size=4000))
def test_what_is_packed_is_unpacked_as_it_was(plain: bytes) -> None:
    assert compression.unpack(compression.pack(plain)) == plain


def test_bytes_behind_the_frame_are_refused() -> None:
    frame = compression.pack(TEXT)
    for behind in (b"\0", b"more", frame, compression.pack(b"")):
        assert refusal(frame + behind) == "batch"


def test_a_frame_that_is_cut_anywhere_is_refused() -> None:
    frame = compression.pack(TEXT)
    assert {refusal(frame[:length]) for length in range(len(frame))} == {"batch"}


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(200_000_000))
    assert len(bomb) < compression.MAX_COMPRESSED
    assert refusal(bomb) == "size"


def test_a_frame_that_lies_about_its_size_is_refused() -> None:
    plain = bytes(5_000_000)
    frame = bytearray(zstandard.ZstdCompressor(level=3).compress(plain))
    true = zstandard.get_frame_parameters(bytes(frame)).content_size
    at = bytes(frame).index(true.to_bytes(4, "little"))
    frame[at : at + 4] = (1000).to_bytes(4, "little")
    assert zstandard.get_frame_parameters(bytes(frame)).content_size == 1000
    assert refusal(bytes(frame)) == "batch"


def test_a_frame_that_does_not_say_its_size_is_refused() -> None:
    stream = zstandard.ZstdCompressor(level=3).compressobj()
    assert refusal(stream.compress(TEXT) + stream.flush()) == "batch"


def test_a_window_above_four_megabytes_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, write_content_size=1)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj(size=3_000_000)
    assert refusal(stream.compress(os.urandom(3_000_000)) + stream.flush()) == "size"
    frame = zstandard.ZstdCompressor(compression_params=parameters).compress(TEXT)
    assert compression.unpack(frame) == TEXT, "a small frame needs no more than its own size"


def test_more_than_the_allowed_bytes_are_refused_unread() -> None:
    assert refusal(bytes(compression.MAX_COMPRESSED + 1)) == "size"
    frame = compression.pack(os.urandom(compression.MAX_COMPRESSED))
    assert refusal(frame) == "size"
    assert len(compression.unpack(frame, max_packed=len(frame))) == compression.MAX_COMPRESSED


def test_an_unknown_dictionary_is_told_from_a_broken_frame() -> None:
    samples = [os.urandom(20) + TEXT[: 40 + n % 60] for n in range(400)]
    foreign = zstandard.train_dictionary(1024, samples, dict_id=990_001)
    frame = zstandard.ZstdCompressor(dict_data=foreign).compress(TEXT)
    assert refusal(frame) == "dictionary"


def test_a_dictionary_without_a_number_is_refused_as_broken() -> None:
    unnumbered = zstandard.ZstdCompressionDict(TEXT[:500], dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    frame = zstandard.ZstdCompressor(dict_data=unnumbered, level=12).compress(TEXT)
    assert refusal(frame) == "batch"


def test_frames_made_without_any_dictionary_are_read() -> None:
    assert compression.unpack(zstandard.ZstdCompressor(level=3).compress(TEXT)) == TEXT


@settings(max_examples=examples(300))
@given(anything(PACKED))
def test_whatever_the_bytes_are_unpacking_gives_bytes_or_its_own_refusal(packed: bytes) -> None:
    code, plain = code_or_value(compression.Unpackable, lambda: compression.unpack(packed))
    assert code in {"", "size", "dictionary", "batch"}
    assert plain is None or len(plain) <= compression.MAX_PLAIN
