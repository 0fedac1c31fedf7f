"""Reading a list beside the window, on a thread of its own that asks a child process and the tables."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

from PySide6.QtCore import QObject
from shiboken6 import isValid

from agent_app.documents.roster_account import Answers
from agent_app.documents.roster_mapping import SAMPLE_ROWS, Mapping
from agent_app.documents.roster_process import read_sheets_in_child
from agent_app.documents.spreadsheet import Sheet
from agent_app.domain.errors import Trouble
from agent_app.gui.bridge import Bridge
from agent_app.services.roster_list import ListFile, look_at_file
from agent_app.store.store import Store


class Reader(QObject):
    """One reading at a time; a new one and `stop` make the one under way end without a word.

    The answers arrive on the window's thread.
    """

    def __init__(self, parent: QObject, store: Store) -> None:
        super().__init__(parent)
        self._store = store
        self._bridge = Bridge(self)
        self._stopped = Event()

    def open(self, path: Path, done: Callable[[tuple[Sheet, ...]], None], failed: Callable[[Trouble], None]) -> None:
        """Read the first rows of every sheet."""

        def work(is_wanted: Callable[[], bool]) -> tuple[Sheet, ...]:
            return read_sheets_in_child(path, SAMPLE_ROWS, is_wanted=is_wanted)

        self._start(work, done, failed)

    def look(
        self,
        path: Path,
        mappings: tuple[Mapping, ...],
        answers: Answers,
        today: date,
        progress: Callable[[int], None],
        done: Callable[[ListFile], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        """Read the sheets of these mappings whole, and look at what each row would do."""

        def work(is_wanted: Callable[[], bool]) -> ListFile:
            def tell(count: int) -> None:
                self._post(is_wanted, lambda: progress(count))

            sheets = [mapping.sheet for mapping in mappings]
            how = {"answers": answers, "is_wanted": is_wanted, "tell": tell}
            return look_at_file(self._store, path, mappings, sheets, today=today, **how)

        self._start(work, done, failed)

    def stop(self) -> None:
        """Nobody waits for the reading under way any more."""
        self._stopped.set()

    def _start(self, work: Callable[[Callable[[], bool]], Any], done: Callable, failed: Callable) -> None:
        self.stop()
        stopped = self._stopped = Event()

        def is_wanted() -> bool:
            return not stopped.is_set() and isValid(self._bridge)

        def run() -> None:
            try:
                found = work(is_wanted)
            except Trouble as trouble:
                self._post(is_wanted, lambda told=trouble: failed(told))
            except Exception as bug:
                self._post(is_wanted, lambda found=bug: _raise(found))
            else:
                self._post(is_wanted, lambda: done(found))

        Thread(target=run, name="roster", daemon=True).start()

    def _post(self, is_wanted: Callable[[], bool], call: Callable[[], None]) -> None:
        if is_wanted():
            self._bridge.post(lambda: is_wanted() and call())


def _raise(bug: Exception) -> None:
    """On the window's thread, where whoever watches for bugs sees it."""
    raise bug
