"""Choosing months: segments for a number of them, and a strip of months that tells how far each one's money is."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from agent_app.domain.coverage import MonthState
from agent_app.domain.months import Month, month_label
from agent_app.gui.moments import short_month
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import paint_focus
from agent_app.gui.widgets.cards import IconLabel, row
from agent_app.gui.widgets.choices import Segment
from agent_app.gui.widgets.text import label

STATES = {
    MonthState.PAID_TO_AGENT: ("hand-coins", "warn"),
    MonthState.DEPOSITED: ("landmark", "info"),
    MonthState.REMITTED: ("send", "pri_text"),
    MonthState.PROTECTED: ("shield-check", "ok"),
}
"""The sign and colour of how far a month's money has come: the same on every screen."""
_SOFT = {"pri_text": "pri_soft"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A month in the strip. `arrears`: of the months before the present one that may still be paid."""

    month: Month
    state: MonthState | None
    chosen: bool
    payable: bool
    arrears: bool


class MonthCell(QAbstractButton):
    """A month to be clicked: name, year, and the sign of how far its money is."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.cell: Cell | None = None
        self.setCheckable(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_cell(self, cell: Cell) -> None:
        """Another month, or another state of it."""
        self.cell = cell
        words = [month_label(cell.month, self._session.settings.language)]
        if cell.state is not None:
            words.append(self._session.say(f"month_state.{cell.state}"))
        elif cell.arrears:
            words.append(self._session.say("collect.strip.arrears"))
        elif not cell.payable:
            words.append(self._session.say("collect.strip.unpaid"))
        if cell.chosen:
            words.append(self._session.say("collect.strip.chosen"))
        self.setAccessibleName(", ".join(words))
        self.setToolTip(" · ".join(words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(48), theme().px(50))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(36), theme().px(50))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.cell is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, text, line, style = self._look(self.cell)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setBrush(theme().color(ground))
        painter.setPen(QPen(theme().color(line), 1, style))
        painter.drawRoundedRect(rect, 7, 7)
        self._paint_words(painter, self.cell, text)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 7, on_solid=self.cell.chosen)
        painter.end()

    def _look(self, cell: Cell) -> tuple[str, str, str, Qt.PenStyle]:
        solid, dashed = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine
        if cell.chosen:
            return "pri", "on_pri", "pri", solid
        if cell.state is not None:
            tone = STATES[cell.state][1]
            return _SOFT.get(tone, f"{tone}_soft"), tone, tone, solid
        if cell.arrears:
            return "surface", "bad", "bad", dashed
        return "surface", "text2" if cell.payable else "text3", "line_input" if cell.payable else "line", dashed

    def _paint_words(self, painter: QPainter, cell: Cell, color: str) -> None:
        name = short_month(self._session, cell.month, year=False)
        half = self.height() / 2
        painter.setPen(theme().color(color))
        painter.setFont(theme().font("table", "semibold"))
        centre = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(0, theme().px(5), self.width(), half - theme().px(5)), centre, name)
        lower = QRectF(0, half, self.width(), half - theme().px(5))
        icon = STATES[cell.state][0] if cell.state is not None else "check" if cell.chosen else ""
        if icon:
            side = theme().px(16)
            at = lower.center()
            painter.drawPixmap(int(at.x() - side / 2), int(at.y() - side / 2), theme().pixmap(icon, color, 16))
            return
        painter.setFont(theme().font("caption"))
        painter.drawText(lower, centre, cell.month[:4])


class MonthsPanel(QWidget):
    """Segments and strip. `count_chosen` by segment or digit, `month_chosen` by a click in it, `done` by Enter."""

    count_chosen = Signal(int)
    month_chosen = Signal(str)
    done = Signal()

    def __init__(self, session: Session, counts: Sequence[int]) -> None:
        super().__init__()
        self._session = session
        self._cells: list[MonthCell] = []
        self.title = label(session.say("collect.months"), "label")
        self._hint = label(session.say("collect.months.hint"), "small", "text2")
        self.segments = {count: Segment("") for count in counts}
        for count, segment in self.segments.items():
            segment.clicked.connect(lambda _=False, of=count: self.count_chosen.emit(of))
        self._strip = QHBoxLayout()
        self._strip.setSpacing(5)
        self._legend = QHBoxLayout()
        self._legend.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row(self.title, None, self._hint))
        layout.addLayout(row(*self.segments.values(), spacing=8))
        layout.addLayout(self._strip)
        layout.addLayout(self._legend)
        self._legend_shown: tuple[str, ...] = ()
        self.shorten(False)

    @property
    def cells(self) -> list[MonthCell]:
        """The months of the strip, in order."""
        return self._cells

    def shorten(self, short: bool, low: bool = False) -> None:
        """Only figures on the segments where there is little room, and no caption where the page is low."""
        self.title.setVisible(not low)
        for count, segment in self.segments.items():
            words = self._session.say("collect.months.one" if count == 1 else "collect.months.count", count=count)
            segment.setText(str(count) if short else words)
            segment.setAccessibleName(words)
            segment.updateGeometry()
        self._hint.setVisible(not short)

    def show_cells(self, cells: Sequence[Cell], count: int | None) -> None:
        """The strip, and which segment is on: the one of `count` months in a row."""
        while len(self._cells) < len(cells):
            self._cells.append(self._new_cell())
        for made, cell in zip(self._cells, cells, strict=False):
            made.show_cell(cell)
        first = next((at for at, cell in enumerate(cells) if cell.payable), 0)
        for at, made in enumerate(self._cells):
            made.setVisible(at < len(cells))
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if at == first else Qt.FocusPolicy.ClickFocus)
        in_segments = any(segment.hasFocus() for segment in self.segments.values())
        for of, segment in self.segments.items():
            segment.setAutoExclusive(False)
            segment.setChecked(of == count)
            segment.setAutoExclusive(True)
        if in_segments and count in self.segments:
            self.segments[count].setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_legend(cells)

    def focus(self) -> None:
        """Where digits are heard: the segment that is on, or the first."""
        chosen = next((one for one in self.segments.values() if one.isChecked()), None)
        (chosen or next(iter(self.segments.values()))).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        digit = event.text()
        if plain and len(digit) == 1 and digit in "123456789":
            self.count_chosen.emit(int(digit))
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit()
        elif plain and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def _new_cell(self) -> MonthCell:
        made = MonthCell(self._session)
        made.clicked.connect(lambda: self.month_chosen.emit(made.cell.month))
        self._strip.addWidget(made, 1)
        return made

    def _step(self, by: int) -> None:
        """The months beside, or the segments beside."""
        for row_ in (self._cells, list(self.segments.values())):
            focused = [at for at, one in enumerate(row_) if one.hasFocus()]
            if focused:
                to = row_[(focused[0] + by) % len(row_)]
                to.setFocus(Qt.FocusReason.OtherFocusReason)
                if isinstance(to, Segment):
                    to.click()

    def _show_legend(self, cells: Sequence[Cell]) -> None:
        """What the signs in the strip mean, of those that are there."""
        present = {cell.state for cell in cells if cell.state is not None}
        shown = tuple(state for state in MonthState if state in present)
        if shown == self._legend_shown:
            return
        self._legend_shown = shown
        while (item := self._legend.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().deleteLater()
        for state in shown:
            icon, tone = STATES[state]
            self._legend.addWidget(IconLabel(icon, tone, 14))
            self._legend.addWidget(label(self._session.say(f"month_state.{state}"), "caption", "text2"))
            self._legend.addSpacing(10)
        if shown:
            self._legend.addStretch(1)
