"""What a centre's database holds, to compare before a backup and after its restore."""

import hashlib
from pathlib import Path

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from agent_app.central import backup_file
from agent_app.central.centre import Centre
from agent_app.central.keys import Keys
from agent_app.central.sealing import Plain
from agent_app.records.tables import metadata

OF_THE_RESTORE = frozenset({"device_state", "cooperative", "stream_head", "stream_run", "meta"})
"""What a restore itself writes to: it opens an epoch."""


def held(centre: Centre, heads: dict[int, int]) -> dict[str, str]:
    """A digest of each table's rows; of the journals in `heads` only where a table is about them."""
    tables = [table for table in metadata.sorted_tables if table.info["side"] != "local"]
    with centre.reading_at_length() as connection:
        return {table.name: _digest(connection, table, heads) for table in tables if table.name not in OF_THE_RESTORE}


def _digest(connection: Connection, table: Table, heads: dict[int, int]) -> str:
    statement = select(table).order_by(*table.primary_key.columns)
    if "device" in table.c:
        statement = statement.where(table.c.device.in_(sorted(heads)))
    digest = hashlib.sha256()
    for row in connection.execute(statement.execution_options(yield_per=2000)):
        digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def plain_of(copy: Path, keys: Keys) -> Plain:
    """The database in a backup, opened by the centre's own keys."""
    head = backup_file.head_of(copy)
    assert head is not None
    return backup_file.opened(copy, backup_file.unlock(head, keys, None))[1]


def database_in(copy: Path, keys: Keys) -> bytes:
    """All of it."""
    return b"".join(plain_of(copy, keys)())
