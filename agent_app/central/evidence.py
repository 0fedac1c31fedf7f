"""Batches that fork a journal, kept as they were offered; erasing a person reaches them too."""

from collections.abc import Collection

from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection

from agent_app.central import tables
from agent_app.central.centre import Centre
from agent_app.journal import batch as batches
from agent_app.journal import lines as journal_lines
from agent_app.journal.batch import Batch
from agent_app.records import bulk
from agent_app.records.held import hold
from agent_app.records.tables.house import erased_member

MOST_KEPT = 50
"""Batches kept of one journal: more prove nothing more."""


def keep(connection: Connection, centre: Centre, batch: Batch, differs_at: int, offered_by: int) -> None:
    """Keep an authentic batch that differs from the journal held; once, however often it is offered."""
    table = tables.evidence
    of_journal = select(func.count()).select_from(table).where(table.c.coop == centre.coop)
    if connection.execute(of_journal.where(table.c.device == batch.device)).scalar_one() >= MOST_KEPT:
        return
    erased = set(
        connection.execute(select(erased_member.c.member).where(erased_member.c.coop == centre.coop)).scalars()
    )
    row = {
        "coop": centre.coop,
        "device": batch.device,
        "head": batch.head,
        "first": batch.first,
        "differs_at": differs_at,
        "offered_by": offered_by,
        "received_at": centre.milliseconds(),
        "batch": batches.pack(_without(batch, erased)),
    }
    bulk.insert_new(connection, table, [row])


def forget(connection: Connection, coop: str, people: Collection[str]) -> None:
    """Replace the private parts about these people in all kept batches; their signatures stay valid."""
    table = tables.evidence
    for row in connection.execute(select(table).where(table.c.coop == coop)).all():
        batch = batches.unpack(bytes(row.batch))
        kept = _without(batch, set(people))
        if kept != batch:
            here = (table.c.coop == coop, table.c.device == row.device, table.c.head == row.head)
            connection.execute(update(table).where(*here).values(batch=batches.pack(kept)))


def _without(batch: Batch, people: set[str]) -> Batch:
    lines = tuple(
        raw if people.isdisjoint(hold(batch.device, seq, b"", raw).members) else journal_lines.erase(raw)
        for seq, raw in enumerate(batch.lines, batch.first)
    )
    return Batch(batch.coop, batch.device, batch.first, batch.prev, lines, batch.head, batch.signature)
