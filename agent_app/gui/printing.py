"""Draws a receipt's layout, with the same strokes on the screen, on a printer and in a PDF.

Everything is measured once in units of a twentieth of a millimetre; a device only scales.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from agent_app.documents.receipt_code import code_matrix
from agent_app.documents.receipt_forms import Form
from agent_app.documents.receipt_layout import Align, Block, Code, Pair, Rule, Size, Stamp, Text
from agent_app.domain.errors import Unavailable
from agent_app.gui.theme.theme import FAMILY

UNITS = 20
"""Units of drawing in a millimetre."""
POINT = UNITS * 25.4 / 72
INK = QColor("#1A1A1A")
QUIET_MODULES = 2


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of type with its box in units; only its font, place and text are drawn."""

    text: str
    font: QFont
    box: QRectF
    align: Qt.AlignmentFlag


@dataclass(slots=True)
class Sheet:
    """What stands on one page, in units from its upper left corner; `height` is how far it reaches."""

    lines: list[_Line] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    frames: list[QRectF] = field(default_factory=list)
    codes: list[tuple[QRectF, str | None]] = field(default_factory=list)
    height: float = 0.0


class Paper:
    """A layout on a form of paper, laid out once; `pages` are drawn with `draw`."""

    def __init__(self, blocks: Sequence[Block], form: Form) -> None:
        self.form = form
        self.left, self.width = form.left_mm * UNITS, form.column_mm * UNITS
        self._top = form.margin_mm * UNITS
        self._bottom = None if form.height_mm is None else (form.height_mm - form.margin_mm) * UNITS
        self.pages: list[Sheet] = [Sheet(height=self._top)]
        for block in blocks:
            self._place(block)

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of a page; a roll is as long as what stands on it."""
        height = self.form.height_mm
        return self.form.width_mm, self.pages[0].height / UNITS + self.form.margin_mm if height is None else height

    def draw(self, painter: QPainter, page: int, scale: float) -> None:
        """Draw a page; `scale` is pixels of the device in a unit."""
        sheet = self.pages[page]
        painter.save()
        painter.scale(scale, scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setPen(INK)
        for line in sheet.lines:
            painter.setFont(line.font)
            painter.drawText(line.box, int(line.align | Qt.AlignmentFlag.AlignVCenter), line.text)
        self._draw_rules(painter, sheet)
        for box, data in sheet.codes:
            _draw_code(painter, box, data)
        painter.restore()

    def _draw_rules(self, painter: QPainter, sheet: Sheet) -> None:
        painter.setPen(QPen(INK, UNITS * 0.2, Qt.PenStyle.DashLine))
        for y in sheet.rules:
            painter.drawLine(QPointF(self.left, y), QPointF(self.left + self.width, y))
        painter.setPen(QPen(INK, UNITS * 0.35))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for frame in sheet.frames:
            painter.drawRect(frame)

    def _place(self, block: Block) -> None:
        match block:
            case Text():
                self._text(block.text, self._font(block.size, block.bold), block.align)
            case Pair():
                self._pair(block)
            case Rule():
                y = self._room(self._gap * 2) + self._gap
                self.pages[-1].rules.append(y)
            case Stamp():
                self._stamp(block)
            case Code():
                self._code(block)

    @property
    def _gap(self) -> float:
        return self.form.points[Size.NORMAL] * POINT * 0.45

    def _font(self, size: Size, bold: bool) -> QFont:
        font = QFont(FAMILY)
        font.setPixelSize(round(self.form.points[size] * POINT))
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def _room(self, height: float) -> float:
        """Where something of this height goes: below the last, or at the top of a new page."""
        if self._bottom is not None and self.pages[-1].height + height > self._bottom:
            self.pages.append(Sheet(height=self._top))
        top = self.pages[-1].height
        self.pages[-1].height = top + height
        return top

    def _text(self, text: str, font: QFont, align: Align) -> None:
        flag = Qt.AlignmentFlag.AlignHCenter if align is Align.CENTER else Qt.AlignmentFlag.AlignLeft
        step = _step(font)
        for line in _broken(text, font, self.width):
            top = self._room(step)
            box = QRectF(self.left, top, self.width, step)
            self.pages[-1].lines.append(_Line(line, font, box, flag))

    def _pair(self, pair: Pair) -> None:
        """Side by side where both fit, else the value on a line of its own."""
        caption = self._font(pair.size, pair.bold)
        value = self._font(pair.size, pair.bold)
        step = _step(value)
        left = QFontMetricsF(caption).horizontalAdvance(pair.left)
        right = QFontMetricsF(value).horizontalAdvance(pair.right)
        together = left + right + self._gap * 2 <= self.width
        top = self._room(step)
        box = QRectF(self.left, top, self.width, step)
        self.pages[-1].lines.append(_Line(pair.left, caption, box, Qt.AlignmentFlag.AlignLeft))
        for line in [pair.right] if together else _broken(pair.right, value, self.width):
            if not together:
                box = QRectF(self.left, self._room(step), self.width, step)
            self.pages[-1].lines.append(_Line(line, value, box, Qt.AlignmentFlag.AlignRight))

    def _stamp(self, stamp: Stamp) -> None:
        font = self._font(Size.LARGE, True)
        rows = _broken(stamp.text, font, self.width - self._gap * 2)
        step = _step(font)
        top = self._room(step * len(rows) + self._gap * 2) + self._gap
        frame = QRectF(self.left, top, self.width, step * len(rows))
        self.pages[-1].frames.append(frame)
        for number, text in enumerate(rows):
            box = QRectF(self.left, top + number * step, self.width, step)
            self.pages[-1].lines.append(_Line(text, font, box, Qt.AlignmentFlag.AlignHCenter))

    def _code(self, code: Code) -> None:
        side = self.form.code_mm * UNITS
        top = self._room(side + self._gap * 2) + self._gap
        box = QRectF(self.left + (self.width - side) / 2, top, side, side)
        self.pages[-1].codes.append((box, code.data))
        if code.data is None:
            font = self._font(Size.SMALL, False)
            rows = _broken(code.words, font, side * 0.86)
            first = box.center().y() - len(rows) * _step(font) / 2
            for number, text in enumerate(rows):
                line = QRectF(box.left(), first + number * _step(font), side, _step(font))
                self.pages[-1].lines.append(_Line(text, font, line, Qt.AlignmentFlag.AlignHCenter))


def _step(font: QFont) -> float:
    return font.pixelSize() * 1.32


def _broken(text: str, font: QFont, width: float) -> list[str]:
    """The text in lines that fit the width."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    return lines or [""]


