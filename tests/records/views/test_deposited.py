"""Counted deposits pay for an agent's papers first in, first out."""

from datetime import date

import pytest

from agent_app.domain.coverage import MonthState
from agent_app.domain.errors import Refused
from agent_app.domain.funding import Budget, FundingSource
from agent_app.records.views import members, months
from agent_app.records.views.deposited import Frontier, frontier
from agent_app.records.views.remittable import counted_months
from agent_app.services.branch import Remit, RemitFor, remit
from agent_app.services.collection import CollectPremium, PayFor, TakeTitipan, collect_premium, take_titipan
from agent_app.services.difference import AcceptDifference, accept_difference
from agent_app.services.funds import ConfirmFunds, confirm_funds
from agent_app.services.reversal import VoidReceipt, void_receipt
from tests.records.views.forged import PRICE, forged_receipt
from tests.services.office import BRANCH, Branch


def state(branch: Branch, member: str, month: str) -> MonthState | None:
    one = branch.theresia.ask(members.find, member)
    assert one is not None
    return branch.theresia.ask(months.months_of, one).states.get(month)


def test_without_papers_nothing_is_covered_and_nothing_is_missing(branch: Branch) -> None:
    assert branch.theresia.ask(frontier, "A017") == Frontier({}, 0)


def test_the_oldest_papers_are_deposited_first_and_a_part_covers_no_paper(branch: Branch) -> None:
    people = [branch.maria.register() for _ in range(3)]
    for member in people:
        branch.maria.collect(member, "2026-11")
    slip = branch.maria.deposit(keep=10_000)
    branch.share()
    branch.theresia.receive(slip)
    assert [state(branch, member, "2026-11") for member in people] == [
        MonthState.DEPOSITED,
        MonthState.PAID_TO_AGENT,
        MonthState.PAID_TO_AGENT,
    ]
    assert branch.theresia.ask(frontier, "A017").uncovered == 16_800


def test_a_shortage_covers_nothing_until_the_agent_owes_it(branch: Branch) -> None:
    first, last = branch.maria.register(), branch.maria.register()
    for member in (first, last):
        branch.maria.collect(member, "2026-11")
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip, missing=100)
    branch.share()
    assert [state(branch, each, "2026-11") for each in (first, last)] == [
        MonthState.DEPOSITED,
        MonthState.PAID_TO_AGENT,
    ]
    branch.maria.do(accept_difference, AcceptDifference(deposit=slip.origin))
    branch.share()
    assert state(branch, last, "2026-11") is MonthState.DEPOSITED


def test_a_surplus_covers_nothing_of_what_is_still_in_the_bag(branch: Branch) -> None:
    first, last = branch.maria.register(), branch.maria.register()
    branch.maria.collect(first, "2026-11")
    slip = branch.maria.deposit()
    branch.maria.collect(last, "2026-11")
    branch.share()
    branch.theresia.receive(slip, missing=-10_000)
    assert state(branch, first, "2026-11") is MonthState.DEPOSITED
    assert state(branch, last, "2026-11") is MonthState.PAID_TO_AGENT


def test_a_paper_taken_back_stands_in_nobodys_way(branch: Branch) -> None:
    wrong, right = branch.maria.register(), branch.maria.register()
    receipt = branch.maria.collect(wrong, "2026-11")
    branch.maria.do(void_receipt, VoidReceipt(receipt=receipt.origin, reason="wrong_member"))
    branch.maria.collect(right, "2026-11")
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    assert state(branch, wrong, "2026-11") is None
    assert state(branch, right, "2026-11") is MonthState.DEPOSITED


def test_money_that_never_lay_in_the_bag_counts_once_confirmed_and_titipan_only_with_its_slip(branch: Branch) -> None:
    sponsored, saver = branch.maria.register(), branch.maria.register()
    pay = (PayFor(member=sponsored, months=("2026-11",)),)
    gift = CollectPremium(members=pay, total=8_400, source=FundingSource.SPONSOR, budget=Budget.PRIVATE)
    given = branch.maria.do(collect_premium, gift)
    branch.maria.do(take_titipan, TakeTitipan(member=saver, rupiah=8_400))
    pay = (PayFor(member=saver, months=("2026-11",), titipan=8_400),)
    branch.maria.do(collect_premium, CollectPremium(members=pay, total=8_400))
    branch.share()
    assert state(branch, sponsored, "2026-11") is MonthState.PAID_TO_AGENT
    came_in = ConfirmFunds(papers=(given.origin,), rupiah=8_400, reference="G-1", received_on=date(2026, 11, 23))
    branch.theresia.do(confirm_funds, came_in)
    assert state(branch, sponsored, "2026-11") is MonthState.DEPOSITED
    assert state(branch, saver, "2026-11") is MonthState.PAID_TO_AGENT
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    assert state(branch, saver, "2026-11") is MonthState.DEPOSITED
    command = RemitFor(member=saver, months=("2026-11",))
    assert branch.theresia.do(remit, Remit(reference="KI-1", members=(command,))).rupiah == 8_400


def test_a_paper_with_an_earlier_day_does_not_stand_before_what_was_counted_already(branch: Branch) -> None:
    paid, late = branch.maria.register(), branch.maria.register()
    branch.maria.collect(paid, "2026-11")
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    command = Remit(reference="KI-1", members=(RemitFor(member=paid, months=("2026-11",)),))
    branch.theresia.do(remit, command)
    branch.share()
    forged_receipt(branch.maria, late, cash=PRICE, day="2026-10-14")
    branch.share()
    assert state(branch, paid, "2026-11") is MonthState.REMITTED
    assert state(branch, late, "2026-11") is MonthState.PAID_TO_AGENT
    assert branch.theresia.ask(counted_months, BRANCH) == ()
    again = Remit(reference="KI-2", members=(RemitFor(member=late, months=("2026-11",)),))
    with pytest.raises(Refused, match="month_not_deposited"):
        branch.theresia.do(remit, again)
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    assert branch.theresia.do(remit, again).rupiah == PRICE
