"""Slips of the finger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.reference.spelling import within_edits

WORDS = st.text("abcd", max_size=7)


@pytest.mark.parametrize("typed", ["waijarng", "waijrang", "wwaijarang", "waijaramg", "wiajarang", "waijarangs"])
def test_one_slip_is_within_one_edit(typed: str) -> None:
    assert within_edits(typed, "waijarang", 1)
    assert not within_edits(typed, "waijarang", 0)


def test_two_slips_are_not_within_one_edit() -> None:
    assert not within_edits("wajarng", "waijarang", 1)
    assert within_edits("wajarng", "waijarang", 2)


def distance(one: str, other: str) -> int:
    """The definition itself, slowly."""
    if not one or not other:
        return len(one) + len(other)
    options = [
        distance(one[1:], other) + 1,
        distance(one, other[1:]) + 1,
        distance(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]:
        options.append(distance(one[2:], other[2:]) + 1)
    return min(options)


SHORT = st.text("abc", max_size=5)


@given(SHORT, SHORT, st.integers(min_value=0, max_value=3))
def test_the_quick_answer_is_that_of_the_definition(one: str, other: str, edits: int) -> None:
    assert within_edits(one, other, edits) == (distance(one, other) <= edits)


@given(WORDS, WORDS, st.integers(min_value=0, max_value=3))
def test_being_alike_goes_both_ways(one: str, other: str, edits: int) -> None:
    assert within_edits(one, other, edits) == within_edits(other, one, edits)
