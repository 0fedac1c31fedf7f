"""Who is concerned by lines about a member: agents who serve them, holders of their lines, writers to introduce."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.engine import Connection

from agent_app.central.streams import Item
from agent_app.records import bulk
from agent_app.records.facts.collector import OriginKey
from agent_app.records.held import Held, hold
from agent_app.records.tables.house import device
from agent_app.records.tables.journal import State, journal, line_member
from agent_app.records.tables.members import member
from agent_app.records.tables.money import receipt as receipt_table
from agent_app.records.tables.money import receipt_month


@dataclass(frozen=True, slots=True)
class Holders:
    """Branches and agents in whose streams lines about somebody are."""

    branches: frozenset[str]
    agents: frozenset[str]


class _Agent(msgspec.Struct):
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """Whose a member is: the branch, who registered them, and the agents who serve the member and the one it was merged
    into."""

    branch: str
    registered_by: str | None
    agents: frozenset[str]


def homes(connection: Connection, coop: str, members: Collection[str]) -> dict[str, Home]:
    """Whose each member is, as far as that is known."""
    found = _rows(connection, coop, members)
    others = _rows(connection, coop, {row.merged_into for row in found.values() if row.merged_into} - found.keys())
    others |= found
    known = {}
    for one, row in found.items():
        if row.branch is not None:
            agents = (row.agent, others[row.merged_into].agent if row.merged_into in others else None)
            known[one] = Home(row.branch, row.registered_by, frozenset(person for person in agents if person))
    return known


def is_merged(connection: Connection, coop: str, one: str) -> bool:
    """Whether a member was merged into another one."""
    statement = select(member.c.merged_into).where(member.c.coop == coop, member.c.member == one)
    return connection.execute(statement).scalar() is not None


def took_money(connection: Connection, coop: str, one: str, branch: str) -> bool:
    """Whether a branch has taken money for months of a member."""
    month, receipt = receipt_month, receipt_table
    paid = and_(*(month.c[name] == receipt.c[name] for name in ("coop", "device", "seq", "h")))
    statement = select(receipt.c.seq).join(month, paid).where(month.c.coop == coop, month.c.member == one)
    return connection.execute(statement.where(receipt.c.branch == branch).limit(1)).first() is not None


_WHOSE = ("member", "branch", "registered_by", "agent", "merged_into")


def _rows(connection: Connection, coop: str, members: Collection[str]) -> dict[str, Any]:
    """Per member branch, agent, and the member it was merged into."""
    found: dict[str, Any] = {}
    for chunk in bulk.chunks(sorted(members), 1000):
        statement = select(*(member.c[name] for name in _WHOSE)).where(
            member.c.coop == coop, bulk.among(connection, member.c.member, chunk)
        )
        found |= {row.member: row for row in connection.execute(statement)}
    return found


def lines_of(connection: Connection, coop: str, of: str) -> list[Held]:
    """All lines about a member so far that their writers were entitled to, by journal and number."""
    statement = (
        select(journal.c.device, journal.c.seq, journal.c.h, journal.c.line)
        .join(line_member, _same_line())
        .where(line_member.c.coop == coop, line_member.c.member == of, journal.c.state != int(State.NOT_ALLOWED))
        .order_by(journal.c.device, journal.c.seq)
    )
    return [hold(row.device, row.seq, bytes(row.h), bytes(row.line)) for row in connection.execute(statement)]


def holders_of(connection: Connection, coop: str, people: Collection[str]) -> Holders:
    """Everybody into whose streams a line about these people was put."""
    statement = (
        select(journal.c.line, device.c.branch, device.c.person, device.c.role)
        .join(line_member, _same_line())
        .outerjoin(device, and_(device.c.coop == journal.c.coop, device.c.device == journal.c.device))
        .where(line_member.c.coop == coop, line_member.c.member.in_(sorted(people)))
    )
    branches, agents = set(), set()
    for row in connection.execute(statement):
        if row.branch:
            branches.add(row.branch)
        if row.role == "agent":
            agents.add(row.person)
        if named := _agent_named(bytes(row.line)):
            agents.add(named)
    for home in homes(connection, coop, people).values():
        agents |= home.agents
    return Holders(frozenset(branches), frozenset(agents))


def _agent_named(raw: bytes) -> str | None:
    try:
        return msgspec.json.decode(raw, type=_Agent).agent
    except msgspec.DecodeError:
        return None


def _same_line() -> ColumnElement[bool]:
    return and_(
        journal.c.coop == line_member.c.coop,
        journal.c.device == line_member.c.device,
        journal.c.seq == line_member.c.seq,
    )


def grounds_of(connection: Connection, coop: str, people: Collection[str]) -> list[Item]:
    """The lines that say whose these people are: their registrations, else the rows of lists."""
    statement = (
        select(journal.c.device, journal.c.seq, journal.c.h, func.length(journal.c.line).label("size"))
        .join(line_member, _same_line())
        .where(line_member.c.coop == coop, line_member.c.member.in_(sorted(people)), journal.c.state == State.APPLIED)
        .where(journal.c.kind.in_(("member_registered", "roster_row_listed")))
        .order_by(journal.c.device, journal.c.seq)
    )
    return [Item(row.device, row.seq, bytes(row.h), row.size) for row in connection.execute(statement)]


def enrolments_for(
    connection: Connection, coop: str, strangers: Mapping[str, Collection[int]]
) -> dict[str, list[Item]]:
    """Per stream, the enrolment lines of those devices that its readers do not learn of by their branch's roster."""
    if not strangers:
        return {}
    devices = sorted({one for some in strangers.values() for one in some})
    readers = sorted({stream.partition(":")[2] for stream in strangers if stream.startswith("agent:")})
    statement = select(device).where(
        device.c.coop == coop, or_(device.c.device.in_(devices), device.c.person.in_(readers))
    )
    rows = {row.device: row for row in connection.execute(statement)}
    wanted: dict[str, list[tuple[int, int]]] = {}
    for stream, some in strangers.items():
        kind, _, reader = stream.partition(":")
        reads = {row.branch for row in rows.values() if row.person == reader} if kind == "agent" else {reader}
        foreign = [rows[one] for one in some if one in rows and rows[one].branch not in reads]
        if foreign:
            wanted[stream] = sorted(((row.by_device, row.by_seq) for row in foreign), reverse=True)
    if not wanted:
        return {}
    items = _items(connection, coop, {place for places in wanted.values() for place in places})
    return {stream: [items[place] for place in places if place in items] for stream, places in wanted.items()}


