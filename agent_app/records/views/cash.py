"""Where the cash of each agent is, as sums of the lines held: the two sides of the cash identity."""

from collections import defaultdict
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, case, func, select
from sqlalchemy.engine import Connection

from agent_app.domain.cash import CashPosition, DepositOutcome, FloatPosition
from agent_app.domain.cash import total as sum_of
from agent_app.records.tables.cash import deposit, float_movement
from agent_app.records.tables.money import receipt, titipan


def position(connection: Connection, coop: str, agent: str) -> CashPosition:
    """The cash of one agent, by person code; zeros for somebody nothing is known of."""
    return _positions(connection, coop, agent).get(agent, CashPosition())


def positions(connection: Connection, coop: str) -> dict[str, CashPosition]:
    """The cash of every agent of whom money is known, by person code."""
    return _positions(connection, coop, None)


def total(connection: Connection, coop: str) -> CashPosition:
    """The cash of all agents together."""
    return sum_of(positions(connection, coop).values())


def float_positions(connection: Connection, coop: str) -> dict[str, FloatPosition]:
    """The change float of every agent who ever had one, by person code."""
    statement = (
        select(float_movement.c.agent, func.sum(float_movement.c.issued), func.sum(float_movement.c.returned))
        .where(float_movement.c.coop == coop)
        .group_by(float_movement.c.agent)
        .order_by(float_movement.c.agent)
    )
    return {agent: FloatPosition(int(issued), int(back)) for agent, issued, back in connection.execute(statement)}


def float_position(connection: Connection, coop: str, agent: str) -> FloatPosition:
    """The change float one agent holds."""
    return float_positions(connection, coop).get(agent, FloatPosition())


def _positions(connection: Connection, coop: str, agent: str | None) -> dict[str, CashPosition]:
    chosen = {"coop": coop} if agent is None else {"coop": coop, "agent": agent}
    collected: dict[str, int] = defaultdict(int)
    reversed_: dict[str, int] = defaultdict(int)
    for table in (receipt, titipan):
        for row in connection.execute(_taken(table, agent is not None), chosen):
            collected[row.agent] += int(row.cash)
            reversed_[row.agent] += int(row.reversed)
    outcomes: dict[str, list[DepositOutcome]] = defaultdict(list)
    for row in connection.execute(_handed_over(agent is not None), chosen):
        outcomes[row.agent].append(_outcome(row))
    return {
        person: CashPosition.of(collected[person], reversed_[person], outcomes[person])
        for person in sorted({*collected, *outcomes})
    }


def _outcome(row: Any) -> DepositOutcome:
    declared = int(row.declared)
    if row.outcome == "confirmed":
        return DepositOutcome.counted(declared, int(row.counted or 0), int(row.settled or 0))
    return DepositOutcome.sent_back(declared) if row.outcome == "returned" else DepositOutcome.undecided(declared)


@cache
def _taken(table: Table, one_agent: bool) -> Any:
    reversed_ = func.sum(case((table.c.reversed_day.is_not(None), table.c.cash), else_=0))
    statement = select(table.c.agent, func.sum(table.c.cash).label("cash"), reversed_.label("reversed"))
    return _of(statement, table, one_agent).group_by(table.c.agent)


@cache
def _handed_over(one_agent: bool) -> Any:
    """Sums per outcome and direction of the difference: short and over never cancel each other out."""
    there = deposit.c.counted + func.coalesce(deposit.c.settled, 0)
    direction = case((there < deposit.c.rupiah, -1), (there > deposit.c.rupiah, 1), else_=0)
    statement = select(
        deposit.c.agent,
        deposit.c.outcome,
        func.sum(deposit.c.rupiah).label("declared"),
        func.sum(deposit.c.counted).label("counted"),
        func.sum(deposit.c.settled).label("settled"),
    )
    return _of(statement, deposit, one_agent).group_by(deposit.c.agent, deposit.c.outcome, direction)


def _of(statement: Any, table: Table, one_agent: bool) -> Any:
    statement = statement.where(table.c.coop == bindparam("coop"))
    return statement.where(table.c.agent == bindparam("agent")) if one_agent else statement
