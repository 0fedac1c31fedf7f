"""The window with the list of members, driven by its own event loop."""

import time
from collections.abc import Callable
from types import SimpleNamespace

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from agent_app.gui.models.people import people
from agent_app.gui.models.people_list import FIRST
from agent_app.gui.screens.members.screen import MembersScreen
from agent_app.gui.session import Session
from agent_app.settings import Settings
from agent_app.store.store import Store
from agent_app.sync.transport import HttpTransport

SIZE = (1102, 654)
BETWEEN_KEYS_MS = 100
"""Of a fast typist."""


class PeopleWindow(QObject):
    """The screen of members as it stands in a window of 1366x768, without the frame around it."""

    def __init__(self, app: QApplication, store: Store) -> None:
        super().__init__()
        self._app = app
        # So that no wait sleeps for ever.
        self._beat = QTimer(self, interval=500)
        self._beat.start()
        self.session = Session(store, Settings(theme="light"), HttpTransport("http://127.0.0.1:9"))
        begin = time.perf_counter()
        found = people(self.session)
        self._wait(lambda: found.is_complete)
        self.load_ms = (time.perf_counter() - begin) * 1e3
        shell = SimpleNamespace(session=self.session, toast=print, go=print)
        self.screen = MembersScreen(shell)
        self.screen.resize(*SIZE)
        self.screen.show()
        self.screen.activateWindow()
        self.screen.arrive()
        self.screen.panel.filter.setFocus()
        self._wait(lambda: self.screen.model.person(0) is not None)

    def search(self, text: str) -> float:
        """Milliseconds from the last letter to the first rows, more than the window shows, being there to be drawn."""
        panel, model = self.screen.panel, self.screen.model
        panel.filter.setText(text[:-1])
        self._wait(lambda: model.is_counted and (not model.rowCount() or model.person(0) is not None))
        QTest.qWait(BETWEEN_KEYS_MS)
        read: list[float] = []
        taken = model.loaded.connect(lambda: read.append(time.perf_counter()))
        begin = time.perf_counter()
        panel.filter.setText(text)
        shown = min(FIRST, model.rowCount())
        self._wait(lambda: not shown or bool(read))
        model.loaded.disconnect(taken)
        assert all(model.person(row) is not None for row in range(shown))
        return ((read[0] if read else time.perf_counter()) - begin) * 1e3

    def scroll(self, frames: int) -> list[float]:
        """Milliseconds of each frame while the list runs down, a jump and a few rows at a time."""
        self.screen.panel.filter.clear()
        self._wait(lambda: self.screen.model.is_counted)
        bar, times = self.screen.panel.table.verticalScrollBar(), []
        for frame in range(frames):
            begin = time.perf_counter()
            step = bar.maximum() // 40 if frame % 10 == 0 else 160
            bar.setValue((bar.value() + step) % bar.maximum())
            self.screen.panel.table.viewport().repaint()
            self._app.processEvents()
            times.append((time.perf_counter() - begin) * 1e3)
        return times

    def close(self) -> None:
        """Let go of the screen; the store is the caller's."""
        self.screen.close()
        self.screen.deleteLater()
        self._app.processEvents()

    def _wait(self, done: Callable[[], bool]) -> None:
        """As an application waits: asleep until something happens."""
        until = time.perf_counter() + 20
        while not done():
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            assert time.perf_counter() < until, "the list did not come"
