"""The last verified word of the centre, as this device keeps it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from agent_app.records import bulk
from agent_app.store import tables


@dataclass(frozen=True, slots=True)
class Contact:
    """`acknowledged` is the last own line the centre has signed for, `durable` the last in its backups.

    `last_success` is milliseconds since 1970 UTC by the laptop's corrected clock; `offset_ms` what its clock
    lacks; `trouble` is None, "fork", "revoked", "unknown_device", "clock_refused", "token_refused", "protocol",
    "journal_damaged" or "centre_clock": what waits for a person, until a later sync does better;
    `refilled_epoch` the epoch in which the centre has everything that came to this device from an earlier one.
    """

    epoch: str
    acknowledged: int
    acknowledged_h: bytes | None
    durable: int
    signed_head: str | None
    last_success: int | None
    offset_ms: int
    reviews: int
    doubtful_clock: bool
    ask_first: bool
    trouble: str | None
    refilled_epoch: str | None


def newest(known: Contact) -> datetime | None:
    """The last time that was known to be right: that of the last sync, by the clock as it was corrected then."""
    return None if known.last_success is None else datetime.fromtimestamp(known.last_success / 1000, UTC)


def load(connection: Connection) -> Contact:
    """The one row; it is there from enrolment on."""
    row = connection.execute(select(tables.contact)).one()
    return Contact(**{name: getattr(row, name) for name in Contact.__slots__})


def note(connection: Connection, **values: Any) -> None:
    """Set fields of the row."""
    connection.execute(update(tables.contact).values(**values))


def cursor(connection: Connection, stream: str) -> str:
    """How far a stream was read; empty at the start."""
    statement = select(tables.cursor.c.cursor).where(tables.cursor.c.stream == stream)
    return connection.execute(statement).scalar() or ""


def move_cursor(connection: Connection, coop: str, stream: str, cursor: str, at: int) -> None:
    """Note how far a stream was read; in the transaction that stored its lines."""
    row = {"coop": coop, "stream": stream, "cursor": cursor, "at": at}
    bulk.upsert(connection, tables.cursor, [row])
