"""The deposits the desk has to do with on a day: declared on it, or earlier and still waiting for somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.engine import Connection

from agent_app.domain.cash import DifferenceState
from agent_app.journal.entries.base import Origin
from agent_app.records import bulk
from agent_app.records.tables.cash import deposit, deposit_count
from agent_app.records.views.origins import origin_of

UNSETTLED = (DifferenceState.OPEN.value, DifferenceState.DISPUTED.value)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DayDeposit:
    """A deposit as declared, in rupiah, and what became of it: `outcome` is None, confirmed or returned.

    `counted_alike`: nothing is decided, and another person of the branch counted just what was declared. `reason` is
    the code of why less was declared than was expected; `note` is the agent's. `at` in milliseconds UTC.
    """

    origin: Origin
    number: str
    agent: str
    person: str
    day: str
    at: int
    rupiah: int
    expected: int
    channel: str
    outcome: str | None
    outcome_day: str | None
    counted: int | None
    settled: int
    difference: DifferenceState
    reason: str | None
    note: str | None
    counted_alike: bool

    @property
    def is_undecided(self) -> bool:
        return self.outcome is None

    @property
    def surplus(self) -> int:
        """Counted less declared: below zero for a shortage; nothing where nothing was counted."""
        return 0 if self.counted is None else self.counted - self.rupiah

    @property
    def is_unsettled(self) -> bool:
        """Whether a counted difference waits for the agent's word or for a decision."""
        return self.difference in UNSETTLED


def day_deposits(
    connection: Connection, coop: str, agents: Iterable[str], day: str
) -> dict[str, tuple[DayDeposit, ...]]:
    """Per agent, oldest first: deposits of the day, and earlier ones that nobody has decided or whose difference is
    open or disputed."""
    people = set(agents)
    of = deposit.c
    # Three plain questions, each with an index of its own: joined by OR they are at the planner's mercy.
    asked = (
        (bulk.among(connection, of.agent, sorted(people)), of.day == day),
        (of.outcome.is_(None),),
        (of.difference.in_(UNSETTLED),),
    )
    rows = {}
    for condition in asked:
        for row in connection.execute(select(deposit).where(of.coop == coop, *condition)):
            if row.agent in people and row.day <= day:
                rows[row.device, row.seq, bytes(row.h)] = row
    alike = _counted_alike(connection, coop)
    found: dict[str, list[DayDeposit]] = {}
    for row in sorted(rows.values(), key=lambda one: (one.day, one.at, one.device, one.seq)):
        found.setdefault(row.agent, []).append(_deposit(row, alike))
    return {agent: tuple(some) for agent, some in found.items()}


def _counted_alike(connection: Connection, coop: str) -> set[tuple[int, int, bytes]]:
    """The undecided deposits of which somebody else of the branch counted exactly what was declared."""
    of, count = deposit.c, deposit_count.c
    of_it = and_(
        count.coop == of.coop,
        count.deposit_device == of.device,
        count.deposit_seq == of.seq,
        count.deposit_h == of.h,
    )
    by_others = (count.person != of.person, count.branch == of.branch, count.rupiah == of.rupiah)
    statement = (
        select(of.device, of.seq, of.h)
        .join(deposit_count, of_it)
        .where(of.coop == coop, of.outcome.is_(None), *by_others)
    )
    return {(row.device, row.seq, bytes(row.h)) for row in connection.execute(statement)}


def _deposit(row: Any, alike: set[tuple[int, int, bytes]]) -> DayDeposit:
    plain = ("number", "agent", "person", "day", "at", "rupiah", "expected", "outcome", "outcome_day", "counted")
    return DayDeposit(
        origin=origin_of(row),
        channel=row.channel or "",
        settled=row.settled or 0,
        difference=DifferenceState(row.difference or "none"),
        reason=row.reason,
        note=row.note,
        counted_alike=(row.device, row.seq, bytes(row.h)) in alike,
        **{name: getattr(row, name) for name in plain},
    )
