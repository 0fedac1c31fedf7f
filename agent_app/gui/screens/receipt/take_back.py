"""Taking a receipt back: the sheet that asks why. Nothing is done by Enter; the safe button has the focus."""

from collections.abc import Callable
from datetime import timedelta
from typing import get_args

from PySide6.QtWidgets import QButtonGroup, QLineEdit, QWidget

from agent_app.domain.errors import Refused
from agent_app.domain.money import format_rupiah, parse_rupiah
from agent_app.gui.drafts import Draft
from agent_app.gui.screens.receipt.questions import Loaded
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Notice
from agent_app.gui.widgets.choices import RadioCard
from agent_app.gui.widgets.fields import Field
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.rows import Tick
from agent_app.gui.widgets.text import label
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.money import VoidReason
from agent_app.records.effects import VOID_MINUTES

REASONS: tuple[VoidReason, ...] = get_args(VoidReason)
CORRECTED = ("wrong_member", "wrong_months", "wrong_amount")
"""Reasons of which something else would have been right."""


def seconds_left(session: Session, loaded: Loaded) -> int:
    """How long the maker may still void this receipt; 0 once it was sent, deposited, taken back or is not theirs."""
    if not (loaded.own and loaded.mine and loaded.is_receipt) or loaded.facts.void is not None:
        return 0
    if loaded.in_deposit or loaded.tick is not Tick.LAPTOP or loaded.asked is not None:
        return 0
    offset = session.status.clock_offset_ms if session.status is not None else 0
    age = session.now() + timedelta(milliseconds=offset) - session.local(loaded.at)
    left = timedelta(minutes=VOID_MINUTES) - age
    return max(int(left.total_seconds()), 0) if age >= -timedelta(minutes=VOID_MINUTES) else 0


def draft_key(origin: Origin) -> str:
    """Under which key the reason to take a paper back is kept, until it was taken back."""
    return f"draft.take_back.{origin.h}"


class ReasonSheet(Sheet):
    """Asks for the reason to void (`void`) or to have corrected; `act` gets it with the note.

    A correction says what would be right as well, or whoever decides could only guess.
    """

    def __init__(
        self,
        window: QWidget,
        session: Session,
        loaded: Loaded,
        *,
        void: bool,
        act: Callable[[VoidReason, str | None], None],
    ) -> None:
        kind = "void" if void else "correct"
        amount = format_rupiah(loaded.facts.total)
        super().__init__(window, session.say(f"receipt.{kind}.title", amount=amount), "undo-2", "bad", width=540)
        self._session, self._act, self._void = session, act, void
        facts = loaded.facts
        names = ", ".join(row.name for row in facts.rows)
        self.body.addWidget(label(f"{names} · {facts.number}", "table", "text2", wrap=True))
        self.body.addWidget(label(session.say("receipt.reason"), "label"))
        self.reasons = {one: RadioCard(session.say(f"receipt.reason.{one}")) for one in REASONS}
        group = QButtonGroup(self)
        for card in self.reasons.values():
            card.setFixedHeight(theme().px(40))
            card.toggled.connect(self._reason_chosen)
            group.addButton(card)
            self.body.addWidget(card)
        self.note = Field("note", session.say("receipt.note"), QLineEdit())
        self.note.editor.textChanged.connect(self._reason_chosen)
        self.body.addWidget(self.note)
        warning = session.say(f"receipt.{kind}.warning", amount=format_rupiah(facts.due))
        if facts.kept:
            warning += " " + session.say("receipt.kept_stays", amount=format_rupiah(facts.kept))
        self.body.addWidget(Notice(warning, "warn"))
        self.safe = self.add_button(session.say(f"receipt.{kind}.keep"), "secondary", None)
        self.go: Button = self.add_button(session.say(f"receipt.{kind}.go"), "danger", self._go)
        self._reason_chosen()
        self.draft = Draft(session, draft_key(loaded.origin), self._to_keep, self)
        self.note.editor.textChanged.connect(self.draft.touch)
        for card in self.reasons.values():
            card.toggled.connect(self.draft.touch)
        self.draft.load(self._put)
        self.closed.connect(self.draft.flush)

    def present(self) -> None:
        super().present()
        self.safe.setFocus()

    @property
    def reason(self) -> VoidReason | None:
        """The reason chosen."""
        return next((one for one, card in self.reasons.items() if card.isChecked()), None)

    def _reason_chosen(self, _: object = None) -> None:
        asked = self._asked()
        self.note.setVisible(bool(asked))
        if asked:
            self.note.name_it(asked)
        self.go.setEnabled(self.reason is not None and (not asked or bool(self._note())))
        if not self.isHidden():
            self.place()

    def _asked(self) -> str:
        """What is to be written beside the reason; empty where the reason says it all."""
        if self.reason == "other":
            return self._session.say("receipt.note")
        if self._void or self.reason not in CORRECTED:
            return ""
        return self._session.say(f"receipt.right.{self.reason}")

    def _note(self) -> str | None:
        """What was written, with what it answers; None where nothing readable was."""
        text = self.note.editor.text().strip()
        if not text or self.reason == "other":
            return text or None
        if self.reason == "wrong_amount":
            try:
                text = format_rupiah(parse_rupiah(text))
            except Refused:
                return None
        return f"{self._asked()}: {text}"

    def _to_keep(self) -> dict[str, str] | None:
        typed = {"reason": self.reason or "", "note": self.note.editor.text()}
        return typed if any(typed.values()) else None

    def _put(self, typed: dict[str, str] | None) -> None:
        """What was typed the last time."""
        if typed is None or self._to_keep() is not None:
            return
        self.note.editor.setText(typed["note"])
        if (card := self.reasons.get(typed["reason"])) is not None:
            card.setChecked(True)

    def _go(self) -> None:
        reason = self.reason
        if reason is not None:
            note = self._note() if self._asked() else None
            self.dismiss()
            self._act(reason, note)
