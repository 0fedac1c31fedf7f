"""What the remittance page shows, read at once: what waits by age, with what BPJS refused of it, and the batches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent_app.documents.remittance_file import PayableMember, PayableMonth
from agent_app.domain.months import Month
from agent_app.records.views.members import Member
from agent_app.records.views.refused import RefusedMonths
from agent_app.records.views.remit_desk import WaitingMember, WaitingMonth, age_of, waiting_members
from agent_app.records.views.remittances import Batch, batches
from agent_app.records.views.villages import place_of
from agent_app.services.branch import RemitFor
from agent_app.store import kept

DRAFT = "draft.remit"

Key = tuple[str, tuple[Month, ...]]


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """Months of one member whose money was counted at about the same time (`age`: a position in AGES)."""

    member: Member
    age: int
    months: tuple[WaitingMonth, ...]

    @property
    def key(self) -> Key:
        return self.member.member, tuple(one.counted.month for one in self.months)

    @property
    def rupiah(self) -> int:
        return sum(one.counted.rupiah for one in self.months)

    @property
    def to_pay(self) -> int:
        """What BPJS asks for the months today, in rupiah."""
        return sum(one.to_pay for one in self.months)

    @property
    def days(self) -> int:
        return max(one.days for one in self.months)

    @property
    def refused(self) -> RefusedMonths | None:
        """What BPJS last said of one of the months when it did not take it."""
        said = [one.refused for one in self.months if one.refused is not None]
        return max(said, key=lambda one: one.at, default=None)


@dataclass(frozen=True, slots=True)
class Sums:
    """Rupiah of what is chosen: `collected` from the members, and what BPJS asks: month by month `short` more, `over`
    less. `dearer` and `cheaper`: of how many months."""

    collected: int
    short: int
    over: int
    dearer: int
    cheaper: int

    @property
    def to_pay(self) -> int:
        return self.collected + self.short - self.over


def sums_of(rows: Iterable[Row]) -> Sums:
    """The sums over these rows; what one month costs less makes up for no other."""
    months = [one for row in rows for one in row.months]
    dearer = [one.difference for one in months if one.difference > 0]
    cheaper = [-one.difference for one in months if one.difference < 0]
    collected = sum(one.counted.rupiah for one in months)
    return Sums(collected, sum(dearer), sum(cheaper), len(dearer), len(cheaper))


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """Rows by name, batches newest first, and what was kept on this laptop."""

    rows: tuple[Row, ...]
    batches: tuple[Batch, ...]
    draft: dict[str, Any]


def read(connection: Any, coop: str, branch: str, today: date) -> Found:
    """Read it; on the reading thread."""
    rows = tuple(row for one in waiting_members(connection, coop, branch, today) for row in _rows(one))
    return Found(rows, batches(connection, coop, branch), kept.load(connection, DRAFT) or {})


def _rows(waiting: WaitingMember) -> Iterable[Row]:
    by_age: dict[int, list[WaitingMonth]] = {}
    for month in waiting.months:
        by_age.setdefault(age_of(month.days), []).append(month)
    return (Row(waiting.member, age, tuple(by_age[age])) for age in sorted(by_age, reverse=True))


def remit_for(rows: Iterable[Row]) -> tuple[RemitFor, ...]:
    """The rows as the service takes them: a member once, with all months."""
    months: dict[str, list[Month]] = {}
    for row in rows:
        months.setdefault(row.member.member, []).extend(row.key[1])
    return tuple(RemitFor(member=member, months=tuple(sorted(some))) for member, some in months.items())


def payable(rows: Iterable[Row]) -> tuple[PayableMember, ...]:
    """The rows as the file has them: a member once, with all months at the prices of today."""
    months: dict[str, list[PayableMonth]] = {}
    people: dict[str, tuple[Member, int]] = {}
    for row in rows:
        id_ = row.member.member
        people[id_] = (row.member, row.months[-1].counted.base)
        months.setdefault(id_, []).extend(_payable_month(one) for one in row.months)
    return tuple(_payable(*people[id_], sorted(some, key=lambda one: one.month)) for id_, some in months.items())


def _payable_month(one: WaitingMonth) -> PayableMonth:
    price = one.price or one.counted
    return PayableMonth(one.counted.month, price.jkk, price.jkm, price.jht)


def _payable(member: Member, base: int, months: list[PayableMonth]) -> PayableMember:
    place = place_of(member.village)
    address = ", ".join(part for part in (member.address, place.name, place.district) if part)
    return PayableMember(
        name=member.name or "",
        nik=member.nik,
        participant_number=member.participant_number,
        birth_place=member.birth_place,
        birth=member.birth,
        sex=member.sex,
        phone=member.phone,
        address=address or None,
        occupation=member.occupation,
        base=base,
        months=tuple(months),
    )
