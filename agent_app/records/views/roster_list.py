"""The branch's member list as it was last taken over."""

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from agent_app.records.tables.members import roster_row


def last_imported(connection: Connection, coop: str, branch: str) -> int | None:
    """When anybody last wrote a row of the list, in milliseconds UTC; None for a branch without a list."""
    here = (roster_row.c.coop == coop, roster_row.c.branch == branch)
    found: int | None = connection.execute(select(func.max(roster_row.c.at)).where(*here)).scalar_one()
    return found
