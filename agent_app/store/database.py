"""Opening this device's database: key checked first, schema migrated after a verified backup."""

import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from agent_app import paths
from agent_app.domain.errors import Unavailable
from agent_app.records import bulk, clearing, schema
from agent_app.records.apply import APPLY_VERSION
from agent_app.records.copies import copy_sqlite, damaged_pages
from agent_app.records.engine import READING, open_sqlite, trouble_of
from agent_app.records.rebuild import rebuild
from agent_app.records.tables.journal import meta
from agent_app.store import files, identity, traces
from agent_app.store.identity import Identity

KEPT_BACKUPS = 7
BEING_MADE = "being-made.part"
MOST_LOOKED_THROUGH = 64 * 1024 * 1024
"""Bytes that are looked through at the start: 2 ms each megabyte. The daily backup reads larger ones."""
_LAST_LINE = "SELECT seq, h FROM journal WHERE coop = ? AND device = ? ORDER BY seq DESC LIMIT 1"


def open_database(folder: Path, key_hex: str, now: datetime) -> Engine:
    """An engine on the folder's database with the schema of this release.

    Raises Unavailable("database_unreadable") for a damaged file (the vault has checked the key before) and for one that
    is gone while there are backups, Unavailable("database_gone") for one that is gone where something of it is left,
    Unavailable("database_newer") where a later release made it, Unavailable("disk").
    """
    path = folder / files.DATABASE
    existed = path.exists()
    if traces.is_empty(folder) and traces.was_used(folder):
        # SQLite would make an empty one, and remove the log of the one that is gone.
        raise Unavailable("database_unreadable" if traces.has_backups(folder) else "database_gone")
    engine = open_sqlite(path, key_hex)
    try:
        if existed:
            _require_whole(engine, path)
        _bring_up(engine, folder, key_hex, existed, now)
    except DBAPIError as error:
        engine.dispose()
        if (trouble := trouble_of(error)) is None:
            raise
        raise trouble from error
    except BaseException:
        engine.dispose()
        raise
    return engine


def _require_whole(engine: Engine, path: Path) -> None:
    """Raises Unavailable("database_unreadable") for a file that is shorter than it says. What stands in the log goes in
    first."""
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        names = ("page_count", "page_size")
        pages, page = (int(connection.exec_driver_sql(f"PRAGMA {one}").scalar_one()) for one in names)
        if not busy and path.stat().st_size < pages * page:
            raise Unavailable("database_unreadable")


def damage(engine: Engine, folder: Path) -> int:
    """How many pages are not as they were written, in a file that is looked through quickly.

    The others can be read, and what they hold can still be sent.
    """
    if (folder / files.DATABASE).stat().st_size > MOST_LOOKED_THROUGH:
        return 0
    with engine.execution_options(**READING).connect() as connection:
        return damaged_pages(connection)


def _bring_up(engine: Engine, folder: Path, key_hex: str, existed: bool, now: datetime) -> None:
    with engine.execution_options(**READING).connect() as connection:
        behind = schema.is_behind(connection, "local")
    if behind and existed:
        back_up(engine, folder, key_hex, now)
    if behind:
        schema.migrate(engine, "local")
    _bring_tables_up(engine)
    _clear_erased(engine, folder, key_hex, now)


def _bring_tables_up(engine: Engine) -> None:
    """Rebuild the tables where an older apply filled them."""
    with engine.execution_options(**READING).connect() as connection:
        if _applied_by(connection) == APPLY_VERSION:
            return
    with engine.begin() as connection:
        me = identity.load(connection)
        if me is not None:
            rebuild(connection, me.coop)
        bulk.upsert(connection, meta, [{"name": "apply", "value": str(APPLY_VERSION)}])


def _clear_erased(engine: Engine, folder: Path, key_hex: str, now: datetime) -> None:
    """Give up the bytes of people erased since the last time, also in the backups, which one new copy replaces; what a
    full disk prevents, the next start tries again.

    A start is the quiet moment: nobody else has the file, and a VACUUM takes seconds on a large one.
    """
    with engine.execution_options(**READING).connect() as connection:
        me = identity.load(connection)
        if me is None or not clearing.is_due(connection, me.coop):
            return
        people = clearing.erased(connection, me.coop)
    with suppress(dbapi2.Error, Unavailable):
        _vacuum(engine)
        kept = back_up(engine, folder, key_hex, now)
        for old in (folder / files.BACKUPS).glob("keagenan-*.db"):
            if old != kept:
                old.unlink()
        with engine.begin() as connection:
            clearing.note(connection, me.coop, people)


def _vacuum(engine: Engine) -> None:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        # The log still holds the pages as they were.
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        cursor.close()
    finally:
        connection.close()


def last_line(folder: Path, key_hex: str, me: Identity) -> tuple[int, bytes] | None:
    """The last own line that anybody finds who opens the folder's database now; None where it cannot be read."""
    path = folder / files.DATABASE
    try:
        connection = dbapi2.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    except dbapi2.Error:
        return None
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key_hex}'\"")
        found = connection.execute(_LAST_LINE, (me.coop, me.device)).fetchone()
    except dbapi2.Error:
        return None
    finally:
        connection.close()
    return (found[0], bytes(found[1])) if found is not None else None


def _applied_by(connection: Connection) -> int:
    value = connection.execute(select(meta.c.value).where(meta.c.name == "apply")).scalar()
    return int(value) if value is not None else 0


def back_up(engine: Engine, folder: Path, key_hex: str, now: datetime) -> Path:
    """Write a verified copy into the folder's backups; the oldest beyond seven go. Raises what `copy_sqlite` raises."""
    backups = folder / files.BACKUPS
    paths.make_private_dir(backups)
    # A laptop whose clock stands or was set back may come to the same moment again.
    while (target := backups / f"keagenan-{now:%Y%m%dT%H%M%S%f}.db").exists():
        now += timedelta(microseconds=1)
    # A copy that a kill cuts short never has the name of a backup.
    being_made = backups / BEING_MADE
    being_made.unlink(missing_ok=True)
    copy_sqlite(engine, being_made, key_hex)
    try:
        os.replace(being_made, target)
        paths.flush_folder(backups)
    except OSError as error:
        raise Unavailable("disk") from error
    # The new one stays also where the clock has fallen back and its name sorts first.
    older = sorted(path for path in backups.glob("keagenan-*.db") if path != target)
    for old in older[: -(KEPT_BACKUPS - 1)]:
        old.unlink()
    return target
