"""Reports: choose one and its period; the chart, the table behind it, and files of it."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QFrame, QStackedWidget, QVBoxLayout, QWidget

from agent_app.documents.report_table import ReportTable
from agent_app.domain.errors import Trouble
from agent_app.gui.jobs import Jobs
from agent_app.gui.screens.reports.charts import UPRIGHT, on_paper, series_of
from agent_app.gui.screens.reports.files_sheet import FilesSheet
from agent_app.gui.screens.reports.period import PeriodBar
from agent_app.gui.screens.reports.reading import Asked, Name, read_figures
from agent_app.gui.screens.reports.report import Report, in_words
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.bars import Bars, LyingBars, UprightBars
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, Notice, column, row, rule, scrolling
from agent_app.gui.widgets.chart_card import short_rupiah
from agent_app.gui.widgets.choices import RadioCard
from agent_app.gui.widgets.fields import Combo
from agent_app.gui.widgets.figures import FigureColumn, FiguresTable
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import label

BUSY_AFTER_MS = 300
CHART_HEIGHT = 196
LIST_WIDTH = 236
LOW = 560
"""In a page lower than this, chart and table take turns."""
QWIDGETSIZE_MAX = 16_777_215


class ReportsScreen(Screen):
    """The list at the left, the report at the right."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.name = Name.DAILY
        self.table: ReportTable | None = None
        self._narrow = self._chart_first = False
        self._jobs = Jobs(self)
        self.period = PeriodBar(self.session)
        self.period.changed.connect(self.refresh)
        self._busy = QTimer(self, singleShot=True, interval=BUSY_AFTER_MS)
        self._busy.timeout.connect(self._say_busy)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._columns.setSpacing(14)
        self._list = self._build_list()
        self._columns.addWidget(self._list)
        self._columns.addWidget(self._build_report(), 1)
        self._choose(Name.DAILY)

    def heading(self) -> tuple[str, str]:
        return self.say("reports.heading"), self.say(f"reports.{self.name.value}.title")

    def arrive(self, **what: object) -> None:
        name = what.get("name")
        if isinstance(name, str) and name in set(Name):
            self._choose(Name(name))
        self.refresh()
        if not self._narrow:
            self.cards[self.name].setFocus()

    def refresh(self) -> None:
        days = self.period.days()
        if days is None:
            return
        asked = Asked(self.name, *days, self.period.choice)
        if asked.name is Name.CASH_AGE:
            asked = Asked(self.name, self.session.today(), self.session.today())
        me, today = self.session.identity, self.session.today()
        if not self._busy.isActive():
            self._busy.start()
        session = self.session
        session.ask(
            self,
            lambda c: in_words(session, read_figures(c, me, asked, today)),
            self._arrived,
            self._failed,
            key="report",
            aside=True,
        )

    def adapt(self, *, narrow: bool) -> None:
        self._narrow = narrow
        self._list.setVisible(not narrow)
        self.names.setVisible(narrow)
        self.audit_small.setVisible(narrow)
        side = 12 if narrow else 24
        self._columns.setContentsMargins(side, 12 if narrow else 16, side, 12 if narrow else 16)
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def primary(self) -> None:
        self.files.click()

    def make_files(self) -> None:
        """Open the sheet that writes files of what is shown."""
        if self.table is not None:
            day = self.session.today()
            stem = f"{self.say(f'reports.{self.name.value}.file')}-{self.session.identity.branch}-{day:%Y-%m-%d}"
            chart = on_paper(self.session, self.name, self.charts[self.name].pairs)
            FilesSheet(self.shell.window(), self.session, self.table, chart, stem, self._jobs.run).present()

    def _share_room(self) -> None:
        """Chart and table one below the other, or one of them in a low window."""
        low = self.height() < theme().px(LOW)
        self.turn.setVisible(low)
        self.turn.setText(self.say("bars.table" if self._chart_first else "bars.chart"))
        self._chart_place.setVisible(not low or self._chart_first)
        self._chart_rule.setVisible(not low)
        self.stack.setVisible(not low or not self._chart_first)
        self._chart_place.setMinimumHeight(0 if low else theme().px(CHART_HEIGHT))
        self._chart_place.setMaximumHeight(QWIDGETSIZE_MAX if low else theme().px(CHART_HEIGHT))

    def _turn(self) -> None:
        self._chart_first = not self._chart_first
        self._share_room()

    def _build_list(self) -> QWidget:
        holder = QWidget()
        holder.setFixedWidth(theme().px(LIST_WIDTH))
        self.cards = {
            each: RadioCard(self.say(f"reports.{each.value}"), self.say(f"reports.{each.value}.below")) for each in Name
        }
        group = QButtonGroup(self)
        for name, card in self.cards.items():
            group.addButton(card)
            card.clicked.connect(partial(self._chosen, name))
        self.audit = Button(self.say("reports.audit"), "quiet", icon="history")
        self.audit.clicked.connect(partial(self.shell.go, "audit"))
        layout = column(*self.cards.values(), None, self.audit, spacing=10)
        holder.setLayout(layout)
        return holder

    def _build_report(self) -> Card:
        card = Card(margin=0, spacing=0)
        self.names = Combo()
        self.names.setAccessibleName(self.say("reports.heading"))
        for each in Name:
            self.names.addItem(self.say(f"reports.{each.value}"), each.value)
        self.names.currentIndexChanged.connect(self._named)
        self.audit_small = Button(self.say("reports.audit"), "quiet", icon="history")
        self.audit_small.clicked.connect(partial(self.shell.go, "audit"))
        self.turn = Button(self.say("bars.chart"), "quiet", icon="chart-column")
        self.turn.clicked.connect(self._turn)
        top = row(self.names, self.period, self.turn, self.audit_small, margins=(16, 12, 16, 10), spacing=8)
        top.setStretch(1, 1)
        card.body.addLayout(top)
        card.body.addWidget(rule())
        self.about = label("", "small", "text2", wrap=True)
        card.body.addLayout(row(self.about, margins=(18, 8, 18, 4)))
        self.charts: dict[Name, Bars] = {}
        self._chart_place = QStackedWidget()
        for each in Name:
            self._add_chart(each)
        self._chart_place.setContentsMargins(14, 0, 14, 6)
        card.body.addWidget(self._chart_place, 1)
        self._chart_rule = rule()
        card.body.addWidget(self._chart_rule)
        self.figures = FiguresTable(self.say("reports.heading"))
        self.empty = EmptyState("chart-column", self.say("reports.empty"), self.say("reports.empty_below"))
        again = Button(self.say("reports.retry"), "secondary", icon="refresh-cw")
        again.clicked.connect(self.refresh)
        self.wrong = EmptyState("circle-alert", self.say("reports.unreadable"), "", again)
        self.stack = QStackedWidget()
        for page in (self.figures, self.empty, self.wrong):
            self.stack.addWidget(page)
        card.body.addWidget(self.stack, 1)
        card.body.addWidget(rule())
        self.busy = Notice("", "info", "hourglass")
        self.busy.hide()
        self.count = label("", "small", "text2")
        self.files = Button(
            self.say("reports.files"), "primary", icon="file-down", keycap="Ctrl+Enter", height="button_primary"
        )
        self.files.clicked.connect(self.make_files)
        card.body.addLayout(row(self.count, self.busy, None, self.files, margins=(18, 8, 16, 10)))
        return card

    def _add_chart(self, name: Name) -> None:
        session = self.session
        series = series_of(session, name)
        title = self.say(f"reports.{name.value}.title")
        if name in UPRIGHT:
            bars: Bars = UprightBars(title, *series, short=lambda rupiah: short_rupiah(session, rupiah))
            page: QWidget = bars
        else:
            bars = LyingBars(title, *series)
            area = scrolling(bars)
            area.setFrameShape(QFrame.Shape.NoFrame)
            page = area
        self.charts[name] = bars
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(14, 4, 14, 6)
        layout.addWidget(page)
        self._chart_place.addWidget(holder)

    def _chosen(self, name: Name) -> None:
        self._choose(name)
        self.refresh()

    def _named(self) -> None:
        name = Name(self.names.currentData())
        if name is not self.name:
            self._chosen(name)

    def _choose(self, name: Name) -> None:
        self.name = name
        self.cards[name].setChecked(True)
        self.names.blockSignals(True)
        self.names.setCurrentIndex(self.names.findData(name.value))
        self.names.blockSignals(False)
        self.period.show_for(name)
        self._chart_place.setCurrentIndex(list(Name).index(name))
        self.heading_changed.emit()

    def _arrived(self, report: Report) -> None:
        self._busy.stop()
        self.busy.hide()
        if report.name is not self.name:
            return
        table = self.table = report.table
        self.about.setText(" · ".join((table.period, *table.notes)))
        columns = [FigureColumn(each.heading, right=each.is_number) for each in table.columns]
        self.figures.put(columns, report.cells, report.total)
        self.figures.setAccessibleName(table.title)
        self.stack.setCurrentWidget(self.figures if table.rows else self.empty)
        self.charts[self.name].put(report.pairs, None if self.name in UPRIGHT else 0)
        self.count.setText(self.say("reports.rows", count=len(table.rows)))
        self.files.setEnabled(bool(table.rows))
        self.files.setToolTip("" if table.rows else self.say("reports.empty"))

    def _failed(self, trouble: Trouble) -> None:
        self._busy.stop()
        self.busy.hide()
        self.wrong.say(self.say("reports.unreadable"), self.session.words.of(trouble))
        self.stack.setCurrentWidget(self.wrong)
        self.files.setEnabled(False)

    def _say_busy(self) -> None:
        self.busy.say(self.say("reports.busy"), "info", "hourglass")
        self.busy.show()
