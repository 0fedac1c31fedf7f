"""The months of a member in a row, each with how far its money has come."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_app.domain.coverage import MonthState
from agent_app.domain.months import Month, add_months, month_of, month_range
from agent_app.gui.moments import short_month
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.pills import soft_of

LOOKS = {
    MonthState.PAID_TO_AGENT: ("hand-coins", "warn"),
    MonthState.DEPOSITED: ("landmark", "info"),
    MonthState.REMITTED: ("send", "pri"),
    MonthState.PROTECTED: ("shield-check", "ok"),
}
BEFORE, SHOWN = 5, 9


class MonthStrip(QWidget):
    """Nine months around the present one; with more paid ahead the window moves on."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._states: dict[Month, MonthState] = {}
        self._opening: Month | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_months(self, states: dict[Month, MonthState], opening: Month | None) -> None:
        """The states known; `opening` is the last month the cooperative's list claims as paid."""
        self._states, self._opening = states, opening
        names = [f"{short_month(self._session, month)}: {self._words(month)}" for month in self.months()]
        self.setAccessibleName(self._session.say("members.months"))
        self.setAccessibleDescription("; ".join(names))
        self.setToolTip("\n".join(names))
        self.update()

    def months(self) -> tuple[Month, ...]:
        """The months shown."""
        present = month_of(self._session.today())
        ahead = max([month for month in self._states if month > present], default=present)
        first = min(max(add_months(present, -BEFORE), add_months(ahead, 1 - SHOWN)), add_months(present, -1))
        return month_range(first, SHOWN)

    def _words(self, month: Month) -> str:
        if (state := self._states.get(month)) is not None:
            return self._session.say(f"month_state.{state.value}")
        if self._opening is not None and month <= self._opening:
            return self._session.say("members.status.listed_paid")
        return self._session.say("members.month.unpaid")

    def sizeHint(self) -> QSize:
        return QSize(theme().px(300), theme().px(58))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(240), theme().px(58))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        months = self.months()
        gap = theme().px(4)
        width = (self.width() - gap * (len(months) - 1)) / len(months)
        side = min(width, theme().px(36))
        for number, month in enumerate(months):
            left = number * (width + gap)
            self._paint_box(painter, QRectF(left + (width - side) / 2, 1, side, theme().px(34)), month)
            present = month == month_of(self._session.today())
            painter.setFont(theme().font("caption", "bold" if present else "regular"))
            painter.setPen(theme().color("text" if present else "text2"))
            name = QRectF(left - gap, theme().px(38), width + 2 * gap, theme().px(18))
            painter.drawText(name, int(Qt.AlignmentFlag.AlignCenter), short_month(self._session, month, year=False))
        painter.end()

    def _paint_box(self, painter: QPainter, rect: QRectF, month: Month) -> None:
        state = self._states.get(month)
        listed = state is None and self._opening is not None and month <= self._opening
        icon, tone = LOOKS[state] if state is not None else ("check", "text2") if listed else ("", "")
        painter.setBrush(theme().color(soft_of(tone) if tone else "surface"))
        style = Qt.PenStyle.SolidLine if tone else Qt.PenStyle.DashLine
        painter.setPen(QPen(theme().color(tone or "line_input"), 1, style))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 7, 7)
        if icon:
            size = theme().px(16)
            pixmap = theme().pixmap(icon, tone, 16)
            painter.drawPixmap(int(rect.center().x() - size / 2), int(rect.center().y() - size / 2), pixmap)
