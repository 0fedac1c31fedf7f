"""Inputs of this form only: the NIK in groups of four, days, names, and one answer of a few by its first letter."""

import re
from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from agent_app.gui.screens.register.answers import read_phone
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.choices import Segment

_BETWEEN = re.compile(r"[\s.\-\u2010-\u2015\u200b\ufeff]")


class NikEdit(QLineEdit):
    """A NIK as on the card, `5313 0557 0388 9901`; spaces, dots and dashes that are pasted along are dropped."""

    def __init__(self) -> None:
        super().__init__()
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.textEdited.connect(self._group)

    @property
    def digits(self) -> int:
        """How many digits stand there."""
        return sum(letter.isdigit() for letter in self.text())

    def put(self, text: str) -> None:
        """Show a NIK, grouped where it is only digits."""
        self.setText(_grouped(text))

    def _group(self, text: str) -> None:
        """Group what was typed; the cursor stays behind the same digit."""
        grouped = _grouped(text)
        if grouped == text:
            return
        behind = len(_BETWEEN.sub("", text[: self.cursorPosition()]))
        self.setText(grouped)
        self.setCursorPosition(min(behind + max(behind - 1, 0) // 4, len(grouped)))


def _grouped(text: str) -> str:
    squeezed = _BETWEEN.sub("", text).lstrip("'’‘`")
    if not (squeezed.isascii() and squeezed.isdigit()):
        return text
    return " ".join(squeezed[at : at + 4] for at in range(0, len(squeezed), 4))


class PhoneEdit(QLineEdit):
    """A telephone number, grouped when it is left."""

    def __init__(self) -> None:
        super().__init__()
        self.setInputMethodHints(Qt.InputMethodHint.ImhDialableCharactersOnly)
        self.editingFinished.connect(self._tidy)

    def put(self, text: str) -> None:
        """Show a number."""
        self.setText(text)
        self._tidy()

    def _tidy(self) -> None:
        digits = read_phone(self.text())
        if len(digits) >= 10:
            self.setText(" ".join((digits[:4], digits[4:8], digits[8:])).strip())


class NameEdit(QLineEdit):
    """A name; one typed in small letters only gets its capitals when it is left."""

    def __init__(self) -> None:
        super().__init__()
        self.editingFinished.connect(self._tidy)

    def _tidy(self) -> None:
        text = self.text()
        if text and text == text.lower():
            self.setText(" ".join(word[:1].upper() + word[1:] for word in text.split()))


class Choice(QWidget):
    """One of a few answers side by side. Arrows and Space choose, and the first letter of an answer while one of
    them has the focus."""

    chosen = Signal(str)

    def __init__(self, caption: str, answers: Mapping[str, str]) -> None:
        super().__init__()
        self._caption = caption
        self._segments = {value: Segment(text) for value, text in answers.items()}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for value, segment in self._segments.items():
            segment.setAccessibleName(f"{caption}: {segment.text()}")
            segment.installEventFilter(self)
            segment.clicked.connect(lambda _=False, v=value: self.chosen.emit(v))
            layout.addWidget(segment)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(next(iter(self._segments.values())))

    @property
    def last(self) -> QWidget:
        """The last of the answers."""
        return list(self._segments.values())[-1]

    @property
    def value(self) -> str:
        """The answer; "" where there is none yet."""
        return next((value for value, segment in self._segments.items() if segment.isChecked()), "")

    def put(self, value: str) -> None:
        """Show an answer, or none."""
        for segment in self._segments.values():
            segment.setAutoExclusive(False)
            segment.setChecked(False)
        for name, segment in self._segments.items():
            segment.setAutoExclusive(True)
            if name == value:
                segment.setChecked(True)
        self.setFocusProxy(self._segments.get(value) or next(iter(self._segments.values())))

    def name(self, texts: Mapping[str, str]) -> None:
        """Other words for the answers."""
        for value, text in texts.items():
            segment = self._segments[value]
            segment.setText(text.replace("&", "&&"))
            segment.setAccessibleName(f"{self._caption}: {text}")
            segment.updateGeometry()

    def choose(self, value: str) -> None:
        """Take an answer as if it had been pressed."""
        self._segments[value].setChecked(True)
        self._segments[value].setFocus()
        self.chosen.emit(value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or event.modifiers() or not event.text().isalpha():
            return False
        letter = event.text().casefold()
        fitting = [value for value, one in self._segments.items() if one.text().casefold().startswith(letter)]
        if fitting:
            self.choose(fitting[0])
        return bool(fitting)


class SectionNumber(QWidget):
    """The number of a section on a disc."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        theme().changed.connect(self._resize)
        self._resize()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("pri"))
        painter.drawEllipse(QRectF(self.rect()))
        painter.setFont(theme().font("caption", "bold"))
        painter.setPen(theme().color("on_pri"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), str(self._number))
        painter.end()

    def _resize(self) -> None:
        self.setFixedSize(theme().px(22), theme().px(22))
