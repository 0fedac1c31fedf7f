"""What tells that a data folder had a database, where it has none now: nobody begins anew over it."""

from pathlib import Path
from typing import TYPE_CHECKING

from agent_app.store import files

if TYPE_CHECKING:
    from agent_app.store.witness import Witness


def is_empty(folder: Path) -> bool:
    """Whether there is no database, or a file without a byte: opened, it would look like a new laptop's."""
    file = folder / files.DATABASE
    return not file.exists() or file.stat().st_size == 0


def has_backups(folder: Path) -> bool:
    """Whether any copy of a database lies here, sound or not."""
    return any((folder / files.BACKUPS).glob("*.db"))


def was_used(folder: Path) -> bool:
    """Whether a database stood here, whatever has become of it."""
    log = folder / f"{files.DATABASE}-wal"
    aside = any(folder.glob(f"{files.DATABASE}.*"))
    logged = log.exists() and log.stat().st_size > 0
    return not is_empty(folder) or logged or aside or has_backups(folder) or (folder / files.WITNESS).exists()


def handed_out(folder: Path) -> "Witness | None":
    """What was handed out from here in all, as far as the record beside the database tells it."""
    # The lock asks for the rest of this before the database's libraries are there.
    from agent_app.store import witness

    return max(witness.read(folder / files.WITNESS), key=lambda one: one.n, default=None)
