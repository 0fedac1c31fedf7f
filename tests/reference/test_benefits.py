"""The packaged figures of benefits by day."""

from datetime import date

from agent_app.domain.benefits import SchoolLevel
from agent_app.reference.benefits import benefits


def test_all_levels_of_the_scholarship_are_there_in_their_order() -> None:
    assert [row.level for row in benefits(date(2026, 11, 21)).scholarship] == list(SchoolLevel)


def test_no_figure_is_given_for_a_day_before_it_held() -> None:
    assert benefits(date(2010, 1, 1)).rows == ()
