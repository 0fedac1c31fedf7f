"""Which papers' cash the branch has counted: an agent's deposits pay for his papers first in, first out.

A deposit names no receipts. Papers (receipts and titipan slips, without those taken back) stand in the order of
(day, at, device, seq), and a paper counts as deposited when it and all earlier ones together are covered by
what the branch has counted. A shortage covers nothing until it is final (accepted by the agent or decided by a
second person): from then on it is the agent's debt to the branch and no longer the member's trouble. A surplus
covers nothing. What was not taken in cash never lay in the bag: it is deposited when another person of the branch
says that it came in (`funds_received`). What titipan paid of a receipt is followed in `records.views.titipan_paid`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, case, func, select, union_all
from sqlalchemy.engine import Connection

from agent_app.records.tables.cash import agent_day, deposit
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


def counted_days(connection: Connection, coop: str, agent: str, places: Collection[Place]) -> dict[Place, str]:
    """On what day (YYYY-MM-DD) the branch counted the cash of these papers of one agent; those it has not are absent.

    It is the day of the first deposit that, with all before it, reaches the paper. What became final of a shortage
    later counts as of the deposit's own day.
    """
    key = {"coop": coop, "agent": agent}
    credits = list(connection.execute(_credited_by_day(), key))
    wanted, found = set(places), {}
    up_to = int(connection.execute(_taken_by_days(), key).scalar() or 0)
    reached = sum(row.rupiah for row in credits)
    since = min((place[0] for place in wanted), default="")
    for row in connection.execute(_newest_first_since(), key | {"since": since}):
        if not wanted:
            break
        place = (row.day, row.at, row.device, row.seq)
        if place in wanted:
            wanted.remove(place)
            # The last deposits are taken off as long as the ones before still reach this paper.
            while len(credits) > 1 and reached - credits[-1].rupiah >= up_to:
                reached -= credits.pop().rupiah
            if reached >= up_to:
                found[place] = credits[-1].outcome_day if credits else row.day
        up_to -= row.cash
    return found


@cache
def _taken_by_days() -> Any:
    sums = func.sum(agent_day.c.collected - agent_day.c.reversed)
    return select(sums).where(agent_day.c.coop == bindparam("coop"), agent_day.c.agent == bindparam("agent"))


@cache
def _taken(table: Table) -> Any:
    return select(func.sum(table.c.cash)).where(
        table.c.coop == bindparam("coop"), table.c.agent == bindparam("agent"), table.c.reversed_day.is_(None)
    )


@cache
def _credited() -> Any:
    return select(func.sum(_covers())).where(*_confirmed())


@cache
def _credited_by_day() -> Any:
    columns = (deposit.c.outcome_day, func.sum(_covers()).label("rupiah"))
    return select(*columns).where(*_confirmed()).group_by(deposit.c.outcome_day).order_by(deposit.c.outcome_day)


def _covers() -> Any:
    return case(
        (deposit.c.difference.in_(_FINAL), deposit.c.rupiah),
        (deposit.c.counted > deposit.c.rupiah, deposit.c.rupiah),
        else_=deposit.c.counted + func.coalesce(deposit.c.settled, 0),
    )


def _confirmed() -> Any:
    return (
        deposit.c.coop == bindparam("coop"),
        deposit.c.agent == bindparam("agent"),
        deposit.c.outcome == "confirmed",
    )


@cache
def _newest_first() -> Any:
    return _in_order(*(_cash_papers(table) for table in (receipt, titipan)))


@cache
def _newest_first_since() -> Any:
    return _in_order(*(_cash_papers(table).where(table.c.day >= bindparam("since")) for table in (receipt, titipan)))


def _in_order(*papers: Any) -> Any:
    every = union_all(*papers).subquery()
    order = (every.c.day.desc(), every.c.at.desc(), every.c.device.desc(), every.c.seq.desc())
    return select(every).order_by(*order)


def _cash_papers(table: Table) -> Any:
    return select(table.c.day, table.c.at, table.c.device, table.c.seq, table.c.cash).where(
        table.c.coop == bindparam("coop"),
        table.c.agent == bindparam("agent"),
        table.c.reversed_day.is_(None),
        table.c.source == "cash",
    )
