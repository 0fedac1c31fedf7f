"""Parts of the count's form: a line of the bank's statement, and why the second number is another."""

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import column, row
from agent_app.gui.widgets.day_edit import DayEdit
from agent_app.gui.widgets.fields import Combo, Field, MoneyEdit
from agent_app.services.deposit import BankLine

SHORT_REASONS = ("short", "damaged_notes", "bank_fee", "other")
OVER_REASONS = ("over", "other")


class BankBox(QWidget):
    """Date, rupiah and reference as they stand in the statement, typed by hand, and the balance after the line where
    another line reads the same. `changed` tells of each key."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._say = session.say
        self.day = Field("day", session.say("count.bank.day"), DayEdit(session.today, past=True))
        self.reference = Field("reference", session.say("count.bank.reference"), QLineEdit())
        self.rupiah, self.balance = MoneyEdit(), MoneyEdit()
        for field in (self.day, self.reference):
            field.editor.textEdited.connect(lambda _, one=field: one.hint())
            field.editor.textChanged.connect(self.changed)
        for money in (self.rupiah, self.balance):
            money.textChanged.connect(self.changed)
        line = row(self.day, Field("rupiah", session.say("count.bank.rupiah"), self.rupiah), spacing=10)
        balance = Field(
            "balance", session.say("count.bank.balance"), self.balance, optional=session.say("deposit.optional")
        )
        self.setLayout(column(line, row(self.reference, balance, spacing=10), spacing=8))

    def put(self, draft: dict[str, Any], today: date, reference: str) -> None:
        """What was typed before; else today's date and the agent's own reference."""
        self.day.editor.setText(draft.get("day") or f"{today:%d-%m-%Y}")
        self.reference.editor.setText(draft.get("reference") or reference)
        self.rupiah.setText(draft.get("rupiah", ""))
        self.balance.setText(draft.get("balance", ""))
        self.day.hint()
        self.reference.hint()

    def typed(self) -> dict[str, str]:
        """What stands in the fields, to be kept."""
        return {
            "day": self.day.editor.text().strip(),
            "reference": self.reference.editor.text().strip(),
            "rupiah": self.rupiah.text().strip(),
            "balance": self.balance.text().strip(),
        }

    def amount(self) -> int:
        """Rupiah that came in; 0 while none can be read."""
        return self.rupiah.amount() or 0

    def line(self, today: date) -> BankLine | None:
        """The line; None, with the field blamed, where something of it is missing."""
        day = self.day.editor.day()
        if day is None or day > today:
            return self._blame(self.day, "count.bank.day_wrong")
        if not self.reference.editor.text().strip():
            return self._blame(self.reference, "count.bank.reference_missing")
        reference, balance = self.reference.editor.text(), self.balance.amount()
        return BankLine(day=day, reference=reference, rupiah=self.amount(), balance=balance)

    def _blame(self, field: Field, key: str) -> None:
        field.blame(self._say(key))
        field.editor.setFocus()


class ReasonBox(QWidget):
    """A code and a note. `changed` tells that another was chosen or typed."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._say = session.say
        self._codes: tuple[str, ...] = ()
        self.codes = Combo()
        self.codes.currentIndexChanged.connect(self.changed)
        self.words = QLineEdit()
        self.words.textChanged.connect(self.changed)
        reason = Field("reason", session.say("count.reason"), self.codes)
        note = Field("note", session.say("deposit.note"), self.words, optional=session.say("deposit.optional"))
        self.setLayout(row(reason, note, spacing=10))
        self.layout().setStretch(0, 1)
        self.layout().setStretch(1, 1)
        self._offer(SHORT_REASONS, None)

    def show_for(self, difference: int) -> None:
        """Shown with the reasons that fit a difference (counted less declared); hidden for none."""
        self.setVisible(bool(difference))
        if difference:
            self._offer(SHORT_REASONS if difference < 0 else OVER_REASONS, self.codes.currentData())

    def put(self, draft: dict[str, Any]) -> None:
        """What was chosen and typed before."""
        code = draft.get("reason")
        self._offer(OVER_REASONS if code == "over" else SHORT_REASONS, code)
        self.words.setText(draft.get("note", ""))

    def typed(self) -> dict[str, str | None]:
        """What is chosen and typed, to be kept."""
        return {"reason": self.code(), "note": self.words.text().strip()}

    def code(self) -> str | None:
        """The reason's code; None while none is chosen."""
        return self.codes.currentData()

    def note(self) -> str | None:
        """What was said on top."""
        return self.words.text().strip() or None

    def _offer(self, codes: tuple[str, ...], chosen: str | None) -> None:
        if codes != self._codes:
            self._codes = codes
            self.codes.blockSignals(True)
            self.codes.clear()
            self.codes.addItem(self._say("deposit.reason.choose"), None)
            for code in codes:
                self.codes.addItem(self._say(f"count.reason.{code}"), code)
            self.codes.blockSignals(False)
        number = max(self.codes.findData(chosen), 0)
        if number != self.codes.currentIndex():
            self.codes.blockSignals(True)
            self.codes.setCurrentIndex(number)
            self.codes.blockSignals(False)
