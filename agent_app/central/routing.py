"""Which streams a line goes to: one table of kinds, and the keys that mean the same in every kind.

Every line of a device goes to its branch, and to the agents who wrote it, whom it names, or who serve the
members it names. What comes on top stands in `journal.entries.kinds`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import msgspec
from sqlalchemy.engine import Connection

from agent_app.central import concerned
from agent_app.central.streams import Item, item
from agent_app.journal.entries import house, kinds
from agent_app.journal.entries.kinds import Stream
from agent_app.records.held import CARRIED, Held
from agent_app.records.log import Stored
from agent_app.records.shelf import Writers
from agent_app.records.tables.journal import State

Serving = Mapping[str, frozenset[str]]
"""The agents who serve each member."""
NOBODY = frozenset[str]()

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
    members = {member for stored in new for member in stored.held.members}
    serving = concerned.agents_of(connection, coop, members)
    routes = _Routes()
    for goes_to, together in groupby(new, _Signposts(writers, serving)):
        routes.put_all(goes_to, [item(stored.held) for stored in together])
    _bring_along(connection, coop, routes, [*new, *woken], serving)
    _introduce_writers(connection, coop, routes, writers)
    return {stream: list(items.values()) for stream, items in routes.streams.items()}


class _Signposts:
    """The streams of each line. For a device's own lines they follow from a few keys, and are found once for each."""

    def __init__(self, writers: Writers, serving: Serving) -> None:
        self._writers = writers
        self._serving = serving
        self._known: dict[tuple[object, ...], tuple[str, ...]] = {}

    def __call__(self, stored: Stored) -> tuple[str, ...]:
        held, line = stored.held, stored.held.line
        people = self._serving_any(held.members)
        if held.device <= 0 or line is None or line.kind in _BY_WHAT_THEY_SAY:
            return self._find(stored, people)
        key = (held.device, line.kind, line.v, line.agent, stored.state, people)
        if key not in self._known:
            self._known[key] = self._find(stored, people)
        return self._known[key]

    def _serving_any(self, members: Sequence[str]) -> frozenset[str]:
        if len(members) == 1:
            return self._serving.get(members[0], NOBODY)
        return NOBODY.union(*(self._serving.get(member, NOBODY) for member in members))

    def _find(self, stored: Stored, people: frozenset[str]) -> tuple[str, ...]:
        return tuple(sorted(set(_streams_of(stored, self._writers, people))))


def _streams_of(stored: Stored, writers: Writers, people: frozenset[str]) -> Iterator[str]:
    held, line = stored.held, stored.held.line
    writer = writers.get(held.device)
    if writer is None:
        return
    if held.device > 0:
        yield branch_stream(writer.branch)
        if writer.role == kinds.Writer.AGENT:
            yield agent_stream(writer.person)
    if line is None:
        return
    inner = held.carried.line if held.carried is not None else None
    for named in {line.agent, inner.agent if inner is not None else None}:
        if named is not None and _CODE.fullmatch(named):
            yield agent_stream(named)
    yield from map(agent_stream, people)
    entry = _entry(held.carried or held)
    if isinstance(entry, house.ReviewDecided):
        # What somebody decided of an agent's line reaches that agent, whomever it names.
        maker = writers.get(entry.origin.device)
        if maker is not None and maker.role == kinds.Writer.AGENT:
            yield agent_stream(maker.person)
    yield from _streams_of_kind(stored, writers)


def _streams_of_kind(stored: Stored, writers: Writers) -> Iterator[str]:
    """What the table of kinds adds, for lines whose writer was entitled to them."""
    said = stored.held.carried or stored.held
    kind = kinds.known(said.line.kind, said.line.v) if said.line else None
    writer = writers.get(stored.held.device)
    if kind is None or writer is None or writer.role not in kind.writers or stored.state is State.NOT_ALLOWED:
        return
    branches = {writer.branch} if stored.held.device > 0 else _branches_named(stored.held, writers)
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
_BY_WHAT_THEY_SAY = frozenset({CARRIED, "review_decided"})
"""Kinds whose streams do not follow from the common keys alone."""
_BRINGING = frozenset({"review_decided", "member_assigned", "person_erased", CARRIED})
"""Kinds after which somebody sees older lines, or of which all must hear who hold lines of a person."""


def _branches_named(held: Held, writers: Writers) -> set[str]:
    """The branches a line of the centre is about."""
    entry = _entry(held)
    if isinstance(entry, house.ReviewOpened):
        found = (writers.get(origin.device) for origin in (entry.origin, *entry.others))
        return {writer.branch for writer in found if writer is not None and writer.branch}
    branch = msgspec.json.decode(held.raw, type=_Common).branch
    return {branch} if branch is not None else set()


def _bring_along(
    connection: Connection, coop: str, routes: _Routes, stored: Sequence[Stored], serving: Serving
) -> None:
    """Older lines that somebody may see from now on, and erasures to all who hold lines of the person."""
    for one in stored:
        if one.state is not State.APPLIED or one.held.kind not in _BRINGING:
            continue
        said = one.held.carried or one.held
        entry = _entry(said)
        if said.kind == "member_assigned" and said.line is not None:
            for member in said.line.members:
                people = serving.get(member) or concerned.agents_of(connection, coop, {member}).get(member, NOBODY)
                _add_history(connection, coop, routes, member, people)
        elif isinstance(entry, house.ReviewDecided) and entry.decision == "merge":
            stays = concerned.agents_of(connection, coop, entry.members[:1])
            for member in entry.members[1:]:
                _add_history(connection, coop, routes, member, stays.get(entry.members[0], NOBODY))
        elif said.kind == "person_erased" and said.line is not None:
            holders = concerned.holders_of(connection, coop, said.line.members)
            for branch in holders.branches:
                routes.put(branch_stream(branch), item(one.held))
                routes.put(roster_stream(branch), item(one.held))
            for person in holders.agents:
                routes.put(agent_stream(person), item(one.held))


def _add_history(connection: Connection, coop: str, routes: _Routes, member: str, people: Iterable[str]) -> None:
    history = concerned.lines_of(connection, coop, member)
    for person in people:
        for one in history:
            routes.put(agent_stream(person), one)


def _introduce_writers(connection: Connection, coop: str, routes: _Routes, writers: Writers) -> None:
    """Before lines of a device of another branch comes its enrolment: without it a reader cannot apply them."""
    strangers: dict[str, set[int]] = {}
    for stream, items in routes.streams.items():
        kind, _, person = stream.partition(":")
        if kind == "agent":
            devices = {device for device, _ in items}
            if others := {device for device in devices if device > 0 and not _is(writers, device, person)}:
                strangers[person] = others
    if not strangers:
        return
    for person, enrolments in concerned.enrolments_for(connection, coop, strangers).items():
        routes.put_first(agent_stream(person), enrolments)


def _is(writers: Writers, device: int, person: str) -> bool:
    writer = writers.get(device)
    return writer is not None and writer.person == person
