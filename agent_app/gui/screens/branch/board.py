"""How the supervisor's home lies: figures above, what is to be done at the left, chart and ages at the right."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from agent_app.domain.money import format_rupiah
from agent_app.gui.models.rows import RowsModel
from agent_app.gui.moments import short_date
from agent_app.gui.screens.branch.ages import AgesCard
from agent_app.gui.screens.branch.reading import Found
from agent_app.gui.screens.branch.task_list import TaskDelegate, said_of_task
from agent_app.gui.screens.branch.tasks import Task
from agent_app.gui.screens.branch.tiles import Tiles
from agent_app.gui.screens.home.panel import RowList, Skeleton
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.bars import Pair, UprightBars
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, row, rule, scrolling
from agent_app.gui.widgets.chart_card import ChartCard, short_rupiah
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import label

LIST_ROWS, NARROW_ROWS = 5, 3
CHART_HEIGHT = 210


class Board(QWidget):
    def __init__(self, session: Session, retry: Callable[[], object]) -> None:
        super().__init__()
        self._session = session
        say = session.say
        self.tiles = Tiles(session)
        self.model = RowsModel(said_of_task)
        self.list = RowList(TaskDelegate(), say("branch.tasks"))
        self.list.itemDelegate().setParent(self.list)
        self.list.setModel(self.model)
        self.empty = EmptyState("check-check", say("branch.tasks.none"), say("branch.tasks.none_below"))
        again = Button(say("branch.retry"), "secondary", icon="refresh-cw")
        again.clicked.connect(retry)
        self.wrong = EmptyState("circle-alert", say("branch.unreadable"), "", again)
        self._skeleton = Skeleton(say("branch.waiting"))
        self.stack = QStackedWidget()
        for page in (self.list, self.empty, self.wrong, self._skeleton):
            self.stack.addWidget(page)
        self.reconcile = Button(
            say("branch.reconcile"), "primary", icon="scale", keycap="Ctrl+Enter", height="button_primary"
        )
        self.close_day = Button(say("branch.close_day"), "quiet", icon="lock", keys="Ctrl+Shift+E")
        self.roster = Button(say("branch.roster"), "quiet", icon="upload", keycap="F6")
        self.count = label("", "small", "text2")
        self.chart = self._build_chart()
        self.ages = AgesCard(session)
        self._build()

    def set_narrow(self, narrow: bool) -> None:
        """One column that scrolls, with the acts below it."""
        self.tiles.arrange(narrow=narrow)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(way)
        rows = NARROW_ROWS if narrow else LIST_ROWS
        self._tasks.setMinimumHeight(theme().px(64) + rows * (theme().height("row") + theme().px(4)) if narrow else 0)
        self.chart.setMinimumHeight(theme().px(CHART_HEIGHT) if narrow else 0)
        self._page.setContentsMargins(*((12, 8, 12, 6) if narrow else (24, 16, 24, 8)))
        self._page.setSpacing(8 if narrow else 14)
        self._columns.setSpacing(8 if narrow else 14)
        self._acts.setContentsMargins(*((12, 4, 12, 8) if narrow else (24, 4, 24, 16)))

    def show_found(self, found: Found) -> None:
        """Figures and chart."""
        self.tiles.show_found(found)
        session = self._session
        pairs = []
        for one in found.days:
            day = date.fromisoformat(one.day)
            figures = (format_rupiah(one.collected), format_rupiah(one.counted))
            pairs.append(Pair(str(day.day), one.collected, one.counted, *figures, whole=short_date(session, day)))
        self.chart.put(pairs)

    def show_tasks(self, rows: list[Task]) -> None:
        """What is to be done; the list stays where it stood."""
        stood = self.list.currentIndex().data(0) if self.list.currentIndex().isValid() else None
        before = self.model.rows[self.list.currentIndex().row()].name if stood is not None else ""
        self.model.put(rows)
        self.count.setText(str(len(rows)) if rows else "")
        self.stack.setCurrentWidget(self.list if rows else self.empty)
        if rows:
            place = self.model.place_of(lambda one: one.name == before)
            self.list.setCurrentIndex(self.model.index(place or 0, 0))

    def show_waiting(self) -> None:
        """Grey rows."""
        self.stack.setCurrentWidget(self._skeleton)

    def show_wrong(self, text: str) -> None:
        """What cannot be read, and a way to try again."""
        self.wrong.say(self._session.say("branch.unreadable"), text)
        self.stack.setCurrentWidget(self.wrong)

    def current(self) -> Task | None:
        """The task stood on."""
        index: QModelIndex = self.list.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def _build_chart(self) -> ChartCard:
        session, say = self._session, self._session.say
        title = say("branch.chart")
        series = (say("branch.chart.collected"), say("branch.chart.counted"))
        bars = UprightBars(title, *series, short=lambda rupiah: short_rupiah(session, rupiah))
        return ChartCard(session, title, bars, (say("branch.chart.day"), *series))

    def _build(self) -> None:
        self._tasks = Card(margin=0, spacing=0)
        self._tasks.body.setContentsMargins(1, 1, 1, 8)
        heading = label(self._session.say("branch.tasks"), "section")
        self._tasks.body.addLayout(row(heading, None, self.count, margins=(17, 12, 17, 11)))
        self._tasks.body.addWidget(rule())
        self._tasks.body.addWidget(self.stack, 1)
        side = QVBoxLayout()
        side.setSpacing(14)
        side.addWidget(self.chart, 1)
        side.addWidget(self.ages)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.addWidget(self._tasks, 57)
        self._columns.addLayout(side, 43)
        content = QWidget()
        self._page = QVBoxLayout(content)
        self._page.addWidget(self.tiles)
        self._page.addLayout(self._columns, 1)
        self._acts = row(self.roster, self.close_day, None, self.reconcile, spacing=10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scrolling(content), 1)
        layout.addLayout(self._acts)
        self.set_narrow(False)
