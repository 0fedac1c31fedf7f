"""Reconciliation: the branch on a day, agents to look at first, and what explains the one chosen."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_app.domain.desk import Look
from agent_app.domain.errors import Trouble
from agent_app.gui.moments import long_date
from agent_app.gui.screens.count.bulk import BulkSheet
from agent_app.gui.screens.reconcile.chart_sheet import ChartSheet
from agent_app.gui.screens.reconcile.detail import Act, DetailPanel
from agent_app.gui.screens.reconcile.figures import Figures
from agent_app.gui.screens.reconcile.list_panel import ListPanel
from agent_app.gui.screens.reconcile.message_sheet import AgentMessageSheet, message_for
from agent_app.gui.screens.reconcile.reading import Detail, Found, read, read_detail
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.records.views.agent_day import AgentDay, BranchDay

LOW = 560
"""Logical pixels of height below which the figures are short and the chart is behind its button."""


class ReconcileScreen(Screen):
    """Nothing is decided here: acts lead to the screens that count and decide."""

    tables = frozenset(
        {"agent_day", "receipt", "titipan", "deposit", "deposit_count", "deposit_decision", "difference_answer"}
        | {"difference_decision", "difference_settlement", "device", "revocation", "branch", "journal"}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._day = self.session.today()
        self._found: Found | None = None
        self._agent = ""
        self._narrow = False
        self._detail_on_top = False
        self._wanted = ""
        self.figures = Figures(self.session)
        self.panel = ListPanel(self.session)
        self.detail = DetailPanel(self.session, frozenset(getattr(shell, "entries", ())))
        self._build()
        self._connect()

    @property
    def is_ready(self) -> bool:
        """Whether the day has been read."""
        return self._found is not None

    @property
    def day_shown(self) -> BranchDay | None:
        """The figures on the page; None until they were read."""
        return self._found.day if self._found is not None else None

    def heading(self) -> tuple[str, str]:
        day = long_date(self.session, self._day)
        return self.say("reconcile.title"), self.say(
            "reconcile.subtitle", branch=self.session.identity.branch_name, day=day
        )

    def arrive(self, **what: object) -> None:
        agent, day = what.get("agent"), what.get("day")
        self._day = date.fromisoformat(day) if isinstance(day, str) else self.session.today()
        if isinstance(agent, str):
            self._wanted = agent
        self.refresh()
        self.panel.table.setFocus()

    def refresh(self) -> None:
        coop, branch, day = self.session.coop, self.session.identity.branch, self._day.isoformat()
        self.panel.show_day(self._day, is_last=self._day >= self.session.today())
        self.panel.set_busy(True)
        self.session.ask(self, lambda c: read(c, coop, branch, day), self._arrived, self._unreadable, key="day")

    def adapt(self, *, narrow: bool) -> None:
        self._narrow = narrow
        low = narrow or self.height() * 100 / self._text_size() < LOW
        self.figures.set_compact(low)
        self.panel.set_chart_button(low)
        self.detail.adapt(narrow=narrow)
        on_top = self._is_detail_open()
        self.detail.setVisible(not narrow or on_top)
        self.panel.setVisible(not on_top)
        self.figures.setVisible(not on_top)
        margin = 12 if narrow else 24
        self._page.setContentsMargins(margin, 8 if low else 14, margin, 8 if low else 14)
        self._page.setSpacing(8 if low else 14)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.adapt(narrow=self._narrow)

    def escape(self) -> bool:
        if self._is_detail_open():
            self._close_detail()
            return True
        if not self.panel.table.hasFocus() and self.isAncestorOf(self.focusWidget() or self):
            self.panel.table.setFocus()
            return True
        return False

    def primary(self) -> None:
        """Do what the button of the agent chosen says."""
        if self.detail.main.isVisible() and self.detail.main.isEnabled():
            self.detail.main.click()

    def _text_size(self) -> int:
        return self.session.settings.text_size

    def _build(self) -> None:
        columns = QWidget()
        self._columns = QHBoxLayout(columns)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(14)
        self._columns.addWidget(self.panel, 68)
        self._columns.addWidget(self.detail, 32)
        self._page = QVBoxLayout(self)
        self._page.addWidget(self.figures)
        self._page.addWidget(columns, 1)

    def _connect(self) -> None:
        self.figures.table.connect(self._open_chart)
        self.panel.chart.connect(self._open_chart)
        self.panel.filtered.connect(self._show_rows)
        self.panel.chosen.connect(self._chosen)
        self.panel.opened.connect(self._opened)
        self.panel.day_wanted.connect(self._step)
        self.panel.bulk.connect(self._bulk)
        self.detail.acted.connect(self._act)
        self.detail.message.connect(self._message)
        self.detail.paper.connect(self._open_paper)
        self.detail.back.connect(self._close_detail)

    def _step(self, days: int) -> None:
        """Another day; never one that has not begun."""
        wanted = min(self._day + timedelta(days=days), self.session.today())
        if wanted != self._day:
            self._day = wanted
            self.refresh()
            self.heading_changed.emit()

    def _arrived(self, found: Found) -> None:
        self.panel.set_busy(False)
        self._found = found
        self.figures.show_day(found, today=self._day == self.session.today())
        self.panel.show_counts(found.day)
        self._show_bulk(len(found.day.counted_alike))
        if self._wanted:
            self._agent, self._wanted = self._wanted, ""
            row = next((one for one in found.day.rows if one.agent == self._agent), None)
            if row is not None and self.panel.look not in (row.look, None):
                self.panel.choose(row.look if row.look in self.panel.chips else None)
            if row is not None and self._narrow:
                self._open_detail()
        self._show_rows()

    def _unreadable(self, trouble: Trouble) -> None:
        self.panel.set_busy(False)
        self.panel.say_empty(self.session.words.of(trouble), self.say("reconcile.again"))
        self.detail.show_nobody()

    def _show_rows(self) -> None:
        if self._found is None:
            return
        self.panel.show_rows(self._found.day, self._agent)
        if not self.panel.model.rows:
            self._say_nobody()
            self.detail.show_nobody()
            return
        index = self.panel.table.currentIndex()
        self._chosen(index.row())

    def _say_nobody(self) -> None:
        look = self.panel.look
        if self._found is not None and not self._found.day.rows:
            self.panel.say_empty(self.say("reconcile.no_agents"), self.say("reconcile.no_agents_below"))
        else:
            below = self.say("reconcile.none.check_below") if look is Look.CHECK else ""
            self.panel.say_empty(self.say(f"reconcile.none.{look.value if look else 'all'}"), below)

    def _row(self) -> AgentDay | None:
        return next((one for one in self.panel.model.rows if one.agent == self._agent), None)

    def _chosen(self, place: int) -> None:
        self._agent = self.panel.model.rows[place].agent
        self._read_detail()

    def _opened(self, place: int) -> None:
        self._chosen(place)
        if self._narrow:
            self._open_detail()
        elif self.detail.main.isVisible():
            self.detail.main.setFocus()

    def _read_detail(self) -> None:
        row, day = self._row(), self._day.isoformat()
        if row is None:
            self.detail.show_nobody()
            return
        coop = self.session.coop

        def question(connection: Any) -> Detail:
            return read_detail(connection, coop, row, day)

        self.session.ask(
            self, question, lambda found: self._detail_arrived(found, day), self._detail_unreadable, key="detail"
        )

    def _detail_arrived(self, found: Detail, day: str) -> None:
        if found.row.agent == self._agent and day == self._day.isoformat() and found != self.detail.shown:
            self.detail.show_agent(found, day)

    def _detail_unreadable(self, trouble: Trouble) -> None:
        self.detail.show_nobody()
        self.shell.toast(self.session.words.of(trouble))

    def _is_detail_open(self) -> bool:
        return self._narrow and self._detail_on_top

    def _open_detail(self) -> None:
        self._detail_on_top = True
        self.adapt(narrow=self._narrow)
        (self.detail.main if self.detail.main.isVisible() else self.detail.ask).setFocus()

    def _close_detail(self) -> None:
        self._detail_on_top = False
        self.adapt(narrow=self._narrow)
        self.panel.table.setFocus()

    def _act(self, act: Act) -> None:
        if act.screen == "count":
            self.shell.go("count", deposit=act.deposit)
        else:
            self.shell.go("decide", difference=act.deposit)

    def _message(self) -> None:
        shown = self.detail.shown
        if shown is not None:
            text = message_for(self.session, shown.row, self._day.isoformat())
            AgentMessageSheet(self.shell.window(), self.session, text).present()

    def _open_paper(self, origin: object) -> None:
        self.shell.go("receipt", origin=origin)

    def _open_chart(self) -> None:
        if self._found is not None:
            ChartSheet(self.shell.window(), self.session, self._found.days).present()

    def _show_bulk(self, count: int) -> None:
        self.panel.bulk_button.setText(self.say("reconcile.bulk", count=count))
        self.panel.bulk_button.setVisible(bool(count))

    def _bulk(self) -> None:
        """Confirm at once what somebody counted with exactly the declared sum."""
        if self._found is not None:
            BulkSheet(self.shell, self._found.day.counted_alike).present()
