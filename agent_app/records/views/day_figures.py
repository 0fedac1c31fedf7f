"""Agents' cash on a business day, computed here once for every screen, report and paper.

What each figure means stands in ARCHITECTURE.md, "Words of money". All are sums of `agent_day`, a row per agent and
day, so that no question adds up papers.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from agent_app.domain.cash import CashPosition
from agent_app.records import bulk
from agent_app.records.tables.cash import agent_day, deposit
from agent_app.records.views.agents import people_of

_SUMMED = ("collected", "reversed", "declared", "returned", "confirmed", "receivable", "surplus")


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One agent on one business day, in rupiah of cash but for `papers`, which counts those that still stand.

    `received` is the cash of all papers written on the day, `reversed` that of papers taken back on it, whenever they
    were written; `declared` what was declared on the day and not given back, and `counted` what the branch has counted
    of that, with shortages paid since.
    """

    day: str
    agent: str
    papers: int
    received: int
    reversed: int
    declared: int
    counted: int

    @property
    def collected(self) -> int:
        """What was received, less what was taken back."""
        return self.received - self.reversed


@dataclass(frozen=True, slots=True)
class DayTotal:
    """A branch's day in rupiah: what was collected, and what the branch counted of that day's deposits."""

    day: str
    collected: int
    counted: int


@dataclass(frozen=True, slots=True)
class Through:
    """Sums of an agent's days up to one, by the columns of `agent_day`, and those of the day itself."""

    so_far: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(_SUMMED, 0))
    today: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys((*_SUMMED, "papers"), 0))

    @property
    def position(self) -> CashPosition:
        """Where the cash is at the end of the day."""
        of = self.so_far
        handed_over = of["confirmed"] - of["surplus"] + of["receivable"]
        return CashPosition(
            collected=of["collected"],
            reversed=of["reversed"],
            deposited=of["declared"],
            in_transit=of["declared"] - of["returned"] - handed_over,
            confirmed=of["confirmed"],
            receivable=of["receivable"],
            surplus=of["surplus"],
            on_hand=of["collected"] - of["reversed"] - of["declared"] + of["returned"],
        )


def collectors_of(connection: Connection, coop: str, branch: str) -> list[str]:
    """Everybody of a branch whose cash counts in its figures, by person code: supervisors who took money too."""
    return [one.person for one in people_of(connection, coop, branch)]


def through(connection: Connection, coop: str, people: Collection[str], day: str) -> dict[str, Through]:
    """Of all of these who ever took or declared money up to a day ("YYYY-MM-DD")."""
    of = agent_day.c
    theirs = (of.coop == coop, bulk.among(connection, of.agent, sorted(people)))
    sums = [func.sum(of[name]).label(name) for name in _SUMMED]
    so_far = connection.execute(select(of.agent, *sums).where(*theirs, of.day <= day).group_by(of.agent))
    today = {row.agent: row for row in connection.execute(select(agent_day).where(*theirs, of.day == day))}
    nothing = dict.fromkeys((*_SUMMED, "papers"), 0)
    return {
        row.agent: Through(
            {name: int(getattr(row, name)) for name in _SUMMED},
            {name: getattr(today[row.agent], name) for name in nothing} if row.agent in today else nothing,
        )
        for row in so_far
    }


def given_back(connection: Connection, coop: str, people: Collection[str], day: str) -> dict[str, int]:
    """Rupiah of deposits that came back to each agent on the day; a deposit of the day that came back later is told
    here too."""
    of = deposit.c
    statement = select(of.agent, of.rupiah, of.day, of.outcome_day).where(
        of.coop == coop, of.outcome == "returned", of.day <= day, of.outcome_day >= day
    )
    found: dict[str, int] = {}
    for row in connection.execute(statement):
        if row.agent in people and day in (row.day, row.outcome_day):
            found[row.agent] = found.get(row.agent, 0) + row.rupiah
    return found


def by_day_and_agent(
    connection: Connection, coop: str, agents: Collection[str], first: date, last: date
) -> tuple[DayFigures, ...]:
    """All days from `first` to `last`, both included, on which something happened; by day, then by agent."""
    return tuple(
        DayFigures(
            day=row.day,
            agent=row.agent,
            papers=row.papers,
            received=row.collected,
            reversed=row.reversed,
            declared=row.declared - row.returned,
            counted=row.confirmed,
        )
        for row in connection.execute(_of_days(connection, coop, agents, first, last))
    )


def by_day(connection: Connection, coop: str, branch: str, last: date, count: int) -> tuple[DayTotal, ...]:
    """So many calendar days of a branch up to `last`, oldest first, also those without anything."""
    first = last - timedelta(days=count - 1)
    sums = {(first + timedelta(days=number)).isoformat(): (0, 0) for number in range(count)}
    for one in by_day_and_agent(connection, coop, collectors_of(connection, coop, branch), first, last):
        collected, counted = sums[one.day]
        sums[one.day] = (collected + one.collected, counted + one.counted)
    return tuple(DayTotal(day, *both) for day, both in sums.items())


def _of_days(connection: Connection, coop: str, agents: Collection[str], first: date, last: date) -> Any:
    of = agent_day.c
    return (
        select(agent_day)
        .where(of.coop == coop, bulk.among(connection, of.agent, sorted(agents)))
        .where(of.day.between(first.isoformat(), last.isoformat()))
        .order_by(of.day, of.agent)
    )
