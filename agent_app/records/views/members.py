"""Members and rows of the roster: found by id, by NIK and by words of the name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, func, or_, select, tuple_
from sqlalchemy.engine import Connection

from agent_app.domain.texts import words
from agent_app.records import bulk
from agent_app.records.prepared import Prepared
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.members import roster_row as roster_table


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Member:
    """Somebody registered in the field, as they stand now. `base` in rupiah; personal fields are None once erased.

    `funding` is the budget named at registration, `replaces` the ended membership this one follows on,
    `merged_into` the older registration of the same person that goes on, `opening` the last paid month the
    roster claims for the row this person was found on. `heirs` and `contested` are JSON texts.
    """

    member: str
    day: str
    at: int
    branch: str
    registered_by: str
    agent: str
    roster: str | None
    replaces: str | None
    merged_into: str | None
    programmes: tuple[str, ...]
    base: int
    sector: str
    funding: str
    erased: bool
    opening: str | None
    nik: str | None
    name: str | None
    birth: str | None
    birth_place: str | None
    sex: str | None
    phone: str | None
    address: str | None
    village: str | None
    occupation: str | None
    work: str | None
    income: int | None
    mother: str | None
    heirs: str | None
    declared_working: bool | None
    declared_healthy: bool | None
    participant_number: str | None
    contested: str | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RosterEntry:
    """A row of the cooperative's member list. `last_paid` ("YYYY-MM") is what the list claims, None: not known."""

    member: str
    branch: str
    listed: bool
    last_paid: str | None
    name: str | None
    nik: str | None
    member_no: str | None
    birth: str | None
    birth_place: str | None
    sex: str | None
    phone: str | None
    address: str | None
    village: str | None
    district: str | None
    occupation: str | None
    income: int | None
    source: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """A hit of a search: a registered member, or a roster row nobody has registered yet. `folded` is the name
    as lists are sorted by it."""

    member: str
    name: str
    registered: bool
    folded: str


_FLAGS = ("erased", "declared_working", "declared_healthy")


def find(connection: Connection, coop: str, member: str) -> Member | None:
    """The registered member of this id; None for a roster row, a placeholder and an unknown id."""
    for row in _MEMBER.rows(connection, {"coop": coop, "member": member}):
        return _member(row)
    return None


def find_many(connection: Connection, coop: str, members: Collection[str]) -> dict[str, Member]:
    """Registered members by id; whoever is none is left out."""
    found: dict[str, Member] = {}
    for some in bulk.chunks(members, _AT_ONCE):
        rows = connection.execute(
            _REGISTERED.where(bulk.among(connection, member_table.c.member, some)), {"coop": coop}
        )
        found |= {row.member: _member(tuple(row)) for row in rows}
    return found


def of_nik(connection: Connection, coop: str, nik: str) -> tuple[Member, ...]:
    """All registrations with this NIK that go on for themselves, oldest first."""
    rows = _BY_NIK.rows(connection, {"coop": coop, "nik": nik})
    return tuple(sorted((_member(row) for row in rows), key=lambda one: (one.at, one.member)))


def of_roster_row(connection: Connection, coop: str, row: str) -> tuple[Member, ...]:
    """The registrations made from one row of the roster, oldest first."""
    rows = _BY_ROSTER.rows(connection, {"coop": coop, "roster": row})
    return tuple(sorted((_member(one) for one in rows), key=lambda one: (one.at, one.member)))


def merged_into(connection: Connection, coop: str, survivor: Member) -> tuple[str, ...]:
    """Ids of registrations that were merged into this one; their NIKs may differ, once one was corrected."""
    return tuple(member for (member,) in _MERGED.rows(connection, {"coop": coop, "member": survivor.member}))


def roster_entry(connection: Connection, coop: str, member: str) -> RosterEntry | None:
    """One row of the roster."""
    row = connection.execute(_ROSTER, {"coop": coop, "member": member}).one_or_none()
    return None if row is None else RosterEntry(**{name: getattr(row, name) for name in RosterEntry.__slots__})


