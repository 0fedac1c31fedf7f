"""The table of people: who, when last heard of and what was not sent then, cash on hand, the state in a pill."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.agents.reading import Somebody
from agent_app.gui.screens.agents.wording import State, at, state_of, unsent_words
from agent_app.gui.screens.members.table import PeopleTable
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.pills import paint_avatar, paint_pill, pill_width
from agent_app.gui.widgets.rows import RIGHT, paint_text, paint_two_lines

Index = QModelIndex | QPersistentModelIndex
WHO, CONTACT, CASH, STATE = range(4)
HEADINGS = ("who", "contact_short", "cash", "state")
ROOM_FOR_AVATAR = 160
WIDTHS = {CONTACT: 154, CASH: 116, STATE: 164}


class AgentsModel(QAbstractTableModel):
    """The people shown, those first whom somebody should ask."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.rows: list[tuple[Somebody, State]] = []

    def put(self, people: tuple[Somebody, ...]) -> None:
        """Show others."""
        self.beginResetModel()
        rows = [(one, state_of(self._session, one)) for one in people]
        self.rows = sorted(rows, key=lambda row: (row[1].rank, row[0].role != "agent", row[0].name))
        self.endResetModel()

    def place_of(self, person: str) -> int | None:
        """The row of somebody."""
        return next((number for number, (one, _) in enumerate(self.rows) if one.person == person), None)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._session.say(f"agents.{HEADINGS[section]}")
        if role == Qt.ItemDataRole.TextAlignmentRole and section == CASH:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.text(index.row(), index.column())
        return self.rows[index.row()] if role == Qt.ItemDataRole.UserRole else None

    def text(self, row: int, column: int) -> str:
        """A cell in words."""
        one, state = self.rows[row]
        if column == WHO:
            return f"{one.name}, {self.below(one)}"
        if column == CONTACT:
            return ", ".join(part for part in self.contact(one) if part)
        if column == CASH:
            return format_rupiah(one.day.position.on_hand) if one.day is not None else "—"
        return state.text

    def contact(self, one: Somebody) -> tuple[str, str]:
        """When last heard of, and what was not sent then, where anything was."""
        unsent = one.unsent
        held_back = unsent_words(self._session, unsent) if unsent is not None and unsent[0] else ""
        return at(self._session, one.last_contact), held_back

    def below(self, one: Somebody) -> str:
        """Code and, where it is another, what they do here."""
        role = self._session.say(f"agents.role.{one.role}")
        return self._session.say("agents.who_below", person=one.person, role=role)


class AgentsDelegate(QStyledItemDelegate):
    """A cell by its column."""

    def __init__(self, model: AgentsModel, table: PeopleTable) -> None:
        super().__init__(table)
        self._model, self._table = model, table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, theme().height("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        self._table.paint_ground(painter, option, index, WHO)
        rect = QRectF(option.rect).adjusted(theme().px(12), 0, -theme().px(10), -1)
        one, state = index.data(Qt.ItemDataRole.UserRole)
        text = self._model.text(index.row(), index.column())
        if index.column() == WHO:
            names = rect
            if rect.width() >= theme().px(ROOM_FOR_AVATAR):
                side = theme().px(34)
                paint_avatar(painter, QRectF(rect.left(), rect.center().y() - side / 2, side, side), one.name)
                names = rect.adjusted(side + theme().px(11), 0, 0, 0)
            paint_two_lines(painter, names, one.name, self._model.below(one))
        elif index.column() == STATE:
            width = min(pill_width(state.text, state.icon), rect.width())
            height = theme().px(26)
            pill = QRectF(rect.left(), rect.center().y() - height / 2, width, height)
            paint_pill(painter, pill, state.text, state.tone, state.icon)
        elif index.column() == CASH:
            paint_text(painter, rect, text, weight="medium", align=RIGHT)
        else:
            moment, held_back = self._model.contact(one)
            if held_back:
                paint_two_lines(painter, rect, moment, held_back, strong=False)
            else:
                paint_text(painter, rect, moment)
        painter.restore()


def fit_columns(table: PeopleTable) -> None:
    """The name gets what is left."""
    for column, wide in WIDTHS.items():
        table.setColumnWidth(column, theme().px(wide))
    rest = table.viewport().width() - sum(theme().px(wide) for wide in WIDTHS.values())
    table.setColumnWidth(WHO, max(rest, theme().px(120)))
    table.verticalHeader().setDefaultSectionSize(theme().height("row"))
