"""The chart of a report on paper: the pairs of bars of the screen, told apart by their filling in any grey."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPaintDevice, QPainter, QPen

from agent_app.gui.theme.theme import FAMILY
from agent_app.gui.widgets.bars import Pair, round_up

INK, QUIET, LINE, SOLID = QColor("#1A1A1A"), QColor("#4A5266"), QColor("#C3C8D2"), QColor("#2B4BA0")
UPRIGHT_MM, LYING_MM, LEGEND_MM, AXIS_MM, GAP_MM = 46.0, 7.6, 7.0, 5.0, 5.0
STRIPE_MM = 0.9
NAMES, LONGEST_NAME_MM = 0.28, 52.0
"""Share of the width that names beside lying bars have, and how much that is at most."""
GRID_LINES = 2
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True, slots=True)
class PaperChart:
    """`first` and `second` name the series; `short` says a figure of the axis, which lying bars have none of."""

    upright: bool
    first: str
    second: str
    pairs: tuple[Pair, ...]
    short: Callable[[int], str] = str


class ChartPainter:
    """Draws a chart on the pages of `paper`; lying bars may be spread over several."""

    def __init__(self, paper: QPaintDevice, painter: QPainter, chart: PaperChart) -> None:
        self._painter, self._chart = painter, chart
        self._mm = paper.logicalDpiX() / 25.4
        self._font, self._strong = _font(8, bold=False), _font(8, bold=True)
        self._metrics = QFontMetricsF(self._strong, paper)
        most = max([max(one.first, one.second) for one in chart.pairs], default=0)
        self._most = round_up(most) if chart.upright else max(most, 1)

    def fitting(self, room: float) -> int:
        """How many more pairs this much height holds; upright bars stand together or not at all."""
        if self._chart.upright:
            return len(self._chart.pairs) if self.height(1) <= room else 0
        return max(int((room - self._of(LEGEND_MM + GAP_MM)) // self._of(LYING_MM)), 0)

    def height(self, count: int) -> float:
        """What so many pairs take, with the legend and the gap below."""
        bars = UPRIGHT_MM + AXIS_MM if self._chart.upright else LYING_MM * count
        return self._of(LEGEND_MM + bars + GAP_MM)

    def draw(self, place: QRectF, first: int, last: int) -> None:
        """The legend, and the pairs from `first` until before `last`."""
        self._draw_legend(QRectF(place.left(), place.top(), place.width(), self._of(LEGEND_MM)))
        below = place.adjusted(0, self._of(LEGEND_MM), 0, -self._of(GAP_MM))
        if self._chart.upright:
            self._draw_upright(below)
            return
        for number, one in enumerate(self._chart.pairs[first:last]):
            top = below.top() + number * self._of(LYING_MM)
            self._draw_lying(QRectF(below.left(), top, below.width(), self._of(LYING_MM)), one)

    def _draw_legend(self, place: QRectF) -> None:
        x, side = place.left(), self._of(3)
        for series, words in enumerate((self._chart.first, self._chart.second)):
            self._draw_bar(QRectF(x, place.center().y() - side / 2, side, side), series)
            width = self._metrics.horizontalAdvance(words) + self._of(2)
            self._write(QRectF(x + side + self._of(1.5), place.top(), width, place.height()), words, _LEFT)
            x += side + width + self._of(6)

    def _draw_upright(self, place: QRectF) -> None:
        left = self._metrics.horizontalAdvance(self._chart.short(self._most)) + self._of(2)
        plot = place.adjusted(left, self._of(2), 0, -self._of(AXIS_MM))
        for line in range(GRID_LINES + 1):
            y = plot.bottom() - plot.height() * line / GRID_LINES
            self._painter.setPen(QPen(LINE, self._of(0.15)))
            self._painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
            figure = self._chart.short(self._most * line // GRID_LINES)
            self._write(QRectF(place.left(), y - self._of(2), left - self._of(1.5), self._of(4)), figure, _RIGHT)
        slot = plot.width() / len(self._chart.pairs)
        widest = max(self._metrics.horizontalAdvance(one.label) for one in self._chart.pairs)
        every = int((widest + self._of(1.5)) // slot) + 1
        for number, one in enumerate(self._chart.pairs):
            at = QRectF(plot.left() + number * slot, plot.top(), slot, plot.height())
            self._draw_standing(at, one)
            if (len(self._chart.pairs) - 1 - number) % every == 0:
                label = QRectF(at.center().x() - widest, plot.bottom() + self._of(0.6), 2 * widest, self._of(4))
                self._write(label, one.label, _CENTRE)

    def _draw_standing(self, slot: QRectF, one: Pair) -> None:
        wide = min(slot.width() * 0.36, self._of(6))
        for series, figure in enumerate((one.first, one.second)):
            high = slot.height() * max(figure, 0) / self._most
            x = slot.center().x() + (series - 1) * wide
            self._draw_bar(QRectF(x, slot.bottom() - high, wide, high), series)

    def _draw_lying(self, place: QRectF, one: Pair) -> None:
        names = min(place.width() * NAMES, self._of(LONGEST_NAME_MM))
        words = self._metrics.elidedText(one.label, Qt.TextElideMode.ElideRight, names - self._of(2))
        self._write(QRectF(place.left(), place.top(), names, place.height()), words, _LEFT, strong=True)
        texts = [text for each in self._chart.pairs for text in (each.first_text, each.second_text)]
        figures = max(self._metrics.horizontalAdvance(text) for text in texts) + self._of(2)
        high = self._of(LYING_MM / 2 - 0.6)
        for series, (figure, text) in enumerate(((one.first, one.first_text), (one.second, one.second_text))):
            top = place.top() + self._of(0.4) + series * (high + self._of(0.2))
            wide = (place.width() - names - figures) * max(figure, 0) / self._most
            self._draw_bar(QRectF(place.left() + names, top, wide, high), series)
            says = QRectF(place.left() + names + wide + self._of(1.2), top, figures, high)
            self._write(says, text, _LEFT)

    def _draw_bar(self, bar: QRectF, series: int) -> None:
        """The first series is an outline with stripes, the second is solid, as on the screen; nothing for nothing.

        The stripes are lines of their own: a pattern of the painter is as fine as the paper's dots, a grey."""
        if bar.width() <= 0 or bar.height() <= 0:
            return
        if series:
            self._painter.fillRect(bar, SOLID)
            return
        self._painter.save()
        self._painter.setClipRect(bar)
        self._painter.setPen(QPen(QUIET, self._of(0.18)))
        step = self._of(STRIPE_MM)
        for number in range(int((bar.width() + bar.height()) / step) + 1):
            x = bar.left() + number * step
            self._painter.drawLine(QLineF(x, bar.top(), x - bar.height(), bar.bottom()))
        self._painter.restore()
        self._painter.setPen(QPen(QUIET, self._of(0.2)))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(bar)

    def _write(self, place: QRectF, words: str, align: int, *, strong: bool = False) -> None:
        self._painter.setFont(self._strong if strong else self._font)
        self._painter.setPen(INK)
        self._painter.drawText(place, align | int(Qt.TextFlag.TextDontClip), words)

    def _of(self, millimetres: float) -> float:
        return millimetres * self._mm


def _font(points: int, *, bold: bool) -> QFont:
    font = QFont(FAMILY)
    font.setPointSize(points)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font
