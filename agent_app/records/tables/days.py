"""Business days of a branch that a supervisor closed or opened again."""

from sqlalchemy import Index

from agent_app.records.tables.base import number, origin, private, reference, table, text

day_closing = table(
    "day_closing",
    *origin(),
    text("closed_day", nullable=False),
    text("day", nullable=False),
    number("agents", nullable=False),
    number("papers", nullable=False),
    number("collected", nullable=False),
    number("deposited", nullable=False),
    number("confirmed", nullable=False),
    number("on_hand", nullable=False),
    text("still_open", nullable=False),
    text("held", nullable=False),
    derived=True,
)
Index(None, day_closing.c.coop, day_closing.c.branch, day_closing.c.closed_day)

day_reopening = table(
    "day_reopening",
    *origin(),
    *reference("closing"),
    text("closed_day", nullable=False),
    text("day", nullable=False),
    text("reason", nullable=False),
    private("note"),
    derived=True,
)
Index(None, day_reopening.c.coop, day_reopening.c.branch, day_reopening.c.closed_day)
