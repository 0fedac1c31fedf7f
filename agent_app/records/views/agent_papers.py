"""The papers an agent wrote on one business day, with whom they are for, and what they may explain."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from agent_app.domain.explanations import Paper, Question
from agent_app.domain.months import Month
from agent_app.journal.entries.base import Origin
from agent_app.records import bulk
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.money import receipt, receipt_month, titipan
from agent_app.records.views.agent_day import AgentDay
from agent_app.records.views.day_deposits import DayDeposit
from agent_app.records.views.origins import origin_of

AT_ONCE = 300


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DayPaper:
    """A receipt or titipan slip. `cash` of its `rupiah` were taken in notes and coins, `at` in milliseconds UTC;
    `names` are those of the members it is for, `paid` the months by member id; `reversed_by`: void or reversal."""

    origin: Origin
    number: str
    is_receipt: bool
    at: int
    rupiah: int
    cash: int
    source: str
    reversed_by: str | None
    names: tuple[str, ...]
    paid: frozenset[tuple[str, Month]]


def papers_of_day(connection: Connection, coop: str, agent: str, day: str) -> tuple[DayPaper, ...]:
    """All papers of the day, also those taken back, oldest first."""
    rows = []
    for table in (receipt, titipan):
        of = table.c
        for row in connection.execute(select(table).where(of.coop == coop, of.agent == agent, of.day == day)):
            rows.append((row, table is receipt, _members_of(row, table)))
    people = {member for _, _, members in rows for member in members}
    names = _names(connection, coop, people)
    paid = _paid(connection, coop, people)
    rows.sort(key=lambda one: (one[0].at, one[0].device, one[0].seq))
    return tuple(_paper(row, is_receipt, members, names, paid) for row, is_receipt, members in rows)


def question_of(row: AgentDay, papers: Iterable[DayPaper]) -> Question | None:
    """What is to be explained of an agent's day: a counted difference, or what stays with the agent beside a deposit,
    or more declared than taken; None where everything fits."""
    standing = [one for one in papers if one.reversed_by is None]
    differing = next((one for one in row.deposits if one.is_unsettled and one.counted is not None), None)
    if differing is not None and differing.counted is not None:
        there = [_of(one) for one in standing if one.at <= differing.at]
        return Question(
            rupiah=abs(differing.surplus),
            expected=differing.rupiah,
            found=differing.counted,
            short=differing.surplus < 0,
            papers=tuple(there),
        )
    if not row.on_hand or not row.declared:
        return None
    last = last_of_day(row)
    return Question(
        rupiah=abs(row.on_hand),
        expected=row.declared + row.on_hand,
        found=row.declared,
        short=row.on_hand > 0,
        papers=tuple(_of(one) for one in standing),
        deposited_at=last.at if last is not None else None,
    )


def last_of_day(row: AgentDay) -> DayDeposit | None:
    """The last deposit that was not given back: of the day, or an earlier one that waits."""
    return next((one for one in reversed(row.deposits) if one.outcome != "returned"), None)


def _of(paper: DayPaper) -> Paper:
    return Paper(number=paper.number, cash=paper.cash, at=paper.at, paid=paper.paid)


def _members_of(row: Any, table: Table) -> tuple[str, ...]:
    return tuple(json.loads(row.members)) if table is receipt else (row.member,)


def _names(connection: Connection, coop: str, people: set[str]) -> dict[str, str]:
    of = member_table.c
    found: dict[str, str] = {}
    for some in bulk.chunks(sorted(people), AT_ONCE):
        statement = select(of.member, of.name).where(of.coop == coop, bulk.among(connection, of.member, some))
        found |= {row.member: row.name or "" for row in connection.execute(statement)}
    return found


def _paid(
    connection: Connection, coop: str, people: set[str]
) -> Mapping[tuple[int, int, bytes], Sequence[tuple[str, Month]]]:
    """Per paper the months it pays, by member id."""
    of = receipt_month.c
    found: dict[tuple[int, int, bytes], list[tuple[str, Month]]] = {}
    for some in bulk.chunks(sorted(people), AT_ONCE):
        statement = select(of.device, of.seq, of.h, of.member, of.month).where(
            of.coop == coop, bulk.among(connection, of.member, some)
        )
        for row in connection.execute(statement):
            found.setdefault((row.device, row.seq, bytes(row.h)), []).append((row.member, row.month))
    return found


def _paper(
    row: Any,
    is_receipt: bool,
    members: Sequence[str],
    names: Mapping[str, str],
    paid: Mapping[tuple[int, int, bytes], Sequence[tuple[str, Month]]],
) -> DayPaper:
    months = paid.get((row.device, row.seq, bytes(row.h)), ()) if is_receipt else ()
    return DayPaper(
        origin=origin_of(row),
        is_receipt=is_receipt,
        names=tuple(name for member in members if (name := names.get(member, ""))),
        paid=frozenset(months),
        **{name: getattr(row, name) for name in ("number", "at", "rupiah", "cash", "source", "reversed_by")},
    )
