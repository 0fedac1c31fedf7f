"""What is unusual about money being taken, and the one sheet that states it; going back is the default."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from PySide6.QtWidgets import QWidget

from agent_app.domain.money import format_rupiah
from agent_app.gui.moments import moment_label, months_label
from agent_app.gui.screens.collect.order import Order, Sums
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Notice
from agent_app.gui.widgets.overlays import Sheet

MANY_MONTHS = 12
MANY_TIMES = 10
CLOCK_FELL = timedelta(minutes=10)


def unusual(session: Session, order: Order, sums: Sums, last_at: int | None) -> tuple[str, ...]:
    """Sentences about the months paid already, a year or more at once, ten times the cash, a clock that fell back."""
    found = []
    for line in order.lines:
        if twice := line.twice():
            months = months_label(session, twice)
            found.append(session.say("collect.unusual.twice", months=months, name=line.person.name))
        if len(line.months) >= MANY_MONTHS:
            found.append(session.say("collect.unusual.months", count=len(line.months), name=line.person.name))
    if sums.received is not None and sums.due and sums.received >= MANY_TIMES * sums.due:
        cash = {"cash": format_rupiah(sums.received), "due": format_rupiah(sums.due)}
        found.append(session.say("collect.unusual.cash", **cash))
    if last_at is not None and clock_fell(session, last_at):
        found.append(session.say("collect.unusual.clock", at=moment_label(session, last_at)))
    return tuple(found)


def clock_fell(session: Session, last_at: int) -> bool:
    """Whether the corrected clock stands well before the last line of this laptop."""
    offset = session.status.clock_offset_ms if session.status is not None else 0
    now: datetime = session.now() + timedelta(milliseconds=offset)
    return now < session.local(last_at) - CLOCK_FELL


class UnusualSheet(Sheet):
    """States the facts. The first button goes back and has the focus; only the other one goes on."""

    def __init__(
        self, window: QWidget, session: Session, facts: Sequence[str], go_on: str, act: Callable[[], None]
    ) -> None:
        super().__init__(window, session.say("collect.unusual.title"), "triangle-alert", "warn", width=500)
        self._act = act
        self.facts = tuple(facts)
        for fact in facts:
            self.body.addWidget(Notice(fact, "warn"))
        self.back = self.add_button(session.say("collect.unusual.back"), "secondary", None)
        self.go_on = self.add_button(go_on, "danger", self._go_on)

    def present(self) -> None:
        super().present()
        self.back.setFocus()

    def _go_on(self) -> None:
        self.dismiss()
        self._act()
