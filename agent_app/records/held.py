"""A stored line and what could be read of it."""

from dataclasses import dataclass

from agent_app.journal import lines as journal_lines
from agent_app.journal.entries.house import Carried


@dataclass(frozen=True, slots=True)
class Held:
    """A stored line: its bytes as stored (erased or not), its hash, and what was read, None where unreadable."""

    device: int
    seq: int
    h: bytes
    raw: bytes
    line: journal_lines.Line | None

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands: device and number."""
        return self.device, self.seq

    @property
    def kind(self) -> str:
        """The kind as written; empty where the line is unreadable."""
        return self.line.kind if self.line else ""


def hold(device: int, seq: int, h: bytes, raw: bytes) -> Held:
    """Read a line as far as it can be read."""
    try:
        line = journal_lines.read(raw)
    except journal_lines.Unreadable:
        return Held(device, seq, h, raw, None)
    return Held(device, seq, h, raw, line if line.seq == seq else None)


def unwrap(entry: Carried, raw: bytes) -> Held:
    """The carried line itself, under its own origin: its public part with the carrier's private value."""
    public, (_, private) = entry.line.encode(), journal_lines.split(raw)
    whole = public if private is None else public + b',"private":' + private + b"}"
    return hold(entry.device, entry.seq, bytes.fromhex(entry.h), whole)
