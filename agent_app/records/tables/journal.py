"""The journal as stored: the exact lines, whose signature stands over them, and sums per kind."""

from enum import IntEnum

from sqlalchemy import BigInteger, Column, LargeBinary, SmallInteger

from agent_app.records.tables.base import coop, hash_, key, number, partial, table
from agent_app.records.tables.base import text as text_column


class State(IntEnum):
    """What became of a stored line."""

    APPLIED = 0
    WAITING = 1
    """The writer's enrolment is not held yet; applied when it arrives."""
    UNREADABLE = 2
    FAILED = 3
    """Of a known kind, but what it says could not be applied."""
    NOT_ALLOWED = 4
    UNKNOWN_KIND = 5
    SUPERSEDED = 6
    """Written by a former centre above what its restored successor still held."""


journal = table(
    "journal",
    coop(),
    key("device", BigInteger),
    key("seq", BigInteger),
    hash_("h", nullable=False),
    text_column("kind", nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("line", LargeBinary, nullable=False),
)
partial("ix_journal_not_applied", journal.c.coop, journal.c.device, journal.c.state, where="state <> 0")

line_member = table(
    "line_member",
    coop(),
    key("member"),
    key("device", BigInteger),
    key("seq", BigInteger),
    derived=True,
)

kind_total = table(
    "kind_total",
    coop(),
    key("device", BigInteger),
    key("kind"),
    number("count", nullable=False),
    number("rupiah", nullable=False),
    derived=True,
)

batch_signature = table(
    "batch_signature",
    coop(),
    key("device", BigInteger),
    key("seq", BigInteger),
    hash_("h", nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

line_aside = table(
    "line_aside",
    coop(),
    key("device", BigInteger),
    key("seq", BigInteger),
    key("h", LargeBinary),
    Column("line", LargeBinary, nullable=False),
)

# Facts about the tables themselves, such as the version of apply that filled them.
meta = table("meta", key("name"), text_column("value", nullable=False))
