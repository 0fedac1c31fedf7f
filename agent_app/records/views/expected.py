"""What the months on a receipt should have cost, beside what was taken for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from agent_app.domain.contributions import Programme, Schedule, Sector, quote_for_base, schedule_for
from agent_app.domain.errors import Refused
from agent_app.domain.funding import Budget, Funding, FundingSource
from agent_app.domain.months import Month
from agent_app.records.views import schedules
from agent_app.records.views.receipts import Receipt, ReceiptRow


@dataclass(frozen=True, slots=True)
class Price:
    """One month of one member in rupiah; `expected` is None where no schedule has a price for it."""

    member: str
    month: Month
    taken: int
    expected: int | None

    @property
    def agrees(self) -> bool:
        return self.taken == self.expected


def prices(connection: Connection, coop: str, branch: str, receipt: Receipt) -> tuple[Price, ...]:
    """Every month of a receipt, by the schedule and relief in force for it."""
    known = [one.schedule for one in schedules.published(connection, coop, branch)]
    return tuple(Price(row.member, row.month, row.rupiah, _expected(known, receipt, row)) for row in receipt.rows)


def _expected(known: Sequence[Schedule], receipt: Receipt, row: ReceiptRow) -> int | None:
    programmes = [Programme.JKK, Programme.JKM, *([Programme.JHT] if row.jht else [])]
    try:
        funding = Funding(FundingSource(receipt.source), Budget(row.funding))
        schedule = schedule_for(known, row.month)
        return quote_for_base(schedule, row.base, Sector(row.sector), funding, programmes, [row.month]).total
    except (Refused, ValueError):
        return None
