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
from agent_app.records.views import reviews, schedules
from agent_app.records.views.months import MemberMonths
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
    """Member-months paid to BPJS under one `reference` (its payment code)."""

    reference: str
    members: tuple[RemitFor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remitted:
    """The lines that share the reference; member-months and rupiah over all of them."""

    origins: tuple[Origin, ...]
    member_months: int
    rupiah: int


def remit(tx: Tx, command: Remit) -> Remitted:
    """Record that the branch paid member-months to BPJS: only what was counted at the branch, and only once.

    What counts as deposited is stated in `records.views.deposited`. Raises Refused(role_not_allowed),
    reference_missing, months_missing, months_repeated, member_unknown, month_not_collected(month),
    month_not_deposited(month), month_already_remitted(month).
    """
    supervisor_only(tx)
    if not command.reference.strip():
        raise Refused(RefusalCode.REFERENCE_MISSING)
    ids = [one.member for one in command.members]
    if len(set(ids)) != len(ids):
        raise Refused(RefusalCode.MONTHS_REPEATED)
    known = _known_months(tx, ids)
    rows = [(one.member, _remitted_months(known[one.member], one.months)) for one in command.members]
    if not rows:
        raise Refused(RefusalCode.MONTHS_MISSING)
    origins = tuple(tx.append(_remittance(tx, command.reference.strip(), some)) for some in portions(rows))
    return Remitted(
        origins=origins,
        member_months=sum(len(row.months) for _, row in rows),
        rupiah=sum(row.rupiah for _, row in rows),
    )


def _known_months(tx: Tx, ids: list[str]) -> dict[str, MemberMonths]:
    people = []
    for each in ids:
        member = members_view.find(tx.connection, tx.coop, each)
        if member is None:
            raise Refused(RefusalCode.MEMBER_UNKNOWN)
        people.append(member)
    return months_view.months_of_people(tx.connection, tx.coop, people)


def _remitted_months(known: MemberMonths, months: tuple[Month, ...]) -> RemittedMonths:
    if not months:
        raise Refused(RefusalCode.MONTHS_MISSING)
    if len(set(months)) != len(months):
        raise Refused(RefusalCode.MONTHS_REPEATED)
    prices = [_counted_price(known, month) for month in sorted(months)]
    return RemittedMonths(months=tuple(sorted(months)), rupiah=sum(prices))


def _counted_price(known: MemberMonths, month: Month) -> int:
    """What the branch has of a month that it may still remit."""
    if month in known.remitted or month in known.protected:
        raise Refused(RefusalCode.MONTH_ALREADY_REMITTED, month=month)
    paid = [one for one in known.paid if one.month == month]
    if not paid:
        raise Refused(RefusalCode.MONTH_NOT_COLLECTED, month=month)
    counted = next((one for one in paid if one.deposited), None)
    if counted is None:
        raise Refused(RefusalCode.MONTH_NOT_DEPOSITED, month=month)
    return counted.rupiah


def _remittance(tx: Tx, reference: str, rows: list[tuple[str, RemittedMonths]]) -> ContributionsRemitted:
    return ContributionsRemitted(
        day=tx.day.isoformat(),
        branch=tx.identity.branch,
        members=tuple(member for member, _ in rows),
        rupiah=sum(row.rupiah for _, row in rows),
        reference=reference,
        rows=tuple(row for _, row in rows),
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
