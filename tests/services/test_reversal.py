"""Voids by the maker at once, and reversals by two persons."""

import pytest

from agent_app.domain.errors import Refused
from agent_app.journal.entries.cash import RemittanceRefused
from agent_app.records.views import receipts, reversals, titipan
from agent_app.services.branch import Remit, RemitFor, remit
from agent_app.services.collection import CollectPremium, PayFor, Receipt, TakeTitipan, collect_premium, take_titipan
from agent_app.services.reversal import (
    DecideReversal,
    RequestReversal,
    VoidReceipt,
    decide_reversal,
    request_reversal,
    void_receipt,
)
from agent_app.store import contact
from tests.services.office import Branch, Laptop


def void(laptop: Laptop, receipt: Receipt) -> None:
    laptop.do(void_receipt, VoidReceipt(receipt=receipt.origin, reason="wrong_months"))


def test_a_maker_takes_a_receipt_back_and_the_months_are_free_again(branch: Branch) -> None:
    member = branch.maria.register()
    receipt = branch.maria.collect(member, "2026-11")
    branch.clock.forward(minutes=4, seconds=59)
    void(branch.maria, receipt)
    stored = branch.maria.ask(receipts.find, receipt.origin)
    assert stored is not None
    assert stored.reversed_by == "void"
    assert branch.maria.on_hand() == 0
    assert branch.maria.totals().all.receipts == 1
    assert branch.maria.collect(member, "2026-11").number.endswith("-000002")
    with pytest.raises(Refused, match="already_voided"):
        void(branch.maria, receipt)


