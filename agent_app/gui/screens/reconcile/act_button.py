"""The one act of an agent's day: what is taken, and below it what stays with the agent."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import PADDING, Button, paint_keycap

SEPARATOR = " · "


class ActButton(Button):
    """A primary button whose words break at " · " into a line and a smaller one where they are too long for one."""

    def __init__(self) -> None:
        super().__init__("", "primary", keycap="Ctrl+Enter", height="button_primary")

    def sizeHint(self) -> QSize:
        upper, lower = self._lines()
        width = max(self._width(upper, "body"), self._width(lower, "caption")) + self._cap_width()
        return QSize(
            width + theme().px(2 * PADDING + 10), theme().height("button_primary") + (theme().px(4) if lower else 0)
        )

    def _paint_content(self, painter: QPainter, color: QColor, color_name: str) -> None:
        upper, lower = self._lines()
        whole = self.words()
        room = self.width() - theme().px(2 * PADDING + 10) - self._cap_width()
        if not lower or self._width(whole, "body") <= room:
            super()._paint_content(painter, color, color_name)
            return
        words = max(self._width(upper, "body"), self._width(lower, "caption"))
        left = (self.width() - words - theme().px(10) - self._cap_width()) / 2
        middle = self.height() / 2
        centre = int(Qt.AlignmentFlag.AlignCenter)
        painter.setPen(color)
        painter.setFont(theme().font("body", "semibold"))
        painter.drawText(QRectF(left, middle - theme().px(21), words + 2, theme().px(21)), centre, upper)
        painter.setFont(theme().font("caption", "semibold"))
        painter.drawText(QRectF(left, middle - theme().px(1), words + 2, theme().px(18)), centre, lower)
        paint_keycap(painter, self.keycap, left + words + theme().px(10), middle, color, solid=True)

    def _lines(self) -> tuple[str, str]:
        upper, _, lower = self.words().partition(SEPARATOR)
        return upper, lower

    def _width(self, text: str, role: str) -> int:
        return QFontMetrics(theme().font(role, "semibold")).horizontalAdvance(text) + 2 if text else 0
