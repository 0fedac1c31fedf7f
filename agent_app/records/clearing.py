"""Whether what erased people left in the database's free space was cleared: a note of how many they were then."""

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from agent_app.records import bulk
from agent_app.records.tables.house import erased_member
from agent_app.records.tables.journal import meta


def erased(connection: Connection, coop: str) -> int:
    """How many people of a cooperative were ever erased here; it only grows."""
    here = erased_member.c.coop == coop
    return int(connection.execute(select(func.count()).select_from(erased_member).where(here)).scalar_one())


def is_due(connection: Connection, coop: str) -> bool:
    """Whether somebody was erased since the database was last cleared by VACUUM."""
    done = connection.execute(select(meta.c.value).where(meta.c.name == _note(coop))).scalar()
    return erased(connection, coop) != int(done or 0)


def note(connection: Connection, coop: str, people: int) -> None:
    """Remember that it was cleared of so many people, counted before it was."""
    bulk.upsert(connection, meta, [{"name": _note(coop), "value": str(people)}])


def _note(coop: str) -> str:
    return f"vacuumed {coop}"
