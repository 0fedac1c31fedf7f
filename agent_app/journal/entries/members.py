"""Entries about people: the roster, consent, visits, registration, correction, assignment, erasure.

`member` is the UUIDv7 of a person's record: of a roster row, or of a registration made in the field.
"""

from typing import Any, Literal

import msgspec

from agent_app.journal.entries.base import Entry, Name, Note, Private

Sex = Literal["male", "female"]
VisitOutcome = Literal["interested", "thinking", "refused", "return"]


class RosterPrivate(Private, frozen=True, kw_only=True):
    """A person as the cooperative's list has them; `source` says file and row, `warnings` what was doubtful."""

    name: str
    nik: Name | None = None
    member_no: str | None = None
    birth: str | None = None
    birth_place: str | None = None
    sex: Sex | None = None
    phone: str | None = None
    address: str | None = None
    village: str | None = None
    district: str | None = None
    occupation: str | None = None
    income: int | None = None
    source: str | None = None
    warnings: tuple[str, ...] = ()


class RosterRowListed(Entry, frozen=True, kw_only=True):
    """A row of the cooperative's member list, new or changed since the last import.

    `last_paid` ("YYYY-MM") is the opening balance the list claims; without it the history is unknown.
    """

    member: str
    branch: Name
    listed: bool = True
    last_paid: str | None = None
    private: RosterPrivate | str | None = None


class ConsentPrivate(Private, frozen=True, kw_only=True):
    """Where a consent on paper is found: sheet and row, and the SHA-256 of its picture."""

    sheet: str | None = None
    row: int | None = None
    picture: str | None = None


class ConsentGiven(Entry, frozen=True, kw_only=True):
    """The member agreed to a text, purpose by purpose (UU 27/2022, art. 20–22)."""

    day: str
    member: str
    agent: str
    text: str
    purposes: tuple[str, ...]
    signed: Literal["screen", "paper", "thumb"]
    private: ConsentPrivate | str | None = None


class ProspectVisited(Entry, frozen=True, kw_only=True):
    """What a visit to somebody on the roster came to; `return_on` is the day to come back."""

    day: str
    member: str
    agent: str
    outcome: VisitOutcome
    reason: str | None = None
    return_on: str | None = None
    private: Note | str | None = None


class Heir(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An heir or child named by the member; legal order decides, this only helps at a claim."""

    name: str
    relation: str
    birth: str | None = None
    school: str | None = None


class MemberPrivate(Private, frozen=True, kw_only=True):
    """A person as registered. `income` is rupiah a month as stated; `village` the 10-digit area code or a text."""

    nik: Name
    name: str
    birth: str | None = None
    birth_place: str | None = None
    sex: Sex | None = None
    phone: str | None = None
    address: str | None = None
    village: str | None = None
    occupation: str | None = None
    work: str | None = None
    income: int | None = None
    mother: str | None = None
    heirs: tuple[Heir, ...] = ()
    declared_working: bool | None = None
    declared_healthy: bool | None = None


class MemberRegistered(Entry, frozen=True, kw_only=True):
    """A person registered in the field. `roster` names the roster row they were found on, if any.

    `base` is the bracket's base in rupiah; `sector` decides the relief, `funding` whose budget pays.
    """

    day: str
    member: str
    agent: str
    programmes: tuple[str, ...]
    base: int
    sector: str
    funding: str
    roster: Name | None = None
    replaces: Name | None = None
    private: MemberPrivate | str | None = None


class Change(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One field of a member, from what it was thought to be to what it is; values as in MemberPrivate."""

    field: str
    old: Any = None
    new: Any = None


class Changes(Private, frozen=True, kw_only=True):
    """The corrected fields about the person."""

    changes: tuple[Change, ...] = ()


class MemberCorrected(Entry, frozen=True, kw_only=True):
    """Corrections of one member: private fields in `private`, terms of the contribution beside it."""

    day: str
    member: str
    agent: str
    programmes: tuple[str, ...] | None = None
    old_programmes: tuple[str, ...] | None = None
    base: int | None = None
    old_base: int | None = None
    sector: str | None = None
    old_sector: str | None = None
    private: Changes | str | None = None


class MemberAssigned(Entry, frozen=True, kw_only=True):
    """From now on this agent serves the member; the centre sends him the member's lines so far."""

    day: str
    member: str
    agent: str


class PersonErased(Entry, frozen=True, kw_only=True):
    """Every holder replaces the private parts of all lines of these records by their hashes (UU 27/2022, art. 8)."""

    day: str
    members: tuple[str, ...]
    reason: Literal["request", "mistake", "retention"]
