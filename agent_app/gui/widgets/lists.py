"""Lists and tables of many rows, in which a letter looks for nothing, and whose focus is seen without a chosen row.

Qt would look through the whole model, row by row, for one that begins with a letter: seconds, where there are many
people. And it shows the focus on a row only.
"""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QTableView

from agent_app.gui.widgets.buttons import paint_focus

RADIUS = 6


class RowsView(QListView):
    """A list."""

    def keyboardSearch(self, text: str) -> None:
        """Nothing: what is looked for is typed into the field above, or into the search over everything."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _paint_ring(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


class ColumnsView(QTableView):
    """A table."""

    def keyboardSearch(self, text: str) -> None:
        """Nothing, as in a list."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _paint_ring(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


def _paint_ring(view: QAbstractItemView) -> None:
    """Around all rows while none is chosen; a chosen row has a ring of its own."""
    chosen = view.selectionModel()
    if not view.hasFocus() or (chosen is not None and chosen.hasSelection()):
        return
    painter = QPainter(view.viewport())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_focus(painter, QRectF(view.viewport().rect()), RADIUS)
    painter.end()
