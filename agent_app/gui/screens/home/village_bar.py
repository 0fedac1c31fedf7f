"""The village of the day: its name, which opens the choice of another, and how many there are served."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from agent_app.gui.screens.home.wording import village_name
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import keycap_width, paint_focus, paint_keycap
from agent_app.gui.widgets.cards import Card, IconLabel, row
from agent_app.gui.widgets.text import ElidedLabel, label
from agent_app.records.views.village_day import VillageDay
from agent_app.records.views.villages import Village

KEYS = "Ctrl+D"


class VillageButton(QAbstractButton):
    """The village's name with an arrow and its key."""

    def __init__(self) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._hovered = False
        theme().changed.connect(self.updateGeometry)

    def show_name(self, name: str, aloud: str) -> None:
        """Another village."""
        self.setText(name)
        self.setAccessibleName(aloud)
        self.setToolTip(f"{aloud} ({KEYS})")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self._font()).horizontalAdvance(self.text())
        return QSize(words + self._after() + theme().px(10), theme().px(38))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(38))

    def enterEvent(self, event) -> None:
        self._hovered = True
        self.update()

    def leaveEvent(self, event) -> None:
        self._hovered = False
        self.update()

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("sunken"))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        room = self.width() - self._after() - theme().px(6)
        shown = QFontMetrics(self._font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.setFont(self._font())
        painter.setPen(theme().color("text"))
        left = theme().px(4)
        painter.drawText(QRectF(left, 0, room + 2, self.height()), int(Qt.AlignmentFlag.AlignVCenter), shown)
        x = left + QFontMetrics(self._font()).horizontalAdvance(shown) + theme().px(8)
        size = theme().px(18)
        painter.drawPixmap(int(x), (self.height() - size) // 2, theme().pixmap("chevron-down", "text2"))
        paint_keycap(painter, KEYS, x + size + theme().px(8), self.height() / 2, theme().color("text2"), solid=False)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 8)
        painter.end()

    def _after(self) -> int:
        return theme().px(40) + keycap_width(KEYS)

    def _font(self):
        return theme().font("money_l", "bold") if self.height() > theme().px(36) else theme().font("title", "bold")


class VillageBar(Card):
    """`choose` asks for another village."""

    choose = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(margin=0, spacing=0)
        self._session = session
        self._pin = IconLabel("map-pin", "pri_text")
        self._lead = label(session.say("home.village.lead"), "label", "pri")
        self.button = VillageButton()
        self.button.setAccessibleName(session.say("home.village.title"))
        self.button.clicked.connect(self.choose)
        self._where = ElidedLabel("", "table", "text2")
        self._count = label("", "title")
        self._served = label(session.say("home.village.served"), "table", "text2")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(session.say("home.village.served"))
        self._upper = QWidget()
        self._upper.setLayout(row(self._pin, self._lead, None, spacing=8))
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._upper)
        name = row(self.button, self._where, spacing=10)
        name.setStretch(1, 1)
        left.addLayout(name)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addLayout(row(None, self._count, self._served, spacing=7))
        right.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignRight)
        self._layout = row(left, right, spacing=24)
        self._layout.setStretch(0, 1)
        self.body.addLayout(self._layout)
        self._compact: bool | None = None
        self.set_compact(False)
        theme().changed.connect(self._draw)

    def set_compact(self, compact: bool) -> None:
        """One line."""
        if compact != self._compact:
            self._compact = compact
            self._upper.setVisible(not compact)
            self._draw()

    def show_village(self, village: Village | None, day: VillageDay) -> None:
        """The village, and how far the day has come there."""
        say = self._session.say
        name = village_name(self._session, village)
        self.button.show_name(name, say("home.village.choose", name=name))
        served, everybody = len(day.served), len(day.served) + len(day.left)
        parts = [say("home.village.members", count=len(day.members))]
        if village is not None and village.place.district:
            parts.insert(0, say("home.village.district", name=village.place.district))
        if village is not None and village.prospects:
            parts.append(say("home.village.prospects", count=village.prospects))
        self._where.setText(" · ".join(parts))
        self._count.setText(say("home.village.progress", served=served, all=everybody))
        self._bar.setRange(0, max(everybody, 1))
        self._bar.setValue(served)
        self._bar.setAccessibleDescription(self._count.text())

    def progress(self) -> str:
        """`9 dari 23`."""
        return self._count.text()

    def _draw(self) -> None:
        self._bar.setFixedWidth(theme().px(160 if self._compact else 300))
        self.body.setContentsMargins(16, 4 if self._compact else 10, 20, 7 if self._compact else 12)
