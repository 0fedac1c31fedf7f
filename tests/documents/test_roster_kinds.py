"""Columns and cells that only their content or their neighbours explain: headings, NIKs, names, births."""

from pathlib import Path

import pytest

from agent_app.documents.roster_account import Doubt
from agent_app.documents.roster_file import read_roster
from agent_app.documents.roster_headings import RosterField as F
from agent_app.documents.roster_reasons import Reason, RowWarning
from agent_app.documents.roster_rows import RosterFile
from tests.documents.shown import Marked, marked_workbook
from tests.documents.tables import TODAY, Values, delimited, nik, xlsx

CARD = "5306130101159911"
DAYS = ("01-01-1960", "02-02-1961", "03-03-1962", "04-04-1963")
BORN = ("010160", "020261", "030362", "040463")


def read(folder: Path, values: Values) -> RosterFile:
    return read_roster(xlsx(folder / "a.xlsx", values), today=TODAY)


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
def test_merged_group_headings_name_the_columns_below_them(tmp_path: Path, name: str) -> None:
    upper = ["No", "Nama", "NIK", "Tempat", "Jabatan", "", "Alamat Rumah", "", "Ahli Waris", ""]
    lower = ["", "", "", "Lahir", "Nama", "RW", "Jalan/Dusun", "RT", "Nama", "NIK"]
    row = [1, "Yosef", nik(1), "Lewoleba", "Ketua", "1", "Dusun A", "2", "Maria", nik(2)]
    merged = [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 4, 1, 5), (1, 6, 1, 7), (1, 8, 1, 9)]
    path = marked_workbook(tmp_path / name, {"Anggota": Marked([upper, lower, row], merged=merged)})
    (found,) = read_roster(path, today=TODAY).rows
    assert (found.name, found.nik, found.birth_place, found.address) == ("Yosef", nik(1), "Lewoleba", "Dusun A")


def test_group_headings_typed_once_in_a_text_file_name_the_columns_below_them(tmp_path: Path) -> None:
    upper = ["No", "Nama", "NIK", "Tempat/Tgl Lahir", "", "Jabatan", ""]
    lower = ["", "", "", "Tempat", "Tanggal", "Nama", "RW"]
    row = ["1", "Yosef", nik(1), "Lewoleba", "17-8-1988", "Ketua", "1"]
    roster = read_roster(delimited(tmp_path / "a.csv", [upper, lower, row]), today=TODAY)
    assert [(one.name, one.birth_place, str(one.birth)) for one in roster.rows] == [("Yosef", "Lewoleba", "1988-08-17")]
    assert roster.problems == []


@pytest.mark.parametrize("heading", ["NAMA LENGKAP & GELAR", "Nama (tanpa gelar)", "Nama Lengkap huruf kapital"])
def test_explaining_words_make_no_other_heading(tmp_path: Path, heading: str) -> None:
    assert [row.name for row in read(tmp_path, [[heading, "NIK"], ["Yosef", nik(1)]]).rows] == ["Yosef"]


@pytest.mark.parametrize("heading", ["NIK / No. KK", "No. KK/NIK", "No KTP atau SIM"])
def test_a_double_heading_is_read_by_its_content_and_doubtful(tmp_path: Path, heading: str) -> None:
    rows = [["Yosef A", nik(1, BORN[0]), DAYS[0]], ["Yosef B", nik(2, BORN[1]), DAYS[1]], ["Yosef C", CARD, DAYS[2]]]
    roster = read(tmp_path, [["Nama", heading, "Tgl Lahir"], *rows])
    assert [row.nik for row in roster.rows] == [nik(1, BORN[0]), nik(2, BORN[1]), None]
    assert roster.rows[2].warnings == (RowWarning.NIK_CONTRADICTS_BIRTH,)
    assert Doubt.DOUBLE_HEADING in roster.account[0].columns[1].doubts


def test_of_two_nik_columns_the_one_that_holds_the_birth_dates_is_used(tmp_path: Path) -> None:
    rows = [[f"Yosef {i}a", nik(i, "311299"), nik(i + 10, BORN[i]), DAYS[i]] for i in range(4)]
    roster = read(tmp_path, [["Nama", "No KTP", "NIK", "Tgl Lahir"], *rows])
    assert [row.nik for row in roster.rows] == [nik(i + 10, BORN[i]) for i in range(4)]
    assert roster.account[0].columns[1].doubts == (Doubt.SAME_FIELD_TWICE,)


