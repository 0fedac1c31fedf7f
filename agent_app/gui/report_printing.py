"""A report on paper: heading, chart, table with its heading on every page, total, and the page's number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from agent_app.documents.report_files import WrittenFile, known_by
from agent_app.documents.report_table import Column, ReportTable, Value
from agent_app.documents.text_workbook import replace_file
from agent_app.domain.errors import Unavailable
from agent_app.gui.report_chart import ChartPainter, PaperChart
from agent_app.gui.theme.theme import FAMILY

INK, QUIET = QColor("#1A1A1A"), QColor("#4A5266")
A4_MM = (210.0, 297.0)
MARGIN_MM, FOOT_MM = 14.0, 10.0
RESOLUTION = 300
UPRIGHT_COLUMNS = 6
"""Wider tables lie."""
FEWEST_ROWS = 3
"""So many rows stand below a chart, or the table begins on the next page."""
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)

Shown = Callable[[Column, Value], str]


@dataclass(frozen=True, slots=True)
class _Row:
    texts: tuple[str, ...]
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Page:
    """Pairs of the chart from `first` until before `last`, and the rows below them."""

    first: int
    last: int
    rows: Sequence[_Row]


def write_pdf(
    path: Path,
    table: ReportTable,
    shown: Shown,
    page_words: Callable[[int, int], str],
    chart: PaperChart | None = None,
) -> WrittenFile:
    """Write the report as A4. `shown` says a cell, `page_words` the line at a page's foot (number, of how many).

    Raises Unavailable: disk_full, or file_not_writable when another program holds the file.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(table.title)
    writer.setCreator("Keagenan")
    writer.setResolution(RESOLUTION)
    lies = len(table.columns) > UPRIGHT_COLUMNS
    size = QPageSize(QSizeF(*A4_MM), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
    way = QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(size, way, QMarginsF(0, 0, 0, 0)))
    painter = QPainter()
    if not painter.begin(writer):
        raise Unavailable("file_not_writable")
    try:
        _Sheets(writer, painter, table, shown, page_words, chart).draw()
    finally:
        painter.end()
        buffer.close()
    content = bytes(buffer.data())
    replace_file(path, content)
    return known_by(path, content, table)


