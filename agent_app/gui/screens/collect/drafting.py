"""The paper of an order before it is saved: what the preview shows is what will be printed."""

from collections.abc import Sequence

from agent_app.documents.receipt_facts import PaidRow, Paper, PaperFacts, PriceChange
from agent_app.documents.receipt_prices import AHEAD, next_change, relief_in, told_on_paper
from agent_app.domain.contributions import Programme, Quote, Schedule
from agent_app.domain.months import month_of, month_range
from agent_app.domain.papers import needs_stamp_duty
from agent_app.gui.screens.collect.order import Line, Order, Sums
from agent_app.gui.session import Session
from agent_app.reference.rules import rules
from agent_app.services.pricing import quote_member


def draft_facts(session: Session, order: Order, quotes: Sequence[Quote], sums: Sums, schedule: Schedule) -> PaperFacts:
    """What the paper will say; number, check and code come with saving."""
    me, in_force = session.identity, rules(session.today())
    return PaperFacts(
        paper=Paper.RECEIPT,
        coop=me.coop_name,
        branch=me.branch_name,
        agent=me.person_name,
        agent_code=me.person,
        at=session.now(),
        rows=tuple(
            _row(session, line, quote, schedule, order) for line, quote in zip(order.lines, quotes, strict=True)
        ),
        total=sums.total,
        # Until enough lies on the table the paper is that of the exact sum.
        received=max(sums.received or 0, sums.due),
        payer=order.payer.strip() or None,
        titipan=sums.titipan,
        kept=sums.kept,
        source=order.source.value,
        paper_no=order.paper_no or None,
        collected_on=order.collected_on,
        stamp_duty=in_force.stamp_duty if needs_stamp_duty(sums.total, in_force.stamp_duty_threshold) else None,
    )


def coming_change(session: Session, line: Line, schedule: Schedule, order: Order) -> PriceChange | None:
    """The next month whose price is another than the present one's, for this person; None where none is known."""
    today = session.today()
    months = month_range(month_of(today), AHEAD)
    return next_change(quote_member(schedule, line.person.member, order.paid_by, (), months), today)


def _row(session: Session, line: Line, quote: Quote, schedule: Schedule, order: Order) -> PaidRow:
    person = line.person
    prices = quote.months
    programmes = tuple(
        (programme.value, sum(one.paid for one in quote.lines if one.programme is programme))
        for programme in Programme
        if any(one.programme is programme for one in quote.lines)
    )
    change = coming_change(session, line, schedule, order)
    return PaidRow(
        name=person.name,
        nik_end=person.member.nik[-4:] if person.member.nik else None,
        months=tuple(one.month for one in prices),
        prices=tuple(one.paid for one in prices),
        programmes=programmes,
        relief=relief_in(quote, schedule, line.months),
        change=told_on_paper(change, line.months, session.today()),
    )
