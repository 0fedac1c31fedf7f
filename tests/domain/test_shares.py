"""Shares in percent keep what whole percents would lose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.domain.shares import percent, thousandths


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (258, 200_000, "0,129\u00a0%"),
        (0, 200_000, "0,000\u00a0%"),
        (1, 3, "33,333\u00a0%"),
        (2, 3, "66,667\u00a0%"),
        (1, 1, "100,000\u00a0%"),
        (1, 1_000_000, "<\u00a00,001\u00a0%"),
        (3, 0, "—"),
    ],
)
def test_a_share_has_three_decimals(part: int, whole: int, shown: str) -> None:
    assert percent(part, whole) == shown


def test_in_english_the_decimals_stand_after_a_point() -> None:
    assert percent(258, 200_000, "en") == "0.129\u00a0%"


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_share_is_never_further_off_than_half_of_its_last_decimal(part: int, whole: int) -> None:
    share = thousandths(part, whole)
    assert share is not None
    assert abs(share * whole - part * 100_000) * 2 <= whole
