"""Papers paid for without cash: which of them still wait for somebody to say that their money came in."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, literal_column, select
from sqlalchemy.engine import Connection

from agent_app.journal.entries.base import Origin
from agent_app.records.tables.money import receipt, titipan, titipan_use
from agent_app.records.views.origins import origin_of, row_of, rows_about


@dataclass(frozen=True, slots=True, kw_only=True)
class FundedPaper:
    """A receipt or titipan slip paid for without cash. `rupiah` is to come in; `members` are those it pays for.

    `received_day`: when somebody of the branch confirmed it; `reversed_by`: void or reversal.
    """

    origin: Origin
    number: str
    agent: str
    person: str
    branch: str
    day: str
    source: str
    rupiah: int
    members: tuple[str, ...]
    received_day: str | None
    reversed_by: str | None


def find(connection: Connection, coop: str, origin: Origin) -> FundedPaper | None:
    """The paper a line wrote; None where there is none, or it was paid for in cash."""
    for table in (receipt, titipan):
        row = row_of(connection, coop, table, origin)
        if row is not None and row.source != "cash":
            return _paper(connection, coop, table, row)
    return None


def awaited(connection: Connection, coop: str, branch: str) -> tuple[FundedPaper, ...]:
    """A branch's papers whose money nobody has confirmed yet, oldest first."""
    found = []
    for table in (receipt, titipan):
        statement = select(table).where(
            table.c.coop == coop,
            table.c.branch == branch,
            # Written out, as in the index that holds just these papers.
            table.c.source != literal_column("'cash'"),
            table.c.funds_day.is_(None),
            table.c.reversed_day.is_(None),
        )
        rows = connection.execute(statement).all()
        found += [((row.day, row.at, row.device, row.seq), _paper(connection, coop, table, row)) for row in rows]
    return tuple(paper for _, paper in sorted(found, key=lambda one: one[0]))


def _paper(connection: Connection, coop: str, table: Table, row: Any) -> FundedPaper:
    origin = origin_of(row)
    used = rows_about(connection, coop, titipan_use, origin, "receipt_") if table is receipt else []
    return FundedPaper(
        origin=origin,
        number=row.number,
        agent=row.agent,
        person=row.person,
        branch=row.branch,
        day=row.day,
        source=row.source,
        rupiah=row.rupiah - sum(use.rupiah for use in used),
        members=tuple(json.loads(row.members)) if table is receipt else (row.member,),
        received_day=row.funds_day,
        reversed_by=row.reversed_by,
    )
