"""Taking over the cooperative's member list: only rows that are new or say something new become lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection
from uuid_utils.compat import uuid7

from agent_app.documents.roster_rows import RosterRow
from agent_app.domain.months import Month
from agent_app.journal.entries.members import RosterPrivate, RosterRowListed, Sex
from agent_app.records import bulk
from agent_app.records.tables.members import roster_row
from agent_app.services.permissions import supervisor_only
from agent_app.services.roster_matching import CONTENT, Content, Known, Present
from agent_app.store.tx import Tx

ROWS_AN_ACT = 500
"""What one act should hold at most, so that a long import keeps nobody waiting."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ListedPerson:
    """One row of a list, fields as in RosterPrivate; None where the list says nothing.

    `last_paid` is the last month the list claims as paid, `source` the row's place in its file.
    """

    name: str
    nik: str | None = None
    member_no: str | None = None
    birth: str | None = None
    birth_place: str | None = None
    sex: Sex | None = None
    phone: str | None = None
    address: str | None = None
    village: str | None = None
    district: str | None = None
    occupation: str | None = None
    income: int | None = None
    last_paid: Month | None = None
    source: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RosterImport:
    """Rows of one list, at most `ROWS_AN_ACT` an act; `source` names the file."""

    rows: Sequence[ListedPerson]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import would do: rows that are new, that change one on the roster, and that say nothing new.

    `lines` are the entries to be written, in the order of the rows.
    """

    new: int
    changed: int
    unchanged: int
    lines: tuple[RosterRowListed, ...]

    def __repr__(self) -> str:
        return f"ImportPlan(new={self.new}, changed={self.changed}, unchanged={self.unchanged})"


@dataclass(frozen=True, slots=True, repr=False)
class PersonChange:
    """What a list says anew of somebody on the roster: fields by the names of `CONTENT` with the values before and
    after. `is_back`: an earlier complete list had left them out."""

    member: str
    name: str
    fields: tuple[tuple[str, Any, Any], ...]
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows became lines, and how many did not need to."""

    new: int
    changed: int
    unchanged: int


def listed_person(row: RosterRow) -> ListedPerson:
    """A row as read from a file; its source becomes "sheet row"."""
    sheet, number = row.source
    return ListedPerson(
        name=row.name,
        nik=row.nik,
        member_no=row.member_no,
        birth=row.birth.isoformat() if row.birth else None,
        birth_place=row.birth_place,
        sex=row.sex.value if row.sex else None,
        phone=row.phone,
        address=row.address,
        village=row.village,
        district=row.district,
        occupation=row.occupation,
        income=row.income,
        last_paid=row.last_paid_month,
        source=f"{sheet} {number}",
        warnings=tuple(warning.value for warning in row.warnings),
    )


def in_acts(rows: Sequence[ListedPerson], source: str) -> Iterator[RosterImport]:
    """A whole list as commands of `ROWS_AN_ACT` rows each."""
    for chunk in bulk.chunks(rows, ROWS_AN_ACT):
        yield RosterImport(rows=chunk, source=source)


def import_rows(tx: Tx, command: RosterImport) -> Imported:
    """Write a line for each row that is new or says something new. Raises Refused(role_not_allowed)."""
    supervisor_only(tx)
    plan = plan_import(tx.connection, tx.coop, tx.identity.branch, command.rows, command.source)
    for line in plan.lines:
        tx.append(line)
    return Imported(plan.new, plan.changed, plan.unchanged)


