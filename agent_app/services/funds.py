"""Money that never was in an agent's bag: a supervisor says that a transfer, deduction or gift has come in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from agent_app.domain.errors import Refused
from agent_app.domain.references import reference_key
from agent_app.domain.refusals import RefusalCode
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.cash import FundsReceived
from agent_app.records import bulk
from agent_app.records.views import deposits, funds
from agent_app.records.views.funds import FundedPaper
from agent_app.services.deposit import written_alike
from agent_app.services.permissions import second_person, supervisor_only
from agent_app.store.tx import Tx

PAPERS_A_LINE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmFunds:
    """`rupiah` came in on the day `received_on` under `reference` (the bank's, or the number of the decision or paper
    by which the branch deducted it), and pays for these receipts and titipan slips. `balance` is the account's after
    it, in rupiah: asked where another line of the statement reads the same."""

    papers: tuple[Origin, ...]
    rupiah: int
    reference: str
    received_on: date
    balance: int | None = None


def confirm_funds(tx: Tx, command: ConfirmFunds) -> tuple[Origin, ...]:
    """Confirm that money other than cash has come in; only then months paid by it count as deposited.

    Raises Refused(role_not_allowed) for anybody but a supervisor of the papers' branch, reference_missing,
    date_unreadable for a day to come, bank_line_used where another confirmation rests on it, receipt_unknown for a
    paper not held or paid in cash, already_voided, already_reversed, funds_already_confirmed,
    second_person_required for whoever wrote a paper, amount_differs(total) for another sum than the papers'.
    """
    supervisor_only(tx)
    reference = written_alike(command.reference)
    if not reference_key(reference):
        raise Refused(RefusalCode.REFERENCE_MISSING)
    if command.received_on > tx.day:
        raise Refused(RefusalCode.DATE_UNREADABLE)
    if deposits.bank_line_used(tx.connection, tx.coop, command.received_on.isoformat(), reference, command.balance):
        raise Refused(RefusalCode.BANK_LINE_USED)
    papers = [_awaited(tx, origin) for origin in dict.fromkeys(command.papers)]
    total = sum(paper.rupiah for paper in papers)
    if total != command.rupiah or not papers:
        raise Refused(RefusalCode.AMOUNT_DIFFERS, total=total)
    return tuple(
        tx.append(
            FundsReceived(
                day=tx.day.isoformat(),
                agent=some[0].agent,
                members=tuple(dict.fromkeys(member for paper in some for member in paper.members)),
                rupiah=sum(paper.rupiah for paper in some),
                papers=tuple(paper.origin for paper in some),
                reference=reference,
                received_on=command.received_on.isoformat(),
                balance=command.balance,
            )
        )
        for some in _a_line_each(papers)
    )


def _awaited(tx: Tx, origin: Origin) -> FundedPaper:
    paper = funds.find(tx.connection, tx.coop, origin)
    if paper is None:
        raise Refused(RefusalCode.RECEIPT_UNKNOWN)
    if paper.branch != tx.identity.branch:
        raise Refused(RefusalCode.ROLE_NOT_ALLOWED)
    if paper.reversed_by is not None:
        raise Refused(RefusalCode.ALREADY_VOIDED if paper.reversed_by == "void" else RefusalCode.ALREADY_REVERSED)
    if paper.received_day is not None:
        raise Refused(RefusalCode.FUNDS_ALREADY_CONFIRMED)
    second_person(tx, paper.person)
    return paper


def _a_line_each(papers: list[FundedPaper]) -> Iterator[list[FundedPaper]]:
    """Papers of one agent each, as many as fit a line."""
    for agent in dict.fromkeys(paper.agent for paper in papers):
        yield from bulk.chunks((paper for paper in papers if paper.agent == agent), PAPERS_A_LINE)
