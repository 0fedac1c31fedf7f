"""What the counting page asks the tables: a deposit with all that is known of it, and those that wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent_app.gui.session import Session
from agent_app.journal.entries.base import Origin
from agent_app.records.views import cash, deposits, handover
from agent_app.records.views.agents import people_of
from agent_app.records.views.confirmable import newest_count
from agent_app.records.views.deposits import Count, Deposit
from agent_app.records.views.handover import Decision, Movement
from agent_app.store import kept


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Loaded:
    """A deposit. `on_hand` is the agent's cash by the books now, `count` the newest of somebody else's counts,
    `draft` what was typed and not written yet; `names` are people of the branch by code."""

    deposit: Deposit
    names: Mapping[str, str]
    on_hand: int
    count: Count | None
    decision: Decision | None
    payments: tuple[Movement, ...]
    draft: dict[str, Any] | None

    def name(self, person: str | None) -> str:
        """Somebody's name, or their code."""
        return self.names.get(person or "", person or "")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Waiting:
    """Deposits of the branch that nobody has decided, oldest first."""

    deposits: tuple[Deposit, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SecondNumber:
    """What is compared with the declared sum: `rupiah`, and what it rests on. `count` is one written already.

    `is_empty`: somebody stated that no money is there.
    """

    rupiah: int
    basis: str
    count: Count | None = None
    is_empty: bool = False

    @property
    def is_there(self) -> bool:
        """Whether it is a number to compare with; nothing typed is none."""
        return bool(self.rupiah) or self.is_empty or self.count is not None


def draft_key(origin: Origin) -> str:
    """Under which key a count begun is kept."""
    return f"draft.count.{origin.h}"


def load(session: Session, connection: Any, origin: Origin) -> Loaded | None:
    """The deposit of an origin; None where this laptop knows none."""
    coop = session.coop
    deposit = deposits.find(connection, coop, origin)
    if deposit is None:
        return None
    return Loaded(
        deposit=deposit,
        names=names_of(session, connection),
        on_hand=cash.position(connection, coop, deposit.agent).on_hand,
        count=newest_count(deposit),
        decision=handover.decision_of(connection, coop, deposit),
        payments=handover.payments_of(connection, coop, deposit),
        draft=kept.load(connection, draft_key(origin)),
    )


def waiting(session: Session, connection: Any) -> Waiting:
    """What waits at this branch."""
    found = deposits.open_deposits(connection, session.coop)
    here = tuple(one for one in found if one.branch == session.identity.branch)
    return Waiting(deposits=here, names=names_of(session, connection))


def names_of(session: Session, connection: Any) -> dict[str, str]:
    """Names of the branch's people by their codes."""
    return {one.person: one.name for one in people_of(connection, session.coop, session.identity.branch)}


def is_hidden(session: Session, deposit: Deposit, count: Count | None) -> bool:
    """Whether the declared sum stays hidden: the branch counts blind, notes are on the table, nobody has counted."""
    undecided = deposit.outcome is None and count is None
    return session.settings.blind_count and undecided and deposit.channel == "teller"