def _draw_code(painter: QPainter, box: QRectF, data: str | None) -> None:
    if data is None:
        painter.setPen(QPen(INK, UNITS * 0.2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        return
    draw_code(painter, box, data)


def draw_code(painter: QPainter, box: QRectF, data: str) -> None:
    """A QR code in a box, dark on white with a quiet zone inside the box."""
    matrix = code_matrix(data)
    module = box.width() / (len(matrix) + 2 * QUIET_MODULES)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(box, Qt.GlobalColor.white)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                at = QPointF(box.left() + (x + QUIET_MODULES) * module, box.top() + (y + QUIET_MODULES) * module)
                # Modules overlap by a hair: no light seams where the scale is not whole.
                painter.fillRect(QRectF(at, QSizeF(module * 1.04, module * 1.04)), Qt.GlobalColor.black)
    painter.restore()


def save_pdf(paper: Paper, path: Path, title: str) -> None:
    """Write the paper as a PDF. Raises Unavailable("file_not_writable")."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
    except OSError as error:
        raise Unavailable("file_not_writable") from error
    writer = QPdfWriter(str(path))
    writer.setTitle(title)
    writer.setCreator("Keagenan")
    writer.setResolution(600)
    if not _print_on(paper, writer):
        raise Unavailable("file_not_writable")


def default_printer() -> str | None:
    """The name of the printer that is ready, None without one."""
    name = QPrinterInfo.defaultPrinterName()
    if name:
        return name
    names = QPrinterInfo.availablePrinterNames()
    return names[0] if names else None


def print_paper(paper: Paper, printer_name: str, title: str) -> None:
    """Print on a printer of the system. Raises Unavailable("printer_silent")."""
    printer = QPrinter(QPrinterInfo.printerInfo(printer_name), QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    if not printer.isValid() or not _print_on(paper, printer):
        raise Unavailable("printer_silent")


def _print_on(paper: Paper, device: QPagedPaintDevice) -> bool:
    """Draw all pages; False where the device takes none."""
    width, height = paper.size_mm
    # A page as wide as a roll would else be turned by the printer.
    size = QPageSize(QSizeF(width, height), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
    device.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    painter = QPainter()
    if not painter.begin(device):
        return False
    try:
        scale = device.logicalDpiX() / 25.4 / UNITS
        for page in range(len(paper.pages)):
            if page and not device.newPage():
                return False
            paper.draw(painter, page, scale)
    finally:
        painter.end()
    return True
