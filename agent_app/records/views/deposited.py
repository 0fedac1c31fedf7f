"""Which papers' cash the branch has counted: an agent's deposits pay for his papers first in, first out.

A deposit names no receipts. Papers (receipts and titipan slips, without those taken back) stand in the order of
(day, at, device, seq), but that those of one laptop stand as it wrote them, whatever day they say: else a paper could
take the place of one whose money has gone to BPJS. A paper counts as deposited when it and all earlier ones
together are covered by what the branch has counted. A shortage covers nothing until it is final (accepted by the
agent or decided by a second person): from then on it is the agent's debt to the branch and no longer the member's
trouble. A surplus covers nothing. What was not taken in cash never lay in the bag: it is deposited when another person
of the branch says that it came in (`funds_received`). What titipan paid of a receipt is followed in
`records.views.titipan_paid`.
"""

import heapq
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, case, func, or_, select, union_all
from sqlalchemy.engine import Connection

from agent_app.records.tables.cash import agent_day, deposit
from agent_app.records.tables.house import device
from agent_app.records.tables.money import receipt, titipan

Place = tuple[str, int, int, int]
"""Where a paper stands among an agent's: (day, at, device, seq)."""

_FINAL = ("accepted", "decided")


@dataclass(frozen=True, slots=True)
class Frontier:
    """How far an agent's counted deposits reach: `missing` is, by device, the number of the first paper they do not.

    `uncovered` is the rupiah of all papers from there on.
    """

    missing: Mapping[int, int]
    uncovered: int

    def covers(self, place: Place) -> bool:
        _, _, device, seq = place
        return seq < self.missing.get(device, seq + 1)


def frontier(connection: Connection, coop: str, agent: str) -> Frontier:
    """How far one agent's papers are deposited: from the newest back, until what is left is covered."""
    key = {"coop": coop, "agent": agent}
    taken = sum(int(connection.execute(_taken(table), key).scalar() or 0) for table in (receipt, titipan))
    short = taken - int(connection.execute(_credited(), key).scalar() or 0)
    later, missing = 0, {}
    for row in _newest_first(connection, coop, agent):
        if later >= short:
            break
        missing[row.device] = row.seq
        later += row.cash
    return Frontier(missing, later)


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
    for row in _newest_first(connection, coop, agent):
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
    there = deposit.c.counted + func.coalesce(deposit.c.settled, 0)
    is_all = or_(deposit.c.difference.in_(_FINAL), there > deposit.c.rupiah)
    return case((is_all, deposit.c.rupiah), else_=there)


def _confirmed() -> Any:
    return (
        deposit.c.coop == bindparam("coop"),
        deposit.c.agent == bindparam("agent"),
        deposit.c.outcome == "confirmed",
    )


def _newest_first(connection: Connection, coop: str, agent: str) -> Iterator[Any]:
    """An agent's standing cash papers, the last in the queue first; read only as far as somebody asks."""
    mine = select(device.c.device).where(device.c.coop == coop, device.c.person == agent)
    laptops = connection.execute(mine.order_by(device.c.device)).scalars().all()
    for _, row in heapq.merge(*(_of_laptop(connection, coop, each) for each in laptops), key=_place, reverse=True):
        yield row


def _of_laptop(connection: Connection, coop: str, number: int) -> Iterator[tuple[Place, Any]]:
    """One laptop's papers, the newest first, each no later than those written after it."""
    lowest: tuple[str, int] | None = None
    for row in connection.execute(_papers_of_laptop(), {"coop": coop, "device": number}):
        lowest = (row.day, row.at) if lowest is None else min(lowest, (row.day, row.at))
        yield (*lowest, number, row.seq), row


def _place(placed: tuple[Place, Any]) -> Place:
    return placed[0]


@cache
def _papers_of_laptop() -> Any:
    every = union_all(*(_cash_papers(table) for table in (receipt, titipan))).subquery()
    return select(every).order_by(every.c.seq.desc())


def _cash_papers(table: Table) -> Any:
    return select(table.c.day, table.c.at, table.c.device, table.c.seq, table.c.cash).where(
        table.c.coop == bindparam("coop"),
        table.c.device == bindparam("device"),
        table.c.reversed_day.is_(None),
        table.c.source == "cash",
    )
