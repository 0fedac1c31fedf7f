"""The live summary: who it is, what is done and what is missing, what it costs; a click goes to the field."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import paint_focus
from agent_app.gui.widgets.cards import Notice, column, row, rule
from agent_app.gui.widgets.pills import Avatar
from agent_app.gui.widgets.text import ElidedLabel, label

ICONS = {"ok": "circle-check", "open": "circle-dashed", "warn": "triangle-alert", "bad": "circle-alert"}
MOST_LINES = 32
TONES = {"ok": "ok", "open": "text2", "warn": "warn", "bad": "bad"}


@dataclass(frozen=True, slots=True)
class Line:
    """`state` is ok, open, warn or bad; `field` is where a click goes."""

    state: str
    text: str
    below: str
    field: str


@dataclass(frozen=True, slots=True)
class Price:
    """What a month costs now, of what it is made, and what becomes of it."""

    amount: str
    parts: str = ""
    later: str = ""
    unconfirmed: str = ""


class Summary(QWidget):
    """`go_to` carries the name of a field."""

    go_to = Signal(str)

    def __init__(self, say: Callable[..., str]) -> None:
        super().__init__()
        self._title = label(say("register.summary"), "section")
        self._avatar = Avatar("")
        self._name, self._below = ElidedLabel("", "strong"), ElidedLabel("", "small", "text2")
        self.trouble = Notice("", "bad")
        self.trouble.hide()
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        # All at once, so that Tab meets them between the form and the acts.
        self.lines = [self._line() for _ in range(MOST_LINES)]
        self._amount, self._parts = label("", "section"), label("", "small", "text2", wrap=True)
        self._later, self._unconfirmed = Notice("", "info", "calendar-clock"), Notice("", "warn")
        person = row(self._avatar, column(self._name, self._below, spacing=1), spacing=12)
        person.setStretch(1, 1)
        price = row(label(say("register.monthly"), "body", "text2"), None, self._amount)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for item in (self._title, person, rule(), self.trouble, self._list, rule(), price, self._parts, self._later):
            layout.addWidget(item) if isinstance(item, QWidget) else layout.addLayout(item)
        layout.addWidget(self._unconfirmed)
        layout.addStretch(1)

    def show_person(self, name: str, below: str) -> None:
        """Whose registration this is."""
        self._avatar.show_name(name)
        self._name.setText(name)
        self._below.setText(below)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """What is done and what is not."""
        for number, button in enumerate(self.lines):
            button.setVisible(number < len(lines))
            if number < len(lines):
                button.show_line(lines[number])

    def _line(self) -> "LineButton":
        made = LineButton()
        made.hide()
        made.clicked.connect(lambda: self.go_to.emit(made.line.field))
        self._list.addWidget(made)
        return made

    def show_price(self, price: Price) -> None:
        """What a month costs."""
        self._amount.setText(price.amount)
        for place, text in (
            (self._parts, price.parts),
            (self._later, price.later),
            (self._unconfirmed, price.unconfirmed),
        ):
            place.setVisible(bool(text))
        self._parts.setText(price.parts)
        self._later.say(price.later, "info", "calendar-clock")
        self._unconfirmed.say(price.unconfirmed, "warn")

    def show_trouble(self, text: str) -> None:
        """Why it was not saved; "" takes it away."""
        self.trouble.say(text, "bad")
        self.trouble.setVisible(bool(text))


class LineButton(QAbstractButton):
    """One line of the summary."""

    def __init__(self) -> None:
        super().__init__()
        self.line = Line("open", "", "", "")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_line(self, line: Line) -> None:
        """Another line."""
        if line == self.line:
            return
        self.line = line
        self.setText(line.text)
        self.setAccessibleName(" · ".join(part for part in (line.text, line.below) if part))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(200), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(28))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return theme().px(10) + sum(height for _, height in self._texts(width))

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("surface2"))
            painter.drawRoundedRect(QRectF(self.rect()), 7, 7)
        tone = TONES[self.line.state]
        painter.drawPixmap(theme().px(2), theme().px(6), theme().pixmap(ICONS[self.line.state], tone))
        y = float(theme().px(5))
        colors = ("bad" if self.line.state == "bad" else "text", "text2")
        for number, (text, height) in enumerate(self._texts(self.width())):
            painter.setFont(self._font(number))
            painter.setPen(theme().color(colors[number]))
            where = QRectF(theme().px(28), y, self.width() - theme().px(32), height)
            painter.drawText(where, int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), text)
            y += height
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 7)
        painter.end()

    def _font(self, number: int):
        return theme().font("label", "regular") if number else theme().font("table", "semibold")

    def _texts(self, width: int) -> list[tuple[str, int]]:
        room = max(width - theme().px(32), theme().px(80))
        texts = [text for text in (self.line.text, self.line.below) if text]
        return [(text, self._height(number, text, room)) for number, text in enumerate(texts)]

    def _height(self, number: int, text: str, room: int) -> int:
        metrics = QFontMetrics(self._font(number))
        return metrics.boundingRect(0, 0, room, 10_000, int(Qt.TextFlag.TextWordWrap), text).height()
