"""Whether a member is protected, per contribution month and as a whole.

Four things are told apart and never mixed: paid to the agent, deposited at the branch, remitted by the branch
as it says, and protected by an answer or proof of BPJS. Only the last is protection, from its own date.
Arrears follow BPJS's process handbook 908 p. 59 (Perdir 22/PERDIR.02/072022); the parameters are dated data.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import msgspec

from agent_app.domain.months import Month, add_months, first_day, month_of, month_range, months_between


class MonthState(StrEnum):
    """How far the money of one member's contribution month has come."""

    PAID_TO_AGENT = "paid_to_agent"
    """Dibayar ke agen: the agent holds it."""
    DEPOSITED = "deposited"
    """Disetor: the branch counted it."""
    REMITTED = "remitted"
    """Dibayarkan menurut cabang: a supervisor recorded a remittance to BPJS."""
    PROTECTED = "protected"
    """Terlindungi: an imported answer or proof of BPJS says so."""

    @property
    def reached_bpjs(self) -> bool:
        return self in (MonthState.REMITTED, MonthState.PROTECTED)


def month_state(*, paid_to_agent: bool, deposited: bool, remitted: bool, protected: bool) -> MonthState | None:
    """The furthest point that is recorded for a month; None when nobody paid it. Each fact stands alone:
    what a sponsor pays to BPJS directly is remitted without ever having been with the agent."""
    if protected:
        return MonthState.PROTECTED
    if remitted:
        return MonthState.REMITTED
    if deposited:
        return MonthState.DEPOSITED
    return MonthState.PAID_TO_AGENT if paid_to_agent else None


class CoverageRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Dated parameters of arrears and waiting times, in force from `effective_from` (ISO date).

    With last paid month M: arrears of M+1 to M+`arrears_months` may still be paid, the membership ended on
    the first day of M+`ended_after_months`. `death_benefit_months`: paid months before JKM is paid in full.
    `scholarship_months`: paid months before JKM gives a scholarship.
    """

    effective_from: str
    insured_in_arrears: bool
    arrears_months: int
    ended_after_months: int
    death_benefit_months: int
    scholarship_months: int


class MemberStatus(StrEnum):
    UNKNOWN = "unknown"
    """Belum diketahui: no opening balance and nothing remitted yet. Never in arrears."""
    REGISTERED = "registered"
    """A first registration for which nothing has been remitted yet."""
    ACTIVE = "active"
    """Paid through the present month or further."""
    IN_ARREARS = "in_arrears"
    ENDED = "ended"
    """A return is a new registration: work and health are asked again, waiting times start again."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A member's standing on one day.

    `last_paid`: last month that reached BPJS; `paid_months`: how many did since the membership last began
    (`member_since`); `payable_arrears`: months that may still be paid; `days_left_until_ended`: None unless
    in arrears; `with_agent_or_branch`: months paid that have not reached BPJS and protect nobody.
    """

    status: MemberStatus
    protected: bool
    last_paid: Month | None
    member_since: Month | None
    paid_months: int
    payable_arrears: tuple[Month, ...]
    days_left_until_ended: int | None
    with_agent_or_branch: tuple[Month, ...]
    full_death_benefit: bool
    """JKM in full; before that only the amount for the first months (prudent reading after a return)."""
    scholarship: bool
    """The paid months suffice for the scholarship of JKM."""


def coverage(
    months: Mapping[Month, MonthState],
    rules: CoverageRules,
    today: date,
    *,
    effective_from: date | None = None,
    opening: Month | None = None,
    first_registration: bool = False,
) -> Coverage:
    """Standing on `today` from the states of the months known.

    `effective_from` is the date of protection in the proof of BPJS; without it no month protects. `opening`
    is the last paid month that a member list brought along; it counts as having reached BPJS, yet as no
    proof. `first_registration` says that there was no membership before: an empty history is then a known one.
    """
    settled = {month for month, state in months.items() if state.reached_bpjs}
    if opening is not None:
        settled.add(opening)
    held = tuple(sorted(month for month, state in months.items() if not state.reached_bpjs))
    if not settled:
        status = MemberStatus.REGISTERED if first_registration else MemberStatus.UNKNOWN
        return Coverage(status, False, None, None, 0, (), None, held, False, False)

    last = max(settled)
    since = _member_since(settled, rules)
    paid = sum(month >= since for month in settled)
    late = months_between(last, month_of(today))
    status = _status(late, rules)
    in_arrears = status is MemberStatus.IN_ARREARS
    return Coverage(
        status=status,
        protected=_protected(months, last, in_arrears, effective_from, rules, today),
        last_paid=last,
        member_since=since,
        paid_months=paid,
        payable_arrears=_payable(last, late, months, rules) if in_arrears else (),
        days_left_until_ended=(ended_on(last, rules) - today).days if in_arrears else None,
        with_agent_or_branch=held,
        full_death_benefit=paid >= rules.death_benefit_months,
        scholarship=paid >= rules.scholarship_months,
    )


def ended_on(last_paid: Month, rules: CoverageRules) -> date:
    """The first day on which a membership paid through `last_paid` is over."""
    return first_day(add_months(last_paid, rules.ended_after_months))


def _status(late: int, rules: CoverageRules) -> MemberStatus:
    if late <= 0:
        return MemberStatus.ACTIVE
    return MemberStatus.IN_ARREARS if late < rules.ended_after_months else MemberStatus.ENDED


def _protected(
    months: Mapping[Month, MonthState],
    last: Month,
    in_arrears: bool,
    effective_from: date | None,
    rules: CoverageRules,
    today: date,
) -> bool:
    if effective_from is None or today < effective_from:
        return False
    if months.get(month_of(today)) is MonthState.PROTECTED:
        return True
    return in_arrears and rules.insured_in_arrears and months.get(last) is MonthState.PROTECTED


def _member_since(settled: set[Month], rules: CoverageRules) -> Month:
    """First month of the present membership; a gap that ended one makes the next month a new beginning."""
    ordered = sorted(settled)
    since = ordered[0]
    for earlier, later in itertools.pairwise(ordered):
        if months_between(earlier, later) >= rules.ended_after_months:
            since = later
    return since


def _payable(last: Month, late: int, months: Mapping[Month, MonthState], rules: CoverageRules) -> tuple[Month, ...]:
    missed = month_range(add_months(last, 1), min(late, rules.arrears_months))
    return tuple(month for month in missed if month not in months)
