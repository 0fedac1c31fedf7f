"""Deposits: declared, counted, confirmed by a second number, returned; and their differences."""

from datetime import date
from typing import Any

import pytest

from agent_app.domain.cash import CashPosition, DifferenceState
from agent_app.domain.errors import Refused
from agent_app.domain.months import month_range
from agent_app.journal import lines
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.cash import DepositCounted
from agent_app.records.views import deposits
from agent_app.services.deposit import (
    BankLine,
    ConfirmDeposit,
    CountDeposit,
    DepositCash,
    DepositSlip,
    ReturnDeposit,
    confirm_deposit,
    count_deposit,
    deposit_cash,
    return_deposit,
    sum_of_pieces,
)
from agent_app.services.difference import (
    AcceptDifference,
    DecideDifference,
    DisputeDifference,
    SettleDifference,
    accept_difference,
    decide_difference,
    dispute_difference,
    settle_difference,
)
from tests.services.office import Branch, Laptop, pieces_of


def position(laptop: Laptop) -> CashPosition:
    cash = laptop.totals().all.cash
    assert cash.identity_holds
    return cash


def declared(branch: Branch, keep: int = 0) -> DepositSlip:
    """Ten months of 8.400 taken by Maria and declared, known to all."""
    for _ in range(5):
        branch.maria.collect(branch.maria.register(), "2026-11", "2026-12")
    slip = branch.maria.deposit(keep)
    branch.share()
    return slip


def refuse(laptop: Laptop, command: DepositCash) -> str:
    with pytest.raises(Refused) as caught:
        laptop.do(deposit_cash, command)
    return caught.value.code


def test_what_is_not_declared_stays_on_hand_and_is_no_debt(branch: Branch) -> None:
    for _ in range(8):
        branch.maria.collect(branch.maria.register(), *month_range("2026-11", 12), total=2 * 8_400 + 10 * 16_800)
    expected = 8 * 184_800
    slip = branch.maria.deposit(keep=168_000)
    assert (slip.expected, slip.rupiah, slip.left) == (expected, expected - 168_000, 168_000)
    assert slip.number == "LWB-A017-11-26-S000001"
    now = position(branch.maria)
    assert (now.on_hand, now.in_transit, now.receivable) == (168_000, expected - 168_000, 0)


