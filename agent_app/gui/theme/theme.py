"""The theme in force: colours, fonts, icons and sizes, which all widgets ask for and hear change."""

from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from agent_app.gui.theme.stylesheet import stylesheet
from agent_app.gui.theme.tokens import tokens
from agent_app.paths import resource

Look = Literal["light", "dark", "sun"]
FAMILY = "Inter"
TEXT_SIZES = (100, 110, 120, 135)


class Theme(QObject):
    """One for the application. `changed` tells that colours or sizes are others now."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        for path in sorted(resource("fonts").glob("*.otf")):
            QFontDatabase.addApplicationFont(str(path))
        self._look: Look = "light"
        self._percent = 100
        self._is_applied = False
        self._colors = {name: QColor(value) for name, value in tokens().colors["light"].items()}
        self._fonts: dict[tuple[str, str], QFont] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}

    @property
    def look(self) -> Look:
        return self._look

    @property
    def text_size(self) -> int:
        """Percent: one of `TEXT_SIZES`."""
        return self._percent

    def set(self, look: Look, text_size: int) -> None:
        """Put a look and a text size in force; what is in force already costs nothing again."""
        if self._is_applied and (look, text_size) == (self._look, self._percent):
            return
        self._look, self._percent = look, text_size
        self._colors = {name: QColor(value) for name, value in tokens().colors[look].items()}
        self._fonts.clear()
        self._pixmaps.clear()
        self._apply()
        self.changed.emit()

    def color(self, name: str) -> QColor:
        """A colour by its token."""
        return self._colors[name]

    def px(self, size: float) -> int:
        """A length that grows with the text."""
        return round(size * self._percent / 100)

    def height(self, name: str) -> int:
        """A height by its token, grown with the text."""
        return self.px(tokens().height_px[name])

    def font(self, role: str = "body", weight: str = "regular") -> QFont:
        """A font by its role of the type scale; figures are of one width."""
        key = (role, weight)
        if key not in self._fonts:
            font = QFont(FAMILY)
            font.setPixelSize(self.px(tokens().type_px[role]))
            font.setWeight(QFont.Weight(tokens().weight[weight]))
            self._fonts[key] = font
        return self._fonts[key]

    def pixmap(self, name: str, color: str, size: int = 18) -> QPixmap:
        """An icon of Lucide in a colour of the theme, `size` logical pixels at 100 %."""
        ratio = _pixel_ratio()
        key = (name, color, size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = _draw(name, self.color(color), self.px(size), ratio)
        return self._pixmaps[key]

    def icon(self, name: str, color: str, size: int = 18) -> QIcon:
        """The same as an icon."""
        return QIcon(self.pixmap(name, color, size))

    def _apply(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setFont(self.font())
            application.setPalette(self._palette())
            application.setStyleSheet(stylesheet(self._look, self._percent))
            self._is_applied = True

    def _palette(self) -> QPalette:
        palette = QPalette()
        roles = {
            QPalette.ColorRole.Window: "bg",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Base: "surface",
            QPalette.ColorRole.AlternateBase: "surface2",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.Button: "surface",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.Highlight: "pri",
            QPalette.ColorRole.HighlightedText: "on_pri",
            QPalette.ColorRole.PlaceholderText: "text3",
            QPalette.ColorRole.ToolTipBase: "text",
            QPalette.ColorRole.ToolTipText: "surface",
            QPalette.ColorRole.Link: "pri_text",
        }
        for role, name in roles.items():
            palette.setColor(role, self.color(name))
        return palette


@lru_cache(maxsize=1)
def theme() -> Theme:
    """The theme of this process; the application must exist."""
    return Theme()


def look_of(choice: str) -> Look:
    """The look for a setting: `system` follows the desktop."""
    if choice == "sunlight":
        return "sun"
    if choice == "dark":
        return "dark"
    if choice == "system" and QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark:
        return "dark"
    return "light"


def _pixel_ratio() -> float:
    screen = QGuiApplication.primaryScreen()
    return screen.devicePixelRatio() if screen is not None else 1.0


def _draw(name: str, color: QColor, size: int, ratio: float) -> QPixmap:
    source = resource("icons", f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", color.name())
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
