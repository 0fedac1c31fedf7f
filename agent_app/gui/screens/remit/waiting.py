"""What waits to be remitted: tiles by age, and the members with their months, chosen one by one or all at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from agent_app.domain.money import format_rupiah
from agent_app.gui.models.statuses import count_label, masked_nik
from agent_app.gui.moments import months_label
from agent_app.gui.screens.remit.ages import AgeTile
from agent_app.gui.screens.remit.reading import Key, Row, sums_of
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import row, rule
from agent_app.gui.widgets.lists import RowsView
from agent_app.gui.widgets.rows import RIGHT, paint_row_ground, paint_text, paint_two_lines
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import label
from agent_app.records.views.remit_desk import AGES

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole


class WaitingPanel(QWidget):
    """`changed` tells that others are chosen."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self.say = session, session.say
        self._rows: tuple[Row, ...] = ()
        self.tiles = [AgeTile(session, age) for age in range(len(AGES))]
        for tile in self.tiles:
            tile.clicked.connect(lambda _=False, one=tile: self._filter(one))
        self.model = _Waiting(session)
        self.list = _List(self.model)
        self.list.setAccessibleName(self.say("remit.waiting"))
        self.model.changed.connect(self._chosen_changed)
        self.all = Button(self.say("remit.all"), "quiet", icon="check", keys="Ctrl+A")
        self.all.clicked.connect(self._choose_all)
        self.shown = label("", "small", "text2")
        self._empty = EmptyState("landmark", self.say("remit.empty"), self.say("remit.empty_below"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(0)
        layout.addLayout(row(*self.tiles, spacing=8, margins=(16, 12, 16, 10)))
        layout.addLayout(row(self.shown, None, self.all, margins=(18, 0, 16, 10)))
        layout.addWidget(rule())
        layout.addWidget(self._stack, 1)

    def put(self, rows: tuple[Row, ...]) -> None:
        """Show other rows; who was chosen stays chosen where nothing of them changed."""
        self._rows = rows
        self.model.keep({one.key for one in rows})
        for age, tile in enumerate(self.tiles):
            some = [one for one in rows if one.age == age]
            tile.show_sum(sum(len(one.months) for one in some), sum(one.rupiah for one in some))
        self._show()

    def choose(self, keys: Iterable[Key]) -> None:
        """Choose what was chosen before."""
        self.model.add(key for key in keys if key in {one.key for one in self._rows})

    def chosen(self) -> tuple[Row, ...]:
        """The rows chosen, also those the filter hides."""
        return tuple(one for one in self._rows if one.key in self.model.chosen)

    def forget(self) -> None:
        """Choose nobody."""
        self.model.keep(set())

    def current(self) -> Row | None:
        """The row the keyboard is at."""
        index = self.list.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def _shown_rows(self) -> list[Row]:
        age = next((number for number, tile in enumerate(self.tiles) if tile.isChecked()), None)
        return [one for one in self._rows if age is None or one.age == age]

    def _filter(self, chosen: AgeTile) -> None:
        for tile in self.tiles:
            if tile is not chosen:
                tile.setChecked(False)
        self._show()

    def _show(self) -> None:
        rows = self._shown_rows()
        self.model.put(rows)
        if rows and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))
        self._empty.say(*self._empty_words())
        self._stack.setCurrentIndex(0 if rows else 1)
        self._chosen_changed()

    def _empty_words(self) -> tuple[str, str]:
        if self._rows:
            return self.say("remit.empty_age"), ""
        return self.say("remit.empty"), self.say("remit.empty_below")

    def _choose_all(self) -> None:
        """All that are shown, or none of them where all are chosen."""
        keys = {one.key for one in self._shown_rows()}
        if keys <= self.model.chosen:
            self.model.keep(self.model.chosen - keys)
        else:
            self.model.add(keys)

    def _chosen_changed(self) -> None:
        rows = self._shown_rows()
        keys = {one.key for one in rows}
        every = bool(keys) and keys <= self.model.chosen
        self.all.setText(self.say("remit.none" if every else "remit.all"))
        self.all.setEnabled(bool(keys))
        chosen = count_label(self._session, len(keys & self.model.chosen))
        self.shown.setText(self.say("remit.shown", chosen=chosen, count=count_label(self._session, len(rows))))
        self.changed.emit()


