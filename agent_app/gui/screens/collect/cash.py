"""Cash: what was put on the table, real notes to tap, and what goes back, note by note."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from agent_app.domain.money import NO_BREAK_SPACE, Change, Denomination, change_by_denomination, format_rupiah, grouped
from agent_app.gui.screens.collect.order import MOST_MONTHS, Sums, notes_above
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.choices import Segment
from agent_app.gui.widgets.fields import CheckBox, MoneyEdit
from agent_app.gui.widgets.text import label, set_tone

NOTES_SHOWN = 5


class CashEdit(MoneyEdit):
    """Where the cash is typed, and where the caret is when the page opens.

    Ctrl+U means the exact sum here, not "delete the line"; Enter says `entered`. A figure from 1 to 12 is no cash:
    with Enter it says `months`, so that `3`, Enter chooses three months without leaving the field.
    """

    entered = Signal()
    months = Signal(int)

    def amount(self) -> int | None:
        """The rupiah typed; None for a number of months as for anything that cannot be read."""
        return None if self.count() is not None else super().amount()

    def count(self) -> int | None:
        """The number of months typed; None where it is anything else."""
        text = self.text().strip()
        is_count = text.isascii() and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= MOST_MONTHS
        return int(text) if is_count else None

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if control and event.key() == Qt.Key.Key_U:
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not _held(event):
            count = self.count()
            if count is None:
                self.entered.emit()
            else:
                self.clear()
                self.months.emit(count)
            return
        super().keyPressEvent(event)


def _held(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)


class CashPanel(QWidget):
    """`typed` with the amount or None, `exact` for the sum as it is, `keep` when the change is to stay as titipan,
    `months` with a number of months that was typed where the cash goes."""

    typed = Signal(object)
    exact = Signal()
    keep = Signal(bool)
    entered = Signal()
    months = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.edit = CashEdit()
        self.edit.setProperty("role", "money_l")
        self.edit.setPlaceholderText("0")
        self.edit.setAccessibleName(session.say("collect.cash"))
        self.edit.textEdited.connect(self._edited)
        self.edit.entered.connect(self.entered)
        self.edit.months.connect(self.months)
        self._rp = label("Rp", "money_l", "text3")
        self.change = label("", "money_l", "ok")
        self.pieces = label("", "small", "text2", wrap=True)
        self.pieces.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._box = QFrame()
        self._box.setProperty("kind", "notice")
        inside = QHBoxLayout(self._box)
        inside.setContentsMargins(14, 0, 14, 0)
        inside.setSpacing(12)
        inside.addWidget(self.change)
        inside.addWidget(self.pieces, 1)
        self.keep_box = CheckBox(session.say("collect.keep"))
        self.keep_box.setAccessibleName(session.say("collect.keep"))
        self.keep_box.toggled.connect(self.keep)
        self._change_caption = label(session.say("collect.change"), "label")
        self._build()
        theme().changed.connect(self._restyle)
        self._restyle()

    @property
    def note_buttons(self) -> list[Segment]:
        """The amounts in notes that are offered."""
        return [one for one in self.notes if not one.isHidden()]

    def focus(self) -> None:
        """Ready to type."""
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.selectAll()

    def show_sums(self, sums: Sums, exact: bool) -> None:
        """What goes back for what is due."""
        if exact and sums.received is not None:
            self.edit.set_amount(sums.received)
        self.caption.setText(f"{self._session.say('collect.cash')} {self.edit.reading()}".rstrip())
        self._show_notes(sums)
        self._show_change(sums)
        self.keep_box.setEnabled((sums.received or 0) > sums.due or self.keep_box.isChecked())

    def clear(self) -> None:
        """For the next payer."""
        self.put(None, keep=False)

    def put(self, amount: int | None, *, keep: bool) -> None:
        """Show an amount, or none; nothing is told."""
        self.edit.setText("" if amount is None else grouped(amount))
        self.keep_box.blockSignals(True)
        self.keep_box.setChecked(keep)
        self.keep_box.blockSignals(False)

    def _build(self) -> None:
        say = self._session.say
        left = QHBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._rp)
        left.addWidget(self.edit, 1)
        self.exact_button = Button(say("collect.exact"), "secondary", keys="Ctrl+U")
        self.exact_button.clicked.connect(self.exact)
        self.notes = [Segment("") for _ in range(NOTES_SHOWN)]
        self._note_row = QHBoxLayout()
        self._note_row.setSpacing(8)
        self._note_row.addWidget(self.exact_button)
        for segment in self.notes:
            segment.setAutoExclusive(False)
            segment.clicked.connect(lambda _=False, of=segment: self._note_chosen(of))
            self._note_row.addWidget(segment)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(5)
        self.caption = label(say("collect.cash"), "label")
        self.caption.setBuddy(self.edit)
        grid.addWidget(self.caption, 0, 0)
        grid.addWidget(self._change_caption, 0, 1)
        grid.addLayout(left, 1, 0)
        grid.addWidget(self._box, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(9)
        layout.addLayout(grid)
        layout.addLayout(self._note_row)

    def _edited(self, _: str) -> None:
        self.typed.emit(self.edit.amount())

    def _note_chosen(self, segment: Segment) -> None:
        self.edit.set_amount(int(segment.property("rupiah")))
        self.typed.emit(self.edit.amount())

    def _show_notes(self, sums: Sums) -> None:
        amounts = notes_above(sums.due) if sums.due else ()
        for at, segment in enumerate(self.notes):
            segment.setVisible(at < len(amounts))
            if at < len(amounts):
                segment.setText(grouped(amounts[at]))
                segment.setAccessibleName(format_rupiah(amounts[at]))
                segment.setProperty("rupiah", amounts[at])
                segment.setChecked(sums.received == amounts[at])

    def _show_change(self, sums: Sums) -> None:
        say = self._session.say
        if (count := self.edit.count()) is not None:
            self._say(say("collect.cash.months", count=count), "info", "")
        elif sums.received is None:
            unreadable = bool(self.edit.text().strip())
            text, tone = (say("collect.cash.unreadable"), "bad") if unreadable else ("—", "text3")
            self._say(text, tone, "")
        elif sums.short:
            self._say(say("collect.short", amount=format_rupiah(sums.short)), "bad", "")
        elif sums.kept:
            self._say(say("collect.kept", amount=format_rupiah(sums.kept)), "info", "")
        else:
            self._say(format_rupiah(sums.change), "ok", pieces_text(change_by_denomination(sums.change)))

    def _say(self, text: str, tone: str, pieces: str) -> None:
        long = tone in ("bad", "info")
        self.change.setText(text)
        self.change.setProperty("role", "section" if long else "money_l")
        set_tone(self.change, tone)
        self.change.style().unpolish(self.change)
        self.change.style().polish(self.change)
        set_tone(self._box, "" if tone == "text3" else tone)
        if tone == "text3":
            self._box.setProperty("kind", "well")
        else:
            self._box.setProperty("kind", "notice")
        self._box.style().unpolish(self._box)
        self._box.style().polish(self._box)
        self.pieces.setText(pieces)
        self.pieces.setVisible(bool(pieces))
        self.change.setAccessibleName(f"{self._change_caption.text()} {text} {pieces}")

    def _restyle(self) -> None:
        self._box.setFixedHeight(theme().height("button_money"))


def pieces_text(change: Change) -> str:
    """`5.000 · 2.000 × 2 · 500 · 100`; a line breaks only behind a dot."""

    def one(piece: Denomination, count: int) -> str:
        times = f"{NO_BREAK_SPACE}×{NO_BREAK_SPACE}{count}" if count > 1 else ""
        return f"{grouped(piece.face)}{times}"

    return f"{NO_BREAK_SPACE}· ".join(one(piece, count) for piece, count in change.pieces)
