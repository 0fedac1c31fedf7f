"""The centre's own journal: device 0 in its first epoch, −1 in the second, and so on."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.central import review_queue, routing, streams, tables
from agent_app.central.centre import Centre
from agent_app.journal import chain, lines
from agent_app.journal.entries.base import Entry
from agent_app.journal.entries.kinds import BY_SHAPE
from agent_app.records import log
from agent_app.records.log import Changes, Run
from agent_app.records.tables.journal import State, journal
from agent_app.wire.documents import JournalExcerpt


def present_device(connection: Connection, coop: str) -> int:
    """The number of the journal the centre writes in its present epoch: 0, −1, −2 …"""
    statement = select(tables.cooperative.c.centre_device).where(tables.cooperative.c.coop == coop)
    return int(connection.execute(statement).scalar_one())


def genesis(centre: Centre, device: int) -> bytes:
    """h(0) of a journal of the centre."""
    return chain.genesis(centre.coop, device, centre.keys.public)


def head(connection: Connection, centre: Centre, device: int) -> tuple[int, bytes]:
    """The last line held of a journal of the centre, (0, h(0)) before the first."""
    return log.head(connection, centre.coop, device) or (0, genesis(centre, device))


def append(connection: Connection, centre: Centre, entries: Sequence[Entry]) -> Changes:
    """Write entries as the centre, apply them and put them into the streams; in a transaction of `Centre.write`."""
    device = present_device(connection, centre.coop)
    seq, prev = head(connection, centre, device)
    at = centre.server_time()
    raws = []
    for number, entry in enumerate(entries, seq + 1):
        kind = BY_SHAPE[type(entry)]
        raws.append(lines.write(number, at, kind.name, kind.v, entry))
    changes = log.extend(connection, centre.coop, Run(device, seq + 1, prev, raws))
    new = [stored for stored in changes.new if stored.held.device == device]
    woken = [stored for stored in changes.new if stored.held.device != device]
    if any(stored.state is not State.APPLIED for stored in new):
        raise RuntimeError("a line of the centre's own does not apply")
    review_queue.add(connection, centre, woken, review_queue.WOKEN)
    streams.append(connection, centre.coop, routing.route(connection, centre.coop, new, woken))
    return changes


def excerpt(connection: Connection, centre: Centre, device: int, seq: int) -> JournalExcerpt:
    """One line of the centre's with the hash before it."""
    statement = select(journal.c.seq, journal.c.h, journal.c.line).where(
        journal.c.coop == centre.coop, journal.c.device == device, journal.c.seq.between(seq - 1, seq)
    )
    rows = {row.seq: row for row in connection.execute(statement)}
    prev = bytes(rows[seq - 1].h) if seq > 1 else genesis(centre, device)
    return JournalExcerpt(device=device, seq=seq, prev=prev.hex(), line=bytes(rows[seq].line).decode())
