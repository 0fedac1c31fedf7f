"""When the last verified backup was made, kept in the database it is a copy of: whoever serves it can tell its age."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.central.centre import Centre
from agent_app.records import bulk
from agent_app.records.tables.journal import meta


def _name(coop: str) -> str:
    """One database may hold several cooperatives."""
    return f"backup {coop}"


def note(connection: Connection, centre: Centre) -> None:
    """A backup was made and verified now."""
    bulk.upsert(connection, meta, [{"name": _name(centre.coop), "value": str(centre.milliseconds())}])


def age(connection: Connection, centre: Centre) -> float | None:
    """Seconds since the last one; None where there was none yet."""
    at = connection.execute(select(meta.c.value).where(meta.c.name == _name(centre.coop))).scalar()
    return None if at is None else (centre.milliseconds() - int(at)) / 1000
