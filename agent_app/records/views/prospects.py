"""People of a village who are on the roster and not registered, and what the last visit to them came to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection

from agent_app.records import bulk
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.members import roster_row, visit

AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class Visit:
    """What somebody said on `day` (YYYY-MM-DD); `return_on` is the day to come back."""

    day: str
    outcome: str
    reason: str | None
    return_on: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Prospect:
    """A row of the roster by its id."""

    row: str
    name: str
    occupation: str
    last: Visit | None


def prospects(
    connection: Connection,
    coop: str,
    branch: str,
    listed: Collection[tuple[str | None, str | None]],
    today: str,
    limit: int = 500,
) -> tuple[Prospect, ...]:
    """The people of the (village, district) names: who is to be seen today first, then who was never asked, then
    the others; who was seen today last."""
    found = _unregistered(connection, coop, branch, listed, limit)
    last = _last_visits(connection, coop, [row.member for row in found])
    rows = [Prospect(row.member, row.name or "", row.occupation or "", last.get(row.member)) for row in found]
    return tuple(sorted(rows, key=lambda one: (_turn(one.last, today), one.name)))


_AFTER = {None: 1, "thinking": 2, "return": 3, "interested": 0, "refused": 4}


def _turn(last: Visit | None, today: str) -> int:
    if last is None:
        return _AFTER[None]
    if last.day >= today:
        return 5
    if last.outcome == "return" and last.return_on is not None and last.return_on <= today:
        return 0
    return _AFTER.get(last.outcome, 2)


def _unregistered(
    connection: Connection, coop: str, branch: str, listed: Collection[tuple[str | None, str | None]], limit: int
) -> Sequence[Any]:
    if not listed:
        return ()
    registered = select(member_table.c.member).where(
        member_table.c.coop == coop, member_table.c.roster == roster_row.c.member, member_table.c.day.is_not(None)
    )
    there = or_(
        *(
            and_(_is(roster_row.c.village, village), _is(roster_row.c.district, district))
            for village, district in listed
        )
    )
    here = (roster_row.c.coop == coop, roster_row.c.branch == branch, roster_row.c.listed, there)
    columns = (roster_row.c.member, roster_row.c.name, roster_row.c.occupation)
    statement = select(*columns).where(*here, ~registered.exists())
    return connection.execute(statement.order_by(roster_row.c.folded, roster_row.c.member).limit(limit)).all()


def _is(column: Any, value: str | None) -> Any:
    return column.is_(None) if value is None else column == value


def _last_visits(connection: Connection, coop: str, rows: Sequence[str]) -> dict[str, Visit]:
    last: dict[str, Visit] = {}
    for chunk in bulk.chunks(rows, AT_ONCE):
        statement = select(visit).where(visit.c.coop == coop, visit.c.member.in_(chunk))
        for row in connection.execute(statement.order_by(visit.c.at, visit.c.device, visit.c.seq)):
            last[row.member] = Visit(row.day, row.outcome, row.reason, row.return_on)
    return last
