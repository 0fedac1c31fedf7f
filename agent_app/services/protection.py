"""What BPJS answers: who is protected for which months from what day, under which participant number, and what it
does not take."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.engine import Connection

from agent_app.domain.answers import Doubt
from agent_app.domain.errors import Refused
from agent_app.domain.months import Month
from agent_app.domain.refusals import RefusalCode
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.cash import (
    AnswerLookedAt,
    Participant,
    ParticipantNumbered,
    ProtectedMonths,
    ProtectionConfirmed,
)
from agent_app.records.views import members as members_view
from agent_app.records.views import months as months_view
from agent_app.records.views.members import Member
from agent_app.records.views.months import MemberMonths
from agent_app.services.answered_people import members_by_number, number_key, spoken_of
from agent_app.services.permissions import supervisor_only
from agent_app.services.portions import portions
from agent_app.services.refusals import RefusedAnswer, plain, plan_refusals, record_refusals
from agent_app.store.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AnsweredRow:
    """One person in BPJS's answer, by NIK, participant number or both; protected from `effective_from`.

    `member` is whom the row was found to speak of, where that was looked up before.
    """

    member: str | None = None
    nik: str | None = None
    participant_number: str | None = None
    months: tuple[Month, ...]
    effective_from: date


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Looked:
    """What a person decided who looked at a row: what spoke against it (`doubts`), why it is taken all the same, and
    what BPJS says there."""

    doubts: tuple[Doubt, ...]
    reason: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ConfirmProtection:
    """A parsed answer; `reference` is BPJS's payment code, `proof` the SHA-256 (hex) of the imported file.

    `refused` rows need no `reference`: they speak of the remittance that their months were in. With `looked` it is
    about one row of one person.
    """

    reference: str
    proof: str
    rows: tuple[AnsweredRow, ...]
    refused: tuple[RefusedAnswer, ...] = ()
    looked: Looked | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """`members` and `member_months` newly protected; `unmatched`: positions of rows nobody here fits; `refused`:
    members of whom a refusal is newly recorded."""

    origins: tuple[Origin, ...]
    members: int
    member_months: int
    unmatched: tuple[int, ...]
    refused: int = 0


Row = tuple[str, ProtectedMonths]


@dataclass(frozen=True, slots=True, repr=False)
class ProtectionPlan:
    """What an answer would write: for each of its rows whom it speaks of (None: nobody here), the months newly
    protected by member, and participant numbers that are new, by member."""

    found: tuple[Member | None, ...]
    rows: tuple[Row, ...]
    numbers: tuple[tuple[str, str], ...]

    @property
    def members(self) -> int:
        return len({member for member, _ in self.rows})

    @property
    def member_months(self) -> int:
        return sum(len(months.months) for _, months in self.rows)

    @property
    def unmatched(self) -> tuple[int, ...]:
        return tuple(index for index, member in enumerate(self.found) if member is None)

    @property
    def is_empty(self) -> bool:
        """Whether all that the answer says stands here already."""
        return not self.rows and not self.numbers


def plan_protection(connection: Connection, coop: str, rows: Sequence[AnsweredRow]) -> ProtectionPlan:
    """What the rows of an answer would write, without writing it."""
    numbered = members_by_number(connection, coop)
    candidates = [_candidates(connection, coop, row, numbered) for row in rows]
    people = {one.member: one for some in candidates for one in some}
    known = months_view.months_of_people(connection, coop, people.values())
    found = tuple(_best(row, some, known) for row, some in zip(rows, candidates, strict=True))
    return ProtectionPlan(found, _together(_fresh(rows, found, known)), tuple(_new_numbers(rows, found)))


def confirm_protection(tx: Tx, command: ConfirmProtection) -> Confirmed:
    """Record an answer of BPJS; what stands here already is not written again.

    What it refuses is remittable again. Raises Refused(role_not_allowed), reference_missing without a reference for
    its rows, or reason_missing where a person took a row and says not why.
    """
    supervisor_only(tx)
    if command.looked is not None and not command.looked.reason.strip():
        raise Refused(RefusalCode.REASON_MISSING)
    if not command.reference.strip() and (command.rows or not command.refused):
        raise Refused(RefusalCode.REFERENCE_MISSING)
    plan = plan_protection(tx.connection, tx.coop, command.rows)
    refusals = plan_refusals(tx.connection, tx.coop, tx.identity.branch, command.proof, command.refused)
    origins = tuple(tx.append(_confirmation(tx, command, some)) for some in portions(plan.rows))
    for member, number in plan.numbers:
        _append_number(tx, member, number, command.proof)
    return Confirmed(
        origins=(*origins, *record_refusals(tx, command.proof, refusals)),
        members=plan.members,
        member_months=plan.member_months,
        unmatched=plan.unmatched,
        refused=refusals.members,
    )


def _candidates(
    connection: Connection, coop: str, row: AnsweredRow, numbered: Mapping[str, tuple[str, ...]]
) -> tuple[Member, ...]:
    if row.member is None:
        return spoken_of(connection, coop, row.nik, row.participant_number, numbered)
    found = members_view.find(connection, coop, row.member)
    return (found,) if found is not None else ()


def _best(row: AnsweredRow, candidates: tuple[Member, ...], known: Mapping[str, MemberMonths]) -> Member | None:
    """Of registrations with one NIK, the one whose months were paid; else the oldest that nothing replaced."""
    replaced = {one.replaces for one in candidates}
    return max(
        candidates,
        key=lambda one: (len(known[one.member].states.keys() & set(row.months)), one.member not in replaced),
        default=None,
    )


def _fresh(
    answered: Iterable[AnsweredRow], found: Iterable[Member | None], known: Mapping[str, MemberMonths]
) -> Iterator[Row]:
    """Of each row the months not known to be protected from its day or an earlier one, neither here nor by a row
    before it."""
    protected = {member: dict(months.protected) for member, months in known.items()}
    for row, member in zip(answered, found, strict=True):
        since = protected[member.member] if member is not None else {}
        months = tuple(
            month for month in sorted(set(row.months)) if month not in since or row.effective_from < since[month]
        )
        if member is not None and months:
            since |= dict.fromkeys(months, row.effective_from)
            yield member.member, ProtectedMonths(months=months, effective_from=row.effective_from.isoformat())


def _together(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The months of one member from one day as one row: an answer may have a row for each month."""
    months: dict[tuple[str, str], list[Month]] = {}
    for member, one in rows:
        months.setdefault((member, one.effective_from), []).extend(one.months)
    return tuple(
        (member, ProtectedMonths(months=tuple(sorted(some)), effective_from=since))
        for (member, since), some in months.items()
    )


