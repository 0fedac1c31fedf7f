"""Reading a list beside the window, on a thread of its own that asks a child process and the tables."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

from PySide6.QtCore import QObject
from shiboken6 import isValid

from agent_app.documents.roster_columns import SAMPLE_ROWS, Mapping
from agent_app.documents.roster_process import read_roster_in_child, read_sheets_in_child
from agent_app.documents.roster_rows import Problem, RosterSummary
from agent_app.documents.spreadsheet import Sheet
from agent_app.domain.errors import Trouble
from agent_app.gui.bridge import Bridge
from agent_app.services.roster import ListedPerson, PersonChange, Planning, listed_person
from agent_app.store.store import Store


@dataclass(slots=True, repr=False)
class Looked:
    """What a list holds and what importing it would do. `gone`: id and name of whom it leaves out."""

    people: list[ListedPerson] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    summary: RosterSummary | None = None
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    newcomers: list[str] = field(default_factory=list)
    changes: list[PersonChange] = field(default_factory=list)
    gone: tuple[tuple[str, str], ...] = ()

    @property
    def mappings(self) -> tuple[Mapping, ...]:
        return self.summary.mappings if self.summary is not None else ()


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
        today: date,
        progress: Callable[[int], None],
        done: Callable[[Looked], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        """Read the sheets of these mappings whole, and plan each chunk of rows as soon as it is read."""

        def work(is_wanted: Callable[[], bool]) -> Looked:
            def tell(count: int) -> None:
                self._post(is_wanted, lambda: progress(count))

            return _look(self._store, path, mappings, today, is_wanted, tell)

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


def _look(
    store: Store,
    path: Path,
    mappings: tuple[Mapping, ...],
    today: date,
    is_wanted: Callable[[], bool],
    tell: Callable[[int], None],
) -> Looked:
    found = Looked()
    planning = Planning(store.identity.coop, store.identity.branch, path.name)
    sheets = [mapping.sheet for mapping in mappings]
    for chunk in read_roster_in_child(path, mappings, sheets, today=today, is_wanted=is_wanted):
        rows = [listed_person(row) for row in chunk.rows]
        with store.reading() as connection:
            planning.add(connection, rows)
        found.people += rows
        found.problems += chunk.problems
        found.warnings.update(warning.value for row in chunk.rows for warning in row.warnings)
        found.summary = chunk.summary or found.summary
        tell(len(found.people) + len(found.problems))
    with store.reading() as connection:
        found.gone = planning.gone(connection)
    found.new, found.changed, found.unchanged = planning.new, planning.changed, planning.unchanged
    found.newcomers, found.changes = planning.newcomers, planning.changes
    return found
