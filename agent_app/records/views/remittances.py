"""What the branch says it paid to BPJS, batch by batch, and how much of it BPJS has answered."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.engine import Connection

from agent_app.domain.months import Month
from agent_app.journal.entries.base import Origin
from agent_app.records import bulk
from agent_app.records.tables.cash import protected_month, protection, remittance, remitted_month
from agent_app.records.tables.members import member as member_table
from agent_app.records.views.origins import origin_of
from agent_app.records.views.refused import (
    IS_PROTECTED,
    ITS_MEMBER,
    WAS_TAKEN,
    RefusedMonths,
    refused_by,
    refused_of,
)

BATCHES = 50


class BatchState(StrEnum):
    """How far a batch has come: the branch's word, some months protected by BPJS's answer, all of them; or BPJS did
    not take some."""

    REMITTED = "remitted"
    PARTLY = "partly"
    REFUSED = "refused"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Batch:
    """All remittances under one reference. `day` and `at` are those of the first; `protected` counts the
    member-months that an answer of BPJS covers and `refused` those it did not take, of `months` in all; `rupiah` as
    the branch recorded it. Of what BPJS did not refuse: `borne` is what it was paid above what was collected, by who
    bears it, and `owed` what it was paid below that, which is the members'."""

    reference: str
    day: str
    at: int
    persons: tuple[str, ...]
    rupiah: int
    members: int
    months: int
    protected: int
    refused: int
    borne: tuple[tuple[str, int], ...] = ()
    owed: int = 0

    @property
    def waiting(self) -> int:
        """Member-months that BPJS has not answered."""
        return self.months - self.protected - self.refused

    @property
    def state(self) -> BatchState:
        if self.refused:
            return BatchState.REFUSED
        if self.protected == 0:
            return BatchState.REMITTED
        return BatchState.ANSWERED if self.protected >= self.months else BatchState.PARTLY


@dataclass(frozen=True, slots=True)
class AnswerTaken:
    """An answer that was taken in before: when (milliseconds UTC), by whose code, how many months it protects and
    how many it refuses."""

    at: int
    person: str
    months: int
    refused: int


@dataclass(frozen=True, slots=True)
class UnansweredMonth:
    """A month the branch paid and BPJS has not confirmed; `is_refused`: BPJS said no, and `reason` why, as far as it is
    known. A reason without a refusal stood beside months that could not be read."""

    member: str
    month: Month
    is_refused: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class RemittedMonth:
    """A member-month of a remittance: its reference and the line that told of it."""

    member: str
    month: Month
    reference: str
    remittance: Origin


@dataclass(frozen=True, slots=True)
class PriceDifference:
    """A member-month for which BPJS was paid another sum than was collected: `rupiah` above it, borne by `borne_by`
    (branch, member or agent), or below it, negative and owed to the member."""

    member: str
    month: Month
    rupiah: int
    borne_by: str | None


def batches(connection: Connection, coop: str, branch: str, limit: int = BATCHES) -> tuple[Batch, ...]:
    """The newest batches of a branch, newest first."""
    lines = connection.execute(_LINES, {"coop": coop, "branch": branch}).all()
    newest = list(dict.fromkeys(row.reference for row in lines))[:limit]
    counted = {
        row.reference: row
        for row in connection.execute(_MONTHS, {"coop": coop, "branch": branch, "references": newest})
    }
    differing: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(_DIFFERENCES, {"coop": coop, "branch": branch, "references": newest}):
        differing[row.reference].append(row)
    return tuple(
        _batch(
            reference,
            [row for row in lines if row.reference == reference],
            counted.get(reference),
            differing[reference],
        )
        for reference in newest
    )


def price_differences(connection: Connection, coop: str, branch: str, reference: str) -> tuple[PriceDifference, ...]:
    """The months of a batch that cost another sum than was collected, but for those BPJS refused."""
    rows = connection.execute(_DIFFERENCES_OF, {"coop": coop, "branch": branch, "reference": reference})
    return tuple(PriceDifference(row.member, row.month, row.difference, row.borne_by) for row in rows)


def unanswered(connection: Connection, coop: str, branch: str, reference: str) -> tuple[UnansweredMonth, ...]:
    """The months of a batch that no answer protects."""
    rows = connection.execute(_UNANSWERED, {"coop": coop, "branch": branch, "reference": reference}).all()
    said: dict[str, list[RefusedMonths]] = {}
    for one in refused_of(connection, coop, {row.member for row in rows}):
        said.setdefault(one.member, []).append(one)
    return tuple(_unanswered(row, reference, said.get(row.member, [])) for row in rows)


