"""Contribution months as text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.domain.errors import Refused
from agent_app.domain.months import (
    add_months,
    date_label,
    first_day,
    month,
    month_label,
    month_of,
    month_range,
    months_between,
    parse_month,
)

MONTHS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)).map(month_of)


def test_a_month_is_four_digits_a_dash_and_two_digits() -> None:
    assert month("2026-11") == "2026-11"


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "26-11", "2026/11", "2026-11-01", "", "0999-12"])
def test_anything_else_is_no_month_at_all(text: str) -> None:
    with pytest.raises(Refused) as refused:
        month(text)
    assert refused.value.code == "month_unreadable"


@pytest.mark.parametrize(
    "text",
    [
        "2026-11",
        "2026/11",
        "2026-11-30",
        "11/2026",
        "11-2026",
        "11.2026",
        " November  2026 ",
        "nov 2026",
        "Nov-26",
        "Nov. 2026",
        "Nov'26",
        "Nop 2026",
        "Nopember 2026",
    ],
)
def test_november_is_read_in_the_ways_offices_write_it(text: str) -> None:
    assert parse_month(text) == "2026-11"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Agustus 2026", "2026-08"),
        ("Agt 2026", "2026-08"),
        ("August 2026", "2026-08"),
        ("Mei 26", "2026-05"),
        ("May 26", "2026-05"),
        ("Pebruari 2026", "2026-02"),
        ("Desember 2026", "2026-12"),
        ("Dec 2026", "2026-12"),
        ("Okt 2026", "2026-10"),
        ("1/2026", "2026-01"),
    ],
)
def test_months_have_names_in_both_languages(text: str, read: str) -> None:
    assert parse_month(text) == read


@pytest.mark.parametrize("text", ["13/2026", "0/2026", "11/26", "Novum 2026", "2026", "lunas", "Nov", "12.11.2026"])
def test_a_text_that_may_mean_another_month_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_month(text)


@given(MONTHS, st.integers(min_value=-1_000, max_value=1_000))
def test_adding_months_and_counting_them_are_inverse(start: str, count: int) -> None:
    assert months_between(start, add_months(start, count)) == count


@given(MONTHS, MONTHS)
def test_months_sort_as_text_in_their_order(one: str, other: str) -> None:
    assert (one < other) == (months_between(one, other) > 0)


def test_a_range_of_months_runs_over_new_year() -> None:
    assert month_range("2026-11", 4) == ("2026-11", "2026-12", "2027-01", "2027-02")


def test_a_month_begins_on_its_first_day() -> None:
    assert first_day("2026-11") == date(2026, 11, 1)


def test_labels_carry_the_name_of_the_month() -> None:
    assert month_label("2026-08") == "Agustus 2026"
    assert month_label("2026-08", "en") == "August 2026"
    assert date_label(date(2026, 11, 21)) == "21 November 2026"
