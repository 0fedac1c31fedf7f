"""The streams: lines appended in one order with positions and a running hash, under each stream's row lock."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import and_, select, update
from sqlalchemy.engine import Connection

from agent_app.central import tables
from agent_app.records import bulk
from agent_app.records.held import Held
from agent_app.records.tables.journal import journal

LONGEST_RUN = 1024 * 1024
"""A longer batch is cut, so that a page with it stays within what a reader unpacks."""


class Item(NamedTuple):
    """A line's place, hash and bytes: what a stream needs of it."""

    device: int
    seq: int
    h: bytes
    size: int


def item(held: Held) -> Item:
    """The line as a stream's item."""
    return Item(held.device, held.seq, held.h, len(held.raw))


def start(coop: str, stream: str) -> bytes:
    """s(0) of a stream."""
    return hashlib.sha256(f"agent-stream/1|{coop}|{stream}".encode()).digest()


def step(s: bytes, device: int, seq: int, h: bytes) -> bytes:
    """s(n) = SHA-256(s(n−1) ‖ device ‖ seq ‖ h), the numbers as ASCII between bars: `|12|413|`."""
    return hashlib.sha256(s + b"|%d|%d|" % (device, seq) + h).digest()


def append(connection: Connection, coop: str, routed: Mapping[str, Iterable[Item]]) -> None:
    """Append lines to streams, in the order of the streams' names: the last locks a transaction takes."""
    runs, heads = [], []
    for stream in sorted(routed):
        items = list(routed[stream])
        if not items:
            continue
        position, s = _lock(connection, coop, stream)
        for run in _runs(items):
            for one in run:
                s = step(s, one.device, one.seq, one.h)
            position += len(run)
            runs.append(
                {
                    "coop": coop,
                    "stream": stream,
                    "position": position,
                    "device": run[0].device,
                    "first": run[0].seq,
                    "last": run[-1].seq,
                    "size": sum(one.size for one in run),
                    "s": s,
                }
            )
        heads.append({"coop": coop, "stream": stream, "position": position, "s": s})
    bulk.insert_new(connection, tables.stream_run, runs)
    bulk.upsert(connection, tables.stream_head, heads)


def _lock(connection: Connection, coop: str, stream: str) -> tuple[int, bytes]:
    """Lock a stream's row by one UPDATE … RETURNING, and make it where the stream is new."""
    head = tables.stream_head
    touch = (
        update(head)
        .where(head.c.coop == coop, head.c.stream == stream)
        .values(position=head.c.position)
        .returning(head.c.position, head.c.s)
    )
    row = connection.execute(touch).first()
    if row is None:
        new = {"coop": coop, "stream": stream, "position": 0, "s": start(coop, stream)}
        bulk.insert_new(connection, head, [new])
        row = connection.execute(touch).one()
    return row.position, bytes(row.s)


def _runs(items: list[Item]) -> Iterable[list[Item]]:
    """Consecutive lines of one device together, in pieces of at most LONGEST_RUN bytes."""
    run: list[Item] = []
    size = 0
    for one in items:
        follows = run and one.device == run[-1].device and one.seq == run[-1].seq + 1
        if run and (not follows or size + one.size > LONGEST_RUN):
            yield run
            run, size = [], 0
        run.append(one)
        size += one.size
    if run:
        yield run


def head(connection: Connection, coop: str, stream: str) -> tuple[int, bytes]:
    """The position of a stream's last line and the hash after it."""
    table = tables.stream_head
    row = connection.execute(select(table).where(table.c.coop == coop, table.c.stream == stream)).first()
    return (row.position, bytes(row.s)) if row is not None else (0, start(coop, stream))


def first_fault(connection: Connection, coop: str) -> tuple[str, int] | None:
    """The first run (stream and position) that does not follow from the journal, or None: all is well."""
    run = tables.stream_run
    statement = (
        select(run.c.stream, run.c.position, run.c.last, run.c.s, run.c.device, journal.c.seq, journal.c.h)
        .outerjoin(
            journal,
            and_(
                journal.c.coop == run.c.coop,
                journal.c.device == run.c.device,
                journal.c.seq.between(run.c.first, run.c.last),
            ),
        )
        .where(run.c.coop == coop)
        .order_by(run.c.stream, run.c.position, journal.c.seq)
        .execution_options(yield_per=5000)
    )
    stream, position, s = None, 0, b""
    for row in connection.execute(statement):
        if row.stream != stream:
            stream, position, s = row.stream, 0, start(coop, row.stream)
        if row.seq is None:
            return row.stream, row.position
        position, s = position + 1, step(s, row.device, row.seq, bytes(row.h))
        if row.seq == row.last and (position, s) != (row.position, bytes(row.s)):
            return row.stream, row.position
    return None
