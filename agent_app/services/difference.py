"""A counted difference: the agent accepts or disputes it, somebody who neither counted nor carried decides, and what
is owed is paid."""

from dataclasses import dataclass
from typing import Literal

from agent_app.domain.cash import DifferenceState
from agent_app.domain.errors import Refused
from agent_app.domain.papers import PaperKind
from agent_app.domain.refusals import RefusalCode
from agent_app.journal.entries.base import Note, Origin
from agent_app.journal.entries.cash import DifferenceAccepted, DifferenceDecided, DifferenceDisputed, DifferenceSettled
from agent_app.records.views import deposits
from agent_app.records.views.deposits import Deposit
from agent_app.services.deposit import Pieces, sum_of_pieces
from agent_app.services.permissions import second_person, supervisor_only
from agent_app.store.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptDifference:
    deposit: Origin


def accept_difference(tx: Tx, command: AcceptDifference) -> Origin:
    """Accept a counted difference of one's own deposit; a shortage is then a debt to the branch.

    Raises Refused(deposit_unknown), difference_missing, difference_already_decided, or role_not_allowed for a
    deposit of somebody else.
    """
    deposit, confirmation = _own(tx, command.deposit)
    return tx.append(
        DifferenceAccepted(day=tx.day.isoformat(), agent=deposit.agent, rupiah=deposit.short, confirmation=confirmation)
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DisputeDifference:
    deposit: Origin
    note: str | None = None


def dispute_difference(tx: Tx, command: DisputeDifference) -> Origin:
    """Dispute a counted difference of one's own deposit. Raises what `accept_difference` raises."""
    deposit, confirmation = _own(tx, command.deposit)
    return tx.append(
        DifferenceDisputed(
            day=tx.day.isoformat(),
            agent=deposit.agent,
            rupiah=deposit.short,
            confirmation=confirmation,
            private=Note(note=command.note) if command.note else None,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DecideDifference:
    """`recounted` is the rupiah really there, needed for that outcome only."""

    deposit: Origin
    outcome: Literal["stands", "recounted"]
    recounted: int | None = None
    note: str | None = None


def decide_difference(tx: Tx, command: DecideDifference) -> Origin:
    """Decide an open or disputed difference: the count stands, or another number takes its place.

    Raises Refused(role_not_allowed), deposit_unknown, difference_missing, difference_already_decided,
    second_person_required for the agent and for whoever counted or confirmed, count_missing without a recount.
    """
    supervisor_only(tx)
    deposit, confirmation = _with_difference(tx, command.deposit)
    if deposit.branch != tx.identity.branch:
        raise Refused(RefusalCode.ROLE_NOT_ALLOWED)
    if deposit.difference not in (DifferenceState.OPEN, DifferenceState.DISPUTED):
        raise Refused(RefusalCode.DIFFERENCE_ALREADY_DECIDED)
    second_person(tx, deposit.person, deposit.agent, deposit.confirmed_by, *(one.person for one in deposit.counts))
    recount = command.outcome == "recounted"
    if recount and (command.recounted is None or command.recounted < 0):
        raise Refused(RefusalCode.COUNT_MISSING)
    there = command.recounted if recount else deposit.counted
    return tx.append(
        DifferenceDecided(
            day=tx.day.isoformat(),
            agent=deposit.agent,
            rupiah=there or 0,
            confirmation=confirmation,
            outcome=command.outcome,
            private=Note(note=command.note) if command.note else None,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleDifference:
    """What the agent pays of a shortage, counted by note and coin."""

    deposit: Origin
    pieces: Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementSlip:
    """A payment towards a shortage; `owed` is what is left of it."""

    origin: Origin
    number: str
    rupiah: int
    owed: int


def settle_difference(tx: Tx, command: SettleDifference) -> SettlementSlip:
    """Take what an agent pays of a shortage that is final, by acceptance or decision; it is then confirmed money.

    Raises Refused(role_not_allowed), deposit_unknown, difference_missing where nothing is owed, difference_open,
    second_person_required for the agent, amount_differs(total) for nothing or more than is owed, and what
    `sum_of_pieces` raises.
    """
    supervisor_only(tx)
    deposit, confirmation = _with_difference(tx, command.deposit)
    if deposit.branch != tx.identity.branch:
        raise Refused(RefusalCode.ROLE_NOT_ALLOWED)
    second_person(tx, deposit.person, deposit.agent)
    if deposit.owed <= 0:
        raise Refused(RefusalCode.DIFFERENCE_MISSING)
    if deposit.difference in (DifferenceState.OPEN, DifferenceState.DISPUTED):
        raise Refused(RefusalCode.DIFFERENCE_OPEN)
    rupiah = sum_of_pieces(command.pieces)
    if not 0 < rupiah <= deposit.owed:
        raise Refused(RefusalCode.AMOUNT_DIFFERS, total=deposit.owed)
    number = tx.number(PaperKind.HANDOVER_SLIP)
    origin = tx.append(
        DifferenceSettled(
            day=tx.day.isoformat(),
            agent=deposit.agent,
            rupiah=rupiah,
            confirmation=confirmation,
            number=number,
            pieces={code: count for code, count in command.pieces.items() if count},
        )
    )
    return SettlementSlip(origin=origin, number=number, rupiah=rupiah, owed=deposit.owed - rupiah)


def _own(tx: Tx, origin: Origin) -> tuple[Deposit, Origin]:
    deposit, confirmation = _with_difference(tx, origin)
    if deposit.person != tx.identity.person:
        raise Refused(RefusalCode.ROLE_NOT_ALLOWED)
    if deposit.difference is not DifferenceState.OPEN:
        raise Refused(RefusalCode.DIFFERENCE_ALREADY_DECIDED)
    return deposit, confirmation


def _with_difference(tx: Tx, origin: Origin) -> tuple[Deposit, Origin]:
    """A confirmed deposit that was not what was declared, and its confirmation."""
    deposit = deposits.find(tx.connection, tx.coop, origin)
    if deposit is None:
        raise Refused(RefusalCode.DEPOSIT_UNKNOWN)
    if deposit.confirmation is None or deposit.difference is DifferenceState.NONE:
        raise Refused(RefusalCode.DIFFERENCE_MISSING)
    return deposit, deposit.confirmation
