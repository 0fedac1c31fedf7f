"""A member's row as it stands, computed from all lines about the member that are held."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, get_type_hints

import msgspec
from sqlalchemy import Select, delete, select
from sqlalchemy.engine import Connection

from agent_app.journal.entries import cash, kinds, members
from agent_app.records import bulk, mergers, rights
from agent_app.records.bulk import Row
from agent_app.records.facts.collector import Facts, OriginKey, folded, joined, plain
from agent_app.records.held import CARRIED, Held, hold
from agent_app.records.rights import Told
from agent_app.records.shelf import Writers
from agent_app.records.tables.house import erased_member
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


def refresh_members(connection: Connection, coop: str, touched: Collection[str], facts: Facts) -> set[str]:
    """Compute the rows of these members afresh, and of those merged with them; the names of the tables changed.

    Lines that were just read stand in `facts.lines` and need not be fetched again; who is to be forgotten from now on
    is added to `facts.erased`.
    """
    if not touched:
        return set()
    rows: list[Row] = []
    together = mergers.named_together(connection, coop, touched)
    for chunk in bulk.chunks(sorted(together), 500):
        erased = set()
        for member, told, said in _judged(connection, coop, chunk, facts.lines):
            counting = [one for one in told if said[one.origin]]
            row = _row(coop, member, counting)
            if row is not None and _is_claimed_twice(told, said):
                # Until the centre has said whose the member is, nobody is sent what others write about them.
                row |= {"branch": None, "agent": None}
            rows += [row] if row is not None else []
            erased |= {member} if any(isinstance(one.entry, members.PersonErased) for one in counting) else set()
        _note_erased(connection, coop, chunk, erased, facts)
    merged_into = mergers.merged_into(connection, coop, together, {row["member"]: row["branch"] for row in rows})
    bulk.upsert(connection, member_table, [{**row, "merged_into": merged_into[row["member"]]} for row in rows])
    _take_out(connection, coop, together, {row["member"] for row in rows})
    return {member_table.name} if rows else set()


def _is_claimed_twice(told: Iterable[Told], said: Mapping[OriginKey, bool | None]) -> bool:
    claims = (one for one in told if isinstance(one.entry, members.MemberRegistered) and said[one.origin] is not False)
    return len({(one.branch, one.person) for one in claims}) > 1


def verdicts(
    connection: Connection, coop: str, people: Collection[str], refused: Collection[OriginKey] = ()
) -> dict[str, dict[OriginKey, bool | None]]:
    """Per member, for each line about them, whether it has an effect on them; None: it cannot be known yet.

    `refused`: lines that are found just now not to be their writer's.
    """
    found: dict[str, dict[OriginKey, bool | None]] = {}
    for chunk in bulk.chunks(sorted(people), 500):
        found |= {member: said for member, _, said in _judged(connection, coop, chunk, {}, refused)}
    return found


def served(connection: Connection, coop: str, member: str) -> frozenset[str]:
    """The agents who have ever served a member."""
    found: set[str] = set()
    for _, told, said in _judged(connection, coop, [member], {}):
        for one in told:
            if said[one.origin] and isinstance(one.entry, members.MemberRegistered):
                found.add(rights.served_by(one))
            elif said[one.origin] and isinstance(one.entry, members.MemberAssigned):
                found.add(one.entry.agent)
    return frozenset(found)


def _judged(
    connection: Connection,
    coop: str,
    people: list[str],
    arrived: Mapping[tuple[int, int], Held],
    refused: Collection[OriginKey] = (),
) -> Iterator[tuple[str, list[Told], dict[OriginKey, bool | None]]]:
    told = _told(connection, coop, people, arrived)
    known = rights.known(connection, coop, told.keys(), [one for some in told.values() for one in some], refused)
    for member in people:
        lines = sorted(told.get(member, ()))
        yield member, lines, rights.judge(member, lines, known)


def _note_erased(connection: Connection, coop: str, people: list[str], erased: set[str], facts: Facts) -> None:
    """Write down who is forgotten, and take out whom no line that counts says so of."""
    statement = select(erased_member.c.member).where(
        erased_member.c.coop == coop, bulk.among(connection, erased_member.c.member, people)
    )
    before = set(connection.execute(statement).scalars())
    bulk.insert_new(connection, erased_member, [{"coop": coop, "member": one} for one in sorted(erased - before)])
    facts.erased |= erased - before
    if gone := before - erased:
        here = (erased_member.c.coop == coop, erased_member.c.member.in_(sorted(gone)))
        connection.execute(delete(erased_member).where(*here))


def _take_out(connection: Connection, coop: str, people: Collection[str], there: Collection[str]) -> None:
    """Rows of members of whom no line that counts tells any more."""
    gone = [one for one in people if one not in there]
    for chunk in bulk.chunks(gone, 500):
        here = (member_table.c.coop == coop, bulk.among(connection, member_table.c.member, chunk))
        connection.execute(delete(member_table).where(*here))


def _told(
    connection: Connection, coop: str, touched: list[str], arrived: Mapping[tuple[int, int], Held]
) -> dict[str, set[Told]]:
    """The lines about each member, each origin once, with its writer's branch and person."""
    writers = Writers(connection, coop)
    told: dict[str, set[Told]] = {}
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


