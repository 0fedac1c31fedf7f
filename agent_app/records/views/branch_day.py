"""A branch on one business day: where every agent's cash is, who is short, and who has merely not sent.

Deposits count on the day they were declared, with what has become of them since; so yesterday's page shows what was
counted this morning. Only what was given back is also told on the day it was given back, as the agent's own screen
tells it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from agent_app.domain.business_day import business_day
from agent_app.domain.cash import CashPosition
from agent_app.domain.desk import Day, Look, urgency
from agent_app.records import bulk
from agent_app.records.tables.cash import agent_day, deposit
from agent_app.records.views.agent_day import AgentDay, BranchDay, Sums
from agent_app.records.views.agents import AGENT, BranchPerson, agents_of, data_until, people_of, zone_of
from agent_app.records.views.day_deposits import DayDeposit, day_deposits

__all__ = ["AgentDay", "BranchDay", "DaySum", "Sums", "agents_of", "branch_day", "last_days", "waiting"]


def branch_day(connection: Connection, coop: str, branch: str, day: str) -> BranchDay:
    """Every agent of the branch, and whoever else of it took money. Somebody whose laptops are all revoked is left
    out once nothing is left to say."""
    people = {one.person: one for one in people_of(connection, coop, branch)}
    through = _through(connection, coop, people, day)
    given_back = _given_back(connection, coop, people, day)
    deposits = day_deposits(connection, coop, people, day)
    zone = zone_of(connection, coop, branch)
    rows = []
    for person in people.values():
        if person.role != AGENT and person.person not in through:
            continue
        until = data_until(connection, coop, person.devices)
        data_day = None if until is None else _day_of(until, zone)
        row = _row(
            person,
            through.get(person.person, _Through()),
            given_back.get(person.person, 0),
            deposits.get(person.person, ()),
            day=day,
            until=until,
            data_day=data_day,
        )
        if not person.revoked or row.look in (Look.CHECK, Look.MATCHES):
            rows.append(row)
    rows.sort(key=lambda row: (*urgency(row.state, row.look, row.at_stake), row.name, row.agent))
    return BranchDay(branch=branch, day=day, rows=tuple(rows))


def waiting(connection: Connection, coop: str, branch: str, day: str) -> int:
    """How many agents of the branch somebody must look at on this day."""
    return len(branch_day(connection, coop, branch, day).of(Look.CHECK))


@dataclass(frozen=True, slots=True)
class DaySum:
    """What a branch's agents took in cash on a day, less what they gave back on it, and what the branch counted of that
    day's deposits; in rupiah."""

    day: str
    collected: int
    deposited: int


def last_days(connection: Connection, coop: str, branch: str, day: str, count: int) -> tuple[DaySum, ...]:
    """So many calendar days up to `day`, oldest first; a day without money is there with zeros."""
    last = date.fromisoformat(day)
    days = [(last - timedelta(days=back)).isoformat() for back in range(count - 1, -1, -1)]
    people = [one.person for one in people_of(connection, coop, branch)]
    of = agent_day.c
    deposited = func.sum(of.confirmed)
    statement = (
        select(of.day, func.sum(of.collected - of.reversed).label("collected"), deposited.label("deposited"))
        .where(of.coop == coop, bulk.among(connection, of.agent, people), of.day.between(days[0], days[-1]))
        .group_by(of.day)
    )
    found = {row.day: row for row in connection.execute(statement)}
    return tuple(
        DaySum(one, int(found[one].collected), int(found[one].deposited)) if one in found else DaySum(one, 0, 0)
        for one in days
    )


def _day_of(milliseconds: int, zone: str) -> str:
    return business_day(datetime.fromtimestamp(milliseconds / 1000, UTC), zone).isoformat()


_SUMMED = ("collected", "reversed", "declared", "returned", "confirmed", "receivable", "surplus")


@dataclass(frozen=True, slots=True)
class _Through:
    """Sums of an agent through a day, and those of the day itself."""

    so_far: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(_SUMMED, 0))
    today: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys((*_SUMMED, "papers"), 0))

    @property
    def position(self) -> CashPosition:
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


def _through(connection: Connection, coop: str, people: Collection[str], day: str) -> dict[str, _Through]:
    """Of all who ever took or declared money: a pass over a row per agent and day, never over papers."""
    of = agent_day.c
    theirs = (of.coop == coop, bulk.among(connection, of.agent, list(people)))
    sums = [func.sum(of[name]).label(name) for name in _SUMMED]
    so_far = connection.execute(select(of.agent, *sums).where(*theirs, of.day <= day).group_by(of.agent))
    today = {row.agent: row for row in connection.execute(select(agent_day).where(*theirs, of.day == day))}
    nothing = dict.fromkeys((*_SUMMED, "papers"), 0)
    return {
        row.agent: _Through(
            {name: int(getattr(row, name)) for name in _SUMMED},
            {name: getattr(today[row.agent], name) for name in nothing} if row.agent in today else nothing,
        )
        for row in so_far
    }


def _given_back(connection: Connection, coop: str, people: Collection[str], day: str) -> dict[str, int]:
    """What came back to each agent on the day; a deposit of the day that came back later is told here too."""
    of = deposit.c
    statement = select(of.agent, of.rupiah, of.day, of.outcome_day).where(
        of.coop == coop, of.outcome == "returned", of.day <= day, of.outcome_day >= day
    )
    found: dict[str, int] = {}
    for row in connection.execute(statement):
        if row.agent in people and day in (row.day, row.outcome_day):
            found[row.agent] = found.get(row.agent, 0) + row.rupiah
    return found


def _row(
    person: BranchPerson,
    through: _Through,
    given_back: int,
    deposits: tuple[DayDeposit, ...],
    *,
    day: str,
    until: int | None,
    data_day: str | None,
) -> AgentDay:
    position, today = through.position, through.today
    counted: Any = [one for one in deposits if one.counted is not None]
    of_day = [one for one in counted if one.day == day]
    undecided = sum(one.rupiah for one in deposits if one.is_undecided)
    sums = Sums(
        receipts=today["papers"],
        collected=today["collected"],
        reversed=today["reversed"],
        declared=today["declared"],
        returned=given_back,
        in_transit=undecided,
        counted=sum(one.counted for one in of_day),
        short=sum(max(-one.surplus, 0) for one in counted),
        over=sum(max(one.surplus, 0) for one in counted),
        on_hand=position.on_hand,
    )
    stands = Day(
        differences=[one.difference for one in deposits],
        undecided=undecided,
        alike=all(one.counted_alike for one in deposits if one.is_undecided),
        declared=today["declared"] - today["returned"],
        on_hand=position.on_hand,
        moved=any(today.values()),
        has_come=data_day is not None and data_day >= day,
    )
    return AgentDay(
        agent=person.person,
        name=person.name,
        devices=person.devices,
        sums=sums,
        position=position,
        state=stands.state,
        look=stands.look,
        data_until=until,
        data_day=data_day,
        has_come=stands.has_come,
        deposits=deposits,
    )
