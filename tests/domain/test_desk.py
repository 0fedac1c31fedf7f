"""The state of an agent's day follows from what is there; a day that has not come is told apart from a short one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.domain.cash import DifferenceState
from agent_app.domain.desk import AgentState, Day, Look, urgency

OPEN, DISPUTED, DECIDED = DifferenceState.OPEN, DifferenceState.DISPUTED, DifferenceState.DECIDED


@pytest.mark.parametrize(
    ("day", "state", "look"),
    [
        (Day(differences=(DECIDED, OPEN), undecided=1), AgentState.DIFFERENCE_OPEN, Look.CHECK),
        (Day(differences=(DISPUTED,), on_hand=5), AgentState.DISPUTED, Look.CHECK),
        (Day(declared=974_400, undecided=974_400, on_hand=168_000), AgentState.REST_AT_AGENT, Look.CHECK),
        (Day(declared=974_400, on_hand=168_000, moved=True), AgentState.REST_AT_AGENT, Look.MATCHES),
        (Day(declared=8_400, undecided=8_400), AgentState.TO_COUNT, Look.CHECK),
        (Day(undecided=8_400, on_hand=5_000), AgentState.TO_COUNT, Look.CHECK),
        (Day(undecided=8_400, has_come=False), AgentState.TO_COUNT, Look.CHECK),
        (Day(on_hand=8_400, moved=True), AgentState.NOT_DEPOSITED, Look.CHECK),
        (Day(on_hand=8_400, has_come=False), AgentState.NOT_SYNCED, Look.NOT_SENT),
        (Day(on_hand=-700, moved=True), AgentState.OVER, Look.CHECK),
        (Day(declared=8_400, moved=True, differences=(DECIDED,)), AgentState.MATCHES, Look.MATCHES),
        (Day(), AgentState.NOTHING, Look.NOTHING),
        (Day(has_come=False), AgentState.NOT_SYNCED, Look.NOT_SENT),
    ],
)
def test_a_day_is_called_by_the_worst_that_is_true_of_it(day: Day, state: AgentState, look: Look) -> None:
    assert (day.state, day.look) == (state, look)


def test_what_must_be_looked_at_comes_first_and_more_money_before_less() -> None:
    days = [
        (AgentState.NOTHING, Look.NOTHING, 0),
        (AgentState.MATCHES, Look.MATCHES, 0),
        (AgentState.NOT_SYNCED, Look.NOT_SENT, 900_000),
        (AgentState.REST_AT_AGENT, Look.CHECK, 16_800),
        (AgentState.REST_AT_AGENT, Look.CHECK, 168_000),
        (AgentState.DIFFERENCE_OPEN, Look.CHECK, -500),
    ]
    assert sorted(days, key=lambda one: urgency(*one)) == days[:2:-1] + days[2::-1]


@given(
    st.lists(st.sampled_from(DifferenceState), max_size=3),
    st.integers(0, 10),
    st.integers(0, 10),
    st.integers(-10, 10),
    st.booleans(),
)
def test_nothing_that_waits_for_the_branch_is_ever_called_a_match(
    differences: list[DifferenceState], undecided: int, declared: int, on_hand: int, has_come: bool
) -> None:
    day = Day(
        differences=differences,
        undecided=undecided,
        declared=declared,
        on_hand=on_hand,
        moved=True,
        has_come=has_come,
    )
    waits = undecided or OPEN in differences or DISPUTED in differences
    assert day.look is Look.CHECK if waits else day.look is not Look.NOTHING
