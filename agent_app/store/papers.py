"""The last numbers of this device's papers, as its journal has them."""

from sqlalchemy import Table, and_, select
from sqlalchemy.engine import Connection

from agent_app.domain.papers import PaperKind, parse_paper_number
from agent_app.records.tables import cash, money
from agent_app.records.tables.journal import journal
from agent_app.store.identity import Identity

_NUMBERED: dict[PaperKind, tuple[Table, ...]] = {
    PaperKind.RECEIPT: (money.receipt,),
    PaperKind.TITIPAN_SLIP: (money.titipan,),
    PaperKind.DEPOSIT_SLIP: (cash.deposit,),
    PaperKind.HANDOVER_SLIP: (cash.float_movement, cash.difference_settlement),
}


def last_counter(connection: Connection, me: Identity, kind: PaperKind) -> int:
    """The counter of the last paper of a kind, 0 before the first."""
    return max(_last_in(connection, me, table) for table in _NUMBERED[kind])


def last_counters(connection: Connection, me: Identity) -> dict[str, int]:
    """The same of every kind, by its letter."""
    return {kind.value: last_counter(connection, me, kind) for kind in PaperKind}


def _last_in(connection: Connection, me: Identity, table: Table) -> int:
    mine = (table.c.coop == me.coop, table.c.device == me.device)
    # A clone of this laptop gave numbers too; carried over by its successor, they stand under this device.
    written_here = and_(*(table.c[name] == journal.c[name] for name in ("coop", "device", "seq", "h")))
    statement = select(table.c.number).join(journal, written_here).where(*mine)
    number = connection.execute(statement.order_by(table.c.seq.desc()).limit(1)).scalar()
    return 0 if number is None else parse_paper_number(number).counter
