"""Sources of funds and whose budget they are."""

import pytest

from agent_app.domain.funding import CASH, Budget, Funding, FundingSource


def test_only_cash_passes_through_the_agents_bag() -> None:
    assert [source for source in FundingSource if source.is_cash] == [FundingSource.CASH]


def test_a_members_own_money_is_never_a_state_budget() -> None:
    assert CASH.budget is Budget.PRIVATE
    with pytest.raises(ValueError, match="own money"):
        Funding(FundingSource.SHU_CONVERSION, Budget.STATE)


@pytest.mark.parametrize("budget", list(Budget))
def test_a_sponsor_may_have_any_budget(budget: Budget) -> None:
    assert Funding.sponsor(budget) == Funding(FundingSource.SPONSOR, budget)