def test_a_void_is_too_late_after_five_minutes(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    branch.clock.forward(minutes=5)
    with pytest.raises(Refused, match="void_too_late"):
        void(branch.maria, receipt)


def test_a_void_is_too_late_once_the_centre_has_the_receipt(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    seq = receipt.origin.seq
    branch.maria.store.run(lambda connection: contact.note(connection, acknowledged=seq)).result()
    with pytest.raises(Refused, match="void_too_late"):
        void(branch.maria, receipt)


def test_a_void_is_too_late_once_the_money_is_deposited(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    branch.maria.deposit()
    with pytest.raises(Refused, match="void_too_late"):
        void(branch.maria, receipt)


def test_nobody_voids_the_receipt_of_another(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    assert branch.yosef.person == "A018"
    branch.share()
    with pytest.raises(Refused, match="void_not_own"):
        void(branch.yosef, receipt)


def test_a_void_gives_the_titipan_back_that_it_had_used(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=8_400))
    pay = (PayFor(member=member, months=("2026-11",), titipan=8_400),)
    receipt = branch.maria.do(collect_premium, CollectPremium(members=pay, total=8_400))
    assert branch.maria.ask(titipan.balance, member) == 0
    void(branch.maria, receipt)
    assert branch.maria.ask(titipan.balance, member) == 8_400
    assert branch.maria.on_hand() == 8_400


def test_a_void_takes_along_what_stayed_as_titipan(branch: Branch) -> None:
    member = branch.maria.register()
    receipt = branch.maria.collect(member, "2026-11", received=10_000, keep=1_600)
    void(branch.maria, receipt)
    assert receipt.slip is not None
    slip = branch.maria.ask(reversals.paper, receipt.slip.origin)
    assert slip is not None
    assert slip.reversed_by == "void"
    assert branch.maria.ask(titipan.balance, member) == 0
    assert branch.maria.on_hand() == 0
    branch.share()
    assert branch.theresia.totals().all.cash.reversed == 10_000


def test_a_void_is_refused_where_what_stayed_is_spent(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=400))
    pay = (PayFor(member=member, months=("2026-11",), titipan=400),)
    receipt = branch.maria.do(collect_premium, CollectPremium(members=pay, total=8_400, keep=1_600))
    pay = (PayFor(member=member, months=("2026-12",), titipan=1_600),)
    later = branch.maria.do(collect_premium, CollectPremium(members=pay, total=8_400))
    with pytest.raises(Refused, match="titipan_too_little"):
        void(branch.maria, receipt)
    void(branch.maria, later)
    void(branch.maria, receipt)
    assert branch.maria.ask(titipan.balance, member) == 400


def test_a_reversal_needs_two_persons_and_is_paid_from_what_is_on_hand(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    branch.maria.deposit()
    branch.share()
    asked = branch.maria.do(request_reversal, RequestReversal(paper=receipt.origin, reason="wrong_member"))
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(decide_reversal, DecideReversal(request=asked, outcome="accepted"))
    branch.share()
    branch.theresia.do(decide_reversal, DecideReversal(request=asked, outcome="accepted"))
    branch.share()
    assert branch.maria.on_hand() == -8_400
    for laptop in (branch.maria, branch.theresia):
        assert laptop.totals().all.cash.reversed == 8_400
        assert laptop.totals().all.cash.identity_holds


def test_who_asked_for_a_reversal_does_not_decide_it(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    assert branch.theresia.person == "S001"
    branch.share()
    asked = branch.theresia.do(request_reversal, RequestReversal(paper=receipt.origin, reason="not_paid"))
    with pytest.raises(Refused, match="second_person_required"):
        branch.theresia.do(decide_reversal, DecideReversal(request=asked, outcome="accepted"))
    branch.share()
    branch.paulus.do(decide_reversal, DecideReversal(request=asked, outcome="accepted"))
    with pytest.raises(Refused, match="reversal_already_decided"):
        branch.paulus.do(decide_reversal, DecideReversal(request=asked, outcome="refused"))


def test_asking_twice_is_asking_once_and_a_refusal_ends_it(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    command = RequestReversal(paper=receipt.origin, reason="wrong_amount")
    asked = branch.maria.do(request_reversal, command)
    assert branch.maria.do(request_reversal, command) == asked
    assert len(branch.maria.ask(reversals.undecided)) == 1
    branch.share()
    branch.theresia.do(decide_reversal, DecideReversal(request=asked, outcome="refused"))
    branch.share()
    assert branch.maria.on_hand() == 8_400
    assert branch.maria.ask(reversals.undecided) == ()
    with pytest.raises(Refused, match="reversal_already_decided"):
        branch.maria.do(request_reversal, command)


def test_a_titipan_slip_is_reversed_only_while_its_money_is_there(branch: Branch) -> None:
    member = branch.maria.register()
    slip = branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=8_400))
    pay = (PayFor(member=member, months=("2026-11",), titipan=8_400),)
    receipt = branch.maria.do(collect_premium, CollectPremium(members=pay, total=8_400))
    with pytest.raises(Refused, match="titipan_too_little"):
        branch.maria.do(request_reversal, RequestReversal(paper=slip.origin, reason="not_paid"))
    void(branch.maria, receipt)
    asked = branch.maria.do(request_reversal, RequestReversal(paper=slip.origin, reason="not_paid"))
    branch.share()
    branch.theresia.do(decide_reversal, DecideReversal(request=asked, outcome="accepted"))
    branch.share()
    assert branch.maria.ask(titipan.balance, member) == 0
    assert branch.maria.on_hand() == 0


def test_a_paper_that_does_not_exist_cannot_be_taken_back(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    wrong = type(receipt.origin)(receipt.origin.device, 999, receipt.origin.h)
    with pytest.raises(Refused, match="receipt_unknown"):
        branch.maria.do(void_receipt, VoidReceipt(receipt=wrong, reason="other"))
    with pytest.raises(Refused, match="reversal_unknown"):
        branch.theresia.do(decide_reversal, DecideReversal(request=wrong, outcome="accepted"))


def test_money_that_went_to_bpjs_is_not_paid_back_unless_bpjs_refused_it_or_it_was_paid_twice(branch: Branch) -> None:
    member, twice = branch.maria.register(), branch.maria.register()
    taken = branch.maria.collect(member, "2026-11")
    branch.share()
    doubled = [laptop.collect(twice, "2026-11") for laptop in (branch.maria, branch.yosef)]
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    asked = branch.yosef.do(request_reversal, RequestReversal(paper=taken.origin, reason="other"))
    rows = tuple(RemitFor(member=one, months=("2026-11",)) for one in (member, twice))
    paid = branch.theresia.do(remit, Remit(reference="KI-1", members=rows))
    branch.share()
    with pytest.raises(Refused, match="month_already_remitted"):
        branch.paulus.do(decide_reversal, DecideReversal(request=asked, outcome="accepted"))
    branch.yosef.do(request_reversal, RequestReversal(paper=doubled[1].origin, reason="wrong_months"))
    refused = RemittanceRefused(
        day="2026-11-23", branch="LWB", member=member, months=("2026-11",), proof="ab" * 32, remittance=paid.origins[0]
    )
    branch.theresia.do(lambda tx, entry: tx.append(entry), refused)
    branch.share()
    branch.paulus.do(decide_reversal, DecideReversal(request=asked, outcome="accepted"))
