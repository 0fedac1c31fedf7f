"""What was handed over at the counter, and which waiting deposits may be taken without looking at each."""

from datetime import date

from agent_app.domain.papers import check_of
from agent_app.records.views import deposits, handover
from agent_app.records.views.confirmable import Skip, confirmable
from agent_app.services.change_float import IssueFloat, ReturnFloat, issue_float, return_float
from agent_app.services.deposit import (
    BankLine,
    ConfirmDeposit,
    CountDeposit,
    DepositCash,
    ReturnDeposit,
    confirm_deposit,
    count_deposit,
    deposit_cash,
    return_deposit,
)
from agent_app.services.difference import AcceptDifference, SettleDifference, accept_difference, settle_difference
from tests.services.office import BRANCH, Branch, Laptop, pieces_of


def brought(laptop: Laptop, months: int = 1):
    laptop.collect(laptop.register(), *[f"2026-{month:02d}" for month in range(13 - months, 13)])
    return laptop.deposit()


def decision(branch: Branch, slip) -> handover.Decision | None:
    found = branch.theresia.ask(deposits.find, slip.origin)
    assert found is not None
    return branch.theresia.ask(handover.decision_of, found)


def test_a_decision_says_who_what_and_why_and_carries_its_check(branch: Branch) -> None:
    slip = brought(branch.maria)
    branch.share()
    assert decision(branch, slip) is None
    counted = branch.paulus.do(count_deposit, CountDeposit(deposit=slip.origin, pieces=pieces_of(8_000)))
    branch.share()
    command = ConfirmDeposit(deposit=slip.origin, count=counted.origin, reason="short", note="dua kali dihitung")
    origin = branch.theresia.do(confirm_deposit, command)
    found = decision(branch, slip)
    assert found is not None
    assert (found.origin, found.person, found.count, found.rupiah) == (origin, "S001", counted.origin, 8_000)
    assert (found.outcome, found.basis, found.reason, found.note) == (
        "confirmed",
        "count",
        "short",
        "dua kali dihitung",
    )
    assert found.check == check_of(bytes.fromhex(origin.h))


def test_a_bank_line_and_a_return_are_told_as_such(branch: Branch) -> None:
    by_bank, back = brought(branch.maria), brought(branch.yosef)
    branch.share()
    line = BankLine(day=date(2026, 11, 23), reference="trx 9", rupiah=8_400)
    branch.theresia.do(confirm_deposit, ConfirmDeposit(deposit=by_bank.origin, bank_line=line))
    branch.theresia.do(return_deposit, ReturnDeposit(deposit=back.origin, reason="bag_open"))
    banked, returned = decision(branch, by_bank), decision(branch, back)
    assert banked is not None
    assert returned is not None
    assert (banked.basis, banked.bank_reference, banked.bank_day) == ("bank", "TRX 9", "2026-11-23")
    assert (returned.outcome, returned.reason, returned.rupiah) == ("returned", "bag_open", 8_400)


def test_change_float_and_payments_of_a_shortage_are_listed_with_their_papers(branch: Branch) -> None:
    lent = branch.theresia.do(issue_float, IssueFloat(agent="A017", rupiah=50_000))
    back = branch.theresia.do(return_float, ReturnFloat(agent="A017", rupiah=20_000))
    moves = branch.theresia.ask(handover.float_moves, "A017")
    assert [(one.origin, one.rupiah, one.back, one.number) for one in moves] == [
        (back.origin, 20_000, True, back.number),
        (lent.origin, 50_000, False, lent.number),
    ]
    slip = brought(branch.maria)
    branch.share()
    branch.theresia.receive(slip, missing=400)
    branch.share()
    branch.maria.do(accept_difference, AcceptDifference(deposit=slip.origin))
    branch.share()
    paid = branch.theresia.do(settle_difference, SettleDifference(deposit=slip.origin, pieces={"c200": 1}))
    found = branch.theresia.ask(deposits.find, slip.origin)
    assert found is not None
    (payment,) = branch.theresia.ask(handover.payments_of, found)
    assert (payment.origin, payment.rupiah, payment.pieces) == (paid.origin, 200, {"c200": 1})
    assert (payment.number, payment.agent, found.owed) == (paid.number, "A017", 200)


def test_only_what_somebody_counted_alike_is_ready_and_the_rest_is_named(branch: Branch) -> None:
    alike, different, uncounted = brought(branch.maria), brought(branch.yosef, 2), brought(branch.maria, 2)
    branch.theresia.collect(branch.theresia.register(), "2026-11")
    own = branch.theresia.do(deposit_cash, DepositCash(rupiah=8_400))
    branch.share()
    counted = branch.paulus.do(count_deposit, CountDeposit(deposit=alike.origin, pieces=pieces_of(8_400)))
    branch.paulus.do(count_deposit, CountDeposit(deposit=different.origin, pieces=pieces_of(16_000)))
    branch.paulus.do(count_deposit, CountDeposit(deposit=own.origin, pieces=pieces_of(8_400)))
    branch.share()
    found = branch.theresia.ask(confirmable, BRANCH, "S001")
    assert [(one.deposit.origin, one.count) for one in found.ready] == [(alike.origin, counted.origin)]
    assert found.rupiah == 8_400
    assert {one.deposit.origin: (one.why, one.difference) for one in found.skipped} == {
        different.origin: (Skip.DIFFERENT, -800),
        uncounted.origin: (Skip.NOT_COUNTED, 0),
        own.origin: (Skip.OWN, 0),
    }
    recounted = branch.paulus.do(count_deposit, CountDeposit(deposit=different.origin, pieces=pieces_of(16_800)))
    branch.share()
    again = branch.theresia.ask(confirmable, BRANCH, "S001")
    assert [one.count for one in again.ready] == [counted.origin, recounted.origin]


def test_the_agents_own_note_is_told_beside_the_deposit(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11")
    command = DepositCash(rupiah=8_000, reason="still_collecting", note="besok pagi")
    slip = branch.maria.do(deposit_cash, command)
    branch.share()
    found = branch.theresia.ask(deposits.find, slip.origin)
    assert found is not None
    assert found.note == "besok pagi"
    assert "besok" not in repr(found)
