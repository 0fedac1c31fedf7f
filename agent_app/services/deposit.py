"""Cash from the agent to the branch: declared, counted, confirmed against that second number, or returned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from agent_app.domain.cash import CashCount
from agent_app.domain.errors import Refused
from agent_app.domain.money import DENOMINATIONS, Denomination
from agent_app.domain.papers import PaperKind, check_of
from agent_app.domain.references import reference_key
from agent_app.domain.refusals import RefusalCode
from agent_app.journal.entries.base import Note, Origin
from agent_app.journal.entries.cash import (
    CashDeposited,
    ConfirmReason,
    DepositConfirmed,
    DepositCounted,
    DepositReturned,
)
from agent_app.records.views import cash, deposits
from agent_app.records.views.deposits import Deposit
from agent_app.services.permissions import second_person, supervisor_only
from agent_app.store.tx import Tx

Pieces = Mapping[str, int]
"""Notes and coins by code: "50000" is a note, "c500" a coin."""


def code_of(piece: Denomination) -> str:
    """The code of a note or coin."""
    return f"c{piece.face}" if piece.coin else str(piece.face)


_FACES = {code_of(piece): piece.face for piece in DENOMINATIONS}


def sum_of_pieces(pieces: Pieces, other_money: int = 0) -> int:
    """What notes and coins make in rupiah. Raises Refused(denomination_unknown, denomination) or
    pieces_negative, also for `other_money`."""
    counted: dict[int, int] = {}
    for code, count in pieces.items():
        if code not in _FACES:
            raise Refused(RefusalCode.DENOMINATION_UNKNOWN, denomination=code)
        if count < 0:
            raise Refused(RefusalCode.PIECES_NEGATIVE)
        counted[_FACES[code]] = counted.get(_FACES[code], 0) + count
    return CashCount(counted, other_money).total


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DepositCash:
    """`rupiah` declared. Less than is on hand needs a reason; what is not declared stays on hand and is no debt.

    `reference` is the bank's for everything but the teller. `pieces`, where given, must make the sum.
    """

    rupiah: int
    channel: Literal["teller", "transfer", "virtual_account", "qris"] = "teller"
    reference: str | None = None
    pieces: Pieces = field(default_factory=dict)
    reason: Literal["kept_for_change", "still_collecting", "lost", "stolen", "other"] | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositSlip:
    """A declared deposit. `left` is what stays on hand by the books."""

    origin: Origin
    number: str
    check: str
    rupiah: int
    expected: int
    left: int


def deposit_cash(tx: Tx, command: DepositCash) -> DepositSlip:
    """Declare a deposit of cash on hand.

    Raises Refused(deposit_empty), amount_differs(total) for more than is on hand by the books, reason_missing
    for less without a reason, count_differs, denomination_unknown, reference_missing.
    """
    expected = cash.position(tx.connection, tx.coop, tx.identity.person).on_hand
    if command.rupiah <= 0 or expected <= 0:
        raise Refused(RefusalCode.DEPOSIT_EMPTY)
    if command.rupiah > expected:
        raise Refused(RefusalCode.AMOUNT_DIFFERS, total=expected)
    if command.rupiah < expected and command.reason is None:
        raise Refused(RefusalCode.REASON_MISSING)
    if command.pieces and sum_of_pieces(command.pieces) != command.rupiah:
        raise Refused(RefusalCode.COUNT_DIFFERS)
    reference = (command.reference or "").strip() or None
    if command.channel != "teller" and reference is None:
        raise Refused(RefusalCode.REFERENCE_MISSING)
    number = tx.number(PaperKind.DEPOSIT_SLIP)
    origin = tx.append(
        CashDeposited(
            day=tx.day.isoformat(),
            agent=tx.identity.person,
            rupiah=command.rupiah,
            expected=expected,
            number=number,
            channel=command.channel,
            reference=reference,
            pieces=_counted(command.pieces),
            reason=command.reason if command.rupiah < expected else None,
            private=Note(note=command.note) if command.note else None,
        )
    )
    return DepositSlip(
        origin=origin,
        number=number,
        check=check_of(bytes.fromhex(origin.h)),
        rupiah=command.rupiah,
        expected=expected,
        left=expected - command.rupiah,
    )


def _counted(pieces: Pieces) -> dict[str, int]:
    return {code: count for code, count in pieces.items() if count}


@dataclass(frozen=True, slots=True, kw_only=True)
class CountDeposit:
    """What the receiver counts. `other_money`: rupiah of other business in the bag, noted and not counted in.

    `is_empty` states that none of the declared money is there; without it a count of nothing is refused, so that
    nobody is short of a whole deposit because fields were left blank.
    """

    deposit: Origin
    pieces: Pieces
    other_money: int = 0
    is_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """`difference` is declared less counted: a shortage above zero."""

    origin: Origin
    rupiah: int
    difference: int


def count_deposit(tx: Tx, command: CountDeposit) -> Counted:
    """Count a deposit by note and coin. Raises what `undecided_deposit` and `sum_of_pieces` raise, count_missing
    for a count of nothing that is not stated, and count_differs for notes in a deposit stated to be empty."""
    deposit = undecided_deposit(tx, command.deposit)
    counted = sum_of_pieces(command.pieces, command.other_money)
    if not counted and not command.is_empty:
        raise Refused(RefusalCode.COUNT_MISSING)
    if counted and command.is_empty:
        raise Refused(RefusalCode.COUNT_DIFFERS)
    origin = tx.append(
        DepositCounted(
            day=tx.day.isoformat(),
            agent=deposit.agent,
            rupiah=counted,
            deposit=deposit.origin,
            pieces=_counted(command.pieces),
            other_money=command.other_money or None,
        )
    )
    return Counted(origin=origin, rupiah=counted, difference=deposit.rupiah - counted)


def undecided_deposit(tx: Tx, origin: Origin) -> Deposit:
    """A deposit this person may decide about.

    Raises Refused(role_not_allowed), deposit_unknown, deposit_already_decided, or second_person_required for
    whoever declared it.
    """
    supervisor_only(tx)
    deposit = deposits.find(tx.connection, tx.coop, origin)
    if deposit is None or deposit.branch != tx.identity.branch:
        raise Refused(RefusalCode.DEPOSIT_UNKNOWN)
    if deposit.outcome is not None:
        raise Refused(RefusalCode.DEPOSIT_ALREADY_DECIDED)
    second_person(tx, deposit.person, deposit.agent)
    return deposit


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """A line of the bank's statement: its date, its reference and the rupiah that came in. `balance` is the account's
    after it, in rupiah: asked where another line reads the same."""

    day: date
    reference: str
    rupiah: int
    balance: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ConfirmDeposit:
    """Confirm against a second number: the `count` named, or a `bank_line`; exactly one of them.

    `reason` is a code for a difference, because it stands in the line's open part; what else is to be said is `note`.
    """

    deposit: Origin
    count: Origin | None = None
    bank_line: BankLine | None = None
    reason: ConfirmReason | None = None
    note: str | None = None


def confirm_deposit(tx: Tx, command: ConfirmDeposit) -> Origin:
    """Confirm what was counted or came in at the bank; a difference to what was declared is open from then on.

    Raises what `undecided_deposit` raises, and Refused(count_missing) without a count of this deposit or a bank
    line, bank_line_used where another confirmation rests on it, reference_missing for one without a reference,
    date_unreadable for one of a day to come, reason_missing for a reason that is none of the codes.
    """
    deposit = undecided_deposit(tx, command.deposit)
    if command.reason not in (None, *get_args(ConfirmReason)):
        raise Refused(RefusalCode.REASON_MISSING)
    if (command.count is None) == (command.bank_line is None):
        raise Refused(RefusalCode.COUNT_MISSING)
    line = command.bank_line
    return tx.append(
        DepositConfirmed(
            day=tx.day.isoformat(),
            agent=deposit.agent,
            rupiah=_by_bank(tx, line) if line is not None else _by_count(deposit, command.count),
            deposit=deposit.origin,
            basis="count" if line is None else "bank",
            count=command.count,
            bank_day=line.day.isoformat() if line is not None else None,
            bank_reference=written_alike(line.reference) if line is not None else None,
            bank_balance=line.balance if line is not None else None,
            reason=command.reason,
            private=Note(note=command.note) if command.note else None,
        )
    )


def _by_count(deposit: Deposit, count: Origin | None) -> int:
    by_others = (one for one in deposit.counts if one.person != deposit.person)
    found = next((one for one in by_others if one.origin == count), None)
    if found is None:
        raise Refused(RefusalCode.COUNT_MISSING)
    return found.rupiah


def _by_bank(tx: Tx, line: BankLine) -> int:
    reference = written_alike(line.reference)
    if not reference_key(reference):
        raise Refused(RefusalCode.REFERENCE_MISSING)
    if line.day > tx.day:
        raise Refused(RefusalCode.DATE_UNREADABLE)
    if line.rupiah <= 0:
        raise Refused(RefusalCode.COUNT_MISSING)
    if deposits.bank_line_used(tx.connection, tx.coop, line.day.isoformat(), reference, line.balance):
        raise Refused(RefusalCode.BANK_LINE_USED)
    return line.rupiah


def written_alike(reference: str) -> str:
    """A bank's reference as it is kept and shown; whether two are one is asked of `reference_key`."""
    return " ".join(reference.upper().split())


ReturnReason = Literal["not_received", "bag_open", "wrong_amount", "wrong_reference", "other"]
"""Why a deposit goes back: a code, because it stands in the line's open part; what else is to be said is a note."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReturnDeposit:
    deposit: Origin
    reason: ReturnReason
    note: str | None = None


def return_deposit(tx: Tx, command: ReturnDeposit) -> Origin:
    """Give a deposit back: the money is on the agent's hands again.

    Raises what `undecided_deposit` raises, and Refused(reason_missing).
    """
    deposit = undecided_deposit(tx, command.deposit)
    if command.reason not in get_args(ReturnReason):
        raise Refused(RefusalCode.REASON_MISSING)
    return tx.append(
        DepositReturned(
            day=tx.day.isoformat(),
            agent=deposit.agent,
            rupiah=deposit.rupiah,
            deposit=deposit.origin,
            reason=command.reason,
            private=Note(note=command.note) if command.note else None,
        )
    )
