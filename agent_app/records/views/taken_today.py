"""What an agent took on one day, as far as it still counts."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection

from agent_app.records.tables.money import receipt, titipan


@dataclass(frozen=True, slots=True)
class Taken:
    """Receipts and their rupiah, of whatever source; `titipan` is the rupiah of slips. Voided papers do not count."""

    receipts: int
    rupiah: int
    titipan: int


def taken_on(connection: Connection, coop: str, agent: str, day: str) -> Taken:
    """The papers of a business day (YYYY-MM-DD)."""
    receipts, rupiah = _sum(connection, receipt, coop, agent, day)
    return Taken(receipts, rupiah, _sum(connection, titipan, coop, agent, day)[1])


def _sum(connection: Connection, table: Table, coop: str, agent: str, day: str) -> tuple[int, int]:
    here: Any = (table.c.coop == coop, table.c.agent == agent, table.c.day == day, table.c.reversed_day.is_(None))
    count, rupiah = connection.execute(select(func.count(), func.sum(table.c.rupiah)).where(*here)).one()
    return int(count), int(rupiah or 0)
