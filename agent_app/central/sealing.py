"""Files encrypted as they are written: chunks of AES-256-GCM in the STREAM construction, each file under its own key.

A chunk's nonce holds its number and whether it is the last (Hoang, Reyhanitabar, Rogaway, Vizár 2015, as in age): no
chunk can be altered, moved or dropped unnoticed, and a file that was cut off does not read as a whole one.
"""

import os
from collections.abc import Callable, Iterator
from typing import IO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"agent-archive/1\n"
CHUNK = 64 * 1024
_SALT = 16
_TAG = 16

Plain = Callable[[], Iterator[bytes]]
"""What was encrypted, from its beginning with each call; the iterator raises Damaged or OSError."""


class Damaged(Exception):
    """The file is none of ours, is sealed under another key, was altered or cut off."""


class Readable(Protocol):
    """Gives so many bytes with each call, fewer only at its end."""

    def read(self, size: int, /) -> bytes: ...


def seal(plain: Readable, target: IO[bytes], key: bytes) -> None:
    """Encrypt everything `plain` gives. `key` has 32 bytes; the file's own is derived from it and a random salt."""
    salt = os.urandom(_SALT)
    cipher = _cipher(key, salt)
    target.write(MAGIC + salt)
    number, chunk = 0, plain.read(CHUNK)
    while True:
        following = plain.read(CHUNK)
        target.write(cipher.encrypt(_nonce(number, is_last=not following), chunk, None))
        if not following:
            return
        number, chunk = number + 1, following


def unseal(sealed: IO[bytes], key: bytes) -> Iterator[bytes]:
    """What was encrypted, chunk by chunk, each checked. Raises Damaged, at the latest at the end."""
    head = sealed.read(len(MAGIC) + _SALT)
    if len(head) < len(MAGIC) + _SALT or not head.startswith(MAGIC):
        raise Damaged
    cipher = _cipher(key, head[len(MAGIC) :])
    number, chunk = 0, sealed.read(CHUNK + _TAG)
    while True:
        following = sealed.read(CHUNK + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, is_last=not following), chunk, None)
        except InvalidTag as error:
            raise Damaged from error
        if not following:
            return
        number, chunk = number + 1, following


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, MAGIC).derive(key))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")
