"""The list at the left: chips with counts, a row for each thing that waits."""

from enum import StrEnum
from typing import Any

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from agent_app.gui.models.rows import ALOUD, ROW, TITLE, Index, RowsModel
from agent_app.gui.screens.decide.wording import Wording
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import Card, row, rule
from agent_app.gui.widgets.flow import Flow
from agent_app.gui.widgets.lists import RowsView
from agent_app.gui.widgets.pills import Chip, soft_of
from agent_app.gui.widgets.rows import RIGHT, paint_row_ground, paint_text, paint_two_lines
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import label
from agent_app.records.views.decisions import Kind, Waiting


class Scope(StrEnum):
    """A chip. What was put off and what is only owed are lists of their own and no part of all."""

    ALL = "all"
    REVIEW = "review"
    REVERSAL = "reversal"
    DIFFERENCE = "difference"
    FUNDS = "funds"
    PUT_OFF = "put_off"
    OWED = "owed"


OWN_LISTS = (Scope.PUT_OFF, Scope.OWED)
"""Shown only while there is something in them."""


def within(scope: Scope, item: Waiting) -> bool:
    """Whether a chip's list holds this."""
    if scope in OWN_LISTS:
        return scope is scope_of(item)
    return item.to_decide and scope in (Scope.ALL, scope_of(item))


def scope_of(item: Waiting) -> Scope:
    """The chip a thing belongs to."""
    return Scope.PUT_OFF if item.put_off else Scope(item.kind.value)


class ListPanel(Card):
    """Says `chosen` with the thing that is current, `opened` with it at Enter, `pressed` at a click."""

    chosen = Signal(object)
    opened = Signal(object)
    pressed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(margin=0, spacing=0)
        self.say = session.say
        self._items: tuple[Waiting, ...] = ()
        self._loaded = False
        self.model = _Model(Wording(session))
        self._chip_box = QWidget()
        flow = Flow(self._chip_box)
        self.chips = {scope: Chip(self.say(f"decide.scope.{scope.value}"), 0) for scope in Scope}
        for scope, chip in self.chips.items():
            chip.clicked.connect(self._rechosen)
            flow.addWidget(chip)
            chip.setVisible(scope not in OWN_LISTS)
        self.chips[Scope.ALL].setChecked(True)
        self.body.addWidget(self._chip_box)
        self.body.addWidget(rule())
        self.view = self._build_view()
        self.empty = EmptyState("clipboard-check", "", width=300)
        self._stack = QStackedWidget()
        for page in (QWidget(), self.view, self.empty):
            self._stack.addWidget(page)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(rule())
        self._shown = label("", "small", "text2")
        self.hints = label(self.say("decide.hints"), "small", "text2")
        self.body.addLayout(row(self._shown, None, self.hints, margins=(18, 9, 18, 10)))

    @property
    def scope(self) -> Scope:
        """The chip that is on."""
        return next((scope for scope, chip in self.chips.items() if chip.isChecked()), Scope.ALL)

    def show_scope(self, scope: Scope) -> None:
        """Switch to a chip."""
        self.chips[scope].setVisible(True)
        self.chips[scope].setChecked(True)
        self._fill(None)

    def put(self, items: tuple[Waiting, ...], wording: Wording, *, keep_none: bool = False) -> None:
        """Other things; the one that is current stays current, or its neighbour becomes it, or none (`keep_none`)."""
        current, at = self.current(), self.view.currentIndex().row()
        self._loaded = True
        self._items, self.model.wording = items, wording
        for scope, chip in self.chips.items():
            count = sum(within(scope, one) for one in items)
            chip.set_count(count)
            chip.setVisible(scope not in OWN_LISTS or count > 0 or chip.isChecked())
        self._chip_box.updateGeometry()
        self._fill(current, at, keep_none=keep_none)

    def fail(self, text: str) -> bool:
        """Say why there is no list; whether that could be said, because there is none."""
        if not self._items:
            self.empty.say(self.say("decide.unreadable"), text)
            self._stack.setCurrentIndex(2)
        return not self._items

    def current(self) -> Waiting | None:
        """The thing chosen."""
        return self.view.currentIndex().data(ROW)

    def choose(self, item: Waiting) -> bool:
        """Make a thing the current one, in its own list where this one does not hold it."""
        if not within(self.scope, item):
            self.show_scope(Scope.ALL if item.to_decide else scope_of(item))
        return self._select(item.key)

    def _build_view(self) -> QListView:
        view = RowsView()
        view.setModel(self.model)
        view.setItemDelegate(_Delegate(self))
        view.setAccessibleName(self.say("decide.title"))
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setMouseTracking(True)
        view.setFrameShape(QListView.Shape.NoFrame)
        view.activated.connect(lambda index: self.opened.emit(index.data(ROW)))
        view.clicked.connect(lambda index: self.pressed.emit(index.data(ROW)))
        view.selectionModel().currentChanged.connect(self._current_changed)
        return view

    def _rechosen(self, _: bool = False) -> None:
        self._fill(self.current())

    def _fill(self, wanted: Waiting | None, at: int = 0, *, keep_none: bool = False) -> None:
        shown = [one for one in self._items if within(self.scope, one)]
        self.model.put(shown)
        self._shown.setText(self.say("decide.shown", count=len(shown)))
        self._stack.setCurrentIndex(1 if shown else 2 if self._loaded else 0)
        self.empty.say(self.say(f"decide.none.{self.scope.value}"), self.say("decide.none_below"))
        if keep_none:
            return
        if not shown:
            self.chosen.emit(None)
        elif wanted is None or not self._select(wanted.key):
            self._select(shown[min(max(at, 0), len(shown) - 1)].key)

    def _select(self, key: tuple[Kind, Any, str]) -> bool:
        number = next((number for number, one in enumerate(self.model.rows) if one.key == key), None)
        if number is None:
            return False
        index = self.model.index(number)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
        return True

    def _current_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(ROW))


