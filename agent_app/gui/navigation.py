"""The navigation at the left: the mark, the weaving strip, one item a screen, and who works here."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from agent_app.gui.screens.registry import Entry
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.theme.tokens import tokens
from agent_app.gui.widgets.buttons import paint_focus, shown_key
from agent_app.gui.widgets.cards import column
from agent_app.gui.widgets.pills import paint_avatar
from agent_app.gui.widgets.text import ElidedLabel

LOWEST = 34


class NavItem(QAbstractButton):
    """A screen in the navigation: icon, name, key or a count of what waits."""

    def __init__(self, entry: Entry, name: str) -> None:
        super().__init__()
        self.entry = entry
        self._name, self._badge, self._rail = name, 0, False
        self.setText(name.replace("&", "&&"))
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()

    @property
    def badge(self) -> int:
        """What waits behind this item."""
        return self._badge

    def set_badge(self, count: int) -> None:
        """Show a count; 0 shows the key again."""
        self._badge = count
        self._tell()
        self.update()

    def set_rail(self, rail: bool) -> None:
        """Only the icon."""
        self._rail = rail
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(64, theme().height("nav_item"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(10, 0, -10, 0)
        on = self.isChecked()
        if on or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("nav_active" if on else "nav_line"))
            painter.drawRoundedRect(rect, 8, 8)
        if on:
            painter.setBrush(theme().color("acc"))
            painter.drawRoundedRect(QRectF(rect.left(), rect.top(), 3, rect.height()), 2, 2)
        size = theme().px(20)
        x = (self.width() - size) / 2 if self._rail else rect.left() + 12
        color = "nav_on" if on else "nav_text"
        painter.drawPixmap(int(x), (self.height() - size) // 2, theme().pixmap(self.entry.icon, color, 20))
        if not self._rail:
            self._paint_name(painter, rect, x + size + 11, color)
        if self._badge:
            self._paint_badge(painter, rect)
        if self.hasFocus():
            paint_focus(painter, rect, 8, nav=True)
        painter.end()

    def _paint_name(self, painter: QPainter, rect: QRectF, x: float, color: str) -> None:
        painter.setFont(theme().font("table", "semibold" if self.isChecked() else "medium"))
        painter.setPen(theme().color(color))
        area = QRectF(x, rect.top(), rect.right() - x - 9, rect.height())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), self._name)
        free = area.width() - painter.fontMetrics().horizontalAdvance(self._name) - theme().px(6)
        key = shown_key(self.entry.keys[0]) if self.entry.keys and not self._badge else ""
        painter.setFont(theme().font("keycap", "medium"))
        # A name that needs the whole line goes before its key, which the help lists too.
        if key and painter.fontMetrics().horizontalAdvance(key) <= free:
            painter.setPen(theme().color("nav_dim"))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), key)

    def _paint_badge(self, painter: QPainter, rect: QRectF) -> None:
        text = str(self._badge) if self._badge < 1000 else "999+"
        painter.setFont(theme().font("keycap" if self._rail else "caption", "bold"))
        width = max(painter.fontMetrics().horizontalAdvance(text) + 14, 24)
        height = theme().px(16 if self._rail else 20)
        top = 2 if self._rail else (self.height() - height) / 2
        area = QRectF(rect.right() - width - (0 if self._rail else 9), top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("acc"))
        painter.drawRoundedRect(area, height / 2, height / 2)
        painter.setPen(QColor("#161B29"))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)

    def _tell(self) -> None:
        self.setAccessibleName(f"{self._name} {self._badge}" if self._badge else self._name)
        self.setToolTip(self._name)


class Weaving(QWidget):
    """The one ornament: a strip of woven diamonds."""

    HEIGHT = 12

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(self.HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("acc"), 1.2))
        for left in range(0, self.width() + 9, 9):
            middle = QPointF(left + 4.5, 6)
            diamond = [QPointF(0, -4), QPointF(4.5, 0), QPointF(0, 4), QPointF(-4.5, 0)]
            painter.drawPolygon(QPolygonF([middle + corner for corner in diamond]))
            painter.drawPoint(middle)
        painter.end()


class Navigation(QWidget):
    """`chosen` tells the key of a screen, `lock` that the person leaves the laptop."""

    chosen = Signal(str)
    lock = Signal()

    def __init__(self, session: Session, entries: tuple[Entry, ...]) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "nav")
        self.items: dict[str, NavItem] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._brand = _Brand("Keagenan", session.identity.coop_name)
        layout.addWidget(self._brand)
        layout.addWidget(Weaving())
        layout.addSpacing(4)
        for place in ("top", "bottom"):
            for entry in entries:
                if entry.place == place:
                    self._add(layout, session, entry)
            if place == "top":
                layout.addStretch(1)
        role = session.say(f"frame.role.{session.identity.role}", person=session.person)
        self._who = _Who(session.identity.person_name, role, session.say("frame.lock"))
        self._who.clicked.connect(self.lock)
        layout.addWidget(self._who)
        theme().changed.connect(self._draw)
        self._rail = False
        self.set_rail(False)

    def set_rail(self, rail: bool) -> None:
        """Icons only, 64 pixels wide."""
        self._rail = rail
        sizes = tokens().sidebar_px
        self.setFixedWidth(sizes["rail"] if rail else theme().px(sizes["full"]))
        self._brand.set_rail(rail)
        self._who.set_rail(rail)
        for item in self.items.values():
            item.set_rail(rail)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """In a low window the items come closer, so that each stays in sight."""
        rest = self._brand.height() + Weaving.HEIGHT + self._who.sizeHint().height()
        spaces = self.layout().spacing() * (len(self.items) + 5)
        each = (self.height() - rest - spaces) // max(len(self.items), 1)
        for item in self.items.values():
            item.setFixedHeight(max(min(each, theme().height("nav_item")), LOWEST))

    def _draw(self) -> None:
        self.set_rail(self._rail)
        self._fit()

    def mark(self, key: str) -> None:
        """Show where the person is."""
        for name, item in self.items.items():
            item.setChecked(name == key)

    def _add(self, layout: QVBoxLayout, session: Session, entry: Entry) -> None:
        item = NavItem(entry, session.say(f"frame.nav.{entry.key}"))
        item.clicked.connect(lambda _=False, key=entry.key: self.chosen.emit(key))
        self.items[entry.key] = item
        layout.addWidget(item)


class _Brand(QWidget):
    """The mark, the app's name and the cooperative's."""

    def __init__(self, name: str, coop: str) -> None:
        super().__init__()
        self.setFixedHeight(theme().height("topbar"))
        self._mark = QLabel()
        self._mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._texts = QWidget()
        names = column(
            None, ElidedLabel(name, "section", "nav_on"), ElidedLabel(coop, "caption", "nav_dim"), None, spacing=0
        )
        self._texts.setLayout(names)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(14, 0, 10, 0)
        self._layout.setSpacing(10)
        self._layout.addWidget(self._mark)
        self._layout.addWidget(self._texts, 1)
        self._draw()
        theme().changed.connect(self._draw)

    def set_rail(self, rail: bool) -> None:
        self._texts.setVisible(not rail)
        self._layout.setContentsMargins(13 if rail else 14, 0, 10, 0)

    def _draw(self) -> None:
        self.setFixedHeight(theme().height("topbar"))
        self._mark.setFixedSize(38, 38)
        self._mark.setStyleSheet(f"background: {theme().color('acc').name()}; border-radius: 9px;")
        self._mark.setPixmap(theme().pixmap("shield-check", "nav", 20))


class _Who(QAbstractButton):
    """Who works here; pressing it locks the screen."""

    def __init__(self, name: str, role: str, lock: str) -> None:
        super().__init__()
        self._name, self._role, self._rail = name, role, False
        self.setAccessibleName(f"{lock}: {name}")
        self.setToolTip(f"{lock} (Ctrl+L)")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_rail(self, rail: bool) -> None:
        self._rail = rail
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(64, theme().px(60))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(0, 0, self.width(), 1, theme().color("nav_line"))
        side = 36
        x = (self.width() - side) / 2 if self._rail else 12
        paint_avatar(painter, QRectF(x, (self.height() - side) / 2, side, side), self._name)
        if not self._rail:
            self._paint_words(painter, x + side + 10)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 8, nav=True)
        painter.end()

    def _paint_words(self, painter: QPainter, left: float) -> None:
        width = self.width() - left - 40
        middle = self.height() / 2
        painter.setFont(theme().font("table", "semibold"))
        painter.setPen(theme().color("nav_on"))
        shown = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, int(width))
        painter.drawText(QRectF(left, middle - theme().px(19), width, theme().px(19)), 0, shown)
        painter.setFont(theme().font("caption"))
        painter.setPen(theme().color("nav_dim"))
        painter.drawText(QRectF(left, middle, width, theme().px(18)), 0, self._role)
        size = theme().px(16)
        painter.drawPixmap(int(self.width() - 18 - size), int(middle - size / 2), theme().pixmap("lock", "nav_dim", 16))
