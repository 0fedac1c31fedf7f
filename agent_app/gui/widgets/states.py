"""What a screen shows when it has nothing: an empty state that says what to do, and one for what cannot be read."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.cards import IconLabel, column, row
from agent_app.gui.widgets.text import label

WIDTH = 400


class EmptyState(QWidget):
    """An icon, a sentence, a line of help and, where something can be done, its button."""

    def __init__(
        self, icon: str, title: str, below: str = "", button: Button | None = None, *, width: int = WIDTH
    ) -> None:
        super().__init__()
        picture = IconLabel(icon, "text3", 22)
        heading = label(title, "section", wrap=True)
        help_ = label(below, "table", "text2", wrap=True)
        for each in (picture, heading, help_):
            each.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner = column(picture, heading, help_, spacing=8)
        if button is not None:
            inner.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        frame = QWidget()
        frame.setLayout(inner)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addLayout(row(None, frame, None))
        layout.addStretch(2)
        self._heading, self._help, self._frame, self._width = heading, help_, frame, width
        self._fit()

    def say(self, title: str, below: str = "") -> None:
        """Other words."""
        self._heading.setText(title)
        self._help.setText(below)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As wide as it should be, and as high as its words are at that width, which no layout asks by itself."""
        wide = theme().px(self._width)
        self._frame.setFixedWidth(wide)
        for each in (self._heading, self._help):
            each.setMinimumHeight(each.heightForWidth(wide) if each.text() else 0)
        # At once, so that nobody sees the new words in the room of the old ones.
        for each in (self._frame, self):
            each.layout().activate()
