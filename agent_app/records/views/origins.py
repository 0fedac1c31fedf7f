"""Origins as the tables keep them, and rows found by them."""

from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from agent_app.journal.entries.base import Origin
from agent_app.records.facts.collector import origin_key
from agent_app.records.precedence import in_order
from agent_app.records.touched import at


def origin_of(row: Any, prefix: str = "") -> Origin:
    """The origin in the columns device, seq and h of a row, or in those of a reference `prefix`."""
    device, seq, h = (getattr(row, f"{prefix}{name}") for name in ("device", "seq", "h"))
    return Origin(device, seq, bytes(h).hex())


def row_of(connection: Connection, coop: str, table: Table, origin: Origin) -> Any | None:
    """The row of a table of facts that this origin names."""
    try:
        key = origin_key(origin)
    except ValueError:
        return None
    return connection.execute(select(table).where(at(table, coop, key))).one_or_none()


def rows_about(connection: Connection, coop: str, table: Table, origin: Origin, prefix: str) -> list[Any]:
    """The rows that refer to this origin, the first to count first."""
    try:
        key = origin_key(origin)
    except ValueError:
        return []
    return in_order(connection.execute(select(table).where(at(table, coop, key, prefix))))
