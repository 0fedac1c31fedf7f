"""Where in the journals the acts of supervisors and of the centre stand: what their trail is read by."""

from sqlalchemy import BigInteger, Index

from agent_app.records.tables.base import coop, key, number, table, text, winner

# A row a line, or two for what one act wrote in many lines (an import of the member list): its first and its last.
# `act` is the number of the line, or the time the lines share; `edge` the line's hash in hex, or "first" and "last".
# `by_device` and `by_seq` say where the line stands.
audit = table(
    "audit",
    coop(),
    key("kind"),
    key("device", BigInteger),
    key("act", BigInteger),
    key("edge"),
    *winner(),
    text("person", nullable=False),
    text("branch", nullable=False),
    text("agent"),
    text("day"),
    number("rupiah"),
    derived=True,
)
Index(None, audit.c.coop, audit.c.at)
