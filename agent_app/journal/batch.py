"""A batch: consecutive lines of one journal under one signature, in one compressed frame."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from agent_app.journal import chain, compression
from agent_app.journal.encoding import from_base64, from_hash, to_base64
from agent_app.journal.lines import MAX_INTEGER

MAX_LINES = 10_000


class BadBatch(Exception):
    """The batch is refused as a whole; `code` is size, dictionary, batch, chain or signature."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines `first` … `to` of a device's journal; `prev` is h(first−1), `head` is h(to)."""

    coop: str
    device: int
    first: int
    prev: bytes
    lines: tuple[bytes, ...]
    head: bytes
    signature: bytes

    @property
    def to(self) -> int:
        """The number of the last line."""
        return self.first + len(self.lines) - 1


class _Header(msgspec.Struct, kw_only=True):
    batch: int
    coop: str
    device: int
    first: int = msgspec.field(name="from")
    prev: str


class _Footer(msgspec.Struct, kw_only=True):
    to: int
    head: str
    sig: str


_HEADER = msgspec.json.Decoder(_Header)
_FOOTER = msgspec.json.Decoder(_Footer)


def sign(coop: str, device: int, first: int, prev: bytes, lines: Sequence[bytes], private_key: bytes) -> Batch:
    """A signed batch of lines that follow h(first−1) = `prev`."""
    head = chain.walk(prev, lines)[-1]
    text = chain.batch_text(coop, device, first + len(lines) - 1, head)
    return Batch(coop, device, first, prev, tuple(lines), head, chain.sign(private_key, text))


def pack(batch: Batch, level: int = 12) -> bytes:
    """The bytes that travel."""
    header = _Header(batch=1, coop=batch.coop, device=batch.device, first=batch.first, prev=batch.prev.hex())
    footer = _Footer(to=batch.to, head=batch.head.hex(), sig=to_base64(batch.signature))
    parts = [msgspec.json.encode(header), *batch.lines, msgspec.json.encode(footer), b""]
    return compression.pack(b"\n".join(parts), level)


def unpack(packed: bytes) -> Batch:
    """Read and check the shape and the chain inside the batch; the signature needs the device's key: `signed_by`.

    Raises BadBatch.
    """
    try:
        plain = compression.unpack(packed)
    except compression.Unpackable as error:
        raise BadBatch(error.code) from error
    parts = plain.split(b"\n")
    if len(parts) < 4 or parts[-1] != b"" or len(parts) - 3 > MAX_LINES:
        raise BadBatch("batch")
    try:
        header, footer = _HEADER.decode(parts[0]), _FOOTER.decode(parts[-2])
        prev, head = from_hash(header.prev), from_hash(footer.head)
        signature = from_base64(footer.sig)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise BadBatch("batch") from error
    lines = tuple(parts[1:-2])
    if header.batch != 1 or not 1 <= header.first <= MAX_INTEGER or abs(header.device) > MAX_INTEGER:
        raise BadBatch("batch")
    if footer.to != header.first + len(lines) - 1 or not numbered(lines, header.first):
        raise BadBatch("batch")
    if chain.walk(prev, lines)[-1] != head:
        raise BadBatch("chain")
    return Batch(header.coop, header.device, header.first, prev, lines, head, signature)


def numbered(lines: Sequence[bytes], first: int) -> bool:
    """Whether each line begins with its own number: what tells a line from the frame around it."""
    return all(line.startswith(b'{"seq":%d,' % (first + i)) for i, line in enumerate(lines))


def signed_by(batch: Batch, public_key: bytes) -> bool:
    """Whether the signature at the end of the batch is by the device that holds the key."""
    return chain.verify(public_key, batch.signature, chain.batch_text(batch.coop, batch.device, batch.to, batch.head))
