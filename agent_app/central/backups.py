"""Backups of the centre that are checked before they count, and putting one back, which opens a new epoch."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, NoResultFound

from agent_app import paths
from agent_app.central import centre_journal, checks, dumps, epochs, instance, mark, tables
from agent_app.central.centre import Centre, Clock, wall_clock
from agent_app.central.chains import Heads, heads_of
from agent_app.central.database import SQLITE, Settings, open_centre, read_settings
from agent_app.central.keys import Keys, load
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.refusals import RefusalCode
from agent_app.journal import chain
from agent_app.records import bulk
from agent_app.records.copies import copy_sqlite, damaged_pages
from agent_app.records.engine import open_postgres, open_sqlite
from agent_app.records.tables.house import device
from agent_app.records.tables.journal import journal
from agent_app.records.verify import Problem

ENDINGS = ("-wal", "-shm", "")
"""A database's files; the main one last: as long as it is there, the folder has a database."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy: where it is, the last line of each journal in it, and what was found beside.

    `findings` name device and line. They are what lines say or what was computed from them, copied as it is: no word
    of any laptop keeps the others from being backed up.
    """

    path: Path
    heads: Heads
    findings: tuple[Problem, ...]


def back_up(centre: Centre, target: Path) -> Backup:
    """Write a copy of the database, read it back, check every chain in it, and only then call its lines durable.

    What a line says never stops a backup: it is told in `findings`. Only damage does, a line that is missing or is not
    the one that was signed; then `device` and `seq` of Unavailable("backup_failed") say where.


    Encrypted under the centre's database key: SQLite's copy as it is, PostgreSQL's archive of pg_dump on its way to
    the disk. The keys are not in it; they have to be kept elsewhere. Raises Refused("file_exists"),
    Unavailable("backup_failed" | "disk_full" | "part_missing").
    """
    if target.exists():
        raise Refused(RefusalCode.FILE_EXISTS)
    if not target.parent.exists():
        paths.make_private_dir(target.parent)
    try:
        checked = _back_up_sqlite(centre, target) if _is_embedded(centre) else _back_up_postgres(centre, target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    centre.write(lambda connection: _note_durable(connection, centre.coop, checked.heads))
    return Backup(target, checked.heads, tuple(checked.findings))


@dataclass(frozen=True, slots=True)
class _Checked:
    heads: Heads
    findings: list[Problem]


def _is_embedded(centre: Centre) -> bool:
    return centre.engine.dialect.name == "sqlite"


def _back_up_sqlite(centre: Centre, target: Path) -> _Checked:
    copy_sqlite(centre.engine, target, centre.keys.database)
    if os.name == "posix":
        target.chmod(0o600)
    return _check_copy(centre, target)


def _check_copy(centre: Centre, copy: Path) -> _Checked:
    """Read a copy of the embedded database to its end: every page, chain and signature. Raises as `back_up`."""
    engine = open_sqlite(copy, centre.keys.database)
    try:
        opened = Centre(centre.folder, centre.coop, engine, centre.keys, centre.now)
        with opened.reading() as connection:
            here = tables.cooperative.c.coop == centre.coop
            known = connection.execute(select(tables.cooperative.c.coop).where(here)).scalar()
            if known is None or damaged_pages(connection) > 0:
                raise Unavailable("backup_failed")
            return _check(connection, opened)
    except DBAPIError as error:
        raise Unavailable("backup_failed") from error
    finally:
        engine.dispose()


def _check(connection: Connection, centre: Centre) -> _Checked:
    """Verify all lines. Raises Unavailable("backup_failed") naming the first that is missing or altered."""
    report = checks.verify(connection, centre)
    if report.damage:
        first = report.damage[0]
        raise Unavailable("backup_failed", device=first.device, seq=first.seq, what=first.what)
    return _Checked(_heads(connection, centre.coop), report.findings)


def _heads(connection: Connection, coop: str) -> Heads:
    statement = (
        select(journal.c.device, func.max(journal.c.seq)).where(journal.c.coop == coop).group_by(journal.c.device)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}


def _back_up_postgres(centre: Centre, target: Path) -> _Checked:
    """An archive of one moment: that which was verified, and whose heads the archive's own chains have to end in."""
    url = read_settings(centre.folder).database or ""
    with centre.reading_at_length() as connection:
        checked = _check(connection, centre)
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        keys = _device_keys(connection, centre.coop)
        dumps.dump(url, target, centre.keys.archive, snapshot)

    def genesis(device: int) -> bytes:
        if device <= 0:
            return centre_journal.genesis(centre, device)
        return chain.genesis(centre.coop, device, keys.get(device, b""))

    held = (one for one in dumps.journal_lines(target, centre.keys.archive) if one.coop == centre.coop)
    if heads_of(held, genesis) != checked.heads:
        raise Unavailable("backup_failed")
    return checked


