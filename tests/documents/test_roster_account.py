"""The account of a list: every row of every sheet ends somewhere, and every column is told."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_app.documents.roster_account import Answers, ColumnUse, DayOrder, Doubt, Keep, QuestionKind, Treatment
from agent_app.documents.roster_file import read_roster
from agent_app.documents.roster_headings import RosterField as F
from agent_app.documents.roster_reasons import Reason, RowWarning, SkipCause
from agent_app.documents.roster_rows import RosterFile
from tests.documents.shown import Marked, marked_workbook
from tests.documents.tables import TODAY, Values, delimited, nik, xlsx, xlsx_of_sheets

KINDS = ["a.xlsx", "a.xls", "a.ods"]
HEAD = ["No", "Nama", "NIK", "Tgl Lahir", "L/P", "Desa", "Status", "Catatan"]
ROWS: dict[str, list[Any]] = {
    "sound": ["Yosef Contoh", "17-8-1988", "L", "Lamahora", "", ""],
    "dead": ["Maria Contoh", "17-8-1988", "L", "Lamahora", "MATI", ""],
    "late": ["Ana (Alm.)", "17-8-1988", "L", "Lamahora", "", ""],
    "remark": ["Ose Contoh", "17-8-1988", "L", "", "", "pindah ke Kupang"],
    "turned": ["Rosa Contoh", "8-6-1988", "P", "Lamahora", "aktif", ""],
    "american": ["Rita Contoh", "8/17/1988", "", "Lamahora", "", ""],
    "nameless": ["", "17-8-1988", "L", "Lamahora", "", ""],
    "odd": ["Null", "17/08/25", "?", "Lamahora", "pasif?", ""],
}


def read(path: Path, **chosen: Any) -> RosterFile:
    """A list whose account is proved to hold every row once."""
    roster = read_roster(path, today=TODAY, **chosen)
    for account in roster.account:
        assert account.is_whole, account
    assert len(roster.rows) == sum(account.taken + account.noted for account in roster.account)
    assert sum(1 for row in roster.rows if row.warnings) == sum(account.noted for account in roster.account)
    assert len(roster.problems) == sum(account.given_back for account in roster.account)
    assert roster.rows_in_file == sum(account.rows for account in roster.account)
    return roster


def lines_of(kinds: list[str]) -> list[list[Any]]:
    lines: list[list[Any]] = []
    for number, kind in enumerate(kinds, start=1):
        if kind in ROWS:
            name, *rest = ROWS[kind]
            lines.append([number, name, nik(number % 90) if kind != "turned" else "", *rest])
        else:
            other: dict[str, list[Any]] = {
                "blank": [], "numbered": [number], "total": ["", "Jumlah", "", 3], "head": HEAD,
                "section": ["DESA WAIKOMO"], "gone": ["ANGGOTA KELUAR"], "stand_in": [number, "Ina", "belum ada"],
                "shared": [number, f"Anak {chr(65 + number % 26)}", "5306130101159911"],
            }  # fmt: skip
            lines.append(other[kind])
    return lines


KIND = st.sampled_from([*ROWS, "blank", "numbered", "total", "head", "section", "gone", "stand_in", "shared"])


@settings(max_examples=60, deadline=None)
@given(
    sheets=st.lists(st.lists(KIND, max_size=25), min_size=1, max_size=3),
    hidden=st.sets(st.integers(2, 26), max_size=6),
    hidden_sheet=st.booleans(),
    answers=st.builds(
        Answers,
        hidden=st.sampled_from([None, *Keep]),
        ended=st.sampled_from([None, *Keep]),
        day_order=st.sampled_from([None, *DayOrder]),
        typed_once=st.sampled_from([None, *Keep]),
    ),
    ending=st.sampled_from(["xlsx", "xls", "ods"]),
)
def test_every_row_of_every_sheet_is_taken_noted_given_back_or_told(
    tmp_path_factory: pytest.TempPathFactory,
    sheets: list[list[str]],
    hidden: set[int],
    hidden_sheet: bool,
    answers: Answers,
    ending: str,
) -> None:
    names = ["Anggota", "NON AKTIF", "Lama"]
    marked = {
        name: Marked([HEAD, *lines_of(kinds), [99, "Akhir", nik(91)]], hidden_rows=hidden)
        for name, kinds in zip(names, sheets, strict=False)
    }
    marked |= {"Rekap": Marked([["Desa", "Jumlah"], ["Lamahora", 3]])}
    marked[names[len(sheets) - 1]].hidden = hidden_sheet
    path = marked_workbook(tmp_path_factory.mktemp("account") / f"a.{ending}", marked)
    roster = read(path, answers=answers)
    assert [account.name for account in roster.account] == list(marked)
    assert [account.rows for account in roster.account] == [len(one.values) for one in marked.values()]


def test_every_column_is_told_as_used_not_used_or_doubtful(tmp_path: Path) -> None:
    rows = [[i, f"Yosef {chr(65 + i)}", nik(i), "x", f"2{i}", "Maria", "Lamahora"] for i in range(4)]
    path = xlsx(tmp_path / "a.xlsx", [["No", "Nama", "Nomor Penduduk", "", "Umur", "Nama", "Desa"], *rows])
    (account,) = read(path).account
    assert [(one.index, one.heading, one.use, one.field) for one in account.columns] == [
        (0, "No", ColumnUse.NOT_USED, None),
        (1, "Nama", ColumnUse.USED, F.NAME),
        (2, "Nomor Penduduk", ColumnUse.DOUBTFUL, F.NIK),
        (3, "", ColumnUse.NOT_USED, None),
        (4, "Umur", ColumnUse.NOT_USED, None),
        (5, "Nama", ColumnUse.DOUBTFUL, None),
        (6, "Desa", ColumnUse.USED, F.VILLAGE),
    ]
    assert account.columns[5].doubts == (Doubt.SAME_FIELD_TWICE,)


@pytest.mark.parametrize("name", KINDS)
def test_hidden_rows_columns_and_sheets_are_told_and_asked_once(tmp_path: Path, name: str) -> None:
    values = [["Nama", "NIK", "No Anggota"], *([f"Yosef {chr(65 + i)}", nik(i), f"A-{i}"] for i in range(4))]
    sheets = {
        "Anggota": Marked(values, hidden_rows={3, 4}, hidden_columns={2}),
        "Lama": Marked(values[:2], hidden=True),
    }
    path = marked_workbook(tmp_path / name, sheets)
    roster = read(path)
    assert [row.source[1] for row in roster.rows] == [2, 5]
    assert [problem.reason for problem in roster.problems] == [
        Reason.HIDDEN_ROW,
        Reason.HIDDEN_ROW,
        Reason.HIDDEN_SHEET,
    ]
    (question,) = roster.questions
    assert (question.kind, question.count, question.said) == (QuestionKind.HIDDEN, 3, ("No Anggota",))
    assert roster.account[0].columns[2].doubts == (Doubt.HIDDEN,)
    assert [one.treatment for one in roster.account] == [Treatment.READ, Treatment.HIDDEN]
    kept = read(path, answers=Answers(hidden=Keep.KEEP))
    assert [RowWarning.WAS_HIDDEN in row.warnings for row in kept.rows] == [False, True, True, False]
    assert [problem.reason for problem in kept.problems] == [Reason.NIK_TWICE]
    left = read(path, answers=Answers(hidden=Keep.LEAVE))
    assert (left.problems, left.skipped[SkipCause.HIDDEN_LEFT], left.questions) == ([], 3, ())
    assert all(row.member_no is None for row in left.rows)


@pytest.mark.parametrize("name", KINDS)
def test_nobody_who_left_or_died_comes_in_unless_somebody_says_so(tmp_path: Path, name: str) -> None:
    people = [
        ("Yosef A", ""), ("Yosef B", "HIDUP"), ("Yosef C", "Meninggal Dunia"), ("Yosef D", "PINDAH"),
        ("Yosef E (Alm.)", ""), ("Almh. Maria F", ""), ("Umar bin Alm. Uji", ""), ("Almira G", "cerai mati"),
        ("Yosef H", ""), ("Yosef I", "kadang-kadang"),
    ]  # fmt: skip
    values = [["Nama", "NIK", "Status"], *([who, nik(i), status] for i, (who, status) in enumerate(people))]
    ended = Marked([["Nama", "NIK"], ["Yosef J", nik(20)]])
    path = marked_workbook(tmp_path / name, {"Anggota": Marked(values, struck_rows={10}), "NON AKTIF": ended})
    roster = read(path)
    assert [row.name for row in roster.rows] == ["Yosef A", "Yosef B", "Umar bin Alm. Uji", "Almira G", "Yosef I"]
    assert [(problem.reason, problem.said) for problem in roster.problems] == [
        (Reason.STATUS_ENDED, "Meninggal Dunia"), (Reason.STATUS_ENDED, "PINDAH"), (Reason.NAME_ENDED, ""),
        (Reason.NAME_ENDED, ""), (Reason.STRUCK_THROUGH, ""), (Reason.SHEET_ENDED, "NON AKTIF"),
    ]  # fmt: skip
    assert roster.rows[-1].warnings == (RowWarning.STATUS_UNKNOWN,)
    kept = read(path, answers=Answers(ended=Keep.KEEP))
    assert sum(RowWarning.SAID_ENDED in row.warnings for row in kept.rows) == 6
    left = read(path, answers=Answers(ended=Keep.LEAVE))
    assert (left.problems, left.skipped[SkipCause.ENDED_LEFT]) == ([], 6)


def test_a_section_of_people_who_left_is_of_people_who_left(tmp_path: Path) -> None:
    values = [
        ["Nama", "NIK"], ["ANGGOTA AKTIF"], ["Yosef", nik(1)], ["ANGGOTA KELUAR 2025"], ["Maria", nik(2)],
        ["ANGGOTA BARU"], ["Ana", nik(3)],
    ]  # fmt: skip
    roster = read(xlsx(tmp_path / "a.xlsx", values))
    assert [row.name for row in roster.rows] == ["Yosef", "Ana"]
    assert [(problem.reason, problem.said) for problem in roster.problems] == [
        (Reason.SHEET_ENDED, "ANGGOTA KELUAR 2025")
    ]


def test_rows_that_hold_a_number_and_nothing_else_are_blank(tmp_path: Path) -> None:
    rows: Values = [
        [1, "Yosef", nik(1), "Lamahora"],
        [2, "", "", "Lamahora"],
        [3],
        ["4.", "-", "", ""],
        [5, "", nik(5), "Lamahora"],
    ]
    roster = read(xlsx(tmp_path / "a.xlsx", [["No", "Nama", "NIK", "Desa"], *rows]))
    assert roster.skipped[SkipCause.NUMBERED_BLANK] == 3
    assert [problem.reason for problem in roster.problems] == [Reason.NAME_MISSING]


@pytest.mark.parametrize("name", KINDS)
def test_what_is_merged_over_several_rows_belongs_to_each(tmp_path: Path, name: str) -> None:
    values = [
        ["Desa", "Nama", "NIK"],
        ["Lamahora", "Yosef", nik(1)],
        ["", "Maria", nik(2)],
        ["", "Ana", nik(3)],
        ["Waikomo", "Ose", nik(4)],
    ]
    marked = Marked(values, merged=[(2, 0, 4, 0)])
    roster = read(marked_workbook(tmp_path / name, {"Anggota": marked}))
    assert [(row.village, row.warnings) for row in roster.rows] == [("Lamahora", ())] * 3 + [("Waikomo", ())]


def test_a_village_typed_once_is_asked_for_and_noted_until_somebody_says(tmp_path: Path) -> None:
    rows = [
        ["Lamahora", "Yosef", nik(1)],
        ["", "Maria", nik(2)],
        ["", "Ana", nik(3)],
        ["Waikomo", "Ose", nik(4)],
        ["", "Ina", nik(5)],
    ]
    path = xlsx(tmp_path / "a.xlsx", [["Desa", "Nama", "NIK"], *rows])
    roster = read(path)
    noted = [RowWarning.VILLAGE_MAY_BE_ABOVE in row.warnings for row in roster.rows]
    assert noted == [False, True, True, False, True]
    assert [(one.kind, one.count) for one in roster.questions] == [(QuestionKind.TYPED_ONCE, 3)]
    assert roster.account[0].columns[0].doubts == (Doubt.FIRST_TYPED_ONLY,)
    kept = read(path, answers=Answers(typed_once=Keep.KEEP))
    assert [row.village for row in kept.rows] == ["Lamahora", "Lamahora", "Lamahora", "Waikomo", "Waikomo"]
    left = read(path, answers=Answers(typed_once=Keep.LEAVE))
    assert [(row.village, row.warnings) for row in left.rows if row.village is None] == [(None, ())] * 3


@pytest.mark.parametrize("gap", [[], [""]])
def test_lists_beside_each_other_are_both_read(tmp_path: Path, gap: list[str]) -> None:
    head = ["No", "Nama", "NIK", "Desa"]
    left = [[i, f"Kiri {chr(65 + i)}", nik(i), "Lamahora"] for i in range(3)]
    right = [[i, f"Kanan {chr(65 + i)}", nik(i + 10), "Waikomo"] for i in range(2)] + [["", "", "", ""]]
    values = [["DAFTAR ANGGOTA"], [*head, *gap, *head], *([*a, *gap, *b] for a, b in zip(left, right, strict=True))]
    roster = read(delimited(tmp_path / "a.csv", values, ";"))
    assert sorted(row.name for row in roster.rows) == ["Kanan A", "Kanan B", "Kiri A", "Kiri B", "Kiri C"]
    assert [account.rows for account in roster.account] == [5, 5]
    assert roster.account[0].part.startswith("A–")
    assert roster.skipped[SkipCause.BLANK] == 2


def test_lists_beside_each_other_may_have_other_headings_and_fewer(tmp_path: Path) -> None:
    values = [["Nama", "NIK", "", "Nama Anggota", "No KTP", "Desa"], ["Yosef", nik(1), "", "Maria", nik(2), "Lamahora"]]
    roster = read(xlsx(tmp_path / "a.xlsx", values))
    assert [(row.name, row.village) for row in roster.rows] == [("Yosef", None), ("Maria", "Lamahora")]


def test_a_row_given_back_from_one_of_two_lists_leaves_the_other_alone(tmp_path: Path) -> None:
    values = [["Nama", "NIK", "", "Nama", "NIK"], ["Yosef", nik(1)[:14], "", "Maria", nik(2)]]
    roster = read(xlsx(tmp_path / "a.xlsx", values))
    assert [row.name for row in roster.rows] == ["Maria"]
    assert roster.problems[0].cells == ("Yosef", nik(1)[:14])


def test_members_of_another_branch_are_asked_for(tmp_path: Path) -> None:
    rows = [
        ["Yosef", nik(1), "Lewoleba"],
        ["Maria", nik(2), "Kupang"],
        ["Ana", nik(3), "KCP Lewoleba"],
        ["Ose", nik(4), ""],
    ]
    path = xlsx(tmp_path / "a.xlsx", [["Nama", "NIK", "Cabang"], *rows])
    own = Answers(own_branch=("Cabang Lewoleba",))
    roster = read(path, answers=own)
    assert [row.name for row in roster.rows] == ["Yosef", "Ana", "Ose"]
    assert [(problem.reason, problem.said) for problem in roster.problems] == [(Reason.OTHER_BRANCH, "Kupang")]
    (question,) = roster.questions
    assert (question.kind, set(question.options)) == (QuestionKind.BRANCH, {"Lewoleba", "Kupang", "KCP Lewoleba"})
    decided = own.with_answer(QuestionKind.BRANCH, "Kupang").with_answer(QuestionKind.BRANCH, "lewoleba")
    roster = read(path, answers=decided)
    assert [row.name for row in roster.rows] == ["Yosef", "Maria", "Ose"]
    assert roster.skipped[SkipCause.OTHER_BRANCH_LEFT] == 1
    assert len(read(path).problems) == 3


def test_two_orders_of_day_and_month_in_one_column_are_told_apart_by_the_nik_or_asked(tmp_path: Path) -> None:
    rows: Values = [
        ["Yosef", nik(1, "170888"), "8/17/1988"],
        ["Maria", nik(2, "050688"), "6/5/1988"],
        ["Ana", nik(3, "050688"), "5/6/1988"],
        ["Ose", "", "5/6/1988"],
        ["Ina", "", "6/6/1988"],
        ["Ros", "", datetime.date(1988, 6, 5)],
    ]
    path = xlsx(tmp_path / "a.xlsx", [["Nama", "NIK", "Tgl Lahir"], *rows])
    roster = read(path)
    assert [(row.name, str(row.birth)) for row in roster.rows] == [
        ("Yosef", "1988-08-17"), ("Maria", "1988-06-05"), ("Ana", "1988-06-05"), ("Ina", "1988-06-06"),
    ]  # fmt: skip
    assert [row.warnings for row in roster.rows] == [
        (RowWarning.BIRTH_MONTH_FIRST,), (RowWarning.BIRTH_SWAPPED_IN_NIK,), (), (),
    ]  # fmt: skip
    assert [problem.reason for problem in roster.problems] == [Reason.BIRTH_ORDER_UNKNOWN] * 2
    answered = read(path, answers=Answers(day_order=DayOrder.MONTH_FIRST))
    assert [str(row.birth) for row in answered.rows if row.nik is None] == ["1988-05-06", "1988-06-06", "1988-05-06"]
    answered = read(path, answers=Answers(day_order=DayOrder.DAY_FIRST))
    assert [str(row.birth) for row in answered.rows if row.nik is None] == ["1988-06-05", "1988-06-06", "1988-06-05"]
    only_days = xlsx(tmp_path / "b.xlsx", [["Nama", "Tgl Lahir"], ["Ose", "5/6/1988"], ["Ina", "17/8/1988"]])
    assert read(only_days).problems == []


def test_a_sheet_that_is_not_chosen_is_counted_all_the_same(tmp_path: Path) -> None:
    path = xlsx_of_sheets(tmp_path / "a.xlsx", {"A": [["Nama"], ["Yosef"]], "B": [["Nama"], [], ["Maria"]]})
    roster = read(path, sheet="A")
    assert [(one.name, one.treatment, one.rows) for one in roster.account] == [
        ("A", Treatment.READ, 2), ("B", Treatment.NOT_CHOSEN, 3),
    ]  # fmt: skip
