"""Reports: the figures of the desk on the screen, in files and on paper, the same everywhere."""

import csv
import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from agent_app.documents.report_table import Column, Value
from agent_app.domain.money import grouped
from agent_app.gui.report_printing import write_pdf
from agent_app.gui.screens.reports.files_sheet import FilesSheet
from agent_app.gui.screens.reports.reading import CHOICES, Name
from agent_app.gui.screens.reports.screen import ReportsScreen
from agent_app.records.views.branch_day import branch_day
from tests.gui.conftest import AFTERNOON, Open
from tests.gui.stage import Opened


@pytest.fixture
def reports(open_branch: Open, qtbot: QtBot) -> ReportsScreen:
    return ready(qtbot, open_branch())


def ready(qtbot: QtBot, opened: Opened, **what: object) -> ReportsScreen:
    opened.window.frame.go("reports", **what)
    found = opened.window.frame.screen
    assert isinstance(found, ReportsScreen)
    return settled(qtbot, found)


def settled(qtbot: QtBot, page: ReportsScreen) -> ReportsScreen:
    qtbot.waitUntil(page.session.is_idle)
    return page


def cells(page: ReportsScreen) -> list[list[str]]:
    model = page.figures.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def test_collected_and_deposited_are_the_sums_of_the_desk(reports: ReportsScreen) -> None:
    session = reports.session
    with session.store.reading() as connection:
        day = branch_day(connection, session.coop, session.identity.branch, "2026-11-23")
    found = {row[2]: row[4:] for row in reports.table.rows}
    for one in day.rows:
        assert found[one.agent] == (one.sums.received, one.reversed, one.collected, one.declared, one.counted)
    assert reports.table.total[6] == reports.table.rupiah == sum(one.collected for one in day.rows)
    assert cells(reports)[-1][4] == "Rp\u00a02.043.600"


@pytest.mark.parametrize("name", list(Name))
def test_every_report_has_a_table_a_chart_and_its_heading(open_laptop: Open, qtbot: QtBot, name: Name) -> None:
    page = ready(qtbot, open_laptop("supervisor-S003", now=AFTERNOON + timedelta(hours=4)), name=name.value)
    for choice in CHOICES[name] or ("",):
        if choice:
            page.period.choose(choice)
            settled(qtbot, page)
        assert page.table.rows, choice
        assert all(len(row) == len(page.table.columns) for row in (*page.table.rows, page.table.total))
        assert page.charts[name].pairs, choice
        assert page.table.heading[:2] == (
            page.say(f"reports.{name.value}.title"),
            page.say("reports.branch", coop=page.session.identity.coop_name, branch="Lewoleba"),
        )
        assert page.files.isEnabled()


def test_coverage_states_its_day_and_its_denominators_with_three_decimals(open_laptop: Open, qtbot: QtBot) -> None:
    page = ready(qtbot, open_laptop("supervisor-S003", now=AFTERNOON + timedelta(days=7)), name="coverage")
    assert page.table.period == "Per 30 November 2026"
    assert "Pembagi" in page.about.text()
    listed, registered, protected = page.table.total[2:5]
    assert listed > registered > 0
    assert protected == sum(row[4] for row in page.table.rows)
    shown = cells(page)[-1][-1]
    assert shown.endswith("\u00a0%")
    assert len(shown.split(",")[1].split("\u00a0")[0]) == 3


def test_a_period_can_be_typed_and_one_that_is_none_is_told(reports: ReportsScreen, qtbot: QtBot) -> None:
    period = reports.period
    period.periods.setCurrentIndex(period.periods.findData("free"))
    period.first.setText("22-11-2026")
    period.last.setText("22-11-2026")
    period.last.editingFinished.emit()
    settled(qtbot, reports)
    assert reports.table.rows == ()
    assert reports.stack.currentWidget() is reports.empty
    assert not reports.files.isEnabled()
    period.last.setText("21-11-2026")
    period.last.editingFinished.emit()
    assert period.wrong.isVisible()
    assert period.last.text() == "21-11-2026"


