"""A list of lines in words: a strong one, and one or two smaller ones below; made when they are looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.lists import RowsView
from agent_app.gui.widgets.pills import paint_pill, pill_width
from agent_app.gui.widgets.rows import RIGHT, paint_row_ground, paint_text

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
ITEM = Qt.ItemDataRole.UserRole + 1
WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)
SHORT, LONG = 54, 72


@dataclass(frozen=True, slots=True)
class Line:
    """`upper` with `amount` at the right; `lower` below with the pill (text, tone, icon) at the right."""

    upper: str
    lower: str = ""
    amount: str = ""
    pill: tuple[str, str, str] | None = None

    @property
    def whole(self) -> str:
        """All of it in one line, as a reader says it."""
        parts = (self.upper, self.lower, self.amount, self.pill[0] if self.pill else "")
        return " · ".join(part for part in parts if part)


class LineList(RowsView):
    """Shows items of any kind by what `line` says of each."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.lines = _Lines()
        self.setModel(self.lines)
        self.setItemDelegate(_Delegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName(name)
        theme().changed.connect(self.scheduleDelayedItemsLayout)

    def put(self, items: Sequence[Any], line: Callable[[Any], Line], *, long: bool = False) -> None:
        """Show other items; `long` gives the lower text two lines."""
        self.lines.put(items, line, long)
        self.scrollToTop()

    def current(self) -> Any | None:
        """The item chosen."""
        index = self.currentIndex()
        return index.data(ITEM) if index.isValid() else None

    def choose(self, row: int) -> None:
        """Make a row the current one."""
        self.setCurrentIndex(self.lines.index(row))


class _Lines(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._items: Sequence[Any] = ()
        self._line: Callable[[Any], Line] = str
        self.is_long = False

    def put(self, items: Sequence[Any], line: Callable[[Any], Line], long: bool) -> None:
        self.beginResetModel()
        self._items, self._line, self.is_long = items, line, long
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self._items[index.row()]
        if role == ITEM:
            return item
        if role == LINE:
            return self._line(item)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._line(item).whole
        return None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme().px(LONG if index.model().is_long else SHORT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(LINE)
        painter.save()
        paint_row_ground(painter, option)
        rect = QRectF(option.rect).adjusted(theme().px(18), theme().px(7), -theme().px(16), -theme().px(4))
        high = theme().px(20)
        amount = theme().px(130) if line.amount else 0
        upper = QRectF(rect.left(), rect.top(), rect.width() - amount, high)
        paint_text(painter, upper, line.upper, role="body", weight="semibold")
        if line.amount:
            at = QRectF(rect.right() - amount, rect.top(), amount, high)
            paint_text(painter, at, line.amount, weight="semibold", align=RIGHT)
        width = self._paint_pill(painter, rect, high, line)
        lower = rect.adjusted(0, high + theme().px(1), -width, 0)
        if index.model().is_long:
            painter.setFont(theme().font("label"))
            painter.setPen(theme().color("text2"))
            painter.drawText(lower, WRAP, line.lower)
        else:
            lower.setHeight(theme().px(18))
            paint_text(painter, lower, line.lower, role="label", color="text2")
        painter.restore()

    def _paint_pill(self, painter: QPainter, rect: QRectF, high: int, line: Line) -> float:
        """The pill at the lower right; how much room it took."""
        if line.pill is None:
            return 0
        text, tone, icon = line.pill
        width = min(pill_width(text, icon), rect.width() / 2)
        place = QRectF(rect.right() - width, rect.top() + high, width, theme().px(22))
        paint_pill(painter, place, text, tone, icon)
        return width + theme().px(8)
