"""Backups of the centre that are checked before they count, and putting one back, which opens a new epoch."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from agent_app import paths
from agent_app.central import centre_journal, checks, dumps, epochs, instance, tables
from agent_app.central.centre import Centre, Clock, wall_clock
from agent_app.central.database import SQLITE, open_centre, read_settings
from agent_app.central.keys import load
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.refusals import RefusalCode
from agent_app.journal import chain
from agent_app.records import bulk
from agent_app.records.copies import copy_sqlite
from agent_app.records.engine import open_sqlite
from agent_app.records.tables.house import device
from agent_app.records.tables.journal import journal

Heads = dict[int, int]
"""The last line of each journal."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy: where it is, and the last line of each journal in it."""

    path: Path
    heads: Heads


def back_up(centre: Centre, target: Path) -> Backup:
    """Write a copy of the database, read it back, check every chain in it, and only then call its lines durable.

    SQLite: an encrypted copy under the same key. PostgreSQL: an archive of pg_dump, not encrypted. The keys are
    not in it; they have to be kept elsewhere. Raises Refused("code_taken") for an existing file,
    Unavailable("backup_failed" | "disk_full" | "part_missing").
    """
    if target.exists():
        raise Refused(RefusalCode.CODE_TAKEN)
    if not target.parent.exists():
        paths.make_private_dir(target.parent)
    try:
        heads = _back_up_sqlite(centre, target) if _is_embedded(centre) else _back_up_postgres(centre, target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    centre.write(lambda connection: _note_durable(connection, centre.coop, heads))
    return Backup(target, heads)


def _is_embedded(centre: Centre) -> bool:
    return centre.engine.dialect.name == "sqlite"


def _back_up_sqlite(centre: Centre, target: Path) -> Heads:
    copy_sqlite(centre.engine, target, centre.keys.database)
    if os.name == "posix":
        target.chmod(0o600)
    return _heads_of_copy(centre, target)


def _heads_of_copy(centre: Centre, copy: Path) -> Heads:
    """The heads in a copy whose chains, signatures, totals and streams are all right."""
    engine = open_sqlite(copy, centre.keys.database)
    try:
        opened = Centre(centre.folder, centre.coop, engine, centre.keys, centre.now)
        with opened.reading() as connection:
            here = tables.cooperative.c.coop == centre.coop
            known = connection.execute(select(tables.cooperative.c.coop).where(here)).scalar()
            report = checks.verify(connection, opened)
            heads = _heads(connection, centre.coop)
    except DBAPIError as error:
        raise Unavailable("backup_failed") from error
    finally:
        engine.dispose()
    if known is None or not report.is_sound:
        raise Unavailable("backup_failed")
    return heads


def _heads(connection: Connection, coop: str) -> Heads:
    statement = (
        select(journal.c.device, func.max(journal.c.seq)).where(journal.c.coop == coop).group_by(journal.c.device)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}


def _back_up_postgres(centre: Centre, target: Path) -> Heads:
    url = read_settings(centre.folder).database or ""
    dumps.dump(url, target)
    with centre.reading() as connection:
        rows = connection.execute(select(device.c.device, device.c.public_key).where(device.c.coop == centre.coop))
        keys = {row.device: bytes(row.public_key) for row in rows}
    held = (one for one in dumps.journal_lines(target) if one.coop == centre.coop)
    return _heads_of_lines(centre, keys, held)


def _heads_of_lines(centre: Centre, keys: dict[int, bytes], held: Iterable[dumps.DumpedLine]) -> Heads:
    """Follow every chain of an archive from its first line. An archive keeps no order, so it is sorted first."""
    heads: Heads = {}
    previous: dict[int, bytes] = {}
    for one in sorted(held, key=lambda line: (line.device, line.seq)):
        if one.device not in previous:
            start = centre_journal.genesis(centre, one.device)
            if one.device > 0:
                start = chain.genesis(centre.coop, one.device, keys.get(one.device, b""))
            previous[one.device] = start
        h = hashlib.sha256(previous[one.device] + one.digests).digest()
        if one.seq != heads.get(one.device, 0) + 1 or h != one.h:
            raise Unavailable("backup_failed", device=one.device, seq=one.seq)
        heads[one.device], previous[one.device] = one.seq, h
    return heads


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

    The former SQLite file stays beside it. Raises Unavailable("database_in_use") while the folder is served,
    Unavailable("backup_failed") for a copy that does not check out, and what `open_centre` raises.
    """
    settings, keys = read_settings(folder), load(folder)
    with instance.alone(folder):
        if settings.database:
            dumps.restore(settings.database, source)
        else:
            _replace_sqlite(folder, source, settings.coop, keys.database, now)
        centre = open_centre(folder, now)
        epochs.open_epoch(centre)
        with centre.reading() as connection:
            heads = _heads(connection, centre.coop)
        centre.write(lambda connection: _note_durable(connection, centre.coop, heads))
    return centre


def _replace_sqlite(folder: Path, source: Path, coop: str, key_hex: str, now: Clock) -> None:
    """Check the copy under a name of its own first; the present file is set aside, never overwritten."""
    arriving, present = folder / f"{SQLITE}.arriving", folder / SQLITE
    shutil.copyfile(source, arriving)
    try:
        probe = Centre(folder, coop, open_sqlite(arriving, key_hex), load(folder), now)
        probe.engine.dispose()
        _heads_of_copy(probe, arriving)
    except BaseException:
        arriving.unlink(missing_ok=True)
        raise
    aside = folder / f"{SQLITE}.before-{now():%Y%m%dT%H%M%S}"
    for ending in ("", "-wal", "-shm"):
        if (part := present.with_name(SQLITE + ending)).exists():
            os.replace(part, aside.with_name(aside.name + ending))
    os.replace(arriving, present)
