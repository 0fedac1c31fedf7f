"""The left side: chips with counts, the day shown and its neighbours, the table, and what can be done with many."""

from datetime import date

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from agent_app.domain.desk import Look
from agent_app.gui.moments import short_date
from agent_app.gui.screens.members.table import PeopleTable
from agent_app.gui.screens.reconcile.delegate import AgentsDelegate
from agent_app.gui.screens.reconcile.model import (
    AGENT,
    COLLECTED,
    DECLARED,
    DIFFERENCE,
    REST,
    STATE,
    UNTIL,
    AgentsModel,
)
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.busy_line import BusyLine
from agent_app.gui.widgets.buttons import Button, icon_button
from agent_app.gui.widgets.cards import Card, row, rule
from agent_app.gui.widgets.flow import Flow
from agent_app.gui.widgets.pills import Chip
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import ElidedLabel, label
from agent_app.records.views.agent_day import BranchDay

CHIPS: tuple[Look | None, ...] = (Look.CHECK, Look.MATCHES, Look.NOT_SENT, None)
"""None shows all."""
BUSY_AFTER_MS = 150
WIDTHS = {COLLECTED: 100, DECLARED: 100, REST: 88, DIFFERENCE: 84, UNTIL: 78, STATE: 138}
LEAST_NAME = 138


class ListPanel(Card):
    """Says `chosen` with the row that is current, `opened` by Enter or a press, `day_wanted` with a step of days."""

    chosen = Signal(int)
    opened = Signal(int)
    filtered = Signal()
    day_wanted = Signal(int)
    bulk = Signal()
    chart = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(margin=0, spacing=0)
        self._session, self.say = session, session.say
        self.model = AgentsModel(session)
        self.body.addLayout(self._build_top())
        self._busy = BusyLine(BUSY_AFTER_MS)
        self.body.addWidget(self._busy)
        self.table = self._build_table()
        self.empty = EmptyState("circle-check", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(rule())
        self.body.addLayout(self._build_bottom())
        theme().changed.connect(self._fit)

    @property
    def look(self) -> Look | None:
        """The group shown, None for all."""
        return next((look for look, chip in self.chips.items() if chip.isChecked()), None)

    def choose(self, look: Look | None) -> None:
        """Show another group."""
        self.chips[look].setChecked(True)

    def show_counts(self, day: BranchDay) -> None:
        """Other counts on the chips, and the sums at the bottom."""
        for look, chip in self.chips.items():
            chip.set_count(len(day.rows if look is None else day.of(look)))
        self._chip_box.updateGeometry()
        come = sum(one.has_come for one in day.rows)
        self.come.setText(self.say("reconcile.come", count=come, agents=len(day.rows)))

    def show_day(self, day: date, *, is_last: bool) -> None:
        """The day shown between its neighbours; after the last there is none."""
        self.day.setText(short_date(self._session, day))
        self.after.setVisible(not is_last)

    def show_rows(self, day: BranchDay, keep: str) -> None:
        """The agents of the group; `keep` stays chosen where it is among them, else the first is."""
        look = self.look
        self.model.put(day.rows if look is None else day.of(look), day.day)
        self._stack.setCurrentIndex(0 if self.model.rows else 1)
        if self.model.rows:
            self.select(self.model.row_of(keep) or 0)

    def say_empty(self, title: str, below: str = "") -> None:
        """Why there is nobody."""
        self.empty.say(title, below)
        self._stack.setCurrentIndex(1)

    def select(self, place: int) -> None:
        """Make a row the current one."""
        index = self.model.index(place, AGENT)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(index, flags)
        self.table.scrollTo(index)

    def set_busy(self, busy: bool) -> None:
        """Say that the tables are being read, once it takes long enough to be noticed."""
        self._busy.set_busy(busy)

    def set_chart_button(self, shown: bool) -> None:
        """The way to the chart where there is no room for it."""
        self.chart_button.setVisible(shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The columns are as wide as the table is by then."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _build_top(self):
        self._chip_box = QWidget()
        flow = Flow(self._chip_box)
        flow.setContentsMargins(16, 10, 4, 10)
        self.chips = {look: Chip(self.say(f"reconcile.look.{look.value if look else 'all'}"), 0) for look in CHIPS}
        self.chips[Look.CHECK].setChecked(True)
        for chip in self.chips.values():
            chip.clicked.connect(self.filtered)
            flow.addWidget(chip)
        self.before = icon_button("chevron-left", self.say("reconcile.day_before"), "ghost", keys="Alt+Left")
        self.before.clicked.connect(lambda: self.day_wanted.emit(-1))
        self.after = icon_button("chevron-right", self.say("reconcile.day_after"), "ghost", keys="Alt+Right")
        self.after.clicked.connect(lambda: self.day_wanted.emit(1))
        kept = self.after.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.after.setSizePolicy(kept)
        self.day = label("", "label")
        self.day.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.chart_button = icon_button("chart-column", self.say("reconcile.chart.open"), "ghost")
        self.chart_button.clicked.connect(self.chart)
        self.chart_button.hide()
        top = row(self._chip_box, self.chart_button, self.before, self.day, self.after, spacing=4, margins=(0, 0, 4, 0))
        top.setStretch(0, 1)
        return top

    def _build_table(self) -> PeopleTable:
        table = PeopleTable(self)
        table.setModel(self.model)
        table.setItemDelegate(AgentsDelegate(self._session, self.model, table))
        table.setAccessibleName(self.say("reconcile.title"))
        table.activated.connect(lambda index: self.opened.emit(index.row()))
        table.clicked.connect(lambda index: self.opened.emit(index.row()))
        table.selectionModel().currentChanged.connect(self._current_changed)
        table.viewport().installEventFilter(self)
        return table

    def _build_bottom(self):
        self.come = ElidedLabel("", "small", "text2")
        self.come.setSizePolicy(self.come.sizePolicy().Policy.Expanding, self.come.sizePolicy().Policy.Preferred)
        self.bulk_button = Button("", "secondary", icon="check-check", keys="Alt+A")
        self.bulk_button.clicked.connect(self.bulk)
        self.bulk_button.hide()
        return row(self.come, self.bulk_button, margins=(18, 6, 12, 6))

    def _fit(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(theme().height("row_dense"))
        width = self.table.viewport().width()
        sizes = {column: theme().px(size) for column, size in WIDTHS.items()}
        name = theme().px(LEAST_NAME)
        hidden: set[int] = set()
        for column in (COLLECTED, UNTIL, DIFFERENCE, DECLARED):
            if name + sum(size for one, size in sizes.items() if one not in hidden) <= width:
                break
            hidden.add(column)
        for column, size in sizes.items():
            self.table.setColumnHidden(column, column in hidden)
            self.table.setColumnWidth(column, size)
        shown = sum(size for one, size in sizes.items() if one not in hidden)
        self.table.setColumnWidth(AGENT, max(width - shown, theme().px(120)))

    def _current_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.row())
