"""Which papers' cash the branch has counted: an agent's deposits pay for his papers first in, first out.

A deposit names no receipts. Papers (receipts and titipan slips, without those taken back) stand in the order of
(day, at, device, seq), and a paper counts as deposited when it and all earlier ones together are covered by
what the branch has counted. A shortage covers nothing until it is final (accepted by the agent or decided by a
second person): from then on it is the agent's debt to the branch and no longer the member's trouble. A surplus
covers nothing. What was not taken in cash never lay in the bag: it is deposited when another person of the branch
says that it came in (`funds_received`).
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, case, func, select, union_all
from sqlalchemy.engine import Connection

from agent_app.records.tables.cash import deposit
from agent_app.records.tables.money import receipt, titipan

Place = tuple[str, int, int, int]
"""Where a paper stands among an agent's: (day, at, device, seq)."""

_FINAL = ("accepted", "decided")


@dataclass(frozen=True, slots=True)
class Frontier:
    """How far an agent's counted deposits reach: through the paper at `last`; None when not even the first.

    `uncovered` is the rupiah of all papers after it.
    """

    last: Place | None
    uncovered: int

    def covers(self, place: Place) -> bool:
        return self.last is not None and place <= self.last


def frontier(connection: Connection, coop: str, agent: str) -> Frontier:
    """How far one agent's papers are deposited: from the newest back, until what is left is covered."""
    key = {"coop": coop, "agent": agent}
    taken = sum(int(connection.execute(_taken(table), key).scalar() or 0) for table in (receipt, titipan))
    missing = taken - int(connection.execute(_credited(), key).scalar() or 0)
    later = 0
    for row in connection.execute(_newest_first(), key):
        if later >= missing:
            return Frontier((row.day, row.at, row.device, row.seq), later)
        later += row.cash
    return Frontier(None, later)


@cache
def _taken(table: Table) -> Any:
    return select(func.sum(table.c.cash)).where(
        table.c.coop == bindparam("coop"), table.c.agent == bindparam("agent"), table.c.reversed_day.is_(None)
    )


@cache
def _credited() -> Any:
    covers = case(
        (deposit.c.difference.in_(_FINAL), deposit.c.rupiah),
        (deposit.c.counted > deposit.c.rupiah, deposit.c.rupiah),
        else_=deposit.c.counted + func.coalesce(deposit.c.settled, 0),
    )
    return select(func.sum(covers)).where(
        deposit.c.coop == bindparam("coop"),
        deposit.c.agent == bindparam("agent"),
        deposit.c.outcome == "confirmed",
    )


@cache
def _newest_first() -> Any:
    papers = union_all(*(_cash_papers(table) for table in (receipt, titipan))).subquery()
    order = (papers.c.day.desc(), papers.c.at.desc(), papers.c.device.desc(), papers.c.seq.desc())
    return select(papers).order_by(*order)


def _cash_papers(table: Table) -> Any:
    return select(table.c.day, table.c.at, table.c.device, table.c.seq, table.c.cash).where(
        table.c.coop == bindparam("coop"),
        table.c.agent == bindparam("agent"),
        table.c.reversed_day.is_(None),
        table.c.source == "cash",
    )
