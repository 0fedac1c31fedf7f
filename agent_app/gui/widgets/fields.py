"""Fields of a form: the label above, the input, and one line below that helps, praises or says what to mend."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from agent_app.domain.errors import Refused
from agent_app.domain.money import format_rupiah, grouped, parse_rupiah
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import paint_focus
from agent_app.gui.widgets.text import label, set_tone

READ_AS = "= "
MOST_FIGURES = 15
"""More than any amount in rupiah has; longer rows of figures stay as they were typed."""


class Field(QWidget):
    """A labelled input with one line below it. Nothing is red before somebody asked to save.

    `name` is the key by which a summary of mistakes points here.
    """

    def __init__(
        self, name: str, caption: str, editor: QWidget, *, optional: str = "", icon: str | None = None
    ) -> None:
        super().__init__()
        self.name, self.editor = name, editor
        self._caption = label(caption, "label")
        self._caption.setBuddy(editor)
        editor.setAccessibleName(caption)
        self._line = label("", "caption", "text2", wrap=True)
        self._line.hide()
        self._state: QAction | None = None
        self._icons: dict[QAction, tuple[str, str]] = {}
        theme().changed.connect(self._recolor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._caption)
        layout.addWidget(editor)
        layout.addWidget(self._line)
        if isinstance(editor, MoneyEdit):
            editor.amount_changed.connect(self._tell_reading)
        if optional:
            self._caption.setText(f"{caption} · {optional}")
        if icon and isinstance(editor, QLineEdit):
            leading = editor.addAction(theme().icon(icon, "text2"), QLineEdit.ActionPosition.LeadingPosition)
            self._icons[leading] = (icon, "text2")

    def name_it(self, caption: str) -> None:
        """Another caption: what is asked has become something else."""
        self._caption.setText(caption)
        self.editor.setAccessibleName(caption)

    @property
    def caption(self) -> str:
        return self.editor.accessibleName()

    def hint(self, text: str = "") -> None:
        """A line that helps; none hides it."""
        self._say(text, "text2", None)

    def praise(self, text: str) -> None:
        """A line that says what is right."""
        self._say(text, "ok", "circle-check")

    def warn(self, text: str) -> None:
        """A line about what to look at again; it blocks nothing."""
        self._say(text, "warn", "triangle-alert")

    def blame(self, text: str) -> None:
        """What is wrong and how to mend it."""
        self._say(text, "bad", "circle-alert")
        set_tone(self.editor, "bad")

    def is_wrong(self) -> bool:
        """Whether the line blames."""
        return self._line.property("tone") == "bad" and not self._line.isHidden()

    def message(self) -> str:
        """What the line says, empty where there is none."""
        return "" if self._line.isHidden() else self._line.text()

    def _say(self, text: str, tone: str, icon: str | None) -> None:
        self._line.setText(text)
        self._line.setVisible(bool(text))
        set_tone(self._line, tone)
        set_tone(self.editor, "")
        self.editor.setAccessibleDescription(text)
        if isinstance(self.editor, QLineEdit):
            if self._state is not None:
                self.editor.removeAction(self._state)
                self._icons.pop(self._state)
                self._state = None
            if icon and text:
                self._state = self.editor.addAction(theme().icon(icon, tone), QLineEdit.ActionPosition.TrailingPosition)
                self._icons[self._state] = (icon, tone)

    def _tell_reading(self) -> None:
        """Below an amount typed in letters or with a comma: what it is read as."""
        reading = self.editor.reading()
        if reading or self.message().startswith(READ_AS):
            self.hint(reading)

    def _recolor(self) -> None:
        for action, (icon, color) in self._icons.items():
            action.setIcon(theme().icon(icon, color))


class MoneyEdit(QLineEdit):
    """Rupiah as people type them: `60rb`, `1,5 juta`, `60000`. What is typed is never changed into another amount.

    Plain figures get points between the thousands at once. As soon as somebody types a point, a comma or a letter
    of their own, the text stays as typed until the field is left; then it shows the amount it was read as.
    """

    amount_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._typed_before = ""
        self._points_typed = False
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.textEdited.connect(self._group)
        self.textChanged.connect(lambda _: self.amount_changed.emit())
        self.editingFinished.connect(self._tidy)

    def amount(self) -> int | None:
        """The rupiah typed; None where it is empty or not to be read."""
        try:
            return parse_rupiah(self.text()) if self.text().strip() else None
        except Refused:
            return None

    def reading(self) -> str:
        """The amount as it is read, `= Rp 1.500.000`, where the text is not plain figures; else empty."""
        amount = self.amount()
        return "" if amount is None or self.text() == grouped(amount) else f"{READ_AS}{format_rupiah(amount)}"

    def set_amount(self, rupiah: int) -> None:
        """Show an amount."""
        self.setText(grouped(rupiah))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A point that we set is stepped over, so that deleting reaches the figure behind it."""
        text, at = self.text(), self.cursorPosition()
        # textEdited tells only what the text has become.
        self._typed_before = text
        if not self.hasSelectedText() and not self._points_typed:
            if event.key() == Qt.Key.Key_Backspace and text[at - 1 : at] == ".":
                self.setCursorPosition(at - 1)
            elif event.key() == Qt.Key.Key_Delete and text[at : at + 1] == ".":
                self.setCursorPosition(at + 1)
        super().keyPressEvent(event)

    def setText(self, text: str) -> None:
        self._typed_before, self._points_typed = text, False
        super().setText(text)

    def _group(self, text: str) -> None:
        """Points between thousands while only figures were typed; the cursor keeps its distance to the end."""
        self._points_typed = "." in text and (self._points_typed or "." in _put_in(self._typed_before, text))
        self._typed_before = text
        figures = text.replace(".", "")
        if self._points_typed or not (figures.isascii() and figures.isdigit()) or len(figures) > MOST_FIGURES:
            return
        from_end = len(text) - self.cursorPosition()
        shown = grouped(int(figures))
        if shown != text:
            self.setText(shown)
            self.setCursorPosition(max(len(shown) - from_end, 0))

    def _tidy(self) -> None:
        amount = self.amount()
        if amount is not None:
            self._points_typed = False
            if self.text() != grouped(amount):
                self.set_amount(amount)


