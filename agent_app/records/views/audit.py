"""The trail of a branch: what its supervisors and the centre did, newest first, an act at a time.

Which lines belong to it stands in `records.facts.audit`; what they say is read from the journal, page by page.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, tuple_
from sqlalchemy.engine import Connection

from agent_app.journal.entries.base import Entry, Origin
from agent_app.records.facts.audit import FIRST, IN_ACTS, LAST
from agent_app.records.held import Held, hold
from agent_app.records.tables.audit import audit
from agent_app.records.tables.journal import journal
from agent_app.records.views.history import decoded

PAGE: Final = 50
SUMMED: Final = 40
"""Lines of an act whose rupiah are added up; an import of the member list has none and is not read."""
CENTRE: Final = ""
"""The person under whom acts of the centre stand."""

Place = tuple[int, int, int]
"""When and where an act stands: `at`, device and number of its first line."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Act:
    """One act. `entry` is what its first line says, None where the line is not held by itself.

    `at` is milliseconds UTC, `person` a code ("" for the centre), `lines` how many lines it wrote, `rupiah` their
    sum, None where the kind has no amount.
    """

    place: Place
    origin: Origin | None
    kind: str
    person: str
    agent: str | None
    at: int
    day: str | None
    lines: int
    rupiah: int | None
    entry: Entry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of the trail is asked for: kinds, a person's code, and the span of time `since` ≤ at < `until` (ms UTC)."""

    kinds: frozenset[str] | None = None
    person: str | None = None
    since: int | None = None
    until: int | None = None


@dataclass(slots=True)
class _Group:
    """Rows of one act, newest first, each with the number of its last line."""

    rows: list[tuple[Any, int]]

    @property
    def newest(self) -> Any:
        return self.rows[0][0]

    @property
    def lines(self) -> int:
        return int(self.rows[0][1] - self.rows[-1][0].by_seq) + 1

    def goes_on(self, row: Any, last: int) -> bool:
        """Whether an older row is of the same act: of one kind and one journal, and right before it."""
        first = self.rows[-1][0]
        same = (row.kind, row.by_device) == (first.kind, first.by_device)
        return row.kind in IN_ACTS and same and last + 1 == first.by_seq


def page(
    connection: Connection, coop: str, branch: str, wanted: Wanted, before: Place | None = None, size: int = PAGE
) -> tuple[Act, ...]:
    """The next acts of the branch and of the centre, newest first; `before`: the place of the last one shown.

    An import that was written in many acts, one right behind the other, is one.
    """
    groups: list[_Group] = []
    while True:
        rows = _rows(connection, coop, branch, wanted, before, size)
        lasts = _lasts(connection, coop, rows)
        for row in rows:
            last = lasts.get((row.kind, row.device, row.act), row.by_seq)
            if groups and groups[-1].goes_on(row, last):
                groups[-1].rows.append((row, last))
            elif len(groups) == size:
                return _acts(connection, coop, groups)
            else:
                groups.append(_Group([(row, last)]))
        if len(rows) < size:
            return _acts(connection, coop, groups)
        before = _place(rows[-1])


def people(connection: Connection, coop: str, branch: str) -> tuple[str, ...]:
    """Codes of all who did something in the trail of a branch; the centre's is empty."""
    here = (audit.c.coop == coop, audit.c.branch.in_((branch, CENTRE)))
    return tuple(sorted(connection.execute(select(audit.c.person).where(*here).distinct()).scalars()))


def _conditions(wanted: Wanted) -> Iterator[Any]:
    if wanted.kinds is not None:
        yield audit.c.kind.in_(sorted(wanted.kinds))
    if wanted.person is not None:
        yield audit.c.person == wanted.person
    if wanted.since is not None:
        yield audit.c.at >= wanted.since
    if wanted.until is not None:
        yield audit.c.at < wanted.until


def _rows(connection: Connection, coop: str, branch: str, wanted: Wanted, before: Place | None, size: int) -> list[Any]:
    statement = select(audit).where(
        audit.c.coop == coop, audit.c.edge != LAST, audit.c.branch.in_((branch, CENTRE)), *_conditions(wanted)
    )
    if before is not None:
        statement = statement.where(
            audit.c.at <= before[0], tuple_(audit.c.at, audit.c.by_device, audit.c.by_seq) < tuple_(*before)
        )
    newest = (audit.c.at.desc(), audit.c.by_device.desc(), audit.c.by_seq.desc())
    return list(connection.execute(statement.order_by(*newest).limit(size)))


def _lasts(connection: Connection, coop: str, rows: Collection[Any]) -> dict[tuple[str, int, int], int]:
    """Of acts that wrote many lines, the number of the last."""
    wanted = [(row.kind, row.device, row.act) for row in rows if row.edge == FIRST]
    if not wanted:
        return {}
    act = tuple_(audit.c.kind, audit.c.device, audit.c.act)
    found = select(audit).where(audit.c.coop == coop, audit.c.edge == LAST, act.in_(wanted))
    return {(row.kind, row.device, row.act): row.by_seq for row in connection.execute(found)}


def _held(connection: Connection, coop: str, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], Held]:
    """The lines under these numbers."""
    if not places:
        return {}
    place = tuple_(journal.c.device, journal.c.seq)
    rows = connection.execute(select(journal).where(journal.c.coop == coop, place.in_(sorted(places))))
    return {(row.device, row.seq): hold(row.device, row.seq, bytes(row.h), bytes(row.line)) for row in rows}


def _place(row: Any) -> Place:
    return row.at, row.by_device, row.by_seq


def _acts(connection: Connection, coop: str, groups: list["_Group"]) -> tuple[Act, ...]:
    held = _held(connection, coop, {(group.newest.by_device, group.newest.by_seq) for group in groups})
    return tuple(_act(connection, coop, group, held) for group in groups)


def _act(connection: Connection, coop: str, group: "_Group", held: dict[tuple[int, int], Held]) -> Act:
    row = group.newest
    line = held.get((row.by_device, row.by_seq))
    # A line that came inside of another journal stands there, under a number of its own.
    mine = line is not None and (row.edge == FIRST or row.edge == line.h.hex())
    first = group.rows[-1][0]
    return Act(
        place=_place(first),
        origin=Origin(row.by_device, row.by_seq, line.h.hex()) if mine and line is not None else None,
        kind=row.kind,
        person=row.person,
        agent=row.agent,
        at=row.at,
        day=row.day,
        lines=group.lines,
        rupiah=row.rupiah if group.lines == 1 else _sum(connection, coop, group),
        entry=decoded(line.line) if mine and line is not None and line.line is not None else None,
    )


def _sum(connection: Connection, coop: str, group: "_Group") -> int | None:
    """The rupiah of an act that wrote several lines."""
    first, last = group.rows[-1][0], group.rows[0][1]
    if first.rupiah is None:
        return None
    places = [(first.by_device, seq) for seq in range(first.by_seq, min(last, first.by_seq + SUMMED - 1) + 1)]
    lines = [one.line for one in _held(connection, coop, places).values() if one.kind == first.kind]
    return sum(line.rupiah or 0 for line in lines if line is not None)
