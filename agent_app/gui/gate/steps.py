"""The first three steps of the first run, each a page with one question and one button."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from agent_app.domain.errors import Refused
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Notice, row
from agent_app.gui.widgets.choices import RadioCard
from agent_app.gui.widgets.fields import Field
from agent_app.gui.widgets.pin import PinPad
from agent_app.gui.widgets.text import label, set_tone
from agent_app.reference.words import Words
from agent_app.vault.policy import require_new_passphrase, require_new_pin
from agent_app.wire import invitations

LANGUAGES = (("id", "Bahasa Indonesia"), ("en", "English"))


class Step(QWidget):
    """A title, an explanation, and what is asked below."""

    def __init__(self, title: str, below: str) -> None:
        super().__init__()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(12)
        self.body.addWidget(label(title, "money_l", wrap=True))
        self.body.addWidget(label(below, "body", "text2", wrap=True))
        self.body.addSpacing(6)

    def add_next(self, text: str, act: Callable[[], object], back: Button | None = None) -> Button:
        """The primary button; Enter presses it from a field too. `back` leads to the step before."""
        button = Button(text, "primary", icon="arrow-right", keycap="Enter", height="button_primary")
        button.clicked.connect(act)
        self.body.addStretch(1)
        self.body.addLayout(row(*([back] if back is not None else []), None, button))
        return button


def back_button(words: Words, act: Callable[[], object]) -> Button:
    """To the step before."""
    button = Button(words.say("gate.back"), "secondary", icon="arrow-left", height="button_primary")
    button.clicked.connect(act)
    return button


class LanguageStep(Step):
    """Which language the window speaks."""

    def __init__(self, words: Words, chosen: str, done: Callable[[str], None]) -> None:
        super().__init__(words.say("gate.language.title"), words.say("gate.language.below"))
        self._cards = {}
        for code, name in LANGUAGES:
            card = self._cards[code] = RadioCard(name)
            card.setChecked(code == chosen)
            self.body.addWidget(card)
        self.next = self.add_next(words.say("gate.next"), lambda: done(self.chosen()))
        self.setFocusProxy(self.next)

    def chosen(self) -> str:
        """The code of the language."""
        return next(code for code, card in self._cards.items() if card.isChecked())

    def choose(self, code: str) -> None:
        """Choose as by a press."""
        self._cards[code].click()


class InvitationStep(Step):
    """The invitation from the branch, pasted or typed; `look` asks the centre for it before anything else is asked."""

    def __init__(
        self, words: Words, look: Callable[[str], None], done: Callable[[str], None], back: Callable[[], object]
    ) -> None:
        super().__init__(words.say("gate.invitation.title"), words.say("gate.invitation.below"))
        self._words, self._look, self._done = words, look, done
        self._seen = ""
        self._edit = QLineEdit()
        self._edit.setPlaceholderText("https://…#KCL.…")
        self.field = Field("invitation", words.say("gate.invitation.caption"), self._edit)
        self.body.addWidget(self.field)
        self.back = back_button(words, back)
        self.next = self.add_next(words.say("gate.next"), self._go, self.back)
        self._edit.textChanged.connect(self._changed)
        self._edit.returnPressed.connect(self._go)
        self.setFocusProxy(self._edit)

    def text(self) -> str:
        """The invitation without the spaces and line breaks that copying adds."""
        return "".join(self._edit.text().split())

    def type(self, text: str) -> None:
        """Put an invitation there."""
        self._edit.setText(text)

    def blame(self, text: str) -> None:
        """What is wrong with it, or with the line to the centre; it may be mended or tried again."""
        self._set_busy(False)
        self._seen = ""
        self.field.blame(text)
        self._edit.setFocus()

    def praise(self, text: str, seen: str) -> None:
        """The centre knows the invitation `seen`: the next press goes on without asking again."""
        self._set_busy(False)
        self._seen = seen
        self.field.praise(text)

    def _changed(self, _: str) -> None:
        self._seen = ""
        try:
            found = invitations.parse(self.text())
        except Refused:
            self.field.hint()
            return
        self.field.praise(self._words.say("gate.invitation.read", coop=found.coop, address=found.address))

    def _go(self) -> None:
        if not self.next.isEnabled():
            return
        try:
            invitations.parse(self.text())
        except Refused as refused:
            self.blame(self._words.of(refused))
            return
        if self._seen == self.text():
            self._done(self._seen)
            return
        self._set_busy(True)
        self.field.praise(self._words.say("gate.invitation.asking"))
        self._look(self.text())

    def _set_busy(self, busy: bool) -> None:
        self.next.setEnabled(not busy)
        self._edit.setReadOnly(busy)


class PinStep(Step):
    """Six digits, twice. Those that a thief tries first are not taken."""

    def __init__(self, words: Words, done: Callable[[str], None], back: Callable[[], object]) -> None:
        super().__init__(words.say("gate.new_pin.title"), words.say("gate.new_pin.below"))
        self._words, self._done, self._first = words, done, ""
        self._asks = label(words.say("gate.new_pin.first"), "strong")
        self._asks.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.pad = PinPad(words.say("gate.pin"), words.say("gate.erase"))
        self.pad.entered.connect(self._entered)
        self._line = label("", "table", "bad", wrap=True)
        self._line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self._asks)
        self.body.addWidget(self.pad, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self._line)
        self.back = back_button(words, back)
        self.next = self.add_next(words.say("gate.next"), self.pad.dots.submit, self.back)
        self.setFocusProxy(self.pad.dots)

    def blame(self, text: str) -> None:
        """Begin again, and say why."""
        self._first = ""
        self._asks.setText(self._words.say("gate.new_pin.first"))
        self._line.setText(text)
        set_tone(self._line, "bad")
        self.pad.set_busy(False)
        self.pad.clear()

    def _entered(self, pin: str) -> None:
        if self._first:
            self._second(pin)
            return
        try:
            require_new_pin(pin)
        except Refused as refused:
            self.blame(self._words.of(refused))
            return
        self._first = pin
        self._line.setText("")
        self._asks.setText(self._words.say("gate.new_pin.again"))
        self.pad.clear()

    def _second(self, pin: str) -> None:
        if pin != self._first:
            self.blame(self._words.say("gate.new_pin.differs"))
            return
        self._line.setText(self._words.say("gate.preparing"))
        set_tone(self._line, "text2")
        self.pad.set_busy(True)
        self._done(pin)


class PassphraseStep(Step):
    """Where no keyring answers: a passphrase of twelve characters or more, twice, chosen knowingly."""

    def __init__(self, words: Words, done: Callable[[str], None], why: str, back: Callable[[], object]) -> None:
        super().__init__(words.say("gate.new_passphrase.title"), words.say("gate.new_passphrase.below"))
        self._words, self._done = words, done
        self.body.addWidget(Notice(why, "warn"))
        self.first = self._field("first")
        self.again = self._field("again")
        self.back = back_button(words, back)
        self.next = self.add_next(words.say("gate.new_passphrase.next"), self._go, self.back)
        self.first.editor.returnPressed.connect(self._to_second)
        self.again.editor.returnPressed.connect(self._go)
        self.setFocusProxy(self.first.editor)

    def blame(self, text: str) -> None:
        """What is wrong with it."""
        self.next.setEnabled(True)
        self.first.blame(text)
        self.first.editor.setFocus()

    def _field(self, name: str) -> Field:
        editor = QLineEdit()
        editor.setEchoMode(QLineEdit.EchoMode.Password)
        field = Field(name, self._words.say(f"gate.new_passphrase.{name}"), editor)
        editor.textEdited.connect(lambda _: field.hint())
        self.body.addWidget(field)
        return field

    def _to_second(self) -> None:
        """Enter in the first field: what is too short is told at once, else the second is next."""
        try:
            require_new_passphrase(self.first.editor.text())
        except Refused as refused:
            self.blame(self._words.of(refused))
            return
        if self.again.editor.text():
            self._go()
        else:
            self.again.editor.setFocus()

    def _go(self) -> None:
        if not self.next.isEnabled():
            return
        secret = self.first.editor.text()
        try:
            require_new_passphrase(secret)
        except Refused as refused:
            self.blame(self._words.of(refused))
            return
        if secret != self.again.editor.text():
            self.again.blame(self._words.say("gate.new_passphrase.differs"))
            self.again.editor.setFocus()
            return
        self.next.setEnabled(False)
        self._done(secret)
