"""The illustration tells months 1 to 3 apart, counts from the base, and says from when the price changes."""

from datetime import date

import pytest

from agent_app.documents.illustration import Page, Subject, page, price_steps
from agent_app.domain.contributions import Programme, Sector
from agent_app.domain.money import format_rupiah
from agent_app.reference.schedules import packaged_schedules
from agent_app.reference.words import words

NOVEMBER = date(2026, 11, 23)
FEBRUARY = date(2027, 2, 10)
SCHEDULE = packaged_schedules()[-1]
TWO = (Programme.JKK, Programme.JKM)


def told(income: int | None = 1_000_000, children: int | None = None, sector: Sector = Sector.OTHER) -> Page:
    subject = Subject(income=income, sector=sector, programmes=TWO, children=children)
    return page(words("id"), "id", SCHEDULE, subject, NOVEMBER)


def figures(made: Page, part: int) -> list[str]:
    return [row.figure for row in made.parts[part].rows]


def test_a_farmers_price_doubles_in_january_and_stays() -> None:
    steps = price_steps(SCHEDULE, 1_000_000, Sector.OTHER, TWO, NOVEMBER)
    assert [(step.first, step.last, step.rupiah) for step in steps] == [
        ("2026-11", "2026-12", 8_400),
        ("2027-01", None, 16_800),
    ]
    assert steps[0].parts == ((Programme.JKK, 5_000), (Programme.JKM, 3_400))
    assert (steps[0].full, steps[0].regulation, steps[1].regulation) == (16_800, "PP 50/2025", None)


@pytest.mark.parametrize(("sector", "prices"), [(Sector.OTHER, [16_800]), (Sector.TRANSPORT, [8_400, 16_800])])
def test_in_february_only_transport_still_has_the_relief(sector: Sector, prices: list[int]) -> None:
    assert [step.rupiah for step in price_steps(SCHEDULE, 1_000_000, sector, TWO, FEBRUARY)] == prices


def test_the_first_months_stand_apart_and_are_marked_as_not_confirmed() -> None:
    first, later = told().parts[0].rows
    assert (first.figure, first.unconfirmed) == (format_rupiah(10_000_000), True)
    assert "5/2021" in first.note
    assert (later.figure, later.unconfirmed) == (format_rupiah(42_000_000), False)


def test_figures_of_an_accident_follow_the_base_of_the_income() -> None:
    assert figures(told(), 1)[1:] == [format_rupiah(70_000_000), format_rupiah(68_000_000)]
    assert figures(told(income=1_200_000), 1)[1] == format_rupiah(48 * 1_200_000 + 22_000_000)


def test_without_an_income_figures_are_the_least_there_is() -> None:
    assert figures(told(income=None), 1)[1] == f"paling sedikit {format_rupiah(70_000_000)}"


def test_a_bracket_that_nobody_confirmed_is_marked() -> None:
    assert all(row.unconfirmed for row in told(income=1_500_000).parts[3].rows)
    assert not any(row.unconfirmed for row in told().parts[3].rows)


@pytest.mark.parametrize(
    ("children", "most"), [(None, 87_000_000), (1, 87_000_000), (2, 174_000_000), (5, 174_000_000)]
)
def test_the_scholarship_is_for_two_children_at_most(children: int | None, most: int) -> None:
    assert figures(told(children=children), 2)[0] == f"paling banyak {format_rupiah(most)}"


def test_more_children_than_the_scholarship_has_places_for_are_told_so() -> None:
    assert told(children=5).parts[2].rows[-1].text == "Anak sekolah ada 5; beasiswa paling banyak untuk 2 anak."


def test_a_family_without_school_children_is_promised_no_sum() -> None:
    assert figures(told(children=0), 2) == [""]


def test_both_languages_have_all_sentences() -> None:
    subject = Subject(income=None, sector=Sector.OTHER, programmes=tuple(Programme), children=3)
    made = page(words("en"), "en", SCHEDULE, subject, NOVEMBER)
    assert [len(part.rows) for part in made.parts] == [2, 3, 3, 3]
    assert "{" not in repr(made)
