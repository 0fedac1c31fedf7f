"""Buttons: what they do, their icon and the key that does the same, drawn as one."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from agent_app.gui.theme.theme import theme
from agent_app.gui.theme.tokens import tokens
from agent_app.gui.widgets.shortcuts import on_keys

# Background, background under the pointer, text, border; an empty name draws nothing.
_KINDS = {
    "primary": ("pri", "pri_hover", "on_pri", ""),
    "secondary": ("surface", "surface2", "text", "line_input"),
    "quiet": ("surface", "surface2", "text", "line"),
    "soft": ("pri_soft", "pri_soft", "pri_text", ""),
    "ghost": ("", "sunken", "pri_text", ""),
    "danger": ("surface", "bad_soft", "bad", "bad_line"),
    "danger_solid": ("bad", "bad", "surface", ""),
}
GAP = 10
PADDING = 16


class Button(QAbstractButton):
    """A push button of a kind: `primary` (one a screen), `secondary`, `quiet`, `soft`, `ghost`, `danger`.

    `keys` is a shortcut as Qt writes it ("Ctrl+Return"); it is drawn as a keycap and works while the button is
    shown and enabled. `keycap` draws another text than the shortcut, or a cap for a key that the screen handles.
    """

    def __init__(
        self,
        text: str,
        kind: str = "secondary",
        *,
        icon: str | None = None,
        keys: str | None = None,
        keycap: str | None = None,
        height: str = "button",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._icon, self._height = kind, icon, height
        self._cap = keycap if keycap is not None else (shown_key(keys) if keys else "")
        self._hovered = False
        self._alignment = Qt.AlignmentFlag.AlignCenter
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if keys:
            for sequence in _sequences(keys):
                on_keys(self, sequence, self.click)
        theme().changed.connect(self._restyle)

    @property
    def keycap(self) -> str:
        """The key drawn on the button, empty for none."""
        return self._cap

    @property
    def kind(self) -> str:
        """What it is drawn as."""
        return self._kind

    def set_kind(self, kind: str) -> None:
        """Draw as another kind."""
        self._kind = kind
        self.update()

    def set_left(self) -> None:
        """Text at the left, the key at the right edge: for buttons of one column."""
        self._alignment = Qt.AlignmentFlag.AlignLeft
        self.update()

    def setText(self, text: str) -> None:
        # Qt would read & as a mnemonic; names and words may hold one.
        super().setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """The text as it is drawn."""
        return self.text().replace("&&", "&")

    def sizeHint(self) -> QSize:
        width = 2 * theme().px(PADDING) + QFontMetrics(self._text_font()).horizontalAdvance(self.words())
        if self._icon:
            width += theme().px(18) + (theme().px(GAP) if self.words() else 0)
        if self._cap:
            width += self._cap_width() + theme().px(GAP)
        return QSize(max(width, theme().height(self._height)), theme().height(self._height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, hover, text, border = _KINDS[self._kind]
        if not self.isEnabled():
            ground, text, border = "sunken", "text3", ""
        elif self._hovered or self.isDown():
            ground = hover
        self._paint_ground(painter, ground, border)
        self._paint_content(painter, theme().color(text), text)
        painter.end()

    def _paint_ground(self, painter: QPainter, ground: str, border: str) -> None:
        radius = tokens().radius_px["button"]
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setBrush(theme().color(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme().color(border), 1) if border else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), radius, on_solid=self._kind in ("primary", "danger_solid"))

    def _paint_content(self, painter: QPainter, color: QColor, color_name: str) -> None:
        font = self._text_font()
        metrics = QFontMetrics(font)
        icon = theme().px(18) if self._icon else 0
        gap = theme().px(GAP)
        cap = self._cap_width() if self._cap else 0
        room = self.width() - 2 * theme().px(8) - (cap + gap if cap else 0)
        room -= icon + gap if icon and self.words() else icon
        words = metrics.elidedText(self.words(), Qt.TextElideMode.ElideRight, max(room, 0))
        text = metrics.horizontalAdvance(words)
        total = text + (icon + (gap if words else 0) if icon else 0) + (cap + gap if cap else 0)
        left_aligned = self._alignment == Qt.AlignmentFlag.AlignLeft
        x = theme().px(PADDING) if left_aligned else (self.width() - total) / 2
        if self._icon:
            painter.drawPixmap(int(x), (self.height() - icon) // 2, theme().pixmap(self._icon, color_name))
            x += icon + (gap if words else 0)
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(QRectF(x, 0, text + 2, self.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
        if cap:
            at = self.width() - theme().px(PADDING) - cap if left_aligned else x + text + gap
            paint_keycap(painter, self._cap, at, self.height() / 2, color, solid=self._kind == "primary")

    def _text_font(self):
        role = {"button_money": "section", "button_primary": "body", "chip": "label"}.get(self._height, "table")
        return theme().font(role, "semibold")

    def _cap_width(self) -> int:
        return keycap_width(self._cap)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def icon_button(icon: str, name: str, kind: str = "quiet", keys: str | None = None) -> Button:
    """A square button with only an icon; `name` is read aloud and shown as its tip."""
    button = Button("", kind, icon=icon, keys=keys, keycap="")
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button


def shown_key(keys: str) -> str:
    """A shortcut as its keycap shows it."""
    first = keys.split(",")[0] if keys != "Ctrl+," else keys
    shown = first.replace("Return", "Enter").replace("Escape", "Esc")
    return shown.replace("+Left", "+←").replace("+Right", "+→")


def keycap_width(text: str) -> int:
    """The width of a keycap in logical pixels."""
    return QFontMetrics(theme().font("keycap", "semibold")).horizontalAdvance(text) + theme().px(14)


def paint_keycap(painter: QPainter, text: str, x: float, middle: float, color: QColor, *, solid: bool) -> None:
    """A keycap with its left edge at `x`; on a solid ground it is only a lighter patch."""
    height = theme().px(20)
    rect = QRectF(x, middle - height / 2, keycap_width(text), height)
    ground = QColor(color)
    ground.setAlphaF(0.18 if solid else 0.0)
    painter.setBrush(ground if solid else theme().color("surface"))
    painter.setPen(Qt.PenStyle.NoPen if solid else QPen(theme().color("line"), 1))
    painter.drawRoundedRect(rect, 5, 5)
    painter.setFont(theme().font("keycap", "semibold"))
    painter.setPen(color if solid else theme().color("text2"))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)


def paint_focus(painter: QPainter, rect: QRectF, radius: float, *, on_solid: bool = False, nav: bool = False) -> None:
    """The focus ring inside a widget's edge; on a solid ground a second ring in the ground's text colour."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme().color("focus_nav" if nav else "focus"), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
    if on_solid:
        painter.setPen(QPen(theme().color("on_pri"), 2))
        painter.drawRoundedRect(rect.adjusted(3.5, 3.5, -3.5, -3.5), radius - 2, radius - 2)


def _sequences(keys: str) -> list[str]:
    """Ctrl+Return also means the Enter of the number block."""
    return [keys, keys.replace("Return", "Enter")] if "Return" in keys else [keys]
