"""Pairs of bars over days: the first outlined and hatched, the second solid, so that colour is never alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from agent_app.domain.money import MINUS
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.buttons import paint_focus

MILLION = 1_000_000
STEPS = (1, 2, 3, 5, 10)
"""Tops of the scale, times a power of ten."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two amounts in rupiah under one name; the one that is `now` is written in bold and labelled."""

    name: str
    first: int
    second: int
    now: bool = False


class PairedBars(QAbstractButton):
    """A chart that opens its table when pressed. `label_all` writes the amounts over every pair, else over today's."""

    def __init__(self, title: str, size: tuple[int, int] = (240, 92), *, label_all: bool = False) -> None:
        super().__init__()
        self._title, self._size, self._label_all = title, size, label_all
        self._pairs: tuple[Pair, ...] = ()
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        theme().changed.connect(self.updateGeometry)

    def put(self, pairs: Sequence[Pair], spoken: str) -> None:
        """Other bars, and what a screen reader says of them."""
        self._pairs = tuple(pairs)
        self.setAccessibleName(spoken)
        self.update()

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(self._size[0]), theme().px(self._size[1]))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(min(self._size[0], 180)), theme().px(min(self._size[1], 80)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = theme().px(15)
        painter.setFont(theme().font("caption", "semibold"))
        painter.setPen(theme().color("text2"))
        title = QFontMetrics(painter.font()).elidedText(self._title, Qt.TextElideMode.ElideRight, self.width() - 6)
        painter.drawText(QRectF(2, 0, self.width() - 4, line), int(Qt.AlignmentFlag.AlignLeft), title)
        painter.setFont(theme().font("keycap"))
        axis = theme().px(26)
        plot = QRectF(axis, line + theme().px(15), self.width() - axis - 4, 0)
        plot.setBottom(self.height() - theme().px(16))
        if plot.height() > theme().px(12):
            top = scale_top(max((max(pair.first, pair.second) for pair in self._pairs), default=0))
            self._paint_scale(painter, plot, top, axis)
            self._paint_pairs(painter, plot, top)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 8)
        painter.end()

    def _paint_scale(self, painter: QPainter, plot: QRectF, top: int, axis: float) -> None:
        for share in (0.0, 1.0):
            y = plot.bottom() - plot.height() * share
            painter.setPen(QPen(theme().color("line"), 1))
            painter.drawLine(int(plot.left()), int(y), int(plot.right()), int(y))
            painter.setPen(theme().color("text2"))
            words = in_millions(round(top * share)).removesuffix(",0")
            rect = QRectF(0, y - theme().px(8), axis - theme().px(5), theme().px(16))
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)

    def _paint_pairs(self, painter: QPainter, plot: QRectF, top: int) -> None:
        slot = plot.width() / max(len(self._pairs), 1)
        bar = min(slot * 0.36, theme().px(22))
        for place, pair in enumerate(self._pairs):
            middle = plot.left() + slot * (place + 0.5)
            for rupiah, left, solid in ((pair.first, middle - bar - 1, False), (pair.second, middle + 1, True)):
                height = plot.height() * max(rupiah, 0) / top
                self._paint_bar(painter, QRectF(left, plot.bottom() - height, bar, height), solid=solid)
                if self._label_all and rupiah:
                    self._paint_amount(painter, left + bar / 2, plot.bottom() - height, bar, rupiah)
            if pair.now and not self._label_all:
                self._paint_both(painter, plot, middle, pair)
            painter.setFont(theme().font("keycap", "bold" if pair.now else "regular"))
            painter.setPen(theme().color("text" if pair.now else "text2"))
            below = QRectF(middle - slot / 2, plot.bottom() + 2, slot, theme().px(14))
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), pair.name)

    def _paint_bar(self, painter: QPainter, rect: QRectF, *, solid: bool) -> None:
        if rect.height() < 1:
            return
        painter.setPen(QPen(theme().color("pri" if solid else "text2"), 1))
        painter.setBrush(theme().color("pri" if solid else "sunken"))
        painter.drawRoundedRect(rect, 2, 2)
        if not solid:
            hatched = QBrush(theme().color("text3"), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(rect.adjusted(1, 1, -1, -1), hatched)

    def _paint_amount(self, painter: QPainter, middle: float, top: float, bar: float, rupiah: int) -> None:
        painter.setFont(theme().font("keycap"))
        painter.setPen(theme().color("text2"))
        wide = max(bar * 2, theme().px(30))
        rect = QRectF(middle - wide / 2, top - theme().px(15), wide, theme().px(14))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), in_millions(rupiah))

    def _paint_both(self, painter: QPainter, plot: QRectF, middle: float, pair: Pair) -> None:
        """Both amounts of today in one line above the plot, at its right end."""
        painter.setFont(theme().font("keycap", "semibold"))
        painter.setPen(theme().color("text"))
        words = f"{in_millions(pair.first)} · {in_millions(pair.second)}"
        wide = QFontMetrics(painter.font()).horizontalAdvance(words) + 4
        left = min(middle - wide / 2, self.width() - wide - 2)
        rect = QRectF(left, plot.top() - theme().px(15), wide, theme().px(14))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), words)


def scale_top(largest: int) -> int:
    """The end of the scale: the next round sum in rupiah at or above the largest amount."""
    power = 1
    while True:
        for step in STEPS:
            if step * power >= max(largest, 1):
                return step * power
        power *= 10


def in_millions(rupiah: int) -> str:
    """`21,9`, `0,17`, `0` million rupiah, short enough to stand over a bar."""
    millions = abs(rupiah) / MILLION
    decimals = 0 if millions >= 100 or not rupiah else 1 if millions >= 1 else 2
    digits = f"{millions:.{decimals}f}"
    return f"{MINUS if rupiah < 0 else ''}{digits.replace('.', ',')}"
