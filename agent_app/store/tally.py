"""What stands between two lines of this device's journal: acts, lines, and the rupiah taken in them."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.journal.encoding import utc
from agent_app.records.tables.journal import State, journal
from agent_app.store.identity import Identity

TAKEN = frozenset({"contribution_collected", "titipan_taken"})
"""The kinds by which a member's money comes in: their rupiah is what would be lost with the laptop."""


class Glance(msgspec.Struct):
    """What is told of a line; `line` is there in a carried one."""

    at: str
    kind: str
    rupiah: int = 0
    line: str = ""


GLANCE = msgspec.json.Decoder(Glance)


@dataclass(frozen=True, slots=True)
class Tally:
    """Acts (all lines of an act count once), lines, and rupiah taken in them.

    `oldest` is the moment of the oldest, in milliseconds since 1970 UTC.
    """

    acts: int = 0
    lines: int = 0
    rupiah: int = 0
    oldest: int | None = None


def tally(connection: Connection, me: Identity, above: int, to: int | None = None) -> Tally:
    """What lies above a line of the own journal, up to another. Lines of one act have one and the same time."""
    statement = (
        select(journal.c.state, journal.c.line)
        .where(journal.c.coop == me.coop, journal.c.device == me.device, journal.c.seq > above)
        .order_by(journal.c.seq)
    )
    if to is not None:
        statement = statement.where(journal.c.seq <= to)
    acts, lines, rupiah = 0, 0, 0
    before = oldest = ""
    for state, line in connection.execute(statement):
        lines += 1
        if state == State.UNREADABLE:
            continue
        seen = GLANCE.decode(line)
        oldest = min(oldest or seen.at, seen.at, key=utc)
        acts += seen.at != before
        rupiah += taken(seen)
        before = seen.at
    return Tally(acts, lines, rupiah, round(utc(oldest).timestamp() * 1000) if oldest else None)


def taken(seen: Glance) -> int:
    """The rupiah a member paid by this line, also where it is carried over from an older journal."""
    if seen.kind == "carried":
        whole = seen.line if seen.line.endswith("}") else seen.line + "}"
        seen = GLANCE.decode(whole)
    return seen.rupiah if seen.kind in TAKEN else 0
