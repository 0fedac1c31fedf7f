"""The largest figure of the page: what goes back over the table, with its notes and coins."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from agent_app.domain.funding import FundingSource
from agent_app.domain.money import change_by_denomination, format_rupiah
from agent_app.gui.screens.collect.cash import pieces_text
from agent_app.gui.screens.receipt.questions import Loaded
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.text import label, set_tone

FIGURE_PX = 46


class Figure(QLabel):
    """An amount larger than any other on the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._restyle()
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        font = QFont(theme().font("money_xl", "bold"))
        font.setPixelSize(theme().px(FIGURE_PX))
        self.setFont(font)


class ChangePanel(QWidget):
    """For a paper just written: change and its pieces. For an older one, what it is for."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.caption = label("", "section", "text2")
        self.figure = Figure()
        self.pieces = label("", "strong", "text2")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for each in (self.caption, self.figure, self.pieces):
            each.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(each)

    def show_paper(self, loaded: Loaded, fresh: bool) -> None:
        """What to hand back, or what was taken."""
        facts, say = loaded.facts, self._session.say
        if facts.void is not None:
            self._show(say(f"receipt.taken_back.{facts.void}"), facts.due, "bad", say("receipt.taken_back.below"))
        elif not fresh:
            self._show(say("receipt.received"), facts.total, "text", "")
        elif facts.change:
            pieces = pieces_text(change_by_denomination(facts.change))
            self._show(say("receipt.give_back"), facts.change, "ok", pieces)
        elif facts.kept:
            self._show(say("receipt.kept_all"), facts.kept, "info", say("receipt.kept_all.below"))
        elif facts.source != FundingSource.CASH:
            self._show(say("receipt.no_cash"), facts.total, "text", "")
        else:
            self._show(say("receipt.no_change"), 0, "ok", "")

    def _show(self, caption: str, rupiah: int, tone: str, below: str) -> None:
        self.caption.setText(caption)
        self.figure.setText(format_rupiah(rupiah))
        set_tone(self.figure, tone)
        self.pieces.setText(below)
        self.pieces.setVisible(bool(below))
        self.setAccessibleName(f"{caption} {format_rupiah(rupiah)} {below}")
