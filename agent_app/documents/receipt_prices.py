"""What a paper says about prices: the relief they carry, and the next month that costs another amount."""

from collections.abc import Collection
from datetime import date
from itertools import pairwise

from agent_app.documents.receipt_facts import PriceChange, Relief
from agent_app.domain.contributions import Quote, Schedule
from agent_app.domain.months import Month, add_months, month_of

AHEAD = 15
"""Months from the present one in which a coming change of price is looked for."""


def relief_in(quote: Quote, schedule: Schedule, months: Collection[Month]) -> Relief | None:
    """The relief of the first of these months that has one; None without."""
    rules = {rule.id: rule for rule in schedule.relief}
    reliefs = (rules.get(line.relief or "") for line in quote.lines if line.month in months)
    found = next((rule for rule in reliefs if rule is not None), None)
    return Relief(found.regulation, found.last_month) if found is not None else None


def next_change(quote: Quote, day: date) -> PriceChange | None:
    """The first month after that of `day` that costs another amount than the one before it."""
    prices = [price for price in quote.months if price.month >= month_of(day)]
    for before, later in pairwise(prices):
        if later.paid != before.paid:
            return PriceChange(later.month, later.paid)
    return None


def told_on_paper(change: PriceChange | None, months: Collection[Month], day: date) -> PriceChange | None:
    """The change where the paper tells of it: within the months paid, right after them, or next month. Whoever pays
    only for months after it pays the new price already."""
    if change is None or (months and change.month <= min(months)):
        return None
    last = max([*months, month_of(day)])
    return change if change.month <= add_months(last, 1) else None
