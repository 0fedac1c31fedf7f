"""What was written about a person, newest first: a sentence, who wrote it and when."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem

from agent_app.gui.moments import moment_label
from agent_app.gui.screens.members.found import Found
from agent_app.gui.screens.members.sentences import sentence
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.lists import RowsView
from agent_app.gui.widgets.rows import paint_text

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, and below it who and when."""

    text: str
    below: str


def lines_of(session: Session, found: Found) -> list[Line]:
    """The lines about somebody in words."""
    ids = frozenset({found.id, *([found.member.roster] if found.member and found.member.roster else [])})
    lines = []
    for told in found.told:
        who = session.say("members.by_you") if told.person == session.person else told.person or ""
        below = " · ".join(part for part in (moment_label(session, told.at), who) if part)
        lines.append(Line(sentence(session, told, ids), below))
    return lines


class HistoryList(RowsView):
    """The lines; each as high as its sentence."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.model_ = _Lines()
        self.setModel(self.model_)
        self.setItemDelegate(_Delegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName(session.say("members.tab.history"))

    def show_person(self, found: Found) -> None:
        """Somebody's lines."""
        self.model_.put(lines_of(self._session, found))
        self.scrollToTop()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class _Lines(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []

    def put(self, lines: list[Line]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{line.text} · {line.below}"
        return None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line: Line = index.data(LINE)
        width = self.parent().viewport().width() - theme().px(8)
        metrics = QFontMetrics(theme().font("table"))
        text = metrics.boundingRect(QRect(0, 0, width, 10_000), WRAP, line.text)
        return QSize(width, text.height() + theme().px(36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(LINE)
        painter.save()
        rect = QRectF(option.rect).adjusted(theme().px(2), theme().px(8), -theme().px(6), 0)
        painter.setFont(theme().font("table"))
        painter.setPen(theme().color("text"))
        painter.drawText(rect, WRAP, line.text)
        below = QRectF(rect.left(), rect.bottom() - theme().px(24), rect.width(), theme().px(18))
        paint_text(painter, below, line.below, role="caption", color="text2")
        painter.fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1, theme().color("line"))
        painter.restore()