class _Model(RowsModel):
    """What waits, told by `wording`, which knows the names."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(self._told)
        self.wording = wording

    def _told(self, item: Waiting, role: int) -> str | None:
        words = self.wording
        parts = (words.title(item), words.below(item), words.amount(item), words.since(item), words.why_not(item))
        return " · ".join(part for part in parts if part) if role in (TITLE, ALOUD) else None


class _Delegate(QStyledItemDelegate):
    """A sign in its colour, two lines, the amount, since when."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme().height("row") + theme().px(4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item, words = index.data(ROW), index.model().wording
        painter.save()
        paint_row_ground(painter, option)
        rect = QRectF(option.rect).adjusted(theme().px(14), 0, -theme().px(16), -1)
        self._paint_sign(painter, rect, words.icon(item), words.tone(item))
        rect.setLeft(rect.left() + theme().px(48))
        right = theme().px(116)
        area = QRectF(rect.right() - right, rect.top(), right, rect.height())
        texts = rect.adjusted(0, 0, -right - theme().px(8), 0)
        paint_two_lines(painter, texts, words.title(item), words.below(item))
        half = theme().px(20)
        top = QRectF(area.left(), area.center().y() - theme().px(19), area.width(), half)
        color = "bad" if words.amount(item).startswith("\u2212") else "text"
        paint_text(painter, top, words.amount(item), weight="semibold", color=color, align=RIGHT)
        below = words.say("decide.own.short") if words.why_not(item) else words.since(item)
        tone = "warn" if words.why_not(item) else "text2"
        paint_text(painter, top.translated(0, half), below, role="caption", color=tone, align=RIGHT)
        painter.restore()

    def _paint_sign(self, painter: QPainter, rect: QRectF, icon: str, tone: str) -> None:
        side, size = theme().px(36), theme().px(18)
        square = QRectF(rect.left(), rect.center().y() - side / 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(soft_of(tone)))
        painter.drawRoundedRect(square, 9, 9)
        at = square.center()
        painter.drawPixmap(int(at.x() - size / 2), int(at.y() - size / 2), theme().pixmap(icon, tone, 18))
