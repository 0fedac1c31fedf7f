"""A device's journal back to it, or to another device of the same person: signed batches as they were sent."""

from sqlalchemy import and_, func, select
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
    end, signature = _end(connection, centre.coop, device, first)
    lines = _lines(connection, centre.coop, device, first, end)
    head = chain.walk(prev, lines)[-1]
    return batches.pack(Batch(centre.coop, device, first, prev, tuple(lines), head, signature))


def _hash_of(connection: Connection, coop: str, device: int, seq: int) -> bytes:
    here = (journal.c.coop == coop, journal.c.device == device, journal.c.seq == seq)
    h = connection.execute(select(journal.c.h).where(*here)).scalar()
    if h is None:
        raise Rejected(Problem.NOT_FOUND)
    return bytes(h)


def _lines(connection: Connection, coop: str, device: int, first: int, last: int) -> list[bytes]:
    statement = (
        select(journal.c.line)
        .where(journal.c.coop == coop, journal.c.device == device, journal.c.seq.between(first, last))
        .order_by(journal.c.seq)
    )
    return [bytes(line) for line in connection.execute(statement).scalars()]


def _end(connection: Connection, coop: str, device: int, first: int) -> tuple[int, bytes]:
    """The last signed number within a page's bytes, or the first signed one beyond them.

    Only sizes are read for it: what a page leaves out may be a hundred times what it holds.
    """
    signed = batch_signature
    statement = (
        select(journal.c.seq, func.length(journal.c.line).label("size"), signed.c.signature)
        .outerjoin(
            signed,
            and_(signed.c.coop == journal.c.coop, signed.c.device == journal.c.device, signed.c.seq == journal.c.seq),
        )
        .where(journal.c.coop == coop, journal.c.device == device)
        .where(journal.c.seq.between(first, first + MAX_LINES - 1))
        .order_by(journal.c.seq)
    )
    best: tuple[int, bytes] | None = None
    size = 0
    for row in connection.execute(statement):
        size += row.size
        if best is not None and size > PAGE_BYTES:
            break
        if row.signature is not None:
            best = (row.seq, bytes(row.signature))
    if best is None:
        raise Rejected(Problem.NOT_FOUND)
    return best