def roster_of_nik(connection: Connection, coop: str, nik: str) -> tuple[RosterEntry, ...]:
    """The roster's rows with this NIK."""
    statement = select(roster_table).where(roster_table.c.coop == coop, roster_table.c.nik == nik)
    rows = connection.execute(statement.order_by(roster_table.c.member))
    return tuple(RosterEntry(**{name: getattr(row, name) for name in RosterEntry.__slots__}) for row in rows)


def page(
    connection: Connection, coop: str, agent: str | None = None, after: Found | None = None, limit: int = 100
) -> list[Found]:
    """Members by name, of one agent or of all; `after` is the last one of the page before."""
    last = (after.folded, after.member) if after is not None else ("", "")
    place = tuple_(member_table.c.folded, member_table.c.member)
    here = [member_table.c.coop == coop, member_table.c.day.is_not(None), place > last]
    if agent is not None:
        here.append(member_table.c.agent == agent)
    statement = select(member_table.c.member, member_table.c.name, member_table.c.folded).where(*here)
    rows = connection.execute(statement.order_by(member_table.c.folded, member_table.c.member).limit(limit))
    return [Found(row.member, row.name, True, row.folded) for row in rows]


def search(connection: Connection, coop: str, text: str, limit: int = 50) -> list[Found]:
    """Members and unregistered roster rows whose name has a word beginning with each word of the text."""
    wanted = words(text)
    if not wanted:
        return []
    registered = _named(connection, coop, member_table, wanted, limit, member_table.c.day.is_not(None))
    taken = select(member_table.c.roster).where(member_table.c.coop == coop, member_table.c.roster.is_not(None))
    free = and_(roster_table.c.listed, roster_table.c.member.not_in(taken))
    listed = _named(connection, coop, roster_table, wanted, limit - len(registered), free)
    return [
        Found(row.member, row.name, found is registered, row.folded) for found in (registered, listed) for row in found
    ]


def count_members(connection: Connection, coop: str) -> int:
    """Registrations held, before any merge."""
    statement = select(func.count()).where(member_table.c.coop == coop, member_table.c.day.is_not(None))
    return int(connection.execute(statement).scalar_one())


def _named(
    connection: Connection, coop: str, table: Table, wanted: Sequence[str], limit: int, also: ColumnElement[bool]
) -> list[Any]:
    if limit <= 0:
        return []
    folded = table.c.folded
    matches = [or_(folded.like(f"{word}%"), folded.like(f"% {word}%")) for word in wanted]
    statement = select(table.c.member, table.c.name, folded).where(table.c.coop == coop, *matches, also)
    return list(connection.execute(statement.order_by(folded, table.c.member).limit(limit)))


_AT_ONCE = 1_000


def _member(row: tuple[Any, ...]) -> Member:
    values: dict[str, Any] = dict(zip(Member.__slots__, row, strict=True))
    values["programmes"] = tuple((values["programmes"] or "").split())
    for name in _FLAGS:
        values[name] = None if values[name] is None else bool(values[name])
    return Member(**values)


_HERE = member_table.c.coop == bindparam("coop")
_WITH_OPENING = select(
    *(roster_table.c.last_paid.label(name) if name == "opening" else member_table.c[name] for name in Member.__slots__)
).select_from(
    member_table.outerjoin(
        roster_table,
        and_(roster_table.c.coop == member_table.c.coop, roster_table.c.member == member_table.c.roster),
    )
)
_REGISTERED = _WITH_OPENING.where(_HERE, member_table.c.day.is_not(None))
_MEMBER = Prepared(_REGISTERED.where(member_table.c.member == bindparam("member")))
_BY_NIK = Prepared(_REGISTERED.where(member_table.c.nik == bindparam("nik"), member_table.c.merged_into.is_(None)))
_BY_ROSTER = Prepared(_REGISTERED.where(member_table.c.roster == bindparam("roster")))
_MERGED = Prepared(
    select(member_table.c.member)
    .where(_HERE, member_table.c.merged_into == bindparam("member"))
    .order_by(member_table.c.member)
)
_ROSTER = select(roster_table).where(
    roster_table.c.coop == bindparam("coop"), roster_table.c.member == bindparam("member")
)
