"""Surfaces: cards, wells, rules, notices and the tiles of key figures."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QScrollArea, QVBoxLayout, QWidget

from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.text import ElidedLabel, label, set_tone


class Card(QFrame):
    """A flat card with a line around it; `body` is its vertical layout. `kind="well"` is the sunken one."""

    def __init__(self, margin: int = 20, spacing: int = 12, kind: str = "card") -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(spacing)


def rule() -> QFrame:
    """A thin horizontal line."""
    made = QFrame()
    made.setProperty("kind", "rule")
    return made


def bar() -> QFrame:
    """A thin vertical line."""
    made = QFrame()
    made.setProperty("kind", "bar")
    return made


def row(*items: QWidget | QLayout | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)):
    """Widgets and layouts side by side; None is a stretch."""
    layout = QHBoxLayout()
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    _fill(layout, items)
    return layout


def column(*items: QWidget | QLayout | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)):
    """Widgets and layouts one below the other; None is a stretch."""
    layout = QVBoxLayout()
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    _fill(layout, items)
    return layout


def _fill(layout: QHBoxLayout | QVBoxLayout, items: tuple[QWidget | QLayout | None, ...]) -> None:
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)


class Flowing(QWidget):
    """Content to scroll that is as high as its width asks for; Qt would add room for lines that need not wrap."""

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width(), 0) if self.hasHeightForWidth() else hint

    def hasHeightForWidth(self) -> bool:
        return self.layout() is not None and self.layout().hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        return self.layout().totalHeightForWidth(width) if self.layout() is not None else -1


def scrolling(content: QWidget) -> QScrollArea:
    """The content in an area that scrolls up and down, never sideways."""
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setFrameShape(QFrame.Shape.NoFrame)
    return area


class IconLabel(QLabel):
    """An icon that follows the theme."""

    def __init__(self, icon: str, color: str = "text2", size: int = 18) -> None:
        super().__init__()
        self._icon, self._color, self._size = icon, color, size
        self._draw()
        theme().changed.connect(self._draw)

    def set(self, icon: str, color: str) -> None:
        """Another icon or colour."""
        self._icon, self._color = icon, color
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(theme().pixmap(self._icon, self._color, self._size))


class Notice(QFrame):
    """A sentence in a coloured frame with its icon: `ok`, `warn`, `bad` or `info`."""

    _ICONS = {"ok": "circle-check", "warn": "triangle-alert", "bad": "octagon-alert", "info": "info"}

    def __init__(self, text: str = "", tone: str = "info", icon: str | None = None) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self.setProperty("tone", tone)
        self._icon = IconLabel(icon or self._ICONS[tone], tone)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text = label(text, "small", tone, wrap=True)
        layout = row(self._icon, self._text, spacing=10, margins=(12, 10, 12, 10))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._is_of_reading = False

    def say(self, text: str, tone: str = "info", icon: str | None = None) -> None:
        """Another sentence."""
        self._is_of_reading = False
        self._text.setText(text)
        set_tone(self, tone)
        set_tone(self._text, tone)
        self._icon.set(icon or self._ICONS[tone], tone)

    def say_unread(self, text: str) -> None:
        """What is wrong with the disk; shown until `hide_unread`."""
        self.say(text, "warn")
        self._is_of_reading = True
        self.show()

    def hide_unread(self) -> None:
        """All was read: hide what was wrong with reading, and nothing else that is said here."""
        if self._is_of_reading:
            self.hide()

    def text(self) -> str:
        return self._text.text()


class Kpi(QFrame):
    """A key figure: icon on a soft square, caption, figure, a line below."""

    def __init__(self, icon: str, tone: str, caption: str) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._tone = tone
        self._icon_name = icon
        self._square = QLabel()
        self._square.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.caption = ElidedLabel(caption, "label", "text2")
        self.figure = label("", "title")
        self.below = ElidedLabel("", "small", "text2")
        texts = column(None, self.caption, self.figure, self.below, None, spacing=1)
        self._row = row(self._square, texts, spacing=12, margins=(14, 10, 12, 10))
        self._row.setStretch(1, 1)
        self.setLayout(self._row)
        self._draw()
        theme().changed.connect(self._draw)

    def show_figure(self, figure: str, below: str = "", tone: str = "text2") -> None:
        """The figure and the line below it, in a tone of its own."""
        self.figure.setText(figure)
        self.below.setText(below)
        set_tone(self.below, tone)
        self.setAccessibleName(f"{self.caption.text()} {figure} {below}")

    def set_tone(self, tone: str) -> None:
        """Another colour for the icon and its square."""
        self._tone = tone
        self._draw()

    def set_compact(self, compact: bool) -> None:
        """Without the icon and with less air, for small windows."""
        self._square.setVisible(not compact)
        self._row.setContentsMargins(12, 5 if compact else 10, 12, 5 if compact else 10)

    def _draw(self) -> None:
        side = theme().px(40)
        self._square.setFixedSize(side, side)
        soft = {"pri": "pri_soft", "acc": "acc_soft"}.get(self._tone, f"{self._tone}_soft")
        self._square.setStyleSheet(f"background: {theme().color(soft).name()}; border-radius: 9px;")
        self._square.setPixmap(theme().pixmap(self._icon_name, "warn" if self._tone == "acc" else self._tone, 20))
