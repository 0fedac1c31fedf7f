"""Contributions of informal workers (BPU): the dated schedule, and what months cost under it.

JKK and JKM are the base pair, JHT is optional. JKK is 1 % and JHT 2 % of the base of the income bracket
(never of the income itself), JKM a flat amount: PP 44/2015 Lampiran II as last amended by PP 49/2023, and
PP 46/2015. The relief of PP 50/2025 goes by contribution month, never by the day of payment.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import msgspec

from agent_app.domain.errors import Refused
from agent_app.domain.funding import Budget, Funding
from agent_app.domain.months import Month
from agent_app.domain.months import month as checked_month
from agent_app.domain.refusals import RefusalCode


class Programme(StrEnum):
    JKK = "JKK"
    """Work accident."""
    JKM = "JKM"
    """Death."""
    JHT = "JHT"
    """Old-age savings, the member's own money."""


BASE_PAIR: Final = frozenset({Programme.JKK, Programme.JKM})


class Sector(StrEnum):
    """Sector of the insured occupation, which decides the relief."""

    TRANSPORT = "transport"
    OTHER = "other"


class Segment(StrEnum):
    BPU = "BPU"
    """Bukan Penerima Upah, informal workers: contributions by bracket."""
    PU = "PU"
    """Penerima Upah, wage earners: participation and proof only, never quoted."""


class Sureness(StrEnum):
    """How sure a packaged figure is; the screen shows `unconfirmed` rows as *belum dikonfirmasi*."""

    OFFICIAL = "official"
    SECONDARY = "secondary"
    UNCONFIRMED = "unconfirmed"


def _check_months(*months: Month) -> None:
    """Months compare as text: one in another form would be in force at the wrong time."""
    try:
        for each in months:
            checked_month(each)
    except Refused as unreadable:
        raise ValueError("a schedule names a month that is none") from unreadable


