"""A member's row as it stands, computed from all lines about the member that are held."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import and_, select
from sqlalchemy.engine import Connection

from agent_app.domain.texts import fold
from agent_app.journal.entries import cash, house, kinds, members
from agent_app.journal.entries.base import Entry
from agent_app.records import bulk
from agent_app.records.bulk import Row
from agent_app.records.facts.collector import joined, plain
from agent_app.records.held import hold, unwrap
from agent_app.records.tables.house import device as device_table
from agent_app.records.tables.journal import State, journal, line_member
from agent_app.records.tables.members import member as member_table

KINDS = (
    "member_registered",
    "member_corrected",
    "member_assigned",
    "participant_numbered",
    "review_decided",
    "person_erased",
    "carried",
)
NEWEST_WINS = frozenset({"phone", "address"})
"""Contact fields: the newest correction counts. In all others a correction must know what it corrects."""

_PRIVATE = (
    "nik",
    "name",
    "birth",
    "birth_place",
    "sex",
    "phone",
    "address",
    "village",
    "occupation",
    "work",
    "income",
    "mother",
    "declared_working",
    "declared_healthy",
)
_COLUMNS: Row = {column.name: None for column in member_table.columns} | {"erased": False}


@dataclass(frozen=True, slots=True, order=True)
class _Told:
    """One line about a member, in the order of (at, device, seq)."""

    at: int
    device: int
    seq: int
    h: bytes
    branch: str = field(compare=False)
    person: str = field(compare=False)
    entry: Entry = field(compare=False)


def refresh_members(connection: Connection, coop: str, touched: Collection[str]) -> set[str]:
    """Compute the rows of these members afresh; the names of the tables changed."""
    if not touched:
        return set()
    rows = []
    for chunk in bulk.chunks(sorted(touched), 500):
        told = _told(connection, coop, chunk)
        rows += [row for member in chunk if (row := _row(coop, member, sorted(told.get(member, ())))) is not None]
    bulk.upsert(connection, member_table, rows)
    return {member_table.name} if rows else set()


def _told(connection: Connection, coop: str, touched: list[str]) -> dict[str, set[_Told]]:
    """The lines about each member, each origin once, with its writer's branch and person."""
    statement = (
        select(
            line_member.c.member,
            journal.c.device,
            journal.c.seq,
            journal.c.h,
            journal.c.line,
            device_table.c.branch,
            device_table.c.person,
        )
        .join(
            journal,
            and_(
                journal.c.coop == line_member.c.coop,
                journal.c.device == line_member.c.device,
                journal.c.seq == line_member.c.seq,
            ),
        )
        .outerjoin(device_table, and_(device_table.c.coop == journal.c.coop, device_table.c.device == journal.c.device))
        .where(line_member.c.coop == coop, line_member.c.member.in_(touched))
        .where(journal.c.kind.in_(KINDS), journal.c.state == State.APPLIED)
    )
    told: dict[str, set[_Told]] = {}
    for row in connection.execute(statement):
        one = _read(row.device, row.seq, row.h, row.line, row.branch or "", row.person or "")
        if one is not None:
            told.setdefault(row.member, set()).add(one)
    return told


def _read(device: int, seq: int, h: bytes, raw: bytes, branch: str, person: str) -> _Told | None:
    held = hold(device, seq, h, raw)
    if held.line is None:
        return None
    entry = kinds.decode(held.line.kind, held.line.v, raw)
    if not isinstance(entry, house.Carried):
        return _Told(held.line.at, device, seq, h, branch, person, entry)
    inner = unwrap(entry, raw)
    if inner.line is None or inner.kind not in KINDS:
        return None
    carried = kinds.decode(inner.kind, inner.line.v, inner.raw)
    return _Told(inner.line.at, inner.device, inner.seq, inner.h, branch, person, carried)


def _row(coop: str, member: str, told: Iterable[_Told]) -> Row | None:
    """The member's row from all that was told, or None where only a roster row has this id."""
    row: Row = {**_COLUMNS, "coop": coop, "member": member}
    contested: list[dict[str, Any]] = []
    known = False
    for one in told:
        known |= isinstance(one.entry, members.MemberRegistered | members.MemberCorrected | members.MemberAssigned)
        _tell(row, contested, member, one)
    if not known:
        return None
    row["folded"] = fold(row["name"]) if row["name"] is not None else None
    row["contested"] = plain(contested) if contested and not row["erased"] else None
    return row


def _tell(row: Row, contested: list[dict[str, Any]], member: str, one: _Told) -> None:
    entry = one.entry
    if isinstance(entry, members.MemberRegistered):
        if row["day"] is None:
            _register(row, entry, one)
    elif isinstance(entry, members.MemberCorrected):
        _correct(row, contested, entry, one)
    elif isinstance(entry, members.MemberAssigned):
        row["agent"] = entry.agent
    elif isinstance(entry, cash.ParticipantNumbered):
        if isinstance(entry.private, cash.Participant):
            row["participant_number"] = entry.private.participant_number
    elif isinstance(entry, members.PersonErased):
        row["erased"] = True
    elif isinstance(entry, house.ReviewDecided) and entry.decision == "merge" and member in entry.members[1:]:
        row["merged_into"] = entry.members[0]


def _register(row: Row, entry: members.MemberRegistered, one: _Told) -> None:
    row.update(
        day=entry.day,
        at=one.at,
        branch=one.branch,
        registered_by=one.person,
        agent=row["agent"] or entry.agent,
        roster=entry.roster,
        replaces=entry.replaces,
        programmes=joined(entry.programmes),
        base=entry.base,
        sector=entry.sector,
        funding=entry.funding,
    )
    if isinstance(entry.private, members.MemberPrivate):
        row.update({name: getattr(entry.private, name) for name in _PRIVATE})
        row["heirs"] = _plain_heirs(entry.private)


def _plain_heirs(part: members.MemberPrivate) -> str | None:
    return plain(msgspec.to_builtins(part.heirs)) if part.heirs else None


def _correct(row: Row, contested: list[dict[str, Any]], entry: members.MemberCorrected, one: _Told) -> None:
    for name, old, new in _term_changes(entry):
        _change(row, contested, name, old, new, one)
    if isinstance(entry.private, members.Changes):
        for change in entry.private.changes:
            if change.field in (*_PRIVATE, "heirs"):
                _change(row, contested, change.field, _value(change.old), _value(change.new), one)


def _term_changes(entry: members.MemberCorrected) -> Iterable[tuple[str, Any, Any]]:
    if entry.programmes is not None:
        yield "programmes", joined(entry.old_programmes or ()), joined(entry.programmes)
    if entry.base is not None:
        yield "base", entry.old_base, entry.base
    if entry.sector is not None:
        yield "sector", entry.old_sector, entry.sector


def _value(raw: msgspec.Raw | None) -> Any:
    """A field's value as its column holds it."""
    if raw is None:
        return None
    value = json.loads(bytes(raw))
    return plain(value) if isinstance(value, list | dict) else value


def _change(row: Row, contested: list[dict[str, Any]], name: str, old: Any, new: Any, one: _Told) -> None:
    """Set the field; where the correction did not know the present value, keep both for the supervisor."""
    if name in NEWEST_WINS or row[name] == old or row["day"] is None:
        row[name] = new
        return
    if row[name] != new:
        contested.append({"field": name, "old": old, "new": new, "device": one.device, "seq": one.seq})