def _put_in(before: str, text: str) -> str:
    """What was typed or pasted to make `text` of `before`."""
    start = _alike(before, text)
    rest = _alike(before[start:][::-1], text[start:][::-1])
    return text[start : len(text) - rest]


def _alike(one: str, other: str) -> int:
    """How many letters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


class Combo(QComboBox):
    """A list to choose one of; its arrow follows the theme."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxVisibleItems(12)

    def wheelEvent(self, event) -> None:
        # Scrolling a form must not change what it says.
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        size = theme().px(18)
        painter.drawPixmap(
            self.width() - size - 12, (self.height() - size) // 2, theme().pixmap("chevron-down", "text2")
        )
        painter.end()


class CheckBox(QCheckBox):
    """A sentence to agree to, with a box of at least 24 pixels."""

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(theme().px(34) + metrics.horizontalAdvance(self.text()), max(theme().px(28), metrics.height() + 6))

    def hitButton(self, position) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme().px(22)
        box = QRectF(1, (self.height() - side) / 2, side, side)
        on = self.isChecked()
        painter.setBrush(theme().color("pri" if on else "surface"))
        painter.setPen(QPen(theme().color("pri" if on else "line_input"), 2))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5)
        if on:
            inset = theme().px(3)
            painter.drawPixmap(int(box.left()) + inset, int(box.top()) + inset, theme().pixmap("check", "on_pri", 16))
        painter.setPen(theme().color("text"))
        painter.setFont(theme().font("body"))
        text = QRectF(side + theme().px(10), 0, self.width() - side - theme().px(10), self.height())
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap), self.text())
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 6)
        painter.end()
