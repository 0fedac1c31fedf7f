"""Home: opens on the village of the day with the first who is due, so that Enter takes the money."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout

from agent_app.domain.errors import Trouble
from agent_app.gui.moments import long_date
from agent_app.gui.screens.home.board import Board
from agent_app.gui.screens.home.choice import Choice, choice_of, keep_choice
from agent_app.gui.screens.home.due_list import Row
from agent_app.gui.screens.home.outcome_sheet import OutcomeSheet
from agent_app.gui.screens.home.pages import Pages
from agent_app.gui.screens.home.people_list import ProspectRow, ReceiptLine
from agent_app.gui.screens.home.reading import Found, Next, read_home, read_next, read_prospects, read_roster
from agent_app.gui.screens.home.village_bar import KEYS
from agent_app.gui.screens.home.village_sheet import VillageSheet
from agent_app.gui.screens.home.wording import price_sentence
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.gui.widgets.overlays import Overlay
from agent_app.gui.widgets.shortcuts import on_keys
from agent_app.records.views.villages import Listed, Village
from agent_app.services.members import RecordVisit

WAIT_MS = 150
ROSTER_AFTER_MS = 1_500
CLOCK_MS = 30_000
TABLES = frozenset({"member", "receipt", "titipan", "deposit", "visit", "review", "schedule", "schedule_acceptance"})
TABLES |= {"remitted_month", "protected_month"}


class HomeScreen(Screen):
    """Village, figures, who is due; prospects and last receipts beside it."""

    tables = TABLES

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._found: Found | None = None
        self._roster: tuple[Listed, ...] | None = None
        self._next: Next | None = None
        self._choice: Choice | None = None
        self._kept: tuple[str, str] | None = None
        self._greeted = ("", "")
        self._sheet: VillageSheet | None = None
        self.board = Board(self.session)
        self.pages = Pages(self.session, self._go_on, partial(shell.go, "register"), self.refresh)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.board)
        self._connect()

    @property
    def is_ready(self) -> bool:
        """Whether the day stands there."""
        return self._found is not None

    def heading(self) -> tuple[str, str]:
        now = self.session.now()
        name = self.session.identity.person_name.split()[0]
        greeting = self.say(f"home.greeting.{_part_of_day(now)}", name=name)
        return greeting, long_date(self.session, self.session.today())

    def arrive(self, **what: object) -> None:
        self._focus()
        self.refresh()

    def refresh(self) -> None:
        today, me, chosen, roster = self.session.today(), self.session.identity, self._choice, self._roster
        if not self._wait.isActive() and (self._found is None or self._is_elsewhere()):
            self._wait.start()
        self.session.ask(
            self, lambda c: read_home(c, me, today, chosen, roster), self._arrived, self._failed, key="home"
        )
        if roster is None:
            self._ask_roster()

    def primary(self) -> None:
        if self.board.due.stack.currentWidget() is self.pages.served and self.pages.next.isVisible():
            self.pages.next.click()
        else:
            self.board.due.open_current()

    def adapt(self, *, narrow: bool) -> None:
        self.board.set_narrow(narrow)

    def showEvent(self, event: QShowEvent) -> None:
        # Also after the screen was locked: Enter goes on with the list at once.
        super().showEvent(event)
        QTimer.singleShot(0, self, self._focus)

    def choose_village(self) -> None:
        """Open the list of villages."""
        if self._found is None or self._is_covered():
            return
        self._sheet = VillageSheet(self.shell.window(), self.session, self._found.villages, self._take_village)
        self._sheet.closed.connect(self._sheet_closed)
        self._sheet.present()

    def _connect(self) -> None:
        board = self.board
        board.bar.choose.connect(self.choose_village)
        board.tiles.deposit.connect(partial(self.shell.go, "deposit"))
        board.due.opened.connect(self._take_money)
        board.due.filtered.connect(self._show_day)
        board.prospects.asked.connect(self._ask_outcome)
        board.prospects.register.connect(partial(self.shell.go, "register"))
        board.latest.opened.connect(self._open_receipt)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(board.show_waiting)
        self._roster_due = QTimer(self, singleShot=True, interval=ROSTER_AFTER_MS)
        self._roster_due.timeout.connect(self._ask_roster)
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(self._look_at_clock)
        self._clock.start()
        on_keys(self, KEYS, self.choose_village)
        self.session.status_changed.connect(self._show_ticks)

    def _is_elsewhere(self) -> bool:
        """Whether another village is wanted than the one shown."""
        shown = self._found.village if self._found is not None else None
        return self._choice is not None and (shown is None or shown.key != self._choice.key)

    def _ask_roster(self) -> None:
        me = self.session.identity
        self.session.ask(self, lambda c: read_roster(c, me), self._roster_arrived, self._unlisted, key="roster")

    def _ask_prospects(self, village: Village) -> None:
        me, today = self.session.identity, self.session.today()
        self.session.ask(
            self,
            lambda c: read_prospects(c, me, village, today),
            self.board.prospects.show_prospects,
            self._unlisted,
            key="prospects",
        )

    def _ask_next(self, found: Found) -> None:
        me, done = self.session.identity, found.village
        if done is not None:
            self.session.ask(
                self,
                lambda c: read_next(c, me, found.today, found.villages, done),
                self._show_next,
                self._unlisted,
                key="next",
            )

    def _show_next(self, following: Next | None) -> None:
        self._next = following
        if self._found is not None:
            self.pages.show_next(self._found, following)

    def _arrived(self, found: Found) -> None:
        self._wait.stop()
        self._found = found
        self.board.bar.show_village(found.village, found.day)
        self.board.tiles.show_found(found)
        self.board.show_price(price_sentence(self.session, found.change) if found.change is not None else "")
        self._show_day()
        self._show_ticks()
        if self._sheet is not None:
            self._sheet.offer(found.villages)
        if found.village is not None:
            self._keep(found.village)
        if self._roster is not None:
            if found.village is not None:
                self._ask_prospects(found.village)
            else:
                self.board.prospects.show_prospects(())
        self._look_at_clock()

    def _roster_arrived(self, roster: tuple[Listed, ...]) -> None:
        self._roster = roster
        self.board.prospects.has_list = bool(roster)
        self.refresh()

    def _unlisted(self, _: Trouble) -> None:
        """The due list says what cannot be read; the prospects stay as they are."""

    def _failed(self, trouble: Trouble) -> None:
        self._wait.stop()
        self.board.due.show_instead(self.pages.wrong(trouble))

    def _show_day(self) -> None:
        if self._found is None:
            return
        due, day = self.board.due, self._found.day
        if self._found.accepted:
            due.show_day(day, self.pages.for_filter(due.filter, self._found))
            if due.stack.currentWidget() is self.pages.served:
                self._ask_next(self._found)
        else:
            due.show_counts(day)
            due.show_instead(self.pages.no_prices)

    def _show_ticks(self, _: object = None) -> None:
        if self._found is not None:
            self.board.latest.show_latest(self._found.latest)

    def _look_at_clock(self) -> None:
        """Greet anew where the hour has changed; read anew where the day has."""
        if self.heading() != self._greeted:
            day_before, self._greeted = self._greeted[1], self.heading()
            self.heading_changed.emit()
            if day_before and day_before != self._greeted[1]:
                self._choice = None
                self.refresh()

    def _keep(self, village: Village) -> None:
        today = self.session.today()
        if self._kept != (today.isoformat(), village.key):
            self._kept = (today.isoformat(), village.key)
            self._choice = choice_of(village)
            self.session.store.run(lambda connection: keep_choice(connection, village, today))

    def _take_village(self, village: Village) -> None:
        self._choice = choice_of(village)
        self.board.due.choose("left")
        self.refresh()
        self._focus()

    def _go_on(self) -> None:
        if self._next is not None:
            self._take_village(self._next.village)

    def _sheet_closed(self) -> None:
        self._sheet = None

    def _take_money(self, row: Row) -> None:
        self.shell.go("members" if row.ended else "collect", member=row.member)

    def _open_receipt(self, line: ReceiptLine) -> None:
        self.shell.go("receipt", origin=line.origin)

    def _ask_outcome(self, row: ProspectRow) -> None:
        OutcomeSheet(self.shell.window(), self.session, row, partial(self._visited, row.name)).present()

    def _visited(self, name: str, command: RecordVisit) -> None:
        if command.outcome == "interested":
            self.shell.go("register", roster=command.member)
        else:
            self.shell.toast(self.say(f"home.noted.{command.outcome}", name=name))

    def _focus(self) -> None:
        """The list of the panel shown, unless something else here has the focus already."""
        now = QApplication.focusWidget()
        is_free = now is None or now is self.window() or not self.isAncestorOf(now)
        if self.isVisible() and is_free and not self._is_covered():
            self.board.focus_list()

    def _is_covered(self) -> bool:
        """Whether a sheet or drawer lies over the window."""
        return any(one.isVisible() for one in self.window().findChildren(Overlay))

    def _tables_changed(self, tables: frozenset[str]) -> None:
        if "roster_row" in tables:
            if not self.isVisible():
                self._roster = None
            elif not self._roster_due.isActive():
                self._roster_due.start()
        super()._tables_changed(tables)


def _part_of_day(now: datetime) -> str:
    hour = now.hour
    return "morning" if 3 <= hour < 11 else "day" if 11 <= hour < 15 else "afternoon" if 15 <= hour < 18 else "evening"
