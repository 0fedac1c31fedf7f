"""The NIK: what is refused, what is only warned of, and what never shows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.domain.errors import Refused
from agent_app.domain.nik import AgeLimits, Nik, NikWarning, Sex, age, mask, parse_nik, warnings

TODAY = date(2026, 11, 21)
LIMITS = AgeLimits(minimum=17, maximum=65)
MAN = "5313051708889901"
WOMAN = "5313055708889902"


def code_of(text: str) -> str:
    with pytest.raises(Refused) as refused:
        parse_nik(text)
    return refused.value.code


def test_a_nik_holds_district_birth_date_sex_and_serial() -> None:
    nik = parse_nik(MAN)
    assert (nik.district, nik.sex, nik.serial) == ("531305", Sex.MALE, "9901")
    assert nik.birth_date(TODAY) == date(1988, 8, 17)


def test_a_nik_of_a_woman_carries_her_day_plus_forty() -> None:
    nik = parse_nik(WOMAN)
    assert nik.sex is Sex.FEMALE
    assert nik.birth_date(TODAY) == date(1988, 8, 17)


@pytest.mark.parametrize(
    "typed",
    [f"'{MAN}", f"’{MAN}", f" {MAN}\n", "5313.0517.0888.9901", "531305-170888-9901", "5313 0517 0888 9901"],
)
def test_spaces_dots_dashes_and_a_leading_apostrophe_are_dropped(typed: str) -> None:
    assert parse_nik(typed).digits == MAN


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "nik_not_digits"),
        ("531305170888990O", "nik_not_digits"),
        ("5.31305E+15", "nik_not_digits"),
        ("٥٣١٣٠٥١٧٠٨٨٨٩٩٠١", "nik_not_digits"),
        ("531305170888990", "nik_length"),
        ("53130517088899011", "nik_length"),
        ("1111111111111111", "nik_all_equal"),
        ("5313050008889901", "nik_day"),
        ("5313053208889901", "nik_day"),
        ("5313054008889901", "nik_day"),
        ("5313057208889901", "nik_day"),
        ("5313051700889901", "nik_month"),
        ("5313051713889901", "nik_month"),
        ("5313051708880000", "nik_serial"),
    ],
)
def test_only_what_cannot_be_a_nik_is_refused(typed: str, code: str) -> None:
    assert code_of(typed) == code


def test_a_refusal_says_how_long_it_was_and_nothing_else() -> None:
    with pytest.raises(Refused) as refused:
        parse_nik("531305170888")
    assert refused.value.params == {"length": 12}
    assert "5313" not in str(refused.value)


def test_an_impossible_date_is_warned_of_and_never_refused() -> None:
    nik = parse_nik("5313053102889901")
    assert nik.birth_date(TODAY) is None
    assert warnings(nik, today=TODAY, limits=LIMITS) == (NikWarning.IMPOSSIBLE_DATE,)


def test_a_year_above_the_present_one_lies_in_the_last_century() -> None:
    assert parse_nik("5313051708279901").birth_date(TODAY) == date(1927, 8, 17)
    assert parse_nik("5313051708269901").birth_date(TODAY) == date(2026, 8, 17)
    assert parse_nik("5313051708099901").birth_date(TODAY) == date(2009, 8, 17)


def test_the_century_of_the_form_goes_before_that_of_the_rule() -> None:
    nik = parse_nik("5313051708269901")
    assert nik.birth_date(TODAY, date(1926, 8, 17)) == date(1926, 8, 17)
    assert NikWarning.BIRTH_DATE_DIFFERS not in warnings(nik, today=TODAY, limits=LIMITS, birth_date=date(1926, 8, 17))


def test_the_leap_day_exists_only_in_leap_years() -> None:
    assert parse_nik("5313052902889901").birth_date(TODAY) == date(1988, 2, 29)
    assert parse_nik("5313052902879901").birth_date(TODAY) is None


def test_a_form_that_agrees_leads_to_no_warning() -> None:
    found = warnings(
        parse_nik(WOMAN),
        today=TODAY,
        limits=LIMITS,
        birth_date=date(1988, 8, 17),
        sex=Sex.FEMALE,
        district_known=True,
    )
    assert found == ()


def test_district_birth_date_and_sex_that_differ_are_warnings() -> None:
    found = warnings(
        parse_nik(MAN),
        today=TODAY,
        limits=LIMITS,
        birth_date=date(1988, 8, 18),
        sex=Sex.FEMALE,
        district_known=False,
    )
    assert set(found) == {
        NikWarning.UNKNOWN_DISTRICT,
        NikWarning.BIRTH_DATE_DIFFERS,
        NikWarning.SEX_DIFFERS,
    }


def test_a_district_that_nobody_looked_up_is_no_warning() -> None:
    assert warnings(parse_nik(MAN), today=TODAY, limits=LIMITS, district_known=None) == ()


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        (date(2009, 11, 22), {NikWarning.UNDER_AGE}),
        (date(2009, 11, 21), set()),
        (date(1961, 11, 22), set()),
        (date(1961, 11, 21), {NikWarning.OVER_AGE}),
    ],
)
def test_ages_are_warned_of_on_the_very_birthday(birth: date, expected: set[NikWarning]) -> None:
    nik = parse_nik(f"531305{birth:%d%m%y}9901")
    assert set(warnings(nik, today=TODAY, limits=LIMITS)) == expected


def test_the_age_comes_from_the_form_where_it_says_one() -> None:
    found = warnings(parse_nik(MAN), today=TODAY, limits=LIMITS, birth_date=date(2015, 1, 1))
    assert NikWarning.UNDER_AGE in found


def test_a_leap_day_child_has_its_birthday_on_the_first_of_march() -> None:
    assert age(date(2008, 2, 29), date(2025, 2, 28)) == 16
    assert age(date(2008, 2, 29), date(2025, 3, 1)) == 17


@given(st.dates(min_value=date(1930, 1, 1), max_value=date(2026, 11, 20)), st.booleans())
def test_every_birth_date_is_found_again_in_its_nik(birth: date, woman: bool) -> None:
    day = birth.day + (40 if woman else 0)
    nik = parse_nik(f"531305{day:02d}{birth:%m%y}9901")
    assert nik.sex is (Sex.FEMALE if woman else Sex.MALE)
    assert nik.birth_date(TODAY, birth) == birth


def test_neither_repr_nor_mask_shows_more_than_four_digits() -> None:
    nik = Nik(MAN)
    assert mask(nik) == "••••••••••••9901"
    assert "17088" not in repr(nik)
    assert "17088" not in f"{nik} {[nik]!r}"
