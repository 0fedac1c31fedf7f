"""A branch on one business day: where every agent's cash is, who is short, and who has merely not sent.

Deposits count on the day they were declared, with what has become of them since; so yesterday's page shows what was
counted this morning. Only what was given back is also told on the day it was given back, as the agent's own screen
tells it.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine import Connection

from agent_app.domain.business_day import business_day
from agent_app.domain.desk import Day, Look, urgency
from agent_app.records.views.agent_day import AgentDay, BranchDay, Sums
from agent_app.records.views.agents import AGENT, BranchPerson, agents_of, data_until, people_of, zone_of
from agent_app.records.views.day_deposits import DayDeposit, day_deposits
from agent_app.records.views.day_figures import Through, given_back, through

__all__ = ["AgentDay", "BranchDay", "Sums", "agents_of", "branch_day", "waiting"]


def branch_day(connection: Connection, coop: str, branch: str, day: str) -> BranchDay:
    """Every agent of the branch, and whoever else of it took money. Somebody whose laptops are all revoked is left
    out once nothing is left to say."""
    people = {one.person: one for one in people_of(connection, coop, branch)}
    sums = through(connection, coop, people, day)
    back = given_back(connection, coop, people, day)
    deposits = day_deposits(connection, coop, people, day)
    zone = zone_of(connection, coop, branch)
    rows = []
    for person in people.values():
        if person.role != AGENT and person.person not in sums:
            continue
        until = data_until(connection, coop, person.devices)
        data_day = None if until is None else _day_of(until, zone)
        row = _row(
            person,
            sums.get(person.person, Through()),
            back.get(person.person, 0),
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


def _day_of(milliseconds: int, zone: str) -> str:
    return business_day(datetime.fromtimestamp(milliseconds / 1000, UTC), zone).isoformat()


def _row(
    person: BranchPerson,
    through_day: Through,
    returned: int,
    deposits: tuple[DayDeposit, ...],
    *,
    day: str,
    until: int | None,
    data_day: str | None,
) -> AgentDay:
    position, today = through_day.position, through_day.today
    counted: Any = [one for one in deposits if one.counted is not None]
    of_day = [one for one in counted if one.day == day]
    undecided = sum(one.rupiah for one in deposits if one.is_undecided)
    sums = Sums(
        receipts=today["papers"],
        received=today["collected"],
        reversed=today["reversed"],
        declared=today["declared"],
        returned=returned,
        in_transit=undecided,
        counted=sum(one.counted for one in of_day),
        short=sum(max(-one.surplus, 0) for one in counted),
        over=sum(max(one.surplus, 0) for one in counted),
        on_hand=position.on_hand,
        overdrawn=max(-position.on_hand, 0),
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
