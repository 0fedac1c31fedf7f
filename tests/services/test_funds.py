"""Money that never was in an agent's bag: consent before it is taken, and a second person's word before it counts."""

from datetime import date
from typing import Any

import pytest

from agent_app.domain.coverage import MonthState
from agent_app.domain.errors import Refused
from agent_app.domain.funding import FundingSource
from agent_app.records.views import funds, members, months, remittable, titipan
from agent_app.services.branch import Remit, RemitFor, remit
from agent_app.services.collection import CollectPremium, PayFor, TakeTitipan, collect_premium, take_titipan
from agent_app.services.consents import RecordConsent, record_consent
from agent_app.services.funds import ConfirmFunds, confirm_funds
from agent_app.services.members import Consent, Purpose
from agent_app.services.reversal import VoidReceipt, void_receipt
from tests.services.office import BRANCH, Branch

TODAY = date(2026, 11, 23)


def state(branch: Branch, member: str) -> MonthState | None:
    found = branch.theresia.ask(members.find, member)
    assert found is not None
    return branch.theresia.ask(months.months_of, found).states.get("2026-11")


def confirming(*papers: Any, **changes: Any) -> ConfirmFunds:
    fields = {"rupiah": 8_400 * len(papers), "reference": "TRX 7", "received_on": TODAY}
    return ConfirmFunds(papers=tuple(one.origin for one in papers), **(fields | changes))


def test_a_transfer_counts_as_deposited_once_a_supervisor_says_that_it_came_in(branch: Branch) -> None:
    member = branch.maria.register()
    receipt = branch.maria.collect(member, "2026-11", source=FundingSource.TRANSFER)
    branch.share()
    wanted = Remit(reference="KI-1", members=(RemitFor(member=member, months=("2026-11",)),))
    assert state(branch, member) is MonthState.PAID_TO_AGENT
    assert branch.theresia.ask(remittable.remittable, BRANCH) == ()
    with pytest.raises(Refused, match="month_not_deposited"):
        branch.theresia.do(remit, wanted)
    (paper,) = branch.theresia.ask(funds.awaited, BRANCH)
    assert (paper.number, paper.rupiah, paper.members) == (receipt.number, 8_400, (member,))
    branch.theresia.do(confirm_funds, confirming(paper))
    assert state(branch, member) is MonthState.DEPOSITED
    assert branch.theresia.ask(funds.awaited, BRANCH) == ()
    assert branch.theresia.do(remit, wanted).rupiah == 8_400
    branch.share()
    assert branch.maria.totals().all == branch.theresia.totals().all


def test_money_is_confirmed_once_by_another_person_and_with_a_second_number(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11", source=FundingSource.TRANSFER)
    cash = branch.maria.collect(branch.maria.register(), "2026-11")
    own = branch.theresia.collect(branch.theresia.register(), "2026-11", source=FundingSource.TRANSFER)
    branch.share()
    for command, code in (
        (confirming(receipt, rupiah=8_300), "amount_differs"),
        (confirming(rupiah=0), "amount_differs"),
        (confirming(receipt, reference="  "), "reference_missing"),
        (confirming(receipt, received_on=date(2026, 11, 24)), "date_unreadable"),
        (confirming(cash), "receipt_unknown"),
        (confirming(own), "second_person_required"),
    ):
        with pytest.raises(Refused, match=code):
            branch.theresia.do(confirm_funds, command)
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(confirm_funds, confirming(receipt))
    branch.theresia.do(confirm_funds, confirming(receipt))
    with pytest.raises(Refused, match="funds_already_confirmed"):
        branch.theresia.do(confirm_funds, confirming(receipt, reference="TRX 8"))
    branch.share()
    with pytest.raises(Refused, match="bank_line_used"):
        branch.paulus.do(confirm_funds, confirming(own, reference="trx  7"))


def test_money_for_a_paper_that_was_taken_back_is_not_confirmed(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11", source=FundingSource.TRANSFER)
    branch.maria.do(void_receipt, VoidReceipt(receipt=receipt.origin, reason="not_paid"))
    branch.share()
    assert branch.theresia.ask(funds.awaited, BRANCH) == ()
    with pytest.raises(Refused, match="already_voided"):
        branch.theresia.do(confirm_funds, confirming(receipt))


def test_transferred_titipan_pays_for_months_only_once_it_came_in(branch: Branch) -> None:
    member = branch.maria.register()
    slip = branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=8_400, source=FundingSource.TRANSFER))
    assert branch.maria.ask(titipan.balance, member) == 8_400
    pay = CollectPremium(members=(PayFor(member=member, months=("2026-11",), titipan=8_400),), total=8_400)
    with pytest.raises(Refused, match="titipan_too_little"):
        branch.maria.do(collect_premium, pay)
    branch.share()
    branch.theresia.do(confirm_funds, confirming(slip))
    branch.share()
    assert branch.maria.do(collect_premium, pay).cash == 0


DEDUCTIONS = (FundingSource.SHU_CONVERSION, FundingSource.SAVINGS_DEDUCTION, FundingSource.LOAN_DEDUCTION)


@pytest.mark.parametrize("source", DEDUCTIONS)
def test_nothing_is_deducted_without_the_members_consent_to_just_that(branch: Branch, source: FundingSource) -> None:
    member = branch.maria.register()
    others = tuple(each.value for each in Purpose if each.value != source.value)
    branch.maria.do(record_consent, RecordConsent(member=member, consent=signed(*others)))
    with pytest.raises(Refused) as caught:
        branch.maria.collect(member, "2026-11", source=source)
    assert (caught.value.code, caught.value.params) == ("deduction_not_agreed", {"member": member})
    with pytest.raises(Refused, match="deduction_not_agreed"):
        branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=5_000, source=source))
    branch.maria.do(record_consent, RecordConsent(member=member, consent=signed(source.value)))
    assert branch.maria.collect(member, "2026-11", source=source).cash == 0


@pytest.mark.parametrize("purposes", [(), ("everything",)])
def test_a_consent_names_what_it_is_for(branch: Branch, purposes: tuple[str, ...]) -> None:
    member = branch.maria.register()
    with pytest.raises(Refused, match="consent_missing"):
        branch.maria.do(record_consent, RecordConsent(member=member, consent=signed(*purposes)))
    with pytest.raises(Refused, match="member_unknown"):
        branch.maria.do(record_consent, RecordConsent(member="nobody", consent=signed("messages")))


def signed(*purposes: str) -> Consent:
    return Consent(text="2026-1", purposes=purposes, signed="paper", sheet="L-04", row=7)
