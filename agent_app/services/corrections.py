"""Correcting what is known of a member, from what it was thought to be to what it is."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from agent_app.domain.contributions import BASE_PAIR, Programme, Sector, bracket_for
from agent_app.domain.errors import Refused
from agent_app.domain.months import month_of
from agent_app.domain.nik import parse_nik
from agent_app.domain.refusals import RefusalCode
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.members import Change, Changes, MemberCorrected, MemberPrivate
from agent_app.records.views import members as members_view
from agent_app.records.views.members import Member
from agent_app.services.permissions import speaks_of
from agent_app.services.pricing import schedule_in_force
from agent_app.store.tx import Tx

FIELDS = frozenset(MemberPrivate.__struct_fields__) - {"salt"}
"""What `CorrectMember.fields` may name; values as in MemberPrivate, heirs as a tuple of Heir."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CorrectMember:
    """New values of personal fields (`FIELDS`), and of the terms of the contribution where they change.

    A new income also changes the base. `card_is_right`: a new NIK is known here as another member's.
    """

    member: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    programmes: tuple[Programme, ...] | None = None
    sector: Sector | None = None
    card_is_right: bool = False


def correct_member(tx: Tx, command: CorrectMember) -> Origin | None:
    """Write old and new of each field that differs; None where none does.

    Raises Refused(member_unknown), role_not_allowed for a member who is not theirs, a `nik_…` code,
    member_known(member), name_missing, base_pair_required, and for a new income what pricing raises.
    """
    member = members_view.find(tx.connection, tx.coop, command.member)
    if member is None or member.erased:
        raise Refused(RefusalCode.MEMBER_UNKNOWN)
    speaks_of(tx, member)
    fields = _checked(tx, member, command)
    changes = tuple(_changes(member, fields))
    terms = _terms(tx, member, command, fields.get("income"))
    if not changes and not terms:
        return None
    return tx.append(
        MemberCorrected(
            day=tx.day.isoformat(),
            member=member.member,
            agent=tx.identity.person,
            private=Changes(changes=changes) if changes else None,
            **terms,
        )
    )


def _checked(tx: Tx, member: Member, command: CorrectMember) -> dict[str, Any]:
    fields = dict(command.fields)
    if unknown := fields.keys() - FIELDS:
        raise ValueError(f"no field of a member: {min(unknown)}")
    if "nik" in fields:
        fields["nik"] = parse_nik(fields["nik"]).digits
        others = [
            one.member
            for one in members_view.of_nik(tx.connection, tx.coop, fields["nik"])
            if one.member != member.member
        ]
        if others and not command.card_is_right:
            raise Refused(RefusalCode.MEMBER_KNOWN, member=others[0])
    if "name" in fields and not fields["name"].strip():
        raise Refused(RefusalCode.NAME_MISSING)
    return fields


def _present(member: Member, name: str) -> Any:
    """The field's value as it stands, as MemberPrivate holds it."""
    value = getattr(member, name)
    return json.loads(value) if name == "heirs" and value is not None else value


def _changes(member: Member, fields: Mapping[str, Any]) -> Iterator[Change]:
    """Old and new of each field that differs; a value that is not there is left out."""
    for name, value in sorted(fields.items()):
        old, new = _json(_present(member, name)), _json(value)
        if old != new:
            both = {"old": old, "new": new}
            yield Change(field=name, **{side: msgspec.Raw(text) for side, text in both.items() if text is not None})


def _json(value: Any) -> bytes | None:
    """Keys in one order, so that equal values have equal bytes."""
    return None if value is None or value == () else msgspec.json.encode(value, order="sorted")


def _terms(tx: Tx, member: Member, command: CorrectMember, income: int | None) -> dict[str, Any]:
    terms: dict[str, Any] = {}
    if command.programmes is not None:
        if not set(command.programmes) >= BASE_PAIR:
            raise Refused(RefusalCode.BASE_PAIR_REQUIRED)
        chosen = tuple(each.value for each in Programme if each in command.programmes)
        if chosen != member.programmes:
            terms |= {"programmes": chosen, "old_programmes": member.programmes}
    if income is not None and member.base:
        base = bracket_for(schedule_in_force(tx, (month_of(tx.day),)), income).base
        if base != member.base:
            terms |= {"base": base, "old_base": member.base}
    if command.sector is not None and command.sector != member.sector:
        terms |= {"sector": command.sector.value, "old_sector": member.sector}
    return terms
