"""What each agent took, gave back and declared on each business day: sums, so that nobody adds up years of papers.

A day is computed afresh from all papers and deposits of the agent that bear on it; where none is left, it has no row.
Over all days of an agent the sums make his cash position (`records.views.cash`).
"""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import FromClause, Table, bindparam, case, func, select, true
from sqlalchemy.engine import Connection

from agent_app.records import bulk
from agent_app.records.prepared import Prepared
from agent_app.records.tables.cash import agent_day, deposit
from agent_app.records.tables.money import receipt, titipan

AgentDay = tuple[str, str]
"""A person's code and a business day "YYYY-MM-DD"."""

SUMS = ("papers", "collected", "reversed", "declared", "returned", "confirmed", "receivable", "surplus")


def refresh(connection: Connection, coop: str, touched: Collection[AgentDay]) -> set[str]:
    """Compute these days afresh; the names of the tables changed."""
    rows = []
    for agent, day in sorted(touched):
        found = _sums_of().rows(connection, {"coop": coop, "agent": agent, "day": day})[0]
        key = {"coop": coop, "agent": agent, "day": day}
        if found[0]:
            rows.append(key | {name: int(value or 0) for name, value in zip(SUMS, found[1:], strict=True)})
        else:
            _gone().run(connection, [key])
    bulk.upsert(connection, agent_day, rows)
    return {agent_day.name} if touched else set()


@cache
def _sums_of() -> Prepared:
    """How many rows bear on the day, then its sums in the order of `SUMS`."""
    taken, slips = _taken(receipt), _taken(titipan)
    back, slips_back = _taken_back(receipt), _taken_back(titipan)
    sent = _sent()
    parts: tuple[FromClause, ...] = (taken, slips, back, slips_back, sent)
    of = sent.c
    together: Any = parts[0]
    for part in parts[1:]:
        together = together.join(part, true())
    return Prepared(
        select(
            sum((part.c.found for part in parts[1:]), start=parts[0].c.found),
            taken.c.papers + slips.c.papers,
            taken.c.cash + slips.c.cash,
            back.c.cash + slips_back.c.cash,
            of.declared,
            of.returned,
            of.confirmed,
            of.receivable,
            of.surplus,
        ).select_from(together)
    )


def _taken(table: Table) -> FromClause:
    """Papers of the day that still stand, and the cash of all."""
    stands = func.count(case((table.c.reversed_day.is_(None), 1)))
    return _on(table, "day", papers=stands, cash=_total(table.c.cash))


def _taken_back(table: Table) -> FromClause:
    return _on(table, "reversed_day", cash=_total(table.c.cash))


def _sent() -> FromClause:
    """Deposits declared on the day, with what has become of them since."""
    of = deposit.c
    confirmed, there = of.outcome == "confirmed", of.counted + func.coalesce(of.settled, 0)
    short = case((there < of.rupiah, of.rupiah - there), else_=0)
    over = case((there > of.rupiah, there - of.rupiah), else_=0)
    return _on(
        deposit,
        "day",
        declared=_total(of.rupiah),
        returned=_total(case((of.outcome == "returned", of.rupiah), else_=0)),
        confirmed=_total(case((confirmed, there), else_=0)),
        receivable=_total(case((confirmed, short), else_=0)),
        surplus=_total(case((confirmed, over), else_=0)),
    )


def _on(table: Table, column: str, **sums: Any) -> FromClause:
    of = table.c
    here = (of.coop == bindparam("coop"), of.agent == bindparam("agent"), of[column] == bindparam("day"))
    named = [expression.label(name) for name, expression in sums.items()]
    return select(func.count().label("found"), *named).where(*here).subquery(f"{table.name}_{column}")


def _total(expression: Any) -> Any:
    return func.coalesce(func.sum(expression), 0)


@cache
def _gone() -> Prepared:
    of = agent_day.c
    return Prepared(
        agent_day.delete().where(
            of.coop == bindparam("coop"), of.agent == bindparam("agent"), of.day == bindparam("day")
        )
    )
