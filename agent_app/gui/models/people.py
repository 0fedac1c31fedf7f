"""Everybody for the window: the directory of this device, kept up with its tables without anybody waiting for it."""

from threading import Thread

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from agent_app.domain.errors import Unavailable
from agent_app.gui.bridge import Bridge
from agent_app.gui.session import Session
from agent_app.records.views.directory import Directory
from agent_app.records.views.people import Members, Roster, read_members, read_roster

MEMBERS_AFTER_MS = 100
ROSTER_AFTER_MS = 1_500
"""A feed of many rows is waited for, so that the list is not read again for each of its pages."""
ROSTER_AT_MOST_MS = 20_000
OF_MEMBERS = frozenset({"member", "roster_row"})


class People(QObject):
    """One for a session. `changed` tells that `directory` is another one; members are there before the roster is."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session, self._bridge = session, Bridge(session)
        self._members, self._roster = Members(), Roster()
        self._wanted = ["members", "roster"]
        self._is_reading = False
        self.is_complete = False
        """Whether the roster was read once."""
        self.directory = Directory(self._members, self._roster)
        self._members_due = self._timer(MEMBERS_AFTER_MS, self._want_members)
        self._roster_due = self._timer(ROSTER_AFTER_MS, self._want_roster)
        self._roster_late = self._timer(ROSTER_AT_MOST_MS, self._want_roster)
        session.changed.connect(self._tables_changed)
        self._next()

    def _timer(self, milliseconds: int, act) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=milliseconds)
        timer.timeout.connect(act)
        return timer

    def _tables_changed(self, tables: frozenset[str]) -> None:
        if tables & OF_MEMBERS:
            self._members_due.start()
        if "roster_row" in tables:
            self._roster_due.start()
            if not self._roster_late.isActive():
                self._roster_late.start()

    def _want_members(self) -> None:
        self._want("members")

    def _want_roster(self) -> None:
        self._roster_due.stop()
        self._roster_late.stop()
        self._want("roster")

    def _want(self, what: str) -> None:
        if what not in self._wanted:
            self._wanted.append(what)
        self._next()

    def _next(self) -> None:
        """Read on a thread of its own: two hundred thousand people take a second, and other questions do not wait."""
        if self._wanted and not self._is_reading:
            self._is_reading = True
            Thread(target=self._read, args=(self._wanted.pop(0),), name="people", daemon=True).start()

    def _read(self, what: str) -> None:
        members, roster = self._members, self._roster
        try:
            with self._session.store.reading() as connection:
                if what == "members":
                    members = read_members(connection, self._session.coop)
                else:
                    roster = read_roster(connection, self._session.coop)
            directory = Directory(members, roster)
        except Unavailable:
            # What is shown stays; the screens that ask the same disk say what is wrong with it.
            members, roster, directory = self._members, self._roster, self.directory
        if isValid(self._bridge):
            self._bridge.post(lambda: self._arrived(what, members, roster, directory))

    def _arrived(self, what: str, members: Members, roster: Roster, directory: Directory) -> None:
        if not isValid(self):
            return
        self._members, self._roster, self.directory = members, roster, directory
        self._is_reading = False
        self.is_complete |= what == "roster"
        self.changed.emit()
        self._next()


def people(session: Session) -> People:
    """The one of a session, made when it is first asked for."""
    found = session.findChild(People)
    return found if found is not None else People(session)
