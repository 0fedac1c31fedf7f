"""The list of people as a table model: it knows how many there are, and reads the rows that somebody looks at."""

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator
from itertools import islice
from time import perf_counter
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal

from agent_app.gui.models.statuses import masked_nik, status_pill
from agent_app.gui.moments import short_month
from agent_app.gui.session import Session
from agent_app.gui.ticks import tick_of_line
from agent_app.gui.widgets.rows import Tick
from agent_app.records.views import standings
from agent_app.records.views.directory import Directory
from agent_app.records.views.standings import Person
from agent_app.records.views.villages import place_of
from agent_app.reference.rules import rules

PAGE = 50
FIRST = 20
"""Rows a search looks for and reads at first: a tall window shows no more, and half a page takes half the time."""
KEPT_PAGES = 60
GO_ON_AFTER_MS = 120
"""The first rows are read and drawn before the rest is counted; the next letter typed comes before that too."""
SLICE_SECONDS = 0.004
"""How long a search through everybody may hold the window up at a time."""
NAME, VILLAGE, STATUS, PAID, TICK = range(5)
PERSON = Qt.ItemDataRole.UserRole
FOLDED = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class PeopleModel(QAbstractTableModel):
    """Rows are places of a directory. `counted` tells that there are more of them, or that all were found; `loaded`
    that a page was read."""

    counted = Signal()
    loaded = Signal()

    def __init__(self, session: Session, directory: Directory) -> None:
        super().__init__(session)
        self._session = session
        self._directory = directory
        self.places = array("I")
        self._more: Iterator[int] | None = None
        # Of each page how many rows it had when it was read, and who stands there by id.
        self._pages: OrderedDict[int, tuple[int, dict[str, Person]]] = OrderedDict()
        self._stale: set[int] = set()
        self._wanted: list[int] = []
        self._is_asking = False
        self._go_on = QTimer(self, interval=0)
        self._go_on.timeout.connect(self._find_more)
        self._go_on_later = QTimer(self, singleShot=True, interval=GO_ON_AFTER_MS)
        self._go_on_later.timeout.connect(self._go_on.start)
        self._ask_soon = QTimer(self, singleShot=True, interval=0)
        self._ask_soon.timeout.connect(self._ask)

    @property
    def is_counted(self) -> bool:
        """Whether everybody who fits was found."""
        return self._more is None

    def put(self, directory: Directory, places: "array[int] | Iterator[int]") -> None:
        """Show others: places that are known, or a search that is gone on with while nothing else is to be done."""
        self.beginResetModel()
        self._go_on.stop()
        self._go_on_later.stop()
        self._directory = directory
        self._forget()
        known = isinstance(places, array)
        self._more = None if known else places
        self.places = places if known else array("I", islice(places, FIRST))
        self.endResetModel()
        if self._more is not None:
            self._go_on_later.start()
        # Asked before anything is drawn: most answers are there when it would be.
        self._want(0)
        self._ask()
        self.counted.emit()

    def reread(self) -> None:
        """Read the rows shown again; those that stand there stay until then."""
        self._wanted = []
        self._stale = set(self._pages)
        for page in self._stale:
            self._want(page)

    def person(self, row: int) -> Person | None:
        """Who stands in a row; None while that is being read."""
        page = self._pages.get(row // PAGE)
        return page[1].get(self.id(row)) if page is not None else None

    def id(self, row: int) -> str:
        return self._directory.id(self.places[row])

    def row_of(self, place: int | None) -> int | None:
        """The row in which a place of the directory stands; None where it is not shown."""
        if place is None:
            return None
        row = bisect_left(self.places, place)
        return row if row < len(self.places) and self.places[row] == place else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.places)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            keys = ("name", "village", "status", "paid", "tick")
            return self._session.say(f"members.column.{keys[section]}") if section != TICK else ""
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = index.row()
        person = self.person(row)
        if person is None:
            self._want(row // PAGE)
        if role == PERSON:
            return person
        if role == FOLDED:
            return self._directory.folded(self.places[row])
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(person, index.column()) if person is not None else ""
        return None

    def tick(self, person: Person) -> Tick | None:
        """How far what this laptop wrote about somebody has come; None where it wrote nothing."""
        if person.own_line is None:
            return None
        tick = tick_of_line(person.own_line, self._session.acknowledged)
        return Tick.MATCHED if tick is Tick.SERVER and person.is_counted else tick

    def paid_text(self, person: Person) -> str:
        """The last month paid."""
        return short_month(self._session, person.last_paid) if person.last_paid else "—"

    def missing_text(self, person: Person) -> str:
        """What is to be completed, in words."""
        return ", ".join(self._session.say(f"members.missing.{each}") for each in person.missing)

    def _text(self, person: Person, column: int) -> str:
        if column == NAME:
            nik = masked_nik(person.nik)
            return f"{person.name}, NIK {nik}" if nik else person.name
        if column == VILLAGE:
            return place_of(person.village).name
        if column == STATUS:
            return status_pill(self._session, person)[0]
        if column == PAID:
            return ", ".join(part for part in (self.paid_text(person), self.missing_text(person)) if part)
        tick = self.tick(person)
        return self._session.say(f"members.tick.{tick.value}") if tick is not None else ""

    def _find_more(self) -> None:
        """A slice of the search, as long as one frame allows."""
        assert self._more is not None
        end = perf_counter() + SLICE_SECONDS
        found = array("I")
        while perf_counter() < end:
            some = list(islice(self._more, 200))
            found.extend(some)
            if len(some) < 200:
                self._more = None
                self._go_on.stop()
                break
        if found:
            first = len(self.places)
            self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
            self.places.extend(found)
            self.endInsertRows()
        self.counted.emit()

    def _forget(self) -> None:
        self._pages.clear()
        self._wanted = []
        self._stale = set()
        # What is being read is of rows that are gone; its answer is dropped.
        self._is_asking = False

    def _want(self, page: int) -> None:
        if page in self._wanted:
            self._wanted.remove(page)
        # Who scrolls fast has left the pages behind that were wanted first.
        self._wanted = [*self._wanted[-3:], page]
        if not self._is_asking:
            self._ask_soon.start()

    def _ask(self) -> None:
        """Read what is wanted, the page wanted last first, one at a time."""
        self._ask_soon.stop()
        while self._wanted and not self._is_asking:
            page = self._wanted.pop()
            if self._is_due(page):
                self._read(page)

    def _is_due(self, page: int) -> bool:
        rows = min(PAGE, len(self.places) - page * PAGE)
        read = self._pages.get(page, (0, {}))[0]
        return rows > read or (rows > 0 and page in self._stale)

    def _read(self, page: int) -> None:
        self._is_asking = True
        shown = self.places[page * PAGE : (page + 1) * PAGE]
        directory, session = self._directory, self._session
        members = [directory.id(each) for each in shown if directory.is_member(each)]
        listed = [directory.id(each) for each in shown if not directory.is_member(each)]
        today = session.today()

        def question(connection: Any) -> dict[str, Person]:
            found = standings.roster_persons(connection, session.coop, listed)
            if members:
                me = session.identity.device
                rule = rules(today).coverage
                found |= standings.member_persons(connection, session.coop, me, members, rule, today)
            return found

        def arrived(found: dict[str, Person]) -> None:
            self._is_asking = False
            if directory is self._directory:
                self._keep(page, len(shown), found)
            self._ask()

        def failed(_: Exception) -> None:
            self._is_asking = False

        session.ask(self, question, arrived, failed, key="page")

    def _keep(self, page: int, rows: int, found: dict[str, Person]) -> None:
        self._pages[page] = rows, found
        self._pages.move_to_end(page)
        self._stale.discard(page)
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        last = min((page + 1) * PAGE, len(self.places)) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, TICK))
        self.loaded.emit()
