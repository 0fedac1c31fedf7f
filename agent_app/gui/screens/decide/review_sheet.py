"""The sheet of a decision on a review: what it means, and what has to be said with it."""

from PySide6.QtWidgets import QButtonGroup, QWidget

from agent_app.domain.money import format_rupiah
from agent_app.domain.reviews import Bearer
from agent_app.gui.screens.decide.found import Case
from agent_app.gui.screens.decide.sheets import AskSheet, Typed
from agent_app.gui.screens.decide.wording import Wording, short
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Notice
from agent_app.gui.widgets.choices import RadioCard
from agent_app.gui.widgets.fields import CheckBox
from agent_app.gui.widgets.text import label


class ReviewSheet(AskSheet):
    """A decision on a review: whose registration goes on at a merge, who bears a difference in price (one of
    `bearers`), and whether the paper is asked back at once."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        words: Wording,
        case: Case,
        decision: str,
        text: str,
        typed: Typed,
        *,
        merge: bool,
        bearers: tuple[Bearer, ...],
        takes_back: bool,
    ) -> None:
        self._session, self._words, self._case = session, words, case
        self._merge, self._bearers, self._takes_back = merge, bearers, takes_back
        self.survivors: dict[str, RadioCard] = {}
        self.bearers: dict[Bearer, RadioCard] = {}
        self.ask_back: CheckBox | None = None
        go = words.button(case.item.code, decision)
        super().__init__(window, session, words.decision(case.item.code, decision), text, go, typed)

    @property
    def survivor(self) -> str | None:
        """The registration that goes on."""
        return next((each for each, card in self.survivors.items() if card.isChecked()), None)

    @property
    def borne_by(self) -> Bearer | None:
        """Who bears the difference in price; None where nobody is chosen, or none is left."""
        if len(self._bearers) == 1:
            return self._bearers[0]
        return next((each for each, card in self.bearers.items() if card.isChecked()), None)

    @property
    def asks_back(self) -> bool:
        """Whether the paper is to be asked back in the same act."""
        return self.ask_back is not None and self.ask_back.isChecked()

    def _build(self) -> None:
        if self._merge:
            self._add_survivors()
        if self._bearers:
            self._add_bearers()
        if not self._takes_back:
            return
        paper = self._case.papers[0]
        if paper.asked:
            self.body.addWidget(Notice(self.say("decide.asked_already"), "info"))
            return
        self.ask_back = CheckBox(self.say("decide.also_ask", number=short(paper.number)))
        self.ask_back.setChecked(True)
        self.body.addWidget(self.ask_back)
        self.body.addWidget(label(self.say("decide.also_ask_below"), "small", "text2", wrap=True))
        if len(paper.months) > 1:
            self.body.addWidget(Notice(self.say("decide.all_members", count=len(paper.months)), "warn", "users"))

    def _add_bearers(self) -> None:
        """Nobody is chosen beforehand: it is somebody's money."""
        rupiah = format_rupiah(abs(self._case.missing))
        if len(self._bearers) == 1:
            self.body.addWidget(Notice(self.say(f"decide.borne.{self._bearers[0]}", rupiah=rupiah), "info", "tag"))
            return
        self.body.addWidget(label(self.say("decide.borne", rupiah=rupiah), "label"))
        group = QButtonGroup(self)
        for each in self._bearers:
            who = self._words.who(self._case.item.agent) if each is Bearer.AGENT else ""
            card = RadioCard(self.say(f"decide.bears.{each}", who=who), self.say(f"decide.bears.{each}.below"))
            card.clicked.connect(self._bearer_chosen)
            group.addButton(card)
            self.bearers[each] = card
            self.body.addWidget(card)
        if self._typed.borne_by in self.bearers:
            self.bearers[self._typed.borne_by].setChecked(True)

    def _bearer_chosen(self) -> None:
        self.wrong.hide()

    def _is_complete(self) -> bool:
        if not self._bearers or self.borne_by is not None:
            return True
        self.blame(self.say("refused.bearer_missing"))
        next(iter(self.bearers.values())).setFocus()
        return False

    def _remember(self) -> None:
        super()._remember()
        self._typed.borne_by = next((each for each, card in self.bearers.items() if card.isChecked()), None)

    def _add_survivors(self) -> None:
        self.body.addWidget(label(self.say("decide.goes_on"), "label"))
        group = QButtonGroup(self)
        for twin in self._case.twins:
            who = self._words.who(twin.member.registered_by)
            papers = self.say("decide.papers", count=twin.papers, rupiah=format_rupiah(twin.rupiah))
            card = RadioCard(twin.member.name or "—", f"{who} · {papers}")
            group.addButton(card)
            self.survivors[twin.member.member] = card
            self.body.addWidget(card)
        if self.survivors:
            next(iter(self.survivors.values())).setChecked(True)
