"""The business day of a branch begins at three, on its own clock."""

from datetime import UTC, date, datetime

import pytest

from agent_app.domain.business_day import business_day


@pytest.mark.parametrize(
    ("hour", "minute", "day"),
    [(18, 59, date(2026, 11, 23)), (19, 0, date(2026, 11, 24)), (16, 30, date(2026, 11, 23))],
)
def test_work_after_midnight_belongs_to_the_day_before_until_three(hour: int, minute: int, day: date) -> None:
    """18.59 UTC is 2.59 of the next morning in Lewoleba."""
    assert business_day(datetime(2026, 11, 23, hour, minute, tzinfo=UTC), "Asia/Makassar") == day
