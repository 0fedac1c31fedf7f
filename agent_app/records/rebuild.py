"""Drop every derived table's rows and compute them again from the journal: the repair tool, and the proof."""

from collections.abc import Iterator

from sqlalchemy import delete, select
from sqlalchemy.engine import Connection

from agent_app.records import shelf
from agent_app.records.apply import apply
from agent_app.records.held import Held, hold
from agent_app.records.tables import metadata
from agent_app.records.tables.journal import State, journal

CHUNK = 2000


def rebuild(connection: Connection, coop: str) -> int:
    """Compute all derived tables afresh, in the caller's transaction; the number of lines applied.

    What a restored centre set aside stays aside. Lines of writers not enrolled here stay waiting.
    """
    for table in metadata.sorted_tables:
        if table.info["derived"]:
            connection.execute(delete(table).where(table.c.coop == coop))
    lines = 0
    # The centre's own journals have the lowest numbers, so writers are known before their lines come.
    for chunk in _chunks(connection, coop):
        shelf.index(connection, coop, [held for held, _ in chunk])
        applying = [held for held, state in chunk if state != State.SUPERSEDED]
        apply(connection, coop, applying, shelf.Writers(connection, coop), None)
        lines += len(applying)
    return lines


def _chunks(connection: Connection, coop: str) -> Iterator[list[tuple[Held, State]]]:
    device, seq = -(2**62), 0
    while True:
        after = (journal.c.device > device) | ((journal.c.device == device) & (journal.c.seq > seq))
        statement = (
            select(journal).where(journal.c.coop == coop, after).order_by(journal.c.device, journal.c.seq).limit(CHUNK)
        )
        rows = connection.execute(statement).all()
        if not rows:
            return
        yield [(hold(row.device, row.seq, bytes(row.h), bytes(row.line)), State(row.state)) for row in rows]
        device, seq = rows[-1].device, rows[-1].seq
