"""What a workbook shows beside the values: hidden parts, merged cells, struck texts and number formats."""

import datetime
from pathlib import Path

import pytest

from agent_app.documents.number_formats import shown_text, shows_no_day
from agent_app.documents.spreadsheet import Cell, CellKind, Look
from agent_app.documents.workbooks import read_sheets
from tests.documents.shown import Marked, marked_workbook
from tests.documents.tables import with_part_changed, with_rows, xlsx

KINDS = ["a.xlsx", "a.xls", "a.ods"]


@pytest.mark.parametrize("name", KINDS)
def test_hidden_rows_columns_and_sheets_are_known(tmp_path: Path, name: str) -> None:
    values = [["Nama", "Desa", "HP"], ["Yosef", "X", "1"], ["Maria", "Y", "2"], ["Ana", "Z", "3"]]
    marked = Marked(values, hidden_rows={3, 4}, hidden_columns={2})
    sheets = read_sheets(
        marked_workbook(tmp_path / name, {"Satu": marked, "Dua": Marked(values, hidden=True), "Tiga": Marked(values)})
    )
    assert [(one.name, one.hidden, one.hidden_rows, one.hidden_columns) for one in sheets] == [
        ("Satu", False, {3, 4}, {2}), ("Dua", True, set(), set()), ("Tiga", False, set(), set()),
    ]  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_a_cell_merged_downwards_stands_in_every_row_and_says_so(tmp_path: Path, name: str) -> None:
    values = [
        ["Kelompok", "", "Nama"],
        ["Desa", "No", ""],
        ["X", 1, "Yosef"],
        ["", 2, "Maria"],
        ["", "", ""],
        ["Y", 3, "Ana"],
    ]
    marked = Marked(values, merged=[(1, 0, 1, 1), (1, 2, 2, 2), (3, 0, 5, 0)])
    (sheet,) = read_sheets(marked_workbook(tmp_path / name, {"Anggota": marked}))
    first = [row[0].text if row else "" for row in sheet.rows]
    assert first == ["Kelompok", "Desa", "X", "X", "", "Y"]
    assert [row[0].look.merged if row else None for row in sheet.rows] == [False, False, False, True, None, False]
    assert [cell.look.across for cell in sheet.rows[0]] == [2, 1, 1]
    assert (sheet.rows[1][2].text, sheet.rows[1][2].look.merged) == ("Nama", True)


@pytest.mark.parametrize("name", KINDS)
def test_a_row_that_is_struck_through_is_known(tmp_path: Path, name: str) -> None:
    marked = Marked([["Nama"], ["Yosef"], ["Maria"]], struck_rows={3})
    (sheet,) = read_sheets(marked_workbook(tmp_path / name, {"Anggota": marked}))
    assert [row[0].look.struck for row in sheet.rows] == [False, False, True]


@pytest.mark.parametrize("name", KINDS)
def test_a_day_shown_as_a_month_and_a_number_with_zeros_are_known_as_shown(tmp_path: Path, name: str) -> None:
    marked = Marked([["Bulan", "No"], [datetime.date(2026, 11, 3), 12]], months={(2, 0)}, five_digits={(2, 1)})
    (sheet,) = read_sheets(marked_workbook(tmp_path / name, {"Anggota": marked}))
    day, number = sheet.rows[1]
    assert (day.text, shown_text(day), shows_no_day(day)) == ("2026-11-03", "Nov-26", True)
    assert (number.text, shown_text(number)) == ("12", "00012")


@pytest.mark.parametrize(
    ("code", "shown", "without_day"),
    [
        ("dd/mm/yyyy", "03/11/2026", False), ("[$-421]d mmmm yyyy", "3 November 2026", False), ("mm/yy", "11/26", True),
        ('mmm "th" yy', "Nov th 26", True), ("yyyy\\-mm", "2026-11", True), ("", "2026-11-03", False),
    ],
)  # fmt: skip
def test_a_date_is_shown_by_its_format(code: str, shown: str, without_day: bool) -> None:
    cell = Cell("2026-11-03", CellKind.DATE, Look(format=code))
    assert (shown_text(cell), shows_no_day(cell)) == (shown, without_day)


def test_a_cell_merged_over_the_whole_sheet_costs_what_its_rows_cost(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["Desa", "Nama"], ["X", "Yosef"], ["", "Maria"]])
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="A2:A1048576"/></mergeCells>'
    with_part_changed(path, "xl/worksheets/sheet1.xml", "</sheetData>", merged)
    (sheet,) = read_sheets(path)
    assert [[cell.text for cell in row] for row in sheet.rows] == [["Desa", "Nama"], ["X", "Yosef"], ["X", "Maria"]]


@pytest.mark.parametrize(
    "references",
    [("0", "1", "3"), ("1", "2", "4"), ("a1", "b1", "d1"), ("R1C1", "R1C2", "R1C4"), ("$A$1", "$B$1", "$D$1")],
)
def test_odd_references_name_their_columns_all_the_same(tmp_path: Path, references: tuple[str, ...]) -> None:
    cells = "".join(f'<c r="{one}" t="str"><v>x{number}</v></c>' for number, one in enumerate(references))
    path = with_rows(xlsx(tmp_path / "a.xlsx", [["x"]]), f'<row r="1">{cells}</row>')
    (sheet,) = read_sheets(path)
    assert [cell.text for cell in sheet.rows[0]] == ["x0", "x1", "", "x2"]
