"""Prices change on a date that stands in the schedule, and it is told before."""

import msgspec
import pytest

from agent_app.domain.errors import Refused
from agent_app.records.views.prices import Payer, Prices
from agent_app.records.views.schedules import PublishedSchedule
from tests.services.office import SCHEDULE

FARMER = Payer(1_000_000, "other", ("JKK", "JKM"))
RIDER = Payer(1_000_000, "transport", ("JKK", "JKM"))
TODAY_S = Prices((PublishedSchedule(SCHEDULE, True),))


def test_a_farmer_pays_half_until_december_and_a_rider_until_march() -> None:
    assert [TODAY_S.of(FARMER, month) for month in ("2026-12", "2027-01")] == [8_400, 16_800]
    assert [TODAY_S.of(RIDER, month) for month in ("2027-03", "2027-04")] == [8_400, 16_800]


def test_a_change_is_told_two_months_before_and_with_whom_it_hits() -> None:
    found = TODAY_S.next_change({FARMER: 5, RIDER: 2}, "2026-11")
    assert found is not None
    assert (found.month, found.before, found.after, found.affected) == ("2027-01", 8_400, 16_800, 5)
    assert found.regulation == "PP 50/2025"
    assert TODAY_S.next_change({FARMER: 5}, "2026-10") is None
    assert TODAY_S.next_change({RIDER: 2}, "2026-12") is None


def test_for_nobody_the_lowest_bracket_speaks() -> None:
    found = TODAY_S.next_change({}, "2026-12")
    assert found is not None
    assert (found.before, found.after, found.affected) == (8_400, 16_800, 0)


def test_a_published_schedule_that_nobody_accepted_yet_is_told_and_not_charged() -> None:
    dearer = msgspec.structs.replace(
        SCHEDULE,
        id="next",
        valid_from="2027-06",
        relief=(),
        brackets=tuple(msgspec.structs.replace(one, jkm=one.jkm + 200) for one in SCHEDULE.brackets),
    )
    known = Prices((PublishedSchedule(SCHEDULE, True), PublishedSchedule(dearer, False)))
    found = known.next_change({FARMER: 1}, "2027-05")
    assert found is not None
    assert (found.month, found.after - found.before, found.regulation) == ("2027-06", 200, None)
    assert not known.accepted("2027-06")
    with pytest.raises(Refused, match="schedule_not_accepted"):
        known.of(FARMER, "2027-06")
