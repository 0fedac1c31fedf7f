"""Choosing the village of the day: a few letters and Enter."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from agent_app.domain.texts import fold, words
from agent_app.gui.models.rows import ALOUD, ROW, TITLE, TOOLTIP, Index, RowsModel
from agent_app.gui.screens.home.panel import RowList
from agent_app.gui.screens.home.wording import village_name
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import keycap_width, paint_keycap
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.rows import paint_row_ground, paint_two_lines
from agent_app.gui.widgets.text import label
from agent_app.records.views.villages import Village

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def below_of(session: Session, one: Village) -> str:
    """The district, and how many members and prospects there are."""
    parts = [session.say("home.village.district", name=one.place.district)] if one.place.district else []
    if one.members or not one.prospects:
        parts.append(session.say("home.village.members", count=one.members))
    if one.prospects:
        parts.append(session.say("home.village.prospects", count=one.prospects))
    return " · ".join(parts)


class _VillageRow(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme().height("row_dense"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option)
        rect = QRectF(option.rect).adjusted(theme().px(14), 0, -theme().px(12), 0)
        size = theme().px(18)
        painter.drawPixmap(int(rect.left()), int(rect.center().y() - size / 2), theme().pixmap("map-pin", "text2"))
        right = rect.right()
        if option.state & QStyle.StateFlag.State_Selected:
            right -= keycap_width("Enter")
            paint_keycap(painter, "Enter", right, rect.center().y(), theme().color("text2"), solid=False)
        left = rect.left() + size + theme().px(12)
        texts = QRectF(left, rect.top(), right - left - theme().px(8), rect.height())
        paint_two_lines(painter, texts, index.data(), index.data(Qt.ItemDataRole.ToolTipRole))
        painter.restore()


class VillageSheet(Sheet):
    """Takes the first village of which every word typed begins a word; the arrows choose another."""

    def __init__(
        self, window: QWidget, session: Session, villages: Sequence[Village], taken: Callable[[Village], None]
    ) -> None:
        super().__init__(window, session.say("home.village.title"), "map-pin", width=520)
        self._villages, self._taken = tuple(villages), taken
        self.field = QLineEdit()
        self.field.setAccessibleName(session.say("home.village.title"))
        self.field.setPlaceholderText(session.say("home.village.type"))
        self.field.textChanged.connect(self._show)
        self._session = session
        self.model = RowsModel(self._said)
        self.list = RowList(_VillageRow(self), session.say("home.village.title"))
        self.list.setModel(self.model)
        self.list.opened.connect(self._take)
        self.list.clicked.connect(self._take)
        self._none = label(session.say("home.village.none"), "table", "text2", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._none)
        self._stack.setMinimumHeight(min(theme().height("row_dense") * 6, max(window.height() - theme().px(290), 150)))
        self.body.addWidget(self.field)
        self.body.addWidget(self._stack, 1)
        self.add_button(session.say("home.village.close"), "secondary", None)
        self._show("")

    def _said(self, one: Village, role: int) -> str | None:
        name, below = village_name(self._session, one), below_of(self._session, one)
        return {TITLE: name, TOOLTIP: below, ALOUD: f"{name}, {below}"}.get(role)

    def present(self) -> None:
        super().present()
        self.field.setFocus()

    def offer(self, villages: Sequence[Village]) -> None:
        """More villages have become known while the sheet is open."""
        self._villages = tuple(villages)
        self._show(self.field.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.field.hasFocus():
            self._take(self.list.currentIndex())
            return
        if event.key() in _MOVES and self.field.hasFocus():
            self.list.keyPressEvent(event)
            return
        super().keyPressEvent(event)

    def _show(self, text: str) -> None:
        typed = words(text)
        rows = [one for one in self._villages if _fits(one, typed)]
        rows.sort(key=lambda one: _far(one, text))
        self.model.put(rows)
        self._stack.setCurrentIndex(0 if rows else 1)
        if rows:
            self.list.setCurrentIndex(self.model.index(0, 0))

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            chosen = index.data(ROW)
            self.dismiss()
            self._taken(chosen)


def _fits(one: Village, typed: Sequence[str]) -> bool:
    known = (*words(one.place.name), *words(one.place.district))
    return all(any(word.startswith(each) for word in known) for each in typed)


def _far(one: Village, text: str) -> int:
    """0 where the name begins with what is typed, 1 where its words do, 2 where only the district is meant."""
    if fold(one.place.name).startswith(fold(text)):
        return 0
    return 1 if all(any(word.startswith(each) for word in words(one.place.name)) for each in words(text)) else 2
