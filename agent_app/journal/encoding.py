"""Binary values in JSON (base64url without padding, hashes in hex) and how a time is written.

Every value has exactly one spelling: what two texts could say could be altered without being noticed.
"""

import base64
import binascii
import re
from datetime import UTC, datetime

_HASH = re.compile("[0-9a-f]{64}")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)


def to_base64(value: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    """The bytes of base64url without padding. Raises ValueError for anything else."""
    try:
        value = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64url without padding") from error
    if to_base64(value) != text:
        raise ValueError("not base64url without padding")
    return value


def from_hash(text: str) -> bytes:
    """The 32 bytes of a SHA-256 in lower-case hex. Raises ValueError for anything else."""
    if _HASH.fullmatch(text) is None:
        raise ValueError("not a hash of 64 lower-case hex digits")
    return bytes.fromhex(text)


def to_rfc3339(moment: datetime) -> str:
    """Milliseconds and offset: 2026-11-23T10:52:07.315+08:00."""
    return moment.isoformat(timespec="milliseconds")


def from_rfc3339(text: str) -> datetime:
    """An aware datetime. Raises ValueError for anything but date, time and offset as RFC 3339 writes them."""
    if _RFC3339.fullmatch(text) is None:
        raise ValueError("not a time as RFC 3339 writes it")
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    """The same moment in UTC."""
    return from_rfc3339(text).astimezone(UTC)
