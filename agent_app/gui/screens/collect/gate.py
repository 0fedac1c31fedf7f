"""Whether money may be taken now: after a local restore the centre is asked first, where a network is there."""

from enum import StrEnum

from agent_app.gui.session import Session
from agent_app.sync.engine import Phase
from agent_app.sync.outcome import Result


class Gate(StrEnum):
    OPEN = "open"
    ASKING = "asking"
    """The centre is being asked, or nothing is known yet: a line written now could be one it has already."""
    UNREACHABLE = "unreachable"
    """Restored, and no network: work goes on, the branch compares later."""


def gate(session: Session) -> Gate:
    """As the status and the last sync say."""
    known, state = session.status, session.sync_state
    if known is None:
        return Gate.ASKING
    if not known.ask_first:
        return Gate.OPEN
    result = state.outcome.result if state.outcome is not None else None
    if state.phase is Phase.SYNCING or result in (None, Result.DONE, Result.PAUSED):
        return Gate.ASKING
    return Gate.UNREACHABLE
