"""The place where a file is dropped: a dashed frame that answers when one is dragged over it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_app.gui.theme.theme import theme
from agent_app.gui.theme.tokens import tokens


class DropPlace(QWidget):
    """Holds what it asks for; dropping itself is the page's, so that the whole page takes files."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._over = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addWidget(content)

    def set_over(self, over: bool) -> None:
        """A file is over the page, or no longer."""
        self._over = over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme().color("pri_soft" if self._over else "surface"))
        pen = QPen(theme().color("pri" if self._over else "line_input"), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        radius = tokens().radius_px["card"]
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        painter.end()
