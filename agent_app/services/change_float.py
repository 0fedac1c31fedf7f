"""Change float: money the branch lends an agent for change, handed over and given back on slips of its own."""

from dataclasses import dataclass

from agent_app.domain.errors import Refused
from agent_app.domain.papers import PaperKind
from agent_app.domain.refusals import RefusalCode
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.cash import FloatIssued, FloatReturned
from agent_app.records.views import cash
from agent_app.services.permissions import agent_of_branch, second_person, supervisor_only
from agent_app.store.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFloat:
    """`rupiah` of change for an agent, by person code."""

    agent: str
    rupiah: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFloat:
    """`rupiah` of change an agent gives back."""

    agent: str
    rupiah: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FloatSlip:
    """A hand-over of change float; `held` is what the agent has of it afterwards."""

    origin: Origin
    number: str
    held: int


def issue_float(tx: Tx, command: IssueFloat) -> FloatSlip:
    """Raises Refused(role_not_allowed) also for somebody who is no agent of the branch, second_person_required to
    oneself, money_unreadable."""
    held = _checked(tx, command.agent, command.rupiah)
    number = tx.number(PaperKind.HANDOVER_SLIP)
    origin = tx.append(FloatIssued(day=tx.day.isoformat(), agent=command.agent, rupiah=command.rupiah, number=number))
    return FloatSlip(origin=origin, number=number, held=held + command.rupiah)


def return_float(tx: Tx, command: ReturnFloat) -> FloatSlip:
    """Raises what `issue_float` raises, and Refused(float_too_little) for more than the agent holds."""
    held = _checked(tx, command.agent, command.rupiah)
    if command.rupiah > held:
        raise Refused(RefusalCode.FLOAT_TOO_LITTLE)
    number = tx.number(PaperKind.HANDOVER_SLIP)
    origin = tx.append(FloatReturned(day=tx.day.isoformat(), agent=command.agent, rupiah=command.rupiah, number=number))
    return FloatSlip(origin=origin, number=number, held=held - command.rupiah)


def _checked(tx: Tx, agent: str, rupiah: int) -> int:
    """What the agent holds of change float."""
    supervisor_only(tx)
    second_person(tx, agent)
    agent_of_branch(tx, agent)
    if rupiah <= 0:
        raise Refused(RefusalCode.MONEY_UNREADABLE)
    return cash.float_position(tx.connection, tx.coop, agent).held
