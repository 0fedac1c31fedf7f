"""Puts an order into the form: prices, change, what is missing, the paper beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent_app.documents.receipt_layout import receipt_blocks
from agent_app.documents.receipt_prices import relief_in
from agent_app.domain.contributions import Quote, Schedule
from agent_app.domain.errors import Refused
from agent_app.domain.money import format_rupiah, grouped
from agent_app.domain.months import month_of
from agent_app.domain.refusals import RefusalCode
from agent_app.gui.moments import months_label, short_date
from agent_app.gui.screens.collect.drafting import coming_change, draft_facts
from agent_app.gui.screens.collect.form import CollectForm
from agent_app.gui.screens.collect.gate import Gate
from agent_app.gui.screens.collect.hints import hints
from agent_app.gui.screens.collect.months import Cell
from agent_app.gui.screens.collect.order import Line, Order, Sums
from agent_app.gui.screens.collect.people import RowTexts
from agent_app.gui.session import Session
from agent_app.records.views.schedules import PublishedSchedule
from agent_app.services.pricing import schedule_among


@dataclass(frozen=True, slots=True, repr=False)
class Priced:
    """What an order comes to under one schedule."""

    quotes: tuple[Quote, ...]
    sums: Sums
    schedule: Schedule


def priced(order: Order, known: Sequence[PublishedSchedule]) -> Priced | Refused:
    """The prices, or why there are none."""
    try:
        quotes = order.quotes(known)
        schedule = schedule_among(known, [month for line in order.lines for month in line.months])
    except Refused as why:
        return why
    return Priced(quotes, order.sums(quotes), schedule)


class Showing:
    """Fills the form of one session."""

    def __init__(self, session: Session, form: CollectForm) -> None:
        self._session, self._form, self._say = session, form, session.say

    def show(self, order: Order, at: int, found: Priced | Refused, busy: bool, gate: Gate) -> None:
        """Everything at once; an order has at least one line."""
        line = order.lines[at]
        self._show_people(order, at, found)
        self._show_months(line)
        self._show_extras(order)
        if isinstance(found, Refused):
            self._show_refusal(order, line, found)
        else:
            self._show_price(order, at, found)
        self._show_notice(line, found, gate)
        self._show_take(order, found, busy, gate)
        self._form.order_tabs()

    def _show_people(self, order: Order, at: int, found: Priced | Refused) -> None:
        rows = [
            RowTexts(
                line.person.name,
                months_label(self._session, line.months),
                format_rupiah(found.quotes[number].total) if isinstance(found, Priced) else "",
            )
            for number, line in enumerate(order.lines)
        ]
        people = [line.person for line in order.lines]
        self._form.people.show_people(people, rows, at, short=self._form.short or self._form.narrow)

    def _show_months(self, line: Line) -> None:
        today = self._session.today()
        payable = line.person.payable(today)
        now = month_of(today)
        cells = [
            Cell(
                month=month,
                state=line.person.states.get(month),
                chosen=month in line.months,
                payable=month in payable,
                arrears=month in payable and month < now,
            )
            for month in line.person.strip(today)
        ]
        in_a_row = len(line.months) if line.months == payable[: len(line.months)] else None
        self._form.months.show_cells(cells, in_a_row)

    def _show_price(self, order: Order, at: int, found: Priced) -> None:
        line, quote = order.lines[at], found.quotes[at]
        prices = [one.paid for one in quote.months]
        relief = relief_in(quote, found.schedule, line.months)
        change = coming_change(self._session, line, found.schedule, order)
        if change is not None and change.month <= min(line.months):
            change = None
        self._form.price.show_price(found.sums.total, prices, relief, change)
        self._form.hints.show_hints(hints(self._session, order, line, found.quotes, found.sums, found.schedule))
        self._form.cash.setVisible(order.source.is_cash)
        self._form.cash.show_sums(found.sums, order.exact)
        facts = draft_facts(self._session, order, found.quotes, found.sums, found.schedule)
        blocks = receipt_blocks(facts, self._session.words, self._session.settings.language)
        self._form.preview.show_blocks(blocks)
        self._form.look.setEnabled(True)

    def _show_refusal(self, order: Order, line: Line, why: Refused) -> None:
        none = why.code == RefusalCode.MONTHS_MISSING
        self._form.price.show_nothing(self._session.words.of(why) if none else "")
        self._form.hints.show_hints(())
        self._form.look.setEnabled(False)
        self._form.preview.show_blocks(())
        self._form.cash.setVisible(order.source.is_cash)
        self._form.cash.show_sums(Sums(0, 0, 0, None, 0, 0, 0), False)

    def _show_notice(self, line: Line, found: Priced | Refused, gate: Gate) -> None:
        """The one thing that stands in the way, or that must be known."""
        notice, help_ = self._form.notice, self._form.help
        text, tone, act = "", "warn", ""
        if gate is Gate.ASKING and self._session.status is not None:
            text, act = self._say("collect.gate.asking"), self._say("collect.gate.send")
        elif line.person.ended:
            text, act = self._session.words.of(Refused(RefusalCode.MEMBERSHIP_ENDED)), self._say("collect.register")
        elif isinstance(found, Refused) and found.code != RefusalCode.MONTHS_MISSING:
            text, tone = self._session.words.of(found), "bad"
        elif gate is Gate.UNREACHABLE:
            text, tone = self._say("collect.gate.unreachable"), "info"
        notice.setVisible(bool(text))
        help_.setVisible(bool(act))
        if text:
            notice.say(text, tone)
        if act:
            help_.setText(act)

    def _show_extras(self, order: Order) -> None:
        source = self._say(f"funding.{order.source}")
        self._form.source.setText(self._say("collect.source", source=source))
        if order.paper_no and order.collected_on is not None:
            day = short_date(self._session, order.collected_on)
            self._form.paper.setText(self._say("collect.paper.set", number=order.paper_no, day=day))
        else:
            self._form.paper.setText(self._say("collect.paper"))

    def _show_take(self, order: Order, found: Priced | Refused, busy: bool, gate: Gate) -> None:
        take = self._form.take
        why = self._why_not(order, found, busy, gate)
        due = found.sums.due if isinstance(found, Priced) else 0
        text = self._say("collect.take", amount=format_rupiah(due))
        if isinstance(found, Refused):
            text = self._say("collect.take.nothing")
        take.setEnabled(why == "")
        take.setText(f"{text} · {why}" if why and due else text)

    def _why_not(self, order: Order, found: Priced | Refused, busy: bool, gate: Gate) -> str:
        """The reason in a few words; "" where the money may be taken."""
        if isinstance(found, Refused):
            return self._say("collect.take.nothing")
        if busy:
            return self._say("collect.why.saving")
        if gate is Gate.ASKING:
            return self._say("collect.why.asking")
        if any(line.person.ended for line in order.lines):
            return self._say("member_status.ended")
        sums = found.sums
        if order.source.is_cash and sums.received is None and sums.due:
            return self._say("collect.why.cash")
        if sums.short:
            return self._say("collect.why.short", amount=grouped(sums.short))
        return ""
