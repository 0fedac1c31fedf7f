"""States what is unusual about something that is about to be written; going back is the default."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from agent_app.gui.widgets.cards import Notice
from agent_app.gui.widgets.overlays import Sheet


class UnusualSheet(Sheet):
    """`facts` are sentences. The first button, `back`, has the focus and writes nothing; `go_on` does `act`."""

    def __init__(
        self, window: QWidget, title: str, facts: Sequence[str], back: str, go_on: str, act: Callable[[], None]
    ) -> None:
        super().__init__(window, title, "triangle-alert", "warn", width=500)
        self._act = act
        self.facts = tuple(facts)
        for fact in facts:
            self.body.addWidget(Notice(fact, "warn"))
        self.back = self.add_button(back, "secondary", None)
        self.go_on = self.add_button(go_on, "danger", self._go_on)

    def present(self) -> None:
        super().present()
        self.back.setFocus()

    def _go_on(self) -> None:
        self.dismiss()
        self._act()
