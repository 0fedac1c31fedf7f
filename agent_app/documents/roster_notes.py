"""The notes on rows that came in all the same: which rows, kept small enough for a list of any length."""

from array import array
from collections.abc import Iterable

from agent_app.documents.roster_reasons import RowWarning
from agent_app.documents.roster_rows import RosterRow, Source


class Notes:
    """Row numbers by note and sheet, in the order of the file."""

    def __init__(self) -> None:
        self._rows: dict[RowWarning, dict[str, array[int]]] = {}
        self.odd_bytes: dict[Source, str] = {}
        """The bytes that were no UTF-8, in hex, by the row they stand in."""

    def add(self, rows: Iterable[RosterRow]) -> None:
        """Remember the notes of these rows."""
        for row in rows:
            for warning in row.warnings:
                sheet, number = row.source
                if warning is RowWarning.LETTERS_ODD_BYTE:
                    self.odd_bytes[row.source] = ", ".join(text for _, text in row.unread if text.startswith("0x"))
                self._rows.setdefault(warning, {}).setdefault(sheet, array("L")).append(number)

    def counts(self) -> list[tuple[RowWarning, int]]:
        """Each note with the number of its rows, the most frequent first."""
        counted = [(warning, sum(map(len, sheets.values()))) for warning, sheets in self._rows.items()]
        return sorted(counted, key=lambda one: -one[1])

    def rows_of(self, warning: RowWarning) -> dict[str, list[int]]:
        """The rows of a note by sheet."""
        return {sheet: list(rows) for sheet, rows in self._rows.get(warning, {}).items()}
