"""Drop every derived table's rows and compute them again from the journal: the repair tool, and the proof."""

from collections.abc import Iterator

from sqlalchemy import delete, literal, select, tuple_
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
    lines, withdrawn = 0, False
    # The centre's own journals come first: who writes is known before any device's line comes.
    for chunk in _chunks(connection, coop):
        shelf.index(connection, coop, [held for held, _ in chunk])
        applying = [(held, state) for held, state in chunk if state is not State.SUPERSEDED]
        held, states = [held for held, _ in applying], [state for _, state in applying]
        applied = apply(connection, coop, held, shelf.Writers(connection, coop), states)
        became = zip(states, applied.states, strict=True)
        withdrawn |= any(before is State.APPLIED and after is not before for before, after in became)
        lines += len(applying)
    # Summaries were computed with lines further on that were still marked as applied.
    return rebuild(connection, coop) if withdrawn else lines


def _chunks(connection: Connection, coop: str) -> Iterator[list[tuple[Held, State]]]:
    for journals in (journal.c.device <= 0, journal.c.device > 0):
        device, seq = -(2**62), 0
        while True:
            after = tuple_(journal.c.device, journal.c.seq) > tuple_(literal(device), literal(seq))
            statement = (
                select(journal)
                .where(journal.c.coop == coop, journals, after)
                .order_by(journal.c.device, journal.c.seq)
                .limit(CHUNK)
            )
            rows = connection.execute(statement).all()
            if not rows:
                break
            yield [(hold(row.device, row.seq, bytes(row.h), bytes(row.line)), State(row.state)) for row in rows]
            device, seq = rows[-1].device, rows[-1].seq