def test_rows_in_which_two_nik_columns_differ_go_back_where_nothing_decides(tmp_path: Path) -> None:
    rows = [["Yosef", nik(1), nik(1)], ["Maria", nik(2), nik(3)], ["Ana", nik(4), ""]]
    roster = read(tmp_path, [["Nama", "NIK", "No KTP"], *rows])
    assert [row.nik for row in roster.rows] == [nik(1), nik(4)]
    assert [problem.reason for problem in roster.problems] == [Reason.NIK_COLUMNS_DIFFER]


def test_a_number_several_people_share_is_nobodys_but_his_whose_birth_date_it_holds(tmp_path: Path) -> None:
    rows = [
        ["Yosef", CARD, DAYS[0]], ["Maria", CARD, DAYS[1]], ["Ana", nik(3, BORN[2]), DAYS[2]],
        ["Ose", nik(3, BORN[2]), DAYS[3]], ["Ina", nik(4, BORN[3]), DAYS[3]],
    ]  # fmt: skip
    roster = read(tmp_path, [["Nama", "NIK", "Tgl Lahir"], *rows])
    assert [row.nik for row in roster.rows] == [None, None, nik(3, BORN[2]), None, nik(4, BORN[3])]
    shared = [RowWarning.NIK_SHARED in row.warnings for row in roster.rows]
    assert shared == [True, True, False, True, False]
    assert roster.rows[0].unread == ((F.NIK, CARD),)


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ("0000000000000000", RowWarning.NIK_STAND_IN), ("9999999999999999", RowWarning.NIK_STAND_IN),
        ("1234567890123456", RowWarning.NIK_STAND_IN), ("5306130000000000", RowWarning.NIK_STAND_IN),
        ("belum ada", RowWarning.NIK_STAND_IN), ("proses", RowWarning.NIK_STAND_IN), ("0", RowWarning.NIK_STAND_IN),
        ("5306139901159911", RowWarning.NIK_WITHOUT_BIRTH), ("5306130113159911", RowWarning.NIK_WITHOUT_BIRTH),
    ],
)  # fmt: skip
def test_a_stand_in_leaves_the_person_in_without_a_nik(tmp_path: Path, written: str, note: RowWarning) -> None:
    (row,) = read(tmp_path, [["Nama", "NIK", "Desa"], ["Yosef", written, "Lamahora"]]).rows
    assert (row.nik, row.warnings, row.unread) == (None, (note,), ((F.NIK, written),))


@pytest.mark.parametrize(
    "name",
    ["Null", "None", "Na", "X", "O", "Nihil", "Kosong", "Belum", "‘Abdul Uji", "`Ona Uji", "'=Contoh", "+Contoh"],
)
def test_a_name_is_a_name_wherever_the_row_has_a_number(tmp_path: Path, name: str) -> None:
    for number in (["NIK", nik(1)], ["No Anggota", "A-1"]):
        (row,) = read(tmp_path, [["Nama", number[0]], [name, number[1]]]).rows
        assert row.name == name.removeprefix("'")


def test_a_birth_year_of_two_digits_is_of_a_century_in_which_a_member_can_live(tmp_path: Path) -> None:
    written = ["17/08/25", "17/08/30", "17-8-'88", "01/01/00", "1-1-15"]
    roster = read(tmp_path, [["Nama", "Tgl Lahir"], *([f"Yosef {i}a", text] for i, text in enumerate(written))])
    assert [str(row.birth) for row in roster.rows] == ["None", "1930-08-17", "1988-08-17", "2000-01-01", "None"]
    noted = [RowWarning.BIRTH_CENTURY_UNKNOWN in row.warnings for row in roster.rows]
    assert noted == [True, False, False, False, True]


def test_birth_and_sex_that_differ_from_the_nik_are_noted(tmp_path: Path) -> None:
    rows = [["Yosef", nik(1), "18-8-1988", "L"], ["Maria", nik(2), "17-8-1988", "P"], ["Ana", nik(3), "1-1-2031", ""]]
    roster = read(tmp_path, [["Nama", "NIK", "Tgl Lahir", "L/P"], *rows])
    assert [row.warnings for row in roster.rows] == [
        (RowWarning.BIRTH_NOT_IN_NIK,), (RowWarning.SEX_NOT_IN_NIK,), (RowWarning.BIRTH_IMPLAUSIBLE,),
    ]  # fmt: skip
