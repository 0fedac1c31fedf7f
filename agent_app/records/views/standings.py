"""Members as lists show them: a page of them whole, and of all of them how many are due, late or incomplete."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, func, select, union
from sqlalchemy.engine import Connection

from agent_app.domain.coverage import CoverageRules
from agent_app.domain.months import Month, month_of
from agent_app.domain.standing import Standing, standing, without_present_month
from agent_app.records.tables.cash import protected_month, remitted_month
from agent_app.records.tables.journal import line_member
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.members import roster_row as roster_table
from agent_app.records.tables.money import receipt, receipt_month
from agent_app.records.views import members
from agent_app.records.views.members import Member
from agent_app.records.views.months import RECEIPT_OF_MONTH, MemberMonths, months_of_people
from agent_app.records.views.refused import still_counts

NEEDED = ("birth", "village", "occupation", "heirs")
"""What a claim or a message asks for; somebody without it is to be completed."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Person:
    """One row of a list: a member, or somebody on the roster (`standing` is None then).

    `missing` names fields of `NEEDED`, and `contested` where two lines say different things. `own_line` is the
    last line of this device about them, None where it wrote none; `is_counted`: the branch has counted all money.
    """

    member: str
    name: str
    nik: str | None
    village: str | None
    number: str | None
    standing: Standing | None = None
    last_paid: Month | None = None
    missing: tuple[str, ...] = ()
    own_line: int | None = None
    is_counted: bool = False

    @property
    def registered(self) -> bool:
        return self.standing is not None


@dataclass(frozen=True, slots=True)
class Groups:
    """Ids of members by what is to be done: nothing paid beyond the present month, months unpaid, data missing."""

    due: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    incomplete: frozenset[str] = frozenset()


def member_persons(
    connection: Connection, coop: str, device: int, ids: Sequence[str], rules: CoverageRules, today: date
) -> dict[str, Person]:
    """Members of these ids; those who are gone by now are left out."""
    known = [found for one in ids if (found := members.find(connection, coop, one)) is not None]
    months = months_of_people(connection, coop, known)
    own = _own_lines(connection, coop, device, ids)
    return {
        one.member: _member(one, months[one.member], own.get(one.member), rules, today)
        for one in known
        if one.name is not None
    }


def roster_persons(connection: Connection, coop: str, ids: Sequence[str]) -> dict[str, Person]:
    """People of these ids who are on the list; those who are gone by now are left out."""
    rows = connection.execute(_ROSTER, {"coop": coop, "ids": ids}) if ids else ()
    return {
        id_: Person(member=id_, name=name, nik=nik, village=village, number=number, last_paid=last_paid)
        for id_, name, nik, village, number, last_paid in rows
    }


def missing_fields(member: Member) -> tuple[str, ...]:
    """Which of `NEEDED` is not known, and `contested` where lines contradict each other."""
    missing = tuple(name for name in NEEDED if getattr(member, name) in (None, "", "[]"))
    contested = member.contested is not None and json.loads(member.contested)
    return (*missing, "contested") if contested else missing


def standing_of(member: Member, months: MemberMonths, rules: CoverageRules, today: date) -> Standing:
    """Where a member stands with the present month."""
    return standing(
        months.states,
        member.opening,
        months.effective_from(today),
        registered_on=date.fromisoformat(member.day),
        first_registration=_is_first(member.roster, member.replaces),
        rules=rules,
        today=today,
    )


def last_paid_of(member: Member, months: MemberMonths) -> Month | None:
    """The last month paid in any way, by the list's word too."""
    return max((*months.states, *([member.opening] if member.opening else [])), default=None)


def groups(connection: Connection, coop: str, rules: CoverageRules, today: date) -> Groups:
    """All members by what is to be done, from sums the database makes."""
    rows = connection.execute(_ALL, {"coop": coop}).all()
    into = {row.member: row.merged_into for row in rows if row.merged_into is not None}
    paid, settled, held = _sums(connection, coop, into)
    present = month_of(today)
    due, late, incomplete = set[str](), set[str](), set[str]()
    for row in rows:
        if row.merged_into is not None or row.name is None:
            continue
        if row.contested is not None or any(getattr(row, name) in (None, "", "[]") for name in NEEDED):
            incomplete.add(row.member)
        last = _latest(paid.get(row.member), settled.get(row.member), row.last_paid)
        found = without_present_month(
            last,
            _latest(settled.get(row.member), row.last_paid),
            money_on_its_way=row.member in held,
            registered_on=date.fromisoformat(row.day),
            first_registration=_is_first(row.roster, row.replaces),
            rules=rules,
            today=today,
        )
        if found is not None and found.is_late:
            late.add(row.member)
        elif found is not None or last == present:
            due.add(row.member)
    return Groups(frozenset(due), frozenset(late), frozenset(incomplete))


