"""Titipan slips as they stand, and the slip that was written together with a receipt."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.domain.papers import check_of
from agent_app.journal.entries.base import Origin
from agent_app.records.tables.money import titipan
from agent_app.records.views.origins import origin_of, row_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """Money a member left until a month is full, in rupiah; `cash` of it in notes and coins, `received` what was
    put on the table where that was more. `at` in milliseconds UTC; `reversed_by` as of a receipt."""

    origin: Origin
    number: str
    check: str
    member: str
    agent: str
    person: str
    day: str
    at: int
    rupiah: int
    cash: int
    source: str
    received: int | None
    paper_no: str | None
    collected_on: str | None
    reversed_day: str | None
    reversed_by: str | None


_PLAIN = tuple(name for name in Slip.__slots__ if name not in ("origin", "check"))


def find(connection: Connection, coop: str, origin: Origin) -> Slip | None:
    """The slip a line wrote; None where the origin is none of a slip."""
    row = row_of(connection, coop, titipan, origin)
    return None if row is None else _slip(row)


def written_with(connection: Connection, coop: str, receipt: Origin, at: int) -> Slip | None:
    """The slip of what stayed of the money on the table for a receipt: a line of the same act, and so of one time."""
    statement = select(titipan).where(
        titipan.c.coop == coop, titipan.c.device == receipt.device, titipan.c.seq > receipt.seq, titipan.c.at == at
    )
    row = connection.execute(statement.order_by(titipan.c.seq).limit(1)).first()
    return None if row is None else _slip(row)


def _slip(row: Any) -> Slip:
    values = {name: getattr(row, name) for name in _PLAIN}
    return Slip(origin=origin_of(row), check=check_of(bytes(row.h)), **values)
