"""Whole member lists as offices hand them out: every row is listed, a problem, or skipped for a counted cause."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_app.documents.roster_account import Answers
from agent_app.documents.roster_columns import guess_mapping
from agent_app.documents.roster_file import read_roster
from agent_app.documents.roster_headings import RosterField as F
from agent_app.documents.roster_reasons import Reason, RowWarning, SkipCause
from agent_app.documents.roster_rows import RosterFile, RosterRow
from agent_app.documents.workbooks import read_sheets
from agent_app.domain.errors import Refused
from agent_app.domain.nik import Sex
from tests.documents.tables import (
    HEADINGS,
    TODAY,
    Values,
    delimited,
    member,
    nik,
    ods,
    with_part_changed,
    xls,
    xlsx,
    xlsx_of_sheets,
)

SHEET = "xl/worksheets/sheet1.xml"
WRITERS: dict[str, Callable[[Path, Values], Path]] = {
    ".xlsx": xlsx, ".xls": xls, ".ods": ods, ".csv": delimited, ".txt": delimited,
}  # fmt: skip
FULL = {
    "Nama Lengkap": "Yosef Contoh",
    "NIK": nik(1),
    "No. Buku": "00123",
    "Tempat Lahir": "Lewoleba",
    "Tgl Lahir": "17 Agustus 1988",
    "JK": "L",
    "No HP": "0812-3456-7890",
    "Alamat": "Jl. Trans Lembata",
    "Desa/Kel": "Lamahora",
    "Kecamatan": "Nubatukan",
    "Pekerjaan": "Petani",
    "Penghasilan": "Rp 1.500.000",
    "Bulan terakhir dibayar": "Okt 2026",
    "Tgl Masuk": "3-2-2020",
}
FULL_ROW = RosterRow(
    source=("Anggota", 2),
    name="Yosef Contoh",
    nik=nik(1),
    member_no="00123",
    birth=datetime.date(1988, 8, 17),
    birth_place="Lewoleba",
    sex=Sex.MALE,
    phone="+6281234567890",
    address="Jl. Trans Lembata",
    village="Lamahora",
    district="Nubatukan",
    occupation="Petani",
    income=1_500_000,
    last_paid_month="2026-10",
    joined=datetime.date(2020, 2, 3),
)


def counted(roster: RosterFile) -> RosterFile:
    """The roster itself, once its sums are proved to add up."""
    assert len(roster.rows) + len(roster.problems) + sum(roster.skipped.values()) == roster.rows_in_file
    return roster


def read(path: Path, **chosen: Any) -> RosterFile:
    return counted(read_roster(path, today=TODAY, **chosen))


def read_values(folder: Path, values: Values) -> RosterFile:
    return read(xlsx(folder / "a.xlsx", values))


def one_problem(roster: RosterFile) -> tuple[Reason, F | None]:
    (problem,) = roster.problems
    return problem.reason, problem.field


@pytest.mark.parametrize("name", ["Anggota.xlsx", "Anggota.xls", "Anggota.ods", "Anggota.csv", "Anggota.txt"])
def test_every_field_comes_out_of_every_kind_of_file(tmp_path: Path, name: str) -> None:
    write = WRITERS[Path(name).suffix]
    roster = read(write(tmp_path / name, [list(FULL), list(FULL.values())]))
    assert roster.rows == [FULL_ROW]
    assert roster.skipped == {SkipCause.HEADER: 1}


@settings(max_examples=60)
@given(order=st.permutations(list(FULL)))
def test_any_order_of_columns_gives_the_same_row(tmp_path_factory: pytest.TempPathFactory, order: list[str]) -> None:
    path = tmp_path_factory.mktemp("orders") / "Anggota.csv"
    roster = read(delimited(path, [order, [FULL[heading] for heading in order]], ";"))
    assert roster.rows == [FULL_ROW]


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(["member", "blank", "total", "title", "section", "heading", "nameless", "text"]), max_size=40
    )
)
def test_every_row_of_any_mixture_is_accounted_for(tmp_path_factory: pytest.TempPathFactory, kinds: list[str]) -> None:
    rows: dict[str, list[Any]] = {
        "blank": [],
        "total": ["Jumlah", "", 25],
        "title": ["", "Daftar Anggota KSP Contoh"],
        "section": ["DESA WAIKOMO"],
        "heading": HEADINGS,
        "nameless": [1, "", nik(91)],
        "text": ["", "Anggota Tanpa Nomor"],
    }
    lines = [member(i) if kind == "member" else rows[kind] for i, kind in enumerate(kinds)]
    path = xlsx(tmp_path_factory.mktemp("mixtures") / "a.xlsx", [["KSP Contoh"], HEADINGS, *lines, member(95)])
    roster = read(path)
    assert roster.rows_in_file == len(lines) + 3
    assert [row.nik for row in roster.rows if row.nik] == [
        nik(i) for i, kind in enumerate(kinds) if kind == "member"
    ] + [nik(95)]
    assert len(roster.problems) == kinds.count("nameless")
    assert roster.skipped.get(SkipCause.BLANK, 0) == kinds.count("blank")


def test_an_office_list_with_titles_numbers_totals_and_signatures(tmp_path: Path) -> None:
    numbers = [f"({i})" for i in range(1, 9)]
    signatures = [["", "Lewoleba, 3 November 2026"], ["", "Mengetahui,"], ["", "(Maria Contoh)"]]
    values = [
        ["KSP KOPDIT CONTOH"], ["DAFTAR ANGGOTA"], [], HEADINGS, numbers, member(1), member(2),
        ["", "Sub Total", 2], [], HEADINGS, member(3), ["Jumlah Anggota : 3 orang"], [], *signatures,
    ]  # fmt: skip
    roster = read_values(tmp_path, values)
    assert [row.source[1] for row in roster.rows] == [6, 7, 11]
    assert roster.problems == []
    assert roster.skipped == {
        SkipCause.TITLE: 2, SkipCause.BLANK: 3, SkipCause.HEADER: 3, SkipCause.TOTAL: 2, SkipCause.FOOTER: 3,
    }  # fmt: skip


def test_a_total_that_counts_people_in_the_column_of_names_is_a_total(tmp_path: Path) -> None:
    roster = read_values(tmp_path, [HEADINGS, member(1), member(2), ["Jumlah", "3.000 anggota"]])
    assert len(roster.rows) == 2
    assert roster.skipped[SkipCause.TOTAL] == 1


def test_a_person_called_like_a_total_is_no_total(tmp_path: Path) -> None:
    rows = [member(1, "Jumlah Sari"), ["", "Jumlah Sari", "", "A-2", "", "", "081234567890"], ["", "Total", "", 2]]
    roster = read_values(tmp_path, [HEADINGS, *rows])
    assert [row.name for row in roster.rows] == ["Jumlah Sari", "Jumlah Sari"]
    assert roster.skipped[SkipCause.TOTAL] == 1


def test_the_village_of_a_section_heading_goes_to_the_rows_below_without_their_own(tmp_path: Path) -> None:
    values = [["Nama", "NIK", "Desa"], ["DESA WAIKOMO"], ["Yosef", nik(1)], ["Maria", nik(2), "Lamahora"]]
    roster = read_values(tmp_path, values)
    assert [row.village for row in roster.rows] == ["WAIKOMO", "Lamahora"]
    assert roster.skipped[SkipCause.SECTION] == 1


def test_a_prospect_needs_no_nik_and_no_phone_but_a_name(tmp_path: Path) -> None:
    roster = read_values(tmp_path, [["Nama", "NIK", "No HP"], ["Yosef", "-", "-"], ["Maria"], ["", nik(1), ""]])
    assert [(row.name, row.nik, row.phone) for row in roster.rows] == [("Yosef", None, None), ("Maria", None, None)]
    assert roster.rows[1].warnings == (RowWarning.ONLY_A_NAME,)
    assert one_problem(roster) == (Reason.NAME_MISSING, F.NAME)


def test_number_cells_are_damaged_or_doubtful_in_every_workbook(tmp_path: Path) -> None:
    values: Values = [["Nama", "NIK"], ["Yosef", int(nik(1))], ["Maria", int(nik(2)[:15] + "0")], ["Ana", nik(10)]]
    for path in (
        xlsx(tmp_path / "a.xlsx", values),
        xls(tmp_path / "a.xls", values),
        ods(tmp_path / "a.ods", values),
    ):
        roster = read(path)
        assert [(row.name, row.nik, row.warnings) for row in roster.rows] == [
            ("Yosef", nik(1), (RowWarning.NIK_FROM_NUMBER,)),
            ("Ana", nik(10), ()),
        ]
        assert one_problem(roster) == (Reason.NIK_DAMAGED, F.NIK)
        assert roster.problems[0].damaged == (1,)


def test_a_number_above_two_to_the_53_is_damaged_whatever_its_last_digit(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["Nama", "NIK"], ["Yosef", 7]])
    with_part_changed(path, SHEET, "<v>7</v>", "<v>9107051708889901</v>")
    roster = read(path)
    assert one_problem(roster) == (Reason.NIK_DAMAGED, F.NIK)
    assert roster.problems[0].cells == ("Yosef", "9107051708889901")


def test_a_text_column_that_once_was_numbers_is_known_by_its_zeros(tmp_path: Path) -> None:
    damaged = [[f"Anggota {'ABCDEFGHIJ'[i]}", nik(i * 7, f"{i + 10}0888")[:15] + "0"] for i in range(10)]
    roster = read(delimited(tmp_path / "a.csv", [["Nama", "NIK"], *damaged, ["Yosef", nik(1)]]))
    assert [row.name for row in roster.rows] == ["Yosef"]
    assert {problem.reason for problem in roster.problems} == {Reason.NIK_DAMAGED}


def test_an_old_workbook_hides_neither_errors_nor_formulas_without_result(tmp_path: Path) -> None:
    rows = [
        ["Yosef", xlwt.Formula("A1"), "x"], ["Maria", nik(2), "x"], ["", "", xlwt.Formula("A1")],
        [xlwt.Formula("A1"), nik(4), "x"], ["Ana", "ERROR", "x"],
    ]  # fmt: skip
    path = tmp_path / "a.xls"
    workbook = xlwt.Workbook()
    page = workbook.add_sheet("Anggota")
    for number, row in enumerate([["Nama", "NIK", "Catatan khusus"], *rows]):
        for column, value in enumerate(row):
            if value == "ERROR":
                page.row(number).set_cell_error(column, 0x2A)
            elif value != "":
                page.write(number, column, value)
    workbook.save(str(path))
    roster = read(path)
    assert [(problem.source[1], problem.reason, problem.field) for problem in roster.problems] == [
        (2, Reason.FORMULA_WITHOUT_RESULT, F.NIK),
        (5, Reason.FORMULA_WITHOUT_RESULT, F.NAME),
        (6, Reason.CELL_ERROR, F.NIK),
    ]
    assert [row.name for row in roster.rows] == ["Maria"]
    assert roster.skipped[SkipCause.BLANK] == 1


def test_the_same_nik_twice_is_a_problem_that_names_the_first_row_over_all_sheets(tmp_path: Path) -> None:
    first = [["Nama", "NIK"], ["Yosef Contoh", nik(1)], ["YOSEF  CONTOH", nik(1)]]
    second = [["NIK", "Nama"], [nik(1), "Yosep Contoh"], [nik(2), "Ana"]]
    roster = read(xlsx_of_sheets(tmp_path / "a.xlsx", {"Desa A": first, "Desa B": second}))
    assert [row.source for row in roster.rows] == [("Desa A", 2), ("Desa B", 3)]
    assert [(problem.reason, problem.source, problem.first_row) for problem in roster.problems] == [
        (Reason.NIK_TWICE, ("Desa A", 3), ("Desa A", 2)),
        (Reason.NIK_TWICE_OTHER_NAME, ("Desa B", 2), ("Desa A", 2)),
    ]
    assert [mapping.sheet for mapping in roster.mappings] == ["Desa A", "Desa B"]


def test_persons_that_may_stand_twice_come_in_with_a_warning(tmp_path: Path) -> None:
    headings = ["Nama", "No Anggota", "Desa"]
    rows = [["Yosef", "A-1", "X"], ["Maria", "A-1", "X"], ["YOSEF", "A-2", "x"], ["Yosef", "A-3", "Y"]]
    roster = read_values(tmp_path, [headings, *rows])
    assert [row.warnings for row in roster.rows] == [
        (), (RowWarning.MEMBER_NO_TWICE,), (RowWarning.MAY_BE_TWICE,), (),
    ]  # fmt: skip


def test_formulas_errors_and_missing_results_send_the_row_back(tmp_path: Path) -> None:
    rows = [["Yosef", "=A1", "x"], ["Maria", "", "=B1"], ["'=A1", nik(2), "x"], ["Ana", "#N/A", "x"]]
    path = xlsx(tmp_path / "a.xlsx", [["Nama", "NIK", "Catatan khusus"], *rows])
    roster = read(path)
    assert [(problem.reason, problem.field) for problem in roster.problems] == [
        (Reason.FORMULA_WITHOUT_RESULT, F.NIK),
        (Reason.FORMULA_AS_TEXT, F.NAME),
        (Reason.CELL_ERROR, F.NIK),
    ]
    assert [row.name for row in roster.rows] == ["Maria"]
    assert roster.problems[0].cells == ("Yosef", "=A1", "x")


def test_a_row_too_long_for_a_line_of_the_journal_goes_back_and_stops_no_other(tmp_path: Path) -> None:
    headings = ["Nama", "No Anggota", "Alamat", "Desa", "Kecamatan", "Pekerjaan"]
    long = ["N" * 400, *(["語" * 400] * 5)]
    roster = read_values(tmp_path, [headings, long, ["Maria", "A-1", "x", "x", "x", "x"]])
    assert [row.name for row in roster.rows] == ["Maria"]
    assert [problem.reason for problem in roster.problems] == [Reason.TEXT_TOO_LONG]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("Oktober", Reason.LAST_PAID_UNREADABLE),
        ("10/2206", Reason.LAST_PAID_IMPLAUSIBLE),
        ("10/2001", Reason.LAST_PAID_IMPLAUSIBLE),
    ],
)
def test_an_opening_balance_that_is_not_certain_sends_the_row_back(tmp_path: Path, value: str, reason: Reason) -> None:
    roster = read_values(tmp_path, [["Nama", "Bulan terakhir dibayar"], ["Yosef", value]])
    assert one_problem(roster) == (reason, F.LAST_PAID_MONTH)


def test_an_opening_balance_is_none_where_the_list_says_nothing(tmp_path: Path) -> None:
    roster = read_values(tmp_path, [["Nama", "Iuran terakhir"], ["Yosef", "-"], ["Maria", ""], ["Ana", "10/2026"]])
    assert [row.last_paid_month for row in roster.rows] == [None, None, "2026-10"]


def test_a_month_and_year_that_excel_made_a_day_is_pointed_out(tmp_path: Path) -> None:
    days: list[Any] = [datetime.date(2026, 10, 25), datetime.date(2026, 10, 1), datetime.date(2025, 10, 25)]
    roster = read_values(tmp_path, [["Nama", "Iuran terakhir"], *([f"Yosef {day}", day] for day in days)])
    assert [row.warnings for row in roster.rows] == [(RowWarning.LAST_PAID_DAY_MAY_BE_YEAR,), (), ()]


def test_what_cannot_be_read_in_a_lesser_field_is_kept_beside_its_warning(tmp_path: Path) -> None:
    headings = ["Nama", "Tgl Lahir", "JK", "No HP", "Penghasilan", "Tgl Masuk", "No Anggota"]
    odd = ["Yosef", "31-02-1988", "?!", "lihat istri", "tak tentu", "lama", datetime.date(2026, 2, 1)]
    (row,) = read_values(tmp_path, [headings, odd]).rows
    assert set(row.warnings) == {
        RowWarning.BIRTH_UNREADABLE, RowWarning.SEX_UNREADABLE, RowWarning.PHONE_UNREADABLE,
        RowWarning.INCOME_UNREADABLE, RowWarning.JOINED_UNREADABLE, RowWarning.TEXT_FROM_DATE,
    }  # fmt: skip
    assert dict(row.unread) == {
        F.BIRTH: "31-02-1988", F.SEX: "?!", F.PHONE: "lihat istri", F.INCOME: "tak tentu", F.JOINED: "lama",
        F.MEMBER_NO: "2026-02-01",
    }  # fmt: skip


def test_a_birth_date_that_excel_turned_round_is_pointed_out_by_the_nik(tmp_path: Path) -> None:
    rows: Values = [["Yosef", nik(1, "050888"), datetime.date(1988, 5, 8)], ["Maria", nik(2, "050888"), "5-8-1988"]]
    roster = read_values(tmp_path, [["Nama", "NIK", "Tgl Lahir"], *rows])
    assert [row.warnings for row in roster.rows] == [(RowWarning.BIRTH_SWAPPED_IN_NIK,), ()]


def test_damaged_letters_are_pointed_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Nama,Alamat\nYos\ufffdf,Lamahora\n".encode())
    assert read(path).rows[0].warnings == (RowWarning.LETTERS_DAMAGED,)


def test_sheets_without_names_are_counted_and_members_of_hidden_ones_given_back(tmp_path: Path) -> None:
    sheets: dict[str, Values] = {
        "Rekap": [["Desa", "Jumlah"], [], ["Lamahora", 1]],
        "Anggota": [HEADINGS, member(1)],
        "Lama": [HEADINGS, member(2)],
    }
    path = xlsx_of_sheets(tmp_path / "a.xlsx", sheets)
    with_part_changed(path, "xl/workbook.xml", 'sheetId="3" state="visible"', 'sheetId="3" state="hidden"')
    roster = read(path)
    assert [row.nik for row in roster.rows] == [nik(1)]
    assert roster.skipped == {SkipCause.SHEET_WITHOUT_NAMES: 2, SkipCause.BLANK: 1, SkipCause.HEADER: 2}
    assert one_problem(roster) == (Reason.HIDDEN_SHEET, None)
    assert [row.nik for row in read(path, sheet="Lama", answers=Answers(sheets=("Lama",))).rows] == [nik(2)]


def test_a_mapping_chosen_by_a_person_is_obeyed(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["Nama", "Panggilan", "NIK"], ["Yosef", "Ose", nik(1)]])
    mapping = guess_mapping(read_sheets(path)[0]).with_column(F.NAME, 1)
    roster = read(path, mapping=mapping)
    assert [row.name for row in roster.rows] == ["Ose"]
    assert roster.mapping == mapping


def test_a_list_without_headings_can_be_read_by_a_chosen_mapping(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["Yosef", nik(1)], ["Maria", nik(2)]])
    with pytest.raises(Refused) as caught:
        read(path)
    assert caught.value.code == "roster_no_header"
    mapping = guess_mapping(read_sheets(path)[0]).with_column(F.NAME, 0).with_column(F.NIK, 1)
    assert [(row.name, row.nik) for row in read(path, mapping=mapping).rows] == [("Yosef", nik(1)), ("Maria", nik(2))]


def test_a_sheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        read(xlsx(tmp_path / "a.xlsx", [HEADINGS, member(1)]), sheet="Lain")
    assert caught.value.code == "file_no_such_sheet"


def test_a_list_of_names_alone_is_a_list(tmp_path: Path) -> None:
    roster = read_values(tmp_path, [["Nama"], ["Yosef"], ["Maria"]])
    assert [row.name for row in roster.rows] == ["Yosef", "Maria"]


def test_rows_and_problems_show_no_person_in_a_log(tmp_path: Path) -> None:
    roster = read_values(tmp_path, [HEADINGS, member(1, "Yosef Contoh"), member(1, "Maria Contoh")])
    shown = repr(roster)
    assert "Contoh" not in shown
    assert nik(1) not in shown


def test_of_several_sheets_only_those_asked_for_are_read(tmp_path: Path) -> None:
    sheets = {name: [HEADINGS, member(number)] for number, name in enumerate(("Satu", "Dua", "Tiga"))}
    path = xlsx_of_sheets(tmp_path / "a.xlsx", sheets)
    found = read_roster(path, sheet=("Satu", "Tiga"), today=TODAY)
    assert [row.source[0] for row in found.rows] == ["Satu", "Tiga"]
