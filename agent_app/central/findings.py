"""What the worker of the reviews looks at, and what it finds: stored lines with their entries, and findings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.domain.reviews import ReviewCode
from agent_app.journal.entries import kinds
from agent_app.journal.entries.base import Entry, Origin
from agent_app.journal.entries.house import ReviewOpened
from agent_app.records.held import Held, hold
from agent_app.records.shelf import Writer, Writers
from agent_app.records.tables.journal import State, journal

MOST_NAMED = 20
"""Of members and other lines a review names no more: it has to fit into a line."""

OriginKey = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class Seen:
    """A stored line. `said` is the line itself or the one it carries; `entry` what that says, where it applies."""

    stored: Held
    state: State
    said: Held
    entry: Entry | None
    writer: Writer

    @property
    def origin(self) -> OriginKey:
        """Where the entry was first written."""
        return self.said.device, self.said.seq, self.said.h

    @property
    def agent(self) -> str | None:
        """The agent concerned: the one named, else the writer."""
        if self.said.line is not None and self.said.line.agent is not None:
            return self.said.line.agent
        return self.writer.person if self.writer.role == kinds.Writer.AGENT else None

    @property
    def members(self) -> tuple[str, ...]:
        """The members concerned."""
        return self.said.line.members if self.said.line is not None else ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason to open a review of an entry."""

    code: ReviewCode
    origin: OriginKey
    agent: str | None
    members: tuple[str, ...] = ()
    others: tuple[OriginKey, ...] = ()

    def entry(self) -> ReviewOpened:
        """The line that opens the review."""
        return ReviewOpened(
            origin=_origin(self.origin),
            code=self.code.value,
            agent=self.agent,
            # Whom a line may not speak of is named in full: of them it has no effect.
            members=self.members if self.code is ReviewCode.NOT_ALLOWED else self.members[:MOST_NAMED],
            others=tuple(_origin(other) for other in self.others[:MOST_NAMED]),
        )


def of(seen: Seen, code: ReviewCode, others: Sequence[OriginKey] = ()) -> Finding:
    """A finding about the entry itself."""
    return Finding(code, seen.origin, seen.agent, seen.members, tuple(others))


def joined(findings: Iterable[Finding]) -> list[Finding]:
    """One finding an (origin, code), naming all members and other lines."""
    found: dict[tuple[OriginKey, ReviewCode], Finding] = {}
    for one in findings:
        known = found.get((one.origin, one.code))
        if known is not None:
            members = tuple(dict.fromkeys(known.members + one.members))
            others = tuple(dict.fromkeys(known.others + one.others))
            one = Finding(one.code, one.origin, known.agent, members, others)
        found[one.origin, one.code] = one
    return list(found.values())


def _origin(key: OriginKey) -> Origin:
    return Origin(key[0], key[1], key[2].hex())


def load(connection: Connection, coop: str, device: int, first: int, last: int) -> list[Seen]:
    """The lines of a range as they are stored."""
    statement = (
        select(journal)
        .where(journal.c.coop == coop, journal.c.device == device, journal.c.seq.between(first, last))
        .order_by(journal.c.seq)
    )
    writers = Writers(connection, coop)
    rows = connection.execute(statement).all()
    return [_see(hold(row.device, row.seq, bytes(row.h), bytes(row.line)), State(row.state), writers) for row in rows]


def _see(held: Held, state: State, writers: Writers) -> Seen:
    said, entry = held, None
    if state is State.APPLIED and held.line is not None:
        said = held.carried or held
        entry = _entry_of(said)
    writer = writers.get(said.device) or Writer(said.device, "", "", "")
    return Seen(held, state, said, entry, writer)


def _entry_of(said: Held) -> Entry | None:
    if said.line is None or kinds.known(said.line.kind, said.line.v) is None:
        return None
    try:
        return kinds.decode(said.line.kind, said.line.v, said.raw)
    except msgspec.DecodeError:
        return None
