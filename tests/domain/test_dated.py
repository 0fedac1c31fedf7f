"""Rows that hold from a day on."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agent_app.domain.dated import in_force


@dataclass(frozen=True)
class Row:
    effective_from: date


DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2050, 1, 1))


@given(st.lists(DAYS.map(Row)), DAYS)
def test_the_row_in_force_is_the_latest_that_has_begun(rows: list[Row], on: date) -> None:
    begun = [row.effective_from for row in rows if row.effective_from <= on]
    found = in_force(rows, on)
    assert (found.effective_from if found else None) == max(begun, default=None)


def test_a_row_holds_from_its_very_first_day() -> None:
    row = Row(date(2026, 1, 1))
    assert in_force([row], row.effective_from) is row
    assert in_force([row], row.effective_from - timedelta(days=1)) is None
