"""Putting a backup of this device back in place: the present file is set aside, and the centre is asked first."""

import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from agent_app.domain.errors import Unavailable
from agent_app.records.engine import open_sqlite
from agent_app.store import contact, database
from agent_app.store.store import LOCK_FILE


def restore(folder: Path, backup: Path, key_hex: str) -> Path | None:
    """Make a backup the folder's database; where the present one was set aside, if there was one.

    The restored file is marked: before the first new line the app asks the centre, where a network is there,
    what it has of this journal. Raises Unavailable("in_use"), Unavailable("backup_damaged").
    """
    lock = FileLock(folder / LOCK_FILE)
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise Unavailable("in_use") from error
    try:
        if database.damage_of(backup, key_hex):
            raise Unavailable("backup_damaged")
        aside = _set_aside(folder)
        shutil.copyfile(backup, folder / database.FILE)
        _mark(folder / database.FILE, key_hex)
        return aside
    finally:
        lock.release()


def _set_aside(folder: Path) -> Path | None:
    present = folder / database.FILE
    if not present.exists():
        return None
    number = 1
    while (aside := folder / f"{database.FILE}.aside-{number}").exists():
        number += 1
    for suffix in ("-wal", "-shm", ""):
        part = folder / f"{database.FILE}{suffix}"
        if part.exists():
            part.rename(folder / f"{aside.name}{suffix}")
    return aside


def _mark(path: Path, key_hex: str) -> None:
    engine = open_sqlite(path, key_hex)
    try:
        with engine.begin() as connection:
            contact.note(connection, ask_first=True)
    finally:
        engine.dispose()
