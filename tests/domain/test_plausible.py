from datetime import UTC, datetime, timedelta

import pytest

from agent_app.domain.plausible import is_followed, is_plausible

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def year(number: int) -> datetime:
    return NOW.replace(year=number)


@pytest.mark.parametrize(
    ("centre", "own", "newest", "followed"),
    [
        (2026, 2026, 2026, True),
        (2026, 2010, None, True),
        (2026, 2036, 2026, True),
        (2026, 2027, 2026, True),
        (2027, 2026, 2026, True),
        (2010, 2026, 2026, False),
        (2022, 2026, None, False),
        (2036, 2026, None, False),
        (2029, 2026, 2026, False),
        (2036, 2010, 2026, False),
        (2026, 2028, 2028, False),
        (2034, 2034, 2033, True),
        (2026, 2027, 2027, False),
    ],
)
def test_a_centre_is_followed_unless_it_is_out_of_bounds_or_a_sound_clock_speaks_against_it(
    centre: int, own: int, newest: int | None, followed: bool
) -> None:
    assert is_followed(year(centre), year(own), None if newest is None else year(newest)) is followed


def test_a_release_goes_on_for_as_long_as_the_time_was_told_by_somebody() -> None:
    assert is_plausible(year(2030))
    assert not is_plausible(year(2033))
    assert is_plausible(year(2033), newest=year(2033) - timedelta(days=300))
    assert not is_plausible(year(2022), newest=year(2033))
