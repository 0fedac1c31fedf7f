"""`centre.mark`: the highest numbers ever given out and the devices that were closed, kept outside the database.

A database that was put back by hand is behind its mark, and so is found out before a number is given twice. What was
closed stays closed, also where the copy is older than the revocation.
"""

import threading
from pathlib import Path

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from agent_app import paths
from agent_app.central import tables
from agent_app.central.centre import Centre
from agent_app.records import log
from agent_app.records.tables.house import revocation

FILE = "centre.mark"
_writing = threading.Lock()


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """`centre_device` sinks by one with every epoch; `centre_seq` is the last line of its journal.

    `revoked` holds (device, the last line held of it when it was closed).
    """

    next_device: int
    centre_device: int
    centre_seq: int
    revoked: tuple[tuple[int, int], ...] = ()

    def is_ahead_of(self, other: "Mark") -> bool:
        """Whether something was given out that `other` does not know of."""
        if self.centre_device != other.centre_device:
            return self.centre_device < other.centre_device
        return self.next_device > other.next_device or self.centre_seq > other.centre_seq

    def joined(self, other: "Mark") -> "Mark":
        """The highest of both, and all that either says was closed."""
        newer = min(self, other, key=lambda mark: (mark.centre_device, -mark.centre_seq))
        first = dict(sorted({*self.revoked, *other.revoked}, reverse=True))
        return msgspec.structs.replace(
            newer, next_device=max(self.next_device, other.next_device), revoked=tuple(sorted(first.items()))
        )


def read(folder: Path) -> Mark | None:
    """The mark of a folder, or None where there is none that can be read."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Mark)
    except (OSError, msgspec.DecodeError):
        return None


def of_database(connection: Connection, coop: str) -> Mark:
    """What the database says was given out."""
    row = connection.execute(select(tables.cooperative).where(tables.cooperative.c.coop == coop)).one()
    last = log.head(connection, coop, row.centre_device)
    closed = select(revocation.c.revoked, func.min(revocation.c.revoked_seq)).where(revocation.c.coop == coop)
    rows = connection.execute(closed.group_by(revocation.c.revoked))
    return Mark(
        next_device=row.next_device,
        centre_device=row.centre_device,
        centre_seq=last[0] if last else 0,
        revoked=tuple(sorted((device, seq) for device, seq in rows)),
    )


def note(centre: Centre) -> None:
    """Bring the mark up to the database; called after a commit that gave out a number. Raises OSError."""
    with centre.reading() as connection:
        here = of_database(connection, centre.coop)
    with _writing:
        before = read(centre.folder)
        after = here if before is None else here.joined(before)
        if after != before:
            paths.write_private(centre.folder / FILE, msgspec.json.encode(after))
