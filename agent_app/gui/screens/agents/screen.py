"""Agents and their laptops: who was heard of when, what is still on which laptop, and closing one that is lost."""

from functools import partial

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget

from agent_app.domain.errors import Trouble
from agent_app.gui.moments import moment_label
from agent_app.gui.screens.agents.detail import AgentDetail
from agent_app.gui.screens.agents.reading import Device, Found, read_agents
from agent_app.gui.screens.agents.table import WHO, AgentsDelegate, AgentsModel, fit_columns
from agent_app.gui.screens.agents.wording import Revoking, revoking, revoking_words
from agent_app.gui.screens.members.table import PeopleTable
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, row, rule
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import label
from agent_app.sync import branch_devices
from agent_app.sync.outcome import Result

AGAIN_AFTER_MS = 400


class AgentsScreen(Screen):
    """The list at the left, whoever is chosen at the right."""

    tables = frozenset({"device", "revocation", "agent_day", "deposit", "float_movement"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.found: Found | None = None
        self._wanted = ""
        self._narrow = self._detail_on_top = False
        self._closing = 0
        self.model = AgentsModel(self.session)
        self.table = self._build_table()
        self.detail = AgentDetail(self.session, self._ask_to_revoke, self._why_not)
        self._columns = QHBoxLayout(self)
        self._columns.setSpacing(14)
        self._left = self._build_left()
        self._columns.addWidget(self._left, 60)
        self._columns.addWidget(self.detail, 40)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_AFTER_MS)
        self._again.timeout.connect(self.refresh)
        self.detail.back.clicked.connect(self._close_detail)
        self.detail.reconcile.clicked.connect(self.primary)
        self.session.sync_changed.connect(self._sync_changed)
        theme().changed.connect(self._fit)

    def heading(self) -> tuple[str, str]:
        title = self.say("agents.title")
        if self.found is None or self.found.told_at is None:
            return title, self.say("agents.subtitle.never")
        return title, self.say("agents.subtitle", at=moment_label(self.session, self.found.told_at))

    def arrive(self, **what: object) -> None:
        if isinstance(agent := what.get("agent"), str):
            self._wanted = agent
            self._detail_on_top = True
            self._select()
            self.adapt(narrow=self._narrow)
        self.refresh()
        if not self._narrow or not self._detail_on_top:
            self.table.setFocus()

    def refresh(self) -> None:
        me, today = self.session.identity, self.session.today()
        self.session.ask(self, lambda c: read_agents(c, me, today), self._arrived, self._failed, key="agents")

    def adapt(self, *, narrow: bool) -> None:
        self._narrow = narrow
        on_top = narrow and self._detail_on_top
        self._left.setVisible(not on_top)
        self.detail.setVisible(not narrow or on_top)
        self.detail.back.setVisible(on_top)
        side = 12 if narrow else 24
        self._columns.setContentsMargins(side, 12 if narrow else 16, side, 12 if narrow else 16)

    def escape(self) -> bool:
        if self._narrow and self._detail_on_top:
            self._close_detail()
            return True
        if self.detail.isAncestorOf(QApplication.focusWidget() or self):
            self.table.setFocus()
            return True
        return False

    def primary(self) -> None:
        """The agent's day at the desk."""
        one = self.detail.person
        if one is not None and one.day is not None:
            self.shell.go("reconcile", agent=one.person, day=self.session.today().isoformat())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build_left(self) -> Card:
        card = Card(margin=0, spacing=0)
        self.news = label("", "small", "text2", wrap=True)
        self.ask_now = Button(self.say("agents.ask"), "quiet", icon="refresh-cw", keycap="Ctrl+Shift+S")
        self.ask_now.clicked.connect(self.session.engine.send_now)
        top = row(self.news, self.ask_now, margins=(16, 12, 12, 12), spacing=10)
        top.setStretch(0, 1)
        card.body.addLayout(top)
        self.wrong = EmptyState("circle-alert", self.say("agents.unreadable"))
        self.empty = EmptyState("laptop", self.say("agents.empty"), self.say("agents.empty_below"))
        self.stack = QStackedWidget()
        for page in (self.table, self.empty, self.wrong):
            self.stack.addWidget(page)
        card.body.addWidget(self.stack, 1)
        card.body.addWidget(rule())
        self.shown = label("", "small", "text2")
        card.body.addLayout(row(self.shown, None, margins=(18, 9, 18, 10)))
        return card

    def _build_table(self) -> PeopleTable:
        table = PeopleTable(self)
        table.setModel(self.model)
        table.setItemDelegate(AgentsDelegate(self.model, table))
        table.setAccessibleName(self.say("agents.title"))
        table.selectionModel().currentChanged.connect(self._current_changed)
        table.activated.connect(self._opened)
        table.clicked.connect(self._opened)
        return table

    def _fit(self) -> None:
        fit_columns(self.table)

    def _arrived(self, found: Found) -> None:
        self.found = found
        shown = self._wanted or (self.detail.person.person if self.detail.person is not None else "")
        self.model.put(found.people)
        self.stack.setCurrentWidget(self.table if found.people else self.empty)
        agents = sum(one.role == "agent" for one in found.people)
        laptops = sum(len(one.open_devices) for one in found.people)
        self.shown.setText(self.say("agents.count", agents=agents, laptops=laptops))
        self._wanted = shown
        self._select()
        self._say_news()
        self._fit()
        self.heading_changed.emit()

    def _select(self) -> None:
        """Stand on whoever is wanted, else on the first."""
        if not self.model.rows:
            self.detail.show_person(None)
            return
        place = self.model.place_of(self._wanted) or 0
        index = self.model.index(place, WHO)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(index, flags)
        self._show(place)

    def _say_news(self) -> None:
        told_at = self.found.told_at if self.found is not None else None
        if told_at is None:
            self.news.setText(self.say("agents.no_news"))
        else:
            self.news.setText(self.say("agents.news", at=moment_label(self.session, told_at)))

    def _failed(self, trouble: Trouble) -> None:
        self.wrong.say(self.say("agents.unreadable"), self.session.words.of(trouble))
        self.stack.setCurrentWidget(self.wrong)

    def _current_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self._show(index.row())

    def _show(self, place: int) -> None:
        one = self.model.rows[place][0]
        self._wanted = one.person
        if one != self.detail.person:
            self.detail.show_person(one)
        else:
            self.detail.allow()

    def _opened(self, index: QModelIndex) -> None:
        self._show(index.row())
        if self._narrow:
            self._detail_on_top = True
            self.adapt(narrow=True)
            self.detail.back.setFocus()

    def _close_detail(self) -> None:
        self._detail_on_top = False
        self.adapt(narrow=self._narrow)
        self.table.setFocus()

    def _sync_changed(self, _: object) -> None:
        if not self.isVisible():
            return
        self.detail.allow()
        if not self._again.isActive():
            self._again.start()

    def _tables_changed(self, tables: frozenset[str]) -> None:
        if self.isVisible() and tables & self.tables and not self._again.isActive():
            self._again.start()

    # closing a laptop

    def _why_not(self, one: Device) -> str:
        """Why a laptop cannot be closed now; empty where it can."""
        if one.known.device == self.session.identity.device:
            return self.say("agents.revoke.own")
        if one.known.device == self._closing:
            return self.say("agents.revoke.under_way")
        if revoking(self.session, one) is Revoking.WAITS:
            return revoking_words(self.session, one)
        outcome = self.session.sync_state.outcome
        if outcome is None or outcome.result is not Result.DONE:
            return self.say("agents.revoke.offline")
        return ""

    def _ask_to_revoke(self, one: Device) -> None:
        name = one.known.person_name or one.known.person
        if revoking(self.session, one) is Revoking.ASKS:
            title = self.say("agents.revoke.ask_title", name=name, number=one.known.device)
            self.shell.ask_pin(title, partial(self._revoke, one), self.say("agents.revoke.ask_detail"))
            return
        title = self.say("agents.revoke.title", name=name, number=one.known.device)
        unsent = one.told.unsent_acts if one.told is not None else None
        detail = self.say("agents.revoke.detail") if unsent == 0 else self.say("agents.revoke.detail_unsent")
        self.shell.ask_pin(title, partial(self._revoke, one), detail)

    def _revoke(self, one: Device) -> None:
        number = self._closing = one.known.device
        self.detail.allow()
        self.session.reach(
            self,
            lambda store, transport: branch_devices.revoke(store, transport, number),
            partial(self._revoked, one),
            self._refused,
        )

    def _revoked(self, one: Device, is_closed: bool) -> None:
        self._closing = 0
        name = one.known.person_name or one.known.person
        said = "agents.revoke.done" if is_closed else "agents.revoke.asked_done"
        self.shell.toast(self.say(said, name=name, number=one.known.device))
        self.session.engine.send_now()
        self.refresh()

    def _refused(self, trouble: Trouble) -> None:
        self._closing = 0
        self.detail.allow()
        self.shell.toast(self.say("agents.revoke.failed", why=self.session.words.of(trouble)))