def _device_keys(connection: Connection, coop: str) -> dict[int, bytes]:
    rows = connection.execute(select(device.c.device, device.c.public_key).where(device.c.coop == coop))
    return {row.device: bytes(row.public_key) for row in rows}


def _note_durable(connection: Connection, coop: str, heads: Heads) -> None:
    """Say of every device how much of its journal is in the last verified backup."""
    state = tables.device_state
    rows = connection.execute(select(state.c.device, state.c.last_contact).where(state.c.coop == coop)).all()
    bulk.upsert(
        connection,
        state,
        [
            {
                "coop": coop,
                "device": row.device,
                "durable_seq": heads.get(row.device, 0),
                "last_contact": row.last_contact,
            }
            for row in rows
        ],
    )


def restore(folder: Path, source: Path, now: Clock = wall_clock) -> Centre:
    """Put a backup back in place of the present database, and open a new epoch.

    The former SQLite file stays beside it. What was closed after the copy was made stays closed; `epochs.closed_again`
    lists it. Raises Unavailable("database_in_use") while the folder is served, Unavailable("backup_damaged") for a copy
    that does not check out, Unavailable("restore_failed") where PostgreSQL does not take it, what `open_centre` raises.
    """
    settings, keys = read_settings(folder), load(folder)
    with instance.alone(folder):
        _note_present(folder, settings, keys, now)
        with _in_words_of_a_restore():
            if settings.database:
                dumps.restore(settings.database, source, keys.archive)
            else:
                _replace_sqlite(folder, source, settings.coop, keys, now)
        centre = open_centre(folder, now)
        epochs.open_epoch(centre)
        with centre.reading() as connection:
            heads = _heads(connection, centre.coop)
        centre.write(lambda connection: _note_durable(connection, centre.coop, heads))
    return centre


def _note_present(folder: Path, settings: Settings, keys: Keys, now: Clock) -> None:
    """Keep in the mark what the database that is about to go has given out and closed.

    One that cannot be read is replaced all the same; then the mark is as it was last written.
    """
    if not settings.database and not (folder / SQLITE).exists():
        return
    with contextlib.suppress(Unavailable, DBAPIError, NoResultFound):
        engine = open_postgres(settings.database) if settings.database else open_sqlite(folder / SQLITE, keys.database)
        try:
            mark.note(Centre(folder, settings.coop, engine, keys, now))
        finally:
            engine.dispose()


@contextlib.contextmanager
def _in_words_of_a_restore() -> Iterator[None]:
    """Tells of a copy that does not check out as such: elsewhere these codes speak of the centre's own data."""
    try:
        yield
    except Unavailable as error:
        if error.code not in ("backup_failed", "database_unreadable"):
            raise
        raise Unavailable("backup_damaged", **error.params) from error


def _replace_sqlite(folder: Path, source: Path, coop: str, keys: Keys, now: Clock) -> None:
    """Check the copy under a name of its own first; the present file is set aside, never overwritten."""
    arriving, present = folder / f"{SQLITE}.arriving", folder / SQLITE
    try:
        shutil.copyfile(source, arriving)
        if os.name == "posix":
            arriving.chmod(0o600)
        probe = Centre(folder, coop, open_sqlite(arriving, keys.database), keys, now)
        _check_copy(probe, arriving)
        paths.flush_file(arriving)
    except BaseException:
        for ending in ENDINGS:
            arriving.with_name(arriving.name + ending).unlink(missing_ok=True)
        raise
    aside = _free_name(folder, f"{SQLITE}.before-{now():%Y%m%dT%H%M%S}")
    for ending in ENDINGS:
        if (part := present.with_name(SQLITE + ending)).exists():
            os.replace(part, aside.with_name(aside.name + ending))
    os.replace(arriving, present)
    paths.flush_folder(folder)


def _free_name(folder: Path, name: str) -> Path:
    """A name that no file set aside before has, also where the clock stands."""
    number, free = 1, folder / name
    while free.exists():
        number += 1
        free = folder / f"{name}-{number}"
    return free