class _Waiting(QAbstractListModel):
    """Rows with a tick each. `chosen` holds also what is not shown."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.rows: Sequence[Row] = ()
        self.chosen: set[Key] = set()

    def put(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def keep(self, keys: set[Key]) -> None:
        """Choose only those that are chosen and among these."""
        self.chosen &= keys
        self._all_changed()

    def add(self, keys: Iterable[Key]) -> None:
        self.chosen.update(keys)
        self._all_changed()

    def toggle(self, index: Index) -> None:
        """Choose a row, or not."""
        if index.isValid():
            self.chosen ^= {self.rows[index.row()].key}
            self.dataChanged.emit(index, index)
            self.changed.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.rows[index.row()]
        if role == ROW:
            return one
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if one.key in self.chosen else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            state = self._session.say("remit.chosen" if one.key in self.chosen else "remit.not_chosen")
            return " · ".join((name_of(one), below(self._session, one), format_rupiah(one.rupiah), state))
        if role == Qt.ItemDataRole.ToolTipRole and one.refused is not None:
            return refused_words(self._session, one.refused.reason)
        return None

    def _all_changed(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))
        self.changed.emit()


class _List(RowsView):
    """Space, Enter and a click tick a row."""

    def __init__(self, model: _Waiting) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.clicked.connect(model.toggle)
        theme().changed.connect(self.scheduleDelayedItemsLayout)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._model.toggle(self.currentIndex())
            return
        super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    """Tick, name, months and since when, rupiah."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme().height("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one: Row = index.data(ROW)
        session = index.model()._session
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option)
        rect = QRectF(option.rect)
        ticked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
        self._paint_box(painter, rect, ticked)
        amount = theme().px(126)
        side = theme().px(52)
        texts = QRectF(rect.left() + side, rect.top(), rect.width() - side - amount - theme().px(20), rect.height())
        tone = "bad" if one.refused is not None else "text2"
        paint_two_lines(painter, texts, name_of(one), below(session, one), lower_color=tone)
        at = QRectF(rect.right() - amount - theme().px(16), rect.top(), amount, rect.height())
        paint_text(painter, at, format_rupiah(one.rupiah), weight="semibold", align=RIGHT)
        painter.restore()

    def _paint_box(self, painter: QPainter, rect: QRectF, ticked: bool) -> None:
        side = theme().px(22)
        box = QRectF(rect.left() + theme().px(18), rect.center().y() - side / 2, side, side)
        painter.setBrush(theme().color("pri" if ticked else "surface"))
        painter.setPen(QPen(theme().color("pri" if ticked else "line_input"), 2))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5)
        if ticked:
            inset = theme().px(3)
            painter.drawPixmap(int(box.left()) + inset, int(box.top()) + inset, theme().pixmap("check", "on_pri", 16))


def name_of(one: Row) -> str:
    """The name; a dash where it was erased."""
    return one.member.name or "—"


def below(session: Session, one: Row) -> str:
    """The months, why BPJS did not take them, what their price changed by, since when their money lies at the
    branch, and by which NIK two of one name are told apart."""
    months = months_label(session, one.key[1])
    refused = refused_words(session, one.refused.reason) if one.refused is not None else ""
    sums = sums_of([one])
    changed = (("up", sums.short), ("down", sums.over))
    prices = (session.say(f"remit.price.{way}", rupiah=format_rupiah(rupiah)) for way, rupiah in changed if rupiah)
    since = session.say("remit.today") if one.days == 0 else session.say("remit.days", count=one.days)
    nik = masked_nik(one.member.nik)
    return " · ".join(part for part in (months, refused, *prices, since, f"NIK {nik}" if nik else "") if part)


def refused_words(session: Session, reason: str | None) -> str:
    """That BPJS did not take something, and why as far as it is known."""
    return session.say("remit.refused", reason=reason) if reason else session.say("remit.refused.erased")