class Bracket(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the schedule, in rupiah a month; it holds from `income_from` up to the next row's."""

    number: int
    income_from: int
    base: int
    jkk: int
    jkm: int
    jht: int
    source: str
    sureness: Sureness

    def __post_init__(self) -> None:
        if self.base <= 0 or min(self.jkk, self.jkm, self.jht) < 0:
            raise ValueError("a bracket has a base, and no price below zero")

    def price(self, programme: Programme) -> int:
        return {Programme.JKK: self.jkk, Programme.JKM: self.jkm, Programme.JHT: self.jht}[programme]


class ReliefRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A relief for one sector and the contribution months `first_month` to `last_month`, both included."""

    id: str
    regulation: str
    programmes: tuple[Programme, ...]
    sector: Sector
    first_month: Month
    last_month: Month
    percent_paid: int
    source: str
    sureness: Sureness

    def __post_init__(self) -> None:
        _check_months(self.first_month, self.last_month)
        if self.first_month > self.last_month or not 0 <= self.percent_paid <= 100:
            raise ValueError("a relief has its months in order and a share of 0 to 100 percent")

    def covers(self, month: Month, programme: Programme, sector: Sector) -> bool:
        return sector == self.sector and programme in self.programmes and self.first_month <= month <= self.last_month


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A dated price list. The centre publishes it as a line; it holds from contribution month `valid_from`
    until a later schedule's. Brackets stand in rising order of `income_from`, the first at 0."""

    id: str
    valid_from: Month
    regulation: str
    brackets: tuple[Bracket, ...]
    relief: tuple[ReliefRule, ...]

    def __post_init__(self) -> None:
        _check_months(self.valid_from)
        starts = [bracket.income_from for bracket in self.brackets]
        if not starts or starts[0] != 0 or starts != sorted(set(starts)):
            raise ValueError("brackets must rise from an income of 0")
        if any(
            bracket.price(programme) * rule.percent_paid % 100
            for rule in self.relief
            for bracket in self.brackets
            for programme in rule.programmes
        ):
            raise ValueError("a relief must leave whole rupiah")

    @property
    def fully_confirmed(self) -> bool:
        rows: tuple[Bracket | ReliefRule, ...] = (*self.brackets, *self.relief)
        return all(row.sureness is not Sureness.UNCONFIRMED for row in rows)


def schedule_to_json(schedule: Schedule) -> dict[str, Any]:
    """The schedule as objects, lists, text and integers, to travel inside a journal line."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(schedule))
    return plain


def schedule_from_json(plain: dict[str, Any]) -> Schedule:
    """The schedule inside a journal line. Raises Refused(schedule_unusable) when it is none."""
    try:
        return msgspec.convert(plain, Schedule)
    except msgspec.ValidationError as unusable:
        raise Refused(RefusalCode.SCHEDULE_UNUSABLE) from unusable


def schedule_for(schedules: Iterable[Schedule], month: Month) -> Schedule:
    """The schedule in force for a contribution month. Raises Refused(no_schedule_for_month)."""
    begun = [schedule for schedule in schedules if schedule.valid_from <= month]
    if not begun:
        raise Refused(RefusalCode.NO_SCHEDULE_FOR_MONTH, month=month)
    return max(begun, key=lambda schedule: (schedule.valid_from, schedule.id))


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """Price of one programme in one month: `full` by the schedule, `paid` after the relief named, if any."""

    month: Month
    programme: Programme
    full: int
    paid: int
    relief: str | None


@dataclass(frozen=True, slots=True)
class MonthPrice:
    month: Month
    full: int
    paid: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What the months cost, with the base that benefits are later computed from."""

    schedule: str
    bracket: Bracket
    lines: tuple[QuoteLine, ...]

    @property
    def base(self) -> int:
        return self.bracket.base

    @property
    def months(self) -> tuple[MonthPrice, ...]:
        """Totals per month, in the order of the months."""
        totals: dict[Month, tuple[int, int]] = {}
        for line in self.lines:
            full, paid = totals.get(line.month, (0, 0))
            totals[line.month] = (full + line.full, paid + line.paid)
        return tuple(MonthPrice(month, full, paid) for month, (full, paid) in totals.items())

    @property
    def total(self) -> int:
        """Rupiah to be paid for everything quoted."""
        return sum(line.paid for line in self.lines)

    @property
    def full_total(self) -> int:
        return sum(line.full for line in self.lines)


def quote(
    schedule: Schedule,
    income: int,
    sector: Sector,
    funding: Funding,
    programmes: Collection[Programme],
    months: Collection[Month],
    segment: Segment = Segment.BPU,
) -> Quote:
    """Price each month and programme for a monthly `income` in rupiah.

    The bracket is the last whose `income_from` is not above the income: the printed upper limits leave gaps.
    Raises Refused with income_missing (negative), funding_unknown, wage_earner_not_quoted,
    base_pair_required, months_missing, month_unreadable, months_repeated or no_schedule_for_month.
    """
    return _quote(schedule, bracket_for(schedule, income), sector, funding, programmes, months, segment)


def quote_for_base(
    schedule: Schedule,
    base: int,
    sector: Sector,
    funding: Funding,
    programmes: Collection[Programme],
    months: Collection[Month],
    segment: Segment = Segment.BPU,
) -> Quote:
    """The same from a stored base, without the income. Raises also Refused(base_unknown)."""
    found = [bracket for bracket in schedule.brackets if bracket.base == base]
    if not found:
        raise Refused(RefusalCode.BASE_UNKNOWN, base=base)
    return _quote(schedule, found[0], sector, funding, programmes, months, segment)


def bracket_for(schedule: Schedule, income: int) -> Bracket:
    """Raises Refused(income_missing) for a negative income."""
    if income < 0:
        raise Refused(RefusalCode.INCOME_MISSING)
    return [bracket for bracket in schedule.brackets if bracket.income_from <= income][-1]


def _quote(
    schedule: Schedule,
    bracket: Bracket,
    sector: Sector,
    funding: Funding,
    programmes: Collection[Programme],
    months: Collection[Month],
    segment: Segment,
) -> Quote:
    _refuse_what_has_no_price(schedule, funding, programmes, months, segment)
    chosen = [programme for programme in Programme if programme in programmes]
    return Quote(
        schedule.id,
        bracket,
        tuple(
            _line(schedule, bracket, sector, funding, month, programme)
            for month in sorted(months)
            for programme in chosen
        ),
    )


def _refuse_what_has_no_price(
    schedule: Schedule,
    funding: Funding,
    programmes: Collection[Programme],
    months: Collection[Month],
    segment: Segment,
) -> None:
    if segment is Segment.PU:
        raise Refused(RefusalCode.WAGE_EARNER_NOT_QUOTED)
    if funding.budget is Budget.UNKNOWN:
        raise Refused(RefusalCode.FUNDING_UNKNOWN)
    if not set(programmes) >= BASE_PAIR:
        raise Refused(RefusalCode.BASE_PAIR_REQUIRED)
    if not months:
        raise Refused(RefusalCode.MONTHS_MISSING)
    for each in months:
        checked_month(each)
    if len(set(months)) != len(months):
        raise Refused(RefusalCode.MONTHS_REPEATED)
    if min(months) < schedule.valid_from:
        raise Refused(RefusalCode.NO_SCHEDULE_FOR_MONTH, month=min(months))


def _line(
    schedule: Schedule, bracket: Bracket, sector: Sector, funding: Funding, month: Month, programme: Programme
) -> QuoteLine:
    full = bracket.price(programme)
    rules = [rule for rule in schedule.relief if rule.covers(month, programme, sector)]
    if not rules or funding.budget is Budget.STATE:
        return QuoteLine(month, programme, full, full, None)
    best = min(rules, key=lambda rule: (rule.percent_paid, rule.id))
    return QuoteLine(month, programme, full, full * best.percent_paid // 100, best.id)
