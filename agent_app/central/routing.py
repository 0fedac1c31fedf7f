"""Which streams a line goes to: one table of kinds, and the keys that mean the same in every kind.

Every line of a device goes to its branch, and to the agents of the branch who wrote it, whom it names, or who serve
the members it names. What comes on top stands in `journal.entries.kinds`, what goes beyond the branch in
`central.bounds`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import msgspec
from sqlalchemy.engine import Connection

from agent_app.central import concerned
from agent_app.central.bounds import Bounds
from agent_app.central.concerned import Home
from agent_app.central.streams import Item, item
from agent_app.domain.reviews import Decision, ReviewCode
from agent_app.journal.entries import house, kinds, members
from agent_app.journal.entries.kinds import Stream
from agent_app.records.held import CARRIED, Held
from agent_app.records.log import Stored
from agent_app.records.shelf import Writer, Writers
from agent_app.records.tables.journal import State

COOP = "coop"
_CODE = re.compile(r"[A-Z0-9]{2,8}")


def branch_stream(branch: str) -> str:
    """All lines of a branch's devices and the centre's lines about them."""
    return f"branch:{branch}"


def roster_stream(branch: str) -> str:
    """The member list of a branch, and who writes in it."""
    return f"roster:{branch}"


def agent_stream(person: str) -> str:
    """Lines by or about an agent and the members assigned to them."""
    return f"agent:{person}"


@dataclass(slots=True)
class _Routes:
    """Items per stream, each line once, in the order they were put there."""

    streams: dict[str, dict[tuple[int, int], Item]] = field(default_factory=dict)

    def put(self, stream: str, one: Item) -> None:
        self.put_all((stream,), (one,))

    def put_all(self, streams: Iterable[str], items: Iterable[Item]) -> None:
        placed = {(one.device, one.seq): one for one in items}
        for stream in streams:
            self.streams.setdefault(stream, {}).update(placed)

    def put_first(self, stream: str, items: Iterable[Item]) -> None:
        there = self.streams[stream]
        self.streams[stream] = {(one.device, one.seq): one for one in items} | there


class _Common(msgspec.Struct):
    """Keys of a line of the centre."""

    branch: str | None = None


def route(connection: Connection, coop: str, new: Sequence[Stored], woken: Sequence[Stored]) -> dict[str, list[Item]]:
    """Where lines that were just stored and applied go; `woken` are older lines that count only now.

    A line that changes who may see older lines (an assignment, a merger) brings these along.
    """
    writers = Writers(connection, coop)
    routes = _Routes()
    lines = [*new, *woken]
    bounds = Bounds(connection, coop, lines)
    for goes_to, together in groupby(lines, _Signposts(writers, bounds)):
        routes.put_all(goes_to, [item(stored.held) for stored in together])
    _bring_along(connection, coop, routes, lines, bounds)
    _introduce_writers(connection, coop, routes, writers)
    return {stream: list(items.values()) for stream, items in routes.streams.items()}


class _Signposts:
    """The streams of each line. For a device's own lines they follow from a few keys, and are found once for each."""

    def __init__(self, writers: Writers, bounds: Bounds) -> None:
        self._writers = writers
        self._bounds = bounds
        self._known: dict[tuple[object, ...], tuple[str, ...]] = {}

    def __call__(self, stored: Stored) -> tuple[str, ...]:
        held, line = stored.held, stored.held.line
        homes = self._bounds.homes(held)
        if held.device <= 0 or line is None or line.kind in _BY_WHAT_THEY_SAY:
            return self._find(stored, homes)
        key = (held.device, line.kind, line.v, line.agent, stored.state, homes)
        is_at_home = all(home.branch == self._branch(held) for home in homes)
        if not is_at_home or key not in self._known:
            found = self._find(stored, homes)
            if not is_at_home:
                return found
            self._known[key] = found
        return self._known[key]

    def _branch(self, held: Held) -> str | None:
        writer = self._writers.get(held.device)
        return None if writer is None else writer.branch

    def _find(self, stored: Stored, homes: frozenset[Home]) -> tuple[str, ...]:
        return tuple(sorted(set(_streams_of(stored, self._writers, self._bounds, homes))))


