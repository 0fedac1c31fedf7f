"""A page of a stream: runs of lines of several devices, compressed like a batch.

A run whose end carries the device's signature is a piece of that device's journal; a run without one is an
excerpt, vouched for by the signature of the whole answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from agent_app.journal import compression
from agent_app.journal.encoding import from_base64, from_hash, to_base64
from agent_app.journal.lines import MAX_INTEGER

MAX_PACKED = 1024 * 1024
MAX_PLAIN = compression.MAX_PLAIN + 64 * 1024
"""A page says more around a line than a batch does, and the longest line that fits a batch must fit a page."""


class BadPage(Exception):
    """The page breaks the protocol; nothing of it is used."""


@dataclass(frozen=True, slots=True)
class Run:
    """Lines `first` … of one device after h(first−1) = `prev`; `head` and `signature` where a batch ends here."""

    device: int
    first: int
    prev: bytes
    lines: tuple[bytes, ...]
    head: bytes
    signature: bytes | None = None

    @property
    def to(self) -> int:
        """The number of the last line."""
        return self.first + len(self.lines) - 1


@dataclass(frozen=True, slots=True)
class Page:
    """What one request for a stream answers; `next` is the cursor to ask with next."""

    coop: str
    stream: str
    after: str
    runs: tuple[Run, ...]
    next: str
    more: bool


class _Header(msgspec.Struct, kw_only=True):
    feed: int
    coop: str
    stream: str
    after: str


class _RunHeader(msgspec.Struct, kw_only=True):
    run: int
    first: int = msgspec.field(name="from")
    prev: str


class _RunFooter(msgspec.Struct, kw_only=True, omit_defaults=True):
    to: int
    head: str
    sig: str | None = None


class _Footer(msgspec.Struct, kw_only=True):
    next: str
    more: bool


def pack(page: Page, level: int = 9) -> bytes:
    """The bytes that travel."""
    parts = [msgspec.json.encode(_Header(feed=1, coop=page.coop, stream=page.stream, after=page.after))]
    for run in page.runs:
        sig = to_base64(run.signature) if run.signature is not None else None
        parts.append(msgspec.json.encode(_RunHeader(run=run.device, first=run.first, prev=run.prev.hex())))
        parts.extend(run.lines)
        parts.append(msgspec.json.encode(_RunFooter(to=run.to, head=run.head.hex(), sig=sig)))
    parts.append(msgspec.json.encode(_Footer(next=page.next, more=page.more)))
    parts.append(b"")
    return compression.pack(b"\n".join(parts), level)


def unpack(packed: bytes) -> Page:
    """Read a page; chains and signatures are checked where the lines are stored. Raises BadPage."""
    try:
        parts = compression.unpack(packed, MAX_PACKED, MAX_PLAIN).split(b"\n")
        header = msgspec.json.decode(parts[0], type=_Header)
        footer = msgspec.json.decode(parts[-2], type=_Footer)
        runs = tuple(_runs(parts[1:-2]))
    except (compression.Unpackable, msgspec.DecodeError, ValueError, IndexError, RecursionError) as error:
        raise BadPage from error
    if header.feed != 1 or parts[-1] != b"":
        raise BadPage
    return Page(header.coop, header.stream, header.after, runs, footer.next, footer.more)


def _runs(parts: list[bytes]) -> Iterable[Run]:
    at = 0
    while at < len(parts):
        header = msgspec.json.decode(parts[at], type=_RunHeader)
        if not 1 <= header.first <= MAX_INTEGER or abs(header.run) > MAX_INTEGER:
            raise BadPage
        start, seq = at + 1, header.first
        at = start
        while parts[at].startswith(b'{"seq":%d,' % seq):
            at, seq = at + 1, seq + 1
        footer = msgspec.json.decode(parts[at], type=_RunFooter)
        if footer.to != seq - 1 or at == start:
            raise BadPage
        signature = from_base64(footer.sig) if footer.sig is not None else None
        lines = tuple(parts[start:at])
        yield Run(header.run, header.first, from_hash(header.prev), lines, from_hash(footer.head), signature)
        at += 1
