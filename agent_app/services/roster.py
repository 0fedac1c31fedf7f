"""Taking over the cooperative's member list: only rows that are new or say something new become lines."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.engine import Connection
from uuid_utils.compat import uuid7

from agent_app.documents.roster_rows import RosterRow
from agent_app.domain.months import Month
from agent_app.domain.texts import fold
from agent_app.journal.entries.members import RosterPrivate, RosterRowListed, Sex
from agent_app.records import bulk
from agent_app.records.facts.collector import folded
from agent_app.records.tables.members import roster_row
from agent_app.services.permissions import supervisor_only
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


def plan_import(
    connection: Connection, coop: str, branch: str, rows: Sequence[ListedPerson], source: str = ""
) -> ImportPlan:
    """What an import of these rows would do, without doing it.

    A row is the person on the roster who has its NIK, else its member number, else its name and birth date.
    What the list leaves out stays as it was; where it came from alone makes no change.
    """
    known = _Known()
    for chunk in bulk.chunks(rows, ROWS_AN_ACT):
        known.load(connection, coop, branch, chunk)
    lines: list[RosterRowListed] = []
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    for row in rows:
        present = known.find(row)
        merged = _merged(row, present)
        outcome = "new" if present is None else "changed" if merged != present.content else "unchanged"
        counts[outcome] += 1
        if outcome != "unchanged":
            member = present.member if present is not None else str(uuid7())
            known.add(_Present(member, merged))
            lines.append(_line(member, branch, merged, row, source))
    return ImportPlan(**counts, lines=tuple(lines))


_CONTENT = (
    "name", "nik", "member_no", "birth", "birth_place", "sex", "phone", "address", "village", "district",
    "occupation", "income", "last_paid",
)  # fmt: skip
Content = dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class _Present:
    """Somebody on the roster, or just planned to be."""

    member: str
    content: Content

    @property
    def named(self) -> tuple[str, str | None]:
        return fold(self.content["name"]), self.content["birth"]


class _Known:
    """The part of the roster that the rows of an import may speak of."""

    def __init__(self) -> None:
        self._by_nik: dict[str, _Present] = {}
        self._by_number: dict[str, _Present] = {}
        self._by_name: dict[tuple[str, str | None], _Present] = {}

    def load(self, connection: Connection, coop: str, branch: str, rows: Collection[ListedPerson]) -> None:
        """Look up a chunk: by index for NIK and name; member numbers only for those not found by NIK."""
        here = roster_row.c.coop == coop
        self._take(connection, here & roster_row.c.nik.in_([row.nik for row in rows if row.nik]))
        here &= roster_row.c.branch == branch
        self._take(connection, here & roster_row.c.folded.in_(sorted({str(folded(row.name)) for row in rows})))
        numbers = [row.member_no for row in rows if row.member_no and row.nik not in self._by_nik]
        if numbers:
            self._take(connection, here & roster_row.c.member_no.in_(numbers))

    def find(self, row: ListedPerson) -> _Present | None:
        """Whoever the row speaks of. Two people with different NIKs are never one."""
        if row.nik is not None and row.nik in self._by_nik:
            return self._by_nik[row.nik]
        by_name = self._by_name.get((fold(row.name), row.birth)) if row.birth is not None else None
        for found in (self._by_number.get(row.member_no or ""), by_name):
            if found is not None and (row.nik is None or found.content["nik"] is None):
                return found
        return None

    def add(self, one: _Present) -> None:
        """Know somebody, in place of what was known of them before."""
        if one.content["nik"] is not None:
            self._by_nik[one.content["nik"]] = one
        if one.content["member_no"] is not None:
            self._by_number[one.content["member_no"]] = one
        self._by_name[one.named] = one

    def _take(self, connection: Connection, condition: ColumnElement[bool]) -> None:
        for row in connection.execute(select(roster_row).where(condition).order_by(roster_row.c.member)):
            if row.name is not None:
                self.add(_Present(row.member, {name: getattr(row, name) for name in _CONTENT}))


def _merged(row: ListedPerson, present: _Present | None) -> Content:
    said = {name: getattr(row, name) for name in _CONTENT}
    if present is None:
        return said
    return {name: present.content[name] if value is None else value for name, value in said.items()}


def _line(member: str, branch: str, content: Content, row: ListedPerson, source: str) -> RosterRowListed:
    private = {name: value for name, value in content.items() if name != "last_paid"}
    place = " ".join(part for part in (source, row.source) if part)
    return RosterRowListed(
        member=member,
        branch=branch,
        last_paid=content["last_paid"],
        private=RosterPrivate(**private, source=place or None, warnings=row.warnings),
    )