def _streams_of(stored: Stored, writers: Writers, bounds: Bounds, homes: frozenset[Home]) -> Iterator[str]:
    held = stored.held
    said = held.carried or held
    writer, author = writers.get(held.device), writers.get(said.device)
    if writer is None:
        return
    if held.device > 0:
        yield branch_stream(writer.branch)
        if author is not None and author.branch != writer.branch and stored.state is State.APPLIED:
            yield branch_stream(author.branch)
        if writer.role == kinds.Writer.AGENT:
            yield agent_stream(writer.person)
    if held.line is None or stored.state is State.NOT_ALLOWED:
        return
    if writer.device > 0 and not bounds.is_theirs(said, author or writer):
        return
    yield from _streams_of_agents(stored, said, author or writer, writers, bounds)
    for home in homes:
        if writer.device <= 0 or bounds.goes_home(said, author or writer, home):
            yield from map(agent_stream, home.agents)
            if writer.device > 0 and home.branch != writer.branch:
                yield branch_stream(home.branch)
    yield from _streams_of_kind(stored, writers, homes)


def _streams_of_agents(stored: Stored, said: Held, author: Writer, writers: Writers, bounds: Bounds) -> Iterator[str]:
    """The agents a line names. A device's line never names one of another branch, and what an agent writes of their
    own money nobody else."""
    lines = (stored.held.line, said.line)
    for named in {line.agent for line in lines if line is not None and line.agent is not None}:
        if not _CODE.fullmatch(named):
            continue
        if author.device <= 0 or (bounds.may_name(said, author, named) and writers.is_of_branch(named, author.branch)):
            yield agent_stream(named)
    entry = _entry(said)
    if isinstance(entry, house.ReviewDecided):
        # What somebody decided of an agent's line reaches that agent, whomever it names.
        maker = writers.get(entry.origin.device)
        if maker is not None and maker.role == kinds.Writer.AGENT and maker.branch == author.branch:
            yield agent_stream(maker.person)


def _streams_of_kind(stored: Stored, writers: Writers, homes: frozenset[Home]) -> Iterator[str]:
    """What the table of kinds adds, for lines whose writer was entitled to them."""
    said = stored.held.carried or stored.held
    kind = kinds.known(said.line.kind, said.line.v) if said.line else None
    writer = writers.get(stored.held.device)
    if kind is None or writer is None or writer.role not in kind.whose:
        return
    branches = {writer.branch} if stored.held.device > 0 else _branches_named(stored.held, writers, homes)
    if Stream.COOP in kind.streams:
        yield COOP
    if Stream.BRANCH in kind.streams:
        yield from map(branch_stream, sorted(branches))
    if Stream.ROSTER in kind.streams:
        yield from map(roster_stream, sorted(branches))


def _entry(held: Held) -> object:
    if held.line is None or held.line.kind not in _READ or kinds.known(held.line.kind, held.line.v) is None:
        return None
    try:
        return kinds.decode(held.line.kind, held.line.v, held.raw)
    except msgspec.DecodeError:
        return None


_READ = frozenset({"review_opened", "review_decided", "member_assigned", "person_erased"})
_BY_WHAT_THEY_SAY = frozenset({CARRIED, "review_decided", "member_corrected", "member_assigned", "person_erased"})
"""Kinds whose streams do not follow from the common keys alone."""
_BRINGING = frozenset({"review_opened", "review_decided", "member_assigned", "person_erased", CARRIED})
"""Kinds after which somebody sees older lines, or of which all must hear who hold lines of a person."""


