"""Picking a member: the last five at first, then whoever's name or NIK is typed."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from agent_app.gui.screens.collect import questions
from agent_app.gui.screens.collect.people import village_name
from agent_app.gui.screens.collect.questions import Hit
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import Button
from agent_app.gui.widgets.lists import RowsView
from agent_app.gui.widgets.pills import paint_avatar, paint_pill, pill_width
from agent_app.gui.widgets.rows import paint_row_ground, paint_two_lines
from agent_app.gui.widgets.states import EmptyState
from agent_app.gui.widgets.text import label

ASK_AFTER_MS = 60
HIT = Qt.ItemDataRole.UserRole


class Picker(QWidget):
    """Says `picked` with the id of a member, `register` with the roster row or name of somebody who is none yet."""

    picked = Signal(str)
    register = Signal(dict)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._without: Callable[[], Sequence[str]] = tuple
        say = session.say
        self.line = QLineEdit()
        self.line.setPlaceholderText(say("collect.pick.placeholder"))
        self.line.setAccessibleName(say("collect.pick.placeholder"))
        self.line.addAction(theme().icon("search", "text2"), QLineEdit.ActionPosition.LeadingPosition)
        self.line.textChanged.connect(lambda _: self._due.start())
        self.line.installEventFilter(self)
        self._caption = label("", "label", "text2")
        self.model = HitModel(session)
        self.list = RowsView()
        self.list.setModel(self.model)
        self._delegate = HitDelegate(session)
        self.list.setItemDelegate(self._delegate)
        self.list.setMouseTracking(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setAccessibleName(say("collect.pick"))
        self.list.clicked.connect(self._take)
        self.list.installEventFilter(self)
        self._new = Button("", "secondary", icon="user-plus")
        self._new.clicked.connect(lambda: self.register.emit({"name": self.line.text().strip()}))
        self._empty = EmptyState("user-search", "", "", self._new)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.line)
        layout.addWidget(self._caption)
        layout.addWidget(self._stack, 1)
        self._due = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._due.timeout.connect(self._ask)

    def start(self, without: Callable[[], Sequence[str]] = tuple) -> None:
        """Begin anew; `without` gives ids that are in the group already."""
        self._without = without
        self.line.clear()
        self._due.stop()
        self._ask()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched, event) -> bool:
        if event.type() == event.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
                self._due.stop()
                if self.model.asked == self.line.text().strip():
                    self._take(self.list.currentIndex())
                else:
                    self._ask(then_take=True)
                return True
            if watched is self.line and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                at = min(max(self.list.currentIndex().row() + step, 0), max(self.model.rowCount() - 1, 0))
                self.list.setCurrentIndex(self.model.index(at))
                return True
        return False

    def _ask(self, then_take: bool = False) -> None:
        text = self.line.text().strip()

        def read(connection):
            return (
                questions.search(self._session, connection, text)
                if text
                else questions.recent(self._session, connection)
            )

        self._session.ask(self, read, lambda found: self._arrived(text, found, then_take), key="pick")

    def _arrived(self, text: str, found: tuple[Hit, ...], then_take: bool) -> None:
        here = set(self._without())
        hits = tuple(hit for hit in found if hit.member not in here)
        self.model.show(text, hits)
        say = self._session.say
        self._caption.setText(say("collect.pick.found" if text else "collect.pick.recent"))
        self._caption.setVisible(bool(hits))
        self._stack.setCurrentIndex(0 if hits else 1)
        if hits:
            self.list.setCurrentIndex(self.model.index(0))
            if then_take:
                self._take(self.model.index(0))
        elif text:
            self._empty.say(say("collect.pick.nobody", text=text), say("collect.pick.nobody_below"))
            self._new.setText(say("collect.pick.register", text=text))
        else:
            self._empty.say(say("collect.pick.none"), say("collect.pick.none_below"))
        self._new.setVisible(bool(text) and not text.replace(" ", "").isdigit())

    def _take(self, index: QModelIndex) -> None:
        hit: Hit | None = index.data(HIT) if index.isValid() else None
        if hit is None:
            return
        if hit.registered:
            self.picked.emit(hit.member)
        else:
            self.register.emit({"roster": hit.member})


class HitModel(QAbstractListModel):
    """Hits of a search; `asked` is the text they answer."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.asked = ""
        self.hits: tuple[Hit, ...] = ()

    def show(self, asked: str, hits: tuple[Hit, ...]) -> None:
        """The answer."""
        self.beginResetModel()
        self.asked, self.hits = asked, hits
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return len(self.hits)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        if role == HIT:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{hit.name}, {below(self._session, hit)}"
        return None


def below(session: Session, hit: Hit) -> str:
    """The line below a name."""
    if hit.detail is None:
        return " · ".join(part for part in (hit.village, session.say("collect.pick.roster")) if part)
    parts = [hit.detail.occupation or "", village_name(hit.detail.village)]
    if hit.detail.nik:
        parts.append(session.say("collect.nik", end=hit.detail.nik[-4:]))
    return " · ".join(part for part in parts if part)


class HitDelegate(QStyledItemDelegate):
    """A row of the list: initials, name, occupation, village and the end of the NIK."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, theme().px(58))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        hit: Hit = index.data(HIT)
        painter.save()
        paint_row_ground(painter, option)
        rect = QRectF(option.rect)
        side = theme().px(38)
        left = rect.left() + theme().px(14)
        paint_avatar(painter, QRectF(left, rect.center().y() - side / 2, side, side), hit.name)
        left += side + theme().px(14)
        right = rect.right() - theme().px(14)
        if not hit.registered:
            text = self._session.say("collect.pick.not_yet")
            width = pill_width(text, "user-plus")
            high = theme().px(26)
            pill = QRectF(right - width, rect.center().y() - high / 2, width, high)
            paint_pill(painter, pill, text, "info", "user-plus")
            right -= width + theme().px(10)
        texts = QRectF(left, rect.top(), right - left, rect.height())
        paint_two_lines(painter, texts, hit.name, below(self._session, hit))
        painter.restore()
