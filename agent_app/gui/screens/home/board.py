"""How Home lies in the window: side by side, or in a narrow window one panel at a time behind tabs."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from agent_app.gui.screens.home.due_panel import DuePanel
from agent_app.gui.screens.home.panel import PANELS, Panel
from agent_app.gui.screens.home.side_panels import LatestPanel, ProspectsPanel
from agent_app.gui.screens.home.tiles import Tiles
from agent_app.gui.screens.home.village_bar import VillageBar
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import Notice

# Logical pixels: below LOW the page makes itself compact, below LOWEST it drops what is not work; below TIGHT the
# figures stand without their icons; SIDE is the width of the panels at the right.
LOW = 520
LOWEST = 350
TIGHT = 1_100
SIDE = 292
UNBOUND = 16_777_215


class Board(QWidget):
    """The parts of Home. Money on hand is visible in every size."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        keys = [*PANELS, *(f"{name}_tab" for name in PANELS)]
        titles = {key: session.say(f"home.panel.{key}") for key in keys}
        self.bar = VillageBar(session)
        self.tiles = Tiles(session)
        self.price = Notice("", "warn", icon="tag")
        self.price.hide()
        self.due = DuePanel(session, titles)
        self.prospects = ProspectsPanel(session, titles)
        self.latest = LatestPanel(session, titles)
        self.panels: dict[str, Panel] = {"due": self.due, "prospects": self.prospects, "latest": self.latest}
        for panel in self.panels.values():
            panel.turn.connect(self.turn)
        self.prospects.counted.connect(self._show_count)
        self._narrow = False
        self._tab = "due"
        self._lay_out()

    def set_narrow(self, narrow: bool) -> None:
        """One column."""
        self._narrow = narrow
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(8 if narrow else 14)
        for panel in self.panels.values():
            panel.set_narrow(narrow)
        self._arrange()
        self.fit()

    def turn(self, name: str) -> None:
        """Show a panel where only one has room."""
        self._tab = name
        self._arrange()
        self.panels[name].list.setFocus()

    def focus_list(self) -> None:
        """Put the focus on the list shown, which is that of who is due where all are."""
        self.panels[self._tab if self._narrow else "due"].list.setFocus()

    def show_price(self, sentence: str) -> None:
        """What is to be said about prices; nothing hides it."""
        if sentence:
            self.price.say(sentence, "warn", icon="tag")
        self._speaks = bool(sentence)
        self.fit()

    def show_waiting(self) -> None:
        """Grey rows in all panels."""
        for panel in self.panels.values():
            panel.show_waiting()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Compact where the window is narrow or low; people who are due come before what is only to be known."""
        grown = theme().text_size / 100
        compact = self._narrow or self.height() < LOW * grown
        gap = 8 if compact else 14
        self._page.setContentsMargins(24, 8 if compact else 16, 24, 8 if compact else 16)
        for layout in (self._page, self._left.layout(), self._right.layout()):
            layout.setSpacing(gap)
        self.bar.set_compact(compact)
        self.tiles.set_compact(compact or self.width() < TIGHT * grown)
        too_low = self.height() < LOWEST * grown or (compact and self.tiles.is_full)
        self.price.setVisible(self._speaks and not too_low)

    def _lay_out(self) -> None:
        self._speaks = False
        self._left, self._right = QWidget(), QWidget()
        left, right = QVBoxLayout(self._left), QVBoxLayout(self._right)
        for layout in (left, right):
            layout.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.tiles)
        left.addWidget(self.price)
        left.addWidget(self.due, 1)
        right.addWidget(self.prospects, 1)
        right.addWidget(self.latest, 1)
        self._columns = QHBoxLayout()
        self._columns.addWidget(self._left, 1)
        self._columns.addWidget(self._right)
        self._page = QVBoxLayout(self)
        self._page.addWidget(self.bar)
        self._page.addLayout(self._columns, 1)

    def _arrange(self) -> None:
        """All panels, or in a narrow window the one whose tab is on."""
        for name, panel in self.panels.items():
            panel.setVisible(not self._narrow or name == self._tab)
        due = not self._narrow or self._tab == "due"
        self._right.setVisible(not self._narrow or not due)
        self._columns.setStretch(0, 1 if due else 0)
        self._columns.setStretch(1, 1 if self._narrow else 0)
        side = theme().px(SIDE if theme().text_size < 120 else SIDE - 12)
        self._right.setMinimumWidth(0 if self._narrow else side)
        self._right.setMaximumWidth(UNBOUND if self._narrow else side)

    def _show_count(self, waiting: int) -> None:
        for panel in self.panels.values():
            panel.tabs["prospects"].set_count(waiting)
