"""What the illustration promises, from the packaged figures."""

from datetime import date

import pytest

from agent_app.domain.benefits import BenefitCode, SchoolLevel
from agent_app.reference.benefits import benefits

FIGURES = benefits(date(2026, 11, 21))


def test_death_pays_forty_two_million_once_the_first_months_are_over() -> None:
    assert FIGURES.death == 42_000_000


def test_death_in_the_first_months_pays_ten_million_and_says_by_whom() -> None:
    assert FIGURES.death_in_first_months == 10_000_000
    assert "5/2021" in FIGURES.row(BenefitCode.DEATH_FIRST_MONTHS).source


def test_death_at_work_in_the_lowest_bracket_pays_seventy_million() -> None:
    assert FIGURES.accident_death(1_000_000) == 70_000_000


def test_death_at_work_never_pays_less_than_the_lump_sum_of_jkm() -> None:
    assert FIGURES.accident_death(100_000) == 20_000_000 + 12_000_000 + 10_000_000


def test_total_disability_pays_fifty_six_times_the_base() -> None:
    assert FIGURES.total_disability(1_200_000) == 56 * 1_200_000 + 12_000_000


@pytest.mark.parametrize(
    ("level", "years_done", "most"),
    [
        (SchoolLevel.PRIMARY, 0, 87_000_000),
        (SchoolLevel.LOWER_SECONDARY, 0, 75_000_000),
        (SchoolLevel.UPPER_SECONDARY, 0, 69_000_000),
        (SchoolLevel.UPPER_SECONDARY, 2, 63_000_000),
        (SchoolLevel.HIGHER, 1, 48_000_000),
        (SchoolLevel.HIGHER, 9, 0),
    ],
)
def test_a_child_gets_what_lies_ahead_of_its_level(level: SchoolLevel, years_done: int, most: int) -> None:
    assert FIGURES.scholarship_at_most(level, years_done) == most


def test_two_children_can_get_a_hundred_and_seventy_four_million() -> None:
    assert FIGURES.scholarship_children * FIGURES.scholarship_at_most(SchoolLevel.PRIMARY) == 174_000_000


def test_every_figure_has_an_amount_or_a_multiple_and_its_source() -> None:
    assert {row.code for row in FIGURES.rows} == set(BenefitCode)
    for row in FIGURES.rows:
        assert (row.amount is None) != (row.times_base is None)
        assert row.source
