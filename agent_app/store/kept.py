"""What the window keeps on this device alone: drafts, the village of the day, how often a paper was printed.

Nothing of it is ever sent. It lies in the encrypted database because drafts name people.
"""

from typing import Any

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from agent_app.store.tables import kept


def load(connection: Connection, key: str) -> Any | None:
    """The value kept under a key, as plain JSON; None where there is none."""
    found = connection.execute(select(kept.c.value).where(kept.c.name == key)).scalar_one_or_none()
    return None if found is None else msgspec.json.decode(found)


def keep(connection: Connection, key: str, value: Any) -> None:
    """Put a plain JSON value in the place of what was kept; None takes it away."""
    connection.execute(delete(kept).where(kept.c.name == key))
    if value is not None:
        connection.execute(insert(kept), {"name": key, "value": msgspec.json.encode(value).decode()})


def count_up(connection: Connection, key: str) -> int:
    """One more under this key; how many that makes."""
    number = int(load(connection, key) or 0) + 1
    keep(connection, key, number)
    return number
