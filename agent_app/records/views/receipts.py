"""Receipts as they stand: what was paid for whom, and whether the paper still counts."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.domain.months import Month
from agent_app.domain.papers import check_of
from agent_app.journal.entries.base import Origin
from agent_app.records.facts.collector import origin_key
from agent_app.records.tables.money import receipt, receipt_month, titipan_use
from agent_app.records.touched import at
from agent_app.records.views.origins import origin_of, row_of, rows_about


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRow:
    """One contribution month of one member, in rupiah per programme."""

    member: str
    month: Month
    jkk: int
    jkm: int
    jht: int
    base: int
    sector: str
    funding: str

    @property
    def rupiah(self) -> int:
        return self.jkk + self.jkm + self.jht


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Receipt:
    """A receipt. `cash` is the part handed over in cash, `titipan` what members' balances paid of it.

    `funds_day` is the day on which somebody at the branch confirmed what was not paid in cash;
    `reversed_day` is the day it stopped counting, `reversed_by` void or reversal. `at` in milliseconds UTC.
    """

    origin: Origin
    number: str
    check: str
    agent: str
    person: str
    branch: str
    day: str
    at: int
    rupiah: int
    cash: int
    titipan: int
    source: str
    funds_day: str | None
    schedule: str
    received: int | None
    paper_no: str | None
    collected_on: str | None
    payer: str | None
    reversed_day: str | None
    reversed_by: str | None
    rows: tuple[ReceiptRow, ...]

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.member for row in self.rows))


def find(connection: Connection, coop: str, origin: Origin) -> Receipt | None:
    """The receipt a line wrote; None where the origin is none of a receipt."""
    row = row_of(connection, coop, receipt, origin)
    return None if row is None else _receipt(connection, coop, row)


def by_number(connection: Connection, coop: str, number: str) -> tuple[Receipt, ...]:
    """The receipts of a number: more than one only where a laptop was copied."""
    statement = select(receipt).where(receipt.c.coop == coop, receipt.c.number == number)
    rows = connection.execute(statement.order_by(receipt.c.at, receipt.c.device, receipt.c.seq)).all()
    return tuple(_receipt(connection, coop, row) for row in rows)


def recent(connection: Connection, coop: str, agent: str, limit: int = 50) -> tuple[Receipt, ...]:
    """An agent's newest receipts, newest first."""
    newest = (receipt.c.day.desc(), receipt.c.at.desc(), receipt.c.seq.desc())
    statement = select(receipt).where(receipt.c.coop == coop, receipt.c.agent == agent).order_by(*newest).limit(limit)
    return tuple(_receipt(connection, coop, row) for row in connection.execute(statement).all())


def of_member(connection: Connection, coop: str, member: str) -> tuple[Receipt, ...]:
    """All receipts that name a member, oldest first."""
    places = select(receipt_month.c.device, receipt_month.c.seq, receipt_month.c.h).where(
        receipt_month.c.coop == coop, receipt_month.c.member == member
    )
    origins = [origin_of(row) for row in connection.execute(places.distinct()).all()]
    found = [one for origin in origins if (one := find(connection, coop, origin)) is not None]
    return tuple(sorted(found, key=lambda one: (one.at, one.origin)))


def _receipt(connection: Connection, coop: str, row: Any) -> Receipt:
    origin = origin_of(row)
    its_own = (receipt_month.c.member.in_(json.loads(row.members)), at(receipt_month, coop, origin_key(origin)))
    statement = select(receipt_month).where(*its_own)
    months = connection.execute(statement.order_by(receipt_month.c.member, receipt_month.c.month))
    plain = (
        "number",
        "agent",
        "person",
        "branch",
        "day",
        "at",
        "rupiah",
        "cash",
        "source",
        "funds_day",
        "schedule",
        "received",
    )
    marks = ("paper_no", "collected_on", "payer", "reversed_day", "reversed_by")
    return Receipt(
        origin=origin,
        check=check_of(bytes(row.h)),
        titipan=sum(use.rupiah for use in rows_about(connection, coop, titipan_use, origin, "receipt_")),
        rows=tuple(ReceiptRow(**{name: getattr(one, name) for name in ReceiptRow.__slots__}) for one in months),
        **{name: getattr(row, name) for name in (*plain, *marks)},
    )
