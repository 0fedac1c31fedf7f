"""Opening databases: SQLCipher with settings that are read back, or PostgreSQL; transactions that begin at once."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from agent_app.domain.errors import Unavailable
from agent_app.records.prepared import command

OLDEST_SQLITE = (3, 51, 3)
"""Before this, two connections on one WAL file could corrupt it (the WAL-reset bug)."""
BUSY_SECONDS = 15.0
LEAST_FREE = 65_536
"""Bytes that the files beside a database take to be made at all."""
READING = {"reading": True}
"""Execution option of connections that only read: their transaction does not take the write lock."""


def open_sqlite(path: Path, key_hex: str) -> Engine:
    """An engine on an encrypted database; the file is made where it is missing.

    Raises Unavailable("sqlite_too_old"), Unavailable("database_unreadable") for a wrong key or a damaged file
    (which of the two, the vault's key check tells), Unavailable("durability_refused") where WAL with
    synchronous=FULL does not stick, Unavailable("disk_full" | "disk") where the file cannot be opened.
    """
    if dbapi2.sqlite_version_info < OLDEST_SQLITE:
        raise Unavailable("sqlite_too_old", version=dbapi2.sqlite_version)

    def connect() -> Any:
        return _connect(path, key_hex)

    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=connect,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
        hide_parameters=True,
    )
    _begin_explicitly(engine)
    return engine


_WITHIN = "-c lock_timeout=10000 -c statement_timeout=60000 -c timezone=UTC"


def open_postgres(url: str) -> Engine:
    """An engine on PostgreSQL; a transaction waits 10 s for a lock and runs 60 s at most.

    What the URL says under `options`, such as a search_path, is added.
    """
    asked = make_url(url).query.get("options", "")
    engine = create_engine(
        url,
        pool_size=8,
        max_overflow=8,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": f"{_WITHIN} {asked if isinstance(asked, str) else ' '.join(asked)}".strip()},
    )

    @event.listens_for(engine, "connect")
    def send_arrays_binary(connection: Any, _: Any) -> None:
        from psycopg.types.array import ListBinaryDumper

        # Whole columns travel as arrays; as text each value would be searched for characters to escape.
        connection.adapters.register_dumper(list, ListBinaryDumper)

    return engine


def _connect(path: Path, key_hex: str) -> Any:
    try:
        connection = dbapi2.connect(
            str(path), isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS, cached_statements=512
        )
    except (dbapi2.Error, sqlite3.Error) as error:
        raise _no_file(path) from error
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key_hex}'\"")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA secure_delete = ON")
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        connection.execute("PRAGMA synchronous = FULL")
        synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    except dbapi2.OperationalError as error:
        connection.close()
        raise _no_file(path) from error
    except dbapi2.Error as error:
        connection.close()
        raise Unavailable("database_unreadable") from error
    # Only WAL with FULL lost no acknowledged row in power-off tests; see ARCHITECTURE.md.
    if mode != "wal" or synchronous != 2:
        connection.close()
        raise Unavailable("durability_refused", mode=mode, synchronous=synchronous)
    return connection


def _no_file(path: Path) -> Unavailable:
    """Why a file cannot be opened: on a full disk SQLite only says that it cannot make the files beside it."""
    try:
        return Unavailable("disk_full" if shutil.disk_usage(path.parent).free < LEAST_FREE else "disk")
    except OSError:
        return Unavailable("disk")


def _begin_explicitly(engine: Engine) -> None:
    """DDL becomes part of the transaction, and a read-then-write transaction cannot fail half-way."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        # VACUUM stands outside of any transaction.
        if options.get("isolation_level") != "AUTOCOMMIT":
            command(connection, "BEGIN" if options.get("reading", False) else "BEGIN IMMEDIATE")


_DISK_FULL = "53100"


def is_disk_trouble(error: BaseException) -> bool:
    """Whether the database said that the disk is full, read-only or failing."""
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == _DISK_FULL:
        return True
    text = str(error.orig if isinstance(error, DBAPIError) else error).lower()
    return any(word in text for word in ("disk is full", "disk i/o error", "readonly database", "no space left"))


_OF_POSTGRES = {
    "42501": "database_rights",
    "25006": "database_rights",
    _DISK_FULL: "database_disk_full",
    "53300": "database_unreachable",
}
"""SQLSTATEs: insufficient privilege, read-only transaction, disk full, too many connections."""


def trouble_of(error: BaseException) -> Unavailable | None:
    """What a database's error means for the user; None where it is a bug.

    Unavailable("disk_full"), ("disk"), or ("database_unreadable") for a damaged file; ("database_rights" |
    "database_disk_full" | "database_unreachable") where PostgreSQL says so.
    """
    state = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
    if state in _OF_POSTGRES:
        return Unavailable(_OF_POSTGRES[state])
    text = str(error.orig if isinstance(error, DBAPIError) else error).lower()
    if is_disk_trouble(error):
        return Unavailable("disk_full" if "full" in text or "no space left" in text else "disk")
    damaged = any(word in text for word in ("malformed", "not a database", "file is encrypted"))
    return Unavailable("database_unreadable") if damaged else None
