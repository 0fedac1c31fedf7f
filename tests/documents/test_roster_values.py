"""Single cells of a member list: NIK, dates, months, phones, income, sex."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.documents.roster_dates import read_birth, read_date, read_month
from agent_app.documents.roster_reasons import Reason, RowWarning
from agent_app.documents.roster_values import (
    clean_text,
    fifteen_kept,
    read_income,
    read_nik,
    read_phones,
    read_sex,
)
from agent_app.documents.spreadsheet import Cell, CellKind
from agent_app.domain.nik import Sex
from tests.documents.tables import TODAY, nik

BORN = date(1988, 8, 17)
SOUND = nik(1)


def text(value: str) -> Cell:
    return Cell(value, CellKind.TEXT)


def number(value: str) -> Cell:
    return Cell(value, CellKind.NUMBER)


@pytest.mark.parametrize(
    "written",
    [
        SOUND, f" {SOUND} ", f"'{SOUND}", f"’{SOUND}", "5313 0517 0888 9901", "5313.0517.0888.9901", f'="{SOUND}"',
        "5313-0517-0888-9901", f"{SOUND}\u200b", "\u00a05313051708889901", "５３１３０５１７０８８８９９０１",
    ],
)  # fmt: skip
def test_a_nik_written_as_text_is_read_without_doubt(written: str) -> None:
    read = read_nik(text(written))
    assert (read.digits, read.reason, read.from_number) == (SOUND, None, False)


def test_marks_that_turn_the_direction_of_writing_are_no_part_of_a_name() -> None:
    assert clean_text(text("Maria\u202e oseY\u2066 Contoh\u2069")) == "Maria oseY Contoh"


@pytest.mark.parametrize("filler", ["-", "0", "belum ada", "Tidak Ada", "N/A", "  "])
def test_a_filler_says_that_there_is_no_nik(filler: str) -> None:
    read = read_nik(text(filler))
    assert (read.digits, read.reason) == (None, None)


@pytest.mark.parametrize(
    "cell",
    [
        number("5313051708889900"), number("5.3130517088899E+15"), number("5.31305170888990E15"),
        number("9107051708889901"), text("5,31305E+15"), text("5.31E+15"), text("5.313.051.708.889.900"),
        text("5,313,051,708,889,900.00"), text("5313051708889900.0"), text("531305170888990?"),
    ],
)  # fmt: skip
def test_sixteen_digits_that_went_through_a_number_and_lost_one_are_damaged(cell: Cell) -> None:
    assert read_nik(cell).reason is Reason.NIK_DAMAGED


@pytest.mark.parametrize(
    "cell",
    [
        number(SOUND), number(f"{SOUND}.0"), number("5.313051708889901E+15"), text(f"{SOUND},00"),
        text("5.313.051.708.889.901"),
    ],
)  # fmt: skip
def test_a_number_that_kept_its_digits_comes_in_as_doubtful(cell: Cell) -> None:
    read = read_nik(cell)
    assert (read.digits, read.reason, read.from_number) == (SOUND, None, True)


@given(st.integers(10**15, 10**16 - 1))
def test_a_number_cell_is_never_taken_without_a_warning(value: int) -> None:
    read = read_nik(number(str(value)))
    assert read.from_number
    if value % 10 == 0 or value > 2**53:
        assert read.digits is None


def test_a_nik_ending_in_zero_written_as_text_is_sound() -> None:
    assert read_nik(text(nik(10))).digits == nik(10)


@pytest.mark.parametrize(
    ("written", "reason", "length"),
    [
        ("53130517088899O1", Reason.NIK_NOT_DIGITS, None),
        (SOUND[:15], Reason.NIK_LENGTH, 15),
        ("1111111111111111", Reason.NIK_ALL_EQUAL, None),
        ("5313053908889901", Reason.NIK_DAY, None),
        ("5313051713889901", Reason.NIK_MONTH, None),
        ("5313051708880000", Reason.NIK_SERIAL, None),
    ],
)
def test_a_wrong_nik_is_refused_with_the_reason_of_the_domain(written: str, reason: Reason, length: int | None) -> None:
    read = read_nik(text(written))
    assert (read.digits, read.reason, read.length) == (None, reason, length)


def test_a_damaged_nik_is_shown_with_its_lost_digit_as_a_question() -> None:
    assert fifteen_kept("5313051708889900") == "531305170888990?"
    assert fifteen_kept("5.3130517088899E+15") == "531305170888990?"
    assert fifteen_kept("5,31305E+15") == "5,31305E+15"


@pytest.mark.parametrize(
    "written",
    [
        "17/8/1988", "17-08-88", "17.08.1988", "17 08 1988", "17 Agustus 1988", "17 agustus 88", "17-Agt-1988",
        "17-Agu-88", "17Agustus1988", "17 Aug 1988", "August 17, 1988", "1988-08-17", "1988/8/17",
        "1988-08-17T00:00:00", "17/08/1988 00:00", "17081988", " 17 / 8 / 1988 ", "17-8-1988 00:00:00",
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_usual_form(written: str) -> None:
    read = read_date(written, TODAY)
    assert read is not None
    assert (read.day, read.month_first) == (BORN, False)


@pytest.mark.parametrize("written", ["8/17/1988", "1988-17-08"])
def test_a_month_above_twelve_is_taken_as_the_day_and_said(written: str) -> None:
    read = read_date(written, TODAY)
    assert read is not None
    assert (read.day, read.month_first) == (BORN, True)


@pytest.mark.parametrize("written", ["31-02-1988", "17/8", "1988", "Lewoleba", "", "17 Foo 1988", "0/0/0000"])
def test_what_is_no_date_is_none(written: str) -> None:
    assert read_date(written, TODAY) is None


def test_two_digit_years_above_this_one_are_of_the_last_century() -> None:
    assert [read_date(f"1-1-{year}", TODAY).day.year for year in ("26", "27", "05")] == [2026, 1927, 2005]  # type: ignore[union-attr]


@given(st.dates(date(1927, 1, 1), date(2026, 11, 21)))
def test_day_month_year_always_comes_back(day: date) -> None:
    for form in ("%d-%m-%Y", "%d/%m/%y", "%Y-%m-%d", "%d%m%Y", "%d %B %Y"):
        read = read_date(day.strftime(form), TODAY)
        assert read is not None
        assert read.day == day


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("LEWOLEBA, 17-8-1988", "LEWOLEBA"), ("Lewoleba 17 Agustus 1988", "Lewoleba"), ("Ile Ape,17/08/88", "Ile Ape"),
        ("Waikomo - 1988-08-17", "Waikomo"), ("Kp. Baru / 17081988", "Kp. Baru"), ("17-8-1988", None),
    ],
)  # fmt: skip
def test_place_and_date_in_one_cell_are_told_apart(written: str, place: str | None) -> None:
    birth = read_birth(text(written), TODAY)
    assert (birth.day, birth.place, birth.warning) == (BORN, place, None)


def test_a_birth_cell_may_hold_a_date_a_serial_or_only_a_place() -> None:
    assert read_birth(Cell("1988-08-17", CellKind.DATE), TODAY).day == BORN
    assert read_birth(number("32372"), TODAY).day == BORN
    only_place = read_birth(text("Lewoleba"), TODAY)
    assert (only_place.day, only_place.place, only_place.warning) == (None, "Lewoleba", None)


@pytest.mark.parametrize(
    ("written", "warning"),
    [
        ("Lewoleba, 31-02-1988", RowWarning.BIRTH_UNREADABLE),
        ("sekitar 1960", RowWarning.BIRTH_UNREADABLE),
        ("1 Januari 2030", RowWarning.BIRTH_IMPLAUSIBLE),
        ("1-1-1899", RowWarning.BIRTH_IMPLAUSIBLE),
    ],
)
def test_a_birth_date_that_cannot_be_is_not_taken(written: str, warning: RowWarning) -> None:
    birth = read_birth(text(written), TODAY)
    assert (birth.day, birth.warning) == (None, warning)


@pytest.mark.parametrize(
    "cell",
    [
        *map(text, ["Okt 2026", "Oktober 2026", "10/2026", "10-2026", "2026-10", "Okt-26", "Okt'26", "10/26"]),
        *map(text, ["OCT 26", "202610", "s/d Okt 2026", "s.d. Oktober 2026", "sampai dengan Okt 2026", "Jan-Okt 2026"]),
        *map(text, ["Januari s/d Oktober 2026", "Nop 2025 - Okt 2026", "31/10/2026", "lunas s/d 10/2026", "1-10/2026"]),
        Cell("2026-10-01", CellKind.DATE), Cell("2026-10-31", CellKind.DATE), number("46296"), number("10.2026"),
    ],
)  # fmt: skip
def test_the_last_month_paid_is_read_in_every_usual_form(cell: Cell) -> None:
    assert read_month(cell, TODAY) == "2026-10"


@pytest.mark.parametrize("written", ["Oktober", "2026", "12/10", "lunas", "Okt 2026 (sebagian)", "13/2026", "3 bulan"])
def test_a_month_that_is_not_certain_is_not_read(written: str) -> None:
    assert read_month(text(written), TODAY) is None


@pytest.mark.parametrize(
    "cell",
    [
        *map(text, ["081234567890", "0812-3456-7890", "+62 812 3456 7890", "6281234567890", "'081234567890"]),
        *map(text, ["(0812) 3456.7890", "0062 812 3456 7890", "+6281234567890", "'+6281234567890"]),
        number("81234567890"), number("6281234567890"), number("8.123456789E10"),
    ],
)  # fmt: skip
def test_a_phone_number_is_read_in_every_usual_form(cell: Cell) -> None:
    phones = read_phones(cell)
    assert phones is not None
    assert [phone[:8] for phone in phones] == ["+6281234"]


def test_several_phones_fillers_and_nonsense_are_told_apart() -> None:
    assert read_phones(text("081234567890 / 081311112222")) == ("+6281234567890", "+6281311112222")
    assert read_phones(text("-")) == ()
    assert read_phones(text("lihat istri")) is None
    assert read_phones(text("0812")) is None
    assert read_phones(text("0383 41234")) == ("+6238341234",)


@pytest.mark.parametrize(
    ("cell", "rupiah"),
    [
        (text("Rp 1.500.000"), 1_500_000), (text("1.500.000,00"), 1_500_000), (text("1,5 juta"), 1_500_000),
        (text("Rp. 1.500.000,- / bulan"), 1_500_000), (number("1500000"), 1_500_000), (number("1.5E6"), 1_500_000),
        (text("1.000.000 - 1.500.000"), None), (text("tidak tentu"), None), (number("-5"), None), (number("1.5"), None),
    ],
)  # fmt: skip
def test_an_income_is_whole_rupiah_or_unread(cell: Cell, rupiah: int | None) -> None:
    assert read_income(cell) == rupiah


@pytest.mark.parametrize(
    ("written", "sex"),
    [
        ("L", Sex.MALE), ("laki-laki", Sex.MALE), ("Laki - laki", Sex.MALE), ("P", Sex.FEMALE), ("Pr.", Sex.FEMALE),
        ("PEREMPUAN", Sex.FEMALE), ("Wanita", Sex.FEMALE), ("L/P", None), ("1", None),
    ],
)  # fmt: skip
def test_the_sex_is_read_in_every_usual_form(written: str, sex: Sex | None) -> None:
    assert read_sex(text(written)) is sex


def test_texts_are_cleaned_of_what_only_programs_put_there() -> None:
    assert clean_text(text("  Yosef\r\n  Contoh\u00a0\x00")) == "Yosef Contoh"
    assert clean_text(text("'+62")) == "+62"
    assert clean_text(number("12.0")) == "12"
    assert clean_text(text("D’Costa")) == "D’Costa"
