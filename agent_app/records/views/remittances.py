"""What the branch says it paid to BPJS, batch by batch, and how much of it BPJS has answered."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.engine import Connection

from agent_app.domain.months import Month
from agent_app.records.tables.cash import protected_month, protection, remittance, remitted_month
from agent_app.records.tables.members import member as member_table

BATCHES = 50


class BatchState(StrEnum):
    """How far a batch has come: the branch's word, some months protected by BPJS's answer, all of them."""

    REMITTED = "remitted"
    PARTLY = "partly"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Batch:
    """All remittances under one reference. `day` and `at` are those of the first; `protected` counts the
    member-months that an answer of BPJS covers, of `months` in all; `rupiah` as the branch recorded it."""

    reference: str
    day: str
    at: int
    persons: tuple[str, ...]
    rupiah: int
    members: int
    months: int
    protected: int

    @property
    def state(self) -> BatchState:
        if self.protected == 0:
            return BatchState.REMITTED
        return BatchState.ANSWERED if self.protected >= self.months else BatchState.PARTLY


@dataclass(frozen=True, slots=True)
class AnswerTaken:
    """An answer that was taken in before: when (milliseconds UTC), by whose code, how many months it protects."""

    at: int
    person: str
    months: int


@dataclass(frozen=True, slots=True)
class UnansweredMonth:
    """A month the branch paid and BPJS has not confirmed."""

    member: str
    month: Month


def batches(connection: Connection, coop: str, branch: str, limit: int = BATCHES) -> tuple[Batch, ...]:
    """The newest batches of a branch, newest first."""
    lines = connection.execute(_LINES, {"coop": coop, "branch": branch}).all()
    newest = list(dict.fromkeys(row.reference for row in lines))[:limit]
    counted = {
        row.reference: row
        for row in connection.execute(_MONTHS, {"coop": coop, "branch": branch, "references": newest})
    }
    return tuple(
        _batch(reference, [row for row in lines if row.reference == reference], counted.get(reference))
        for reference in newest
    )


def unanswered(connection: Connection, coop: str, branch: str, reference: str) -> tuple[UnansweredMonth, ...]:
    """The months of a batch that no answer covers."""
    rows = connection.execute(_UNANSWERED, {"coop": coop, "branch": branch, "reference": reference})
    return tuple(UnansweredMonth(row.member, row.month) for row in rows)


def answer_taken(connection: Connection, coop: str, proof: str) -> AnswerTaken | None:
    """Whether an answer, by the SHA-256 of its file in hex, protects somebody here already."""
    rows = connection.execute(_OF_PROOF, {"coop": coop, "proof": proof}).all()
    if not rows:
        return None
    return AnswerTaken(rows[0].at, rows[0].person, sum(row.months for row in rows))


def _batch(reference: str, lines: list[Any], counted: Any) -> Batch:
    first = min(lines, key=lambda row: row.at)
    return Batch(
        reference=reference,
        day=first.day,
        at=first.at,
        persons=tuple(dict.fromkeys(row.person for row in sorted(lines, key=lambda row: row.at))),
        rupiah=sum(row.rupiah for row in lines),
        members=counted.members if counted is not None else 0,
        months=counted.months if counted is not None else 0,
        protected=counted.protected if counted is not None else 0,
    )


_HERE = (remittance.c.coop == bindparam("coop"), remittance.c.branch == bindparam("branch"))
_LINES = (
    select(remittance.c.reference, remittance.c.day, remittance.c.at, remittance.c.person, remittance.c.rupiah)
    .where(*_HERE)
    .order_by(remittance.c.at.desc(), remittance.c.device, remittance.c.seq)
)
_ITS_MONTHS = and_(
    remitted_month.c.coop == remittance.c.coop,
    remitted_month.c.device == remittance.c.device,
    remitted_month.c.seq == remittance.c.seq,
    remitted_month.c.h == remittance.c.h,
)
_ITS_MEMBER = and_(
    member_table.c.coop == remitted_month.c.coop,
    member_table.c.member == remitted_month.c.member,
)
# An answer speaks of the registration that goes on, a remittance perhaps of one merged into it since.
_IS_PROTECTED = exists().where(
    protected_month.c.coop == remitted_month.c.coop,
    or_(
        protected_month.c.member == remitted_month.c.member,
        protected_month.c.member == member_table.c.merged_into,
    ),
    protected_month.c.month == remitted_month.c.month,
)
_JOINED = remittance.join(remitted_month, _ITS_MONTHS).outerjoin(member_table, _ITS_MEMBER)
_MONTHS = (
    select(
        remittance.c.reference,
        func.count().label("months"),
        func.count(remitted_month.c.member.distinct()).label("members"),
        func.count().filter(_IS_PROTECTED).label("protected"),
    )
    .select_from(_JOINED)
    .where(*_HERE, remittance.c.reference.in_(bindparam("references", expanding=True)))
    .group_by(remittance.c.reference)
)
_UNANSWERED = (
    select(remitted_month.c.member, remitted_month.c.month)
    .select_from(_JOINED)
    .where(*_HERE, remittance.c.reference == bindparam("reference"), ~_IS_PROTECTED)
    .order_by(remitted_month.c.member, remitted_month.c.month)
)
_OF_PROOF = (
    select(protection.c.at, protection.c.person, func.count(protected_month.c.month).label("months"))
    .select_from(
        protection.outerjoin(
            protected_month,
            and_(
                protected_month.c.coop == protection.c.coop,
                protected_month.c.device == protection.c.device,
                protected_month.c.seq == protection.c.seq,
                protected_month.c.h == protection.c.h,
            ),
        )
    )
    .where(protection.c.coop == bindparam("coop"), protection.c.proof == bindparam("proof"))
    .group_by(protection.c.device, protection.c.seq, protection.c.at, protection.c.person)
    .order_by(protection.c.at)
)