def _confirmation(tx: Tx, command: ConfirmProtection, rows: list[Row]) -> ProtectionConfirmed:
    looked = command.looked
    return ProtectionConfirmed(
        day=tx.day.isoformat(),
        branch=tx.identity.branch,
        members=tuple(member for member, _ in rows),
        rows=tuple(months for _, months in rows),
        reference=command.reference.strip(),
        proof=command.proof,
        doubts=tuple(doubt.value for doubt in looked.doubts) if looked is not None else (),
        private=_looked_at(looked) if looked is not None else None,
    )


def _looked_at(looked: Looked) -> AnswerLookedAt:
    return AnswerLookedAt(reason=plain(looked.reason), said=plain(looked.said) or None)


def _new_numbers(answered: Iterable[AnsweredRow], found: Iterable[Member | None]) -> Iterator[tuple[str, str]]:
    """Each number once that its member does not have yet."""
    told: set[tuple[str, str]] = set()
    for row, member in zip(answered, found, strict=True):
        number = row.participant_number
        if member is None or number is None or number_key(number) == number_key(member.participant_number or ""):
            continue
        if (member.member, number) not in told:
            told.add((member.member, number))
            yield member.member, number


def _append_number(tx: Tx, member: str, number: str, proof: str) -> None:
    tx.append(
        ParticipantNumbered(
            day=tx.day.isoformat(),
            branch=tx.identity.branch,
            member=member,
            proof=proof,
            private=Participant(participant_number=number),
        )
    )
