"""What the tables hold of a receipt or a titipan slip, as the facts of its paper."""

from collections.abc import Mapping, Sequence
from datetime import date

from agent_app.documents.receipt_facts import PaidRow, Paper, PaperFacts, PriceChange, Relief, verify_address
from agent_app.documents.receipt_prices import AHEAD, next_change, relief_in, told_on_paper
from agent_app.domain.contributions import Programme, Schedule, Sector, quote_for_base
from agent_app.domain.errors import Refused
from agent_app.domain.funding import Budget, Funding, FundingSource
from agent_app.domain.months import month_of, month_range
from agent_app.domain.papers import needs_stamp_duty
from agent_app.gui.session import Session
from agent_app.records.views.members import Member
from agent_app.records.views.receipts import Receipt, ReceiptRow
from agent_app.records.views.slips import Slip
from agent_app.reference.rules import rules


def receipt_facts(
    session: Session,
    receipt: Receipt,
    kept: int,
    people: Mapping[str, Member],
    schedule: Schedule | None,
    agent_name: str,
) -> PaperFacts:
    """The paper of a saved receipt: the same on every reprint. `copy` is set by whoever hands it out."""
    day = date.fromisoformat(receipt.day)
    in_force = rules(day)
    due = receipt.rupiah - receipt.titipan
    me = session.identity
    rows = tuple(_row(receipt, member, people.get(member), schedule, day) for member in receipt.members)
    return PaperFacts(
        paper=Paper.RECEIPT,
        coop=me.coop_name,
        branch=me.branch_name,
        agent=agent_name,
        agent_code=receipt.person,
        at=session.local(receipt.at),
        rows=rows,
        total=receipt.rupiah,
        received=due + kept if receipt.received is None else receipt.received,
        number=receipt.number,
        check=receipt.check,
        verify=verify_address(me.address, session.coop, receipt.number, receipt.check),
        payer=receipt.payer,
        titipan=receipt.titipan,
        kept=kept,
        source=receipt.source,
        paper_no=receipt.paper_no,
        collected_on=date.fromisoformat(receipt.collected_on) if receipt.collected_on else None,
        void=receipt.reversed_by,
        stamp_duty=in_force.stamp_duty if needs_stamp_duty(receipt.rupiah, in_force.stamp_duty_threshold) else None,
    )


def slip_facts(session: Session, slip: Slip, person: Member | None, agent_name: str) -> PaperFacts:
    """The paper of money that a member leaves until a month is full."""
    me = session.identity
    return PaperFacts(
        paper=Paper.TITIPAN,
        coop=me.coop_name,
        branch=me.branch_name,
        agent=agent_name,
        agent_code=slip.person,
        at=session.local(slip.at),
        rows=(_person_row(person),),
        total=slip.rupiah,
        received=slip.rupiah if slip.received is None else slip.received,
        number=slip.number,
        check=slip.check,
        verify=verify_address(me.address, session.coop, slip.number, slip.check),
        source=slip.source,
        paper_no=slip.paper_no,
        collected_on=date.fromisoformat(slip.collected_on) if slip.collected_on else None,
        void=slip.reversed_by,
    )


def _person_row(person: Member | None) -> PaidRow:
    name = person.name if person is not None and person.name else "—"
    return PaidRow(name=name, nik_end=_nik_end(person), months=(), prices=(), programmes=())


def _nik_end(person: Member | None) -> str | None:
    return person.nik[-4:] if person is not None and person.nik else None


def _row(receipt: Receipt, member: str, person: Member | None, schedule: Schedule | None, day: date) -> PaidRow:
    rows = [one for one in receipt.rows if one.member == member]
    sums = ((programme, sum(getattr(one, programme.lower()) for one in rows)) for programme in Programme)
    months = tuple(one.month for one in rows)
    relief, change = _relief(receipt, rows, schedule, day)
    return PaidRow(
        name=person.name if person is not None and person.name else "—",
        nik_end=_nik_end(person),
        months=months,
        prices=tuple(one.rupiah for one in rows),
        programmes=tuple((programme.value, rupiah) for programme, rupiah in sums if rupiah),
        relief=relief,
        change=told_on_paper(change, months, day),
    )


def _relief(
    receipt: Receipt, rows: Sequence[ReceiptRow], schedule: Schedule | None, day: date
) -> tuple[Relief | None, PriceChange | None]:
    """The relief in these months and the next change of price, by the schedule the receipt names."""
    if schedule is None:
        return None, None
    programmes = [one for one in Programme if getattr(rows[0], one.lower())]
    months = month_range(min(month_of(day), rows[0].month), AHEAD)
    try:
        source = FundingSource(receipt.source)
        budget = Budget(rows[0].funding)
        paid_by = Funding.sponsor(budget) if source is FundingSource.SPONSOR else Funding(source)
        quote = quote_for_base(schedule, rows[0].base, Sector(rows[0].sector), paid_by, programmes, months)
    except (Refused, ValueError):
        return None, None
    return relief_in(quote, schedule, {one.month for one in rows}), next_change(quote, day)
