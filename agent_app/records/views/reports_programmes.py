"""Member-months and rupiah by contribution month and programme: what a branch reports to BPJS about a period."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.engine import Connection

from agent_app.domain.months import Month
from agent_app.records import bulk
from agent_app.records.tables.cash import remittance, remitted_month
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.money import receipt, receipt_month
from agent_app.records.views.months import RECEIPT_OF_MONTH
from agent_app.records.views.refused import ITS_MEMBER, WAS_TAKEN
from agent_app.records.views.remittable import survivors


@dataclass(frozen=True, slots=True)
class ProgrammeTotals:
    """A contribution month. `member_months` and the rupiah collected for each programme; `with_jht` of the
    member-months also save for old age. `difference`: rupiah that BPJS was paid above what was collected; below it,
    negative."""

    month: Month
    member_months: int
    with_jht: int
    jkk: int
    jkm: int
    jht: int
    difference: int = 0

    @property
    def rupiah(self) -> int:
        return self.jkk + self.jkm + self.jht + self.difference


def collected(connection: Connection, coop: str, branch: str, first: date, last: date) -> tuple[ProgrammeTotals, ...]:
    """Months on receipts of the branch that were written from `first` to `last` and still count."""
    statement = (
        select(receipt_month.c.month, *_SUMS)
        .join(receipt, RECEIPT_OF_MONTH)
        .where(receipt_month.c.coop == coop, receipt.c.branch == branch, receipt.c.reversed_day.is_(None))
        .where(receipt.c.day.between(first.isoformat(), last.isoformat()))
        .group_by(receipt_month.c.month)
        .order_by(receipt_month.c.month)
    )
    return tuple(ProgrammeTotals(month, *map(int, figures)) for month, *figures in connection.execute(statement))


def remitted(connection: Connection, coop: str, branch: str, first: date, last: date) -> tuple[ProgrammeTotals, ...]:
    """Months that the branch says it paid to BPJS from `first` to `last`, by what the members' first receipt of each
    month says of its programmes, under whichever of merged registrations it was taken; a month that no receipt names
    counts without rupiah, one that BPJS refused not."""
    seen: set[tuple[str, str]] = set()
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
    elsewhere = _of_merged(connection, coop)
    for member, person, month, difference, *own in _remitted_rows(connection, coop, branch, first, last):
        if (member, month) not in seen:
            seen.add((member, month))
            jkk, jkm, jht = own if own[0] is not None else elsewhere.get((person, month), own)
            figures = (1, int(bool(jht)), jkk or 0, jkm or 0, jht or 0, difference)
            sums[month] = [old + new for old, new in zip(sums[month], figures, strict=True)]
    return tuple(ProgrammeTotals(month, *figures) for month, figures in sorted(sums.items()))


def _remitted_rows(connection: Connection, coop: str, branch: str, first: date, last: date) -> Iterable[Any]:
    of_line = and_(*(remitted_month.c[name] == remittance.c[name] for name in ("coop", "device", "seq", "h")))
    counting = receipt_month.join(receipt, and_(RECEIPT_OF_MONTH, receipt.c.reversed_day.is_(None)))
    of_receipt = and_(
        receipt_month.c.coop == remitted_month.c.coop,
        receipt_month.c.member == remitted_month.c.member,
        receipt_month.c.month == remitted_month.c.month,
    )
    statement = (
        select(
            remitted_month.c.member,
            func.coalesce(member_table.c.merged_into, remitted_month.c.member),
            remitted_month.c.month,
            remitted_month.c.difference,
            *(receipt_month.c[name] for name in _PROGRAMMES),
        )
        .select_from(
            remittance.join(remitted_month, of_line).outerjoin(counting, of_receipt).outerjoin(member_table, ITS_MEMBER)
        )
        .where(remittance.c.coop == coop, remittance.c.branch == branch, WAS_TAKEN)
        .where(remittance.c.day.between(first.isoformat(), last.isoformat()))
        .order_by(remitted_month.c.member, remitted_month.c.month, receipt.c.day, receipt.c.at, receipt.c.seq)
    )
    return connection.execute(statement).all()


def _of_merged(connection: Connection, coop: str) -> dict[tuple[str, Month], tuple[int, int, int]]:
    """JKK, JKM and JHT of the first receipt of each month of people who were registered more than once, by the
    registration that goes on."""
    into = survivors(connection, coop)
    found: dict[tuple[str, Month], tuple[int, int, int]] = {}
    for chunk in bulk.chunks(sorted({*into, *into.values()}), 300):
        statement = (
            select(receipt_month.c.member, receipt_month.c.month, *(receipt_month.c[name] for name in _PROGRAMMES))
            .join(receipt, RECEIPT_OF_MONTH)
            .where(receipt_month.c.coop == coop, receipt_month.c.member.in_(chunk), receipt.c.reversed_day.is_(None))
            .order_by(receipt_month.c.member, receipt_month.c.month, receipt.c.day, receipt.c.at, receipt.c.seq)
        )
        for member, month, jkk, jkm, jht in connection.execute(statement):
            found.setdefault((into.get(member, member), month), (jkk, jkm, jht))
    return found


_PROGRAMMES = ("jkk", "jkm", "jht")
_SUMS = (
    func.count(),
    func.count(func.nullif(receipt_month.c.jht, 0)),
    func.sum(receipt_month.c.jkk),
    func.sum(receipt_month.c.jkm),
    func.sum(receipt_month.c.jht),
)
