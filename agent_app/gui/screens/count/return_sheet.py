"""Giving a deposit back: why, and the PIN. Nothing typed is lost when the PIN is not given."""

from collections.abc import Callable
from typing import get_args

from PySide6.QtWidgets import QLineEdit

from agent_app.domain.errors import Trouble
from agent_app.gui.screens.count.reading import Loaded
from agent_app.gui.screens.screen import Shell
from agent_app.gui.widgets.cards import Notice
from agent_app.gui.widgets.fields import Combo, Field
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.text import label
from agent_app.services.deposit import ReturnDeposit, ReturnReason, return_deposit


class ReturnSheet(Sheet):
    """Writes the return; `done` is called once it is stored, `decided` where somebody else was first."""

    def __init__(self, shell: Shell, loaded: Loaded, done: Callable[[], None], decided: Callable[[str], None]) -> None:
        say = shell.session.say
        super().__init__(shell.window(), say("count.return.title"), "undo-2", "bad", width=520)
        self._shell, self._loaded, self._done, self._decided = shell, loaded, done, decided
        self._say = say
        who = loaded.name(loaded.deposit.person)
        self.body.addWidget(label(say("count.return.detail", agent=who), "table", "text2", wrap=True))
        self.reasons = Combo()
        self.reasons.addItem(say("deposit.reason.choose"), None)
        for code in get_args(ReturnReason):
            self.reasons.addItem(say(f"count.return.{code}"), code)
        self.reasons.currentIndexChanged.connect(self._chosen)
        self.body.addWidget(Field("reason", say("count.reason"), self.reasons))
        self.note = Field("note", say("deposit.note"), QLineEdit(), optional=say("deposit.optional"))
        self.body.addWidget(self.note)
        self.wrong = Notice("", "bad")
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self.safe = self.add_button(say("count.return.keep"), "secondary", None)
        self.go = self.add_button(say("count.return.go"), "danger", self._ask)
        self._chosen()

    def present(self) -> None:
        super().present()
        self.reasons.setFocus()

    def _chosen(self, _: int = 0) -> None:
        missing = self.reasons.currentData() is None
        self.go.setEnabled(not missing)
        self.go.setToolTip(self._say("deposit.reason.needed") if missing else "")

    def _ask(self) -> None:
        self._shell.ask_pin(self._say("count.return.pin"), self._write, self._say("count.return.pin_detail"))

    def _write(self) -> None:
        self.go.setEnabled(False)
        note = self.note.editor.text().strip() or None
        command = ReturnDeposit(deposit=self._loaded.deposit.origin, reason=self.reasons.currentData(), note=note)
        self._shell.session.write(return_deposit, command, lambda _: self._written(), self._refused)

    def _written(self) -> None:
        self.dismiss()
        self._done()

    def _refused(self, trouble: Trouble) -> None:
        words = self._shell.session.words.of(trouble)
        if trouble.code == "deposit_already_decided":
            self.dismiss()
            self._decided(words)
            return
        self._chosen()
        self.wrong.say(words, "bad")
        self.wrong.show()
        self.place()
