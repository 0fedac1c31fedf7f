"""Where an agent's day stands at the desk of the branch, and which of that somebody must look at."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from agent_app.domain.cash import DifferenceState


class AgentState(StrEnum):
    """What is to be said of an agent's day, worst first."""

    DIFFERENCE_OPEN = "difference_open"
    """Another sum was counted than declared, and the agent has not said a word about it."""
    DISPUTED = "disputed"
    """The agent says that the count is wrong; somebody who did not count decides."""
    OVER = "over"
    """More was declared than the papers say there was."""
    REST_AT_AGENT = "rest_at_agent"
    """Less was declared than there is: the rest stays with the agent and is no debt."""
    NOT_DEPOSITED = "not_deposited"
    """There is cash with the agent, and nothing was declared."""
    TO_COUNT = "to_count"
    """Declared in full, not counted yet."""
    READY = "ready"
    """Declared in full, and somebody counted just that: only the confirming is left."""
    NOT_SYNCED = "not_synced"
    """The day's data has not come: nothing can be said of it."""
    MATCHES = "matches"
    NOTHING = "nothing"
    """No paper, no deposit, no cash."""


class Look(StrEnum):
    """The groups of the desk."""

    CHECK = "check"
    MATCHES = "matches"
    NOT_SENT = "not_sent"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What the state of an agent's day follows from, in rupiah.

    `differences`: where the counted differences stand; `undecided`: declared and not confirmed, of this day or before;
    `alike`: all of that is counted with exactly the declared sums; `declared`: of this day, without what was given
    back; `on_hand`: cash with the agent by the papers at its end; `moved`: whether there is any paper or deposit of
    the day; `has_come`: whether the agent's data of it is here.
    """

    differences: Collection[DifferenceState] = ()
    undecided: int = 0
    alike: bool = False
    declared: int = 0
    on_hand: int = 0
    moved: bool = False
    has_come: bool = True

    @property
    def state(self) -> AgentState:
        """The worst that is true of the day."""
        if DifferenceState.OPEN in self.differences:
            return AgentState.DIFFERENCE_OPEN
        if DifferenceState.DISPUTED in self.differences:
            return AgentState.DISPUTED
        if self.declared and self.on_hand > 0:
            return AgentState.REST_AT_AGENT
        if self.undecided:
            return AgentState.READY if self.alike and not self.on_hand else AgentState.TO_COUNT
        if not self.has_come:
            return AgentState.NOT_SYNCED
        if self.on_hand:
            return AgentState.NOT_DEPOSITED if self.on_hand > 0 else AgentState.OVER
        return AgentState.MATCHES if self.moved else AgentState.NOTHING

    @property
    def look(self) -> Look:
        """Whether somebody must look at it. A rest is looked at until the deposit beside it is counted."""
        state = self.state
        if state is AgentState.REST_AT_AGENT:
            return Look.CHECK if self.undecided else Look.MATCHES
        return _LOOKS.get(state, Look.CHECK)


_LOOKS = {
    AgentState.NOT_SYNCED: Look.NOT_SENT,
    AgentState.READY: Look.MATCHES,
    AgentState.MATCHES: Look.MATCHES,
    AgentState.NOTHING: Look.NOTHING,
}
_RANKS = {state: rank for rank, state in enumerate(AgentState)}
_LOOK_RANKS = {look: rank for rank, look in enumerate((Look.CHECK, Look.NOT_SENT, Look.MATCHES, Look.NOTHING))}


def urgency(state: AgentState, look: Look, rupiah: int) -> tuple[int, int, int]:
    """A key that sorts days worst first; of one state the one about more rupiah comes before."""
    return _LOOK_RANKS[look], _RANKS[state], -abs(rupiah)