class Planning:
    """An import looked at before it is made: rows in their order, some hundreds at a time."""

    def __init__(self, coop: str, branch: str, source: str = "") -> None:
        self._coop, self._branch, self._source = coop, branch, source
        self._known = Known()
        self._spoken_of: set[str] = set()
        self.new = self.changed = self.unchanged = 0
        self.newcomers: list[str] = []
        """Names of those who are not on the roster yet."""
        self.changes: list[PersonChange] = []

    def add(self, connection: Connection, rows: Sequence[ListedPerson]) -> tuple[RosterRowListed, ...]:
        """Count what these rows would do after all rows before them; the lines they would become."""
        said = [_said(row) for row in rows]
        self._known.load(connection, self._coop, self._branch, said)
        lines = (self._line_of(row, content) for row, content in zip(rows, said, strict=True))
        return tuple(line for line in lines if line is not None)

    def gone(self, connection: Connection) -> tuple[tuple[str, str], ...]:
        """Id and name of whom the branch's roster lists and none of the rows spoke of, by name."""
        listed = select(roster_row.c.member, roster_row.c.name).where(
            roster_row.c.coop == self._coop,
            roster_row.c.branch == self._branch,
            roster_row.c.listed,
            roster_row.c.name.is_not(None),
        )
        found = [(row.member, row.name) for row in connection.execute(listed) if row.member not in self._spoken_of]
        return tuple(sorted(found, key=lambda one: (one[1], one[0])))

    def _line_of(self, row: ListedPerson, said: Content) -> RosterRowListed | None:
        present = self._known.find(said)
        merged = _merged(said, present)
        if present is not None:
            self._spoken_of.add(present.member)
            if present.listed and merged == present.content:
                self.unchanged += 1
                return None
            self.changed += 1
            self.changes.append(_change(present, merged))
        else:
            self.new += 1
            self.newcomers.append(row.name)
        member = present.member if present is not None else str(uuid7())
        self._known.add(Present(member, merged))
        return _line(member, self._branch, merged, row, self._source)


def plan_import(
    connection: Connection, coop: str, branch: str, rows: Sequence[ListedPerson], source: str = ""
) -> ImportPlan:
    """What an import of these rows would do, without doing it.

    A row is the person on the roster whom `roster_matching` finds for it. What the list leaves out stays as it
    was; where it came from alone makes no change.
    """
    planning = Planning(coop, branch, source)
    lines = planning.add(connection, rows)
    return ImportPlan(new=planning.new, changed=planning.changed, unchanged=planning.unchanged, lines=lines)


def gone_from(connection: Connection, coop: str, branch: str, rows: Sequence[ListedPerson]) -> tuple[str, ...]:
    """Ids of the branch's listed roster rows that none of these rows speaks of.

    They are gone only if `rows` is the branch's complete list; a list of one village leaves out the others.
    """
    planning = Planning(coop, branch)
    planning.add(connection, rows)
    return tuple(sorted(member for member, _ in planning.gone(connection)))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlistRows:
    """Roster rows by id that a complete list no longer has, at most `ROWS_AN_ACT` an act."""

    members: Sequence[str]


def unlist_rows(tx: Tx, command: UnlistRows) -> int:
    """Mark rows as no longer listed; how many were. What is known of the people stays, and so do registrations.

    Raises Refused(role_not_allowed).
    """
    supervisor_only(tx)
    here = (roster_row.c.coop == tx.coop, roster_row.c.branch == tx.identity.branch, roster_row.c.listed)
    statement = select(roster_row).where(*here, roster_row.c.member.in_(command.members))
    rows = tx.connection.execute(statement.order_by(roster_row.c.member)).all()
    for row in rows:
        private = {name: getattr(row, name) for name in (*CONTENT, "source") if name != "last_paid"}
        warnings = tuple((row.warnings or "").split())
        tx.append(
            RosterRowListed(
                member=row.member,
                branch=row.branch,
                listed=False,
                last_paid=row.last_paid,
                private=RosterPrivate(**private, warnings=warnings) if row.name is not None else None,
            )
        )
    return len(rows)


def _said(row: ListedPerson) -> Content:
    return {name: getattr(row, name) for name in CONTENT}


def _merged(said: Content, present: Present | None) -> Content:
    if present is None:
        return said
    return {name: present.content[name] if value is None else value for name, value in said.items()}


def _change(present: Present, merged: Content) -> PersonChange:
    before = present.content
    fields = tuple((name, before[name], merged[name]) for name in CONTENT if before[name] != merged[name])
    return PersonChange(present.member, before["name"], fields, is_back=not present.listed)


def _line(member: str, branch: str, content: Content, row: ListedPerson, source: str) -> RosterRowListed:
    private = {name: value for name, value in content.items() if name != "last_paid"}
    place = " ".join(part for part in (source, row.source) if part)
    return RosterRowListed(
        member=member,
        branch=branch,
        last_paid=content["last_paid"],
        private=RosterPrivate(**private, source=place or None, warnings=row.warnings),
    )
