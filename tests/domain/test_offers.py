"""Prepayments without coins."""

from agent_app.domain.contributions import BASE_PAIR, Sector
from agent_app.domain.funding import CASH
from agent_app.domain.money import change_by_denomination
from agent_app.domain.offers import offers_without_coins
from agent_app.reference.schedules import packaged_schedules

SCHEDULE = packaged_schedules()[-1]


def test_offers_without_coins_hold_five_months_for_forty_two_thousand() -> None:
    offers = offers_without_coins(SCHEDULE, 1_000_000, Sector.OTHER, CASH, BASE_PAIR, "2026-04", up_to=6)
    assert [(offer.months, offer.total) for offer in offers] == [(5, 42_000)]


def test_no_offer_without_coins_needs_a_coin() -> None:
    for bracket in SCHEDULE.brackets:
        offers = offers_without_coins(SCHEDULE, bracket.base, Sector.OTHER, CASH, BASE_PAIR, "2026-11")
        assert not any(change_by_denomination(offer.total).needs_coins for offer in offers)
