"""Opening this device's database: key checked first, schema migrated after a verified backup."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.engine import Connection
from sqlcipher3 import dbapi2

from agent_app import paths
from agent_app.domain.errors import Unavailable
from agent_app.records import bulk, schema
from agent_app.records.apply import APPLY_VERSION
from agent_app.records.engine import READING, is_disk_trouble, open_sqlite
from agent_app.records.rebuild import rebuild
from agent_app.records.tables.journal import meta
from agent_app.store import identity

FILE = "keagenan.db"
BACKUPS = "backups"
KEPT_BACKUPS = 7


def open_database(folder: Path, key_hex: str, now: datetime) -> Engine:
    """An engine on the folder's database with the schema of this release.

    Raises Unavailable("database_unreadable") for a damaged file (the vault has checked the key before),
    Unavailable("database_newer") where a later release made it, Unavailable("disk").
    """
    path = folder / FILE
    existed = path.exists()
    engine = open_sqlite(path, key_hex)
    try:
        with engine.execution_options(**READING).connect() as connection:
            behind = schema.is_behind(connection, "local")
        if behind and existed:
            back_up(engine, folder, key_hex, now)
        if behind:
            schema.migrate(engine, "local")
        _bring_tables_up(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


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


def _applied_by(connection: Connection) -> int:
    value = connection.execute(select(meta.c.value).where(meta.c.name == "apply")).scalar()
    return int(value) if value is not None else 0


def back_up(engine: Engine, folder: Path, key_hex: str, now: datetime) -> Path:
    """Write a copy encrypted with the same key, open it and check every page; the oldest beyond seven go.

    Raises Unavailable("backup_failed") where the copy does not check out, Unavailable("disk").
    """
    backups = folder / BACKUPS
    paths.make_private_dir(backups)
    target = backups / f"keagenan-{now:%Y%m%dT%H%M%S%f}.db"
    try:
        _copy(engine, target)
    except dbapi2.Error as error:
        target.unlink(missing_ok=True)
        raise Unavailable("disk" if is_disk_trouble(error) else "backup_failed") from error
    if damage_of(target, key_hex):
        target.unlink(missing_ok=True)
        raise Unavailable("backup_failed")
    for old in sorted(backups.glob("keagenan-*.db"))[:-KEPT_BACKUPS]:
        old.unlink()
    return target


def _copy(engine: Engine, target: Path) -> None:
    """A consistent copy under the same key; VACUUM stands outside of any transaction."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()


def damage_of(path: Path, key_hex: str) -> list[str]:
    """What SQLCipher and SQLite find wrong with a database file; empty when it is sound."""
    try:
        connection = dbapi2.connect(f"file:{path}?mode=ro", uri=True)
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
