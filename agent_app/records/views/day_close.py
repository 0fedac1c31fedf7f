"""A business day of a branch about to be closed, closed, or opened again: what is still open, and what came later."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection

from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.days import DayTotals, OpenMatter
from agent_app.records.tables.cash import deposit
from agent_app.records.tables.days import day_closing, day_reopening
from agent_app.records.tables.house import device
from agent_app.records.tables.journal import journal
from agent_app.records.tables.money import receipt, titipan
from agent_app.records.views import deposits, reversals, reviews
from agent_app.records.views.branch_day import BranchDay, branch_day
from agent_app.records.views.origins import origin_of


class BlockerCode(StrEnum):
    """What may still be open when a day is closed."""

    NOT_ARRIVED = "not_arrived"
    """Agents of whom no line of the day or a later one is here."""
    NOT_COUNTED = "not_counted"
    """Deposits nobody has counted."""
    NOT_CONFIRMED = "not_confirmed"
    """Deposits that were counted, and neither confirmed nor returned."""
    DIFFERENCE_OPEN = "difference_open"
    REVIEW_OPEN = "review_open"
    REVERSAL_OPEN = "reversal_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """One kind of open matter: how many, of how many rupiah, and codes of the agents concerned."""

    code: BlockerCode
    count: int
    rupiah: int
    agents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A day as it stands here now."""

    totals: DayTotals
    blockers: tuple[Blocker, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A closing as its line says it; `held` is the last line known then of each device."""

    origin: Origin
    person: str
    at: int
    closed_day: str
    totals: DayTotals
    still_open: tuple[OpenMatter, ...]
    held: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reopening:
    """Who opened a closed day again, when and why."""

    origin: Origin
    person: str
    at: int
    reason: str
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayState:
    """`closing` stands, None for an open day; `last` is the newest closing, whether it stands or not."""

    closing: Closing | None
    last: Closing | None
    reopenings: tuple[Reopening, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Papers that stand and deposits of the day that became known after it was closed: how many, and rupiah in cash."""

    papers: int
    collected: int
    deposits: int
    deposited: int
    agents: tuple[str, ...]

    @property
    def any(self) -> bool:
        return bool(self.papers or self.deposits)


def state(connection: Connection, coop: str, branch: str, day: str) -> DayState:
    """Whether a day ("YYYY-MM-DD") is closed.

    A closing stands until a reopening names it or was written after it: two supervisors who close the same day at
    once close it once, and one reopening opens it.
    """
    closings = _about(connection, day_closing, coop, branch, day)
    reopenings = _about(connection, day_reopening, coop, branch, day)
    named = {origin_of(row, "closing_") for row in reopenings}
    newest = _age(reopenings[-1]) if reopenings else None
    standing = [row for row in closings if origin_of(row) not in named and (newest is None or _age(row) > newest)]
    return DayState(
        closing=_closing(standing[0]) if standing else None,
        last=_closing(closings[-1]) if closings else None,
        reopenings=tuple(
            Reopening(origin=origin_of(row), person=row.person, at=row.at, reason=row.reason, note=row.note)
            for row in reopenings
        ),
    )


def look(connection: Connection, coop: str, branch: str, day: str) -> Looked:
    """What the figures of a day are, and what of it and of the days before is still open."""
    known = branch_day(connection, coop, branch, day)
    sums = known.totals
    totals = DayTotals(
        agents=len(known.rows),
        papers=sums.receipts,
        collected=sums.collected,
        deposited=sums.declared,
        confirmed=sums.counted,
        on_hand=sums.on_hand,
    )
    return Looked(totals=totals, blockers=tuple(_blockers(connection, coop, branch, known, day)))


def held(connection: Connection, coop: str, branch: str) -> dict[int, int]:
    """The last line held of each device of the branch, by its number."""
    here = select(device.c.device).where(device.c.coop == coop, device.c.branch == branch)
    found = {}
    for number in connection.execute(here).scalars():
        last = select(func.max(journal.c.seq)).where(journal.c.coop == coop, journal.c.device == number)
        found[number] = connection.execute(last).scalar() or 0
    return found


def later(connection: Connection, coop: str, closing: Closing, agents: Iterable[str]) -> Later:
    """What of the closed day, taken or declared by these agents, was not yet known when it was closed."""
    people = sorted(agents)
    papers = [row for table in (receipt, titipan) for row in _unknown_then(connection, coop, table, closing, people)]
    brought = list(_unknown_then(connection, coop, deposit, closing, people))
    return Later(
        papers=len(papers),
        collected=sum(row.cash for row in papers),
        deposits=len(brought),
        deposited=sum(row.rupiah for row in brought),
        agents=tuple(sorted({row.agent for row in (*papers, *brought)})),
    )


def _unknown_then(
    connection: Connection, coop: str, table: Table, closing: Closing, agents: list[str]
) -> Iterator[Any]:
    of_day = select(table).where(table.c.coop == coop, table.c.agent.in_(agents), table.c.day == closing.closed_day)
    for row in connection.execute(of_day):
        taken_back = table is not deposit and row.reversed_day is not None
        if row.seq > closing.held.get(row.device, 0) and not taken_back:
            yield row


def _blockers(connection: Connection, coop: str, branch: str, known: BranchDay, day: str) -> Iterator[Blocker]:
    yield from _blocker(BlockerCode.NOT_ARRIVED, ((row.agent, 0) for row in known.rows if not row.has_come))
    open_ = [one for one in deposits.open_deposits(connection, coop) if one.branch == branch and one.day <= day]
    counted = {one.origin for one in open_ if any(count.person != one.person for count in one.counts)}
    for code, some in (
        (BlockerCode.NOT_COUNTED, [one for one in open_ if one.origin not in counted]),
        (BlockerCode.NOT_CONFIRMED, [one for one in open_ if one.origin in counted]),
    ):
        yield from _blocker(code, ((one.agent, one.rupiah) for one in some))
    differing = [one for one in deposits.differences(connection, coop) if one.branch == branch]
    yield from _blocker(BlockerCode.DIFFERENCE_OPEN, ((one.agent, abs(one.short)) for one in differing))
    asked = reviews.open_reviews(connection, coop)
    yield from _blocker(BlockerCode.REVIEW_OPEN, ((one.agent or "", 0) for one in asked))
    back = [one for one in reversals.undecided(connection, coop) if one.branch == branch and one.day <= day]
    yield from _blocker(BlockerCode.REVERSAL_OPEN, ((one.agent, one.rupiah) for one in back))


def _blocker(code: BlockerCode, found: Iterable[tuple[str, int]]) -> Iterator[Blocker]:
    matters = list(found)
    if matters:
        people = tuple(sorted({agent for agent, _ in matters if agent}))
        yield Blocker(code=code, count=len(matters), rupiah=sum(rupiah for _, rupiah in matters), agents=people)


def _about(connection: Connection, table: Table, coop: str, branch: str, day: str) -> list[Any]:
    of_day = select(table).where(table.c.coop == coop, table.c.branch == branch, table.c.closed_day == day)
    return sorted(connection.execute(of_day), key=_age)


def _age(row: Any) -> tuple[int, int, int, bytes]:
    return row.at, row.device, row.seq, bytes(row.h)


def _closing(row: Any) -> Closing:
    return Closing(
        origin=origin_of(row),
        person=row.person,
        at=row.at,
        closed_day=row.closed_day,
        totals=DayTotals(**{name: getattr(row, name) for name in DayTotals.__struct_fields__}),
        still_open=tuple(msgspec.convert(json.loads(row.still_open), list[OpenMatter])),
        held=dict(json.loads(row.held)),
    )
