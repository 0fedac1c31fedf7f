"""Who works for the cooperative: names by person code, of agents and supervisors."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.records.tables.house import device


def names_of_staff(connection: Connection, coop: str) -> dict[str, str]:
    """The name of everybody who ever enrolled a laptop, by person code; of the newest laptop where names differ."""
    statement = select(device.c.person, device.c.person_name).where(device.c.coop == coop)
    rows = connection.execute(statement.order_by(device.c.at, device.c.device))
    return {row.person: row.person_name for row in rows if row.person_name}
