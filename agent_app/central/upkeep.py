"""Clearing what erased people leave in the database's free space, when nobody is in a hurry."""

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from agent_app.central.centre import Centre
from agent_app.domain.errors import Unavailable
from agent_app.records import clearing
from agent_app.records.engine import trouble_of

_OWNS = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('journal')"


def vacuum(centre: Centre) -> None:
    """Let the database give up the bytes of what was erased; noted, so that it is done once an erasure.

    Raises Unavailable("centre_busy" | "disk_full" | "disk" | "database_unreadable"), Unavailable("database_rights")
    for a role that does not own the tables: PostgreSQL would skip them with a warning.
    """
    with centre.reading() as connection:
        if connection.dialect.name == "postgresql" and not connection.exec_driver_sql(_OWNS).scalar():
            raise Unavailable("database_rights")
        erased = clearing.erased(connection, centre.coop)
    try:
        if centre.engine.dialect.name == "postgresql":
            _vacuum_postgres(centre)
        else:
            _vacuum_sqlite(centre)
    except (DBAPIError, dbapi2.Error) as error:
        raise trouble_of(error) or Unavailable("centre_busy") from error
    centre.write(lambda connection: clearing.note(connection, centre.coop, erased))


def vacuum_when_due(centre: Centre) -> bool:
    """Vacuum where somebody was erased since the last time; False where it is due and could not be done now."""
    with centre.reading() as connection:
        is_due = clearing.is_due(connection, centre.coop)
    if is_due:
        try:
            vacuum(centre)
        except Unavailable:
            return False
    return True


def _vacuum_postgres(centre: Centre) -> None:
    with centre.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # A large database takes longer than any request may.
        connection.exec_driver_sql("SET statement_timeout = 0")
        try:
            connection.exec_driver_sql("VACUUM")
        finally:
            connection.exec_driver_sql("RESET statement_timeout")


def _vacuum_sqlite(centre: Centre) -> None:
    centre.run_alone("VACUUM")
    if centre.run_alone("PRAGMA wal_checkpoint(TRUNCATE)"):
        raise Unavailable("centre_busy")