def _member(member: Member, months: MemberMonths, own_line: int | None, rules: CoverageRules, today: date) -> Person:
    return Person(
        member=member.member,
        name=member.name or "",
        nik=member.nik,
        village=member.village,
        number=member.participant_number,
        standing=standing_of(member, months, rules, today),
        last_paid=last_paid_of(member, months),
        missing=missing_fields(member),
        own_line=own_line,
        is_counted=bool(months.paid) and all(one.deposited for one in months.paid),
    )


def _own_lines(connection: Connection, coop: str, device: int, ids: Collection[str]) -> dict[str, int]:
    if not ids:
        return {}
    rows = connection.execute(_OWN_LINES, {"coop": coop, "device": device, "ids": list(ids)})
    return {row.member: int(row.last) for row in rows}


def _sums(
    connection: Connection, coop: str, into: dict[str, str]
) -> tuple[dict[str, Month], dict[str, Month], set[str]]:
    """Last month paid, last month settled, and whose money is on its way, those merged counted with the survivor."""
    paid: dict[str, Month] = {}
    settled: dict[str, Month] = {}
    held: set[str] = set()
    for row in connection.execute(_PAID, {"coop": coop}):
        member = into.get(row.member, row.member)
        paid[member] = max(row.last, paid.get(member, ""))
        if row.unsettled:
            held.add(member)
    for row in connection.execute(_SETTLED, {"coop": coop}):
        member = into.get(row.member, row.member)
        settled[member] = max(row.last, settled.get(member, ""))
    return paid, settled, held


def _latest(*months: Month | None) -> Month | None:
    return max((month for month in months if month is not None), default=None)


def _is_first(roster: str | None, replaces: str | None) -> bool:
    return roster is None and replaces is None


_COOP: Any = bindparam("coop")
_settled_months = union(
    *(
        select(table.c.member, table.c.month).where(table.c.coop == _COOP, still_counts(table))
        for table in (remitted_month, protected_month)
    )
).cte("settled")
_SETTLED = select(_settled_months.c.member, func.max(_settled_months.c.month).label("last")).group_by(
    _settled_months.c.member
)
_PAID = (
    select(
        receipt_month.c.member,
        func.max(receipt_month.c.month).label("last"),
        (func.count() - func.count(_settled_months.c.month)).label("unsettled"),
    )
    .select_from(
        receipt_month.join(receipt, RECEIPT_OF_MONTH).outerjoin(
            _settled_months,
            and_(
                _settled_months.c.member == receipt_month.c.member,
                _settled_months.c.month == receipt_month.c.month,
            ),
        )
    )
    .where(receipt_month.c.coop == _COOP, receipt.c.reversed_day.is_(None))
    .group_by(receipt_month.c.member)
)
_ALL = (
    select(
        *(member_table.c[name] for name in ("member", "day", "roster", "replaces", "merged_into", "name", "contested")),
        *(member_table.c[name] for name in NEEDED),
        roster_table.c.last_paid,
    )
    .select_from(
        member_table.outerjoin(
            roster_table,
            and_(roster_table.c.coop == member_table.c.coop, roster_table.c.member == member_table.c.roster),
        )
    )
    .where(member_table.c.coop == _COOP, member_table.c.day.is_not(None))
)
_ROSTER = select(
    roster_table.c.member,
    roster_table.c.name,
    roster_table.c.nik,
    roster_table.c.village,
    roster_table.c.member_no,
    roster_table.c.last_paid,
).where(
    roster_table.c.coop == _COOP,
    roster_table.c.member.in_(bindparam("ids", expanding=True)),
    roster_table.c.name.is_not(None),
)
_OWN_LINES = (
    select(line_member.c.member, func.max(line_member.c.seq).label("last"))
    .where(
        line_member.c.coop == _COOP,
        line_member.c.device == bindparam("device"),
        line_member.c.member.in_(bindparam("ids", expanding=True)),
    )
    .group_by(line_member.c.member)
)
