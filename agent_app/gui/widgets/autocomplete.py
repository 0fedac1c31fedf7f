"""A line to type in that offers what it could be; the first offer is ready for Enter, other text may stay."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QStyle, QStyledItemDelegate, QVBoxLayout
from shiboken6 import isValid

from agent_app.domain.texts import fold, words
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import keycap_width, paint_keycap
from agent_app.gui.widgets.rows import matched_parts, paint_text

ASK_AFTER_MS = 40
SHOWN_ROWS = 6


@dataclass(frozen=True, slots=True)
class Offer:
    """`value` is what is kept, `text` goes into the line, `detail` tells offers of one name apart."""

    value: str
    text: str
    detail: str = ""


class Autocomplete(QLineEdit):
    """Says `asked` with the text to look for; whoever hears it calls `offer`. Says `settled` when the value is another.

    Enter takes the marked offer and says `taken`; Esc closes the list; leaving keeps the text, and takes the offer
    that is written the same.
    """

    asked = Signal(str)
    settled = Signal()
    taken = Signal()

    def __init__(self, icon: str | None = None, *, letters: int = 2) -> None:
        super().__init__()
        self._letters = letters
        self._value: Offer | None = None
        self._offers: tuple[Offer, ...] = ()
        self._waiting_for_enter = False
        self._popup = _Popup(self, icon)
        self._due = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._due.timeout.connect(self._ask)
        self.textEdited.connect(self._edited)

    @property
    def value(self) -> str:
        """The value of the offer taken; "" for text that is of no list."""
        return self._value.value if self._value is not None else ""

    def put(self, text: str, value: str = "", detail: str = "") -> None:
        """Show a text, as an offer that was taken where a value is given."""
        self._value = Offer(value, text, detail) if value else None
        self.setText(text)
        self.close_offers()
        self.settled.emit()

    def offer(self, asked: str, offers: Sequence[Offer]) -> None:
        """The answer to `asked`; one that comes too late for what stands there now is dropped."""
        if asked != self.text() or not self.hasFocus():
            return
        self._offers = tuple(offers)
        if self._waiting_for_enter and self._offers:
            self.take(self._offers[0])
        elif self._offers:
            self._popup.present(self._offers, words(asked))
        else:
            self._popup.hide()
        self._waiting_for_enter = False

    @property
    def is_open(self) -> bool:
        """Whether the list of offers is shown."""
        return self._popup.isVisible()

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What is offered now."""
        return self._offers

    def take(self, offer: Offer) -> None:
        """Put an offer into the line."""
        self.put(offer.text, offer.value, offer.detail)
        self.taken.emit()

    def close_offers(self) -> None:
        """Hide the list; what stands there stays."""
        self._due.stop()
        self._offers = ()
        self._popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and self._enter():
            return
        if self.is_open and key == Qt.Key.Key_Escape:
            self.close_offers()
            return
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if self.is_open:
                self._popup.step(1 if key == Qt.Key.Key_Down else -1)
                self.setAccessibleDescription(self._popup.marked_text())
            else:
                self.asked.emit(self.text())
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and isValid(self._popup):
            same = [one for one in self._offers if fold(one.text) == fold(self.text())]
            if self._value is None and same:
                self.put(same[0].text, same[0].value, same[0].detail)
            self._waiting_for_enter = False
            self.close_offers()

    def _enter(self) -> bool:
        """Take the marked offer, or wait for the offers that are being looked for. False: the key is not ours."""
        if self.is_open:
            self.take(self._popup.marked())
            return True
        if self._due.isActive() or self._waiting_for_enter:
            self._waiting_for_enter = True
            self._due.stop()
            self._ask()
            return True
        return False

    def _edited(self, text: str) -> None:
        if self._value is not None:
            self._value = None
        self._waiting_for_enter = False
        self.settled.emit()
        if len(text.strip()) >= self._letters:
            self._due.start()
        else:
            self.close_offers()

    def _ask(self) -> None:
        self.asked.emit(self.text())


