"""Small signs: status pills (icon, word, colour), filter chips with a count, avatars with initials, keycaps."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import keycap_width, paint_focus, paint_keycap

_AVATARS = (("#E3EAF6", "#2F5DA8"), ("#E4EFE4", "#3E6B32"), ("#F4E3EA", "#A03A63"), ("#E2EEF4", "#2D6A8A"))
_AVATARS += (("#F6E8DC", "#985528"), ("#ECE4F4", "#7A3F9A"), ("#ECE9E2", "#7A6548"), ("#DDE9E6", "#2D6B60"))


def soft_of(tone: str) -> str:
    """The ground that goes with a tone."""
    return {"pri": "pri_soft", "text2": "sunken", "text3": "sunken"}.get(tone, f"{tone}_soft")


def pill_width(text: str, icon: str | None) -> int:
    """The width of a pill in logical pixels."""
    words = QFontMetrics(theme().font("caption", "semibold")).horizontalAdvance(text)
    return words + theme().px(20) + (theme().px(20) if icon else 0)


def paint_pill(painter: QPainter, rect: QRectF, text: str, tone: str, icon: str | None) -> None:
    """A status pill filling `rect`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color(soft_of(tone)))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    x = rect.left() + theme().px(10)
    if icon:
        size = theme().px(14)
        painter.drawPixmap(int(x), int(rect.center().y() - size / 2), theme().pixmap(icon, tone, 14))
        x += theme().px(20)
    painter.setFont(theme().font("caption", "semibold"))
    painter.setPen(theme().color(tone))
    shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, int(rect.right() - x - 6))
    painter.drawText(QRectF(x, rect.top(), rect.right() - x, rect.height()), int(Qt.AlignmentFlag.AlignVCenter), shown)


class Pill(QWidget):
    """A state in an icon, a word and a colour, of which two alone would be enough."""

    def __init__(self, text: str = "", tone: str = "text2", icon: str | None = None) -> None:
        super().__init__()
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_state(self, text: str, tone: str, icon: str | None = None) -> None:
        """Another state."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(pill_width(self._text, self._icon), theme().px(26))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_pill(painter, QRectF(self.rect()), self._text, self._tone, self._icon)
        painter.end()


class Chip(QAbstractButton):
    """A filter with its count; one of a group is on."""

    def __init__(self, text: str, count: int | str | None = None) -> None:
        super().__init__()
        self._words, self._count = text, count
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name()
        theme().changed.connect(self.updateGeometry)

    def set_count(self, count: int | str) -> None:
        """Another count, as a text where it is long enough for points between thousands."""
        self._count = count
        self._name()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme().font("label", "semibold")).horizontalAdvance(self._shown())
        return QSize(width + theme().px(18), theme().height("chip"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self.height() / 2
        painter.setPen(QPen(theme().color("pri"), 1) if self.isChecked() else Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("pri_soft" if self.isChecked() else "sunken"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        painter.setFont(theme().font("label", "semibold"))
        painter.setPen(theme().color("pri_text" if self.isChecked() else "text2"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._shown())
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), radius)
        painter.end()

    def _shown(self) -> str:
        return self._words if self._count is None else f"{self._words} {self._count}"

    def _name(self) -> None:
        self.setText(self._shown())
        self.setAccessibleName(self._shown())


class KeyCap(QWidget):
    """A key by itself, beside a sentence about it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(keycap_width(self._text) + 2, theme().px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_keycap(painter, self._text, 1, self.height() / 2, theme().color("text2"), solid=False)
        painter.end()


def initials(name: str) -> str:
    """Two letters of a name: of the first and the last word."""
    parts = [part for part in name.split() if part[0].isalpha()]
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper() if parts else "?"


def paint_avatar(painter: QPainter, rect: QRectF, name: str) -> None:
    """Initials on a disc whose colour is the name's own."""
    ground, text = (QColor(each) for each in _AVATARS[sum(name.encode()) % len(_AVATARS)])
    if theme().look == "dark":
        ground, text = text.darker(170), ground
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawEllipse(rect)
    font = theme().font("table" if rect.height() >= theme().px(44) else "caption", "semibold")
    painter.setFont(font)
    painter.setPen(text)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), initials(name))


class Avatar(QWidget):
    """Somebody's initials; nothing else than the name beside it says."""

    def __init__(self, name: str = "", size: int = 44) -> None:
        super().__init__()
        self._name, self._size = name, size
        self.setFixedSize(theme().px(size), theme().px(size))

    def show_name(self, name: str) -> None:
        """Somebody else."""
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_avatar(painter, QRectF(self.rect()).adjusted(0, 0, -1, -1), self._name)
        painter.end()
