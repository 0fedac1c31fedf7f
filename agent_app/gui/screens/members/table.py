"""A table of rows that are chosen whole."""

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyleOptionViewItem, QTableView, QWidget

from agent_app.gui.models.people_list import NAME
from agent_app.gui.widgets.lists import ColumnsView
from agent_app.gui.widgets.rows import paint_row_ground

MIN_COLUMN = 24


class PeopleTable(ColumnsView):
    """Rows, not cells: arrows go up and down, Home and End to the first and the last, Tab leaves.

    `resized` tells that the columns have another width to share: a table that was hidden learns its own late.
    """

    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hovered = -1
        """The row under the pointer."""
        self.entered.connect(self._hover)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        # The style's least width is wider than the column of the tick.
        self.horizontalHeader().setMinimumSectionSize(MIN_COLUMN)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setFrameShape(QTableView.Shape.NoFrame)

    def paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex, first: int) -> None:
        """The ground of a cell: the whole row is under the pointer, not the cell. `first` is the row's first column."""
        option.state &= ~QStyle.StateFlag.State_MouseOver
        if index.row() == self.hovered:
            option.state |= QStyle.StateFlag.State_MouseOver
        paint_row_ground(painter, option, stripe=index.column() == first)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(QModelIndex())

    def _hover(self, index: QModelIndex) -> None:
        self.hovered = index.row()
        self.viewport().update()

    def moveCursor(self, action, modifiers) -> QModelIndex:
        first_and_last = {
            QAbstractItemView.CursorAction.MoveHome: 0,
            QAbstractItemView.CursorAction.MoveEnd: self.model().rowCount() - 1,
        }
        if action in first_and_last and self.model().rowCount():
            return self.model().index(first_and_last[action], NAME)
        return super().moveCursor(action, modifiers)
