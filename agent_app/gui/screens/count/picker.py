"""Deposits that wait at the counter, when nobody has said which: one a row, Enter takes it."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStackedWidget, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from agent_app.domain.money import format_rupiah
from agent_app.gui.moments import moment_label
from agent_app.gui.screens.count.reading import Waiting, is_hidden
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, Notice, row, rule
from agent_app.gui.widgets.lists import RowsView
from agent_app.gui.widgets.pills import paint_avatar, paint_pill, pill_width
from agent_app.gui.widgets.rows import RIGHT, paint_row_ground, paint_text, paint_two_lines
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import label
from agent_app.records.views.confirmable import newest_count
from agent_app.records.views.deposits import Deposit

ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class WaitingModel(QAbstractListModel):
    """The rows, each in the words that are drawn: name, below, amount, state, tone."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.deposits: tuple[Deposit, ...] = ()
        self._rows: list[tuple[str, str, str, str, str]] = []

    def put(self, found: Waiting) -> None:
        """Other deposits."""
        self.beginResetModel()
        self.deposits = found.deposits
        self._rows = [self._row(one, found) for one in found.deposits]
        self.endResetModel()

    def _row(self, one: Deposit, found: Waiting) -> tuple[str, str, str, str, str]:
        say, count = self._session.say, newest_count(one)
        name = found.names.get(one.person, one.person)
        channel = say(f"deposit.channel.{one.channel}")
        below = f"{one.person} · {channel} · {moment_label(self._session, one.at)}"
        amount = "—" if is_hidden(self._session, one, count) else format_rupiah(one.rupiah)
        if self._session.person in (one.person, one.agent):
            return name, below, amount, say("count.wait.own"), "text2"
        state = "not_counted" if count is None else "equal" if count.rupiah == one.rupiah else "different"
        tone = {"not_counted": "warn", "equal": "ok", "different": "bad"}[state]
        return name, below, amount, say(f"count.wait.{state}"), tone

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self._rows[index.row()]
        if role == ROW:
            return one
        if role == Qt.ItemDataRole.DisplayRole:
            return one[0]
        return ", ".join(one[:4]) if role == Qt.ItemDataRole.AccessibleTextRole else None


class WaitingDelegate(QStyledItemDelegate):
    """Avatar, name and line below, state, amount."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme().height("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        name, below, amount, state, tone = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option)
        rect, px = QRectF(option.rect), theme().px
        side = px(36)
        middle = rect.center().y()
        paint_avatar(painter, QRectF(rect.left() + px(16), middle - side / 2, side, side), name)
        money = QRectF(rect.right() - px(140), rect.top(), px(124), rect.height())
        wide = pill_width(state, None)
        pill = QRectF(money.left() - wide - px(8), middle - px(13), wide, px(26))
        left = rect.left() + px(16) + side + px(12)
        paint_two_lines(painter, QRectF(left, rect.top(), pill.left() - left - px(8), rect.height()), name, below)
        paint_pill(painter, pill, state, tone, None)
        paint_text(painter, money, amount, role="body", weight="semibold", align=RIGHT)
        painter.restore()


class Picker(QWidget):
    """`picked` tells the deposit; bulk and float are buttons whose sheets the screen opens."""

    picked = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        say = session.say
        self.model = WaitingModel(session)
        self.list = RowsView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(WaitingDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(say("count.waiting"))
        self.list.activated.connect(self._activated)
        self.empty = EmptyState("check-check", say("count.none"), say("count.none_below"))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.empty)
        self.bulk = Button(say("count.bulk"), "secondary", icon="check-check", keys="Alt+B")
        self.change = Button(say("count.float"), "secondary", icon="coins", keys="Alt+U")
        self.open = Button(say("count.open"), "primary", keycap="Ctrl+Enter", height="button_primary")
        self.open.clicked.connect(lambda: self._activated(self.list.currentIndex()))
        self.wrong = Notice("", "warn")
        self.wrong.hide()
        card = Card(margin=0, spacing=0)
        self._count = label("", "section")
        card.body.addLayout(row(self._count, None, self.change, self.bulk, margins=(20, 10, 12, 10)))
        card.body.addWidget(rule())
        card.body.addWidget(self.stack, 1)
        card.body.addWidget(self.wrong)
        card.body.addLayout(row(None, self.open, margins=(20, 10, 20, 14)))
        self._say = say
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(card)
        self.adapt(narrow=False)

    def adapt(self, *, narrow: bool) -> None:
        """Less air in a narrow window."""
        self._layout.setContentsMargins(*((12, 8, 12, 8) if narrow else (24, 16, 24, 16)))

    def put(self, found: Waiting) -> None:
        """Show what waits, with the same row chosen as before."""
        row_number = max(self.list.currentIndex().row(), 0)
        self.model.put(found)
        some = self.model.rowCount()
        self.stack.setCurrentWidget(self.list if some else self.empty)
        self._count.setText(self._say("count.waiting_count", count=some))
        self.open.setEnabled(bool(some))
        self.open.setToolTip("" if some else self._say("count.none"))
        if some:
            self.list.setCurrentIndex(self.model.index(min(row_number, some - 1)))

    def _activated(self, index: Index) -> None:
        if index.isValid():
            self.picked.emit(self.model.deposits[index.row()].origin)