def _branches_named(held: Held, writers: Writers, homes: frozenset[Home]) -> set[str]:
    """The branches a line of the centre is about. A review is also of the branches whose members and agents it names:
    they do not hold what somebody elsewhere wrote of them, and are to hear of it."""
    entry = _entry(held)
    if isinstance(entry, house.ReviewOpened):
        named = writers.branches_of(entry.agent) if entry.agent is not None else frozenset()
        found = (writers.get(origin.device) for origin in (entry.origin, *entry.others))
        makers = {writer.branch for writer in found if writer is not None and writer.branch}
        return makers | named | {home.branch for home in homes}
    branch = msgspec.json.decode(held.raw, type=_Common).branch
    return {branch} if branch is not None else set()


def _bring_along(connection: Connection, coop: str, routes: _Routes, stored: Sequence[Stored], bounds: Bounds) -> None:
    """Older lines that somebody may see from now on, and erasures to all who hold lines of the person."""
    for one in stored:
        if one.state is not State.APPLIED or one.held.kind not in _BRINGING:
            continue
        said = one.held.carried or one.held
        entry = _entry(said)
        if isinstance(entry, members.MemberAssigned) and bounds.counts(said, entry.member):
            _add_history(routes, bounds, entry.member, bounds.agents_of(entry.member))
            for person in bounds.served(entry.member):
                routes.put(agent_stream(person), item(one.held))
        elif isinstance(entry, house.ReviewOpened):
            if entry.code == ReviewCode.NOT_ALLOWED and entry.others:
                # A second registration kept from knowing whose the member is: what came meanwhile was not sent on.
                for member in entry.members:
                    _add_history(routes, bounds, member, bounds.agents_of(member))
        elif isinstance(entry, house.ReviewDecided) and entry.decision == Decision.MERGE:
            for member, agents in bounds.merged(entry.members):
                _add_history(routes, bounds, member, agents)
        elif isinstance(entry, members.PersonErased):
            forgotten = [member for member in entry.members if bounds.counts(said, member)]
            _tell_holders(connection, coop, routes, one.held, forgotten)


def _tell_holders(connection: Connection, coop: str, routes: _Routes, held: Held, forgotten: Sequence[str]) -> None:
    """An erasure goes to all who hold lines of the person, behind the lines by which they see whose the person was;
    these are empty by now."""
    if not forgotten:
        return
    holders = concerned.holders_of(connection, coop, forgotten)
    streams = [
        *(stream(branch) for branch in sorted(holders.branches) for stream in (branch_stream, roster_stream)),
        *map(agent_stream, sorted(holders.agents)),
    ]
    routes.put_all(streams, [*concerned.grounds_of(connection, coop, forgotten), item(held)])


def _add_history(routes: _Routes, bounds: Bounds, member: str, people: Iterable[str]) -> None:
    routes.put_all(map(agent_stream, people), map(item, bounds.history(member)))


def _introduce_writers(connection: Connection, coop: str, routes: _Routes, writers: Writers) -> None:
    """Before lines of a device of another branch comes its enrolment: without it a reader cannot apply them."""
    strangers: dict[str, set[int]] = {}
    for stream, items in routes.streams.items():
        kind, _, reader = stream.partition(":")
        if kind == "agent":
            others = {one for one in {device for device, _ in items} if one > 0 and not _is(writers, one, reader)}
        else:
            others = {one for one in {device for device, _ in items} if one > 0 and not _is_of(writers, one, reader)}
        if others:
            strangers[stream] = others
    for stream, enrolments in concerned.enrolments_for(connection, coop, strangers).items():
        routes.put_first(stream, enrolments)


def _is(writers: Writers, device: int, person: str) -> bool:
    writer = writers.get(device)
    return writer is not None and writer.person == person


def _is_of(writers: Writers, device: int, branch: str) -> bool:
    """Whether a device is of the branch; those who read what is all the cooperative's know no branch but theirs."""
    writer = writers.get(device)
    return not branch or (writer is not None and writer.branch == branch)
