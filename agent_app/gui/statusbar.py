"""The bar at the bottom: whether the centre is reached, what is not sent, and when things last went well."""

from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from agent_app import __version__
from agent_app.domain.money import format_rupiah
from agent_app.gui.moments import moment_label
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import paint_focus
from agent_app.gui.widgets.cards import bar
from agent_app.gui.widgets.text import label
from agent_app.sync.engine import Phase
from agent_app.sync.outcome import Result
from agent_app.sync.status import Missing

TOO_LONG = timedelta(days=3)
NEEDS_HELP = frozenset({"revoked", "fork", "journal_damaged", "protocol", "foreign_key", "centre_clock"})
NEEDS_TRUST = frozenset({"token_refused", "unknown_device"})
EVERY_MS = 30_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What the bar says: a word, what follows it, the icon, the tone."""

    word: str
    rest: str
    icon: str
    tone: str


def shown_state(session: Session) -> Shown:
    """The state of sending in words. Nothing is green before the centre answered or while anything waits."""
    say, known, state = session.say, session.status, session.sync_state
    unsent = known.unsent.acts if known else 0
    trouble = known.trouble if known else None
    if known is not None and known.missing is not None and (not known.missing.settled or not unsent):
        # Before all others: those say that everything is safe here.
        return _missing(session, known.missing)
    if trouble in NEEDS_TRUST:
        return Shown(say("frame.state.untrusted"), say("frame.state.untrusted_rest"), "lock", "warn")
    if trouble in NEEDS_HELP or (known is not None and known.differences):
        return Shown(say("frame.state.trouble"), say("frame.state.trouble_rest"), "circle-alert", "bad")
    if known is not None and known.unsent.oldest is not None:
        age = session.now() - session.local(known.unsent.oldest)
        if age > TOO_LONG:
            return Shown(
                say("frame.state.overdue", days=age.days), say("frame.state.overdue_rest"), "circle-alert", "bad"
            )
    if state.phase is Phase.PAUSED:
        return Shown(say("frame.state.paused"), say("frame.state.unsent", count=unsent), "pause", "warn")
    if state.phase is Phase.SYNCING and unsent:
        return Shown(say("frame.state.sending"), say("frame.state.unsent", count=unsent), "refresh-cw", "info")
    online = state.outcome is not None and state.outcome.result is Result.DONE
    if not online and state.phase is not Phase.SYNCING:
        rest = say("frame.state.safe_here", count=unsent) if unsent else say("frame.state.nothing_waits")
        return Shown(say("frame.state.offline"), rest, "cloud-off", "warn")
    if unsent:
        return Shown(say("frame.state.online"), say("frame.state.waiting", count=unsent), "clock", "warn")
    if known is None or known.last_success is None:
        return Shown(say("frame.state.first"), "", "refresh-cw", "info")
    at = session.local(known.last_success)
    return Shown(say("frame.state.all_sent"), f"{at:%H.%M}", "check-check", "ok")


def _missing(session: Session, lost: Missing) -> Shown:
    """What was handed out and is gone; never green beside it."""
    say = session.say
    if lost.acts is None or lost.rupiah is None:
        word, rest = say("frame.state.missing_unknown"), say("frame.state.missing_unknown_rest")
    else:
        word = say("frame.state.missing", count=lost.acts)
        rest = say("frame.state.missing_rest", rupiah=format_rupiah(lost.rupiah))
    return Shown(word, rest, "circle-alert", "bad")


class StatusBar(QWidget):
    """Pressed, its left part opens what is behind it."""

    pressed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "surface")
        self._session = session
        self.state = _State()
        self.state.clicked.connect(self.pressed)
        self._last = label("", "small", "text2")
        self._backup = label("", "small", "text2")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 1, 20, 0)
        layout.setSpacing(12)
        layout.addWidget(self.state, 1)
        layout.addWidget(self._last)
        self._bar = bar()
        layout.addWidget(self._bar)
        layout.addWidget(self._backup)
        layout.addWidget(bar())
        layout.addWidget(label(f"v{__version__}", "small", "text2"))
        session.status_changed.connect(self.refresh)
        session.sync_changed.connect(self.refresh)
        theme().changed.connect(self.refresh)
        clock = QTimer(self, interval=EVERY_MS)
        clock.timeout.connect(self.refresh)
        clock.start()
        self.refresh()

    def refresh(self, _: object = None) -> None:
        """Say what is so now."""
        self.setFixedHeight(theme().height("statusbar"))
        self.state.show_state(shown_state(self._session))
        known = self._session.status
        if known is not None and known.last_success is not None:
            at = moment_label(self._session, known.last_success)
            self._last.setText(self._session.say("frame.last_success", at=at))
        else:
            self._last.setText(self._session.say("frame.never_sent"))

        made = self._session.last_backup
        at = moment_label(self._session, round(made.timestamp() * 1000)) if made is not None else ""
        say = self._session.say
        self._backup.setText(say("frame.last_backup", at=at) if at else say("frame.never_backed_up"))

    def adapt(self, *, narrow: bool) -> None:
        """In a narrow window only the state is left."""
        for each in (self._last, self._bar, self._backup):
            each.setVisible(not narrow)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, theme().color("line"))
        painter.end()


class _State(QAbstractButton):
    """Icon, word and what follows."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = Shown("", "", "refresh-cw", "info")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_state(self, shown: Shown) -> None:
        self.shown = shown
        self.setText(f"{shown.word} · {shown.rest}" if shown.rest else shown.word)
        self.setAccessibleName(self.text())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, theme().height("statusbar") - 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = theme().px(16)
        painter.drawPixmap(7, (self.height() - size) // 2, theme().pixmap(self.shown.icon, self.shown.tone, 16))
        x = 7 + size + 8
        painter.setFont(theme().font("label", "bold"))
        painter.setPen(theme().color(self.shown.tone))
        word = painter.fontMetrics().horizontalAdvance(self.shown.word)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(x, 0, word + 4, self.height()), middle, self.shown.word)
        painter.setFont(theme().font("label"))
        painter.setPen(theme().color("text"))
        room = self.width() - x - word - 14
        rest = painter.fontMetrics().elidedText(
            f"· {self.shown.rest}" if self.shown.rest else "", Qt.TextElideMode.ElideRight, int(room)
        )
        painter.drawText(QRectF(x + word + 8, 0, room, self.height()), middle, rest)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(0, 3, 0, -3), 6)
        painter.end()