def files(page: ReportsScreen, qtbot: QtBot, folder: Path) -> FilesSheet:
    """All three files of what is shown."""
    page.window().activateWindow()
    qtbot.waitUntil(page.window().isActiveWindow)
    qtbot.keyClick(page.window(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sheet = page.window().findChild(FilesSheet)
    sheet.folder.setText(str(folder))
    for box in sheet.boxes.values():
        box.setChecked(True)
    qtbot.keyClick(sheet.folder, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(sheet.written) == 3, timeout=15_000)
    return sheet


def test_files_hold_what_the_screen_shows_and_are_known_by_rows_sum_and_hash(
    reports: ReportsScreen, qtbot: QtBot, tmp_path: Path
) -> None:
    sheet = files(reports, qtbot, tmp_path)
    table = reports.table
    for one in sheet.written:
        assert one.sha256 == hashlib.sha256(one.path.read_bytes()).hexdigest()
        assert (one.rows, one.rupiah) == (len(table.rows), table.rupiah)
    said = " ".join(label.text() for card in sheet.results for label in card.findChildren(type(reports.about)))
    assert "2 baris · jumlah Rp\u00a01.839.600" in said
    by_kind = {one.path.suffix: one.path for one in sheet.written}
    book = load_workbook(by_kind[".xlsx"]).active
    values = [[cell.value for cell in row] for row in book.iter_rows(min_row=len(table.heading) + 3)]
    assert [row[6] for row in values] == [row[6] for row in table.rows] + [table.rupiah]
    with by_kind[".csv"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0] == [table.title]
    assert rows[-1][6] == str(table.rupiah)
    paper = by_kind[".pdf"].read_bytes()
    assert paper.startswith(b"%PDF")
    text = "".join(page.extract_text() for page in PdfReader(by_kind[".pdf"]).pages)
    assert grouped(table.rupiah) in text
    write_pdf(tmp_path / "tanpa-grafik.pdf", table, lambda column, value: str(value), lambda number, of: "")
    assert len(sheet._chart.pairs) == 7
    assert b"/Type /Page" in paper
    assert len(paper) > len((tmp_path / "tanpa-grafik.pdf").read_bytes())


def test_the_paper_has_as_many_sheets_as_the_rows_need_and_lies_where_it_is_wide(
    reports: ReportsScreen, tmp_path: Path
) -> None:
    table = reports.table

    def shown(column: Column, value: Value) -> str:
        return str(value)

    pages: list[tuple[int, int]] = []

    def foot(number: int, of: int) -> str:
        pages.append((number, of))
        return f"{number}/{of}"

    long = replace(table, rows=table.rows * 60)
    write_pdf(tmp_path / "panjang.pdf", long, shown, foot)
    assert len(pages) == pages[-1][1] > 2
    assert [number for number, _ in pages] == list(range(1, len(pages) + 1))
    content = (tmp_path / "panjang.pdf").read_bytes()
    assert content.count(b"/Type /Page\n") == len(pages)
    assert [width > height for width, height in boxes(content)] == [True] * len(boxes(content))
    pages.clear()
    narrow = replace(table, columns=table.columns[:4], rows=tuple(row[:4] for row in table.rows), total=None)
    write_pdf(tmp_path / "kurus.pdf", narrow, shown, foot)
    assert pages == [(1, 1)]
    assert [width > height for width, height in boxes((tmp_path / "kurus.pdf").read_bytes())] == [False]


def boxes(content: bytes) -> list[tuple[float, float]]:
    """Widths and heights of a PDF's pages."""
    found = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    return [(float(width), float(height)) for width, height in found]


def test_a_folder_that_is_none_is_told_at_the_field_and_keeps_what_was_typed(
    reports: ReportsScreen, qtbot: QtBot, tmp_path: Path
) -> None:
    reports.make_files()
    sheet = reports.window().findChild(FilesSheet)
    sheet.folder.setText(str(tmp_path / "tidak-ada"))
    qtbot.keyClick(sheet.folder, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sheet._field.is_wrong()
    assert sheet.folder.text().endswith("tidak-ada")
    assert sheet.written == []


def test_files_made_again_leave_the_first_ones_alone(reports: ReportsScreen, qtbot: QtBot, tmp_path: Path) -> None:
    sheet = files(reports, qtbot, tmp_path)
    first = sheet.written[0].path.read_bytes()
    sheet.make.click()
    qtbot.waitUntil(lambda: len(sheet.written) == 6, timeout=15_000)
    assert len({one.path for one in sheet.written}) == 6
    assert sheet.written[0].path.read_bytes() == first


def test_the_audit_trail_is_one_press_away_where_there_is_one(reports: ReportsScreen, qtbot: QtBot) -> None:
    frame = reports.window().frame
    assert reports.audit.isVisible() == ("audit" in frame.entries)
    if "audit" in frame.entries:
        qtbot.mouseClick(reports.audit, Qt.MouseButton.LeftButton)
        assert frame.screen_key == "audit"


def test_in_a_low_window_chart_and_table_take_turns(open_branch: Open, qtbot: QtBot) -> None:
    page = ready(qtbot, open_branch(size=(911, 512)))
    assert page.figures.isVisible()
    assert not page.charts[Name.DAILY].isVisible()
    qtbot.mouseClick(page.turn, Qt.MouseButton.LeftButton)
    assert page.charts[Name.DAILY].isVisible()
    assert not page.figures.isVisible()
