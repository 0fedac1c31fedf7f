"""The paper on the screen: drawn by the same strokes as on a printer, only smaller or larger."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_app.documents.receipt_forms import ROLL_58, Form
from agent_app.documents.receipt_layout import Block, plain_text
from agent_app.gui.printing import UNITS, Paper
from agent_app.gui.theme.theme import theme

SHADOW = 6


class PaperView(QWidget):
    """Pages one below the other, as wide as `width_px` at a text size of 100 %, or as the room allows."""

    def __init__(self, width_px: int = 262) -> None:
        super().__init__()
        self._width_px = width_px
        self.paper: Paper | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_blocks(self, blocks: Sequence[Block], form: Form = ROLL_58) -> None:
        """Another paper."""
        self.paper = Paper(blocks, form)
        self.setAccessibleName(plain_text(tuple(blocks)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        if self.paper is None:
            return QSize(theme().px(self._width_px), theme().px(200))
        width, height = self.paper.size_mm
        scale = theme().px(self._width_px) / width
        pages = len(self.paper.pages)
        return QSize(theme().px(self._width_px) + 2 * SHADOW, round(height * scale * pages) + (pages + 1) * SHADOW)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.paper is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width_mm, height_mm = self.paper.size_mm
        width = self.width() - 2 * SHADOW
        scale = width / width_mm
        for number in range(len(self.paper.pages)):
            top = SHADOW / 2 + number * (height_mm * scale + SHADOW)
            sheet = QRectF(SHADOW, top, width, height_mm * scale)
            self._paint_sheet(painter, sheet)
            painter.save()
            painter.translate(sheet.topLeft())
            self.paper.draw(painter, number, scale / UNITS)
            painter.restore()
        painter.end()

    def _paint_sheet(self, painter: QPainter, sheet: QRectF) -> None:
        shade = QColor("#000000")
        painter.setPen(Qt.PenStyle.NoPen)
        for grow, alpha in ((4, 0.03), (2, 0.05)):
            shade.setAlphaF(alpha)
            painter.setBrush(shade)
            painter.drawRoundedRect(sheet.adjusted(-grow, 0, grow, grow), 4, 4)
        painter.setBrush(theme().color("paper"))
        painter.setPen(QPen(theme().color("line"), 1))
        painter.drawRoundedRect(sheet, 3, 3)
