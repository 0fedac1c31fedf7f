"""A journal line: the exact bytes of one JSON object, split into a public and a private part.

The device that lives through something writes the line once; everybody else only copies, checks and
reads these bytes. Limits and shapes follow the protocol's section "Line".
"""

import base64
import hashlib
import json
import os
import re
from typing import Any

import msgspec

from agent_app.journal.encoding import from_rfc3339

MAX_BYTES = 16 * 1024
MAX_WRITTEN_BYTES = 12 * 1024
"""Writers stop here, so that a line still fits when a later journal has to carry it inside one of its own."""
MAX_DEPTH = 8
MAX_INTEGER = 2**53 - 1
MAX_RUPIAH = 10**12
"""The most rupiah one line may count for: nine million such lines of one kind still add up in 64 bits."""
MAX_NAME = 64
"""Characters of an id or a code among the common keys: both databases key tables by them."""

_PRIVATE_MARK = b',"private":'
_ERASED = re.compile(rb'"[0-9a-f]{64}"')
# Digits, and what can stand before a number: looking for one shape is ten times faster than a pattern.
_SHAPES = bytes(ord("0" if chr(byte) in "0123456789" else ":" if chr(byte) in ":,[-" else " ") for byte in range(256))
_LONG_INTEGER = b":" + b"0" * 16
_TOP_LEVEL_INTEGERS = ("seq", "v")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")


def _no_float(text: str) -> float:
    raise msgspec.DecodeError("number with a fraction or an exponent")


_DECODER = msgspec.json.Decoder(float_hook=_no_float)


class Unreadable(Exception):
    """The bytes are no line of this protocol; they are kept, but nothing is read from them."""


class Line(msgspec.Struct, frozen=True):
    """One line as read: the exact bytes and the keys that mean the same in every kind.

    `rupiah` is the one amount that is totalled; `day` the business date "YYYY-MM-DD" of money lines;
    `at` the writer's corrected clock in milliseconds since 1970 UTC; `members` holds
    the ids under `member` or `members`.
    """

    raw: bytes
    seq: int
    at: int
    kind: str
    v: int
    day: str | None = None
    agent: str | None = None
    members: tuple[str, ...] = ()
    rupiah: int | None = None
    doubtful_clock: bool = False
    has_private: bool = False
    erased: bool = False

    @property
    def public(self) -> bytes:
        """The bytes before the private part, or all of them."""
        return split(self.raw)[0]


def split(raw: bytes) -> tuple[bytes, bytes | None]:
    """Public part and private value of any bytes, readable or not.

    A quote inside a JSON string is always escaped, so the mark can only stand between two members.
    """
    public, mark, rest = raw.partition(_PRIVATE_MARK)
    if not mark or not rest.endswith(b"}"):
        return raw, None
    return public, rest[:-1]


def digests(raw: bytes) -> tuple[bytes, bytes]:
    """SHA-256 of the public part and of the private value (32 zero bytes where there is none)."""
    public, private = split(raw)
    if private is None:
        return hashlib.sha256(public).digest(), bytes(32)
    if _ERASED.fullmatch(private):
        return hashlib.sha256(public).digest(), bytes.fromhex(private[1:-1].decode())
    return hashlib.sha256(public).digest(), hashlib.sha256(private).digest()


def erase(raw: bytes) -> bytes:
    """The same line with its private value replaced by its hash: chain and signatures stay valid."""
    public, private = split(raw)
    if private is None or _ERASED.fullmatch(private):
        return raw
    return public + _PRIVATE_MARK + b'"' + hashlib.sha256(private).hexdigest().encode() + b'"}'


def new_salt() -> str:
    """16 random bytes for a private part, so that its hash does not give a NIK away."""
    return base64.urlsafe_b64encode(os.urandom(16)).rstrip(b"=").decode()


def write(seq: int, at: str, kind: str, v: int, body: msgspec.Struct, doubtful_clock: bool = False) -> bytes:
    """The bytes of a new line. Raises Unreadable as `compose`."""
    return compose(seq, at, kind, v, body, doubtful_clock).raw


def compose(seq: int, at: str, kind: str, v: int, body: msgspec.Struct, doubtful_clock: bool = False) -> Line:
    """A new line, as every reader will read it.

    Raises Unreadable when the line would break a limit: the writer refuses what a reader could not read.
    """
    head = {"seq": seq, "at": at, "kind": kind, "v": v}
    if doubtful_clock:
        head["clock"] = "doubtful"
    try:
        fields = msgspec.json.encode(body)
    except UnicodeEncodeError as error:
        raise Unreadable("line holds a lone surrogate") from error
    raw = msgspec.json.encode(head)[:-1] + (b"}" if fields == b"{}" else b"," + fields[1:])
    if len(raw) > (MAX_BYTES if kind == "carried" else MAX_WRITTEN_BYTES):
        raise Unreadable("line is too long to be written")
    return read(raw)


