"""Tables for office programs: NIKs as texts, nothing to run, whole or absent."""

import csv
from pathlib import Path

import openpyxl
import pytest

from agent_app.documents.text_workbook import TextSheet, free_name, write_text_table, write_text_workbook
from agent_app.domain.errors import Unavailable
from tests.documents.tables import nik

SHEET = TextSheet("Iuran: BPU", ["NIK", "Nama", "Rupiah"], [[nik(1), "=1+1", 16_800], ["", "@Ana", 0]])


def test_texts_stay_texts_and_rupiah_can_be_added_up(tmp_path: Path) -> None:
    write_text_workbook(tmp_path / "a.xlsx", [SHEET])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sheet.title == "Iuran  BPU"
    cells = list(sheet.iter_rows(min_row=2))
    assert [(cell.value, cell.data_type) for cell in cells[0]] == [(nik(1), "s"), ("'=1+1", "s"), (16_800, "n")]
    assert cells[1][1].value == "'@Ana"


def test_a_delimited_table_opens_in_columns_and_runs_nothing(tmp_path: Path) -> None:
    write_text_table(tmp_path / "a.csv", SHEET)
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert rows == [["NIK", "Nama", "Rupiah"], [nik(1), "'=1+1", "16800"], ["", "'@Ana", "0"]]


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(Unavailable, match="file_not_writable"):
        write_text_workbook(tmp_path / "a.xlsx", [SHEET])
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]


def test_what_somebody_has_worked_on_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    assert free_name(file) == file
    for name in ("a.xlsx", "a-2.xlsx"):
        (tmp_path / name).touch()
    assert free_name(file).name == "a-3.xlsx"
