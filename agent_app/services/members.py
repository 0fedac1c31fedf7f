"""Registering people in the field, and what is written about them at a visit."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, get_args

from uuid_utils.compat import uuid7

from agent_app.domain import nik as nik_rules
from agent_app.domain.contributions import BASE_PAIR, Programme, Sector, Segment, bracket_for
from agent_app.domain.errors import Refused
from agent_app.domain.funding import Budget
from agent_app.domain.months import month_of
from agent_app.domain.nik import Nik, NikWarning, Sex, parse_nik
from agent_app.domain.refusals import RefusalCode
from agent_app.journal.entries.base import Note, Origin
from agent_app.journal.entries.members import (
    ConsentGiven,
    ConsentPrivate,
    Heir,
    MemberAssigned,
    MemberPrivate,
    MemberRegistered,
    ProspectVisited,
    VisitOutcome,
)
from agent_app.records.views import members as members_view
from agent_app.records.views.taken_months import taken_months
from agent_app.reference.regions import regions
from agent_app.services.membership import has_ended, rules_on
from agent_app.services.permissions import agent_of_branch, speaks_of, supervisor_only
from agent_app.services.pricing import schedule_in_force
from agent_app.store.tx import Tx


class Purpose(StrEnum):
    """What a member agrees to, each by a tick of its own (UU 27/2022)."""

    REGISTRATION = "registration"
    """Without it nobody is registered."""
    SHU_CONVERSION = "shu_conversion"
    SAVINGS_DEDUCTION = "savings_deduction"
    LOAN_DEDUCTION = "loan_deduction"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """`text` names the version of the text read out; on paper, `sheet` and `row` say where it is signed and
    `picture` is the SHA-256 of its photograph."""

    text: str
    purposes: tuple[str, ...]
    signed: Literal["screen", "paper", "thumb"]
    sheet: str | None = None
    row: int | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RegisterMember:
    """A person as asked and as read off the card.

    `income` in rupiah a month, and the two declarations, are never prefilled: None is refused. `roster` is the
    roster row the person was found on, None for a walk-up; `replaces` an ended membership this one follows on.
    `card_is_right`: the NIK is known here, and the person says that the other record is wrong.
    """

    nik: str
    name: str
    income: int | None
    sector: Sector
    consent: Consent | None
    declared_working: bool | None
    declared_healthy: bool | None
    programmes: tuple[Programme, ...] = (Programme.JKK, Programme.JKM)
    budget: Budget = Budget.PRIVATE
    segment: Segment = Segment.BPU
    roster: str | None = None
    replaces: str | None = None
    card_is_right: bool = False
    birth: date | None = None
    birth_place: str | None = None
    sex: Sex | None = None
    phone: str | None = None
    address: str | None = None
    village: str | None = None
    occupation: str | None = None
    work: str | None = None
    mother: str | None = None
    heirs: tuple[Heir, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """`member` is the new id, `base` rupiah, `warnings` what is odd about the NIK, `others` the records on this
    laptop that have the same NIK: the centre will open a review."""

    member: str
    origin: Origin
    base: int
    warnings: tuple[NikWarning, ...] = ()
    others: tuple[str, ...] = ()


def register_member(tx: Tx, command: RegisterMember) -> Registered:
    """Register a person, with their consent in the same act.

    Raises Refused with a `nik_…` code, name_missing, income_missing, consent_missing, declaration_missing,
    base_pair_required, roster_row_unknown, member_unknown for a membership to replace that is not known here,
    member_known(member), no_schedule_for_month, schedule_not_accepted.
    """
    nik = parse_nik(command.nik)
    consent = _complete(command)
    if command.roster is not None and members_view.roster_entry(tx.connection, tx.coop, command.roster) is None:
        raise Refused(RefusalCode.ROSTER_ROW_UNKNOWN)
    base = _base(tx, command)
    others, ended = _same_person(tx, nik, command)
    if others and not command.card_is_right:
        raise Refused(RefusalCode.MEMBER_KNOWN, member=others[0])
    member = str(uuid7())
    append_consent(tx, member, consent)
    origin = tx.append(
        MemberRegistered(
            day=tx.day.isoformat(),
            member=member,
            agent=tx.identity.person,
            programmes=tuple(each.value for each in Programme if each in command.programmes),
            base=base,
            sector=command.sector.value,
            funding=command.budget.value,
            roster=command.roster,
            replaces=ended,
            private=_private(command, nik),
        )
    )
    return Registered(member=member, origin=origin, base=base, warnings=_warnings(tx, nik, command), others=others)


def _complete(command: RegisterMember) -> Consent:
    """The consent, when nothing is missing that only the person can say."""
    if not command.name.strip():
        raise Refused(RefusalCode.NAME_MISSING)
    if not set(command.programmes) >= BASE_PAIR:
        raise Refused(RefusalCode.BASE_PAIR_REQUIRED)
    said = command.consent
    if said is None or not said.text.strip() or Purpose.REGISTRATION not in said.purposes:
        raise Refused(RefusalCode.CONSENT_MISSING)
    if command.declared_working is None or command.declared_healthy is None:
        raise Refused(RefusalCode.DECLARATION_MISSING)
    return said


def _base(tx: Tx, command: RegisterMember) -> int:
    """The base of the income's bracket under the schedule of the present month; 0 for a wage earner."""
    if command.segment is Segment.PU:
        return 0
    if command.income is None:
        raise Refused(RefusalCode.INCOME_MISSING)
    return bracket_for(schedule_in_force(tx, (month_of(tx.day),)), command.income).base