class _Popup(QFrame):
    """The list below the line, a child of the window so that nothing clips it and no focus moves."""

    def __init__(self, line: Autocomplete, icon: str | None) -> None:
        super().__init__()
        self._line = line
        self.setProperty("kind", "sheet")
        self.setObjectName("offers")
        self.hide()
        self._view = QListView()
        self._model = _Offers(self._view)
        self._view.setModel(self._model)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setMouseTracking(True)
        self._view.entered.connect(self._view.setCurrentIndex)
        self._view.clicked.connect(lambda _: line.take(self.marked()))
        self._delegate = _OfferRow(icon, self._view)
        self._view.setItemDelegate(self._delegate)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(5, 5, 5, 5)
        layout.addWidget(self._view)

    def present(self, offers: Sequence[Offer], typed: tuple[str, ...]) -> None:
        """Show the offers with the first one marked."""
        self._delegate.typed = typed
        self._model.show(offers)
        self._view.setCurrentIndex(self._model.index(0))
        self._view.setAccessibleName(self._line.accessibleName())
        window = self._line.window()
        if self.parent() is not window:
            self.setParent(window)
            window.installEventFilter(self)
        self._place(len(offers))
        self.show()
        self.raise_()

    def marked(self) -> Offer:
        return self._model.offers[max(self._view.currentIndex().row(), 0)]

    def marked_text(self) -> str:
        return self._model.data(self._view.currentIndex(), Qt.ItemDataRole.AccessibleTextRole) or ""

    def step(self, by: int) -> None:
        """Mark the next or the one before, around the ends."""
        at = (self._view.currentIndex().row() + by) % len(self._model.offers)
        self._view.setCurrentIndex(self._model.index(at))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._line.close_offers()
        return False

    def _place(self, count: int) -> None:
        """Below the line, or above it where the window ends."""
        window = self._line.window()
        at = self._line.mapTo(window, QPoint(0, self._line.height() + 4))
        height = theme().px(38) * min(count, SHOWN_ROWS) + 12
        if at.y() + height > window.height():
            at = self._line.mapTo(window, QPoint(0, -height - 4))
        self.setGeometry(at.x(), at.y(), max(self._line.width(), theme().px(320)), height)


class _Offers(QAbstractListModel):
    def __init__(self, view: QObject) -> None:
        super().__init__(view)
        self.offers: tuple[Offer, ...] = ()

    def show(self, offers: Sequence[Offer]) -> None:
        self.beginResetModel()
        self.offers = tuple(offers)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return len(self.offers)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        one = self.offers[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return one
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " · ".join(part for part in (one.text, one.detail) if part)
        return None


class _OfferRow(QStyledItemDelegate):
    """Icon, the name with what was typed in bold, the detail, and Enter on the marked row."""

    def __init__(self, icon: str | None, view: QObject) -> None:
        super().__init__(view)
        self._icon = icon
        self.typed: tuple[str, ...] = ()

    def sizeHint(self, option: object, index: QModelIndex) -> QSize:
        return QSize(0, theme().px(38))

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        one: Offer = index.data(Qt.ItemDataRole.UserRole)
        marked = bool(option.state & QStyle.StateFlag.State_Selected)
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("pri_soft" if marked else "surface"))
        painter.drawRoundedRect(rect, 7, 7)
        x, right = rect.left() + theme().px(12), rect.right() - theme().px(12)
        if self._icon:
            size = theme().px(16)
            top = int(rect.center().y() - size / 2)
            painter.drawPixmap(int(x), top, theme().pixmap(self._icon, "text2", 16))
            x += size + theme().px(10)
        if marked:
            cap = keycap_width("Enter")
            paint_keycap(painter, "Enter", right - cap, rect.center().y(), theme().color("text2"), solid=False)
            right -= cap + theme().px(10)
        x = self._paint_name(painter, one.text, x, rect, right)
        x += theme().px(10)
        detail = QRectF(x, rect.top(), max(right - x, 0), rect.height())
        paint_text(painter, detail, one.detail, role="label", color="text2")
        painter.restore()

    def _paint_name(self, painter: QPainter, text: str, x: float, rect: QRectF, right: float) -> float:
        for word, at in matched_parts(text, self.typed):
            weight = "bold" if at else "regular"
            width = QFontMetrics(theme().font("body", weight)).horizontalAdvance(word)
            room = max(min(float(width) + 1, right - x), 0)
            paint_text(painter, QRectF(x, rect.top(), room, rect.height()), word, role="body", weight=weight)
            x += min(width, room)
        return x
