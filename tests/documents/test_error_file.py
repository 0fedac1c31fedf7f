"""The error file: readable, harmless to open, and good to import again once corrected."""

import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent_app.documents.error_file import write_error_file
from agent_app.documents.roster_account import ColumnUse, DayOrder, Doubt, Keep, QuestionKind, Treatment
from agent_app.documents.roster_file import read_roster
from agent_app.documents.roster_headings import RosterField as F
from agent_app.documents.roster_mapping import Confidence
from agent_app.documents.roster_reasons import Reason, RowWarning, SkipCause
from agent_app.documents.roster_rows import RosterFile
from agent_app.documents.text_workbook import formula_safe
from agent_app.domain.errors import Unavailable
from tests.documents.tables import HEADINGS, TODAY, Values, member, nik, with_part_changed, xlsx, xlsx_of_sheets

WORD_FILES = Path(__file__).parents[2] / "resources" / "words"
WORDS = {
    language: json.loads((WORD_FILES / f"roster_{language}.json").read_text(encoding="utf-8"))
    for language in ("id", "en")
}


def read(path: Path) -> RosterFile:
    return read_roster(path, today=TODAY)


def error_file_of(path: Path, language: str = "id") -> Path:
    roster = read(path)
    errors = path.with_name("salah.xlsx")
    write_error_file(errors, roster.problems, roster.mappings, WORDS[language].__getitem__)
    return errors


def values_of(path: Path) -> dict[str, list[list[object]]]:
    workbook = openpyxl.load_workbook(path)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in workbook.worksheets}


def broken_list(path: Path) -> Path:
    """Two sheets with a problem of nearly every kind."""
    first: Values = [
        ["KSP Contoh"],
        HEADINGS,
        member(1),
        member(1),
        [3, "", nik(3)],
        [4, "Yosef", int(nik(4)[:15] + "0")],
        [5, "Maria", nik(5)[:14]],
        [6, "=A1", nik(6)],
        [7, "Ana", "=B2"],
    ]
    return xlsx_of_sheets(path, {"Desa A": first, "Desa B": [["Nama", "Iuran terakhir"], ["Ose", "kapan-kapan"]]})


def test_each_problem_stands_under_its_own_headings_with_reason_and_old_row(tmp_path: Path) -> None:
    sheets = values_of(error_file_of(broken_list(tmp_path / "a.xlsx")))
    assert list(sheets) == ["Desa A", "Desa B"]
    assert sheets["Desa A"][0] == [*HEADINGS, "Alasan tidak masuk", "Baris asal"]
    assert [row[-1] for row in sheets["Desa A"][1:]] == ["4", "5", "6", "7", "8", "9"]
    assert 'lembar "Desa A" baris 3' in str(sheets["Desa A"][1][-2])
    assert "di sini 14" in str(sheets["Desa A"][4][-2])
    assert '"Nama Anggota"' in str(sheets["Desa A"][5][-2])
    assert sheets["Desa B"][1][:2] == ["Ose", "kapan-kapan"]


def test_an_uncorrected_error_file_gives_the_same_problems_again(tmp_path: Path) -> None:
    path = broken_list(tmp_path / "a.xlsx")
    before = read(path)
    again = read(error_file_of(path))
    assert again.rows == [] or {row.nik for row in again.rows} == {nik(1)}
    repeated = [problem for problem in before.problems if problem.reason is not Reason.NIK_TWICE]
    assert len(again.problems) == len(repeated)
    assert {problem.source[0] for problem in again.problems} == {"Desa A", "Desa B"}
    assert again.skipped == {SkipCause.HEADER: 2}


def test_a_damaged_nik_cannot_come_back_as_a_sound_one(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["Nama", "NIK"], ["Yosef", 7]])
    with_part_changed(path, "xl/worksheets/sheet1.xml", "<v>7</v>", "<v>5.3130517088899E+15</v>")
    errors = error_file_of(path)
    assert values_of(errors)["Anggota"][1][1] == "531305170888990?"
    assert [problem.reason for problem in read(errors).problems] == [Reason.NIK_DAMAGED]


def test_a_corrected_error_file_comes_in(tmp_path: Path) -> None:
    errors = error_file_of(broken_list(tmp_path / "a.xlsx"))
    workbook = openpyxl.load_workbook(errors)
    sheet = workbook["Desa A"]
    sheet["B3"], sheet["C4"], sheet["C5"] = "Rosa Contoh", nik(4), nik(5)
    sheet["B6"], sheet["C7"] = "Paulus Contoh", nik(7)
    workbook["Desa B"]["B2"] = "10/2026"
    workbook.save(errors)
    roster = read(errors)
    assert roster.problems == []
    assert [row.nik for row in roster.rows] == [nik(serial) for serial in (1, 3, 4, 5, 6, 7)] + [None]
    assert all(RowWarning.NIK_FROM_NUMBER not in row.warnings for row in roster.rows)


