"""Streams as a device may read them: who may read which, cursors, and pages cut where batches end."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import and_, select, tuple_
from sqlalchemy.engine import Connection

from agent_app.central import streams, tables
from agent_app.central.callers import Caller
from agent_app.central.centre import Centre
from agent_app.central.problems import Rejected
from agent_app.central.routing import COOP, agent_stream, branch_stream, roster_stream
from agent_app.journal import chain
from agent_app.journal.encoding import from_base64, to_base64
from agent_app.journal.entries.kinds import Writer
from agent_app.journal.lines import MAX_INTEGER
from agent_app.records import bulk
from agent_app.records.tables.house import device
from agent_app.records.tables.journal import batch_signature, journal
from agent_app.wire import pages
from agent_app.wire.documents import Problem
from agent_app.wire.pages import Page, Run

PAGE_BYTES = 200 * 1024
"""Plain bytes of lines after which a page ends; a longer run stands alone on its page."""
RUNS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a stream was read: the position of a run's last line and the stream's hash after it."""

    position: int
    s: bytes

    def __str__(self) -> str:
        return to_base64(b"%d." % self.position + self.s)


def parse_cursor(text: str) -> Cursor:
    """Raises Rejected(cursor) for a text that no page ever gave."""
    try:
        position, dot, s = from_base64(text).partition(b".")
        if not dot or len(s) != 32 or not 1 <= int(position) <= MAX_INTEGER:
            raise ValueError("not a cursor")
        return Cursor(int(position), s)
    except ValueError as error:
        raise Rejected(Problem.CURSOR) from error


def readable(caller: Caller) -> frozenset[str]:
    """The streams a device may read."""
    shared = {COOP, roster_stream(caller.branch), agent_stream(caller.person)}
    if caller.role == Writer.SUPERVISOR:
        shared.add(branch_stream(caller.branch))
    return frozenset(shared)


def page(connection: Connection, centre: Centre, caller: Caller, stream: str, after: str) -> bytes:
    """The packed page after a cursor; the caller's own lines are left out. Raises Rejected(stream | cursor)."""
    if stream not in readable(caller):
        raise Rejected(Problem.STREAM)
    cursor = _checked(connection, centre.coop, stream, after)
    found = _runs_after(connection, centre.coop, stream, cursor.position)
    chosen = _cut(found, caller.device)
    wanted = [run for run in chosen if run.device != caller.device]
    end = Cursor(chosen[-1].position, bytes(chosen[-1].s)) if chosen else cursor
    more = len(chosen) < len(found) or len(found) == RUNS_AT_ONCE
    runs = tuple(_with_lines(connection, centre, caller, stream, wanted)) if wanted else ()
    next_cursor = str(end) if end.position else ""
    return pages.pack(Page(centre.coop, stream, after, runs, next_cursor, more))


def _checked(connection: Connection, coop: str, stream: str, after: str) -> Cursor:
    if not after:
        return Cursor(0, streams.start(coop, stream))
    cursor = parse_cursor(after)
    run = tables.stream_run
    here = select(run.c.s).where(run.c.coop == coop, run.c.stream == stream, run.c.position == cursor.position)
    s = connection.execute(here).scalar()
    if s is None or bytes(s) != cursor.s:
        raise Rejected(Problem.CURSOR)
    return cursor


def _runs_after(connection: Connection, coop: str, stream: str, position: int) -> Sequence[Any]:
    run = tables.stream_run
    statement = (
        select(run.c.position, run.c.device, run.c.first, run.c.last, run.c.size, run.c.s)
        .where(run.c.coop == coop, run.c.stream == stream, run.c.position > position)
        .order_by(run.c.position)
        .limit(RUNS_AT_ONCE)
    )
    return connection.execute(statement).all()


def _cut(found: Sequence[Any], own: int) -> list[Any]:
    """As many runs as fit a page, at least one."""
    chosen: list[Any] = []
    size = 0
    for run in found:
        length = 0 if run.device == own else run.size
        if size and size + length > PAGE_BYTES:
            break
        chosen.append(run)
        size += length
    return chosen


def _with_lines(
    connection: Connection, centre: Centre, caller: Caller, stream: str, wanted: Sequence[Any]
) -> Iterator[Run]:
    """The runs with their lines. In its branch's stream a device's run that ends where a batch ended carries its
    signature; of a device of another branch there are excerpts, which do not follow on each other."""
    coop, run = centre.coop, tables.stream_run
    statement = (
        select(run.c.position, run.c.device, run.c.first, journal.c.seq, journal.c.h, journal.c.line)
        .join(
            journal,
            and_(
                journal.c.coop == run.c.coop,
                journal.c.device == run.c.device,
                journal.c.seq.between(run.c.first - 1, run.c.last),
            ),
        )
        .where(run.c.coop == coop, run.c.stream == stream, run.c.device != caller.device)
        .where(run.c.position.between(wanted[0].position, wanted[-1].position))
        .order_by(run.c.position, journal.c.seq)
    )
    branch = stream.removeprefix("branch:") if stream.startswith("branch:") else None
    signatures = _signatures(connection, coop, branch, wanted) if branch is not None else {}
    starts = _Starts(connection, centre)
    for _, group in groupby(connection.execute(statement), key=lambda row: row.position):
        lines = list(group)
        number, first = lines[0].device, lines[0].first
        prev = bytes(lines.pop(0).h) if lines[0].seq < first else starts.genesis(number)
        head = bytes(lines[-1].h)
        signature = signatures.get((number, lines[-1].seq, head))
        yield Run(number, first, prev, tuple(bytes(row.line) for row in lines), head, signature)


def _signatures(
    connection: Connection, coop: str, branch: str, wanted: Iterable[Any]
) -> dict[tuple[int, int, bytes], bytes]:
    """Signatures of the branch's devices over the last lines of runs."""
    whole = select(device.c.device).where(device.c.coop == coop, device.c.branch == branch)
    theirs = set(connection.execute(whole).scalars())
    ends = sorted({(run.device, run.last) for run in wanted if run.device in theirs})
    found = {}
    for chunk in bulk.chunks(ends, 300):
        where = tuple_(batch_signature.c.device, batch_signature.c.seq).in_(chunk)
        for row in connection.execute(select(batch_signature).where(batch_signature.c.coop == coop, where)):
            found[row.device, row.seq, bytes(row.h)] = bytes(row.signature)
    return found


class _Starts:
    """h(0) of journals, read once for each."""

    def __init__(self, connection: Connection, centre: Centre) -> None:
        self._connection, self._centre = connection, centre
        self._known: dict[int, bytes] = {}

    def genesis(self, number: int) -> bytes:
        if number not in self._known:
            key = self._centre.keys.public if number <= 0 else self._key_of(number)
            self._known[number] = chain.genesis(self._centre.coop, number, key)
        return self._known[number]

    def _key_of(self, number: int) -> bytes:
        statement = select(device.c.public_key).where(device.c.coop == self._centre.coop, device.c.device == number)
        return bytes(self._connection.execute(statement).scalar_one())
