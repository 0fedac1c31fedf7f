"""A field for a day: typed as people write days, shown as `17-03-1988` once it is left."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLineEdit

from agent_app.domain.typed_day import read_day, written_day


class DayEdit(QLineEdit):
    """`past`: only days up to today make sense, so two figures of a year are of the last hundred years."""

    def __init__(self, today: Callable[[], date], *, past: bool = False) -> None:
        super().__init__()
        self._today, self._past = today, past
        self.setPlaceholderText(written_day(today()))
        self.editingFinished.connect(self._tidy)

    def day(self) -> date | None:
        """The day typed; None where it is none."""
        return read_day(self.text(), self._today(), past=self._past)

    def put(self, day: date | None) -> None:
        """Show a day."""
        self.setText(written_day(day) if day is not None else "")

    def _tidy(self) -> None:
        if (day := self.day()) is not None:
            self.put(day)
