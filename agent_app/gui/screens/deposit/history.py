"""Own deposits below the count: where each is, and the word the agent has when fewer rupiah were counted."""

from datetime import date

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from agent_app.domain.cash import DifferenceState
from agent_app.domain.money import format_rupiah
from agent_app.gui.drafts import Draft
from agent_app.gui.moments import short_date
from agent_app.gui.screens.screen import Shell
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Card, row
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.pills import Pill
from agent_app.gui.widgets.text import label
from agent_app.journal.entries.base import Origin
from agent_app.records.views.deposits import Deposit
from agent_app.services.difference import AcceptDifference, DisputeDifference, accept_difference, dispute_difference

NEWEST = 5
STATES = {None: ("warn", "clock"), "confirmed": ("ok", "check-check"), "returned": ("bad", "undo-2")}


class DepositHistory(QWidget):
    """The newest deposits, one asked for by `want` among them."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell, self._session, self._say = shell, shell.session, shell.session.say
        self._wanted: Origin | None = None
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 6, 0, 0)
        self._body.setSpacing(8)
        self.cards: dict[Origin, Card] = {}

    def want(self, origin: Origin) -> None:
        """Show this one too, however old."""
        self._wanted = origin

    def put(self, found: tuple[Deposit, ...]) -> None:
        """Show other deposits."""
        while (item := self._body.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().deleteLater()
        self.cards = {}
        if not found:
            return
        self._body.addWidget(label(self._say("deposit.history"), "label"))
        newest = [one for one in reversed(found) if one.origin == self._wanted]
        newest += [one for one in reversed(found) if one not in newest][: NEWEST - len(newest)]
        for deposit in newest:
            self.cards[deposit.origin] = card = self._card(deposit)
            self._body.addWidget(card)

    def _card(self, deposit: Deposit) -> Card:
        card = Card(margin=12, spacing=6, kind="well")
        tone, icon = STATES[deposit.outcome]
        state = Pill(self._say(f"deposit.outcome.{deposit.outcome or 'on_the_way'}"), tone, icon)
        card.body.addLayout(row(label(format_rupiah(deposit.rupiah), "strong"), None, state))
        when = short_date(self._session, date.fromisoformat(deposit.day))
        card.body.addWidget(label(f"{deposit.number} · {when}", "small", "text2"))
        if deposit.difference is not DifferenceState.NONE and deposit.counted is not None:
            self._add_difference(card, deposit)
        return card

    def _add_difference(self, card: Card, deposit: Deposit) -> None:
        assert deposit.counted is not None
        short = deposit.rupiah - deposit.counted
        key = "deposit.short" if short > 0 else "deposit.surplus"
        words = self._say(key, counted=format_rupiah(deposit.counted), rupiah=format_rupiah(abs(short)))
        card.body.addWidget(label(words, "small", "bad" if short > 0 else "warn", wrap=True))
        if deposit.difference is DifferenceState.OPEN:
            accept = Button(self._say("deposit.accept"), "secondary")
            accept.clicked.connect(lambda: self._accept(deposit))
            dispute = Button(self._say("deposit.dispute"), "danger")
            dispute.clicked.connect(lambda: self._dispute(deposit))
            card.body.addLayout(row(accept, dispute, spacing=8))
        else:
            card.body.addWidget(label(self._say(f"difference.{deposit.difference.value}"), "small", "text2"))

    def _accept(self, deposit: Deposit) -> None:
        self._shell.ask_pin(
            self._say("deposit.accept.pin"),
            lambda: self._session.write(
                accept_difference,
                AcceptDifference(deposit=deposit.origin),
                lambda _: self._shell.toast(self._say("deposit.accepted")),
            ),
            self._say("deposit.accept.detail"),
        )

    def _dispute(self, deposit: Deposit) -> None:
        sheet = Sheet(self._shell.window(), self._say("deposit.dispute.title"), "message-circle")
        sheet.body.addWidget(label(self._say("deposit.dispute.detail"), "table", "text2", wrap=True))
        note = QPlainTextEdit()
        note.setAccessibleName(self._say("deposit.dispute.note"))
        note.setPlaceholderText(self._say("deposit.dispute.note"))
        note.setTabChangesFocus(True)
        note.setFixedHeight(90)
        sheet.body.addWidget(note)
        draft = Draft(self._session, f"draft.dispute.{deposit.origin.h}", lambda: note.toPlainText() or None, sheet)
        note.textChanged.connect(draft.touch)
        draft.load(lambda typed: typed and not note.toPlainText() and note.setPlainText(typed))
        sheet.closed.connect(draft.flush)

        def sent(_: object) -> None:
            if isValid(sheet):
                draft.drop()
                sheet.dismiss()

        def send() -> None:
            command = DisputeDifference(deposit=deposit.origin, note=note.toPlainText().strip() or None)
            self._session.write(dispute_difference, command, sent)

        safe = sheet.add_button(self._say("gate.not_now"), "secondary", None)
        sheet.add_button(self._say("deposit.dispute.send"), "primary", send)
        sheet.present()
        safe.setFocus()