def _same_person(tx: Tx, nik: Nik, command: RegisterMember) -> tuple[tuple[str, ...], str | None]:
    """Ids of members who go on and have this NIK, stand for the same roster row or are named as replaced; and the
    membership that ended, if any: only that one can be replaced."""
    known = {one.member: one for one in members_view.of_nik(tx.connection, tx.coop, nik.digits)}
    if command.replaces is not None:
        replaced = members_view.find(tx.connection, tx.coop, command.replaces)
        if replaced is None or replaced.erased:
            raise Refused(RefusalCode.MEMBER_UNKNOWN)
        known[replaced.member] = replaced
    if command.roster is not None:
        of_row = members_view.of_roster_row(tx.connection, tx.coop, command.roster)
        known |= {one.member: one for one in of_row if one.merged_into is None and not one.erased}
    for former in [one.replaces for one in known.values() if one.replaces is not None]:
        known.pop(former, None)
    ended = {each for each, one in known.items() if has_ended(tx, one, taken_months(tx.connection, tx.coop, one))}
    last = command.replaces if command.replaces in ended else max(ended, default=None)
    return tuple(each for each in known if each not in ended), last


def append_consent(tx: Tx, member: str, consent: Consent) -> Origin:
    """Write down what a member agrees to."""
    on_paper = (consent.sheet, consent.row, consent.picture)
    return tx.append(
        ConsentGiven(
            day=tx.day.isoformat(),
            member=member,
            agent=tx.identity.person,
            text=consent.text,
            purposes=consent.purposes,
            signed=consent.signed,
            private=ConsentPrivate(sheet=consent.sheet, row=consent.row, picture=consent.picture)
            if any(each is not None for each in on_paper)
            else None,
        )
    )


def _private(command: RegisterMember, nik: Nik) -> MemberPrivate:
    return MemberPrivate(
        nik=nik.digits,
        name=" ".join(command.name.split()),
        birth=command.birth.isoformat() if command.birth else None,
        birth_place=command.birth_place,
        sex=command.sex.value if command.sex else None,
        phone=command.phone,
        address=command.address,
        village=command.village,
        occupation=command.occupation,
        work=command.work,
        income=command.income,
        mother=command.mother,
        heirs=command.heirs,
        declared_working=command.declared_working,
        declared_healthy=command.declared_healthy,
    )


def _warnings(tx: Tx, nik: Nik, command: RegisterMember) -> tuple[NikWarning, ...]:
    return nik_rules.warnings(
        nik,
        today=tx.day,
        limits=rules_on(tx.day).ages,
        birth_date=command.birth,
        sex=command.sex,
        district_known=regions().district(nik.district) is not None,
    )


VisitReason = Literal["no_money", "no_need", "insured_elsewhere", "no_trust", "asks_family", "not_at_home", "other"]
"""Why somebody did not join: a code, because it stands in the line's open part; what else was said is a note."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RecordVisit:
    """What a visit to a member or to somebody on the roster came to; `return_on` is the day to come back."""

    member: str
    outcome: VisitOutcome
    reason: VisitReason | None = None
    return_on: date | None = None
    note: str | None = None


def record_visit(tx: Tx, command: RecordVisit) -> Origin:
    """Raises Refused(member_unknown), date_unreadable where the day to come back is missing or past, or
    reason_missing for a reason that is none of the codes."""
    found = members_view.find(tx.connection, tx.coop, command.member)
    if found is None and members_view.roster_entry(tx.connection, tx.coop, command.member) is None:
        raise Refused(RefusalCode.MEMBER_UNKNOWN)
    if (command.outcome == "return") != (command.return_on is not None) or (
        command.return_on is not None and command.return_on < tx.day
    ):
        raise Refused(RefusalCode.DATE_UNREADABLE)
    if command.reason not in (None, *get_args(VisitReason)):
        raise Refused(RefusalCode.REASON_MISSING)
    return tx.append(
        ProspectVisited(
            day=tx.day.isoformat(),
            member=command.member,
            agent=tx.identity.person,
            outcome=command.outcome,
            reason=command.reason,
            return_on=command.return_on.isoformat() if command.return_on else None,
            private=Note(note=command.note) if command.note else None,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignMember:
    """From now on `agent` (a person code) serves the member."""

    member: str
    agent: str


def assign_member(tx: Tx, command: AssignMember) -> Origin:
    """Raises Refused(role_not_allowed) where this person is no supervisor or the other no agent of the branch,
    and Refused(member_unknown)."""
    supervisor_only(tx)
    member = members_view.find(tx.connection, tx.coop, command.member)
    if member is None:
        raise Refused(RefusalCode.MEMBER_UNKNOWN)
    speaks_of(tx, member)
    agent_of_branch(tx, command.agent)
    return tx.append(MemberAssigned(day=tx.day.isoformat(), member=command.member, agent=command.agent))
