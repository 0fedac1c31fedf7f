"""A device's journal back to it, or to another device of the same person: signed batches as they were sent."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.central import callers
from agent_app.central.callers import Caller
from agent_app.central.centre import Centre
from agent_app.central.feed import PAGE_BYTES
from agent_app.central.problems import Rejected
from agent_app.journal import batch as batches
from agent_app.journal import chain
from agent_app.journal.batch import MAX_LINES, Batch
from agent_app.records.tables.journal import batch_signature, journal
from agent_app.wire.documents import Problem


def download(connection: Connection, centre: Centre, caller: Caller, device: int, first: int) -> bytes:
    """One packed batch that begins with line `first` and ends where a batch of the device ended.

    Raises Rejected(request) for a number below 1, Rejected(stream) where the journal is another person's,
    Rejected(not_found) where no line with that number is held.
    """
    if first < 1:
        raise Rejected(Problem.REQUEST)
    owner = callers.find(connection, centre.coop, device)
    if owner is None or owner.person != caller.person:
        raise Rejected(Problem.STREAM)
    prev = chain.genesis(centre.coop, device, owner.public_key)
    if first > 1:
        prev = _hash_of(connection, centre.coop, device, first - 1)
    lines = _lines(connection, centre.coop, device, first)
    end, signature = _end(connection, centre.coop, device, first, lines)
    kept = lines[: end - first + 1]
    head = chain.walk(prev, kept)[-1]
    return batches.pack(Batch(centre.coop, device, first, prev, tuple(kept), head, signature))


def _hash_of(connection: Connection, coop: str, device: int, seq: int) -> bytes:
    here = (journal.c.coop == coop, journal.c.device == device, journal.c.seq == seq)
    h = connection.execute(select(journal.c.h).where(*here)).scalar()
    if h is None:
        raise Rejected(Problem.NOT_FOUND)
    return bytes(h)


def _lines(connection: Connection, coop: str, device: int, first: int) -> list[bytes]:
    statement = (
        select(journal.c.line)
        .where(journal.c.coop == coop, journal.c.device == device, journal.c.seq >= first)
        .order_by(journal.c.seq)
        .limit(MAX_LINES)
    )
    return [bytes(line) for line in connection.execute(statement).scalars()]


def _end(connection: Connection, coop: str, device: int, first: int, lines: list[bytes]) -> tuple[int, bytes]:
    """The last signed number within a page's bytes, or the first signed one beyond them."""
    signed = batch_signature
    statement = (
        select(signed.c.seq, signed.c.signature)
        .where(signed.c.coop == coop, signed.c.device == device, signed.c.seq.between(first, first + len(lines) - 1))
        .order_by(signed.c.seq)
    )
    best: tuple[int, bytes] | None = None
    size, counted = 0, 0
    for row in connection.execute(statement):
        size += sum(map(len, lines[counted : row.seq - first + 1]))
        counted = row.seq - first + 1
        if best is not None and size > PAGE_BYTES:
            break
        best = (row.seq, bytes(row.signature))
    if best is None:
        raise Rejected(Problem.NOT_FOUND)
    return best
