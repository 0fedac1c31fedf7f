"""Report files read back as office programs read them: texts stay texts, figures stay figures."""

import csv
import hashlib
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from agent_app.documents.report_files import write_csv, write_xlsx
from agent_app.documents.report_table import Column, Kind, ReportTable, Share, Value
from agent_app.domain.errors import Unavailable

NIK = "5313014107889901"
COLUMNS = (
    Column("Hari", Kind.DAY),
    Column("Nama", Kind.TEXT),
    Column("NIK", Kind.TEXT),
    Column("Struk", Kind.COUNT),
    Column("Terkumpul", Kind.RUPIAH),
    Column("Cakupan", Kind.SHARE),
)
ROWS: tuple[tuple[Value, ...], ...] = (
    (date(2026, 11, 23), "=1+1", NIK, 3, 25_200, Share(258, 200_000)),
    (date(2026, 11, 24), '@Maria; "Contoh"', NIK, 0, 0, None),
)
TABLE = ReportTable(
    name="Terkumpul dan disetor",
    title="Iuran terkumpul",
    branch="Koperasi Contoh · Cabang Lewoleba",
    period="23 November 2026 s.d. 24 November 2026",
    made_at="Dibuat 24 Nov pukul 16.40",
    columns=COLUMNS,
    rows=ROWS,
    total=("Jumlah", None, None, 3, 25_200, Share(258, 200_000)),
    rupiah=25_200,
    notes=("-catatan",),
)


def test_a_workbook_keeps_texts_as_texts_and_figures_as_figures(tmp_path: Path) -> None:
    path = tmp_path / "laporan.xlsx"
    write_xlsx(path, TABLE)
    sheet = load_workbook(path).active
    assert sheet is not None
    assert sheet.title == "Terkumpul dan disetor"
    assert [sheet.cell(row, 1).value for row in range(1, 6)] == [*TABLE.heading[:4], "'-catatan"]
    assert [cell.value for cell in sheet[7]] == [column.heading for column in COLUMNS]
    day, name, nik, papers, rupiah, share = sheet[8]
    assert (day.value.date(), name.value, name.data_type) == (date(2026, 11, 23), "'=1+1", "s")
    assert (nik.value, nik.data_type, len(nik.value)) == (NIK, "s", 16)
    assert (papers.value, rupiah.value) == (3, 25_200)
    assert (round(share.value, 8), share.number_format) == (0.00129, "0.000%")
    assert sheet.cell(9, 6).value is None
    assert [cell.value for cell in sheet[10]][3:5] == [3, 25_200]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_delimited_text_keeps_all_digits_and_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "laporan.csv"
    write_csv(path, TABLE, "id")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert [row[0] for row in rows[:5]] == [*TABLE.heading[:4], "'-catatan"]
    assert rows[7] == ["2026-11-23", "'=1+1", NIK, "3", "25200", "0,129\u00a0%"]
    assert rows[8] == ["2026-11-24", '\'@Maria; "Contoh"', NIK, "0", "0", ""]
    assert rows[9][0] == "Jumlah"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_known_by_its_rows_its_sum_and_its_hash(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"laporan.{kind}"
    written = write_xlsx(path, TABLE) if kind == "xlsx" else write_csv(path, TABLE, "id")
    assert (written.path, written.rows, written.rupiah) == (path, 2, 25_200)
    assert written.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_report_without_rows_is_still_a_whole_file(tmp_path: Path) -> None:
    empty = ReportTable("Kosong", "Judul", "Cabang", "Masa", "Dibuat", COLUMNS, ())
    assert write_xlsx(tmp_path / "kosong.xlsx", empty).rows == 0
    assert write_csv(tmp_path / "kosong.csv", empty, "en").rupiah is None


def test_a_folder_that_takes_no_file_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "laporan.xlsx"
    blocked.mkdir()
    with pytest.raises(Unavailable, match="file_not_writable"):
        write_xlsx(blocked, TABLE)
    assert [one.name for one in tmp_path.iterdir()] == ["laporan.xlsx"]
