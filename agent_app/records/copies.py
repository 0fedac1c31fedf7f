"""Copies of an encrypted SQLite database: written while it is in use, and checked page by page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2

from agent_app import paths
from agent_app.domain.errors import Unavailable
from agent_app.records.engine import trouble_of

_LOOKS = 3


def copy_sqlite(engine: Engine, target: Path, key_hex: str) -> None:
    """Write a consistent copy under the same key, open it and check every page; nothing is left of a bad one.

    Raises Unavailable("disk_full" | "disk"), Unavailable("database_unreadable") where the database itself is damaged,
    and Unavailable("backup_failed") where only the copy does not check out.
    """
    try:
        _vacuum_into(engine, target)
    except dbapi2.Error as error:
        target.unlink(missing_ok=True)
        raise trouble_of(error) or Unavailable("backup_failed") from error
    if damage_of(target, key_hex):
        target.unlink(missing_ok=True)
        raise Unavailable("backup_failed")
    try:
        paths.flush_file(target)
        paths.flush_folder(target.parent)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise Unavailable("disk") from error


def _vacuum_into(engine: Engine, target: Path) -> None:
    """VACUUM stands outside of any transaction."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()


@contextmanager
def reading_only(path: Path, key_hex: str) -> Iterator[Connection]:
    """A connection to a database file that nobody has open; nothing is written, not even beside it.

    Raises Unavailable("database_unreadable" | "disk").
    """

    def connect() -> Any:
        connection = dbapi2.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key_hex}'\"")
        return connection

    engine = create_engine("sqlite://", module=dbapi2, creator=connect, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise trouble_of(error) or Unavailable("database_unreadable") from error
    except dbapi2.Error as error:
        raise Unavailable("database_unreadable") from error


def damaged_pages(connection: Connection) -> int:
    """How many pages of an open encrypted file are not as they were written; PostgreSQL looks after its own.

    SQLCipher's seal is on every page, so this finds damage also where no table is read from. It reads the file beside
    all locks: a page that is being written at this moment looks damaged once, so what is found is looked at again.
    """
    if connection.dialect.name != "sqlite":
        return 0
    found = 0
    for _ in range(_LOOKS):
        found = len(connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall())
        if not found:
            break
    return found


def damage_of(path: Path, key_hex: str) -> list[str]:
    """What SQLCipher and SQLite find wrong with a database file; empty when it is sound."""
    try:
        connection = dbapi2.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except dbapi2.Error:
        return ["unreadable"]
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key_hex}'\"")
        found = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
        found += [row[0] for row in connection.execute("PRAGMA quick_check") if row[0] != "ok"]
    except dbapi2.Error:
        return ["unreadable"]
    finally:
        connection.close()
    return found
