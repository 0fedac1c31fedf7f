"""All lines about a person, in order, as values."""

from collections.abc import Collection
from dataclasses import dataclass

import msgspec
from sqlalchemy import and_, select
from sqlalchemy.engine import Connection

from agent_app.journal.entries import kinds
from agent_app.journal.entries.base import Entry, Origin
from agent_app.journal.lines import Line
from agent_app.records.held import Held, hold
from agent_app.records.tables.house import device as device_table
from agent_app.records.tables.journal import State, journal, line_member


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Told:
    """One line about a person. `entry` is None for a kind of a later release; `person` who wrote it."""

    origin: Origin
    at: int
    day: str | None
    kind: str
    person: str | None
    state: State
    entry: Entry | None


def history(connection: Connection, coop: str, ids: Collection[str]) -> tuple[Told, ...]:
    """Everything told about these ids (a member and the roster row), each line once, by (at, device, seq).

    A carried line stands under its own origin, however often it came.
    """
    statement = (
        select(journal, device_table.c.person)
        .join(
            line_member,
            and_(
                line_member.c.coop == journal.c.coop,
                line_member.c.device == journal.c.device,
                line_member.c.seq == journal.c.seq,
            ),
        )
        .outerjoin(device_table, and_(device_table.c.coop == journal.c.coop, device_table.c.device == journal.c.device))
        .where(line_member.c.coop == coop, line_member.c.member.in_(sorted(ids)))
    )
    told = {}
    for row in connection.execute(statement):
        outer = hold(row.device, row.seq, bytes(row.h), bytes(row.line))
        held = outer.carried or outer
        if held.line is not None:
            one = _told(held, held.line, row.person, State(row.state))
            told[one.origin] = one
    return tuple(sorted(told.values(), key=lambda one: (one.at, one.origin.device, one.origin.seq)))


def told_by(connection: Connection, coop: str, origin: Origin) -> Told | None:
    """What the line with this origin told; None where it is not held."""
    statement = (
        select(journal, device_table.c.person)
        .outerjoin(device_table, and_(device_table.c.coop == journal.c.coop, device_table.c.device == journal.c.device))
        .where(journal.c.coop == coop, journal.c.device == origin.device, journal.c.seq == origin.seq)
    )
    row = connection.execute(statement).one_or_none()
    if row is None or bytes(row.h).hex() != origin.h:
        return None
    held = hold(row.device, row.seq, bytes(row.h), bytes(row.line))
    return None if held.line is None else _told(held, held.line, row.person, State(row.state))


def _told(held: Held, line: Line, person: str | None, state: State) -> Told:
    return Told(
        origin=Origin(held.device, held.seq, held.h.hex()),
        at=line.at,
        day=line.day,
        kind=line.kind,
        person=person,
        state=state,
        entry=decoded(line),
    )


def decoded(line: Line) -> Entry | None:
    """The entry of a line; None for a kind of a later release or one that lacks what its kind demands."""
    if kinds.known(line.kind, line.v) is None:
        return None
    try:
        return kinds.decode(line.kind, line.v, line.raw)
    except msgspec.DecodeError:
        return None
