"""Putting a checked copy of the embedded database in the place of the present one."""

import contextlib
import os
from pathlib import Path

from sqlalchemy.exc import DBAPIError, NoResultFound

from agent_app import paths
from agent_app.central import checked_copies, mark
from agent_app.central.centre import Centre, Clock
from agent_app.central.database import SQLITE, Settings
from agent_app.central.keys import Keys
from agent_app.central.sealing import Damaged, Plain
from agent_app.domain.errors import Unavailable
from agent_app.records import schema
from agent_app.records.engine import READING, open_postgres, open_sqlite

ENDINGS = ("-wal", "-shm", "")
"""A database's files; the main one last: as long as it is there, the folder has a database."""


def note_present(folder: Path, settings: Settings, keys: Keys, now: Clock) -> None:
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


def arrive(folder: Path, plain: Plain, coop: str, keys: Keys, now: Clock) -> Path:
    """Write a copy into the folder under a name of its own and check it there; nothing is left of a bad one.

    Raises Unavailable("backup_failed"), OSError.
    """
    arriving = folder / f"{SQLITE}.arriving"
    discard(arriving)
    try:
        with open(arriving, "xb", opener=paths.private_opener) as file:
            for chunk in plain():
                file.write(chunk)
        _bring_to_this_release(arriving, keys)
        probe = Centre(folder, coop, open_sqlite(arriving, keys.database), keys, now)
        probe.engine.dispose()
        checked_copies.of_sqlite(probe, arriving)
        paths.flush_file(arriving)
    except BaseException as error:
        discard(arriving)
        if isinstance(error, Damaged | DBAPIError):
            raise Unavailable("backup_failed") from error
        raise
    return arriving


def _bring_to_this_release(copy: Path, keys: Keys) -> None:
    """A copy made before the last upgrade is checked by this release's tables.

    Raises Unavailable("database_newer") for a later release's, Unavailable("backup_failed") for no centre's.
    """
    engine = open_sqlite(copy, keys.database)
    try:
        with engine.connect().execution_options(**READING) as connection:
            is_new, is_behind = schema.is_new(connection), schema.is_behind(connection, "central")
        if is_new:
            raise Unavailable("backup_failed")
        if is_behind:
            schema.migrate(engine, "central")
    finally:
        engine.dispose()


def discard(file: Path) -> None:
    """Delete a database that is none, with the files beside it."""
    for ending in ENDINGS:
        file.with_name(file.name + ending).unlink(missing_ok=True)


def replace(folder: Path, arriving: Path, now: Clock) -> None:
    """The copy becomes the database; the present file is set aside, never overwritten."""
    present = folder / SQLITE
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
