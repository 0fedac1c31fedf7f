"""The key of a device's database: 256 random bits that no output shows by accident."""

import hashlib
import hmac
import secrets
from typing import NoReturn

KEY_BYTES = 32
_CHECK_TEXT = b"keagenan key check 1"


class DataKey:
    """An opaque key; its repr shows nothing and it cannot be pickled."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        """`raw` are 32 bytes; raises ValueError otherwise."""
        if len(raw) != KEY_BYTES:
            raise ValueError("a data key has 32 bytes")
        self._raw = raw

    @classmethod
    def generate(cls) -> "DataKey":
        return cls(secrets.token_bytes(KEY_BYTES))

    def hex(self) -> str:
        """64 lower-case hex characters, the raw-key form of SQLCipher."""
        return self._raw.hex()

    def raw(self) -> bytes:
        """The 32 bytes."""
        return self._raw

    def check_value(self) -> bytes:
        """HMAC-SHA256 of a fixed text under the key: recognises the key, tells nothing about it."""
        return hmac.digest(self._raw, _CHECK_TEXT, hashlib.sha256)

    def __repr__(self) -> str:
        return "DataKey(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a data key is not written out")
