"""The left side: filter, village, chips with counts, the table, and how many are shown."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QStackedWidget, QTableView, QWidget

from agent_app.gui.models.people_list import NAME, PAID, STATUS, TICK, VILLAGE, PeopleModel
from agent_app.gui.models.statuses import count_label
from agent_app.gui.screens.members.delegate import PeopleDelegate
from agent_app.gui.screens.members.scopes import Scope, Wanted
from agent_app.gui.screens.members.table import PeopleTable
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.busy_line import BusyLine
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, row, rule
from agent_app.gui.widgets.fields import Combo
from agent_app.gui.widgets.flow import Flow
from agent_app.gui.widgets.pills import Chip
from agent_app.gui.widgets.shortcuts import on_keys
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import label
from agent_app.records.views.directory import Directory, VillageCount

BUSY_AFTER_MS = 150
KEEP_ROWS_MS = 50
"""How long the rows of before are kept while others are read."""
EVERYWHERE = "*"
"""The entry of the village list that limits nothing."""


class ListPanel(Card):
    """Says `wanted_changed` when others are to be shown, `chosen` with the row that is current, `opened` by Enter,
    `pressed` by the mouse."""

    wanted_changed = Signal(object)
    chosen = Signal(int)
    opened = Signal(int)
    pressed = Signal(int)
    register = Signal()

    def __init__(self, session: Session, model: PeopleModel) -> None:
        super().__init__(margin=0, spacing=0)
        self._session, self.say, self.model = session, session.say, model
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.say("members.filter"))
        self.filter.setAccessibleName(self.say("members.filter"))
        self.filter.setClearButtonEnabled(True)
        self.filter.addAction(theme().icon("search", "text2"), QLineEdit.ActionPosition.LeadingPosition)
        self.filter.textChanged.connect(self._tell)
        self.filter.installEventFilter(self)
        self.villages = Combo()
        self.villages.setAccessibleName(self.say("members.village"))
        self.villages.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.villages.setMinimumContentsLength(9)
        self.villages.currentIndexChanged.connect(self._tell)
        self.new = newcomers_button(session, "quiet")
        self.new.clicked.connect(self.register)
        top = row(self.filter, self.villages, self.new, margins=(16, 14, 16, 0), spacing=10)
        top.setStretch(0, 1)
        self.body.addLayout(top)
        self.body.addWidget(self._build_chips())
        self._busy = BusyLine(BUSY_AFTER_MS)
        self.body.addWidget(self._busy)
        self.table = self._build_table()
        self.empty = EmptyState("user-search", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(rule())
        self.shown = label("", "small", "text2")
        self.hints = label(self.say("members.hints"), "small", "text2")
        self.body.addLayout(row(self.shown, None, self.hints, margins=(18, 9, 18, 10)))
        on_keys(self, "Ctrl+F", self.filter.setFocus)
        model.counted.connect(self.show_count)
        self._thaw_due = QTimer(self, singleShot=True, interval=KEEP_ROWS_MS)
        self._thaw_due.timeout.connect(self._thaw)
        model.modelAboutToBeReset.connect(self._freeze)
        model.loaded.connect(self._thaw)
        theme().changed.connect(self._fit_rows)

    def wanted(self) -> Wanted:
        """What filter, village and chips say."""
        village = self.villages.currentData()
        scope = next((scope for scope, chip in self.chips.items() if chip.isChecked()), Scope.ALL)
        return Wanted(scope, None if village in (None, EVERYWHERE) else village, self.filter.text())

    def choose(self, scope: Scope) -> None:
        """Switch to a chip, without a filter."""
        self.filter.clear()
        self.villages.setCurrentIndex(0)
        self.chips[scope].setChecked(True)
        self._tell()

    def choose_village(self, key: str) -> None:
        """Switch to everybody of a village."""
        self.filter.clear()
        self.chips[Scope.ALL].setChecked(True)
        self.villages.setCurrentIndex(max(self.villages.findData(key), 0))
        self._tell()

    def show_counts(self, found: dict[Scope, int], directory: Directory) -> None:
        """Other counts on the chips and other villages."""
        for scope, chip in self.chips.items():
            chip.set_count(count_label(self._session, found[scope]))
        self._chip_box.updateGeometry()
        known = [self.villages.itemData(number) for number in range(self.villages.count())]
        if known != [EVERYWHERE, *(one.key for one in directory.villages)]:
            self._show_villages(directory.villages)

    def show_count(self) -> None:
        """How many rows there are, or what to do where there are none."""
        rows = self.model.rowCount()
        key = "members.shown" if self.model.is_counted else "members.shown_so_far"
        self.shown.setText(self.say(key, count=count_label(self._session, rows)))
        self._stack.setCurrentIndex(0 if rows or not self.model.is_counted else 1)

    def set_busy(self, busy: bool) -> None:
        """Say that more is being read, once it takes long enough to be noticed."""
        self._busy.set_busy(busy)

    def select(self, number: int, *, centre: bool = False) -> None:
        """Make a row the current one."""
        index = self.model.index(number, NAME)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(index, flags)
        if centre:
            self.table.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def current(self) -> int | None:
        """The current row."""
        index = self.table.currentIndex()
        return index.row() if index.isValid() else None

    def adapt(self, *, narrow: bool) -> None:
        """Without the village column and the hints in a narrow window."""
        self.hints.setVisible(not narrow)
        self._fit_columns()

    def eventFilter(self, watched, event: QEvent) -> bool:
        """From the filter the arrows and Enter go to the list."""
        if watched is self.filter and event.type() == QEvent.Type.KeyPress and self.model.rowCount():
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
                self.table.setFocus()
                if self.current() is None:
                    self.select(0)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
                self.select(self.current() or 0)
                self.opened.emit(self.current())
                return True
        return super().eventFilter(watched, event)

    def _build_chips(self) -> QWidget:
        self._chip_box = QWidget()
        flow = Flow(self._chip_box)
        self.chips = {scope: Chip(self.say(f"members.scope.{scope.value}"), 0) for scope in Scope}
        self.chips[Scope.ALL].setChecked(True)
        for chip in self.chips.values():
            chip.clicked.connect(self._tell)
            flow.addWidget(chip)
        return self._chip_box

    def _build_table(self) -> QTableView:
        table = PeopleTable(self)
        table.setModel(self.model)
        table.setItemDelegate(PeopleDelegate(self._session, self.model, table))
        table.setAccessibleName(self.say("members.title"))
        table.activated.connect(lambda index: self.opened.emit(index.row()))
        table.clicked.connect(lambda index: self.pressed.emit(index.row()))
        table.selectionModel().currentChanged.connect(self._current_changed)
        table.resized.connect(self._fit_columns)
        self._fit_rows(table)
        return table

    def _fit_rows(self, table: QTableView | None = None) -> None:
        header = (table or self.table).verticalHeader()
        header.setDefaultSectionSize(theme().height("row"))

    def _fit_columns(self) -> None:
        width = self.table.viewport().width()
        tick, paid = theme().px(38), theme().px(106)
        status = theme().px(152)
        rest = width - tick - paid - status
        with_village = rest > theme().px(320)
        self.table.setColumnHidden(VILLAGE, not with_village)
        village = min(theme().px(140), int(rest * 0.34)) if with_village else 0
        for column, size in ((NAME, rest - village), (VILLAGE, village), (STATUS, status), (PAID, paid), (TICK, tick)):
            if size:
                self.table.setColumnWidth(column, size)

    def _freeze(self) -> None:
        """Keep what is drawn until the new rows are there, or it takes too long."""
        self.table.viewport().setUpdatesEnabled(False)
        self._thaw_due.start()

    def _thaw(self) -> None:
        self._thaw_due.stop()
        self.table.viewport().setUpdatesEnabled(True)

    def _show_villages(self, villages: tuple[VillageCount, ...]) -> None:
        kept = self.villages.currentData()
        self.villages.blockSignals(True)
        self.villages.clear()
        self.villages.addItem(self.say("members.everywhere"), EVERYWHERE)
        for one in villages:
            name = one.name or self.say("members.nowhere")
            self.villages.addItem(
                self.say(
                    "members.village_count", name=name, count=count_label(self._session, one.members + one.candidates)
                ),
                one.key,
            )
        at = self.villages.findData(kept)
        self.villages.setCurrentIndex(max(at, 0))
        self.villages.blockSignals(False)
        if kept is not None and at < 0:
            self._tell()

    def _current_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.row())

    def _tell(self, _: object = None) -> None:
        self.wanted_changed.emit(self.wanted())


def newcomers_button(session: Session, kind: str) -> Button:
    """How people come onto the list: agents register them, supervisors import the cooperative's list."""
    if session.identity.role == "agent":
        return Button(session.say("members.register"), kind, icon="user-plus", keycap="F2")
    in_row = kind == "quiet"
    made = Button(session.say("members.import" if in_row else "roster.title"), kind, keycap="F6")
    made.setAccessibleName(session.say("roster.title"))
    return made
