"""Opening the centre's database: its folder says which one, SQLCipher by default, PostgreSQL by URL."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from sqlalchemy import Engine, inspect, select
from sqlalchemy.engine import Connection

from agent_app import paths
from agent_app.central import dumps, guards, tables
from agent_app.central.centre import Centre, Clock, wall_clock
from agent_app.central.keys import Keys, load
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.refusals import RefusalCode
from agent_app.records import bulk, schema
from agent_app.records.apply import APPLY_VERSION
from agent_app.records.copies import copy_sqlite
from agent_app.records.engine import READING, open_postgres, open_sqlite
from agent_app.records.rebuild import rebuild
from agent_app.records.tables.journal import meta

SETTINGS = "centre.json"
SQLITE = "centre.db"
BACKUPS = "backups"


class Settings(msgspec.Struct, kw_only=True, frozen=True):
    """`centre.json`: the cooperative's code, and the SQLAlchemy URL of a PostgreSQL database or null.

    `recovery` is the public half of the recovery secret (X25519, base64url), `recovery_checked` the day on which
    somebody last showed that the secret was kept.
    """

    coop: str
    database: str | None = None
    recovery: str | None = None
    recovery_checked: str | None = None


def read_settings(folder: Path) -> Settings:
    """The folder's settings.

    Raises Unavailable("database_missing") where no centre was made in it, Unavailable("settings_unreadable") where the
    file is there and cannot be read: the data beside it is another matter.
    """
    try:
        return msgspec.json.decode((folder / SETTINGS).read_bytes(), type=Settings)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Unavailable("database_missing") from error
    except (OSError, ValueError) as error:
        raise Unavailable("settings_unreadable", file=SETTINGS) from error


def write_settings(folder: Path, settings: Settings) -> None:
    """Write `centre.json`; it may name a database password, so only its owner reads it."""
    paths.write_private(folder / SETTINGS, msgspec.json.encode(settings))


def open_engine(folder: Path, settings: Settings, keys: Keys, now: Clock = wall_clock) -> Engine:
    """The engine of the folder's database, with the schema of this release. Raises Unavailable."""
    engine = open_postgres(settings.database) if settings.database else open_sqlite(folder / SQLITE, keys.database)

    def copy_first() -> None:
        backups = paths.make_private_dir(folder / BACKUPS)
        target = backups / f"before-migration-{now():%Y%m%dT%H%M%S}.backup"
        if settings.database:
            dumps.dump(settings.database, target, keys.archive)
        else:
            copy_sqlite(engine, target, keys.database)

    try:
        prepare_schema(engine, copy_first)
    except BaseException:
        engine.dispose()
        raise
    return engine


def prepare_schema(engine: Engine, copy_first: Callable[[], None]) -> None:
    """Bring the schema to this release, an older one only after a verified copy, and put the journal's guards up."""
    with engine.connect().execution_options(**READING) as connection:
        is_behind, is_new = schema.is_behind(connection, "central"), schema.is_new(connection)
    if is_behind and not is_new:
        copy_first()
    if is_behind:
        schema.migrate(engine, "central")
    with engine.begin() as connection:
        guards.install(connection)


def open_centre(folder: Path, now: Clock = wall_clock) -> Centre:
    """The centre of a folder; tables filled by an older release are computed again first.

    Raises Unavailable("database_missing" | "settings_unreadable"), what `keys.load` and the engines raise.
    """
    settings, keys = read_settings(folder), load(folder)
    if not settings.database and not (folder / SQLITE).exists():
        raise Unavailable("database_missing")
    engine = open_engine(folder, settings, keys, now)
    centre = Centre(folder, settings.coop, engine, keys, now)
    with centre.reading() as connection:
        row = select(tables.cooperative.c.coop).where(tables.cooperative.c.coop == settings.coop)
        known = connection.execute(row).scalar()
        applied_by = _applied_by(connection, settings.coop)
    if known is None:
        engine.dispose()
        raise Unavailable("database_missing")
    if applied_by < APPLY_VERSION:
        centre.write(lambda connection: bring_up(connection, settings.coop))
    return centre


def name_anew(folder: Path, url: str, now: Clock = wall_clock) -> str:
    """Use the same PostgreSQL database under another address: a new password, role, host or name; the code of its
    cooperative.

    Nothing is changed where this centre is not in it. Raises Refused("database_embedded") for an embedded centre,
    Unavailable("database_missing"), what the engines raise.
    """
    settings, keys = read_settings(folder), load(folder)
    if settings.database is None:
        raise Refused(RefusalCode.DATABASE_EMBEDDED)
    engine = open_postgres(url)
    try:
        with engine.connect() as connection:
            here = select(tables.cooperative.c.coop).where(tables.cooperative.c.coop == settings.coop)
            # An empty database stays one: another backup may be put there.
            if not inspect(connection).has_table(tables.cooperative.name) or not connection.execute(here).first():
                raise Unavailable("database_missing")
    finally:
        engine.dispose()
    new = msgspec.structs.replace(settings, database=url)
    open_engine(folder, new, keys, now).dispose()
    write_settings(folder, new)
    return settings.coop


def _apply_name(coop: str) -> str:
    """One database may hold several cooperatives, each brought up by its own centre."""
    return f"apply {coop}"


def _applied_by(connection: Connection, coop: str) -> int:
    value = connection.execute(select(meta.c.value).where(meta.c.name == _apply_name(coop))).scalar()
    return int(value) if value is not None else 0


def bring_up(connection: Connection, coop: str) -> int:
    """Compute all derived tables afresh and note by which version of apply; the number of lines applied."""
    lines = rebuild(connection, coop)
    bulk.upsert(connection, meta, [{"name": _apply_name(coop), "value": str(APPLY_VERSION)}])
    return lines