def test_a_column_found_without_its_heading_gets_a_heading_that_is_known(tmp_path: Path) -> None:
    rows = [["Yosef", nik(1)], ["Maria", nik(2)], ["", nik(3)]]
    errors = error_file_of(xlsx(tmp_path / "a.xlsx", [["Nama", "Kode X"], *rows]))
    assert values_of(errors)["Anggota"][0][:2] == ["Nama", "NIK"]
    assert read(errors).mapping.index_of(F.NIK) == 1


def test_no_cell_of_an_error_file_is_a_formula_or_a_number(tmp_path: Path) -> None:
    evil = ['=HYPERLINK("http://x")', "+62", "-1", "@SUM(A1)", "\tx", 5, "#REF!"]
    path = xlsx(tmp_path / "a.xlsx", [["Nama", "NIK", *"abcdefg"], ["", nik(1), *evil]])
    sheet = openpyxl.load_workbook(error_file_of(path)).worksheets[0]
    cells = [cell for row in sheet.rows for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(str(cell.value).startswith(("=", "+", "-", "@", "\t")) for cell in cells)


@given(st.text(max_size=30))
@example("\x1f@SUM(A1)")
def test_a_guarded_text_never_starts_a_formula_and_loses_nothing_that_prints(text: str) -> None:
    safe = formula_safe(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\0"))
    printed = "".join(one for one in text if one.isprintable())
    assert "".join(one for one in safe if one.isprintable()).removesuffix(printed) in {"", "'"}


def test_an_existing_file_stays_when_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    roster = read(broken_list(tmp_path / "a.xlsx"))
    with pytest.raises(Unavailable):
        write_error_file(tmp_path / "gone" / "x.xlsx", roster.problems, roster.mappings, WORDS["id"].__getitem__)
    target = tmp_path / "folder.xlsx"
    target.mkdir()
    with pytest.raises(Unavailable):
        write_error_file(target, roster.problems, roster.mappings, WORDS["id"].__getitem__)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "folder.xlsx"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_code_has_words_and_no_word_is_left_over(language: str) -> None:
    codes = [*Reason, *RowWarning, *(f"skipped_{cause}" for cause in SkipCause), *(f"field_{field}" for field in F)]
    own = {"reason_heading", "row_heading", *(f"confidence_{one}" for one in Confidence)}
    own |= {f"sheet_{one}" for one in Treatment} | {f"column_{one}" for one in ColumnUse}
    own |= {f"doubt_{one}" for one in Doubt} | {f"ask_{one}" for one in QuestionKind}
    own |= {f"answer_{one}" for one in (*Keep, *DayOrder)}
    assert set(WORDS[language]) == {f"roster.{code}" for code in codes} | {f"roster.{code}" for code in own}
    places = {"sheet": "s", "row": 1, "length": 15, "heading": "h", "known": "k", "said": "w", "count": 2}
    assert all(text.format(**places) for text in WORDS[language].values())


def test_rows_of_lists_beside_each_other_and_under_two_heading_rows_come_back_in(tmp_path: Path) -> None:
    beside = [["No", "Nama", "NIK", "", "No", "Nama", "NIK"], [1, "Yosef", nik(1)[:14], "", 2, "Maria", nik(2)[:14]]]
    upper, lower = ["No", "Nama", "NIK", "Tempat/Tgl Lahir", ""], ["", "", "", "Tempat", "Tanggal"]
    above = [upper, lower, [1, "Ana", nik(3)[:14], "Lewoleba", "17-8-1988"]]
    path = xlsx_of_sheets(tmp_path / "a.xlsx", {"Dua": beside, "Tinggi": above})
    errors = error_file_of(path)
    assert [problem.reason for problem in read(errors).problems] == [Reason.NIK_LENGTH] * 3
    workbook = openpyxl.load_workbook(errors)
    workbook["Dua"]["C2"], workbook["Dua"]["G3"], workbook["Tinggi"]["C2"] = nik(1), nik(2), nik(3)
    workbook.save(errors)
    roster = read(errors)
    assert sorted(row.name for row in roster.rows) == ["Ana", "Maria", "Yosef"]
    assert [(row.birth_place, str(row.birth)) for row in roster.rows if row.birth] == [("Lewoleba", "1988-08-17")]
