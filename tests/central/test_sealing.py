"""Archives as they lie on the disk: unreadable without the key, and whole or nothing with it."""

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.central import sealing
from agent_app.central.sealing import CHUNK, MAGIC, Damaged

KEY = bytes(range(32))
HEAD = len(MAGIC) + 16
SEALED = CHUNK + 16


def sealed(plain: bytes) -> bytes:
    target = io.BytesIO()
    sealing.seal(io.BytesIO(plain), target, KEY)
    return target.getvalue()


def unsealed(content: bytes, key: bytes = KEY) -> bytes:
    return b"".join(sealing.unseal(io.BytesIO(content), key))


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_file_of_any_length_comes_back_as_it_was(length: int) -> None:
    plain = os.urandom(length)
    assert unsealed(sealed(plain)) == plain


def test_the_same_content_is_never_sealed_alike_and_does_not_show() -> None:
    plain = b"Maria Contoh " * 20_000
    first, second = sealed(plain), sealed(plain)
    assert first != second
    assert b"Contoh" not in first


@given(place=st.integers(0, HEAD + 2 * SEALED + 99), bit=st.integers(0, 7))
def test_one_altered_bit_anywhere_is_noticed(place: int, bit: int) -> None:
    content = bytearray(sealed(bytes(2 * CHUNK + 84)))
    content[place] ^= 1 << bit
    with pytest.raises(Damaged):
        unsealed(bytes(content))


@given(st.integers(0, HEAD + 2 * SEALED + 99))
def test_a_file_that_is_cut_off_anywhere_is_noticed(length: int) -> None:
    with pytest.raises(Damaged):
        unsealed(sealed(bytes(2 * CHUNK + 84))[:length])


def test_chunks_that_change_places_or_are_left_out_are_noticed() -> None:
    content = sealed(os.urandom(3 * CHUNK))
    head, chunks = content[:HEAD], [content[HEAD + i * SEALED : HEAD + (i + 1) * SEALED] for i in range(3)]
    for order in ((1, 0, 2), (0, 2), (0, 1), (0, 1, 2, 2)):
        with pytest.raises(Damaged):
            unsealed(head + b"".join(chunks[number] for number in order))


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Damaged):
        unsealed(sealed(b"anything"), bytes(32))
