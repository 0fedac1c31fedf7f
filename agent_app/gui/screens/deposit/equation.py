"""What should be in the bag, line by line."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_app.domain.money import format_rupiah
from agent_app.gui.widgets.cards import row, rule
from agent_app.gui.widgets.text import label
from agent_app.records.views.cash_day import CashDay


class Equation(QWidget):
    """What was there before, what came and what went; the sum stands below it."""

    def __init__(self, say: Callable[..., str]) -> None:
        super().__init__()
        self._say = say
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(6)

    def put(self, day: CashDay, float_held: int) -> None:
        """Show other figures, in rupiah; the change float of the branch is told apart."""
        while (item := self._lines.takeAt(0)) is not None:
            _drop(item)
        figures = [("before", {}, day.before), ("received", {"count": day.papers}, day.received)]
        figures.append(("reversed", {}, -day.reversed))
        if day.deposited:
            figures.append(("deposited", {}, -day.deposited))
        if day.returned:
            figures.append(("returned", {}, day.returned))
        for name, params, rupiah in figures:
            what = label(self._say(f"deposit.line.{name}", **params), "table", "text2")
            self._lines.addLayout(row(what, None, label(format_rupiah(rupiah), "table")))
        if float_held:
            text = self._say("deposit.float", rupiah=format_rupiah(float_held))
            self._lines.addWidget(label(text, "small", "text2", wrap=True))
        self._lines.addWidget(rule())


def _drop(item: Any) -> None:
    """Take a line away, with what stands in it."""
    if item.widget() is not None:
        item.widget().deleteLater()
    elif item.layout() is not None:
        while (inner := item.layout().takeAt(0)) is not None:
            _drop(inner)
