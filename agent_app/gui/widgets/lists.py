"""Scrolled things whose focus is seen: a page of text, and lists and tables of many rows.

Qt shows the focus on a row only, and looks through a whole model, row by row, for one that begins with a typed letter:
seconds, where there are many people.
"""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QTableView, QTextBrowser

from agent_app.gui.widgets.buttons import paint_focus

RADIUS = 6


class _Ringed:
    """What is added to a scrolled view: a ring around all of it where nothing in it shows that it has the focus."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.shows_no_focus():
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_focus(painter, QRectF(self.viewport().rect()), RADIUS)
            painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def shows_no_focus(self) -> bool:
        return True


class _Rows(_Ringed):
    """What is added to rows: a letter looks for nothing, and a chosen row has a ring of its own."""

    def keyboardSearch(self, text: str) -> None:
        """Nothing: what is looked for is typed into the field above, or into the search over everything."""

    def shows_no_focus(self) -> bool:
        chosen = self.selectionModel()
        return chosen is None or not chosen.hasSelection()


class TextPage(_Ringed, QTextBrowser):
    """A text; the arrows scroll it."""


class RowsView(_Rows, QListView):
    """A list."""


class ColumnsView(_Rows, QTableView):
    """A table."""
