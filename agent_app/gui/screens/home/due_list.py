"""The due list: a row a member with state, months and amount, and the button that takes the money."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from agent_app.domain.money import format_rupiah
from agent_app.gui.models.rows import ALOUD, ROW, TITLE, Index
from agent_app.gui.moments import moment_label
from agent_app.gui.screens.home.wording import State, state_of
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import keycap_width, paint_keycap
from agent_app.gui.widgets.pills import paint_avatar, paint_pill, pill_width
from agent_app.gui.widgets.rows import RIGHT, paint_row_ground, paint_text, paint_two_lines
from agent_app.records.views.village_day import MemberDay

ROOM_FOR_AVATAR = 660


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """A member in words. `upper` and `lower` stand at the right; `act` is what the button says."""

    member: str
    name: str
    occupation: str
    state: State
    upper: str
    lower: str
    act: str
    ended: bool

    @property
    def aloud(self) -> str:
        """What a screen reader says."""
        words = (self.name, self.occupation, self.state.text, self.state.below, self.upper, self.lower, self.act)
        return ", ".join(each for each in words if each)


def row_of(session: Session, one: MemberDay) -> Row:
    """A member of the village in words."""
    say = session.say
    upper = lower = ""
    if one.served_at is not None:
        upper, lower = moment_label(session, one.served_at), say("home.due.served")
    elif one.due:
        upper = format_rupiah(one.rupiah) if one.rupiah is not None else say("home.due.no_price")
        lower = say("home.due.months", count=len(one.due))
    act = say("home.due.open" if one.ended else "home.due.take")
    return Row(one.member, one.name, one.occupation, state_of(session, one), upper, lower, act, one.ended)


def said_of_due(row: Row, role: int) -> str | None:
    """What a row says to the eye and to a screen reader."""
    if role == TITLE:
        return row.name
    return row.aloud if role == ALOUD else None


class DueDelegate(QStyledItemDelegate):
    """Avatar, name and occupation, state, amount, button. `pressed` tells the row whose button was clicked."""

    pressed = Signal(QModelIndex)

    def __init__(self, enter: str) -> None:
        super().__init__()
        self._enter = enter
        self._over: tuple[int, bool] = (-1, False)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme().height("row") + theme().px(2))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option)
        rect = QRectF(option.rect)
        button = self.button_in(rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        enter = self._enter if chosen and option.widget is not None and option.widget.hasFocus() else ""
        self._paint_button(painter, button, row.act, chosen, self._over == (index.row(), True), enter)
        amount = QRectF(button.left() - theme().px(110), rect.top(), theme().px(96), rect.height())
        paint_two_lines(painter, amount, row.upper, row.lower, align=RIGHT)
        state = QRectF(amount.left() - theme().px(188), rect.top(), theme().px(180), rect.height())
        self._paint_state(painter, state, row.state)
        left = rect.left() + theme().px(16)
        if rect.width() >= theme().px(ROOM_FOR_AVATAR):
            side = theme().px(36)
            paint_avatar(painter, QRectF(left, rect.center().y() - side / 2, side, side), row.name)
            left += side + theme().px(12)
        names = QRectF(left, rect.top(), state.left() - left - theme().px(10), rect.height())
        paint_two_lines(painter, names, row.name, row.occupation)
        painter.restore()

    def button_in(self, rect: QRectF) -> QRectF:
        """Where the button of a row is."""
        width, height = theme().px(124), theme().px(38)
        return QRectF(rect.right() - width - theme().px(14), rect.center().y() - height / 2, width, height)

    def editorEvent(self, event: QEvent, model: Any, option: QStyleOptionViewItem, index: Index) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        inside = self.button_in(QRectF(option.rect)).contains(QPointF(event.position()))
        if event.type() == QEvent.Type.MouseMove:
            self._hover(option, index.row(), inside)
        elif event.type() == QEvent.Type.MouseButtonRelease and event.button() == Qt.MouseButton.LeftButton and inside:
            self.pressed.emit(index)
            return True
        return False

    def _hover(self, option: QStyleOptionViewItem, row: int, inside: bool) -> None:
        if self._over != (row, inside) and isinstance(option.widget, QListView):
            self._over = (row, inside)
            cursor = Qt.CursorShape.PointingHandCursor if inside else Qt.CursorShape.ArrowCursor
            option.widget.viewport().setCursor(cursor)
            option.widget.viewport().update()

    def _paint_state(self, painter: QPainter, rect: QRectF, state: State) -> None:
        height = theme().px(24)
        width = min(pill_width(state.text, state.icon), rect.width())
        top = rect.center().y() - (height + theme().px(17)) / 2 if state.below else rect.center().y() - height / 2
        paint_pill(painter, QRectF(rect.left(), top, width, height), state.text, state.tone, state.icon)
        below = QRectF(rect.left() + theme().px(2), top + height, rect.width(), theme().px(18))
        paint_text(painter, below, state.below, role="caption", color="text2")

    def _paint_button(
        self, painter: QPainter, rect: QRectF, text: str, chosen: bool, hovered: bool, enter: str
    ) -> None:
        ground = ("pri_hover" if hovered else "pri") if chosen else ("pri_soft" if not hovered else "sunken")
        color = theme().color("on_pri" if chosen else "pri_text")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(ground))
        painter.drawRoundedRect(rect, 9, 9)
        font = theme().font("table", "semibold")
        words = QFontMetrics(font).horizontalAdvance(text)
        cap = keycap_width(enter) + theme().px(8) if enter else 0
        x = rect.left() + (rect.width() - words - cap) / 2
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(QRectF(x, rect.top(), words + 2, rect.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
        if enter:
            paint_keycap(painter, enter, x + words + theme().px(8), rect.center().y(), color, solid=True)
