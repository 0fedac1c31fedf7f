"""The rows of the trail: an act each, with its icon, what was done, and at the right who and when."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from agent_app.gui.screens.audit.wording import Said
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.pills import soft_of
from agent_app.gui.widgets.rows import RIGHT, paint_row_ground, paint_text, paint_two_lines

ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class TrailModel(QAbstractListModel):
    """Acts shown so far. `more` asks for the next page when the list has been read to its end."""

    more = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Said] = []
        self.has_more = False

    def put(self, rows: list[Said], *, has_more: bool) -> None:
        """Begin anew with a first page."""
        self.beginResetModel()
        self.rows, self.has_more = rows, has_more
        self.endResetModel()

    def add(self, rows: list[Said], *, has_more: bool) -> None:
        """A further page below."""
        self.has_more = has_more
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows += rows
            self.endInsertRows()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self.has_more

    def fetchMore(self, parent: Index) -> None:
        if self.has_more:
            self.has_more = False
            self.more.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.rows[index.row()]
        if role == ROW:
            return one
        if role == Qt.ItemDataRole.DisplayRole:
            return one.upper
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{one.upper}\n{one.lower}" if one.lower else None
        return one.aloud if role == Qt.ItemDataRole.AccessibleTextRole else None


class TrailDelegate(QStyledItemDelegate):
    """Icon on a soft disc, two lines, person and time at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme().height("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one: Said = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option)
        rect, px = QRectF(option.rect), theme().px
        side = px(34)
        disc = QRectF(rect.left() + px(16), rect.center().y() - side / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(soft_of(one.tone)))
        painter.drawRoundedRect(disc, 9, 9)
        size = px(18)
        place = disc.center()
        painter.drawPixmap(int(place.x() - size / 2), int(place.y() - size / 2), theme().pixmap(one.icon, one.tone, 18))
        right = QRectF(rect.right() - px(196), rect.top(), px(180), rect.height())
        left = disc.right() + px(12)
        middle = QRectF(left, rect.top(), right.left() - left - px(8), rect.height())
        if one.lower:
            paint_two_lines(painter, middle, one.upper, one.lower)
        else:
            paint_text(painter, middle, one.upper, role="body", weight="semibold")
        paint_two_lines(painter, right, one.who, one.at, align=RIGHT, strong=False)
        painter.restore()
