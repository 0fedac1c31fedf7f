"""The four figures of the branch's day: collected, counted, waiting to be counted, still with the agents."""

from PySide6.QtWidgets import QGridLayout, QWidget

from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.branch.reading import Found
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Kpi

SPACING = 14


class Tiles(QWidget):
    """The totals are the sums of the agents' rows, as the reconciliation shows them."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        say = session.say
        self.collected = Kpi("banknote", "ok", say("branch.kpi.collected"))
        self.counted = Kpi("check-check", "pri", say("branch.kpi.counted"))
        self.waiting = Kpi("coins", "acc", say("branch.kpi.waiting"))
        self.on_hand = Kpi("wallet", "pri", say("branch.kpi.on_hand"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACING)
        self.arrange(narrow=False)

    @property
    def all(self) -> tuple[Kpi, ...]:
        return self.collected, self.counted, self.waiting, self.on_hand

    def arrange(self, *, narrow: bool) -> None:
        """Four in a row, or two by two."""
        across = 2 if narrow else 4
        for number, tile in enumerate(self.all):
            tile.set_compact(narrow)
            self._grid.addWidget(tile, number // across, number % across)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < across else 0)
        self._grid.setSpacing(8 if narrow else SPACING)

    def show_found(self, found: Found) -> None:
        """The figures as read."""
        say, totals = self._session.say, found.day.totals
        working = sum(bool(row.receipts) for row in found.day.rows)
        below = say("branch.kpi.receipts", count=totals.receipts, agents=working)
        self.collected.show_figure(format_rupiah(totals.collected), below)
        declared = totals.declared - totals.returned
        of_declared = say("branch.kpi.of_declared", rupiah=format_rupiah(declared))
        self.counted.show_figure(format_rupiah(totals.counted), of_declared)
        waiting = found.tasks.deposits
        tone = "warn" if waiting.count else "text2"
        self.waiting.show_figure(format_rupiah(waiting.rupiah), say("branch.kpi.deposits", count=waiting.count), tone)
        holding = sum(row.on_hand > 0 for row in found.day.rows)
        below = say("branch.kpi.holding", count=holding)
        if totals.overdrawn:
            below += f" · {say('branch.kpi.overdrawn', rupiah=format_rupiah(totals.overdrawn))}"
        self.on_hand.show_figure(format_rupiah(totals.with_agents), below, "bad" if totals.overdrawn else "text2")
