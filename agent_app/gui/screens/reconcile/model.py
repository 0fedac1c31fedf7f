"""The agents of a day as a table."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from agent_app.gui.screens.reconcile.wording import amount, data_until, differs, state_pill
from agent_app.gui.session import Session
from agent_app.records.views.agent_day import AgentDay

AGENT, COLLECTED, DECLARED, REST, DIFFERENCE, UNTIL, STATE = range(7)
COLUMNS = ("agent", "collected", "declared", "rest", "difference", "until", "state")
MONEY = (COLLECTED, DECLARED, REST, DIFFERENCE)
ROW = Qt.ItemDataRole.UserRole
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
Index = QModelIndex | QPersistentModelIndex


class AgentsModel(QAbstractTableModel):
    """Rows are agents, in the order they are given."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.rows: tuple[AgentDay, ...] = ()
        self.day = ""

    def put(self, rows: tuple[AgentDay, ...], day: str) -> None:
        """Show others."""
        self.beginResetModel()
        self.rows, self.day = rows, day
        self.endResetModel()

    def row_of(self, agent: str) -> int | None:
        """Where an agent stands."""
        return next((place for place, row in enumerate(self.rows) if row.agent == agent), None)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._session.say(f"reconcile.column.{COLUMNS[section]}")
        if role == Qt.ItemDataRole.TextAlignmentRole and section in MONEY:
            return RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = self.text(row, index.column())
            if index.column() == AGENT:
                return f"{text} · {row.agent} · {state_pill(self._session, row)[0]}"
            return f"{self.headerData(index.column(), Qt.Orientation.Horizontal)} {text}"
        return None

    def text(self, row: AgentDay, column: int) -> str:
        """A cell in words."""
        match column:
            case 0:
                return row.name
            case 1:
                return amount(row.sums.collected)
            case 2:
                return amount(row.declared)
            case 3:
                return amount(row.on_hand)
            case 4:
                return differs(row.sums.short, row.sums.over)
            case 5:
                return data_until(self._session, row, self.day)
            case _:
                return state_pill(self._session, row)[0]
