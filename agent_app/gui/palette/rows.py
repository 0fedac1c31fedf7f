"""The rows of the palette: headings of groups, and hits with what was typed marked."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from agent_app.gui.palette.hits import Group, Hit
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import keycap_width, paint_keycap
from agent_app.gui.widgets.pills import paint_avatar
from agent_app.gui.widgets.rows import matched_parts, paint_text

Index = QModelIndex | QPersistentModelIndex
HIT = Qt.ItemDataRole.UserRole
HEADING_PX, ROW_PX = 28, 46
MARKED = frozenset({Group.PEOPLE, Group.RECENT, Group.VILLAGES})
Parts = list[tuple[str, bool]]


class PaletteModel(QAbstractListModel):
    """Headings (group codes) and hits."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.rows: list[Group | Hit] = []

    def put(self, hits: Sequence[Hit]) -> None:
        """Show hits under the headings of their groups."""
        self.beginResetModel()
        self.rows = []
        for group in Group:
            of_group = [hit for hit in hits if hit.group is group]
            self.rows += [group, *of_group] if of_group else []
        self.endResetModel()

    def hit(self, row: int) -> Hit | None:
        """The hit in a row; None for a heading."""
        one = self.rows[row] if 0 <= row < len(self.rows) else None
        return one if isinstance(one, Hit) else None

    def step(self, row: int, by: int) -> int:
        """The next row with a hit, around the ends."""
        hits = [number for number, one in enumerate(self.rows) if isinstance(one, Hit)]
        if not hits:
            return -1
        return hits[(hits.index(row) + by) % len(hits)] if row in hits else hits[0]

    def height(self) -> int:
        """Of all rows, in pixels."""
        return sum(theme().px(ROW_PX if isinstance(one, Hit) else HEADING_PX) for one in self.rows)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        is_hit = index.isValid() and isinstance(self.rows[index.row()], Hit)
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if is_hit else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.rows[index.row()]
        if role == HIT:
            return one
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(one, Group):
                return self._session.say(f"palette.group.{one.value}")
            return " · ".join(part for part in (one.title, one.below) if part)
        return None


class PaletteDelegate(QStyledItemDelegate):
    """A heading in small capitals; a hit with its picture, its words and its key."""

    def __init__(self, parent) -> None:
        super().__init__(parent)
        self.typed: tuple[str, ...] = ()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, theme().px(ROW_PX if isinstance(index.data(HIT), Hit) else HEADING_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one = index.data(HIT)
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not isinstance(one, Hit):
            words = index.data().upper()
            area = rect.adjusted(theme().px(10), theme().px(6), 0, 0)
            paint_text(painter, area, words, role="caption", weight="semibold", color="text2")
        else:
            self._paint_hit(
                painter, rect.adjusted(2, 1, -2, -1), one, bool(option.state & QStyle.StateFlag.State_Selected)
            )
        painter.restore()

    def _paint_hit(self, painter: QPainter, rect: QRectF, hit: Hit, marked: bool) -> None:
        if marked:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("pri_soft"))
            painter.drawRoundedRect(rect, 9, 9)
            painter.fillRect(QRectF(rect.left(), rect.top() + 8, 3, rect.height() - 16), theme().color("pri"))
        x = rect.left() + theme().px(14)
        self._paint_picture(painter, rect, x, hit)
        x += theme().px(42)
        right = self._paint_keys(painter, rect, hit, marked)
        typed = self.typed if hit.group in MARKED else ()
        x = self._paint_title(painter, rect, x, right, matched_parts(hit.title, typed))
        if hit.below:
            area = QRectF(x + theme().px(12), rect.top(), max(right - x - theme().px(12), 0), rect.height())
            paint_text(painter, area, hit.below, role="label", color="text2")

    def _paint_picture(self, painter: QPainter, rect: QRectF, x: float, hit: Hit) -> None:
        if hit.icon is None:
            side = theme().px(30)
            paint_avatar(painter, QRectF(x, rect.center().y() - side / 2, side, side), hit.title)
            return
        size = theme().px(18)
        pixmap = theme().pixmap(hit.icon, "text2")
        painter.drawPixmap(int(x + theme().px(6)), int(rect.center().y() - size / 2), pixmap)

    def _paint_keys(self, painter: QPainter, rect: QRectF, hit: Hit, marked: bool) -> float:
        right = rect.right() - theme().px(12)
        keys = ["Tab"] if marked and hit.collect_from else []
        keys += ["Enter"] if marked else [hit.keys] if hit.keys else []
        for cap in reversed(keys):
            right -= keycap_width(cap)
            paint_keycap(painter, cap, right, rect.center().y(), theme().color("text2"), solid=False)
            right -= theme().px(8)
        return right

    def _paint_title(self, painter: QPainter, rect: QRectF, x: float, right: float, parts: Parts) -> float:
        for word, matches in parts:
            weight = "bold" if matches else "medium"
            width = QFontMetrics(theme().font("body", weight)).horizontalAdvance(word)
            room = max(min(float(width) + 1, right - x), 0)
            paint_text(painter, QRectF(x, rect.top(), room, rect.height()), word, role="body", weight=weight)
            if matches and room:
                line = rect.center().y() + theme().px(9)
                painter.fillRect(QRectF(x, line, min(width, room), 1.5), theme().color("pri"))
            x += min(width, room)
        return x
