"""A stored line and what could be read of it."""

import msgspec

from agent_app.journal import chain
from agent_app.journal import lines as journal_lines
from agent_app.journal.encoding import from_hash
from agent_app.journal.entries.house import Carried

CARRIED = "carried"
_CARRIED = msgspec.json.Decoder(Carried)


class Held(msgspec.Struct, frozen=True):
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
    def origin(self) -> tuple[int, int, bytes]:
        """What names it on every side, by whatever way it came."""
        return self.device, self.seq, self.h

    @property
    def kind(self) -> str:
        """The kind as written; empty where the line is unreadable."""
        return self.line.kind if self.line else ""

    @property
    def members(self) -> tuple[str, ...]:
        """Everybody the line is about, also where it only carries a line that names them."""
        if self.line is None:
            return ()
        inner = self.carried.line if self.carried is not None else None
        return self.line.members if inner is None else tuple(dict.fromkeys(self.line.members + inner.members))

    @property
    def carried(self) -> "Held | None":
        """The line of an older journal that this one carries, under its own origin; None in other kinds."""
        if self.line is None or self.line.kind != CARRIED:
            return None
        try:
            return unwrap(_CARRIED.decode(self.raw), self.raw)
        except msgspec.DecodeError:
            return None


def hold(device: int, seq: int, h: bytes, raw: bytes) -> Held:
    """Read a line as far as it can be read."""
    try:
        line = journal_lines.read(raw)
    except journal_lines.Unreadable:
        return Held(device, seq, h, raw, None)
    return Held(device, seq, h, raw, line if line.seq == seq else None)


def unwrap(entry: Carried, raw: bytes) -> Held:
    """The carried line itself, under its own origin: its public part with the carrier's private value.

    It is unreadable where it does not have the hash it is carried under.
    """
    public, (_, private) = entry.line.encode(), journal_lines.split(raw)
    whole = public if private is None else public + b',"private":' + private + b"}"
    try:
        prev, h = from_hash(entry.prev), from_hash(entry.h)
    except ValueError:
        return Held(entry.device, entry.seq, b"", whole, None)
    if chain.step(prev, whole) != h or journal_lines.split(whole)[0] != public:
        return Held(entry.device, entry.seq, h, whole, None)
    return hold(entry.device, entry.seq, h, whole)
