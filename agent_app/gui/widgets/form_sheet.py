"""A sheet with a form: Ctrl+Enter saves from any of its fields."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.overlays import Sheet


class FormSheet(Sheet):
    """The page below has the same key for its own primary act; while the sheet is open the key is the sheet's."""

    def __init__(self, window: QWidget, title: str, icon: str, width: int) -> None:
        super().__init__(window, title, icon=icon, width=width)
        self._save: Callable[[], object] = self.dismiss

    def add_save(self, text: str, act: Callable[[], object]) -> Button:
        """The primary button."""
        self._save = act
        button = Button(text, "primary", keycap="Ctrl+Enter")
        button.clicked.connect(act)
        self._buttons.addWidget(button, 1)
        return button

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and _saves(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _saves(event):
            self._save()
            return
        super().keyPressEvent(event)


def _saves(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
