"""Change float has an equation of its own."""

import pytest

from agent_app.domain.errors import Refused
from agent_app.records.views import cash
from agent_app.services.change_float import IssueFloat, ReturnFloat, issue_float, return_float
from tests.services.office import Branch


def test_change_float_is_handed_over_and_given_back_beside_the_collected_cash(branch: Branch) -> None:
    first = branch.theresia.do(issue_float, IssueFloat(agent="A017", rupiah=100_000))
    assert (first.number, first.held) == ("LWB-S001-13-26-H000001", 100_000)
    with pytest.raises(Refused, match="float_too_little"):
        branch.theresia.do(return_float, ReturnFloat(agent="A017", rupiah=100_100))
    assert branch.theresia.do(return_float, ReturnFloat(agent="A017", rupiah=40_000)).held == 60_000
    branch.share()
    assert branch.maria.ask(cash.float_position, "A017").held == 60_000
    assert branch.maria.on_hand() == 0


def test_only_a_supervisor_hands_over_float_and_not_to_oneself(branch: Branch) -> None:
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(issue_float, IssueFloat(agent="A017", rupiah=100_000))
    with pytest.raises(Refused, match="second_person_required"):
        branch.theresia.do(issue_float, IssueFloat(agent="S001", rupiah=100_000))
    with pytest.raises(Refused, match="money_unreadable"):
        branch.theresia.do(issue_float, IssueFloat(agent="A017", rupiah=0))


def test_float_goes_to_an_agent_of_the_branch_and_nobody_else(branch: Branch) -> None:
    branch.office.enrol(15, "A020", "agent", branch="LRT")
    assert branch.theresia.person == "S001"
    branch.share()
    for stranger in ("A099", "A020", "S002"):
        with pytest.raises(Refused, match="role_not_allowed"):
            branch.theresia.do(issue_float, IssueFloat(agent=stranger, rupiah=100_000))
