"""What a supervisor does for the branch: accept a schedule, remit to BPJS, decide what the centre asks."""

from dataclasses import dataclass

from agent_app.domain import reviews as review_rules
from agent_app.domain.errors import Refused
from agent_app.domain.months import Month
from agent_app.domain.refusals import RefusalCode
from agent_app.domain.reviews import Bearer, Decision
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.cash import ContributionsRemitted, RemittedMonths
from agent_app.journal.entries.house import ReviewDecided, ScheduleAccepted
from agent_app.records.views import members as members_view
from agent_app.records.views import months as months_view
from agent_app.records.views import prices_now, reviews, schedules
from agent_app.records.views.months import MemberMonths, PaidMonth
from agent_app.services.permissions import second_person, supervisor_only
from agent_app.services.portions import portions
from agent_app.services.registrations import closure, linked
from agent_app.store.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptSchedule:
    """A published schedule by its id."""

    schedule: str


def accept_schedule(tx: Tx, command: AcceptSchedule) -> Origin | None:
    """Let the branch collect by a schedule; None where it already does.

    Raises Refused(role_not_allowed) or, for one that is not published or cannot be read, schedule_unusable.
    """
    supervisor_only(tx)
    known = schedules.published(tx.connection, tx.coop, tx.identity.branch)
    found = next((one for one in known if one.schedule.id == command.schedule), None)
    if found is None:
        raise Refused(RefusalCode.SCHEDULE_UNUSABLE)
    if found.accepted:
        return None
    return tx.append(ScheduleAccepted(day=tx.day.isoformat(), branch=tx.identity.branch, schedule=found.schedule.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class RemitFor:
    member: str
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remit:
    """Member-months paid to BPJS under one `reference` (its payment code).

    `borne_by`: who bears what BPJS asks above what was collected. `told`: the rupiah the person was told to pay.
    """

    reference: str
    members: tuple[RemitFor, ...]
    borne_by: Bearer | None = None
    told: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remitted:
    """The lines that share the reference; member-months and rupiah paid to BPJS over all of them."""

    origins: tuple[Origin, ...]
    member_months: int
    rupiah: int


def remit(tx: Tx, command: Remit) -> Remitted:
    """Record that the branch paid member-months to BPJS: only what was counted at the branch, and only once.

    What counts as deposited is stated in `records.views.deposited`. BPJS is paid what the months cost today; what that
    is above or below what was collected is computed here and stands in the lines, month by month. Raises
    Refused(role_not_allowed), reference_missing, months_missing, months_repeated, member_unknown,
    month_not_collected(month), month_not_deposited(month), month_already_remitted(month), amount_differs where that
    is not what the person was told, bearer_missing where BPJS asks more and nobody is said to bear it,
    bearer_not_offered where it does not.
    """
    supervisor_only(tx)
    if not command.reference.strip():
        raise Refused(RefusalCode.REFERENCE_MISSING)
    ids = [one.member for one in command.members]
    if len(set(ids)) != len(ids):
        raise Refused(RefusalCode.MONTHS_REPEATED)
    known = _known_months(tx, ids)
    counted = [(one.member, _counted_months(known[one.member], one.months)) for one in command.members]
    if not counted:
        raise Refused(RefusalCode.MONTHS_MISSING)
    rows = _at_todays_prices(tx, counted)
    rupiah = sum(row.rupiah for _, row in rows)
    if command.told not in (None, rupiah):
        raise Refused(RefusalCode.AMOUNT_DIFFERS)
    borne_by = review_rules.bearer_of_shortage(_short(rows), command.borne_by)
    origins = tuple(tx.append(_remittance(tx, command.reference.strip(), some, borne_by)) for some in portions(rows))
    return Remitted(
        origins=origins,
        member_months=sum(len(row.months) for _, row in rows),
        rupiah=rupiah,
    )


def _known_months(tx: Tx, ids: list[str]) -> dict[str, MemberMonths]:
    people = []
    for each in ids:
        member = members_view.find(tx.connection, tx.coop, each)
        if member is None:
            raise Refused(RefusalCode.MEMBER_UNKNOWN)
        people.append(member)
    return months_view.months_of_people(tx.connection, tx.coop, people)


def _counted_months(known: MemberMonths, months: tuple[Month, ...]) -> list[PaidMonth]:
    if not months:
        raise Refused(RefusalCode.MONTHS_MISSING)
    if len(set(months)) != len(months):
        raise Refused(RefusalCode.MONTHS_REPEATED)
    return [_counted_month(known, month) for month in sorted(months)]


def _counted_month(known: MemberMonths, month: Month) -> PaidMonth:
    """A month that the branch may still remit, as it has its money."""
    if month in known.remitted or month in known.protected:
        raise Refused(RefusalCode.MONTH_ALREADY_REMITTED, month=month)
    paid = [one for one in known.paid if one.month == month]
    if not paid:
        raise Refused(RefusalCode.MONTH_NOT_COLLECTED, month=month)
    counted = next((one for one in paid if one.deposited), None)
    if counted is None:
        raise Refused(RefusalCode.MONTH_NOT_DEPOSITED, month=month)
    return counted


Rows = list[tuple[str, RemittedMonths]]


def _at_todays_prices(tx: Tx, counted: list[tuple[str, list[PaidMonth]]]) -> Rows:
    every = [one for _, some in counted for one in some]
    found = prices_now.differences(tx.connection, tx.coop, tx.identity.branch, every)
    rows = []
    for member, some in counted:
        differences = {one.month: found[key] for one in some if (key := (one.member, one.month)) in found}
        rupiah = sum(one.rupiah for one in some) + sum(differences.values())
        months = tuple(one.month for one in some)
        rows.append((member, RemittedMonths(months=months, rupiah=rupiah, differences=differences)))
    # The trail tells an act by its first line: what somebody bears stands in it, then what is owed to members.
    return sorted(rows, key=lambda row: (not _short([row]), not row[1].differences))


def _short(rows: Rows) -> int:
    """Rupiah asked above what was collected; what is asked less for one month makes up for no other."""
    return sum(max(rupiah, 0) for _, row in rows for rupiah in row.differences.values())


def _remittance(tx: Tx, reference: str, rows: Rows, borne_by: Bearer | None) -> ContributionsRemitted:
    return ContributionsRemitted(
        day=tx.day.isoformat(),
        branch=tx.identity.branch,
        members=tuple(member for member, _ in rows),
        rupiah=sum(row.rupiah for _, row in rows),
        reference=reference,
        rows=tuple(row for _, row in rows),
        borne_by=borne_by.value if borne_by is not None and _short(rows) else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideReview:
    """A decision on the review (origin, code). `survivor`: whose registration goes on at a merge; without it
    the oldest. `borne_by`: who bears a difference in price that the decision leaves."""

    origin: Origin
    code: str
    decision: Decision
    survivor: str | None = None
    borne_by: Bearer | None = None


def decide_review(tx: Tx, command: DecideReview) -> Origin:
    """Decide what the centre put before the branch. No rupiah moves by it.

    Raises Refused(role_not_allowed), review_unknown, review_already_decided, decision_not_offered, bearer_missing,
    bearer_not_offered, second_person_required where one of the lines is this person's own, member_unknown for a
    survivor that the review does not name or a registration that is not held here.
    """
    supervisor_only(tx)
    chosen = review_rules.decision(command.code, command.decision)
    review = reviews.find(tx.connection, tx.coop, command.origin, command.code)
    if review is None:
        raise Refused(RefusalCode.REVIEW_UNKNOWN)
    if review.decided:
        raise Refused(RefusalCode.REVIEW_ALREADY_DECIDED)
    second_person(tx, *review.makers)
    borne_by = review_rules.bearer(command.code, chosen, command.borne_by)
    if command.survivor not in (None, *review.members):
        raise Refused(RefusalCode.MEMBER_UNKNOWN)
    members = _merged(tx, review.members, command.survivor) if chosen is Decision.MERGE else review.members
    return tx.append(
        ReviewDecided(
            day=tx.day.isoformat(),
            origin=review.origin,
            code=review.code,
            decision=chosen.value,
            agent=review.agent,
            members=members,
            borne_by=borne_by.value if borne_by is not None else None,
        )
    )


def _merged(tx: Tx, members: tuple[str, ...], survivor: str | None) -> tuple[str, ...]:
    """The registration that goes on, before all that are merged into it: also those merged earlier.

    No registration is ever merged into one that does not go on itself, or its money would be out of sight.
    """
    together = closure(members, lambda ids: linked(tx, ids, "merged_into"))
    found = [one for each in sorted(together) if (one := members_view.find(tx.connection, tx.coop, each)) is not None]
    known = {one.member: one for one in sorted(found, key=lambda one: one.at)}
    goes_on = survivor or next((each for each in known if each in members), None)
    if goes_on not in known:
        raise Refused(RefusalCode.MEMBER_UNKNOWN)
    for _ in known:
        goes_on = known[goes_on].merged_into or goes_on
    return (goes_on, *(each for each in known if each != goes_on))
