"""What nobody took is deposited by nobody: a receipt's price is its cash and the titipan that the branch has."""

import pytest

from agent_app.domain.coverage import MonthState
from agent_app.domain.errors import Refused
from agent_app.domain.funding import Budget, FundingSource
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.money import PaidMonths
from agent_app.records.views import members, months, remittable, titipan
from agent_app.services.branch import Remit, RemitFor, remit
from agent_app.services.collection import CollectPremium, PayFor, TakeTitipan, collect_premium, take_titipan
from agent_app.services.funds import ConfirmFunds, confirm_funds
from agent_app.services.reversal import VoidReceipt, void_receipt
from tests.records.views.forged import MONTH, PRICE, forged_receipt, forged_slip, forged_use
from tests.services.office import BRANCH, Branch


def on_both_sides(branch: Branch, member: str) -> list[MonthState | None]:
    branch.share()
    found = []
    for laptop in (branch.maria, branch.theresia):
        one = laptop.ask(members.find, member)
        assert one is not None
        found.append(laptop.ask(months.months_of, one).states.get(MONTH))
    return found


def remit_refusal(branch: Branch, member: str) -> str:
    command = Remit(reference="KI-1", members=(RemitFor(member=member, months=(MONTH,)),))
    with pytest.raises(Refused) as refused:
        branch.theresia.do(remit, command)
    return refused.value.code


def test_cash_that_was_never_taken_is_deposited_by_no_agent_alone(branch: Branch) -> None:
    member = branch.maria.register()
    forged_receipt(branch.maria, member)
    assert on_both_sides(branch, member) == [MonthState.PAID_TO_AGENT] * 2
    assert branch.theresia.ask(remittable.counted_months, BRANCH) == ()
    assert remit_refusal(branch, member) == "month_not_deposited"


def test_anothers_deposited_money_does_not_pay_for_what_was_never_taken(branch: Branch) -> None:
    honest, invented = branch.maria.register(), branch.maria.register()
    branch.maria.collect(honest, MONTH)
    forged_receipt(branch.maria, invented)
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    assert on_both_sides(branch, honest) == [MonthState.DEPOSITED] * 2
    assert on_both_sides(branch, invented) == [MonthState.PAID_TO_AGENT] * 2
    assert [one.member for one in branch.theresia.ask(remittable.counted_months, BRANCH)] == [honest]


def test_a_month_without_a_price_was_not_deposited(branch: Branch) -> None:
    member = branch.maria.register()
    free = PaidMonths(months=(MONTH,), base=1_000_000, sector="other", funding="private", jkk=(0,), jkm=(0,))
    forged_receipt(branch.maria, member, rupiah=0, rows=(free,))
    assert on_both_sides(branch, member) == [MonthState.PAID_TO_AGENT] * 2
    assert remit_refusal(branch, member) == "month_not_deposited"


@pytest.mark.parametrize(("source", "cash"), [("cash", 0), ("transfer", 0), ("none", 0)])
def test_titipan_that_nobody_took_pays_for_nothing(branch: Branch, source: str, cash: int) -> None:
    member = branch.maria.register()
    forged_slip(branch.maria, member, source, cash)
    forged_use(branch.maria, member, forged_receipt(branch.maria, member))
    assert on_both_sides(branch, member) == [MonthState.PAID_TO_AGENT] * 2
    assert branch.theresia.ask(remittable.counted_months, BRANCH) == ()
    assert branch.theresia.ask(titipan.spendable, member) == -PRICE


def test_titipan_said_to_be_taken_on_a_later_day_waits_for_its_own_deposit(branch: Branch) -> None:
    member = branch.maria.register()
    forged_slip(branch.maria, member, "cash", PRICE, day="2027-12-31")
    forged_use(branch.maria, member, forged_receipt(branch.maria, member))
    assert on_both_sides(branch, member) == [MonthState.PAID_TO_AGENT] * 2
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    assert on_both_sides(branch, member) == [MonthState.DEPOSITED] * 2


def test_titipan_that_another_agent_holds_is_not_at_the_branch_yet(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=PRICE))
    branch.share()
    pay = (PayFor(member=member, months=(MONTH,), titipan=PRICE),)
    branch.yosef.do(collect_premium, CollectPremium(members=pay, total=PRICE))
    assert on_both_sides(branch, member) == [MonthState.PAID_TO_AGENT] * 2
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    assert on_both_sides(branch, member) == [MonthState.DEPOSITED] * 2
    assert [one.member for one in branch.theresia.ask(remittable.counted_months, BRANCH)] == [member]


