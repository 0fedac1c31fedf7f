"""What BPJS refused of what the branch remitted, with its reasons, and which remitted months still count."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, exists, or_, select, true
from sqlalchemy.engine import Connection

from agent_app.domain.months import Month
from agent_app.journal.entries.base import Origin
from agent_app.records import bulk
from agent_app.records.tables.cash import protected_month, refused_month, remittance_refusal, remitted_month
from agent_app.records.tables.members import member as member_table
from agent_app.records.views.origins import origin_of


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RefusedMonths:
    """What one line says: BPJS did not take these `months` of a member, none where they could not be read.

    `remittance` is the line that had told of the payment; without it the refusal speaks of what was remitted under
    `reference` before. `reason` is None once the person is erased. `at` in milliseconds UTC, `day` YYYY-MM-DD.
    """

    member: str
    months: tuple[Month, ...]
    reference: str | None
    remittance: Origin | None
    reason: str | None
    day: str
    at: int
    person: str
    proof: str


def still_counts(table: Table) -> ColumnElement[bool]:
    """That a row of `remitted_month` was not refused; what BPJS itself confirmed always counts."""
    return table.c.refused_day.is_(None) if table is remitted_month else true()


def refused_of(connection: Connection, coop: str, members: Collection[str]) -> tuple[RefusedMonths, ...]:
    """All refusals of these members, each of them by its own id, oldest first."""
    rows: list[Any] = []
    for chunk in bulk.chunks(dict.fromkeys(members), 300):
        rows += connection.execute(_OF_MEMBERS, {"coop": coop, "members": chunk})
    return tuple(_read(rows))


def refused_by(connection: Connection, coop: str, proof: str) -> tuple[RefusedMonths, ...]:
    """All that was recorded from one answer, by the SHA-256 of its file in hex."""
    return tuple(_read(connection.execute(_OF_PROOF, {"coop": coop, "proof": proof}).all()))


def _read(rows: Iterable[Any]) -> list[RefusedMonths]:
    months: dict[Any, list[Month]] = {}
    lines: dict[Any, Any] = {}
    for row in rows:
        lines[row.device, row.seq, row.h] = row
        months.setdefault((row.device, row.seq, row.h), []).extend([row.month] if row.month is not None else [])
    ordered = sorted(lines.items(), key=lambda item: (item[1].at, item[1].device, item[1].seq))
    return [
        RefusedMonths(
            member=row.member,
            months=tuple(sorted(months[key])),
            reference=row.reference,
            remittance=origin_of(row, "of_") if row.of_h is not None else None,
            reason=row.reason,
            day=row.day,
            at=row.at,
            person=row.person,
            proof=row.proof,
        )
        for key, row in ordered
    ]


_WITH_MONTHS = select(remittance_refusal, refused_month.c.month).outerjoin(
    refused_month,
    and_(*(refused_month.c[name] == remittance_refusal.c[name] for name in ("coop", "device", "seq", "h"))),
)
_COOP = remittance_refusal.c.coop == bindparam("coop")
_OF_MEMBERS = _WITH_MONTHS.where(_COOP, remittance_refusal.c.member.in_(bindparam("members", expanding=True)))
_OF_PROOF = _WITH_MONTHS.where(_COOP, remittance_refusal.c.proof == bindparam("proof"))

ITS_MEMBER = and_(member_table.c.coop == remitted_month.c.coop, member_table.c.member == remitted_month.c.member)
# An answer speaks of the registration that goes on, a remittance perhaps of one merged into it since.
IS_PROTECTED = exists().where(
    protected_month.c.coop == remitted_month.c.coop,
    or_(
        protected_month.c.member == remitted_month.c.member,
        protected_month.c.member == member_table.c.merged_into,
    ),
    protected_month.c.month == remitted_month.c.month,
)
"""That BPJS confirmed a row of `remitted_month`, joined to its member by `ITS_MEMBER`."""
_again = remitted_month.alias("again")
_REMITTED_AGAIN = exists().where(
    _again.c.coop == remitted_month.c.coop,
    _again.c.member == remitted_month.c.member,
    _again.c.month == remitted_month.c.month,
    _again.c.refused_day.is_(None),
)
WAS_TAKEN = or_(remitted_month.c.refused_day.is_(None), and_(IS_PROTECTED, ~_REMITTED_AGAIN))
"""That BPJS did not refuse a row of `remitted_month`, or confirmed it after all though nobody remitted it again."""
