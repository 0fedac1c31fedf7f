"""Bars in pairs, upright by day or lying by name: two series that differ in colour and filling, and say their figures.

The bar the keyboard or pointer stands on says its figures above the chart; a screen reader hears the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import paint_focus
from agent_app.gui.widgets.rows import LEFT, RIGHT, paint_text

CENTRE = int(Qt.AlignmentFlag.AlignCenter)
GRID_LINES = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures under one label; `first_text` and `second_text` say them, `whole` names them for the reader."""

    label: str
    first: int
    second: int
    first_text: str
    second_text: str
    whole: str = ""

    @property
    def name(self) -> str:
        return self.whole or self.label


class Bars(QWidget):
    """`marked` tells the number of the pair that is stood on."""

    marked = Signal(int)

    def __init__(self, name: str, first: str, second: str, short: Callable[[int], str] = str) -> None:
        """`first` and `second` name the series, `short` says a figure of the axis."""
        super().__init__()
        self._name, self._first, self._second, self._short = name, first, second, short
        self.pairs: tuple[Pair, ...] = ()
        self.at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self._restyle)
        self._tell()

    def put(self, pairs: Sequence[Pair], at: int | None = None) -> None:
        """Show other pairs, standing on the last of them or on `at`."""
        self.pairs = tuple(pairs)
        self.at = len(self.pairs) - 1 if at is None else at
        self._tell()
        self.updateGeometry()
        self.update()

    def sentence(self) -> str:
        """What the pair stood on says."""
        if not 0 <= self.at < len(self.pairs):
            return ""
        one = self.pairs[self.at]
        return f"{one.name}: {self._first} {one.first_text}, {self._second} {one.second_text}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self.pairs) - 1}
        if event.key() in steps and self.pairs:
            self._stand_on(min(max(self.at + steps[event.key()], 0), len(self.pairs) - 1))
        elif event.key() in ends and self.pairs:
            self._stand_on(ends[event.key()])
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self.pair_at(event.position())
        if found is not None and found != self.at:
            self._stand_on(found)

    def pair_at(self, point: QPointF) -> int | None:
        """The pair under a point."""
        return next((number for number in range(len(self.pairs)) if self.slot(number).contains(point)), None)

    def slot(self, number: int) -> QRectF:
        """The room of a pair."""
        raise NotImplementedError

    @property
    def most(self) -> int:
        """The figure at the end of the scale: the next round one above all."""
        return round_up(max([max(one.first, one.second) for one in self.pairs], default=0))

    def paint_legend(self, painter: QPainter, rect: QRectF) -> None:
        """The two series with their swatches, and the figures of the pair stood on."""
        x = rect.left()
        one = self.pairs[self.at] if 0 <= self.at < len(self.pairs) else None
        if one is not None:
            x += self._word(painter, one.name, x, rect, "semibold", "text") + theme().px(12)
        for series, text, figure in ((0, self._first, "first_text"), (1, self._second, "second_text")):
            side = theme().px(11)
            self.paint_bar(painter, QRectF(x, rect.center().y() - side / 2, side, side), series)
            x += side + theme().px(6)
            words = f"{text} {getattr(one, figure)}" if one is not None else text
            x += self._word(painter, words, x, rect, "medium", "text2") + theme().px(14)

    def paint_bar(self, painter: QPainter, rect: QRectF, series: int) -> None:
        """The first series is an outline with stripes, the second is solid."""
        painter.setPen(QPen(theme().color("text3"), 1) if series == 0 else Qt.PenStyle.NoPen)
        if series == 0:
            painter.fillRect(rect, theme().color("sunken"))
            painter.setBrush(QBrush(theme().color("text3"), Qt.BrushStyle.BDiagPattern))
        else:
            painter.setBrush(theme().color("pri"))
        painter.drawRect(rect)

    def _word(self, painter: QPainter, text: str, x: float, rect: QRectF, weight: str, color: str) -> float:
        width = QFontMetrics(theme().font("caption", weight)).horizontalAdvance(text)
        room = max(min(width + 2.0, rect.right() - x), 0.0)
        paint_text(
            painter, QRectF(x, rect.top(), room, rect.height()), text, role="caption", weight=weight, color=color
        )
        return room

    def _stand_on(self, number: int) -> None:
        self.at = number
        self._tell()
        self.marked.emit(number)
        self.update()

    def _tell(self) -> None:
        self.setAccessibleName(f"{self._name}. {self.sentence()}" if self.sentence() else self._name)
        every = (f"{one.name}: {self._first} {one.first_text}, {self._second} {one.second_text}" for one in self.pairs)
        self.setAccessibleDescription("; ".join(every))

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class UprightBars(Bars):
    """A pair a day or month, side by side."""

    def sizeHint(self) -> QSize:
        return QSize(theme().px(280), theme().px(180))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(96))

    def slot(self, number: int) -> QRectF:
        plot = self._plot()
        wide = plot.width() / max(len(self.pairs), 1)
        return QRectF(plot.left() + number * wide, plot.top(), wide, self.height() - plot.top())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = self._plot()
        self.paint_legend(painter, QRectF(2, 0, self.width() - 4, theme().px(22)))
        self._paint_grid(painter, plot)
        for number, one in enumerate(self.pairs):
            self._paint_pair(painter, plot, number, one)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 8)
        painter.end()

    def _plot(self) -> QRectF:
        left = QFontMetrics(theme().font("caption")).horizontalAdvance(self._short(self.most)) + theme().px(8)
        top, below = theme().px(30), theme().px(22)
        return QRectF(left, top, max(self.width() - left - 4, 1), max(self.height() - top - below, 1))

    def _paint_grid(self, painter: QPainter, plot: QRectF) -> None:
        for line in range(GRID_LINES + 1):
            y = plot.bottom() - plot.height() * line / GRID_LINES
            painter.fillRect(QRectF(plot.left(), y, plot.width(), 1), theme().color("line"))
            figure = self._short(self.most * line // GRID_LINES)
            label = QRectF(0, y - theme().px(9), plot.left() - theme().px(6), theme().px(18))
            paint_text(painter, label, figure, role="caption", color="text2", align=RIGHT)

    def _paint_pair(self, painter: QPainter, plot: QRectF, number: int, one: Pair) -> None:
        slot = self.slot(number)
        stood_on = number == self.at
        if stood_on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme().color("pri_soft")))
            painter.drawRoundedRect(slot.adjusted(1, -2, -1, 0), 4, 4)
        wide = min(slot.width() * 0.34, theme().px(22))
        for series, figure in enumerate((one.first, one.second)):
            high = plot.height() * max(figure, 0) / max(self.most, 1)
            x = slot.center().x() + (series - 1) * (wide + 1)
            self.paint_bar(painter, QRectF(x, plot.bottom() - high, wide, high), series) if high else None
        label = QRectF(slot.left() - 4, plot.bottom() + 2, slot.width() + 8, theme().px(20))
        weight = "bold" if stood_on else "regular"
        painter.setFont(theme().font("caption", weight))
        painter.setPen(theme().color("text" if stood_on else "text2"))
        if stood_on or self._is_labelled(number, slot):
            painter.drawText(label, CENTRE, one.label)

    def _is_labelled(self, number: int, slot: QRectF) -> bool:
        """Every so many where the labels would touch, and none beside the one stood on."""
        wide = max(QFontMetrics(theme().font("caption", "bold")).horizontalAdvance(one.label) for one in self.pairs)
        every = int((wide + theme().px(6)) // max(slot.width(), 1)) + 1
        return (len(self.pairs) - 1 - number) % every == 0 and (every == 1 or abs(number - self.at) >= every)


class LyingBars(Bars):
    """A pair a name, one below the other, with the figures at the end of the bars."""

    @property
    def most(self) -> int:
        """The largest figure: without an axis nothing has to be round."""
        return max([max(one.first, one.second) for one in self.pairs], default=0)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(320), theme().px(34) + theme().px(38) * len(self.pairs))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(220), self.sizeHint().height())

    def slot(self, number: int) -> QRectF:
        high = theme().px(38)
        return QRectF(0, theme().px(30) + number * high, self.width(), high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_legend(painter, QRectF(2, 0, self.width() - 4, theme().px(22)))
        names = min(self.width() * 0.3, theme().px(190))
        figures = self._widest_figure()
        for number, one in enumerate(self.pairs):
            slot = self.slot(number)
            if number == self.at:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme().color("pri_soft"))
                painter.drawRoundedRect(slot.adjusted(0, 1, 0, -1), 4, 4)
            name = QRectF(slot.left() + 6, slot.top(), names - 12, slot.height())
            paint_text(painter, name, one.label, role="label", weight="medium", align=LEFT)
            for series, (figure, text) in enumerate(((one.first, one.first_text), (one.second, one.second_text))):
                high = slot.height() / 2 - theme().px(5)
                top = slot.top() + theme().px(4) + series * (high + theme().px(2))
                wide = (slot.width() - names - figures) * max(figure, 0) / max(self.most, 1)
                if wide:
                    self.paint_bar(painter, QRectF(slot.left() + names, top, wide, high), series)
                says = QRectF(slot.left() + names + wide + 6, top - 2, figures, high + 4)
                paint_text(painter, says, text, role="caption", color="text2")
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 8)
        painter.end()

    def _widest_figure(self) -> float:
        metrics = QFontMetrics(theme().font("caption"))
        every = [text for one in self.pairs for text in (one.first_text, one.second_text)]
        return max([metrics.horizontalAdvance(text) for text in every], default=0) + theme().px(14)


def round_up(figure: int) -> int:
    """The next of 1, 2, 4, 5, 10 times a power of ten, so that halves are round too."""
    if figure <= 0:
        return 2
    power = 10 ** (len(str(figure)) - 1)
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if figure <= step * power)