def test_a_deposit_is_what_is_on_hand_or_less_with_a_reason(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11")
    assert refuse(branch.maria, DepositCash(rupiah=8_500)) == "amount_differs"
    assert refuse(branch.maria, DepositCash(rupiah=8_000)) == "reason_missing"
    assert refuse(branch.maria, DepositCash(rupiah=0)) == "deposit_empty"
    assert refuse(branch.maria, DepositCash(rupiah=8_400, pieces={"5000": 1})) == "count_differs"
    for nothing in (None, "", "  "):
        assert refuse(branch.maria, DepositCash(rupiah=8_400, channel="transfer", reference=nothing)) == (
            "reference_missing"
        )
    branch.maria.do(deposit_cash, DepositCash(rupiah=8_400, pieces=pieces_of(8_400)))
    assert refuse(branch.maria, DepositCash(rupiah=8_400)) == "deposit_empty"


def test_notes_and_coins_are_summed_by_their_codes() -> None:
    assert sum_of_pieces({"1000": 2, "c1000": 3, "c500": 1}) == 5_500
    with pytest.raises(Refused, match="denomination_unknown"):
        sum_of_pieces({"75000": 1})
    with pytest.raises(Refused, match="pieces_negative"):
        sum_of_pieces({"c500": -1})


def test_a_deposit_counts_as_confirmed_only_after_somebody_counted_it(branch: Branch) -> None:
    slip = declared(branch)
    with pytest.raises(Refused, match="count_missing"):
        branch.theresia.do(confirm_deposit, ConfirmDeposit(deposit=slip.origin))
    with pytest.raises(Refused, match="count_missing"):
        branch.theresia.do(confirm_deposit, ConfirmDeposit(deposit=slip.origin, count=Origin(13, 99, "00" * 32)))
    assert position(branch.theresia).in_transit == 84_000
    branch.theresia.receive(slip)
    assert position(branch.theresia).confirmed == 84_000
    assert branch.theresia.ask(deposits.open_deposits) == ()
    with pytest.raises(Refused, match="deposit_already_decided"):
        branch.theresia.receive(slip)


def test_an_agent_neither_counts_nor_confirms(branch: Branch) -> None:
    slip = declared(branch)
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(count_deposit, CountDeposit(deposit=slip.origin, pieces={}))


def test_a_count_of_nothing_is_one_only_when_somebody_states_that_nothing_is_there(branch: Branch) -> None:
    slip = declared(branch)
    with pytest.raises(Refused, match="count_missing"):
        branch.theresia.do(count_deposit, CountDeposit(deposit=slip.origin, pieces={"50000": 0}))
    with pytest.raises(Refused, match="count_differs"):
        branch.theresia.do(count_deposit, CountDeposit(deposit=slip.origin, pieces={"50000": 1}, is_empty=True))
    counting = CountDeposit(deposit=slip.origin, pieces={}, is_empty=True)
    counted = branch.theresia.do(count_deposit, counting)
    assert (counted.rupiah, counted.difference) == (0, 84_000)
    branch.theresia.do(confirm_deposit, ConfirmDeposit(deposit=slip.origin, count=counted.origin, reason="other"))
    cash = position(branch.theresia)
    assert (cash.confirmed, cash.receivable, cash.in_transit, cash.on_hand) == (0, 84_000, 0, 0)
    branch.share()
    branch.maria.do(accept_difference, AcceptDifference(deposit=slip.origin))
    branch.share()
    branch.theresia.do(settle_difference, SettleDifference(deposit=slip.origin, pieces=pieces_of(84_000)))
    assert (position(branch.theresia).confirmed, position(branch.theresia).receivable) == (84_000, 0)


def test_nobody_confirms_a_deposit_of_their_own(branch: Branch) -> None:
    branch.theresia.collect(branch.theresia.register(), "2026-11")
    slip = branch.theresia.deposit()
    with pytest.raises(Refused, match="second_person_required"):
        branch.theresia.do(count_deposit, CountDeposit(deposit=slip.origin, pieces=pieces_of(8_400)))
    assert branch.paulus.person == "S002"
    branch.share()
    branch.paulus.receive(slip)
    assert position(branch.paulus).confirmed == 8_400


def test_a_line_of_the_bank_confirms_one_deposit_and_no_second(branch: Branch) -> None:
    first = declared(branch)
    branch.maria.collect(branch.maria.register(), "2026-11")
    second = branch.maria.deposit()
    branch.share()
    line = BankLine(day=date(2026, 11, 23), reference="TRX-1", rupiah=84_000)
    branch.theresia.do(confirm_deposit, ConfirmDeposit(deposit=first.origin, bank_line=line))
    for reference in ("TRX-1", " trx-1 ", "trx 1", "T R X 1", "ＴＲＸ－１", "TRX\u200b-1", "TRX/1", "trx–1"):
        again = BankLine(day=line.day, reference=reference, rupiah=84_000)
        with pytest.raises(Refused, match="bank_line_used"):
            branch.theresia.do(confirm_deposit, ConfirmDeposit(deposit=second.origin, bank_line=again))
    to_come = BankLine(day=date(2026, 11, 24), reference="TRX-2", rupiah=8_400)
    with pytest.raises(Refused, match="date_unreadable"):
        branch.theresia.do(confirm_deposit, ConfirmDeposit(deposit=second.origin, bank_line=to_come))
    assert position(branch.theresia).confirmed == 84_000
    assert position(branch.theresia).in_transit == 8_400


def test_of_two_true_lines_that_read_the_same_each_confirms_one_deposit(branch: Branch) -> None:
    slips = []
    for _ in range(3):
        branch.maria.collect(branch.maria.register(), "2026-11")
        slips.append(branch.maria.deposit())
    branch.share()

    def confirm(number: int, balance: int | None, reference: str = "SETORAN TUNAI", day: int = 23) -> None:
        line = BankLine(day=date(2026, 11, day), reference=reference, rupiah=8_400, balance=balance)
        branch.theresia.do(confirm_deposit, ConfirmDeposit(deposit=slips[number].origin, bank_line=line))

    confirm(0, None)
    with pytest.raises(Refused, match="bank_line_used"):
        confirm(1, None, "setoran  tunai")
    confirm(1, 1_016_800)
    with pytest.raises(Refused, match="bank_line_used"):
        confirm(2, 1_016_800, "Setoran-Tunai")
    with pytest.raises(Refused, match="bank_line_used"):
        confirm(2, None)
    # Words stand in a statement every day; a number of the bank's names one line on whatever day it is typed.
    confirm(2, None, day=22)
    assert position(branch.theresia).confirmed == 3 * 8_400


def test_a_number_of_the_bank_is_one_line_on_whatever_day_it_is_typed(branch: Branch) -> None:
    first = declared(branch)
    branch.maria.collect(branch.maria.register(), "2026-11")
    second = branch.maria.deposit()
    branch.share()
    line = BankLine(day=date(2026, 11, 23), reference="TRX-20261123", rupiah=84_000)
    branch.theresia.do(confirm_deposit, ConfirmDeposit(deposit=first.origin, bank_line=line))
    again = BankLine(day=date(2026, 11, 22), reference="trx 20261123", rupiah=8_400)
    with pytest.raises(Refused, match="bank_line_used"):
        branch.theresia.do(confirm_deposit, ConfirmDeposit(deposit=second.origin, bank_line=again))


def test_on_every_side_the_first_word_about_a_bank_line_counts_however_it_is_spelled(branch: Branch) -> None:
    slips = []
    for _ in range(3):
        branch.maria.collect(branch.maria.register(), "2026-11")
        slips.append(branch.maria.deposit())
    branch.share()

    def confirm(by: Laptop, number: int, reference: str, balance: int | None = None) -> None:
        line = BankLine(day=date(2026, 11, 23), reference=reference, rupiah=8_400, balance=balance)
        by.do(confirm_deposit, ConfirmDeposit(deposit=slips[number].origin, bank_line=line))

    # Both supervisors are out of reach of each other.
    theresia, paulus = branch.theresia, branch.paulus
    confirm(theresia, 0, "Setoran Tunai")
    confirm(paulus, 1, "SETORAN-TUNAI")
    confirm(paulus, 2, "setorantunai", 1_000_000)
    branch.share()
    for laptop in (branch.theresia, branch.paulus, branch.maria):
        assert position(laptop).confirmed == 2 * 8_400
        outcomes = [laptop.ask(deposits.find, one.origin) for one in slips]
        assert [one.outcome for one in outcomes if one is not None] == ["confirmed", None, "confirmed"]


def test_why_a_deposit_goes_back_is_a_code_and_never_a_text_about_somebody(branch: Branch) -> None:
    slip = declared(branch)
    spoken = ReturnDeposit(deposit=slip.origin, reason="Maria lupa tasnya")  # type: ignore[arg-type]
    with pytest.raises(Refused, match="reason_missing"):
        branch.theresia.do(return_deposit, spoken)


def test_a_count_by_who_carried_the_money_confirms_nothing(branch: Branch) -> None:
    branch.theresia.collect(branch.theresia.register(), "2026-11")
    slip = branch.theresia.deposit()
    forged = DepositCounted(day="2026-11-23", agent="S001", rupiah=8_400, deposit=slip.origin, pieces={})
    count = branch.theresia.do(lambda tx, entry: tx.append(entry), forged)
    assert branch.paulus.person == "S002"
    branch.share()
    with pytest.raises(Refused, match="count_missing"):
        branch.paulus.do(confirm_deposit, ConfirmDeposit(deposit=slip.origin, count=count))


def test_a_returned_deposit_is_on_hand_again_and_still_counts_as_declared(branch: Branch) -> None:
    slip = declared(branch)
    branch.theresia.do(return_deposit, ReturnDeposit(deposit=slip.origin, reason="bag_open", note="tas tidak bersegel"))
    branch.share()
    assert (position(branch.maria).on_hand, position(branch.maria).deposited) == (84_000, 84_000)
    branch.maria.deposit()
    assert position(branch.maria).deposited == 168_000


def test_a_shortage_found_at_the_counting_is_accepted_by_the_agent(branch: Branch) -> None:
    slip = declared(branch)
    branch.theresia.receive(slip, missing=16_800)
    branch.share()
    assert position(branch.maria).receivable == 16_800
    assert branch.maria.ask(deposits.differences)[0].difference is DifferenceState.OPEN
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.theresia.do(accept_difference, AcceptDifference(deposit=slip.origin))
    branch.maria.do(accept_difference, AcceptDifference(deposit=slip.origin))
    branch.share()
    assert branch.theresia.ask(deposits.differences) == ()
    with pytest.raises(Refused, match="difference_already_decided"):
        branch.paulus.do(decide_difference, DecideDifference(deposit=slip.origin, outcome="stands"))


def test_a_disputed_difference_is_decided_by_who_neither_counted_nor_carried(branch: Branch) -> None:
    slip = declared(branch)
    branch.theresia.receive(slip, missing=16_800)
    branch.share()
    branch.maria.do(dispute_difference, DisputeDifference(deposit=slip.origin, note="dihitung berdua"))
    branch.share()
    with pytest.raises(Refused, match="second_person_required"):
        branch.theresia.do(decide_difference, DecideDifference(deposit=slip.origin, outcome="stands"))
    branch.paulus.do(decide_difference, DecideDifference(deposit=slip.origin, outcome="recounted", recounted=84_000))
    branch.share()
    for laptop in (branch.maria, branch.theresia, branch.paulus):
        assert (position(laptop).confirmed, position(laptop).receivable) == (84_000, 0)
    found = branch.paulus.ask(deposits.find, slip.origin)
    assert found is not None
    assert (found.difference, found.confirmed_by) == (DifferenceState.DECIDED, "S001")


def test_more_than_declared_is_a_surplus(branch: Branch) -> None:
    slip = declared(branch)
    branch.theresia.receive(slip, missing=-1_600)
    now = position(branch.theresia)
    assert (now.confirmed, now.surplus, now.receivable) == (85_600, 1_600, 0)


def test_a_deposit_without_a_difference_has_none_to_accept(branch: Branch) -> None:
    slip = declared(branch)
    branch.theresia.receive(slip)
    branch.share()
    with pytest.raises(Refused, match="difference_missing"):
        branch.maria.do(accept_difference, AcceptDifference(deposit=slip.origin))


def test_a_confirmation_says_why_by_a_code_and_the_rest_in_a_note(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11")
    slip = branch.maria.deposit()
    branch.share()
    counted = branch.theresia.do(count_deposit, CountDeposit(deposit=slip.origin, pieces=pieces_of(8_000)))
    free: Any = "kurang saat dihitung Ibu Ana"
    wordy = ConfirmDeposit(deposit=slip.origin, count=counted.origin, reason=free)
    with pytest.raises(Refused, match="reason_missing"):
        branch.theresia.do(confirm_deposit, wordy)
    confirming = ConfirmDeposit(deposit=slip.origin, count=counted.origin, reason="short", note=free)
    branch.theresia.do(confirm_deposit, confirming)
    public = [lines.split(raw)[0] for raw in branch.theresia.journal().lines]
    assert b'"reason":"short"' in public[-1]
    assert not any(b"Ibu Ana" in raw for raw in public)


def test_an_agent_pays_a_final_shortage_in_parts_to_somebody_else(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11", "2026-12")
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip, missing=1_600)
    first = SettleDifference(deposit=slip.origin, pieces={"1000": 1})
    with pytest.raises(Refused, match="difference_open"):
        branch.theresia.do(settle_difference, first)
    branch.share()
    branch.maria.do(accept_difference, AcceptDifference(deposit=slip.origin))
    branch.share()
    assert [one.owed for one in branch.theresia.ask(deposits.owed)] == [1_600]
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(settle_difference, first)
    paid = branch.theresia.do(settle_difference, first)
    assert (paid.rupiah, paid.owed, paid.number) == (1_000, 600, "LWB-S001-13-26-H000001")
    cash = position(branch.theresia)
    assert (cash.confirmed, cash.receivable, cash.on_hand) == (16_200, 600, 0)
    with pytest.raises(Refused) as caught:
        branch.theresia.do(settle_difference, first)
    assert (caught.value.code, caught.value.params) == ("amount_differs", {"total": 600})
    branch.theresia.do(settle_difference, SettleDifference(deposit=slip.origin, pieces={"c100": 6}))
    assert branch.theresia.ask(deposits.owed) == ()
    with pytest.raises(Refused, match="difference_missing"):
        branch.theresia.do(settle_difference, first)
    branch.share()
    assert position(branch.maria) == position(branch.theresia)


def test_who_is_short_takes_no_payment_of_it(branch: Branch) -> None:
    branch.theresia.collect(branch.theresia.register(), "2026-11")
    slip = branch.theresia.deposit()
    branch.share()
    branch.paulus.receive(slip, missing=400)
    branch.share()
    branch.theresia.do(accept_difference, AcceptDifference(deposit=slip.origin))
    with pytest.raises(Refused, match="second_person_required"):
        branch.theresia.do(settle_difference, SettleDifference(deposit=slip.origin, pieces={"c100": 4}))
