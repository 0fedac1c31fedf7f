"""Binary values in JSON (base64url without padding) and the two ways a time is written."""

import base64
import binascii
from datetime import UTC, datetime


def to_base64(value: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    """The bytes of base64url without padding. Raises ValueError for anything else."""
    if "=" in text or "+" in text or "/" in text:
        raise ValueError("not base64url without padding")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64url without padding") from error


def to_rfc3339(moment: datetime) -> str:
    """Milliseconds and offset: 2026-11-23T10:52:07.315+08:00."""
    return moment.isoformat(timespec="milliseconds")


def from_rfc3339(text: str) -> datetime:
    """An aware datetime. Raises ValueError where the offset is missing."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("time without offset")
    return moment


def utc(text: str) -> datetime:
    """The same moment in UTC."""
    return from_rfc3339(text).astimezone(UTC)
