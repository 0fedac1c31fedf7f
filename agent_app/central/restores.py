"""What a restore has to work with: which keys and settings, found beside the backup or in it, and where it goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import inspect, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import DropTable

from agent_app.central import backup_file, dumps, keys, replacing, tables
from agent_app.central.backup_file import Contents
from agent_app.central.centre import Clock
from agent_app.central.database import SETTINGS, Settings, read_settings, write_settings
from agent_app.central.keys import Keys
from agent_app.central.sealing import Plain
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.refusals import RefusalCode
from agent_app.records import schema
from agent_app.records.engine import open_postgres, trouble_of
from agent_app.records.tables import metadata
from agent_app.records.tables.journal import journal


@dataclass(frozen=True, slots=True)
class Plan:
    """`is_present`: the folder is this centre's already, with its settings and keys."""

    settings: Settings
    keys: Keys
    plain: Plain
    is_present: bool


def plan(folder: Path, source: Path, secret: bytes | None, database: str | None) -> Plan:
    """Find out all that is needed before anything is touched.

    Raises what `backup_file.unlock` raises, Refused("backup_of_other") for another centre's, Refused("database_needed"
    | "database_not_empty" | "backup_other_database"), Unavailable("backup_needs_keys") for a backup of a former
    release in a folder without its keys, Unavailable("backup_damaged" | "settings_unreadable" | "vault_damaged"),
    OSError.
    """
    settings, present = _settings(folder), keys.load_if_there(folder)
    head = backup_file.head_of(source)
    if head is None:
        return _of_former_release(source, settings, present)
    if settings is not None and settings.coop != head.coop:
        raise Refused(RefusalCode.BACKUP_OF_OTHER, coop=head.coop)
    contents, plain = backup_file.opened(source, backup_file.unlock(head, present, secret))
    schema.require_known(contents.revision, "central")
    if settings is not None and present is not None and present != contents.keys:
        raise Refused(RefusalCode.BACKUP_OF_OTHER, coop=head.coop)
    is_present = settings is not None and present is not None
    wanted = _of_machine(contents, settings, database)
    if wanted.database is not None and wanted.database != (settings.database if settings is not None else None):
        _require_empty(wanted.database)
    return Plan(wanted, contents.keys, plain, is_present)


def _settings(folder: Path) -> Settings | None:
    try:
        return read_settings(folder)
    except Unavailable as error:
        if error.code == "database_missing":
            return None
        raise


def _of_former_release(source: Path, settings: Settings | None, present: Keys | None) -> Plan:
    """A copy of the database alone, as earlier releases made it: an archive, or the SQLCipher file as it is."""
    if settings is None or present is None:
        raise Unavailable("backup_needs_keys")
    plain = dumps.archive(source, present.archive) if settings.database else _file(source)
    return Plan(settings, present, plain, is_present=True)


def _file(source: Path) -> Plain:
    def plain() -> Iterator[bytes]:
        with source.open("rb") as file:
            while chunk := file.read(1 << 20):
                yield chunk

    return plain


def _of_machine(contents: Contents, settings: Settings | None, database: str | None) -> Settings:
    """The settings after the restore: the folder's own, else the backup's on the database that was named."""
    if contents.kind == "sqlite":
        if database is not None or (settings is not None and settings.database is not None):
            raise Refused(RefusalCode.BACKUP_OTHER_DATABASE)
        url = None
    else:
        url = database or (settings.database if settings is not None else None)
        # Never the one that stands in the backup: a drill would write over the centre it is a drill for.
        if url is None:
            raise Refused(RefusalCode.DATABASE_NEEDED)
    if settings is not None:
        return msgspec.structs.replace(settings, database=url)
    return Settings(
        coop=contents.coop, database=url, recovery=contents.recovery, recovery_checked=contents.recovery_checked
    )


def _require_alone(url: str, coop: str) -> None:
    """Raises Refused("database_shared") where another cooperative is in the database: an archive replaces all of it."""
    table = tables.cooperative
    with _looking(url) as connection:
        if inspect(connection).has_table(table.name):
            others = select(table.c.coop).where(table.c.coop != coop).limit(1)
            if connection.execute(others).first() is not None:
                raise Refused(RefusalCode.DATABASE_SHARED)


def _require_empty(url: str) -> None:
    """Raises Refused("database_not_empty") where a centre is in the database already."""
    with _looking(url) as connection:
        if inspect(connection).has_table(journal.name):
            raise Refused(RefusalCode.DATABASE_NOT_EMPTY)


@contextmanager
def _looking(url: str) -> Iterator[Connection]:
    """A look into a database before anything is done to it. Raises Unavailable("database_unreachable" | …)."""
    engine = open_postgres(url)
    try:
        with engine.connect() as connection:
            yield connection
    except OperationalError as error:
        raise trouble_of(error) or Unavailable("database_unreachable") from error
    finally:
        engine.dispose()


def carry_out(planned: Plan, folder: Path, now: Clock) -> None:
    """Put the data in place, and keys and settings where they were missing. Raises Unavailable as `dumps.restore`,
    Refused("database_shared")."""
    settings = planned.settings
    if settings.database is not None:
        _require_alone(settings.database, settings.coop)
        with _without_left_over_tables(settings.database):
            dumps.restore(settings.database, planned.plain)
        _complete(planned, folder)
        return
    arriving = replacing.arrive(folder, planned.plain, settings.coop, planned.keys, now)
    try:
        _complete(planned, folder)
        replacing.replace(folder, arriving, now)
    except BaseException:
        replacing.discard(arriving)
        raise


@contextmanager
def _without_left_over_tables(url: str) -> Iterator[None]:
    """Drop, behind a restore, the tables it did not bring: those a later release made, which its migrations make again.

    What a restore brings is made anew, and so has another number in PostgreSQL's list of tables. Raises
    Unavailable("backup_failed") where it brought no journal.
    """
    with _looking(url) as connection:
        before = _tables(connection)
    yield
    engine = open_postgres(url)
    try:
        with engine.begin() as connection:
            left = {name for name, number in _tables(connection).items() if before.get(name) == number}
            if journal.name in left:
                raise Unavailable("backup_failed")
            for name in sorted(left):
                connection.execute(DropTable(metadata.tables[name]))
    finally:
        engine.dispose()


def _tables(connection: Connection) -> dict[str, int]:
    """The centre's tables that there are, with their numbers."""
    numbers = "SELECT relname, oid::bigint FROM pg_class WHERE relkind = 'r' AND pg_table_is_visible(oid)"
    return {name: number for name, number in connection.exec_driver_sql(numbers) if name in metadata.tables}


def _complete(planned: Plan, folder: Path) -> None:
    if keys.load_if_there(folder) is None:
        keys.save(folder, planned.keys)
    if not (folder / SETTINGS).exists() or read_settings(folder) != planned.settings:
        write_settings(folder, planned.settings)
