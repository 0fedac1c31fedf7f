"""Taking a paper back: a void by its maker at once, or a reversal that one person asks for and another decides."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import select

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.journal.entries.base import Note, Origin
from agent_app.journal.entries.money import ReceiptVoided, ReversalDecided, ReversalRequested, VoidReason
from agent_app.records.effects import VOID_MINUTES
from agent_app.records.tables.cash import deposit
from agent_app.records.tables.money import titipan as titipan_table
from agent_app.records.tables.money import titipan_use
from agent_app.records.views import reversals, titipan
from agent_app.records.views.origins import rows_about
from agent_app.records.views.reversals import Paper
from agent_app.services.permissions import second_person, supervisor_only
from agent_app.store import contact
from agent_app.store.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VoidReceipt:
    receipt: Origin
    reason: VoidReason
    note: str | None = None


def void_receipt(tx: Tx, command: VoidReceipt) -> Origin:
    """Take back one's own receipt of the last five minutes; titipan it used is the member's again, and what stayed
    of its payment is handed back with it.

    Raises Refused(receipt_unknown), void_not_own, already_voided, already_reversed, void_too_late once the centre
    has acknowledged it, it lies in a deposit, or five minutes have passed, or titipan_too_little where what stayed
    is spent already.
    """
    paper = _standing_paper(tx, command.receipt)
    if not paper.is_receipt:
        raise Refused(RefusalCode.RECEIPT_UNKNOWN)
    me = tx.identity
    if (paper.origin.device, paper.person) != (me.device, me.person):
        raise Refused(RefusalCode.VOID_NOT_OWN)
    if not _young(tx, paper) or _acknowledged(tx, paper) or _in_deposit(tx, paper):
        raise Refused(RefusalCode.VOID_TOO_LATE)
    _check_what_stayed(tx, paper)
    return tx.append(
        ReceiptVoided(
            day=tx.day.isoformat(),
            members=paper.members,
            agent=paper.agent,
            rupiah=paper.rupiah,
            receipt=paper.origin,
            number=paper.number,
            reason=command.reason,
            private=Note(note=command.note) if command.note else None,
        )
    )


def _standing_paper(tx: Tx, origin: Origin) -> Paper:
    paper = reversals.paper(tx.connection, tx.coop, origin)
    if paper is None:
        raise Refused(RefusalCode.RECEIPT_UNKNOWN)
    if paper.reversed_by is not None:
        void = paper.reversed_by == "void"
        raise Refused(RefusalCode.ALREADY_VOIDED if void else RefusalCode.ALREADY_REVERSED)
    return paper


def _young(tx: Tx, paper: Paper) -> bool:
    age = tx.now - datetime.fromtimestamp(paper.at / 1000, UTC)
    # The journal keeps milliseconds: what is written within the same one is not older than its receipt.
    return -timedelta(milliseconds=1) < age <= timedelta(minutes=VOID_MINUTES)


def _acknowledged(tx: Tx, paper: Paper) -> bool:
    return contact.load(tx.connection).acknowledged >= paper.origin.seq


def _in_deposit(tx: Tx, paper: Paper) -> bool:
    later = select(deposit.c.seq).where(
        deposit.c.coop == tx.coop, deposit.c.device == paper.origin.device, deposit.c.seq > paper.origin.seq
    )
    return tx.connection.execute(later.limit(1)).first() is not None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RequestReversal:
    """`paper`: a receipt or a titipan slip."""

    paper: Origin
    reason: VoidReason
    note: str | None = None


def request_reversal(tx: Tx, command: RequestReversal) -> Origin:
    """Ask that a paper be taken back; where somebody asked already, that request is the answer.

    Raises Refused(receipt_unknown), already_voided, already_reversed, reversal_already_decided where a second
    person has refused it, titipan_too_little where money of the slip is spent, or month_already_remitted(month) where
    the branch has sent its money to BPJS.
    """
    paper = _standing_paper(tx, command.paper)
    asked = reversals.of_paper(tx.connection, tx.coop, command.paper)
    if any(one.outcome is not None for one in asked):
        raise Refused(RefusalCode.REVERSAL_ALREADY_DECIDED)
    if asked:
        return asked[0].origin
    _check_titipan(tx, paper)
    _check_not_at_bpjs(tx, paper)
    return tx.append(
        ReversalRequested(
            day=tx.day.isoformat(),
            members=paper.members,
            agent=paper.agent,
            rupiah=paper.rupiah,
            receipt=paper.origin,
            number=paper.number,
            reason=command.reason,
            private=Note(note=command.note) if command.note else None,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DecideReversal:
    request: Origin
    outcome: Literal["accepted", "refused"]
    note: str | None = None


def decide_reversal(tx: Tx, command: DecideReversal) -> Origin:
    """Decide what another person asked for. Accepted, the agent pays the cash back out of what is on hand.

    Raises Refused(role_not_allowed), reversal_unknown, reversal_already_decided, already_voided,
    second_person_required for who asked or took the money, role_not_allowed for another branch's paper,
    titipan_too_little, month_already_remitted(month).
    """
    supervisor_only(tx)
    request = reversals.find(tx.connection, tx.coop, command.request)
    if request is None:
        raise Refused(RefusalCode.REVERSAL_UNKNOWN)
    if request.outcome is not None:
        raise Refused(RefusalCode.REVERSAL_ALREADY_DECIDED)
    paper = _standing_paper(tx, request.paper)
    second_person(tx, request.person, paper.person)
    if paper.branch != tx.identity.branch:
        raise Refused(RefusalCode.ROLE_NOT_ALLOWED)
    if command.outcome == "accepted":
        _check_titipan(tx, paper)
        _check_not_at_bpjs(tx, paper)
    return tx.append(
        ReversalDecided(
            day=tx.day.isoformat(),
            members=paper.members,
            agent=paper.agent,
            rupiah=paper.rupiah,
            request=request.origin,
            receipt=paper.origin,
            outcome=command.outcome,
            private=Note(note=command.note) if command.note else None,
        )
    )


def _check_what_stayed(tx: Tx, paper: Paper) -> None:
    """What stayed of a receipt's payment is there to be handed back, once the titipan it used is given back."""
    of = paper.origin
    for slip in rows_about(tx.connection, tx.coop, titipan_table, of, "receipt_"):
        used = rows_about(tx.connection, tx.coop, titipan_use, of, "receipt_")
        back = sum(one.rupiah for one in used if one.member == slip.member)
        if slip.reversed_day is None and titipan.balance(tx.connection, tx.coop, slip.member) + back < slip.rupiah:
            raise Refused(RefusalCode.TITIPAN_TOO_LITTLE)


def _check_not_at_bpjs(tx: Tx, paper: Paper) -> None:
    month = reversals.month_remitted_by(tx.connection, tx.coop, paper) if paper.is_receipt else None
    if month is not None:
        raise Refused(RefusalCode.MONTH_ALREADY_REMITTED, month=month)


def _check_titipan(tx: Tx, paper: Paper) -> None:
    """A slip whose money has paid for months cannot be taken back; the receipt is, first."""
    if not paper.is_receipt and titipan.balance(tx.connection, tx.coop, paper.members[0]) < paper.rupiah:
        raise Refused(RefusalCode.TITIPAN_TOO_LITTLE)
