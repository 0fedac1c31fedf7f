"""Facts about a person in lines, caption at the left and value at the right; a NIK is shown for a quarter minute."""

import logging
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from agent_app.domain.money import format_rupiah
from agent_app.domain.phones import dialled
from agent_app.gui.models.statuses import masked_nik, masked_phone, whole_nik
from agent_app.gui.moments import short_date
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.ticks import Tick
from agent_app.gui.widgets.buttons import Button, icon_button, paint_focus
from agent_app.gui.widgets.cards import row
from agent_app.gui.widgets.rows import RIGHT, paint_text, paint_tick, paint_two_lines
from agent_app.gui.widgets.text import label
from agent_app.records.views.receipts import Receipt

SHOWN_MS = 15_000

log = logging.getLogger(__name__)


class Facts(QWidget):
    """Captions and values; `put` shows others."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(3)
        self._grid.setHorizontalSpacing(14)
        self._grid.setColumnStretch(1, 1)
        self._lines = 0
        self.secrets: list[Secret] = []

    def put(self, facts: Sequence[tuple[str, str]], nik: str | None = None, phone: str | None = None) -> None:
        """Show facts as (caption, value); an empty value is a dash. `nik` and `phone` come first, masked."""
        while (item := self._grid.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().deleteLater()
        for line in range(self._lines):
            self._grid.setRowMinimumHeight(line, 0)
        self.secrets, self._lines = [], 0
        say = self._session.say
        if nik is not None:
            self._add_secret(say("members.field.nik"), masked_nik(nik), whole_nik(nik))
        if phone is not None:
            self._add_secret(say("members.field.phone"), masked_phone(phone), dialled(phone))
        for caption, value in facts:
            self._add(caption, label(value or "—", "table", wrap=True))

    def _add(self, caption: str, value: QWidget) -> None:
        line = self._lines
        self._lines += 1
        self._grid.setRowMinimumHeight(line, theme().px(26))
        self._grid.addWidget(label(caption, "small", "text2"), line, 0, Qt.AlignmentFlag.AlignVCenter)
        if isinstance(value, Secret):
            self._grid.addWidget(value, line, 1, Qt.AlignmentFlag.AlignRight)
        else:
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(value, line, 1)

    def _add_secret(self, caption: str, masked: str, whole: str) -> None:
        self.secrets.append(Secret(self._session, caption, masked, whole))
        self._add(caption, self.secrets[-1])


class Secret(QWidget):
    """A number that is masked until its eye is pressed, and again after a quarter of a minute."""

    def __init__(self, session: Session, caption: str, masked: str, whole: str) -> None:
        super().__init__()
        self._session, self._caption, self._masked, self._whole = session, caption, masked, whole
        self.value = label(masked or "—", "table")
        self.eye: Button = icon_button("eye", session.say("members.eye.show", what=caption), "ghost")
        self.eye.setFixedSize(theme().px(28), theme().px(26))
        self.eye.clicked.connect(self._turn)
        self._over = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._over.timeout.connect(self.hide_again)
        self.setLayout(row(None, self.value, self.eye, spacing=4))
        self.eye.setVisible(bool(whole))

    @property
    def is_shown(self) -> bool:
        return self._over.isActive()

    def hide_again(self) -> None:
        """Mask it."""
        self._over.stop()
        self.value.setText(self._masked)
        self._name("members.eye.show")

    def _turn(self) -> None:
        if self.is_shown:
            self.hide_again()
            return
        log.info("a masked number was shown")
        self.value.setText(self._whole)
        self._name("members.eye.hide")
        self._over.start()

    def _name(self, key: str) -> None:
        name = self._session.say(key, what=self._caption)
        self.eye.setAccessibleName(name)
        self.eye.setToolTip(name)


class Paper(QAbstractButton):
    """A receipt in a line: day and number, amount and tick. Pressing it opens the receipt."""

    opened = Signal(object)

    def __init__(self, session: Session, receipt: Receipt, tick: Tick) -> None:
        super().__init__()
        self._receipt, self._tick = receipt, tick
        day = short_date(session, session.local(receipt.at).date())
        self._void = receipt.reversed_day is not None
        self._upper, self._lower = day, receipt.number
        self._amount = session.say("members.paper_void") if self._void else format_rupiah(receipt.rupiah)
        words = (session.say("members.paper"), day, receipt.number, self._amount, session.say(f"members.tick.{tick}"))
        self.setAccessibleName(", ".join(words))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.opened.emit(receipt.origin))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(240), theme().px(50))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.underMouse():
            painter.fillRect(self.rect(), theme().color("surface2"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().color("line"))
        side = theme().px(26)
        amount = theme().px(120)
        texts = rect.adjusted(theme().px(2), 0, -side - amount, 0)
        paint_two_lines(painter, texts, self._upper, self._lower, strong=False)
        area = QRectF(rect.right() - side - amount, rect.top(), amount - theme().px(4), rect.height())
        paint_text(painter, area, self._amount, weight="semibold", color="text2" if self._void else "text", align=RIGHT)
        paint_tick(painter, QRectF(rect.right() - side, rect.top(), side, rect.height()), self._tick)
        if self.hasFocus():
            paint_focus(painter, rect, 6)
        painter.end()
