"""The three figures of the day: collected, cash on hand against the limit, what is left to collect here."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.home.reading import Found
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Kpi, Notice, row
from agent_app.gui.widgets.text import set_tone

NEAR_PERCENT = 80


def cash_tone(on_hand: int, limit: int) -> str:
    """Amber from 80 % of the limit on, red from the limit on."""
    if on_hand >= limit:
        return "bad"
    return "warn" if on_hand * 100 >= limit * NEAR_PERCENT else "pri"


class Tiles(QWidget):
    """The figures, and a sentence with its button once the cash has reached the limit."""

    deposit = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        say = session.say
        self.collected = Kpi("banknote", "ok", say("home.kpi.collected"))
        self.cash = Kpi("wallet", "pri", say("home.kpi.cash"))
        self.due = Kpi("hourglass", "acc", say("home.kpi.due"))
        self.full = Notice("", "bad")
        self.hand_over = Button(say("home.cash.deposit"), "secondary", keycap="F4")
        self.hand_over.clicked.connect(self.deposit)
        self._warning = QWidget()
        warning = row(self.full, self.hand_over, spacing=10)
        warning.setStretch(0, 1)
        self._warning.setLayout(warning)
        self._warning.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        tiles = row(self.collected, self.cash, self.due, spacing=14)
        for number in range(3):
            tiles.setStretch(number, 1)
        layout.addLayout(tiles)
        layout.addWidget(self._warning)

    @property
    def is_full(self) -> bool:
        """Whether the cash has reached the limit."""
        return not self._warning.isHidden()

    def set_compact(self, compact: bool) -> None:
        """Less high."""
        for each in (self.collected, self.cash, self.due):
            each.set_compact(compact)

    def show_found(self, found: Found) -> None:
        """The figures as read."""
        say = self._session.say
        below = say("home.kpi.receipts", count=found.cash.papers)
        if found.cash.without_cash:
            below += f" · {say('home.kpi.without_cash', amount=format_rupiah(found.cash.without_cash))}"
        self.collected.show_figure(format_rupiah(found.cash.collected), below)
        self._show_cash(found.cash.on_hand, found.cash_limit)
        left = len(found.day.left)
        self.due.show_figure(format_rupiah(found.day.rupiah_left), say("home.kpi.left", count=left))

    def _show_cash(self, on_hand: int, limit: int) -> None:
        say = self._session.say
        tone = cash_tone(on_hand, limit)
        amounts = {"limit": format_rupiah(limit), "amount": format_rupiah(on_hand)}
        below = say({"bad": "home.cash.over", "warn": "home.cash.near", "pri": "home.cash.limit"}[tone], **amounts)
        self.cash.show_figure(format_rupiah(on_hand), below, "text2" if tone == "pri" else tone)
        self.cash.set_tone(tone)
        set_tone(self.cash.figure, "text" if tone == "pri" else tone)
        self.full.say(say("home.cash.full", **amounts), "bad")
        self._warning.setVisible(tone == "bad")
