"""What nobody took is deposited by nobody: a receipt's price is its cash and the titipan that the branch has."""

from typing import Any

import msgspec
import pytest

from agent_app.domain.coverage import MonthState
from agent_app.domain.errors import Refused
from agent_app.domain.funding import Budget, FundingSource
from agent_app.domain.papers import PaperKind
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.money import ContributionCollected, PaidMonths, TitipanTaken, TitipanUsed
from agent_app.records.views import members, months, remittable, titipan
from agent_app.services.branch import Remit, RemitFor, remit
from agent_app.services.collection import CollectPremium, PayFor, TakeTitipan, collect_premium, take_titipan
from agent_app.services.funds import ConfirmFunds, confirm_funds
from agent_app.services.reversal import VoidReceipt, void_receipt
from agent_app.store.tx import Tx
from tests.services.office import BRANCH, SCHEDULE, Branch, Laptop

MONTH = "2026-11"
PRICE = 8_400


def forged_receipt(laptop: Laptop, member: str, **changes: Any) -> Origin:
    """What no screen writes: a receipt said to be paid in cash, of which no cash was taken."""
    row = PaidMonths(months=(MONTH,), base=1_000_000, sector="other", funding="private", jkk=(5_000,), jkm=(3_400,))

    def write(tx: Tx, row: PaidMonths) -> Origin:
        entry = ContributionCollected(
            day=tx.day.isoformat(),
            members=(member,),
            agent=tx.identity.person,
            rupiah=row.rupiah,
            cash=0,
            number=tx.number(PaperKind.RECEIPT),
            source="cash",
            schedule=SCHEDULE.id,
            rows=(row,),
        )
        return tx.append(msgspec.structs.replace(entry, **changes))

    return laptop.do(write, row)


def forged_use(laptop: Laptop, member: str, receipt: Origin) -> None:
    def write(tx: Tx, rupiah: int) -> Origin:
        used = TitipanUsed(
            day=tx.day.isoformat(), member=member, agent=tx.identity.person, rupiah=rupiah, receipt=receipt
        )
        return tx.append(used)

    laptop.do(write, PRICE)


def forged_slip(laptop: Laptop, member: str, source: str, cash: int, day: str | None = None) -> None:
    def write(tx: Tx, rupiah: int) -> Origin:
        slip = TitipanTaken(
            day=day or tx.day.isoformat(),
            member=member,
            agent=tx.identity.person,
            rupiah=rupiah,
            cash=cash,
            number=tx.number(PaperKind.TITIPAN_SLIP),
            source=source,
        )
        return tx.append(slip)

    laptop.do(write, PRICE)


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
