"""The sheets that ask once more before something is decided. The safe button has the focus; Enter decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from agent_app.domain.money import format_rupiah
from agent_app.domain.reviews import Bearer
from agent_app.gui.screens.decide.found import Case
from agent_app.gui.screens.decide.wording import short
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Notice
from agent_app.gui.widgets.day_edit import DayEdit
from agent_app.gui.widgets.fields import CheckBox, Field, MoneyEdit
from agent_app.gui.widgets.money_count import MoneyCount
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.text import label
from agent_app.journal.entries.base import Origin

MOST_OTHERS = 12


@dataclass
class Typed:
    """What was typed about one thing and not sent: it is there again when its sheet is opened again."""

    note: str = ""
    pieces: dict[str, int] = field(default_factory=dict)
    reference: str = ""
    day: str = ""
    balance: str = ""
    borne_by: Bearer | None = None


class AskSheet(Sheet):
    """What a decision means, and a note to it where `with_note`; `act` is called by its button."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        title: str,
        text: str,
        go: str,
        typed: Typed,
        *,
        with_note: bool = False,
        danger: bool = False,
        width: int = 540,
    ) -> None:
        super().__init__(window, title, "undo-2" if danger else "clipboard-check", "bad" if danger else "pri", width)
        self.say, self._typed = session.say, typed
        self.act: Callable[[], None] = self.dismiss
        self.body.addWidget(label(text, "table", "text2", wrap=True))
        self._build()
        self.note = QPlainTextEdit(typed.note)
        if with_note:
            self._add_note()
        self.wrong = Notice("", "bad")
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self.safe = self.add_button(self.say("decide.not_now"), "secondary", None)
        self.go: Button = self.add_button(go, "danger" if danger else "primary", self._go)
        self.closed.connect(self._remember)

    def present(self) -> None:
        super().present()
        self.safe.setFocus()

    def note_text(self) -> str | None:
        """The note, None for none."""
        return self.note.toPlainText().strip() or None

    def set_busy(self, busy: bool) -> None:
        """Once sent, the button waits for the answer."""
        self.go.setEnabled(not busy)

    def blame(self, text: str) -> None:
        """Say why it could not be; everything typed stays."""
        self.set_busy(False)
        self.wrong.say(text, "bad")
        self.wrong.show()
        self.place()

    def finish(self) -> None:
        """It is decided: what was typed is no longer needed."""
        self.closed.disconnect(self._remember)
        self._typed.note, self._typed.pieces, self._typed.reference, self._typed.day = "", {}, "", ""
        self._typed.balance = ""
        self._typed.borne_by = None
        self.dismiss()

    def _build(self) -> None:
        """What stands between the explanation and the note."""

    def _is_complete(self) -> bool:
        """Whether nothing is missing; says what is."""
        return True

    def _go(self) -> None:
        if self._is_complete():
            self.act()

    def _add_note(self) -> None:
        self.note.setAccessibleName(self.say("decide.note"))
        self.note.setPlaceholderText(self.say("decide.note_hint"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(theme().px(76))
        self.body.addWidget(label(self.say("decide.note"), "label"))
        self.body.addWidget(self.note)

    def _remember(self) -> None:
        self._typed.note = self.note.toPlainText()


class RecountSheet(AskSheet):
    """What is really there, counted by note and coin by the one who decides."""

    def __init__(self, window: QWidget, session: Session, title: str, text: str, go: str, typed: Typed) -> None:
        self._words_of = session.words
        super().__init__(window, session, title, text, go, typed, with_note=True, width=620)
        self.count.changed.connect(self._counted)
        self.empty.toggled.connect(self._counted)
        self.count.put(typed.pieces)
        self._counted()

    def present(self) -> None:
        super().present()
        self.count.first().setFocus()

    def _build(self) -> None:
        self.count = MoneyCount(self._words_of)
        self.total = label("", "title")
        self.empty = CheckBox(self.say("decide.recounted.empty"))
        self.body.addWidget(self.total)
        self.body.addWidget(self.empty)
        self.body.addWidget(self.count)

    def _counted(self, *_: object) -> None:
        total = self.count.total()
        self.total.setText(self.say("decide.recounted", rupiah=format_rupiah(total)))
        self.empty.setEnabled(not total)
        self.count.setEnabled(bool(total) or not self.empty.isChecked())
        # Blank fields are no word that nothing is there.
        self.go.setEnabled(total > 0 or self.empty.isChecked())

    def _remember(self) -> None:
        super()._remember()
        self._typed.pieces = self.count.pieces()


class FundsSheet(AskSheet):
    """Where and when money came in, and which other papers the same money pays for."""

    def __init__(
        self, window: QWidget, session: Session, case: Case, title: str, text: str, go: str, typed: Typed
    ) -> None:
        self._session, self._case = session, case
        self.others: dict[Origin, CheckBox] = {}
        super().__init__(window, session, title, text, go, typed)
        self.reference.editor.setText(typed.reference)
        self.day.editor.setText(typed.day)
        self.balance.setText(typed.balance)
        self._summed()

    def present(self) -> None:
        super().present()
        self.reference.editor.setFocus()

    @property
    def papers(self) -> tuple[Origin, ...]:
        """The papers this money pays for."""
        return (self._case.item.origin, *(origin for origin, box in self.others.items() if box.isChecked()))

    @property
    def rupiah(self) -> int:
        """What they make together."""
        paid = {one.origin: one.rupiah for one in self._case.others}
        return (self._case.item.rupiah or 0) + sum(paid.get(one, 0) for one in self.papers)

    @property
    def received_on(self) -> date | None:
        """The day typed; None where it is none, or to come."""
        day = self.day.editor.day()
        return day if day is not None and day <= self._session.today() else None

    def _build(self) -> None:
        self.reference = Field("reference", self.say("decide.funds.reference"), QLineEdit())
        self.day = Field("day", self.say("decide.funds.day"), DayEdit(self._session.today, past=True))
        for each in (self.reference, self.day):
            each.editor.textEdited.connect(lambda _, one=each: one.hint())
            self.body.addWidget(each)
        if self._case.others:
            self.body.addWidget(label(self.say("decide.funds.also"), "label"))
        for one in self._case.others[:MOST_OTHERS]:
            name = self._case.names.get(one.members[0], "") if one.members else ""
            box = CheckBox(" · ".join(part for part in (name, short(one.number), format_rupiah(one.rupiah)) if part))
            box.toggled.connect(self._summed)
            self.others[one.origin] = box
            self.body.addWidget(box)
        self.balance = MoneyEdit()
        caption, optional = self.say("count.bank.balance"), self.say("deposit.optional")
        self.body.addWidget(Field("balance", caption, self.balance, optional=optional))
        self.total = label("", "title")
        self.body.addWidget(self.total)

    def _summed(self, _: bool = False) -> None:
        self.total.setText(self.say("decide.funds.total", rupiah=format_rupiah(self.rupiah)))

    def _is_complete(self) -> bool:
        missing = []
        if not self.reference.editor.text().strip():
            self.reference.blame(self.say("decide.funds.reference_missing"))
            missing.append(self.reference.editor)
        if self.received_on is None:
            self.day.blame(self.say("decide.funds.day_wrong"))
            missing.append(self.day.editor)
        if missing:
            missing[0].setFocus()
            self.place()
        return not missing

    def _remember(self) -> None:
        super()._remember()
        self._typed.reference, self._typed.day = self.reference.editor.text(), self.day.editor.text()
        self._typed.balance = self.balance.text()
