"""The price in one line, month by month, with the relief in it and until when; and the total beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_app.documents.receipt_facts import PriceChange, Relief
from agent_app.documents.receipt_layout import sum_text
from agent_app.domain.money import amount_in_words, format_rupiah, grouped
from agent_app.gui.moments import short_month
from agent_app.gui.screens.collect.order import runs
from agent_app.gui.session import Session
from agent_app.gui.widgets.text import ElidedLabel, label

ONE_BY_ONE = 4
"""Up to so many months each price is written out; more are counted together."""


def price_line(prices: Sequence[int]) -> str:
    """`8.400 + 8.400 + 16.800`; for many months `2 × 8.400 + 10 × 16.800`."""
    if len(prices) <= ONE_BY_ONE:
        return sum_text(tuple(prices))
    return " + ".join(f"{count} × {grouped(price)}" for count, price in runs(prices))


class PricePanel(QWidget):
    """One line of prices with its relief at the left, the total at the right."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.line = label("", "strong")
        self.relief = ElidedLabel("", "small", "text2")
        self.caption = label(session.say("collect.total"), "label", "text2")
        self.total = label("", "money_xl")
        self.total.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.spelled = ElidedLabel("", "small", "text2")
        self.spelled.setAlignment(Qt.AlignmentFlag.AlignRight)
        left = QVBoxLayout()
        left.setSpacing(3)
        left.addWidget(self.line)
        left.addWidget(self.relief)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.total)
        right.addWidget(self.spelled)
        right.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(left, 1)
        layout.addLayout(right)

    def show_price(self, total: int, prices: Sequence[int], relief: Relief | None, change: PriceChange | None) -> None:
        """The total of all, and the months of the member chosen."""
        say = self._session.say
        self.line.setText(price_line(prices))
        parts = []
        if relief is not None:
            until = short_month(self._session, relief.until)
            parts.append(say("collect.relief", regulation=relief.regulation, until=until))
        if change is not None:
            month = short_month(self._session, change.month)
            parts.append(say("collect.price_change", month=month, amount=format_rupiah(change.rupiah)))
        self.relief.setText(" · ".join(parts))
        self.relief.setVisible(bool(parts))
        self.total.setText(format_rupiah(total))
        self.total.setAccessibleName(f"{self.caption.text()} {format_rupiah(total)}")
        self._spell(total)

    def show_nothing(self, text: str = "") -> None:
        """No price: nothing is chosen, or there is none."""
        self.line.setText(text)
        self.relief.hide()
        self.total.setText(format_rupiah(0))
        self.spelled.setText("")

    def shorten(self, short: bool) -> None:
        """Without the amount in words, where there is little room."""
        self.spelled.setVisible(not short and self._session.settings.language == "id")

    def _spell(self, total: int) -> None:
        self.spelled.setText(amount_in_words(total) if self._session.settings.language == "id" else "")
