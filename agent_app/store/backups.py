"""The copies of this device's database that lie beside it: which there are, and whether it is time for another."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent_app.domain.errors import Unavailable
from agent_app.store.files import BACKUPS

EVERY = timedelta(hours=20)
"""Somewhat less than a day, so that who starts a little earlier in the morning has one as well."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy and when it was made (UTC, by the laptop's clock)."""

    path: Path
    at: datetime


def found(folder: Path) -> tuple[Backup, ...]:
    """The copies of a data folder, newest first; a file that is named otherwise is none."""
    known = [made for path in (folder / BACKUPS).glob("keagenan-*.db") if (made := _read(path)) is not None]
    return tuple(sorted(known, key=lambda one: one.at, reverse=True))


def missing_in(folder: Path, outer: Path | None, backup: Path, key_hex: str) -> tuple[int, int] | None:
    """Acts and rupiah that were handed out and are not in a backup; None where nobody can tell, or it is damaged."""
    # The list of copies is shown before the database's libraries are there.
    from agent_app.records.copies import reading_only
    from agent_app.store import identity, restored
    from agent_app.store.witness import Witnesses

    with suppress(Unavailable), reading_only(backup, key_hex) as connection:
        me = identity.load(connection)
        return None if me is None else restored.missing_in(connection, Witnesses(folder, outer, me), me)
    return None


def is_due(folder: Path, now: datetime) -> bool:
    """Whether the newest copy is so old that another should be made; also where the clock has fallen behind it."""
    newest = next(iter(found(folder)), None)
    return newest is None or not timedelta() <= now - newest.at < EVERY


def _read(path: Path) -> Backup | None:
    try:
        return Backup(path, datetime.strptime(path.stem, "keagenan-%Y%m%dT%H%M%S%f").replace(tzinfo=UTC))
    except ValueError:
        return None