def read(raw: bytes) -> Line:
    """Check every limit of the protocol and read the common keys. Raises Unreadable."""
    fields = _strict(raw)
    for key in _TOP_LEVEL_INTEGERS:
        if type(fields.get(key)) is not int or fields[key] < 1:
            raise Unreadable(f"{key} is missing")
    if not isinstance(fields.get("kind"), str) or _KIND.fullmatch(fields["kind"]) is None:
        raise Unreadable("kind is missing")
    private = _private_of(raw, fields)
    return Line(
        raw=raw,
        seq=fields["seq"],
        at=_milliseconds(fields.get("at")),
        kind=fields["kind"],
        v=fields["v"],
        day=_text(fields, "day"),
        agent=_name(fields, "agent"),
        members=_members(fields),
        rupiah=_rupiah(fields),
        doubtful_clock=fields.get("clock") == "doubtful",
        has_private=private is not None,
        erased=isinstance(private, str),
    )


def _strict(raw: bytes) -> dict[str, Any]:
    if len(raw) > MAX_BYTES:
        raise Unreadable("line is too long")
    if b"\n" in raw or b"\r" in raw:
        raise Unreadable("line holds a line break")
    try:
        fields = _compact(raw)
        if fields is None:
            fields = _any_json(raw)
        if raw.count(b"{") + raw.count(b"[") > MAX_DEPTH and _depth(fields) > MAX_DEPTH:
            raise Unreadable("line is nested too deep")
    except RecursionError as error:
        raise Unreadable("line is nested too deep") from error
    return fields


def _compact(raw: bytes) -> dict[str, Any] | None:
    """The quick way for lines as our own writer writes them; None sends all others through `_any_json`.

    Bytes that come back equal after decoding and encoding hold no key twice and no odd escape.
    """
    if b"\\u" in raw or _LONG_INTEGER in raw.translate(_SHAPES):
        return None
    try:
        fields = _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    if not isinstance(fields, dict) or msgspec.json.encode(fields) != raw:
        return None
    return fields


def _any_json(raw: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=_no_fraction,
            parse_constant=_no_fraction,
            parse_int=_int,
        )
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Unreadable("line is no JSON") from error
    if not isinstance(fields, dict):
        raise Unreadable("line is no object")
    _check_texts(fields)
    return fields


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Unreadable("line has a key twice")
    return fields


def _no_fraction(text: str) -> Any:
    raise Unreadable("line has a number with a fraction or an exponent")


def _int(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        raise Unreadable("line has an integer out of range")
    return int(text)


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max((_depth(item) for item in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((_depth(item) for item in value), default=0)
    return 0


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        if "\x00" in value:
            raise Unreadable("line holds U+0000")
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise Unreadable("line holds a lone surrogate")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_texts(key)
            _check_texts(item)
    elif isinstance(value, list):
        for item in value:
            _check_texts(item)


def _private_of(raw: bytes, fields: dict[str, Any]) -> Any:
    """The private value when it stands where the chain looks for it; Unreadable when it stands elsewhere."""
    _, value = split(raw)
    if value is None:
        if "private" in fields:
            raise Unreadable("private part is not the last key")
        return None
    private = fields.get("private")
    if list(fields)[-1] != "private" or not isinstance(private, dict | str):
        raise Unreadable("private part is not the last key")
    if isinstance(private, str) and not _ERASED.fullmatch(value):
        raise Unreadable("private part is neither an object nor a hash")
    # Right after a colon it is a value, such as a budget, and no key.
    if raw.count(b'"private"') - raw.count(b':"private"') > 1 and not _is_json_of(value, private):
        raise Unreadable("private part is not the last key")
    return private


def _is_json_of(value: bytes, private: Any) -> bool:
    try:
        return bool(json.loads(value) == private)
    except json.JSONDecodeError:
        return False


def _milliseconds(at: Any) -> int:
    try:
        return round(from_rfc3339(at).timestamp() * 1000)
    except (TypeError, ValueError, OverflowError) as error:
        raise Unreadable("at is no time with an offset") from error


def _text(fields: dict[str, Any], key: str) -> str | None:
    value = fields.get(key)
    return value if isinstance(value, str) else None


def _integer(fields: dict[str, Any], key: str) -> int | None:
    value = fields.get(key)
    return value if type(value) is int else None


def _rupiah(fields: dict[str, Any]) -> int | None:
    value = _integer(fields, "rupiah")
    if value is not None and abs(value) > MAX_RUPIAH:
        raise Unreadable("rupiah is out of range")
    return value


def _name(fields: dict[str, Any], key: str) -> str | None:
    value = _text(fields, key)
    if value is not None and len(value) > MAX_NAME:
        raise Unreadable(f"{key} is too long")
    return value


def _members(fields: dict[str, Any]) -> tuple[str, ...]:
    many = fields.get("members")
    named = [fields.get("member"), *(many if isinstance(many, list) else [many])]
    members = tuple(dict.fromkeys(item for item in named if isinstance(item, str)))
    if any(len(member) > MAX_NAME for member in members):
        raise Unreadable("member is too long")
    return members
