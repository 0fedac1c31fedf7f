"""A day's cash adds up from what was there before to what should be there now."""

from agent_app.records.views.cash_day import CashDay, cash_day
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
