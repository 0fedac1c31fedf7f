"""What is shown of a file before an import."""

from agent_app.documents.roster_columns import guess_mapping, mapping_at
from agent_app.documents.roster_headings import RosterField as F
from agent_app.documents.roster_mapping import Confidence
from agent_app.documents.roster_preview import columns_of, heading_rows
from agent_app.documents.spreadsheet import EMPTY, Cell, CellKind, Sheet
from tests.documents.tables import nik


def sheet_of(*rows: tuple[str, ...]) -> Sheet:
    return Sheet("Anggota", tuple(tuple(Cell(t, CellKind.TEXT) if t else EMPTY for t in row) for row in rows))


SHEET = sheet_of(
    ("KSP Contoh",), ("Nama", "Nomor", "Kata"), ("Ana", nik(1), ""), ("Budi", nik(2), ""), ("Ana", nik(3), "x")
)


def test_columns_are_shown_with_their_field_and_their_first_different_values() -> None:
    shown = columns_of(SHEET, guess_mapping(SHEET))
    assert [(one.heading, one.field, one.confidence) for one in shown] == [
        ("Nama", F.NAME, Confidence.SURE),
        ("Nomor", F.NIK, Confidence.GUESSED),
        ("Kata", None, None),
    ]
    assert shown[0].samples == ("Ana", "Budi")
    assert shown[2].samples == ("x",)


def test_a_column_without_heading_and_content_is_not_shown() -> None:
    sheet = sheet_of(("Nama", "", "HP"), ("Ana", "", "0812"))
    assert [one.index for one in columns_of(sheet, guess_mapping(sheet))] == [0, 2]


def test_any_row_may_be_made_the_heading_and_none_too() -> None:
    assert [(one.index, one.text) for one in heading_rows(SHEET)][:2] == [(0, "KSP Contoh"), (1, "Nama · Nomor · Kata")]
    assert mapping_at(SHEET, 1) == guess_mapping(SHEET)
    without = mapping_at(SHEET, None)
    assert without.first_data_row == 0
    assert not without.names_a_member
    named = without.with_column(F.NAME, 0)
    assert columns_of(SHEET, named)[0].samples == ("KSP Contoh", "Nama", "Ana")


def test_a_long_text_is_cut() -> None:
    sheet = sheet_of(("Nama",), ("a" * 200,))
    assert len(columns_of(sheet, guess_mapping(sheet))[0].samples[0]) == 60


def test_lists_beside_each_other_are_shown_and_changed_each_by_itself() -> None:
    sheet = sheet_of(("Nama", "NIK", "", "Nama", "NIK"), ("Yosef", nik(1), "", "Maria", nik(2)))
    mapping = guess_mapping(sheet)
    fields = [F.NAME, F.NIK] * 2
    assert [one.field for one in columns_of(sheet, mapping)] == fields
    changed = mapping.without_column(4).with_column(F.MEMBER_NO, 4)
    assert [one.field for one in columns_of(sheet, changed)] == [*fields[:3], F.MEMBER_NO]
    assert changed.columns == mapping.columns