def _unanswered(row: Any, reference: str, said: list[RefusedMonths]) -> UnansweredMonth:
    of_it = [
        one
        for one in said
        if (row.month in one.months or not one.months)
        and (one.remittance == origin_of(row) if one.remittance is not None else one.reference == reference)
    ]
    return UnansweredMonth(row.member, row.month, row.refused_day is not None, of_it[-1].reason if of_it else None)


def open_months(connection: Connection, coop: str, branch: str, members: Collection[str]) -> tuple[RemittedMonth, ...]:
    """What the branch remitted for these members, each by its own id, and BPJS has not refused."""
    found: list[RemittedMonth] = []
    for chunk in bulk.chunks(dict.fromkeys(members), 300):
        rows = connection.execute(_OPEN, {"coop": coop, "branch": branch, "members": chunk})
        found += [RemittedMonth(row.member, row.month, row.reference, origin_of(row)) for row in rows]
    return tuple(found)


def answer_taken(connection: Connection, coop: str, proof: str) -> AnswerTaken | None:
    """Whether an answer, by the SHA-256 of its file in hex, protects or refuses somebody here already."""
    rows = connection.execute(_OF_PROOF, {"coop": coop, "proof": proof}).all()
    refused = refused_by(connection, coop, proof)
    taken = sorted([*((row.at, row.person) for row in rows), *((one.at, one.person) for one in refused)])
    if not taken:
        return None
    months = sum(len(one.months) for one in refused)
    return AnswerTaken(*taken[0], months=sum(row.months for row in rows), refused=months)


def _batch(reference: str, lines: list[Any], counted: Any, differing: list[Any]) -> Batch:
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
        refused=counted.refused if counted is not None else 0,
        borne=tuple((row.borne_by or "", int(row.above)) for row in differing if row.above),
        owed=-sum(int(row.below or 0) for row in differing),
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
_JOINED = remittance.join(remitted_month, _ITS_MONTHS).outerjoin(member_table, ITS_MEMBER)
_MONTHS = (
    select(
        remittance.c.reference,
        func.count().label("months"),
        func.count(remitted_month.c.member.distinct()).label("members"),
        func.count().filter(IS_PROTECTED, WAS_TAKEN).label("protected"),
        func.count().filter(~WAS_TAKEN).label("refused"),
    )
    .select_from(_JOINED)
    .where(*_HERE, remittance.c.reference.in_(bindparam("references", expanding=True)))
    .group_by(remittance.c.reference)
)
_UNANSWERED = (
    select(remitted_month)
    .select_from(_JOINED)
    .where(*_HERE, remittance.c.reference == bindparam("reference"), ~and_(IS_PROTECTED, WAS_TAKEN))
    .order_by(remitted_month.c.member, remitted_month.c.month, remitted_month.c.device, remitted_month.c.seq)
)
_DIFFERING = (*_HERE, remitted_month.c.difference != 0, WAS_TAKEN)
_DIFFERENCES = (
    select(
        remittance.c.reference,
        remittance.c.borne_by,
        func.sum(remitted_month.c.difference).filter(remitted_month.c.difference > 0).label("above"),
        func.sum(remitted_month.c.difference).filter(remitted_month.c.difference < 0).label("below"),
    )
    .select_from(_JOINED)
    .where(*_DIFFERING, remittance.c.reference.in_(bindparam("references", expanding=True)))
    .group_by(remittance.c.reference, remittance.c.borne_by)
    .order_by(remittance.c.reference, remittance.c.borne_by)
)
_DIFFERENCES_OF = (
    select(remitted_month.c.member, remitted_month.c.month, remitted_month.c.difference, remittance.c.borne_by)
    .select_from(_JOINED)
    .where(*_DIFFERING, remittance.c.reference == bindparam("reference"))
    .order_by(remitted_month.c.member, remitted_month.c.month, remitted_month.c.device, remitted_month.c.seq)
)
_OPEN = (
    select(remitted_month, remittance.c.reference)
    .join(remittance, _ITS_MONTHS)
    .where(*_HERE, remitted_month.c.refused_day.is_(None))
    .where(remitted_month.c.member.in_(bindparam("members", expanding=True)))
    .order_by(remitted_month.c.member, remitted_month.c.month, remittance.c.at, remittance.c.device, remittance.c.seq)
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
