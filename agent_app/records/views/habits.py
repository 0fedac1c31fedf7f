"""What an agent's registrations have in common: the villages served and the occupations of late."""

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from agent_app.records.tables.members import member as member_table


def villages_served(connection: Connection, coop: str, agent: str) -> tuple[str, ...]:
    """The villages of the agent's members as they were written down, those with most members first."""
    village = member_table.c.village
    here = (member_table.c.coop == coop, member_table.c.agent == agent, village.is_not(None))
    statement = select(village).where(*here).group_by(village).order_by(func.count().desc(), village)
    return tuple(connection.execute(statement).scalars())


def recent_occupations(connection: Connection, coop: str, agent: str, limit: int = 6) -> tuple[str, ...]:
    """The occupations this agent last registered people with, the latest first."""
    occupation = member_table.c.occupation
    here = (member_table.c.coop == coop, member_table.c.registered_by == agent, occupation.is_not(None))
    latest = func.max(member_table.c.at)
    statement = select(occupation).where(*here).group_by(occupation).order_by(latest.desc(), occupation).limit(limit)
    return tuple(connection.execute(statement).scalars())
