"""The copies of this device's database that lie beside it: which there are, and whether it is time for another."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

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


def is_due(folder: Path, now: datetime) -> bool:
    """Whether the newest copy is so old that another should be made; also where the clock has fallen behind it."""
    newest = next(iter(found(folder)), None)
    return newest is None or not timedelta() <= now - newest.at < EVERY


def _read(path: Path) -> Backup | None:
    try:
        return Backup(path, datetime.strptime(path.stem, "keagenan-%Y%m%dT%H%M%S%f").replace(tzinfo=UTC))
    except ValueError:
        return None
