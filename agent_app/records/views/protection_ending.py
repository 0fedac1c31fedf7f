"""Members whose protection, by the last proof of BPJS, ends with this month or the next."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, exists, func, select
from sqlalchemy.engine import Connection

from agent_app.domain.months import Month, add_months, first_day, month_of
from agent_app.records.tables.cash import protected_month
from agent_app.records.tables.members import member
from agent_app.records.tables.money import receipt, receipt_month
from agent_app.records.views.months import RECEIPT_OF_MONTH

MONTHS = 2


@dataclass(frozen=True, slots=True)
class Ending:
    """Members whose last protected month is `month`, which ends on the day `last_day`.

    `unpaid` are those of them who have paid nothing for a later month to anybody.
    """

    month: Month
    last_day: date
    members: int
    unpaid: int


def endings(connection: Connection, coop: str, branch: str, today: date) -> tuple[Ending, ...]:
    """The present and the next month, those without anybody left out. Merged registrations count with their own
    months: whoever goes on has the later ones."""
    months = [add_months(month_of(today), number) for number in range(MONTHS)]
    last = (
        select(protected_month.c.member, func.max(protected_month.c.month).label("month"))
        .where(protected_month.c.coop == coop)
        .group_by(protected_month.c.member)
        .having(func.max(protected_month.c.month).in_(months))
        .subquery()
    )
    goes_on = (
        exists()
        .where(receipt_month.c.coop == coop, receipt_month.c.member == last.c.member)
        .where(receipt_month.c.month > last.c.month, RECEIPT_OF_MONTH, receipt.c.reversed_day.is_(None))
        .correlate(last)
    )
    here = and_(member.c.coop == coop, member.c.member == last.c.member)
    statement = (
        select(last.c.month, goes_on.label("goes_on"), func.count())
        .select_from(last.join(member, here))
        .where(member.c.branch == branch, member.c.merged_into.is_(None))
        .group_by(last.c.month, "goes_on")
    )
    counts = {(row[0], bool(row[1])): int(row[2]) for row in connection.execute(statement)}
    return tuple(
        Ending(
            month=month,
            last_day=first_day(add_months(month, 1)) - timedelta(days=1),
            members=counts.get((month, True), 0) + counts.get((month, False), 0),
            unpaid=counts.get((month, False), 0),
        )
        for month in months
        if counts.get((month, True)) or counts.get((month, False))
    )