def _items(connection: Connection, coop: str, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], Item]:
    found = {}
    for chunk in bulk.chunks(sorted(places), 300):
        statement = select(journal.c.device, journal.c.seq, journal.c.h, func.length(journal.c.line).label("size"))
        where = tuple_(journal.c.device, journal.c.seq).in_(chunk)
        for row in connection.execute(statement.where(journal.c.coop == coop, where)):
            found[row.device, row.seq] = Item(row.device, row.seq, bytes(row.h), row.size)
    return found


@dataclass(frozen=True, slots=True)
class Registered:
    """Where a registration is stored, and the time it tells."""

    at: int
    device: int
    seq: int


def registrations(connection: Connection, coop: str, members: Collection[str]) -> dict[str, OriginKey]:
    """For each member the origin of the line that registered them: the oldest, where there are several."""
    return {
        member: min((told.at, origin) for origin, told in found.items())[1]
        for member, found in _registered(connection, coop, members).items()
    }


def registered_often(
    connection: Connection, coop: str, members: Collection[str]
) -> dict[str, dict[OriginKey, Registered]]:
    """Those of these members whom more than one line registers, with the lines by origin."""
    found = _registered(connection, coop, members)
    return {member: several for member, several in found.items() if len(several) > 1}


def _registered(connection: Connection, coop: str, members: Collection[str]) -> dict[str, dict[OriginKey, Registered]]:
    found: dict[str, dict[OriginKey, Registered]] = {}
    columns = (line_member.c.member, journal.c.device, journal.c.seq, journal.c.h, journal.c.line)
    for chunk in bulk.chunks(sorted(members), 500):
        statement = (
            select(*columns)
            .join(journal, _same_line())
            .where(line_member.c.coop == coop, bulk.among(connection, line_member.c.member, chunk))
            .where(journal.c.kind.in_(("member_registered", "carried")), journal.c.state == State.APPLIED)
        )
        for row in connection.execute(statement):
            held = hold(row.device, row.seq, bytes(row.h), bytes(row.line))
            said = held.carried or held
            if said.line is not None and said.kind == "member_registered":
                told = Registered(said.line.at, row.device, row.seq)
                found.setdefault(row.member, {})[said.origin] = told
    return found
