"""What only the person can say: that they work and are well, and that they agree; and where it is signed."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from agent_app.gui.screens.register.answers import Answers
from agent_app.gui.screens.register.inputs import Choice
from agent_app.gui.screens.register.section import Section
from agent_app.gui.widgets.cards import Notice
from agent_app.gui.widgets.fields import CheckBox

SIGNED = ("paper", "thumb", "screen")


class ConsentSection(Section):
    """Nothing here is filled in by itself but where the last consent was signed."""

    def __init__(self, say: Callable[..., str], coop: str) -> None:
        super().__init__(say, 5, "consent")
        answers = {value: say(f"register.answer.{value}") for value in ("yes", "no")}
        self.working = Choice(say("register.field.working"), answers)
        self.healthy = Choice(say("register.field.healthy"), answers)
        self.text = Notice(say("illustration.consent", coop=coop), "info", "signature")
        self.consent = CheckBox(say("register.consent.agrees"))
        self.messages = CheckBox(say("register.consent.messages"))
        self.surplus = CheckBox(say("register.consent.surplus"))
        self.signed = Choice(say("register.field.signed"), {one: say(f"register.signed.{one}") for one in SIGNED})
        self.sheet, self.row = QLineEdit(), QLineEdit()
        self._place()
        for box in (self.consent, self.messages, self.surplus):
            box.clicked.connect(lambda: self.edited.emit("consent"))
        self.signed.chosen.connect(lambda _: self._show_paper())
        self._show_paper()

    def values(self) -> dict[str, object]:
        return {
            "working": self.working.value,
            "healthy": self.healthy.value,
            "consent": self.consent.isChecked(),
            "messages": self.messages.isChecked(),
            "surplus": self.surplus.isChecked(),
            "signed": self.signed.value,
            "sheet": self.sheet.text().strip(),
            "row": self.row.text().strip(),
        }

    def put(self, answers: Answers) -> None:
        """Show answers."""
        self.working.put(answers.working)
        self.healthy.put(answers.healthy)
        self.consent.setChecked(answers.consent)
        self.messages.setChecked(answers.messages)
        self.surplus.setChecked(answers.surplus)
        self.signed.put(answers.signed)
        self.sheet.setText(answers.sheet)
        self.row.setText(answers.row)
        self._show_paper()

    def _place(self) -> None:
        self.add("working", self.working, (0, 0, 6))
        self.add("healthy", self.healthy, (0, 6, 6))
        self.grid.addWidget(self.text, 1, 0, 1, 12)
        self.add("consent", self.consent, (2, 0, 12))
        self.consent.setAccessibleName(self.consent.text())
        self.grid.addWidget(self.messages, 3, 0, 1, 12)
        self.grid.addWidget(self.surplus, 4, 0, 1, 12)
        self.add("signed", self.signed, (5, 0, 8))
        self.add("sheet", self.sheet, (5, 8, 2))
        self.add("row", self.row, (5, 10, 2))
        for each in self.fields.values():
            self.grid.setAlignment(each, Qt.AlignmentFlag.AlignTop)

    def _show_paper(self) -> None:
        for name in ("sheet", "row"):
            self.fields[name].setVisible(self.signed.value in ("paper", "thumb"))
