"""The panels at the right: people who could join, and the last receipts."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal

from agent_app.gui.models.rows import ROW, RowsModel
from agent_app.gui.screens.home.panel import Panel, RowList
from agent_app.gui.screens.home.people_list import (
    ProspectDelegate,
    ReceiptDelegate,
    prospect_row,
    receipt_lines,
    said_of_person,
)
from agent_app.gui.screens.home.reading import Latest
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button
from agent_app.records.views.prospects import Prospect


class ProspectsPanel(Panel):
    """`asked` tells whose answer is to be noted, `register` that somebody not on the roster is there, `counted` how
    many nobody has asked today."""

    asked = Signal(object)
    register = Signal()
    counted = Signal(int)

    def __init__(self, session: Session, titles: dict[str, str]) -> None:
        self._session = session
        self.has_list = False
        self.model = RowsModel(said_of_person)
        rows = RowList(ProspectDelegate(), titles["prospects"])
        rows.setModel(self.model)
        self.new = Button("", "ghost", icon="user-plus", keycap="F2", height="chip")
        self.new.setAccessibleName(session.say("home.prospects.new"))
        self.new.setToolTip(session.say("home.prospects.new"))
        super().__init__("prospects", titles, rows, session.say("home.waiting"), at_right=(self.new,))
        rows.itemDelegate().setParent(self)
        self.new.clicked.connect(self.register)
        rows.opened.connect(self._open)
        rows.clicked.connect(self._open)

    def show_prospects(self, found: Sequence[Prospect]) -> None:
        """Who could join; the list stays on its place, so that Enter goes on to the next one."""
        place = self.list.currentIndex().row()
        self.model.put([prospect_row(self._session, one) for one in found])
        waiting = sum(not row.asked_today for row in self.model.rows)
        self.counted.emit(waiting)
        if not found:
            key = "home.prospects.none" if self.has_list else "home.prospects.no_list"
            self.empty.say(self._session.say(key), self._session.say(f"{key}_below"))
            self.show_instead(self.empty)
            return
        self.show_rows()
        if place >= 0:
            self.list.setCurrentIndex(self.model.index(min(place, len(found) - 1), 0))

    def _open(self, index: QModelIndex) -> None:
        self.asked.emit(index.data(ROW))


class LatestPanel(Panel):
    """`opened` tells the receipt to look at."""

    opened = Signal(object)

    def __init__(self, session: Session, titles: dict[str, str]) -> None:
        self._session = session
        self.model = RowsModel(said_of_person)
        rows = RowList(ReceiptDelegate(), titles["latest"])
        rows.setModel(self.model)
        super().__init__("latest", titles, rows, session.say("home.waiting"))
        rows.itemDelegate().setParent(self)
        rows.opened.connect(self._open)
        rows.clicked.connect(self._open)

    def show_latest(self, latest: Latest) -> None:
        """The receipts, with the ticks of this moment."""
        rows = receipt_lines(self._session, latest)
        if rows == self.model.rows and rows:
            return
        self.model.put(rows)
        if rows:
            self.show_rows()
        else:
            self.empty.say(self._session.say("home.latest.none"), self._session.say("home.latest.none_below"))
            self.show_instead(self.empty)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(ROW))
