"""Prepayments that need no coins, offered because half a month's price ends in Rp 400."""

import itertools
from collections.abc import Collection
from dataclasses import dataclass

from agent_app.domain.contributions import Programme, Schedule, Sector, quote_for_base
from agent_app.domain.funding import Funding
from agent_app.domain.money import SMALLEST_NOTE
from agent_app.domain.months import Month, month_range


@dataclass(frozen=True, slots=True)
class Offer:
    """A number of months in a row from the same first month, and what they cost together."""

    months: int
    total: int


def offers_without_coins(
    schedule: Schedule,
    base: int,
    sector: Sector,
    funding: Funding,
    programmes: Collection[Programme],
    first_month: Month,
    up_to: int = 12,
) -> tuple[Offer, ...]:
    """The prepayments of up to `up_to` months that notes alone can pay, such as 5 months for 42.000."""
    months = month_range(first_month, up_to)
    priced = quote_for_base(schedule, base, sector, funding, programmes, months).months
    totals = itertools.accumulate(month.paid for month in priced)
    return tuple(Offer(count, total) for count, total in enumerate(totals, start=1) if total % SMALLEST_NOTE == 0)
