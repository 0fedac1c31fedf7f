"""The panel of who is due: the filters with their counts, the list, and what it says when nobody is left."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from agent_app.gui.models.rows import ROW, RowsModel
from agent_app.gui.screens.home.due_list import DueDelegate, Row, row_of, said_of_due
from agent_app.gui.screens.home.panel import Panel, RowList
from agent_app.gui.session import Session
from agent_app.gui.widgets.pills import Chip
from agent_app.records.views.village_day import MemberDay, VillageDay

FILTERS = ("left", "served", "all")


class DuePanel(Panel):
    """`opened` tells the row whose money is to be taken, or whose ended membership is to be looked at; `filtered`
    that another filter is on and `show_day` is wanted."""

    opened = Signal(object)
    filtered = Signal()

    def __init__(self, session: Session, titles: dict[str, str]) -> None:
        self._session = session
        self.chips = {name: Chip(session.say(f"home.filter.{name}"), 0) for name in FILTERS}
        self._delegate = DueDelegate("Enter")
        self.model = RowsModel(said_of_due)
        rows = RowList(self._delegate, titles["due"])
        rows.setModel(self.model)
        super().__init__("due", titles, rows, session.say("home.waiting"), at_right=tuple(self.chips.values()))
        self._delegate.setParent(self)
        self._day = VillageDay(())
        self._filter = "left"
        self.chips["left"].setChecked(True)
        for name, chip in self.chips.items():
            chip.setAutoExclusive(False)
            chip.clicked.connect(lambda _=False, to=name: self.choose(to))
        rows.opened.connect(self._open)
        rows.doubleClicked.connect(self._open)
        self._delegate.pressed.connect(self._open)

    @property
    def filter(self) -> str:
        """Which of the filters is on."""
        return self._filter

    def show_day(self, day: VillageDay, nobody: QWidget) -> None:
        """The members of the village; `nobody` is shown where the filter leaves none."""
        self.show_counts(day)
        self._put(nobody)

    def show_counts(self, day: VillageDay) -> None:
        """How many each filter leaves."""
        self._day = day
        for name, members in self._groups().items():
            self.chips[name].set_count(len(members))

    def choose(self, name: str) -> None:
        """Another filter."""
        self._filter = name
        for each, chip in self.chips.items():
            chip.setChecked(each == name)
        self.filtered.emit()

    def open_current(self) -> None:
        """As Enter on the row."""
        if self.stack.currentWidget() is self.list:
            self._open(self.list.currentIndex())

    def current(self) -> Row | None:
        """The row the list stands on."""
        index = self.list.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def _groups(self) -> dict[str, tuple[MemberDay, ...]]:
        return {"left": self._day.left, "served": self._day.served, "all": self._day.members}

    def _put(self, nobody: QWidget) -> None:
        """Other rows; the list stays on its member, or on the place where that one was."""
        before, place = self.current(), self.list.currentIndex().row()
        scrolled = self.list.verticalScrollBar().value()
        rows = [row_of(self._session, one) for one in self._groups()[self._filter]]
        self.model.put(rows)
        if not rows:
            self.show_instead(nobody)
            return
        self.show_rows()
        same = self.model.place_of(lambda one: one.member == before.member) if before is not None else None
        at = same if same is not None else min(max(place, 0), len(rows) - 1)
        self.list.setCurrentIndex(self.model.index(at, 0))
        self.list.verticalScrollBar().setValue(scrolled)
        self.list.scrollTo(self.model.index(at, 0))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.opened.emit(index.data(ROW))
