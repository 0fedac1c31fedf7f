"""Who is concerned by lines about a member: agents who serve them, holders of their lines, writers to introduce."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.engine import Connection

from agent_app.central.streams import Item
from agent_app.records import bulk
from agent_app.records.held import hold
from agent_app.records.tables.house import device
from agent_app.records.tables.journal import State, journal, line_member
from agent_app.records.tables.members import member


@dataclass(frozen=True, slots=True)
class Holders:
    """Branches and agents in whose streams lines about somebody are."""

    branches: frozenset[str]
    agents: frozenset[str]


class _Agent(msgspec.Struct):
    agent: str | None = None


def agents_of(connection: Connection, coop: str, members: Collection[str]) -> dict[str, frozenset[str]]:
    """The agents who serve each member now, and who serve the member it was merged into."""
    found = _serving(connection, coop, members)
    others = _serving(connection, coop, {merged for _, merged in found.values() if merged} - found.keys()) | found
    return {
        one: frozenset(person for person in (agent, others[merged][0] if merged in others else None) if person)
        for one, (agent, merged) in found.items()
    }


def _serving(connection: Connection, coop: str, members: Collection[str]) -> dict[str, tuple[str | None, str | None]]:
    """Per member the agent, and the member it was merged into."""
    found: dict[str, tuple[str | None, str | None]] = {}
    for chunk in bulk.chunks(sorted(members), 1000):
        statement = select(member.c.member, member.c.agent, member.c.merged_into).where(
            member.c.coop == coop, bulk.among(connection, member.c.member, chunk)
        )
        found |= {row.member: (row.agent, row.merged_into) for row in connection.execute(statement)}
    return found


def lines_of(connection: Connection, coop: str, of: str) -> list[Item]:
    """All lines about a member so far, by journal and number."""
    statement = (
        select(journal.c.device, journal.c.seq, journal.c.h, func.length(journal.c.line).label("size"))
        .join(line_member, _same_line())
        .where(line_member.c.coop == coop, line_member.c.member == of)
        .order_by(journal.c.device, journal.c.seq)
    )
    return [Item(row.device, row.seq, bytes(row.h), row.size) for row in connection.execute(statement)]


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
    for people_served in agents_of(connection, coop, people).values():
        agents |= people_served
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


def enrolments_for(
    connection: Connection, coop: str, strangers: Mapping[str, Collection[int]]
) -> dict[str, list[Item]]:
    """Per person, the enrolment lines of those devices whose branch's roster the person does not read."""
    devices = sorted({one for some in strangers.values() for one in some})
    statement = select(device).where(
        device.c.coop == coop, or_(device.c.device.in_(devices), device.c.person.in_(sorted(strangers)))
    )
    rows = {row.device: row for row in connection.execute(statement)}
    wanted: dict[str, list[tuple[int, int]]] = {}
    for person, some in strangers.items():
        reads = {row.branch for row in rows.values() if row.person == person}
        foreign = [rows[one] for one in some if one in rows and rows[one].person != person]
        places = [(row.by_device, row.by_seq) for row in foreign if row.branch not in reads]
        if places:
            wanted[person] = sorted(places, reverse=True)
    if not wanted:
        return {}
    items = _items(connection, coop, {place for places in wanted.values() for place in places})
    return {person: [items[place] for place in places if place in items] for person, places in wanted.items()}


def _items(connection: Connection, coop: str, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], Item]:
    found = {}
    for chunk in bulk.chunks(sorted(places), 300):
        statement = select(journal.c.device, journal.c.seq, journal.c.h, func.length(journal.c.line).label("size"))
        where = tuple_(journal.c.device, journal.c.seq).in_(chunk)
        for row in connection.execute(statement.where(journal.c.coop == coop, where)):
            found[row.device, row.seq] = Item(row.device, row.seq, bytes(row.h), row.size)
    return found


def registrations(connection: Connection, coop: str, members: Collection[str]) -> dict[str, tuple[int, int, bytes]]:
    """For each member the origin of the line that registered them: the oldest, where there are several."""
    statement = (
        select(line_member.c.member, journal.c.device, journal.c.seq, journal.c.h, journal.c.line)
        .join(journal, _same_line())
        .where(line_member.c.coop == coop, line_member.c.member.in_(sorted(members)))
        .where(journal.c.kind.in_(("member_registered", "carried")), journal.c.state == State.APPLIED)
    )
    found: dict[str, tuple[int, tuple[int, int, bytes]]] = {}
    for row in connection.execute(statement):
        held = hold(row.device, row.seq, bytes(row.h), bytes(row.line))
        said = held.carried or held
        if said.line is not None and said.kind == "member_registered":
            told = (said.line.at, (said.device, said.seq, said.h))
            found[row.member] = min(told, found.get(row.member, told))
    return {one: origin for one, (_, origin) in found.items()}
