"""Typing a PIN: six dots that fill, a keypad for the pointer, and the sixth digit that submits."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button, paint_focus

LENGTH = 6


class PinDots(QWidget):
    """The six digits as dots; it has the focus and takes the keys. `entered` gives the PIN at the sixth."""

    entered = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._digits = ""
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def count(self) -> int:
        """How many digits were typed."""
        return len(self._digits)

    def type(self, digit: str) -> None:
        """One more digit; the sixth submits."""
        if not self.isEnabled() or len(self._digits) >= LENGTH:
            return
        self._digits += digit
        self.update()
        self.submit()

    def submit(self) -> None:
        """Try the PIN where all six digits are there; else the next digit is what is missing."""
        if self.isEnabled() and len(self._digits) == LENGTH:
            self.entered.emit(self._digits)
        else:
            self.setFocus()

    def erase(self) -> None:
        """Take the last digit back."""
        self._digits = self._digits[:-1]
        self.update()

    def clear(self) -> None:
        """Begin again."""
        self._digits = ""
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(222), theme().px(44))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdecimal() and event.text().isascii() and len(event.text()) == 1:
            self.type(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self.erase()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.submit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, step = theme().px(16), theme().px(34)
        left = (self.width() - step * (LENGTH - 1) - side) / 2
        for number in range(LENGTH):
            filled = number < len(self._digits)
            painter.setPen(QPen(theme().color("pri" if filled else "line_input"), 2))
            painter.setBrush(theme().color("pri") if filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(left + number * step, (self.height() - side) / 2, side, side))
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 8)
        painter.end()


class PinPad(QWidget):
    """Dots above a keypad."""

    entered = Signal(str)

    def __init__(self, name: str, erase: str) -> None:
        super().__init__()
        self.dots = PinDots(name)
        self.dots.entered.connect(self.entered)
        self._keys: list[Button] = []
        grid = QGridLayout()
        grid.setSpacing(8)
        for number, digit in enumerate("123456789"):
            grid.addWidget(self._key(digit), number // 3, number % 3)
        grid.addWidget(self._key("0"), 3, 1)
        back = Button("", "ghost", icon="delete", height="button_primary")
        back.setAccessibleName(erase)
        back.setToolTip(erase)
        back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        back.clicked.connect(self.dots.erase)
        grid.addWidget(back, 3, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addWidget(self.dots, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(grid)
        self.setFixedWidth(theme().px(264))
        self.setFocusProxy(self.dots)

    def clear(self) -> None:
        """Begin again, with the focus on the dots."""
        self.dots.clear()
        self.dots.setFocus()

    def set_busy(self, busy: bool) -> None:
        """Take no digits while a PIN is being tried."""
        self.dots.setEnabled(not busy)
        for key in self._keys:
            key.setEnabled(not busy)

    def _key(self, digit: str) -> Button:
        button = Button(digit, "quiet", height="button_primary")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.dots.type(digit))
        self._keys.append(button)
        return button