def _read(outer: Held, writers: Writers) -> Told | None:
    """What a line says, or the line it carries: then as the older journal's own, by the person as enrolled there."""
    held = outer.carried or outer
    if held.line is None or held.kind not in KINDS or kinds.known(held.line.kind, held.line.v) is None:
        return None
    entry = kinds.decode(held.line.kind, held.line.v, held.raw)
    writer = writers.get(held.device)
    branch, person, role = (writer.branch, writer.person, writer.role) if writer is not None else ("", "", "")
    follows = not isinstance(entry, members.MemberRegistered)
    return Told(follows, held.line.at, held.device, held.seq, held.h, branch, person, role, entry)


def _row(coop: str, member: str, told: Iterable[Told]) -> Row | None:
    """The member's row from all that counts, or None where only a roster row has this id."""
    row: Row = {**_COLUMNS, "coop": coop, "member": member}
    contested: list[dict[str, Any]] = []
    known = False
    for one in told:
        known |= isinstance(one.entry, members.MemberRegistered | members.MemberAssigned)
        _tell(row, contested, one)
    if not known:
        return None
    row["folded"] = folded(row["name"])
    row["contested"] = plain(contested) if contested and not row["erased"] else None
    return row


def _tell(row: Row, contested: list[dict[str, Any]], one: Told) -> None:
    entry = one.entry
    if isinstance(entry, members.MemberRegistered):
        _register(row, entry, one)
    elif isinstance(entry, members.MemberCorrected):
        _correct(row, contested, entry, one)
    elif isinstance(entry, members.MemberAssigned):
        row["agent"] = entry.agent
        row["branch"] = one.branch
    elif isinstance(entry, cash.ParticipantNumbered):
        if isinstance(entry.private, cash.Participant):
            row["participant_number"] = entry.private.participant_number
    elif isinstance(entry, members.PersonErased):
        row["erased"] = True


def _register(row: Row, entry: members.MemberRegistered, one: Told) -> None:
    row.update(
        day=entry.day,
        at=one.at,
        branch=one.branch,
        registered_by=one.person,
        agent=rights.served_by(one),
        roster=entry.roster,
        replaces=entry.replaces,
        programmes=joined(entry.programmes),
        base=entry.base,
        sector=entry.sector,
        funding=entry.funding,
    )
    if isinstance(entry.private, members.MemberPrivate):
        row.update({name: _column(getattr(entry.private, name)) for name in (*_PRIVATE, "heirs")})


def _correct(row: Row, contested: list[dict[str, Any]], entry: members.MemberCorrected, one: Told) -> None:
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


def _change(row: Row, contested: list[dict[str, Any]], name: str, old: Any, new: Any, one: Told) -> None:
    """Set the field; where the correction did not know the present value, keep both for the supervisor."""
    if name in NEWEST_WINS or row[name] == old:
        row[name] = new
        return
    if row[name] != new:
        contested.append({"field": name, "old": old, "new": new, "device": one.device, "seq": one.seq})
