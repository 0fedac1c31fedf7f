"""A day's cash adds up from what was there before to what should be there now."""

from agent_app.domain.funding import FundingSource
from agent_app.records.views.cash_day import CashDay, cash_day
from agent_app.services.collection import TakeTitipan, take_titipan
from agent_app.services.reversal import VoidReceipt, void_receipt
from tests.services.office import Branch

DAY = "2026-11-23"


def test_a_day_without_cash_is_all_zeros(branch: Branch) -> None:
    assert branch.maria.ask(cash_day, "A017", DAY) == CashDay(0, 0, 0, 0, 0, 0, 0, 0)


def test_what_came_what_was_taken_back_and_what_was_handed_over_are_told_apart(branch: Branch) -> None:
    people = [branch.maria.register() for _ in range(3)]
    receipts = [branch.maria.collect(member, "2026-11") for member in people]
    branch.maria.do(void_receipt, VoidReceipt(receipt=receipts[-1].origin, reason="wrong_months"))
    branch.maria.deposit(keep=8_400)
    day = branch.maria.ask(cash_day, "A017", DAY)
    assert day == CashDay(
        before=0, received=25_200, papers=2, reversed=8_400, deposited=8_400, deposits=1, returned=0, on_hand=8_400
    )


def test_what_was_left_yesterday_stands_before_today(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11")
    day = branch.maria.ask(cash_day, "A017", "2026-11-24")
    assert (day.before, day.received, day.on_hand) == (8_400, 0, 8_400)


def test_papers_of_the_day_are_receipts_and_slips_that_stand_and_money_without_cash_is_told_apart(
    branch: Branch,
) -> None:
    member = branch.maria.register()
    branch.maria.collect(member, "2026-11")
    second = branch.maria.collect(member, "2026-12")
    branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=5_000))
    branch.maria.collect(branch.maria.register(), "2026-11", source=FundingSource.TRANSFER)
    day = branch.maria.ask(cash_day, "A017", DAY)
    assert (day.papers, day.collected, day.without_cash) == (4, 21_800, 8_400)
    branch.maria.do(void_receipt, VoidReceipt(receipt=second.origin, reason="wrong_months"))
    day = branch.maria.ask(cash_day, "A017", DAY)
    assert (day.papers, day.collected, day.received) == (3, 13_400, 21_800)
    assert branch.maria.ask(cash_day, "A017", "2026-11-24").papers == 0
