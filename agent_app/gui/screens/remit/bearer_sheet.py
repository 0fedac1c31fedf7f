"""The sheet that asks who bears what BPJS asks above what was collected."""

from collections.abc import Callable

from PySide6.QtWidgets import QButtonGroup, QWidget

from agent_app.domain.money import format_rupiah
from agent_app.domain.reviews import Bearer
from agent_app.gui.models.statuses import count_label
from agent_app.gui.screens.remit.reading import Sums
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Card, Notice, row
from agent_app.gui.widgets.choices import RadioCard
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.text import label


class BearerSheet(Sheet):
    """Nobody is chosen beforehand, but for who was chosen for this sum `before`: it is somebody's money.

    `then` is called with whoever it is, once the sheet is gone.
    """

    def __init__(self, window: QWidget, session: Session, sums: Sums, before: Bearer | None) -> None:
        short = format_rupiah(sums.short)
        super().__init__(window, session.say("remit.bears.title", rupiah=short), "scale", width=520)
        self._session, self.say = session, session.say
        self.then: Callable[[Bearer], None] | None = None
        self.body.addWidget(self._figures(sums))
        self.wrong = Notice("", "bad")
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        group = QButtonGroup(self)
        self.cards: dict[Bearer, RadioCard] = {}
        for each in (Bearer.BRANCH, Bearer.AGENT, Bearer.MEMBER):
            card = RadioCard(self.say(f"remit.bears.{each}"), self.say(f"remit.bears.{each}.below"))
            card.clicked.connect(self._choose)
            group.addButton(card)
            self.cards[each] = card
            self.body.addWidget(card)
        if before is not None:
            self.cards[before].setChecked(True)
        self.body.addWidget(label(self.say("remit.bears.below"), "small", "text2", wrap=True))
        self.safe = self.add_button(self.say("remit.bears.not_now"), "secondary", None)
        self.go = self.add_button(self.say("remit.bears.go"), "primary", self._go)

    @property
    def bearer(self) -> Bearer | None:
        """Who is chosen."""
        return next((each for each, card in self.cards.items() if card.isChecked()), None)

    def present(self) -> None:
        super().present()
        self.safe.setFocus()

    def _figures(self, sums: Sums) -> Card:
        box = Card(margin=14, spacing=6, kind="well")
        figures = [("collected", sums.collected), ("now", sums.to_pay), ("short", sums.short)]
        figures += [("over", sums.over)] if sums.over else []
        for name, rupiah in figures:
            caption = self.say(f"remit.bears.{name}", count=count_label(self._session, sums.dearer))
            value = label(format_rupiah(rupiah), "strong" if name == "short" else "table")
            box.body.addLayout(row(label(caption, "table", "text2"), None, value))
        return box

    def _choose(self) -> None:
        self.wrong.hide()
        self.place()

    def _go(self) -> None:
        bearer = self.bearer
        if bearer is None:
            self.wrong.say(self.say("refused.bearer_missing"), "bad")
            self.wrong.show()
            self.place()
            next(iter(self.cards.values())).setFocus()
            return
        self.dismiss()
        if self.then is not None:
            self.then(bearer)
