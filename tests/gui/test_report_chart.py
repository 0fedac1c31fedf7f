"""The chart of a report on paper: bars as long as their figures, told apart in grey, over as many pages as needed."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from agent_app.documents.report_table import Column, Kind, ReportTable, Value
from agent_app.gui.report_chart import ChartPainter, PaperChart
from agent_app.gui.report_printing import write_pdf
from agent_app.gui.widgets.bars import Pair

DOTS_A_METRE = 11_811
"""300 dots an inch."""
WIDTH, HEIGHT = 2_100, 900
DARK, PAPER = 110, 250
IS_DARK = bytes(ord("x" if grey < DARK else " ") for grey in range(256))

pytestmark = pytest.mark.usefixtures("qapp")


def pair(label: str, first: int, second: int) -> Pair:
    return Pair(label, first, second, str(first), str(second))


def drawn(chart: PaperChart, count: int) -> QImage:
    """The chart on a grey paper."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_Grayscale8)
    image.setDotsPerMeterX(DOTS_A_METRE)
    image.setDotsPerMeterY(DOTS_A_METRE)
    image.fill(255)
    painter = QPainter(image)
    ChartPainter(image, painter, chart).draw(QRectF(0, 0, WIDTH, HEIGHT), 0, count)
    painter.end()
    return image


def lines(image: QImage) -> list[bytes]:
    """The greys of each line of dots."""
    step, dots = image.bytesPerLine(), bytes(image.constBits())
    return [dots[at : at + WIDTH] for at in range(0, step * image.height(), step)]


def longest(greys: bytes) -> int:
    """How many dots in a row are dark."""
    return max(len(run) for run in greys.translate(IS_DARK).split(b" "))


def test_lying_bars_are_as_long_as_their_figures_and_solid_only_in_the_second_series() -> None:
    chart = PaperChart(False, "Terdaftar", "Terlindungi", (pair("Waijarang", 40, 40), pair("Atulaleng", 40, 10)))
    runs = [run for run in map(longest, lines(drawn(chart, 2))) if run > 100]
    solid = sorted({run for run in runs if runs.count(run) > 10})
    assert len(solid) == 2
    assert solid[0] / solid[1] == pytest.approx(0.25, abs=0.01)


def test_in_grey_stripes_differ_from_a_solid_bar() -> None:
    chart = PaperChart(True, "Terkumpul", "Disetor", (pair("23", 100, 100),))
    columns = [bytes(column) for column in zip(*lines(drawn(chart, 1)), strict=True)]
    high = max(map(longest, columns))
    assert high > 400
    assert sum(longest(column) > 0.9 * high for column in columns) > 50
    striped = [
        column
        for column in columns
        if longest(column) < 60
        and sum(each < PAPER for each in column) > 100
        and sum(each > PAPER for each in column) > 100
    ]
    assert len(striped) > 40


def test_nothing_is_drawn_for_a_figure_of_nothing() -> None:
    nothing = drawn(PaperChart(False, "a", "b", (pair("x", 0, 0),)), 1)
    something = drawn(PaperChart(False, "a", "b", (pair("x", 0, 1),)), 1)
    assert max(map(longest, lines(nothing))) < 60
    assert max(map(longest, lines(something))) > 1_000


def test_many_names_go_on_to_further_pages_and_the_table_begins_below_the_last(tmp_path: Path) -> None:
    table = ReportTable(
        "Cakupan",
        "Cakupan",
        "Cabang",
        "Per 23 November 2026",
        "Dibuat 23 Nov",
        (Column("Desa", Kind.TEXT), Column("Terdaftar", Kind.COUNT)),
        tuple((f"Desa {number}", number) for number in range(40)),
    )
    pairs = tuple(pair(f"Desa {number}", number, number // 2) for number in range(40))
    chart = PaperChart(False, "Terdaftar", "Terlindungi", pairs)
    said: list[str] = []

    def shown(column: Column, value: Value) -> str:
        return str(value)

    def foot(number: int, of: int) -> str:
        said.append(f"{number}/{of}")
        return said[-1]

    write_pdf(tmp_path / "tanpa.pdf", table, shown, foot)
    before = len(said)
    said.clear()
    written = write_pdf(tmp_path / "dengan.pdf", table, shown, foot, chart)
    assert len(said) > before
    assert said[-1] == f"{len(said)}/{len(said)}"
    assert written.rows == 40
