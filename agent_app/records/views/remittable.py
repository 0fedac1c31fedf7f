"""What the branch may pay to BPJS: member-months whose money was counted and that nobody has remitted yet."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select
from sqlalchemy.engine import Connection

from agent_app.domain.months import Month
from agent_app.records import bulk
from agent_app.records.tables.cash import protected_month, remitted_month
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.money import receipt, receipt_month
from agent_app.records.views import deposited
from agent_app.records.views.months import PAID_COLUMNS, RECEIPT_OF_MONTH, is_deposited


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
    survivors = _survivors(connection, coop)
    rows = connection.execute(_UNSETTLED, {"coop": coop, "branch": branch}).all()
    reached = {agent: deposited.frontier(connection, coop, agent) for agent in {row.agent for row in rows}}
    prices: dict[str, dict[Month, int]] = {}
    for row in rows:
        if is_deposited(row, reached[row.agent]):
            months = prices.setdefault(survivors.get(row.member, row.member), {})
            months.setdefault(row.month, row.jkk + row.jkm + row.jht)
    for member, month in _settled_elsewhere(connection, coop, survivors):
        prices.get(member, {}).pop(month, None)
    return tuple(
        RemittableMonths(member, tuple(sorted(months)), sum(months.values()))
        for member, months in sorted(prices.items())
        if months
    )


def _survivors(connection: Connection, coop: str) -> dict[str, str]:
    """The registration that goes on, for each that was merged."""
    merged = select(member_table.c.member, member_table.c.merged_into).where(
        member_table.c.coop == coop, member_table.c.merged_into.is_not(None)
    )
    return {row.member: row.merged_into for row in connection.execute(merged)}


def _settled_elsewhere(connection: Connection, coop: str, survivors: dict[str, str]) -> Iterator[tuple[str, Month]]:
    """Months of one person that reached BPJS under another of the merged registrations."""
    people = {*survivors, *survivors.values()}
    for chunk in bulk.chunks(sorted(people), 300):
        for table in _SETTLED:
            statement = select(table.c.member, table.c.month).where(table.c.coop == coop, table.c.member.in_(chunk))
            for row in connection.execute(statement):
                yield survivors.get(row.member, row.member), row.month


_SETTLED = (remitted_month, protected_month)
_UNSETTLED = (
    select(*PAID_COLUMNS)
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
            )
            for table in _SETTLED
        ),
    )
    .order_by(receipt_month.c.member, receipt_month.c.month, receipt.c.day, receipt.c.at, receipt.c.seq)
)
