"""Putting a backup of this device back in place: the present file is set aside, and the centre is asked first."""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from agent_app import paths
from agent_app.domain.errors import Unavailable
from agent_app.records.copies import damage_of
from agent_app.records.engine import open_sqlite, trouble_of
from agent_app.store import contact, files
from agent_app.store.guard import FolderGuard

PARTS = ("-wal", "-shm", "")
"""A database's files; the main one last: as long as it is there, the folder has a database."""


def restore(folder: Path, backup: Path, key_hex: str) -> Path | None:
    """Make a backup the folder's database; where the present one was set aside, if there was one.

    The restored file is marked: before the first new line the app asks the centre, where a network is there,
    what it has of this journal. The present one stays in place until the copy is whole, marked and on disk.
    Raises Unavailable("in_use"), Unavailable("backup_damaged"), Unavailable("disk_full"), Unavailable("disk").
    """
    guard = FolderGuard(folder)
    guard.take()
    try:
        if damage_of(backup, key_hex):
            raise Unavailable("backup_damaged")
        copy = _marked_copy(folder, backup, key_hex)
        _settle(folder / files.DATABASE, key_hex)
        aside = _set_aside(folder)
        os.replace(copy, folder / files.DATABASE)
        paths.flush_folder(folder)
        return aside
    finally:
        guard.release()


def _marked_copy(folder: Path, backup: Path, key_hex: str) -> Path:
    copy = folder / f"{files.DATABASE}.restoring"
    for suffix in PARTS:
        Path(f"{copy}{suffix}").unlink(missing_ok=True)
    try:
        shutil.copyfile(backup, copy)
        # A file that was set aside after a crash has its last acts in the log beside it.
        if (log := Path(f"{backup}-wal")).exists():
            shutil.copyfile(log, f"{copy}-wal")
        _mark(copy, key_hex)
    except OSError as error:
        copy.unlink(missing_ok=True)
        raise Unavailable("disk_full" if error.errno == errno.ENOSPC else "disk") from error
    except DBAPIError as error:
        copy.unlink(missing_ok=True)
        if (trouble := trouble_of(error)) is None:
            raise
        raise trouble from error
    return copy


def _mark(path: Path, key_hex: str) -> None:
    """Closing the last connection writes the mark into the file itself and flushes it."""
    engine = open_sqlite(path, key_hex)
    try:
        with engine.begin() as connection:
            contact.note(connection, ask_first=True)
    finally:
        engine.dispose()


def _settle(present: Path, key_hex: str) -> None:
    """Bring what stands in the log into the file: a crash while both are set aside must not part them.

    A damaged file stays as it is; nothing opens it by mistake.
    """
    if present.exists():
        with suppress(DBAPIError, Unavailable):
            engine = open_sqlite(present, key_hex)
            try:
                with engine.connect() as connection:
                    connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
            finally:
                engine.dispose()


def _set_aside(folder: Path) -> Path | None:
    present = folder / files.DATABASE
    if not present.exists():
        return None
    number = 1
    while (aside := folder / f"{files.DATABASE}.aside-{number}").exists():
        number += 1
    for suffix in PARTS:
        part = folder / f"{files.DATABASE}{suffix}"
        if part.exists():
            part.rename(folder / f"{aside.name}{suffix}")
    return aside
