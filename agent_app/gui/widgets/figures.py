"""A table of words and figures that only shows: the one behind a chart, and that of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.lists import ColumnsView
from agent_app.gui.widgets.rows import LEFT, RIGHT, paint_row_ground, paint_text

Index = QModelIndex | QPersistentModelIndex
WIDEST = 260
PADDING = 28


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """`right`: figures, which stand at the right."""

    heading: str
    right: bool = False


class FiguresModel(QAbstractTableModel):
    """Rows of texts; the last is the total where there is one."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(parent)
        self.columns: tuple[FigureColumn, ...] = ()
        self.rows: tuple[tuple[str, ...], ...] = ()
        self.has_total = False

    def put(
        self, columns: Sequence[FigureColumn], rows: Sequence[tuple[str, ...]], total: tuple[str, ...] | None
    ) -> None:
        """Show another table."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self.has_total = total is not None
        self.rows = (*rows, total) if total is not None else tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        text = self.rows[index.row()][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.columns[index.column()].heading}: {text}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self.columns[column].right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class FiguresDelegate(QStyledItemDelegate):
    """A cell that keeps the distance of its heading, and a line below it; the total is bold."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        paint_row_ground(painter, option, stripe=index.column() == 0)
        model: FiguresModel = index.model()
        rect = QRectF(option.rect).adjusted(theme().px(12), 0, -theme().px(12), -1)
        align = RIGHT if model.columns[index.column()].right else LEFT
        weight = "bold" if model.has_total and index.row() == model.rowCount() - 1 else "regular"
        paint_text(painter, rect, str(index.data()), weight=weight, align=align)
        painter.restore()


class FiguresTable(ColumnsView):
    """Columns as wide as their words; what room is left goes to the first."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.figures = FiguresModel(self)
        self.setModel(self.figures)
        self.setItemDelegate(FiguresDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        theme().changed.connect(self._fit)
        self._fit()

    def put(
        self, columns: Sequence[FigureColumn], rows: Sequence[tuple[str, ...]], total: tuple[str, ...] | None = None
    ) -> None:
        """Show another table."""
        self.figures.put(columns, rows, total)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme().px(36))
        columns = self.figures.columns
        widths = [self._wanted(number) for number in range(len(columns))]
        rest = self.viewport().width() - sum(widths)
        if widths and rest > 0:
            widths[0] += rest
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width)

    def _wanted(self, column: int) -> int:
        words = QFontMetrics(theme().font("table", "bold"))
        heading = QFontMetrics(theme().font("caption", "semibold"))
        longest = max((words.horizontalAdvance(row[column]) for row in self.figures.rows[-200:]), default=0)
        needed = max(longest, heading.horizontalAdvance(self.figures.columns[column].heading)) + theme().px(PADDING)
        return min(needed, theme().px(WIDEST))
