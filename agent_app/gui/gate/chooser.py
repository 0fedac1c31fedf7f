"""The question before the sample day is shown: whose window is to be opened."""

from functools import partial

from PySide6.QtWidgets import QDialog, QVBoxLayout

from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.text import label
from agent_app.reference.words import Words

ICONS = {"agent": "hand-coins", "supervisor": "scale"}


class Chooser(QDialog):
    """`role` is what was chosen, None while nothing is."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.role: str | None = None
        self.setWindowTitle("Keagenan")
        self.setFixedWidth(theme().px(440))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 28)
        layout.setSpacing(12)
        layout.addWidget(label(words.say("gate.choose"), "title"))
        layout.addWidget(label(words.say("gate.choose.below"), "table", "text2", wrap=True))
        self.buttons = {}
        for role, icon in ICONS.items():
            text = words.say(f"gate.choose.{role}")
            button = Button(text, "primary" if role == "agent" else "secondary", icon=icon, height="button_primary")
            button.set_left()
            button.clicked.connect(partial(self._chosen, role))
            layout.addWidget(button)
            self.buttons[role] = button
        self.buttons["agent"].setFocus()

    def _chosen(self, role: str, _: bool = False) -> None:
        self.role = role
        self.accept()
