"""Backups of the centre that are checked before they count, and putting one back, which opens a new epoch."""

import contextlib
import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app import __version__, paths
from agent_app.central import (
    backup_file,
    backup_places,
    checked_copies,
    dumps,
    epochs,
    instance,
    last_backup,
    recovery,
    replacing,
    restores,
    tables,
)
from agent_app.central.backup_file import Contents
from agent_app.central.centre import Centre, Clock, wall_clock
from agent_app.central.chains import Heads
from agent_app.central.checked_copies import Checked
from agent_app.central.database import open_centre, read_settings
from agent_app.central.sealing import Damaged, Plain
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.refusals import RefusalCode
from agent_app.records import bulk, schema
from agent_app.records.copies import copy_sqlite
from agent_app.records.verify import Problem

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy: where it is, the last line of each journal in it, and what was found beside.

    `findings` name device and line. They are what lines say or what was computed from them, copied as it is: no word
    of any laptop keeps the others from being backed up. `recovery` is the id of the secret that opens it elsewhere,
    None where only the centre's own key does.
    """

    path: Path
    heads: Heads
    findings: tuple[Problem, ...]
    recovery: str | None


def back_up(centre: Centre, target: Path) -> Backup:
    """Write one file with the database, the keys and the settings; read it back from the disk, check every chain in
    it, and only then give it its name and call its lines durable.

    It is sealed under the centre's key and to the recovery secret, where one was made. What a line says never stops a
    backup: it is told in `findings`. Only damage does, a line that is missing or is not the one that was signed; then
    `device` and `seq` of Unavailable("backup_failed") say where. Raises Refused("file_exists"),
    Unavailable("backup_failed" | "backup_running" | "backup_disk_missing" | "disk_full" | "disk" | "part_missing"),
    what `dumps.dumped` raises.
    """
    if target.exists():
        raise Refused(RefusalCode.FILE_EXISTS)
    backup_places.check(target.parent)
    if not target.parent.exists():
        paths.make_private_dir(target.parent)
    public = recovery.public_of(read_settings(centre.folder))
    with instance.backing_up(centre.folder), _part(centre.coop, target) as part:
        made = _write_sqlite if centre.engine.dialect.name == "sqlite" else _write_postgres
        checked = made(centre, part, public)
        if target.exists():
            raise Refused(RefusalCode.FILE_EXISTS)
        os.replace(part, target)
        paths.flush_folder(target.parent)
    centre.write(lambda connection: _note_backup(connection, centre, checked.heads))
    return Backup(target, checked.heads, tuple(checked.findings), None if public is None else recovery.id_of(public))


@contextlib.contextmanager
def _part(coop: str, target: Path) -> Iterator[Path]:
    """A name beside the target under which a backup grows, gone at the end; what killed ones left goes first."""
    beginning = f".keagenan-{coop}-"
    for left in target.parent.glob(f"{beginning}*.part*"):
        left.unlink(missing_ok=True)
    part = target.with_name(f"{beginning}{secrets.token_hex(8)}.part")
    try:
        yield part
    except OSError as error:
        raise Unavailable("disk_full" if error.errno in _FULL else "disk") from error
    finally:
        part.unlink(missing_ok=True)


def _write_sqlite(centre: Centre, part: Path, public: bytes | None) -> Checked:
    copy = part.with_name(f"{part.name}.db")
    try:
        copy_sqlite(centre.engine, copy, centre.keys.database)
        if os.name == "posix":
            copy.chmod(0o600)
        checked = checked_copies.of_sqlite(centre, copy)
        with copy.open("rb") as database:
            plain = _write(centre, part, "sqlite", database, public)
        with copy.open("rb") as database:
            expected = hashlib.file_digest(database, "sha256").digest()
        if _digest(plain) != expected:
            raise Unavailable("backup_failed")
        return checked
    finally:
        replacing.discard(copy)


def _digest(plain: Plain) -> bytes:
    digest = hashlib.sha256()
    try:
        for chunk in plain():
            digest.update(chunk)
    except Damaged as error:
        raise Unavailable("backup_failed") from error
    return digest.digest()


def _write_postgres(centre: Centre, part: Path, public: bytes | None) -> Checked:
    """An archive of one moment: that which was verified, and whose heads the archive's own chains have to end in."""
    url = read_settings(centre.folder).database or ""
    with centre.reading_at_length() as connection:
        checked = checked_copies.of_database(connection, centre)
        keys = checked_copies.device_keys(connection, centre.coop)
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        with dumps.dumped(url, snapshot) as archive:
            plain = _write(centre, part, "postgresql", archive, public)
    if checked_copies.of_archive(centre, plain, keys) != checked.heads:
        raise Unavailable("backup_failed")
    return checked


def _write(
    centre: Centre, part: Path, kind: Literal["sqlite", "postgresql"], database: IO[bytes], public: bytes | None
) -> Plain:
    """Seal the file and have it on the disk; what it holds as the disk gives it back."""
    settings = read_settings(centre.folder)
    with centre.reading() as connection:
        revision = schema.revision(connection)
    contents = Contents.of(centre.keys, settings, kind, centre.server_time(), __version__, revision)
    with open(part, "xb", opener=paths.private_opener) as file:
        backup_file.write(file, contents, database, public)
    paths.flush_file(part)
    head = backup_file.head_of(part)
    if head is None:
        raise Unavailable("backup_failed")
    return backup_file.opened(part, backup_file.unlock(head, centre.keys, None))[1]


def _note_backup(connection: Connection, centre: Centre, heads: Heads) -> None:
    _note_durable(connection, centre.coop, heads)
    last_backup.note(connection, centre)


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


def restore(
    folder: Path, source: Path, now: Clock = wall_clock, secret: bytes | None = None, database: str | None = None
) -> Centre:
    """Put a backup back in place of the present database, or into an empty folder, and open a new epoch.

    An empty folder needs the recovery secret, and gets keys and settings from the backup; `database` is the URL of an
    empty PostgreSQL database for it. The former SQLite file stays beside the new one. What was closed after the copy
    was made stays closed; `epochs.closed_again` lists it. Raises Unavailable("database_in_use") while the folder is
    served, Unavailable("backup_damaged") for a copy that does not check out, Unavailable("restore_failed") where
    PostgreSQL does not take it, what `restores.plan` and `open_centre` raise.
    """
    with _in_words_of_a_restore():
        planned = restores.plan(folder, source, secret, database)
    paths.make_private_dir(folder)
    with instance.alone(folder):
        if planned.is_present:
            replacing.note_present(folder, planned.settings, planned.keys, now)
        with _in_words_of_a_restore():
            restores.carry_out(planned, folder, now)
        centre = open_centre(folder, now)
        epochs.open_epoch(centre)
        with centre.reading() as connection:
            heads = checked_copies.heads(connection, centre.coop)
        centre.write(lambda connection: _note_durable(connection, centre.coop, heads))
    return centre


@contextlib.contextmanager
def _in_words_of_a_restore() -> Iterator[None]:
    """Tells of a copy that does not check out as such: elsewhere these codes speak of the centre's own data."""
    try:
        yield
    except Unavailable as error:
        if error.code not in ("backup_failed", "database_unreadable"):
            raise
        raise Unavailable("backup_damaged", **error.params) from error
