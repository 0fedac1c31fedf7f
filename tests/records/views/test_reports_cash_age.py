"""How old the cash on hand is: what came last is still there."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.records.views.reports_cash_age import CashAge, _spread, cash_ages
from tests.services.office import Branch


@pytest.mark.parametrize(
    ("on", "ages"),
    [
        (date(2026, 11, 23), (8_400, 0, 0, 0)),
        (date(2026, 11, 24), (8_400, 0, 0, 0)),
        (date(2026, 11, 25), (0, 8_400, 0, 0)),
        (date(2026, 11, 27), (0, 0, 8_400, 0)),
        (date(2026, 11, 30), (0, 0, 8_400, 0)),
        (date(2026, 12, 1), (0, 0, 0, 8_400)),
    ],
)
def test_cash_grows_older_by_the_day(branch: Branch, on: date, ages: tuple[int, int, int, int]) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11")
    assert branch.maria.ask(cash_ages, {"A017": 8_400}, on) == (CashAge("A017", ages),)


def test_what_is_still_there_is_of_the_newest_papers(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11")
    branch.clock.forward(days=3)
    branch.maria.collect(branch.maria.register(), "2026-11")
    today = date(2026, 11, 26)
    assert branch.maria.ask(cash_ages, {"A017": 16_800}, today)[0].ages == (8_400, 8_400, 0, 0)
    branch.maria.deposit(keep=8_400)
    assert branch.maria.ask(cash_ages, {"A017": 8_400}, today)[0].ages == (8_400, 0, 0, 0)


def test_an_agent_without_papers_has_old_cash_only(branch: Branch) -> None:
    assert branch.maria.ask(cash_ages, {"A018": 5_000}, date(2026, 11, 23))[0].ages == (0, 0, 0, 5_000)


@given(st.integers(-(10**9), 10**9), st.tuples(*[st.integers(0, 10**8)] * 3))
def test_the_ages_always_add_up_to_what_is_on_hand(on_hand: int, taken: tuple[int, int, int]) -> None:
    ages = _spread(on_hand, taken)
    assert sum(ages) == on_hand
    assert min(ages[1:]) >= 0
