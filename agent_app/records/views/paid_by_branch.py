"""What the branch has paid BPJS for, month by month, to hold an answer of BPJS against it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from agent_app.domain.months import Month
from agent_app.domain.references import reference_key
from agent_app.records import bulk
from agent_app.records.tables.cash import protected_month, protection, remittance, remitted_month
from agent_app.records.tables.money import receipt, receipt_month
from agent_app.records.views.months import RECEIPT_OF_MONTH

MemberMonth = tuple[str, Month]


@dataclass(frozen=True, slots=True)
class MonthPaid:
    """A member-month the branch paid under `reference`, recorded on `day`; `refused`: BPJS did not take it.

    `rupiah` are the sums it may have cost: what a receipt says it was collected for, and what BPJS asked above it.
    Empty where no receipt is held.
    """

    member: str
    month: Month
    reference: str
    day: date
    refused: bool
    rupiah: frozenset[int]


def months_paid(connection: Connection, coop: str, branch: str, members: Collection[str]) -> tuple[MonthPaid, ...]:
    """What the branch paid for these members, each by its own id, the oldest first."""
    found: list[MonthPaid] = []
    for chunk in bulk.chunks(dict.fromkeys(members), 300):
        key = {"coop": coop, "branch": branch, "members": chunk}
        prices: dict[MemberMonth, set[int]] = defaultdict(set)
        for row in connection.execute(_COLLECTED, key):
            prices[row.member, row.month].add(row.jkk + row.jkm + row.jht)
        for row in connection.execute(_PAID, key):
            rupiah = frozenset(one + row.difference for one in prices[row.member, row.month])
            refused, day = row.refused_day is not None, date.fromisoformat(row.day)
            found.append(MonthPaid(row.member, row.month, row.reference, day, refused, rupiah))
    return tuple(found)


def codes_of_payments(connection: Connection, coop: str, branch: str) -> dict[str, str]:
    """Every payment code under which the branch paid, as it was recorded, by `reference_key`."""
    rows = connection.execute(_CODES, {"coop": coop, "branch": branch}).scalars()
    return {reference_key(code): code for code in rows}


def protected_by(connection: Connection, coop: str, proof: str) -> frozenset[MemberMonth]:
    """The member-months that an answer protects here, by the SHA-256 of its file in hex."""
    rows = connection.execute(_OF_PROOF, {"coop": coop, "proof": proof})
    return frozenset((row.member, row.month) for row in rows)


_HERE = (remittance.c.coop == bindparam("coop"), remittance.c.branch == bindparam("branch"))
_ITS_LINE = (
    (remitted_month.c.coop == remittance.c.coop)
    & (remitted_month.c.device == remittance.c.device)
    & (remitted_month.c.seq == remittance.c.seq)
    & (remitted_month.c.h == remittance.c.h)
)
_PAID = (
    select(remitted_month, remittance.c.reference, remittance.c.day)
    .join(remittance, _ITS_LINE)
    .where(*_HERE, remitted_month.c.member.in_(bindparam("members", expanding=True)))
    .order_by(remittance.c.at, remittance.c.device, remittance.c.seq, remitted_month.c.member, remitted_month.c.month)
)
_COLLECTED = (
    select(receipt_month.c.member, receipt_month.c.month, receipt_month.c.jkk, receipt_month.c.jkm, receipt_month.c.jht)
    .join(receipt, RECEIPT_OF_MONTH)
    .where(
        receipt_month.c.coop == bindparam("coop"),
        receipt.c.reversed_day.is_(None),
        receipt_month.c.member.in_(bindparam("members", expanding=True)),
    )
)
_OF_PROOF = (
    select(protected_month.c.member, protected_month.c.month)
    .join(
        protection,
        (protected_month.c.coop == protection.c.coop)
        & (protected_month.c.device == protection.c.device)
        & (protected_month.c.seq == protection.c.seq)
        & (protected_month.c.h == protection.c.h),
    )
    .where(protection.c.coop == bindparam("coop"), protection.c.proof == bindparam("proof"))
)
_CODES = select(remittance.c.reference).where(*_HERE).order_by(remittance.c.at)