def test_a_sponsors_rest_does_not_pay_for_the_titipan_in_the_bag(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=5_000))
    pay = (PayFor(member=member, months=(MONTH,), titipan=5_000),)
    gift = CollectPremium(members=pay, total=PRICE, source=FundingSource.SPONSOR, budget=Budget.PRIVATE)
    given = branch.maria.do(collect_premium, gift)
    branch.share()
    came_in = ConfirmFunds(papers=(given.origin,), rupiah=3_400, reference="G-1", received_on=given.day)
    branch.theresia.do(confirm_funds, came_in)
    assert on_both_sides(branch, member) == [MonthState.PAID_TO_AGENT] * 2
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    assert on_both_sides(branch, member) == [MonthState.DEPOSITED] * 2


def test_titipan_of_one_member_on_a_household_receipt_counts_for_all_its_months(branch: Branch) -> None:
    mother, son = branch.maria.register(), branch.maria.register()
    branch.maria.do(take_titipan, TakeTitipan(member=mother, rupiah=PRICE))
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    branch.share()
    rows = (PayFor(member=mother, months=(MONTH,), titipan=PRICE), PayFor(member=son, months=(MONTH,)))
    wrong = branch.maria.do(collect_premium, CollectPremium(members=rows, total=2 * PRICE))
    branch.maria.do(void_receipt, VoidReceipt(receipt=wrong.origin, reason="wrong_amount"))
    branch.maria.do(collect_premium, CollectPremium(members=rows, total=2 * PRICE))
    assert on_both_sides(branch, mother) == on_both_sides(branch, son) == [MonthState.PAID_TO_AGENT] * 2
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    assert on_both_sides(branch, mother) == on_both_sides(branch, son) == [MonthState.DEPOSITED] * 2


def saver_at_branch(branch: Branch) -> str:
    """Somebody whose titipan of a month's price the branch has counted."""
    saver = branch.maria.register()
    branch.maria.do(take_titipan, TakeTitipan(member=saver, rupiah=PRICE))
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    branch.share()
    return saver


def left_of(branch: Branch, member: str) -> set[int]:
    """What every laptop says is left of somebody's titipan, asked of one and of all at once."""
    branch.share()
    found = set()
    for laptop in (branch.maria, branch.theresia):
        found |= {laptop.ask(titipan.balance, member), laptop.ask(titipan.balances).get(member, 0)}
    return found


def test_nobodys_titipan_pays_for_a_receipt_that_does_not_name_them(branch: Branch) -> None:
    saver, other = saver_at_branch(branch), branch.maria.register()
    forged_use(branch.maria, saver, forged_receipt(branch.maria, other))
    assert on_both_sides(branch, other) == [MonthState.PAID_TO_AGENT] * 2
    assert remit_refusal(branch, other) == "month_not_deposited"
    assert left_of(branch, saver) == {PRICE}


def test_titipan_is_not_used_up_by_a_receipt_that_cash_has_paid(branch: Branch) -> None:
    saver = saver_at_branch(branch)
    paid = branch.maria.collect(saver, MONTH)
    forged_use(branch.maria, saver, paid.origin)
    assert left_of(branch, saver) == {PRICE}


def test_titipan_is_not_used_up_by_more_than_a_receipt_costs(branch: Branch) -> None:
    saver = saver_at_branch(branch)
    receipt = forged_receipt(branch.maria, saver, cash=PRICE - 100)
    forged_use(branch.maria, saver, receipt, 101)
    assert left_of(branch, saver) == {PRICE}
    assert on_both_sides(branch, saver) == [MonthState.PAID_TO_AGENT] * 2


def test_titipan_is_used_up_neither_for_nothing_nor_for_anothers_receipt(branch: Branch) -> None:
    saver = saver_at_branch(branch)
    theirs = forged_receipt(branch.yosef, saver)
    forged_use(branch.maria, saver, theirs)
    forged_use(branch.maria, saver, Origin(branch.maria.device, 1, "ab" * 32))
    assert left_of(branch, saver) == {PRICE}
    assert on_both_sides(branch, saver) == [MonthState.PAID_TO_AGENT] * 2
