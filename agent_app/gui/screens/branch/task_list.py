"""The list of what is to be done: icon, two lines, what it is about, and the way there."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from agent_app.gui.models.rows import ALOUD, ROW, TITLE, Index
from agent_app.gui.screens.branch.tasks import Task
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import keycap_width, paint_keycap
from agent_app.gui.widgets.pills import soft_of
from agent_app.gui.widgets.rows import RIGHT, paint_row_ground, paint_text, paint_two_lines


def said_of_task(row: Task, role: int) -> str | None:
    """What a row says to the eye and to a screen reader."""
    if role == TITLE:
        return row.title
    return row.aloud if role == ALOUD else None


class TaskDelegate(QStyledItemDelegate):
    """Icon, title, figure, and the way to where the task is done."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme().height("row") + theme().px(4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        task: Task = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option)
        rect = QRectF(option.rect)
        side = theme().px(38)
        square = QRectF(rect.left() + theme().px(16), rect.center().y() - side / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(soft_of(task.tone)))
        painter.drawRoundedRect(square, 9, 9)
        icon = theme().px(20)
        at = square.center()
        pixmap = theme().pixmap(task.icon, "pri_text" if task.tone == "pri" else task.tone, 20)
        painter.drawPixmap(int(at.x() - icon / 2), int(at.y() - icon / 2), pixmap)
        right = self._paint_way(painter, rect, bool(option.state & QStyle.StateFlag.State_Selected))
        right -= self._paint_figure(painter, rect, task, right)
        left = square.right() + theme().px(14)
        texts = QRectF(left, rect.top(), right - left - theme().px(12), rect.height())
        paint_two_lines(painter, texts, task.title, task.below)
        painter.restore()

    def _paint_way(self, painter: QPainter, rect: QRectF, chosen: bool) -> float:
        """A chevron, and Enter on the row stood on; the left edge of it all."""
        right = rect.right() - theme().px(14)
        icon = theme().px(18)
        painter.drawPixmap(
            int(right - icon), int(rect.center().y() - icon / 2), theme().pixmap("chevron-right", "text2")
        )
        right -= icon + theme().px(6)
        if chosen:
            cap = keycap_width("Enter")
            paint_keycap(painter, "Enter", right - cap, rect.center().y(), theme().color("text2"), solid=False)
            right -= cap
        return right - theme().px(10)

    def _paint_figure(self, painter: QPainter, rect: QRectF, task: Task, right: float) -> float:
        if not task.figure:
            return 0
        width = QFontMetrics(theme().font("body", "semibold")).horizontalAdvance(task.figure) + 4
        at = QRectF(right - width, rect.top(), width, rect.height())
        paint_text(painter, at, task.figure, role="body", weight="semibold", align=RIGHT)
        return width
