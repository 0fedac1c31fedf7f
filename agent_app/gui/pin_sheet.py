"""The sheet that asks for the PIN (or passphrase) again, before money leaves or a decision stands."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from agent_app.domain.errors import Trouble
from agent_app.gui.doors import Doors
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.pin import PinPad
from agent_app.gui.widgets.text import label
from agent_app.reference.words import Words


class PinSheet(Sheet):
    """Calls `then` once the PIN was right; a wrong one is told and may be typed again."""

    def __init__(
        self,
        window: QWidget,
        words: Words,
        title: str,
        detail: str,
        doors: Doors,
        run: Callable[..., None],
        then: Callable[[], None],
    ) -> None:
        super().__init__(window, title, "lock", width=360)
        self._words, self._doors, self._run, self._then = words, doors, run, then
        if detail:
            self.body.addWidget(label(detail, "table", "text2", wrap=True))
        self._wrong = label("", "small", "bad", wrap=True)
        self._wrong.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.entry: PinPad | QLineEdit = self._pad() if doors.kind() == "pin" else self._field()
        self.body.addWidget(self.entry, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self._wrong)
        self.add_button(words.say("gate.not_now"), "secondary", None)
        self.confirm = self.add_button(words.say("gate.go_on"), "primary", self._confirm)

    def present(self) -> None:
        super().present()
        self.entry.setFocus()

    def _pad(self) -> PinPad:
        pad = PinPad(self._words.say("gate.pin"), self._words.say("gate.erase"))
        pad.entered.connect(self._try)
        return pad

    def _field(self) -> QLineEdit:
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setAccessibleName(self._words.say("gate.passphrase"))
        field.setPlaceholderText(self._words.say("gate.passphrase"))
        field.setFixedWidth(theme().px(280))
        field.returnPressed.connect(self._typed)
        return field

    def _confirm(self) -> None:
        if isinstance(self.entry, QLineEdit):
            self._typed()
        else:
            self.entry.dots.submit()

    def _typed(self) -> None:
        if isinstance(self.entry, QLineEdit) and self.entry.text():
            self._try(self.entry.text())
        else:
            self.entry.setFocus()

    def _try(self, secret: str) -> None:
        self.entry.setEnabled(False)
        self.confirm.setEnabled(False)
        self._run(lambda: self._doors.matches(secret), self._right, self._is_wrong)

    def _right(self, _: object) -> None:
        self.dismiss()
        self._then()

    def _is_wrong(self, trouble: Trouble) -> None:
        self.entry.setEnabled(True)
        self.confirm.setEnabled(True)
        self.entry.clear()
        self.entry.setFocus()
        self._wrong.setText(self._words.of(trouble))
        self.place()
