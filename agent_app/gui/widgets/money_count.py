"""Counting money by note and coin: a row a denomination, its pieces, and what they make."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from agent_app.domain.money import DENOMINATIONS, Denomination, format_rupiah, grouped
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.cards import rule
from agent_app.gui.widgets.text import label
from agent_app.reference.words import Words
from agent_app.services.deposit import code_of

MOST_PIECES = 99_999


class PiecesEdit(QLineEdit):
    """How many pieces; ↑ and ↓ go to the neighbouring rows."""

    stepped = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setValidator(QIntValidator(0, MOST_PIECES, self))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setPlaceholderText("0")
        self.setFixedWidth(theme().px(110))

    def count(self) -> int:
        """The number typed; 0 where nothing is."""
        return int(self.text() or 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1}.get(event.key())
        if step is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.stepped.emit(step)
            return
        super().keyPressEvent(event)


class MoneyCount(QWidget):
    """All notes and coins. `changed` tells that the sum is another."""

    changed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.edits: dict[str, PiecesEdit] = {}
        self._sums = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(5, 2)
        for number, piece in enumerate(DENOMINATIONS):
            self._add(grid, number, piece, words)

    def pieces(self) -> dict[str, int]:
        """Counts by code of note and coin, without zeros."""
        return {code: edit.count() for code, edit in self.edits.items() if edit.count()}

    def total(self) -> int:
        """What they make, in rupiah."""
        return sum(edit.count() * self._faces[code] for code, edit in self.edits.items())

    def put(self, pieces: dict[str, int]) -> None:
        """Fill in counts, as from a draft."""
        for code, edit in self.edits.items():
            edit.setText(str(pieces[code]) if pieces.get(code) else "")

    def first(self) -> PiecesEdit:
        """The row of the largest note."""
        return next(iter(self.edits.values()))

    @property
    def _faces(self) -> dict[str, int]:
        return {code_of(piece): piece.face for piece in DENOMINATIONS}

    def _add(self, grid: QGridLayout, number: int, piece: Denomination, words: Words) -> None:
        code = code_of(piece)
        kind = words.say("deposit.coins" if piece.coin else "deposit.notes")
        face = format_rupiah(piece.face)
        edit = self.edits[code] = PiecesEdit(f"{face} {kind}")
        edit.textChanged.connect(lambda _, key=code: self._counted(key))
        edit.stepped.connect(lambda step, key=code: self._step(key, step))
        self._sums[code] = label("—", "table", "text3")
        self._sums[code].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = 2 * number
        texts = (label(grouped(piece.face), "strong"), label("×", "table", "text2"))
        for column, widget in enumerate((*texts, edit, label(kind, "small", "text2"), label("=", "table", "text2"))):
            grid.addWidget(widget, line, column)
        grid.addWidget(self._sums[code], line, 5)
        if number < len(DENOMINATIONS) - 1:
            grid.addWidget(rule(), line + 1, 0, 1, 6)

    def _counted(self, code: str) -> None:
        made = self.edits[code].count() * self._faces[code]
        self._sums[code].setText(format_rupiah(made) if made else "—")
        self.changed.emit()

    def _step(self, code: str, step: int) -> None:
        codes = list(self.edits)
        to = self.edits[codes[min(max(codes.index(code) + step, 0), len(codes) - 1)]]
        to.setFocus()
        to.selectAll()
