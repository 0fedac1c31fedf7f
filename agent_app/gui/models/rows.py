"""A list of values as a model: what each row says comes from a function."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

ROW = Qt.ItemDataRole.UserRole
"""The value itself."""
TITLE, TOOLTIP = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
ALOUD = Qt.ItemDataRole.AccessibleTextRole
Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractListModel):
    """`said` gives what a row says in a role, such as its title or what a screen reader reads; None for nothing."""

    def __init__(self, said: Callable[[Any, int], str | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._said = said
        self.rows: Sequence[Any] = ()

    def put(self, rows: Sequence[Any]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def place_of(self, is_it: Callable[[Any], bool]) -> int | None:
        """Where the first row stands that fits."""
        return next((place for place, row in enumerate(self.rows) if is_it(row)), None)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = TITLE) -> Any:
        row = self.rows[index.row()]
        return row if role == ROW else self._said(row, role)
