"""One agent's day at the right: who it is, what the sums are and what explains them, the papers, and the one act."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from agent_app.domain.cash import DifferenceState
from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.reconcile import evidence
from agent_app.gui.screens.reconcile.act_button import ActButton
from agent_app.gui.screens.reconcile.papers_list import PapersList
from agent_app.gui.screens.reconcile.reading import Detail
from agent_app.gui.screens.reconcile.wording import state_pill
from agent_app.gui.session import Session
from agent_app.gui.widgets.buttons import Button, icon_button
from agent_app.gui.widgets.cards import Card, Flowing, IconLabel, column, row, rule, scrolling
from agent_app.gui.widgets.pills import Avatar, Pill
from agent_app.gui.widgets.text import ElidedLabel, label
from agent_app.journal.entries.base import Origin


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be done about a day: the screen it is done on, its deposit, the words, and why it may not be."""

    screen: str
    deposit: Origin
    words: str
    why_not: str = ""


class DetailPanel(Card):
    """Says `acted` with the act, `message`, `paper` with an origin, `back`."""

    acted = Signal(object)
    message = Signal()
    paper = Signal(object)
    back = Signal()

    def __init__(self, session: Session, screens: frozenset[str]) -> None:
        """`screens`: the keys of those there are; an act whose screen is missing is not offered."""
        super().__init__(margin=0, spacing=0)
        self._session, self.say, self._screens = session, session.say, screens
        self.shown: Detail | None = None
        self.act: Act | None = None
        self._day = ""
        self._nobody = QWidget()
        self._nobody.setLayout(self._build_nobody())
        self._whole = QWidget()
        self._build()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nobody)
        self._stack.addWidget(self._whole)
        self.body.addWidget(self._stack)

    def show_agent(self, detail: Detail, day: str) -> None:
        """Somebody's day."""
        same = self.shown is not None and self.shown.row.agent == detail.row.agent and self._day == day
        self.shown, self._day = detail, day
        agent = detail.row
        self._avatar.show_name(agent.name)
        self._name.setText(agent.name)
        self._below.setText(f"{agent.agent} · {self.say('reconcile.papers', count=agent.receipts)}")
        self._pill.show_state(*state_pill(self._session, agent))
        self._fill(detail, day)
        self.papers.put(detail.papers)
        self._papers_title.setText(self.say("reconcile.papers.count", count=len(detail.papers)))
        self._papers_title.setVisible(bool(detail.papers))
        self._show_act(detail)
        self._stack.setCurrentIndex(1)
        if not same:
            self._area.verticalScrollBar().setValue(0)

    def show_nobody(self) -> None:
        """Nothing is chosen."""
        self.shown, self.act = None, None
        self._stack.setCurrentIndex(0)

    def adapt(self, *, narrow: bool) -> None:
        """Alone on the page it needs a way back."""
        self._back.setVisible(narrow)
        self._head.setContentsMargins(18, 8 if narrow else 14, 18, 8 if narrow else 12)

    def _build_nobody(self) -> QLayout:
        words = label(self.say("reconcile.nobody"), "table", "text2", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        picture = IconLabel("scale", "text3", 22)
        picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return column(None, picture, words, None, margins=(24, 24, 24, 24))

    def _build(self) -> None:
        self._back = icon_button("arrow-left", self.say("reconcile.back"), "ghost")
        self._back.clicked.connect(self.back)
        self._avatar = Avatar(size=44)
        self._name = ElidedLabel("", "section")
        self._below = ElidedLabel("", "small", "text2")
        self._pill = Pill()
        below = row(self._below, self._pill, spacing=6)
        below.setStretch(0, 1)
        names = column(None, self._name, below, None, spacing=1)
        self._head = row(self._back, self._avatar, names, spacing=10)
        self._head.setStretch(2, 1)
        content = Flowing()
        self._body = QVBoxLayout(content)
        self._body.setContentsMargins(18, 12, 14, 12)
        self._body.setSpacing(10)
        self._parts = QVBoxLayout()
        self._parts.setSpacing(10)
        self._body.addLayout(self._parts)
        self._papers_title = label("", "label", "text2")
        self.papers = PapersList(self._session)
        self.papers.chosen.connect(self.paper)
        self._body.addWidget(self._papers_title)
        self._body.addWidget(self.papers)
        self._body.addStretch(1)
        self._area = scrolling(content)
        layout = QVBoxLayout(self._whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head)
        layout.addWidget(rule())
        layout.addWidget(self._area, 1)
        layout.addWidget(rule())
        layout.addLayout(self._build_acts())

    def _build_acts(self) -> QLayout:
        self.main = ActButton()
        self.main.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.main.clicked.connect(lambda: self.act is not None and self.acted.emit(self.act))
        self.why_not = label("", "small", "warn", wrap=True)
        self.ask = Button(self.say("reconcile.message"), "secondary", icon="message-circle", keys="Alt+Y")
        self.ask.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.ask.clicked.connect(self.message)
        return column(self.main, self.why_not, self.ask, spacing=8, margins=(16, 10, 16, 12))

    def _fill(self, detail: Detail, day: str) -> None:
        while (item := self._parts.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        for part in (
            evidence.equation(self._session, detail, day),
            *evidence.findings(self._session, detail),
            *evidence.said(self._session, detail),
            *evidence.deposits(self._session, detail, day),
        ):
            self._parts.addWidget(part)

    def _show_act(self, detail: Detail) -> None:
        act = self._act_of(detail)
        self.act = act if act is not None and act.screen in self._screens else None
        self.main.setVisible(self.act is not None)
        self.main.setText(self.act.words if self.act is not None else "")
        self.main.setEnabled(self.act is not None and not self.act.why_not)
        self.why_not.setText(self.act.why_not if self.act is not None else "")
        self.why_not.setVisible(bool(self.why_not.text()))

    def _act_of(self, detail: Detail) -> Act | None:
        """Taking what was declared, or deciding what was counted otherwise; never by whoever had a hand in it."""
        deposit = detail.waiting
        if deposit is None:
            return None
        others = {deposit.person, deposit.agent}
        if deposit.outcome is None:
            rest = detail.row.on_hand
            key = "reconcile.act.take_rest" if rest > 0 else "reconcile.act.take"
            words = self.say(key, rupiah=format_rupiah(deposit.rupiah), rest=format_rupiah(rest))
            return Act("count", deposit.origin, words, self._why_not(others))
        if deposit.difference in (DifferenceState.OPEN, DifferenceState.DISPUTED):
            counters = {deposit.confirmed_by, *(count.person for count in deposit.counts)}
            words = self.say("reconcile.act.decide", rupiah=format_rupiah(abs(deposit.short)))
            return Act("decide", deposit.origin, words, self._why_not(others | counters))
        return None

    def _why_not(self, others: set[str | None]) -> str:
        return self.say("reconcile.second_person") if self._session.person in others else ""
