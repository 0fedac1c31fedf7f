"""Where a member stands with the present month."""

from datetime import date

import pytest

from agent_app.domain.coverage import MonthState
from agent_app.domain.standing import Standing, standing
from agent_app.reference.rules import rules

TODAY = date(2026, 11, 23)
RULES = rules(TODAY).coverage
PAID, DEPOSITED, REMITTED, PROTECTED = MonthState


def stands(
    states: dict[str, MonthState],
    opening: str | None = None,
    begin: date | None = None,
    *,
    first: bool = False,
    registered: date = date(2026, 1, 5),
) -> Standing:
    return standing(
        states, opening, begin, registered_on=registered, first_registration=first, rules=RULES, today=TODAY
    )


@pytest.mark.parametrize(
    ("state", "expected"),
    [(PAID, Standing.PAID_TO_AGENT), (DEPOSITED, Standing.DEPOSITED), (REMITTED, Standing.REMITTED)],
)
def test_the_present_month_says_how_far_its_money_has_come(state: MonthState, expected: Standing) -> None:
    assert stands({"2026-11": state}) is expected
    assert stands({"2026-12": state}) is expected


def test_only_the_day_in_the_proof_makes_somebody_protected() -> None:
    assert stands({"2026-11": PROTECTED}, begin=TODAY) is Standing.PROTECTED
    assert stands({"2026-11": PROTECTED}, begin=date(2026, 11, 24)) is Standing.REMITTED
    assert stands({"2026-12": PROTECTED}, begin=TODAY) is Standing.REMITTED


def test_one_unpaid_month_is_arrears_and_four_end_the_membership() -> None:
    assert stands({"2026-10": REMITTED}) is Standing.IN_ARREARS
    assert stands({}, opening="2026-08") is Standing.IN_ARREARS
    assert stands({}, opening="2026-07") is Standing.ENDED
    assert Standing.ENDED.is_late
    assert not Standing.UNPAID.is_late


def test_money_that_agent_or_branch_hold_keeps_a_membership_open() -> None:
    assert stands({"2026-08": PAID}, opening="2026-06") is Standing.IN_ARREARS


def test_without_any_payment_the_history_is_new_or_unknown() -> None:
    assert stands({}, first=True) is Standing.UNPAID
    assert stands({}) is Standing.UNKNOWN
    assert stands({}, opening="2026-11") is Standing.LISTED_PAID


def test_a_registration_after_the_end_waits_for_its_first_payment() -> None:
    assert stands({}, opening="2026-05", registered=date(2026, 11, 20)) is Standing.UNPAID
