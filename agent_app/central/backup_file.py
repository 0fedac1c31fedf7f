"""One file of a backup: sealed, with the database and all that a new machine needs beside it.

    agent-backup/1\\n · length of the head (4 bytes) · head (JSON) · sealed: length · contents (JSON) · the database

The head tells the cooperative, and holds the file's own key twice: under the centre's key, and to the recovery secret.
What follows is sealed chunk by chunk under that key and the head, so that nothing of either can be changed.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Literal

import msgspec

from agent_app.central import recovery, sealing
from agent_app.central.database import Settings
from agent_app.central.keys import Keys
from agent_app.central.recovery import Sealed
from agent_app.central.sealing import Damaged, Plain
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.refusals import RefusalCode
from agent_app.journal.encoding import from_base64, to_base64

MAGIC = b"agent-backup/1\n"
_MOST_HEAD = 16 * 1024
_SIZE = 4
Kind = Literal["sqlite", "postgresql"]


class Contents(msgspec.Struct, kw_only=True, frozen=True):
    """What a new machine needs beside the database; the keys as in the key file, `database` as in the settings.

    `revision` is the database's last migration.
    """

    coop: str
    kind: Kind
    made_at: str
    version: str
    database_key: str
    signing: str
    sealing: str
    database: str | None = None
    recovery: str | None = None
    recovery_checked: str | None = None
    revision: str | None = None

    @classmethod
    def of(
        cls, keys: Keys, settings: Settings, kind: Kind, made_at: str, version: str, revision: str | None
    ) -> "Contents":
        """What a centre has, at a moment."""
        return cls(
            coop=settings.coop,
            kind=kind,
            made_at=made_at,
            version=version,
            database_key=keys.database,
            signing=to_base64(keys.signing),
            sealing=to_base64(keys.sealing),
            database=settings.database,
            recovery=settings.recovery,
            recovery_checked=settings.recovery_checked,
            revision=revision,
        )

    @property
    def keys(self) -> Keys:
        """The centre's keys. Raises ValueError where they are none."""
        return Keys(self.database_key, from_base64(self.signing), from_base64(self.sealing))


class Head(msgspec.Struct, kw_only=True, frozen=True):
    """What can be read without a key."""

    coop: str
    made_at: str
    own: str
    recovery: Sealed | None = None


def write(file: IO[bytes], contents: Contents, database: IO[bytes], recovery_key: bytes | None) -> None:
    """Write a whole file of what `database` gives; `recovery_key` is the public half of a secret. Raises OSError."""
    key, own = os.urandom(32), contents.keys.archive
    head = msgspec.json.encode(
        Head(
            coop=contents.coop,
            made_at=contents.made_at,
            own=recovery.seal_under(key, own),
            recovery=recovery.seal(key, recovery_key) if recovery_key is not None else None,
        )
    )
    file.write(MAGIC + len(head).to_bytes(_SIZE, "big") + head)
    inner = msgspec.json.encode(contents)
    plain = _Joined(len(inner).to_bytes(_SIZE, "big") + inner, database)
    sealing.seal(plain, file, _bound(key, head))


class _Joined:
    """Some bytes and then a stream, read as one: every read is full until the end."""

    def __init__(self, first: bytes, then: IO[bytes]) -> None:
        self._first, self._then = first, then

    def read(self, size: int) -> bytes:
        taken, self._first = self._first[:size], self._first[size:]
        return taken + (self._then.read(size - len(taken)) if len(taken) < size else b"")


def _bound(key: bytes, head: bytes) -> bytes:
    return hmac.digest(key, MAGIC + head, hashlib.sha256)


def head_of(source: Path) -> Head | None:
    """A backup's head; None where the file is no backup of this form.

    Raises Unavailable("backup_damaged") where it begins as one, OSError.
    """
    with source.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            return None
        file.seek(0)
        raw = _raw_head(file)
    try:
        return msgspec.json.decode(raw or b"", type=Head)
    except (msgspec.DecodeError, ValueError) as error:
        raise Unavailable("backup_damaged") from error


def _raw_head(file: IO[bytes]) -> bytes | None:
    start = file.read(len(MAGIC) + _SIZE)
    size = int.from_bytes(start[len(MAGIC) :], "big")
    if not start.startswith(MAGIC) or len(start) < len(MAGIC) + _SIZE or size > _MOST_HEAD:
        return None
    return file.read(size)


def unlock(head: Head, keys: Keys | None, secret: bytes | None) -> bytes:
    """The file's key: by the centre's own keys where they fit, else by the recovery secret.

    Raises Refused("recovery_needed") without a secret, Refused("recovery_wrong") for another one,
    Unavailable("recovery_never_made") where none was made before this backup.
    """
    key = recovery.unseal_under(head.own, keys.archive) if keys is not None else None
    if key is not None:
        return key
    if head.recovery is None:
        raise Unavailable("recovery_never_made")
    if secret is None:
        raise Refused(RefusalCode.RECOVERY_NEEDED, id=head.recovery.id)
    return recovery.unseal(head.recovery, secret)


def opened(source: Path, key: bytes) -> tuple[Contents, Plain]:
    """What a file holds. Raises Unavailable("backup_damaged"); `Plain` raises as it says."""
    try:
        inner = next(_parts(source, key))
        contents = msgspec.json.decode(inner, type=Contents)
        _ = contents.keys
    except (Damaged, OSError, StopIteration, msgspec.DecodeError, ValueError) as error:
        raise Unavailable("backup_damaged") from error

    def plain() -> Iterator[bytes]:
        parts = _parts(source, key)
        next(parts)
        yield from parts

    return contents, plain


def _parts(source: Path, key: bytes) -> Iterator[bytes]:
    """The contents' bytes, and then the database's, each chunk checked. Raises Damaged."""
    with source.open("rb") as file:
        _forget_what_is_cached(file)
        head = _raw_head(file)
        if head is None:
            raise Damaged
        chunks = sealing.unseal(file, _bound(key, head))
        first = next(chunks)
        end = _SIZE + int.from_bytes(first[:_SIZE], "big")
        yield first[_SIZE:end]
        yield first[end:]
        yield from chunks


def _forget_what_is_cached(file: IO[bytes]) -> None:
    """So that what is verified is what the disk gives back, as far as the system lets one ask for that."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
