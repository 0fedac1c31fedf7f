"""What a branch lacks before its first money can be taken."""

from datetime import date

from agent_app.records.views.set_up import SetUp, set_up
from tests.services.office import BRANCH, Branch

TODAY = date(2026, 11, 23)


def test_a_branch_lacks_people_until_the_first_is_registered_or_listed(branch: Branch) -> None:
    assert branch.theresia.ask(set_up, BRANCH, TODAY).missing == ("people",)
    branch.maria.register()
    branch.share()
    assert branch.theresia.ask(set_up, BRANCH, TODAY) == SetUp(True, True, True, True)


def test_a_branch_that_was_only_opened_lacks_all_that_is_its_own(branch: Branch) -> None:
    assert branch.theresia.ask(set_up, "NEW", TODAY).missing == ("accepted", "people", "agents")


def test_prices_that_the_centre_has_not_sent_come_first_and_nobody_is_asked_to_accept_them(branch: Branch) -> None:
    found = branch.theresia.ask(set_up, BRANCH, date(2010, 1, 4))
    assert found.missing == ("published", "people")
