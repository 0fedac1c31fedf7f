"""Choosing one of a few: segments in a row, cards with a radio, and a switch."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from agent_app.gui.theme.theme import theme
from agent_app.gui.theme.tokens import tokens
from agent_app.gui.widgets.buttons import paint_focus


class Segment(QAbstractButton):
    """One of several answers in a row, such as a number of months or an amount in notes."""

    def __init__(self, text: str, *, exclusive: bool = True) -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAutoExclusive(exclusive)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + theme().px(24), theme().height("button"))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + theme().px(10), theme().height("button"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = tokens().radius_px["button"]
        on = self.isChecked()
        text = "on_pri" if on else "text" if self.isEnabled() else "text3"
        painter.setBrush(theme().color("pri" if on else "surface" if self.isEnabled() else "sunken"))
        painter.setPen(QPen(theme().color("pri" if on else "line_input"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        painter.setFont(theme().font("table", "semibold"))
        painter.setPen(theme().color(text))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), radius, on_solid=on)
        painter.end()


class RadioCard(QAbstractButton):
    """A choice with a line of explanation and, at the right, its price."""

    def __init__(self, title: str, below: str = "", price: str = "", under_price: str = "") -> None:
        super().__init__()
        self._below, self._price, self._under = below, price, under_price
        self.setText(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    def show_price(self, price: str, under_price: str = "") -> None:
        """Another price."""
        self._price, self._under = price, under_price
        self._name()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(54))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = tokens().radius_px["button"]
        on = self.isChecked()
        painter.setBrush(theme().color("pri_soft" if on else "surface"))
        painter.setPen(QPen(theme().color("pri" if on else "line_input"), 2 if on else 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        self._paint_radio(painter, on)
        self._paint_words(painter)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), radius)
        painter.end()

    def _paint_radio(self, painter: QPainter, on: bool) -> None:
        side = theme().px(20)
        disc = QRectF(theme().px(14), (self.height() - side) / 2, side, side)
        painter.setBrush(theme().color("surface"))
        painter.setPen(QPen(theme().color("pri" if on else "line_input"), theme().px(6) if on else 2))
        inset = theme().px(3) if on else 1
        painter.drawEllipse(disc.adjusted(inset, inset, -inset, -inset))

    def _paint_words(self, painter: QPainter) -> None:
        left, right = theme().px(46), theme().px(14)
        width = self.width() - left - right
        upper = QRectF(left, theme().px(6), width, self.height() / 2 - theme().px(4))
        lower = QRectF(left, self.height() / 2, width, self.height() / 2 - theme().px(6))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        at_right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.setFont(theme().font("body", "semibold"))
        painter.setPen(theme().color("text"))
        painter.drawText(upper if self._below else QRectF(left, 0, width, self.height()), middle, self.text())
        painter.drawText(upper, at_right, self._price)
        painter.setFont(theme().font("caption"))
        painter.setPen(theme().color("text2"))
        painter.drawText(lower, middle, self._below)
        painter.drawText(lower, at_right, self._under)

    def _name(self) -> None:
        self.setAccessibleName(" · ".join(part for part in (self.text(), self._below, self._price) if part))


class Switch(QAbstractButton):
    """On or off, at once."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(theme().px(46), theme().px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        track = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.setPen(QPen(theme().color("pri" if on else "line_input"), 1.5))
        painter.setBrush(theme().color("pri" if on else "sunken"))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        side = track.height() - 6
        x = track.right() - side - 3 if on else track.left() + 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("on_pri" if on else "text3"))
        painter.drawEllipse(QRectF(x, track.top() + 3, side, side))
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), self.height() / 2)
        painter.end()
