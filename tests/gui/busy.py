"""A busy hour: somebody works in the window while the branch's new member list of 50,000 rows comes in; a supervisor
imports another list meanwhile.

The gaps of the event loop are measured by a timer that wants to ring every few milliseconds. What the
operating system kept the window waiting for a processor, because others used it, is not the window's gap.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select

from agent_app import bootstrap
from agent_app.demo import stage as stages
from agent_app.demo.desk import Desk
from agent_app.demo.member_list import write_member_list
from agent_app.demo.people import SamplePeople
from agent_app.demo.village import Village
from agent_app.gui.screens.roster.work import Stage
from agent_app.records.tables.members import roster_row
from agent_app.records.views import members as members_view
from agent_app.services.collection import TakeTitipan, take_titipan
from agent_app.services.roster import ListedPerson, RosterImport, import_rows
from agent_app.settings import Settings
from agent_app.sync.transport import HttpTransport
from tests.bench.kit import served_apart
from tests.gui.stage import Opened, open_window

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
BEAT_MS = 4
OWN_MEMBERS = 40
LIST = "daftar-lain.xlsx"
OWN_SCHEDULE = Path("/proc/thread-self/schedstat")


AGENT, SUPERVISOR = "agent-A017", "supervisor-S001"
IMPORTED = 5_000
"""Rows of the list that a supervisor imports while the other one's comes in."""


@dataclass
class Prepared:
    """Somebody's folder, and the centre that has a list for them."""

    folder: Path
    centre: Path


def prepare(folder: Path, rows: int) -> None:
    """A branch whose supervisor has sent a list of so many rows that neither Maria's laptop nor the second
    supervisor's has yet; another list lies beside their folders."""
    stage = stages.build(folder, NOW)
    people = SamplePeople(4711)
    with stage.online():
        desk = Desk(stage.enrol("S003", "Theresia", "supervisor"), stage.clock)
        maria = stage.enrol("A017", "Maria", "agent")
        second = stage.enrol("S001", "Paulus", "supervisor")
        stage.sync(desk.supervisor)
        desk.accept_schedules()
        stage.sync(desk.supervisor, maria, second)
        village = Village(maria, stage.clock)
        for person in people.draw(OWN_MEMBERS):
            village.register(person)
        stage.sync(maria)
        write_member_list(folder / LIST, people.draw(IMPORTED, OWN_MEMBERS + rows + 1))
        listed = [_listed(one, number) for number, one in enumerate(people.draw(rows, OWN_MEMBERS + 1))]
        desk.supervisor.store.write(import_rows, RosterImport(rows=listed, source="daftar.xlsx")).result()
        stage.sync(desk.supervisor)
    stage.close()


def _listed(person: object, number: int) -> ListedPerson:
    return ListedPerson(
        name=person.name, nik=person.nik, village=person.village.code, occupation=person.trade, source=str(number)
    )


def waited_for_a_processor() -> float:
    """Seconds this thread was ready to run and was not let, since it began; 0 where Linux does not tell."""
    try:
        return int(OWN_SCHEDULE.read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


class Beat(QObject):
    """Rings every few milliseconds and notes how much too late it came, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._last = self._waited = 0.0
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._ring)

    def start(self) -> None:
        """From now on."""
        self._last, self._waited = time.perf_counter(), waited_for_a_processor()
        self._timer.start()

    def stop(self) -> None:
        """Until now."""
        self._timer.stop()

    def _ring(self) -> None:
        now, waited = time.perf_counter(), waited_for_a_processor()
        self.gaps.append((now - self._last - (waited - self._waited)) * 1000 - BEAT_MS)
        self._last, self._waited = now, waited

    @property
    def longest(self) -> float:
        return max(self.gaps)

    @property
    def p99(self) -> float:
        return sorted(self.gaps)[int(len(self.gaps) * 0.99)]


@contextmanager
def opened(prepared: Prepared) -> Iterator[Opened]:
    """The window at a centre in a process of its own."""
    centre = bootstrap.central().database.open_centre(prepared.centre)
    with served_apart(centre) as address:
        window = open_window(
            prepared.folder,
            datetime.now(UTC),
            Settings(theme="light", sync_first_delay_s=0.2),
            transport=lambda store: HttpTransport(address),
        )
        try:
            yield window
        finally:
            window.window.close()
            window.app.processEvents()
    centre.engine.dispose()


def work(window: Opened, rows: int, *, opened_before: bool = False) -> Beat:
    """Go through the screens, type and take money, or import a list, until the whole list has arrived.

    With `opened_before` every screen was shown once already, as after the first minutes of a day.
    """
    beat = Beat()
    frame = window.window.frame
    is_agent = window.window.session.identity.role == "agent"
    members = _members(window) if is_agent else []
    keys = [key for key, entry in frame.entries.items() if entry.place != "hidden"]
    if opened_before:
        for key in keys:
            frame.go(key)
    _let(window.app, 0.3)
    if not is_agent:
        _begin_import(window)
    beat.start()
    turn, limit = 0, time.perf_counter() + 240
    wanted = rows if is_agent else rows + IMPORTED
    while _arrived(window) < wanted and time.perf_counter() < limit:
        frame.go(keys[turn % len(keys)])
        _let(window.app, 0.12)
        for letter in "mar":
            QTest.keyClick(QApplication.focusWidget() or window.window, letter)
        if is_agent and turn % 3 == 0:
            command = TakeTitipan(member=members[turn % len(members)], rupiah=2_000)
            window.window.session.write(take_titipan, command, lambda _: None)
        _let(window.app, 0.08)
        turn += 1
    beat.stop()
    return beat


def _begin_import(window: Opened) -> None:
    """Open the list that lies beside the folder, and import all of it once it was looked at."""
    window.window.frame.go("roster")
    screen = window.window.frame.screen
    screen.work.open(window.window.session.store.folder.parent / LIST)
    for stage in (Stage.COLUMNS, Stage.LOOKED):
        while screen.work.stage is not stage:
            _let(window.app, 0.02)
        screen.primary()


def _let(app: QApplication, seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        app.processEvents()
        time.sleep(0.0005)


def _members(window: Opened) -> list[str]:
    with window.window.session.store.reading() as connection:
        return [one.member for one in members_view.page(connection, "KCL", "A017")]


def _arrived(window: Opened) -> int:
    with window.window.session.store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(roster_row)).scalar_one())
