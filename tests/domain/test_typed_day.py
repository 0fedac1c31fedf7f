"""A day typed in any of the ways people write days is the same day in every field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.domain.months import month_label, month_of
from agent_app.domain.typed_day import read_day, written_day

TODAY = date(2026, 11, 23)
BORN = date(1988, 3, 17)
DAYS = st.dates(date(1927, 1, 1), date(2026, 11, 23))


@pytest.mark.parametrize(
    "text",
    [
        "17-03-1988",
        "17/3/1988",
        "17.3.88",
        " 17 3 1988 ",
        "17031988",
        "1988-03-17",
        "17 Maret 1988",
        "17 maret 88",
        "17-Mar-88",
        "17 March 1988",
        "17Mar1988",
    ],
)
def test_a_birthday_is_read_in_the_ways_people_type_it(text: str) -> None:
    assert read_day(text, TODAY, past=True) == BORN


@pytest.mark.parametrize(
    "text", ["", "kemarin", "31-02-1988", "32-1-1988", "17-13-1988", "1988", "17 Foo 1988", "17-3-198", "1-2-3-4"]
)
def test_what_no_calendar_has_is_none(text: str) -> None:
    assert read_day(text, TODAY, past=True) is None


def test_two_figures_of_a_year_are_of_this_century_unless_only_the_past_makes_sense() -> None:
    assert read_day("5/12/26", TODAY) == date(2026, 12, 5)
    assert read_day("5/12/26", TODAY, past=True) == date(1926, 12, 5)
    assert read_day("5/11/26", TODAY, past=True) == date(2026, 11, 5)
    assert read_day("29-2-00", TODAY) == date(2000, 2, 29)


def test_a_day_without_a_year_is_this_years() -> None:
    assert read_day("5-12", TODAY) == date(2026, 12, 5)


@given(DAYS)
def test_every_day_shown_is_read_back_the_same(day: date) -> None:
    assert read_day(written_day(day), TODAY, past=True) == day
    assert read_day(day.isoformat(), TODAY, past=True) == day
    for language in ("id", "en"):
        assert read_day(f"{day.day} {month_label(month_of(day), language)}", TODAY, past=True) == day
