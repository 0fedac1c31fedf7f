"""What months that were paid for cost by the schedules a branch has accepted as of today.

A price may change after the member paid: a relief is made longer, or ends. What BPJS then asks is another sum than
the branch has.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.domain.contributions import Programme, Sector, quote_for_base, schedule_for
from agent_app.domain.errors import Refused
from agent_app.domain.funding import CASH, Budget, Funding
from agent_app.domain.months import Month
from agent_app.records import bulk
from agent_app.records.tables.money import receipt_month
from agent_app.records.views import schedules
from agent_app.records.views.months import PaidMonth
from agent_app.records.views.origins import origin_of


@dataclass(frozen=True, slots=True)
class PriceNow:
    """What a month costs today by programme, in rupiah."""

    jkk: int
    jkm: int
    jht: int

    @property
    def rupiah(self) -> int:
        return self.jkk + self.jkm + self.jht


class PricesNow:
    """Prices by what they come from, each computed once."""

    def __init__(self, connection: Connection, coop: str, branch: str) -> None:
        self._accepted = [one.schedule for one in schedules.published(connection, coop, branch) if one.accepted]
        self._known: dict[tuple[object, ...], PriceNow | None] = {}

    def of(self, paid: Any) -> PriceNow | None:
        """The price of the programmes that were paid for; None where no accepted schedule has one.

        `paid` has the columns of `receipt_month`, as a row of it or as a `CountedMonth`.
        """
        programmes = tuple(name for name in Programme if getattr(paid, name.value.lower()))
        key = (paid.month, paid.base, paid.sector, paid.funding, programmes)
        if key not in self._known:
            self._known[key] = self._quote(paid, programmes)
        return self._known[key]

    def _quote(self, paid: Any, programmes: tuple[Programme, ...]) -> PriceNow | None:
        funding = Funding.sponsor(Budget.STATE) if paid.funding == Budget.STATE else CASH
        try:
            schedule = schedule_for(self._accepted, paid.month)
            sector = Sector(paid.sector)
            quoted = quote_for_base(schedule, paid.base, sector, funding, programmes, (paid.month,))
        except (Refused, ValueError):
            return None
        by_programme = {line.programme: line.paid for line in quoted.lines}
        return PriceNow(*(by_programme.get(each, 0) for each in (Programme.JKK, Programme.JKM, Programme.JHT)))


def differences(
    connection: Connection, coop: str, branch: str, paid: Collection[PaidMonth]
) -> dict[tuple[str, Month], int]:
    """By member and month, rupiah that BPJS asks today above what the receipt took, below it negative; those alone
    that differ."""
    prices = PricesNow(connection, coop, branch)
    wanted = {(one.member, one.month, one.receipt) for one in paid}
    found = {}
    for chunk in bulk.chunks(sorted({one.member for one in paid}), 300):
        rows = select(receipt_month).where(receipt_month.c.coop == coop, receipt_month.c.member.in_(chunk))
        for row in connection.execute(rows):
            price = prices.of(row) if (row.member, row.month, origin_of(row)) in wanted else None
            difference = 0 if price is None else price.rupiah - (row.jkk + row.jkm + row.jht)
            if difference:
                found[row.member, row.month] = difference
    return found
