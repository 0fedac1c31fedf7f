"""What of this device's own journal the centre has not signed for yet."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.journal.encoding import utc
from agent_app.records.tables.journal import State, journal
from agent_app.store.identity import Identity
from agent_app.sync import own_journal

TAKEN = frozenset({"contribution_collected", "titipan_taken"})
"""The kinds by which a member's money comes in: their rupiah is what would be lost with the laptop."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """What the centre has not signed for: acts (all lines of an act count once), lines, and rupiah taken in them.

    `oldest` is the moment of the oldest, in milliseconds since 1970 UTC.
    """

    acts: int = 0
    lines: int = 0
    rupiah: int = 0
    oldest: int | None = None


def unsent(connection: Connection, me: Identity, acknowledged: int) -> Unsent:
    """What lies above the last line the centre signed for. Lines of one act have one and the same time."""
    statement = (
        select(journal.c.state, journal.c.line)
        .where(journal.c.coop == me.coop, journal.c.device == me.device, journal.c.seq > acknowledged)
        .order_by(journal.c.seq)
    )
    acts, lines, rupiah = 0, 0, 0
    before = oldest = ""
    for state, line in connection.execute(statement):
        lines += 1
        if state == State.UNREADABLE:
            continue
        seen = own_journal.GLANCE.decode(line)
        oldest = min(oldest or seen.at, seen.at, key=utc)
        acts += seen.at != before
        rupiah += _taken(seen)
        before = seen.at
    return Unsent(acts, lines, rupiah, round(utc(oldest).timestamp() * 1000) if oldest else None)


def _taken(seen: own_journal.Glance) -> int:
    """The rupiah a member paid by this line, also where it is carried over from an older journal."""
    if seen.kind == "carried":
        whole = seen.line if seen.line.endswith("}") else seen.line + "}"
        seen = own_journal.GLANCE.decode(whole)
    return seen.rupiah if seen.kind in TAKEN else 0
