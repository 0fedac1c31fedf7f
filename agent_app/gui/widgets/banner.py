"""What stands above a form whose typing was not saved, with what can be done about it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import Notice, row


class Banner(QWidget):
    """A sentence about the draft with what can be done about it; `below` is the room under it, in pixels."""

    def __init__(self, below: int = 0) -> None:
        super().__init__()
        self._notice = Notice("", "info", "history")
        self.button = Button("", "soft", height="chip")
        self._act: Callable[[], object] | None = None
        self.button.clicked.connect(self._pressed)
        layout = row(self._notice, self.button, spacing=8, margins=(0, 0, 0, below))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.hide()

    def say(self, text: str, button: str, act: Callable[[], object]) -> None:
        """Show a sentence and its button."""
        self._notice.say(text, "info", "history")
        self.button.setText(button)
        self._act = act
        self.show()

    def text(self) -> str:
        """The sentence shown; "" for none."""
        return "" if self.isHidden() else self._notice.text()

    def _pressed(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()
