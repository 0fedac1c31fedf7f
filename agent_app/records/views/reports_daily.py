"""What the agents of a branch collected and the branch counted, by day and agent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.records import bulk
from agent_app.records.tables.cash import agent_day


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One agent on one business day, in rupiah of cash but for `papers`, which counts those that still stand.

    `collected` is all that was written on the day, `reversed` what was taken back on it, whenever it was written;
    `declared` what was declared on the day and not given back, and `counted` what the branch has counted of that, with
    shortages paid since.
    """

    day: str
    agent: str
    papers: int
    collected: int
    reversed: int
    declared: int
    counted: int


@dataclass(frozen=True, slots=True)
class DayTotal:
    """A day over all agents: what was collected and not taken back, and what was counted, in rupiah."""

    day: str
    collected: int
    counted: int


def by_day_and_agent(
    connection: Connection, coop: str, agents: Collection[str], first: date, last: date
) -> tuple[DayFigures, ...]:
    """All days from `first` to `last`, both included, on which something happened; by day, then by agent."""
    return tuple(
        DayFigures(
            day=row.day,
            agent=row.agent,
            papers=row.papers,
            collected=row.collected,
            reversed=row.reversed,
            declared=row.declared - row.returned,
            counted=row.confirmed,
        )
        for row in connection.execute(_of_days(connection, coop, agents, first, last))
    )


def by_day(connection: Connection, coop: str, agents: Collection[str], first: date, last: date) -> tuple[DayTotal, ...]:
    """Every day from `first` to `last`, also those without anything."""
    days = ((first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1))
    sums: dict[str, tuple[int, int]] = dict.fromkeys(days, (0, 0))
    for row in connection.execute(_of_days(connection, coop, agents, first, last)):
        collected, counted = sums[row.day]
        sums[row.day] = (collected + row.collected - row.reversed, counted + row.confirmed)
    return tuple(DayTotal(day, *both) for day, both in sums.items())


def _of_days(connection: Connection, coop: str, agents: Collection[str], first: date, last: date) -> Any:
    of = agent_day.c
    return (
        select(agent_day)
        .where(of.coop == coop, bulk.among(connection, of.agent, sorted(agents)))
        .where(of.day.between(first.isoformat(), last.isoformat()))
        .order_by(of.day, of.agent)
    )
