"""Home of a supervisor: the day at a glance, and what is to be done, each a way to its screen."""

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout

from agent_app.domain.errors import Trouble
from agent_app.gui.models.rows import ROW
from agent_app.gui.moments import long_date, moment_label
from agent_app.gui.screens.branch.board import Board
from agent_app.gui.screens.branch.reading import Found, Later, read_branch, read_endings, read_unremitted
from agent_app.gui.screens.branch.schedule_sheet import ScheduleSheet
from agent_app.gui.screens.branch.tasks import SCHEDULE, Task, tasks_of
from agent_app.gui.screens.count.close_sheet import CloseSheet
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.records.views.branch_tasks import Unremitted
from agent_app.records.views.protection_ending import Ending

WAIT_MS = 150
AGAIN_AFTER_MS = 400
LATER_AFTER_MS = 250
"""What takes long to add up is asked only where somebody stays."""
"""While lines of others come in, the page is read again no oftener than this."""
TABLES = frozenset(
    {"agent_day", "deposit", "deposit_count", "receipt", "titipan", "review", "review_decision", "device"}
)
TABLES |= {"reversal_request", "reversal_decision", "schedule", "schedule_acceptance", "funds_receipt", "revocation"}
TABLES |= {"roster_row", "member"}
TABLES |= {"remitted_month", "protected_month", "difference_answer", "difference_decision", "difference_settlement"}


class BranchScreen(Screen):
    """Opens on the list of what waits, so that Enter goes to the first of it."""

    tables = TABLES

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.found: Found | None = None
        self.later = Later()
        self._shown_day = self.session.today()
        self.board = Board(self.session, self.refresh)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.board)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.board.show_waiting)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_AFTER_MS)
        self._again.timeout.connect(self.refresh)
        self._later_due = QTimer(self, singleShot=True, interval=LATER_AFTER_MS)
        self._later_due.timeout.connect(self._ask_later)
        self.board.list.opened.connect(self._open_row)
        self.board.list.clicked.connect(self._open_row)
        self.board.reconcile.clicked.connect(partial(shell.go, "reconcile"))
        self.board.roster.clicked.connect(partial(shell.go, "roster"))
        self.board.close_day.clicked.connect(self.close_day)
        self.session.status_changed.connect(self._status_changed)

    def heading(self) -> tuple[str, str]:
        known = self.session.status
        day = long_date(self.session, self.session.today())
        branch = self.say("branch.title", branch=self.session.identity.branch_name)
        if known is None or known.last_success is None:
            return branch, self.say("branch.subtitle.never", day=day)
        return branch, self.say("branch.subtitle", day=day, at=moment_label(self.session, known.last_success))

    def arrive(self, **what: object) -> None:
        self.refresh()
        self._focus()

    def refresh(self) -> None:
        me, today = self.session.identity, self.session.today()
        if self.found is None and not self._wait.isActive():
            self._wait.start()
        self.session.ask(self, lambda c: read_branch(c, me, today), self._arrived, self._failed, key="branch")

    def leave(self) -> None:
        self._later_due.stop()

    def adapt(self, *, narrow: bool) -> None:
        self.board.set_narrow(narrow)

    def primary(self) -> None:
        if self.board.reconcile.isVisible():
            self.board.reconcile.click()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._focus)

    def close_day(self) -> None:
        """Open the sheet that closes the day."""
        CloseSheet(self.shell, self.session.today().isoformat()).present()

    def open(self, task: Task) -> None:
        """Go to where a task is done."""
        if task.go == SCHEDULE:
            self._show_schedule()
        else:
            self.shell.go(task.go, **task.what)

    def _open_row(self, index: QModelIndex) -> None:
        self.open(index.data(ROW))

    def _show_schedule(self) -> None:
        schedule = self.found.tasks.schedule if self.found is not None else None
        if schedule is not None:
            ScheduleSheet(self.shell.window(), self.session, schedule, self._accepted).present()

    def _accepted(self) -> None:
        self.shell.toast(self.say("branch.schedule.accepted"))
        self.refresh()

    def _ask_later(self) -> None:
        me, today = self.session.identity, self.session.today()
        ask = partial(self.session.ask, self, aside=True)
        ask(lambda c: read_endings(c, me, today), self._endings, self._failed, key="endings")
        ask(lambda c: read_unremitted(c, me, today), self._unremitted, self._failed, key="money")

    def _arrived(self, found: Found) -> None:
        self._wait.stop()
        if self.isVisible() and not self._later_due.isActive():
            self._later_due.start()
        if self.found is not None and self.found.today != found.today:
            self.heading_changed.emit()
        self.found = found
        self.board.show_found(found)
        self._show_tasks()

    def _unremitted(self, lying: Unremitted) -> None:
        self.later = Later(lying, self.later.endings)
        self.board.ages.show_money(lying)
        self._show_tasks()

    def _endings(self, found: tuple[Ending, ...]) -> None:
        self.later = Later(self.later.unremitted, found)
        self._show_tasks()

    def _show_tasks(self) -> None:
        if self.found is not None:
            self.board.show_tasks(tasks_of(self.session, self.found, self.later))

    def _failed(self, trouble: Trouble) -> None:
        self._wait.stop()
        self.board.show_wrong(self.session.words.of(trouble))

    def _status_changed(self, _: object) -> None:
        self.heading_changed.emit()

    def _tables_changed(self, tables: frozenset[str]) -> None:
        if self.isVisible() and tables & self.tables and not self._again.isActive():
            self._again.start()

    def _focus(self) -> None:
        """The list, unless something else here has the focus."""
        now = QApplication.focusWidget()
        if self.isVisible() and (now is None or now is self.window() or not self.isAncestorOf(now)):
            self.board.list.setFocus(Qt.FocusReason.OtherFocusReason)
