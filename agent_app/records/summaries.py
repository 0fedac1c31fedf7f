"""A member's row as it stands, computed from all lines about the member that are held."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_type_hints

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.engine import Connection

from agent_app.journal.entries import cash, kinds, members
from agent_app.journal.entries.base import Entry
from agent_app.records import bulk, mergers
from agent_app.records.bulk import Row
from agent_app.records.facts.collector import folded, joined, plain
from agent_app.records.held import CARRIED, Held, hold
from agent_app.records.shelf import Writers
from agent_app.records.tables.journal import State, journal, line_member
from agent_app.records.tables.members import member as member_table

KINDS = (
    "member_registered",
    "member_corrected",
    "member_assigned",
    "participant_numbered",
    "person_erased",
    CARRIED,
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
_TYPES = get_type_hints(members.MemberPrivate, include_extras=True)
_COLUMNS: Row = {column.name: None for column in member_table.columns} | {"erased": False}


@dataclass(frozen=True, slots=True, order=True)
class _Told:
    """One line about a member. A registration comes before all that builds on it, whatever their clocks say;
    apart from that the order is (at, device, seq)."""

    follows: bool
    at: int
    device: int
    seq: int
    h: bytes
    branch: str = field(compare=False)
    person: str = field(compare=False)
    entry: Entry = field(compare=False)


def refresh_members(
    connection: Connection, coop: str, touched: Collection[str], arrived: Mapping[tuple[int, int], Held]
) -> set[str]:
    """Compute the rows of these members afresh, and of those merged with them; the names of the tables changed.

    `arrived` are applied lines by device and number as they were just read: they need not be fetched again.
    """
    if not touched:
        return set()
    rows = []
    merged_into = mergers.merged_into(connection, coop, touched)
    for chunk in bulk.chunks(sorted(merged_into), 500):
        told = _told(connection, coop, chunk, arrived)
        for member in chunk:
            row = _row(coop, member, sorted(told.get(member, ())))
            if row is not None:
                rows.append({**row, "merged_into": merged_into[member]})
    bulk.upsert(connection, member_table, rows)
    return {member_table.name} if rows else set()


def _told(
    connection: Connection, coop: str, touched: list[str], arrived: Mapping[tuple[int, int], Held]
) -> dict[str, set[_Told]]:
    """The lines about each member, each origin once, with its writer's branch and person."""
    writers = Writers(connection, coop)
    told: dict[str, set[_Told]] = {}
    for device, about in _places(connection, coop, touched).items():
        here = [arrived[device, seq] for seq in about if (device, seq) in arrived]
        for held in (*here, *_fetched(connection, coop, device, sorted(about.keys() - {one.seq for one in here}))):
            one = _read(held, writers)
            if one is not None:
                for member in about[held.seq]:
                    told.setdefault(member, set()).add(one)
    return told


def _fetched(connection: Connection, coop: str, device: int, seqs: list[int]) -> Iterator[Held]:
    """Older lines that may tell of a member."""
    for chunk in bulk.chunks(seqs, 1000):
        for row in connection.execute(_lines_of(connection, coop, device, chunk)):
            yield hold(device, row.seq, bytes(row.h), bytes(row.line))


def _places(connection: Connection, coop: str, touched: list[str]) -> dict[int, dict[int, list[str]]]:
    """Per journal and number, the members a line is about. Two plain look-ups: a join is at the planner's mercy."""
    places: dict[int, dict[int, list[str]]] = {}
    statement = select(line_member.c.member, line_member.c.device, line_member.c.seq).where(
        line_member.c.coop == coop, bulk.among(connection, line_member.c.member, touched)
    )
    for row in connection.execute(statement):
        places.setdefault(row.device, {}).setdefault(row.seq, []).append(row.member)
    return places


def _lines_of(connection: Connection, coop: str, device: int, seqs: list[int]) -> Select[tuple[int, bytes, bytes]]:
    return select(journal.c.seq, journal.c.h, journal.c.line).where(
        journal.c.coop == coop,
        journal.c.device == device,
        bulk.among(connection, journal.c.seq, seqs),
        journal.c.kind.in_(KINDS),
        journal.c.state == int(State.APPLIED),
    )


def _read(outer: Held, writers: Writers) -> _Told | None:
    """What a line says, or the line it carries: then as the older journal's own, by the person as enrolled there."""
    held = outer.carried or outer
    if held.line is None or held.kind not in KINDS or kinds.known(held.line.kind, held.line.v) is None:
        return None
    entry = kinds.decode(held.line.kind, held.line.v, held.raw)
    writer = writers.get(held.device)
    branch, person = (writer.branch, writer.person) if writer is not None else ("", "")
    follows = not isinstance(entry, members.MemberRegistered)
    return _Told(follows, held.line.at, held.device, held.seq, held.h, branch, person, entry)


def _row(coop: str, member: str, told: Iterable[_Told]) -> Row | None:
    """The member's row from all that was told, or None where only a roster row has this id."""
    row: Row = {**_COLUMNS, "coop": coop, "member": member}
    contested: list[dict[str, Any]] = []
    known = False
    for one in told:
        known |= isinstance(one.entry, members.MemberRegistered | members.MemberCorrected | members.MemberAssigned)
        _tell(row, contested, one)
    if not known:
        return None
    row["folded"] = folded(row["name"])
    row["contested"] = plain(contested) if contested and not row["erased"] else None
    return row


def _tell(row: Row, contested: list[dict[str, Any]], one: _Told) -> None:
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
        row.update({name: _column(getattr(entry.private, name)) for name in (*_PRIVATE, "heirs")})


def _correct(row: Row, contested: list[dict[str, Any]], entry: members.MemberCorrected, one: _Told) -> None:
    for name, old, new in _term_changes(entry):
        _change(row, contested, name, old, new, one)
    if isinstance(entry.private, members.Changes):
        for name, old, new in _private_changes(entry.private):
            _change(row, contested, name, old, new, one)


def _term_changes(entry: members.MemberCorrected) -> Iterable[tuple[str, Any, Any]]:
    if entry.programmes is not None:
        yield "programmes", joined(entry.old_programmes or ()), joined(entry.programmes)
    if entry.base is not None:
        yield "base", entry.old_base, entry.base
    if entry.sector is not None:
        yield "sector", entry.old_sector, entry.sector


def _private_changes(part: members.Changes) -> Iterable[tuple[str, Any, Any]]:
    """The changed fields with their old and new values. A value its field cannot hold is passed over: the line
    must do the same once it is erased."""
    for change in part.changes:
        if change.field not in (*_PRIVATE, "heirs"):
            continue
        try:
            yield change.field, _value(change.field, change.old), _value(change.field, change.new)
        except msgspec.ValidationError:
            continue


def _value(name: str, value: Any) -> Any:
    return None if value is None else _column(msgspec.convert(value, _TYPES[name] | None))


def _column(value: Any) -> Any:
    """A field's value as its column holds it."""
    if isinstance(value, tuple):
        return plain(msgspec.to_builtins(value)) if value else None
    return value


def _change(row: Row, contested: list[dict[str, Any]], name: str, old: Any, new: Any, one: _Told) -> None:
    """Set the field; where the correction did not know the present value, keep both for the supervisor."""
    if name in NEWEST_WINS or row[name] == old or row["day"] is None:
        row[name] = new
        return
    if row[name] != new:
        contested.append({"field": name, "old": old, "new": new, "device": one.device, "seq": one.seq})