class _Sheets:
    """Measures once, then draws page by page."""

    def __init__(
        self,
        writer: QPdfWriter,
        painter: QPainter,
        table: ReportTable,
        shown: Shown,
        page_words: Callable[[int, int], str],
        chart: PaperChart | None,
    ) -> None:
        self._writer, self._painter, self._table, self._page_words = writer, painter, table, page_words
        self._mm = writer.logicalDpiX() / 25.4
        width, height = (self._mm * each for each in _page_mm(table))
        self._page = QRectF(0, 0, width, height).adjusted(*(self._mm * each for each in _MARGINS))
        self._fonts = {bold: _font(9, bold) for bold in (False, True)}
        self._step = QFontMetricsF(self._fonts[False], writer).height() * 1.5
        texts = [_Row(tuple(shown(c, v) for c, v in zip(table.columns, row, strict=True))) for row in table.rows]
        if table.total is not None:
            cells = zip(table.columns, table.total, strict=True)
            texts.append(_Row(tuple("" if value is None else shown(c, value) for c, value in cells), bold=True))
        self._rows = texts
        self._widths = self._measure()
        self._pairs = len(chart.pairs) if chart is not None else 0
        self._chart = ChartPainter(writer, painter, chart) if chart is not None and chart.pairs else None

    def draw(self) -> None:
        """All pages."""
        pages = self._planned()
        for number, page in enumerate(pages):
            if number:
                self._writer.newPage()
            y = self._page.top() if number else self._draw_heading()
            y = self._draw_chart(y, page)
            if page.rows:
                self._draw_table(y, page.rows)
            self._draw_foot(number + 1, len(pages))

    def _draw_chart(self, y: float, page: _Page) -> float:
        if self._chart is None or page.first == page.last:
            return y
        high = self._chart.height(page.last - page.first)
        self._chart.draw(QRectF(self._page.left(), y, self._page.width(), high), page.first, page.last)
        return y + high

    def _draw_table(self, y: float, rows: Sequence[_Row]) -> None:
        y = self._draw_row(y, tuple(column.heading for column in self._table.columns), True)
        self._line(y)
        for one in rows:
            if one.bold:
                self._line(y)
            y = self._draw_row(y, one.texts, one.bold)

    def _heading_height(self) -> float:
        return self._step * (len(self._table.heading) + 1.4)

    def _planned(self) -> list[_Page]:
        """What each page holds: the chart first, then the rows; there is a first page also for none."""
        pages: list[_Page] = []
        pair = row = 0
        while not pages or pair < self._pairs or row < len(self._rows):
            room = self._page.height() - (0 if pages else self._heading_height())
            first, pair = pair, min(pair + self._fitting(room), self._pairs)
            if self._chart is not None and pair > first:
                room -= self._chart.height(pair - first)
            some = self._rows[row : row + self._rows_in(room)] if pair == self._pairs else []
            row += len(some)
            pages.append(_Page(first, pair, some))
        return pages

    def _fitting(self, room: float) -> int:
        return self._chart.fitting(room) if self._chart is not None else 0

    def _rows_in(self, room: float) -> int:
        """Rows below their heading. A table does not begin where only a few would fit, unless these are all."""
        fitting = max(int(room // self._step) - 1, 0)
        enough = min(FEWEST_ROWS, len(self._rows))
        return fitting if fitting >= enough else 0

    def _draw_heading(self) -> float:
        y = self._page.top()
        for number, text in enumerate(self._table.heading):
            font = _font(14, True) if number == 0 else _font(9, False)
            self._painter.setFont(font)
            self._painter.setPen(INK if number < 3 else QUIET)
            high = self._step * (1.4 if number == 0 else 1.0)
            self._painter.drawText(QRectF(self._page.left(), y, self._page.width(), high), _LEFT, text)
            y += high
        return y + self._step

    def _draw_row(self, y: float, texts: Sequence[str], bold: bool) -> float:
        self._painter.setFont(self._fonts[bold])
        self._painter.setPen(INK)
        metrics = QFontMetricsF(self._fonts[bold], self._writer)
        gap = self._mm * 1.5
        x = self._page.left()
        for column, text, width in zip(self._table.columns, texts, self._widths, strict=True):
            box = QRectF(x + gap, y, width - 2 * gap, self._step)
            words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
            self._painter.drawText(box, _RIGHT if column.is_number else _LEFT, words)
            x += width
        return y + self._step

    def _line(self, y: float) -> None:
        self._painter.setPen(QPen(QUIET, self._mm * 0.2))
        self._painter.drawLine(self._page.left(), y, self._page.right(), y)

    def _draw_foot(self, number: int, of: int) -> None:
        self._painter.setFont(_font(8, False))
        self._painter.setPen(QUIET)
        box = QRectF(self._page.left(), self._page.bottom() + self._mm, self._page.width(), self._mm * 5)
        self._painter.drawText(box, _LEFT, f"{self._table.branch} · {self._table.period}")
        self._painter.drawText(box, _RIGHT, self._page_words(number, of))

    def _measure(self) -> list[float]:
        """As wide as the words, then widened or narrowed together to the page; figures are never narrowed."""
        metrics = QFontMetricsF(self._fonts[True], self._writer)
        gap = self._mm * 4
        wanted = [
            gap + max([metrics.horizontalAdvance(each) for each in (column.heading, *self._texts_of(number))])
            for number, column in enumerate(self._table.columns)
        ]
        words = [not column.is_number for column in self._table.columns]
        rest = self._page.width() - sum(wanted)
        shared = sum(width for width, is_words in zip(wanted, words, strict=True) if is_words) or sum(wanted)
        if rest >= 0:
            return [width + rest / len(wanted) for width in wanted]
        return [
            width + rest * width / shared if is_words or not any(words) else width
            for width, is_words in zip(wanted, words, strict=True)
        ]

    def _texts_of(self, column: int) -> list[str]:
        return [row.texts[column] for row in self._rows]


_MARGINS = (MARGIN_MM, MARGIN_MM, -MARGIN_MM, -MARGIN_MM - FOOT_MM)


def _page_mm(table: ReportTable) -> tuple[float, float]:
    return (A4_MM[1], A4_MM[0]) if len(table.columns) > UPRIGHT_COLUMNS else A4_MM


def _font(points: int, bold: bool) -> QFont:
    font = QFont(FAMILY)
    font.setPointSize(points)
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return font
