"""Things to do with one press: use titipan, fewer months that the cash pays, months that need no coins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_app.domain.contributions import Quote, Schedule
from agent_app.domain.money import SMALLEST_NOTE, format_rupiah
from agent_app.gui.screens.collect.order import Line, Order, Sums, affordable, coinless
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button

MOST = 4


@dataclass(frozen=True, slots=True)
class Hint:
    """`act` is one of titipan, count and leave; `count` the months, for count."""

    text: str
    act: str
    count: int = 0


def hints(
    session: Session, order: Order, line: Line, quotes: Sequence[Quote], sums: Sums, schedule: Schedule
) -> tuple[Hint, ...]:
    """What helps here, most urgent first."""
    found: list[Hint] = []
    say = session.say
    alone = len(order.lines) == 1
    if sums.short and alone and sums.received:
        count = affordable(order, quotes[0], sums.received)
        if 0 < count < len(line.months):
            amount = format_rupiah(sum(price.paid for price in quotes[0].months[:count]))
            found.append(Hint(say("collect.hint.fewer", count=count, amount=amount), "count", count))
        if not line.use_titipan:
            found.append(Hint(say("collect.hint.leave", amount=format_rupiah(sums.received)), "leave"))
    if line.person.titipan > 0:
        key = "collect.hint.keep_titipan" if line.use_titipan else "collect.hint.use_titipan"
        found.append(Hint(say(key, amount=format_rupiah(line.person.titipan)), "titipan"))
    if alone and order.source.is_cash and sums.due % SMALLEST_NOTE and not line.use_titipan:
        for offer in coinless(line, schedule, order.paid_by, session.today()):
            text = say("collect.hint.coinless", count=offer.months, amount=format_rupiah(offer.total))
            found.append(Hint(text, "count", offer.months))
    return tuple(found[:MOST])


class HintRow(QWidget):
    """The hints as buttons in a row, the most urgent first; those without room are left out."""

    def __init__(self, do: Callable[[Hint], None]) -> None:
        super().__init__()
        self._shown: tuple[Hint, ...] = ()
        self.buttons = [Button("", "soft", height="chip") for _ in range(MOST)]
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        for at, button in enumerate(self.buttons):
            button.clicked.connect(lambda _=False, of=at: do(self._shown[of]))
            self._layout.addWidget(button)
        self._layout.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.buttons[0].sizeHint().height())

    def show_hints(self, shown: tuple[Hint, ...]) -> None:
        """Other hints; without any the row takes no room."""
        self._shown = shown
        for at, hint in enumerate(shown):
            self.buttons[at].setText(hint.text)
        self.setVisible(bool(shown))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        left = self.width()
        for at, button in enumerate(self.buttons):
            left -= button.sizeHint().width() + (self._layout.spacing() if at else 0)
            button.setVisible(at < len(self._shown) and (left >= 0 or at == 0))
