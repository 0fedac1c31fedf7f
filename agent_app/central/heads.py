"""Head documents: what the centre holds of a device's journal."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.central import review_queue, tables
from agent_app.central.centre import Centre
from agent_app.journal import chain
from agent_app.records import log
from agent_app.records.tables.journal import kind_total
from agent_app.wire.documents import HeadDocument, KindTotal


def document(connection: Connection, centre: Centre, device: int, public_key: bytes) -> HeadDocument:
    """The head document of one journal, as of this transaction."""
    seq, h = log.head(connection, centre.coop, device) or (0, chain.genesis(centre.coop, device, public_key))
    state, row = tables.device_state, tables.cooperative
    epoch = connection.execute(select(row.c.epoch).where(row.c.coop == centre.coop)).scalar_one()
    durable = select(state.c.durable_seq).where(state.c.coop == centre.coop, state.c.device == device)
    return HeadDocument(
        coop=centre.coop,
        device=device,
        epoch=epoch,
        seq=seq,
        head=h.hex(),
        durable_seq=min(seq, connection.execute(durable).scalar() or 0),
        totals=totals(connection, centre.coop, device),
        server_time=centre.server_time(),
        reviews=review_queue.pending(connection, centre.coop, device),
    )


def totals(connection: Connection, coop: str, device: int) -> dict[str, KindTotal]:
    """Lines and rupiah per kind in a journal; unreadable lines stand under the empty kind."""
    table = kind_total
    statement = (
        select(table.c.kind, table.c["count"], table.c.rupiah)
        .where(table.c.coop == coop, table.c.device == device)
        .order_by(table.c.kind)
    )
    rows = connection.execute(statement)
    return {kind: KindTotal(count=count, rupiah=rupiah) for kind, count, rupiah in rows}
