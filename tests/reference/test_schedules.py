"""The packaged schedules."""

from agent_app.domain.contributions import Sureness
from agent_app.reference.schedules import packaged_schedules


def test_schedules_stand_in_the_order_of_their_months() -> None:
    months = [schedule.valid_from for schedule in packaged_schedules()]
    assert months == sorted(set(months))


def test_every_row_names_a_source_and_how_sure_it_is() -> None:
    for schedule in packaged_schedules():
        assert schedule.regulation
        assert all(row.source for row in schedule.brackets)
        assert all(rule.source and rule.regulation for rule in schedule.relief)


def test_only_the_row_of_the_official_page_is_called_official() -> None:
    by_sureness = {
        sureness: [row.number for row in packaged_schedules()[0].brackets if row.sureness is sureness]
        for sureness in Sureness
    }
    assert by_sureness == {
        Sureness.OFFICIAL: [2],
        Sureness.SECONDARY: [1, 31],
        Sureness.UNCONFIRMED: list(range(3, 31)),
    }
