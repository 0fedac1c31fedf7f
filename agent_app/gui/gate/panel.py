"""The left half of the gate: the mark, a greeting by the hour, and the weaving strip. It knows nobody's name."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import IconLabel, column, row
from agent_app.gui.widgets.text import label

STRIP = 26


class GatePanel(QWidget):
    """`lines` are icons with a sentence each: what this laptop can do without a network."""

    def __init__(self, title: str, below: str, lines: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "nav")
        mark = QLabel()
        mark.setFixedSize(54, 54)
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark.setStyleSheet(f"background: {theme().color('acc').name()}; border-radius: 13px;")
        mark.setPixmap(theme().pixmap("shield-check", "nav", 22))
        self._title = label(title, "money_xl", "nav_on", wrap=True)
        self._below = label(below, "body", "nav", wrap=True)
        self._lines = column(spacing=12)
        for icon, text in lines:
            line = row(IconLabel(icon, "nav_dim", 20), label(text, "body", "nav", wrap=True), spacing=12)
            line.setStretch(1, 1)
            self._lines.addLayout(line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(44, 44, 36, 44 + STRIP)
        layout.setSpacing(10)
        layout.addLayout(row(mark, label("Keagenan", "money_l", "nav_on"), None, spacing=14))
        layout.addStretch(1)
        layout.addWidget(self._title)
        layout.addWidget(self._below)
        layout.addSpacing(14)
        layout.addLayout(self._lines)
        layout.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() - STRIP / 2
        for left in range(-STRIP // 2, self.width() + STRIP, 39):
            for half, color in ((19.5, "#E29A12"), (13.0, "#C4572E"), (5.5, "#FDF3DD")):
                high = half * STRIP / 39
                corners = [QPointF(0, -high), QPointF(half, 0), QPointF(0, high), QPointF(-half, 0)]
                painter.setBrush(QColor(color))
                painter.drawPolygon(QPolygonF([QPointF(left + 19.5, middle) + corner for corner in corners]))
        painter.end()


class Gate(QWidget):
    """The panel at the left, `content` in the middle of the right side; a narrow window shows only the content."""

    def __init__(self, panel: GatePanel, content: QWidget) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "bg")
        self._panel = panel
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(panel, 41)
        layout.addWidget(content, 59)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._panel.setVisible(self.width() >= theme().px(980))
