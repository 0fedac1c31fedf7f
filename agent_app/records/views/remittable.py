"""What the branch may pay to BPJS: member-months whose money was counted and that nobody has remitted yet.

What BPJS refused of a remittance may be remitted again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.engine import Connection

from agent_app.domain.months import Month
from agent_app.records import bulk
from agent_app.records.prepared import Prepared
from agent_app.records.tables.cash import protected_month, remitted_month
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.money import receipt, receipt_month
from agent_app.records.views import deposited, titipan_paid
from agent_app.records.views.deposited import Place
from agent_app.records.views.months import PAID_COLUMNS, RECEIPT_OF_MONTH
from agent_app.records.views.refused import still_counts


@dataclass(frozen=True, slots=True)
class CountedMonth:
    """A month whose money the branch has, since `counted_day` (YYYY-MM-DD).

    `jkk`, `jkm`, `jht`: what was collected by programme, in rupiah; `base` (rupiah a month), `sector` and `funding`
    (whose budget it was) are what the price came from.
    """

    month: Month
    jkk: int
    jkm: int
    jht: int
    base: int
    sector: str
    funding: str
    counted_day: str

    @property
    def rupiah(self) -> int:
        return self.jkk + self.jkm + self.jht


@dataclass(frozen=True, slots=True)
class CountedMonths:
    """Months of one member that may be remitted, in their order."""

    member: str
    months: tuple[CountedMonth, ...]


@dataclass(frozen=True, slots=True)
class RemittableMonths:
    """Months of one member, with their price over all programmes in rupiah."""

    member: str
    months: tuple[Month, ...]
    rupiah: int


def remittable(connection: Connection, coop: str, branch: str) -> tuple[RemittableMonths, ...]:
    """All that is deposited at the branch and has not reached BPJS, by member; a month paid twice counts once.

    Payments of a merged registration stand under the one that goes on.
    """
    return tuple(
        RemittableMonths(one.member, tuple(each.month for each in one.months), sum(each.rupiah for each in one.months))
        for one in counted_months(connection, coop, branch)
    )


def is_over(connection: Connection, coop: str, branch: str, most: int) -> bool:
    """Whether more than `most` months were taken, counted or not, that have not reached BPJS."""
    found = select(func.count()).select_from(_UNSETTLED.order_by(None).limit(bindparam("most")).subquery())
    return int(connection.execute(found, {"coop": coop, "branch": branch, "most": most + 1}).scalar_one()) > most


def counted_months(connection: Connection, coop: str, branch: str) -> tuple[CountedMonths, ...]:
    """The same month by month, with what the price came from and since when the branch has the money."""
    into = survivors(connection, coop)
    rows = [_Paid(*row) for row in _PREPARED.rows(connection, {"coop": coop, "branch": branch})]
    days = _counted_days(connection, coop, rows)
    missing = titipan_paid.not_at_branch(connection, coop, rows)
    found: dict[str, dict[Month, CountedMonth]] = {}
    for row in rows:
        day = row.funds_day if row.source != "cash" else days[row.agent].get(_place(row))
        is_paid = row.jkk + row.jkm + row.jht > 0 and not (missing and titipan_paid.key_of(row) in missing)
        if day is not None and is_paid:
            months = found.setdefault(into.get(row.member, row.member), {})
            months.setdefault(row.month, _counted_month(row, day))
    for member, month in _settled_elsewhere(connection, coop, into):
        found.get(member, {}).pop(month, None)
    return tuple(
        CountedMonths(member, tuple(months[month] for month in sorted(months)))
        for member, months in sorted(found.items())
        if months
    )


def _counted_days(connection: Connection, coop: str, rows: Sequence[Any]) -> dict[str, dict[Place, str]]:
    """By agent, when the cash of each paper was counted."""
    places: dict[str, set[Place]] = {}
    for row in rows:
        if row.source == "cash":
            places.setdefault(row.agent, set()).add(_place(row))
    return {agent: deposited.counted_days(connection, coop, agent, some) for agent, some in places.items()}


def _place(row: Any) -> Place:
    return (row.day, row.at, row.device, row.seq)


def _counted_month(row: Any, day: str) -> CountedMonth:
    return CountedMonth(
        row.month, row.jkk, row.jkm, row.jht, row.base, row.sector or "", row.funding or "", counted_day=day
    )


def survivors(connection: Connection, coop: str) -> dict[str, str]:
    """The registration that goes on, for each that was merged."""
    merged = select(member_table.c.member, member_table.c.merged_into).where(
        member_table.c.coop == coop, member_table.c.merged_into.is_not(None)
    )
    return {row.member: row.merged_into for row in connection.execute(merged)}


def _settled_elsewhere(connection: Connection, coop: str, into: dict[str, str]) -> Iterator[tuple[str, Month]]:
    """Months of one person that reached BPJS under another of the merged registrations."""
    people = {*into, *into.values()}
    for chunk in bulk.chunks(sorted(people), 300):
        for table in _SETTLED:
            here = (table.c.coop == coop, table.c.member.in_(chunk), still_counts(table))
            statement = select(table.c.member, table.c.month).where(*here)
            for row in connection.execute(statement):
                yield into.get(row.member, row.member), row.month


_SETTLED = (remitted_month, protected_month)
_UNSETTLED = (
    select(*PAID_COLUMNS, receipt_month.c.base, receipt_month.c.sector, receipt_month.c.funding)
    .join(receipt, RECEIPT_OF_MONTH)
    .where(
        receipt.c.coop == bindparam("coop"),
        receipt.c.branch == bindparam("branch"),
        receipt.c.reversed_day.is_(None),
        *(
            ~exists().where(
                table.c.coop == receipt_month.c.coop,
                table.c.member == receipt_month.c.member,
                table.c.month == receipt_month.c.month,
                still_counts(table),
            )
            for table in _SETTLED
        ),
    )
    .order_by(receipt_month.c.member, receipt_month.c.month, receipt.c.day, receipt.c.at, receipt.c.seq)
)
_PREPARED = Prepared(_UNSETTLED)


class _Paid(NamedTuple):
    """A row of `_UNSETTLED`, whose columns these are in their order: as quick to make as it can be, of tens of
    thousands."""

    member: str
    month: Month
    jkk: int
    jkm: int
    jht: int
    agent: str
    source: str
    funds_day: str | None
    cash: int
    price: int
    day: str
    at: int
    device: int
    seq: int
    h: bytes
    base: int
    sector: str | None
    funding: str | None
