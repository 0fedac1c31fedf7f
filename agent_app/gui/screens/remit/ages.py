"""How long money has lain at the branch: a tile for each age, which is also the filter of the list below."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from agent_app.domain.money import format_rupiah
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.theme.tokens import tokens
from agent_app.gui.widgets.buttons import paint_focus
from agent_app.gui.widgets.rows import paint_text

TONES = ("ok", "info", "warn", "bad")


class AgeTile(QAbstractButton):
    """An age with its member-months and rupiah; one of the row is on at most."""

    def __init__(self, session: Session, age: int) -> None:
        super().__init__()
        self._session, self._age = session, age
        self._title = session.say(f"remit.age.{age}")
        self._count, self._rupiah = 0, 0
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        self.show_sum(0, 0)

    def show_sum(self, count: int, rupiah: int) -> None:
        """Other figures."""
        self._count, self._rupiah = count, rupiah
        self.setAccessibleName(f"{self._title} · {self._below()} · {format_rupiah(rupiah)}")
        self.update()

    def figures(self) -> tuple[int, int]:
        """Member-months and rupiah shown."""
        return self._count, self._rupiah

    def sizeHint(self) -> QSize:
        return QSize(theme().px(130), theme().px(74))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(104), theme().px(74))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = tokens().radius_px["button"]
        on = self.isChecked()
        painter.setBrush(theme().color("pri_soft" if on else "surface2"))
        painter.setPen(QPen(theme().color("pri" if on else "line"), 2 if on else 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        left, width = theme().px(12), self.width() - theme().px(20)
        tone = TONES[self._age] if self._count else "text3"
        high = theme().px(20)
        top = theme().px(8)
        paint_text(painter, QRectF(left, top, width, high), self._title, role="caption", weight="semibold", color=tone)
        paint_text(painter, QRectF(left, top + high, width, high), format_rupiah(self._rupiah), weight="semibold")
        below = QRectF(left, top + 2 * high, width, theme().px(18))
        paint_text(painter, below, self._below(), role="caption", color="text2")
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), radius)
        painter.end()

    def _below(self) -> str:
        return self._session.say("remit.months", count=self._count)
