"""How far the money of each contribution month of a member has come, and what that means for protection."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Table, and_, bindparam, select
from sqlalchemy.engine import Connection

from agent_app.domain.coverage import Coverage, CoverageRules, MonthState, coverage, month_state
from agent_app.domain.months import Month, month_of
from agent_app.journal.entries.base import Origin
from agent_app.records import bulk
from agent_app.records.facts.collector import OriginKey
from agent_app.records.tables.cash import protected_month, remitted_month
from agent_app.records.tables.money import receipt, receipt_month
from agent_app.records.views import deposited, members, titipan_paid
from agent_app.records.views.deposited import Frontier
from agent_app.records.views.members import Member
from agent_app.records.views.origins import origin_of


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """A month on a receipt that still counts. `rupiah` is its price over all programmes; `member` the registration
    it was taken for, which may have been merged since."""

    member: str
    month: Month
    rupiah: int
    deposited: bool
    receipt: Origin


@dataclass(frozen=True, slots=True)
class MemberMonths:
    """All that is known of one member's months. `protected` holds the first day of protection BPJS names.

    What BPJS refused of the months remitted is not among them: their money is at the branch again.
    """

    paid: tuple[PaidMonth, ...]
    remitted: frozenset[Month]
    protected: Mapping[Month, date]

    @property
    def states(self) -> dict[Month, MonthState]:
        """The furthest point each month has come to; months nobody paid are absent."""
        counted = {one.month for one in self.paid if one.deposited}
        taken = {one.month for one in self.paid}
        found = {}
        for month in sorted(taken | self.remitted | self.protected.keys()):
            state = month_state(
                paid_to_agent=month in taken,
                deposited=month in counted,
                remitted=month in self.remitted,
                protected=month in self.protected,
            )
            if state is not None:
                found[month] = state
        return found

    def effective_from(self, today: date) -> date | None:
        """First day of protection for the present month, else for the last month BPJS speaks of."""
        if not self.protected:
            return None
        return self.protected.get(month_of(today), self.protected[max(self.protected)])


def months_of(connection: Connection, coop: str, member: Member) -> MemberMonths:
    """The months of one member, with those of registrations merged into it."""
    return months_of_people(connection, coop, [member])[member.member]


def months_of_people(connection: Connection, coop: str, people: Collection[Member]) -> dict[str, MemberMonths]:
    """The same for many members at once, by id."""
    ids = {one.member: (one.member, *members.merged_into(connection, coop, one)) for one in people}
    found = months_of_many(connection, coop, [each for some in ids.values() for each in some])
    return {member: _together([found[each] for each in some]) for member, some in ids.items()}


def _together(parts: Sequence[MemberMonths]) -> MemberMonths:
    protected: dict[Month, date] = {}
    for one in parts:
        for month, day in one.protected.items():
            protected[month] = min(day, protected.get(month, day))
    paid = sorted((paid for one in parts for paid in one.paid), key=lambda paid: paid.month)
    return MemberMonths(tuple(paid), frozenset[Month]().union(*(one.remitted for one in parts)), protected)


def months_of_many(connection: Connection, coop: str, ids: Collection[str]) -> dict[str, MemberMonths]:
    """The months of many ids, each for itself; ids without any are there with none."""
    paid: dict[str, list[PaidMonth]] = defaultdict(list)
    remitted: dict[str, set[Month]] = defaultdict(set)
    protected: dict[str, dict[Month, date]] = defaultdict(dict)
    frontiers: dict[str, Frontier] = {}
    for chunk in bulk.chunks(dict.fromkeys(ids), 300):
        key = {"coop": coop, "members": chunk}
        rows = connection.execute(_PAID, key).all()
        missing = titipan_paid.not_at_branch(connection, coop, rows)
        for row in rows:
            if row.agent not in frontiers:
                frontiers[row.agent] = deposited.frontier(connection, coop, row.agent)
            paid[row.member].append(_paid_month(row, frontiers[row.agent], missing))
        for row in connection.execute(_settled(remitted_month), key):
            if row.refused_day is None:
                remitted[row.member].add(row.month)
        for row in connection.execute(_settled(protected_month), key):
            day = date.fromisoformat(row.effective_from)
            protected[row.member][row.month] = min(day, protected[row.member].get(row.month, day))
    return {one: MemberMonths(tuple(paid[one]), frozenset(remitted[one]), protected[one]) for one in ids}


def standing(connection: Connection, coop: str, member: Member, rules: CoverageRules, today: date) -> Coverage:
    """Whether the member is protected on `today`, and how far in arrears.

    A registration that neither follows an ended one nor was found on the roster is a first one; a roster row
    without a last paid month leaves the history unknown.
    """
    months = months_of(connection, coop, member)
    return coverage(
        months.states,
        rules,
        today,
        effective_from=months.effective_from(today),
        opening=member.opening,
        first_registration=member.roster is None and member.replaces is None,
    )


def _paid_month(row: Any, reached: Frontier, missing: Collection[OriginKey]) -> PaidMonth:
    rupiah = row.jkk + row.jkm + row.jht
    is_there = rupiah > 0 and titipan_paid.key_of(row) not in missing and _is_deposited(row, reached)
    return PaidMonth(row.member, row.month, rupiah, is_there, origin_of(row))


def _is_deposited(row: Any, reached: Frontier) -> bool:
    """Whether the branch has what a receipt took beside titipan: counted where it was cash, else confirmed by another
    person than the writer."""
    if row.source != "cash":
        return row.funds_day is not None
    return reached.covers((row.day, row.at, row.device, row.seq))


RECEIPT_OF_MONTH = and_(
    receipt.c.coop == receipt_month.c.coop,
    receipt.c.device == receipt_month.c.device,
    receipt.c.seq == receipt_month.c.seq,
    receipt.c.h == receipt_month.c.h,
)
PAID_COLUMNS = (
    receipt_month.c.member,
    receipt_month.c.month,
    receipt_month.c.jkk,
    receipt_month.c.jkm,
    receipt_month.c.jht,
    receipt.c.agent,
    receipt.c.source,
    receipt.c.funds_day,
    receipt.c.cash,
    receipt.c.rupiah.label("price"),
    receipt.c.day,
    receipt.c.at,
    receipt.c.device,
    receipt.c.seq,
    receipt.c.h,
)
_PAID = (
    select(*PAID_COLUMNS)
    .join(receipt, RECEIPT_OF_MONTH)
    .where(
        receipt_month.c.coop == bindparam("coop"),
        receipt_month.c.member.in_(bindparam("members", expanding=True)),
        receipt.c.reversed_day.is_(None),
    )
    .order_by(receipt_month.c.month, receipt.c.day, receipt.c.at, receipt.c.device, receipt.c.seq)
)


@cache
def _settled(table: Table) -> Any:
    return select(table).where(
        table.c.coop == bindparam("coop"), table.c.member.in_(bindparam("members", expanding=True))
    )
