"""Epochs: a centre that was put back to an older state says so, and begins a new journal of its own."""

import os
from collections.abc import Iterator

import msgspec
from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from agent_app.central import callers, centre_journal, mark, publishing, tables
from agent_app.central.centre import Centre
from agent_app.central.mark import Mark
from agent_app.journal.encoding import from_base64
from agent_app.journal.entries.base import Entry
from agent_app.journal.entries.house import CentreRestored, DeviceRevoked
from agent_app.records import log
from agent_app.records.tables.house import revocation
from agent_app.wire import answers
from agent_app.wire.documents import HeadDocument, SignedHead

DEVICES_LEFT_OUT = 10_000
"""By how much a new epoch raises the next device number: none given out after the copy is given again."""


def new_id() -> str:
    """A random name for an epoch."""
    return os.urandom(16).hex()


def present(connection: Connection, coop: str) -> str:
    """The present epoch's name."""
    statement = select(tables.cooperative.c.epoch).where(tables.cooperative.c.coop == coop)
    return str(connection.execute(statement).scalar_one())


def open_epoch(centre: Centre, instead_of: str | None = None) -> bool:
    """Begin a new epoch, unless another request has already ended the epoch `instead_of`.

    The new journal of the centre has the next number below all it ever had, begins by naming the last line still
    held of each former one, and closes again what was closed after the copy was made.
    """
    known = mark.read(centre.folder)
    opened = centre.write(lambda connection: _open(connection, centre, instead_of, known))
    if opened:
        mark.note(centre)
    return opened


def _open(connection: Connection, centre: Centre, instead_of: str | None, known: Mark | None) -> bool:
    if instead_of is not None and present(connection, centre.coop) != instead_of:
        return False
    here = mark.of_database(connection, centre.coop)
    highest = here if known is None else here.joined(known)
    device, epoch, row = highest.centre_device - 1, new_id(), tables.cooperative
    next_device = highest.next_device + DEVICES_LEFT_OUT
    values = {"epoch": epoch, "centre_device": device, "next_device": next_device}
    connection.execute(update(row).where(row.c.coop == centre.coop).values(**values))
    entries: list[Entry] = []
    for former in range(here.centre_device, device, -1):
        seq, h = centre_journal.head(connection, centre, former)
        entries.append(CentreRestored(epoch=epoch, device=former, seq=seq, head=h.hex()))
    centre_journal.append(connection, centre, [*entries, *_closed_again(connection, centre, known)])
    publishing.publish_packaged(connection, centre)
    return True


def _closed_again(connection: Connection, centre: Centre, known: Mark | None) -> Iterator[DeviceRevoked]:
    """The revocations that the mark tells of and the database does not. A device the database does not know either is
    closed when it is admitted again."""
    for device, seq in known.revoked if known is not None else ():
        caller = callers.find(connection, centre.coop, device)
        if caller is not None and not caller.is_revoked:
            yield DeviceRevoked(device=device, branch=caller.branch, seq=seq, agent=caller.person)


def closed_again(centre: Centre) -> tuple[int, ...]:
    """The devices whose revocation a copy that was put back did not have.

    Closed in this epoch already, or to be closed when they are admitted again. Asked right after a restore.
    """
    table = revocation
    with centre.reading() as connection:
        rows = connection.execute(select(table.c.device, table.c.revoked).where(table.c.coop == centre.coop)).all()
        device = centre_journal.present_device(connection, centre.coop)
    known = mark.read(centre.folder)
    absent = {one for one, _ in known.revoked} if known is not None else set()
    absent -= {row.revoked for row in rows}
    return tuple(sorted(absent | {row.revoked for row in rows if row.device == device}))


def check_mark(centre: Centre) -> bool:
    """Open an epoch where the database is behind its mark; whether it was. Called before the centre serves."""
    known = mark.read(centre.folder)
    with centre.reading() as connection:
        here = mark.of_database(connection, centre.coop)
    if known is not None and known.is_ahead_of(here):
        return open_epoch(centre)
    mark.note(centre)
    return False


def consider(centre: Centre, device: int, header: str | None) -> bool:
    """Open an epoch where a device shows that this centre once held more of a journal, in this very epoch.

    `header` is the request's Agent-Head; anything that is not such a proof changes nothing.
    """
    head = _proven(centre, device, header)
    if head is None:
        return False
    with centre.reading() as connection:
        held = log.head(connection, centre.coop, head.device)
        if present(connection, centre.coop) != head.epoch or head.seq <= (held[0] if held else 0):
            return False
    return open_epoch(centre, instead_of=head.epoch)


def _proven(centre: Centre, device: int, header: str | None) -> HeadDocument | None:
    if header is None:
        return None
    try:
        shown = msgspec.json.decode(from_base64(header), type=SignedHead)
        body = shown.body.encode()
        head = msgspec.json.decode(body, type=HeadDocument)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    key = centre.keys.public
    if not answers.is_signed(shown.signature, key, centre.coop, device, shown.nonce, shown.status, body):
        return None
    return head if shown.status == 200 and head.coop == centre.coop else None
