"""What this device has handed out, remembered outside of its database: the last line, the papers, acts and rupiah.

Written after each act is on the disk and before anybody hears of it. A database that was put back, lost its log or was
taken for another therefore shows at once, down to what is missing and which numbers a paper may carry. Two places: the
data folder, flushed each time, and the user's own folder for such things, for where the whole data folder was put back.
Nothing in it names anybody.
"""

import hashlib
import logging
import os
from contextlib import suppress
from pathlib import Path

import msgspec

from agent_app import paths
from agent_app.store import files
from agent_app.store.identity import Identity

_log = logging.getLogger(__name__)

SLOT = 1024
"""Bytes of one record. Two stand in turn: a power cut while one is written leaves the other."""
_CHECK = 64
# The file has its length from the beginning: when it was written last may get lost.
_FLUSH = getattr(os, "fdatasync", os.fsync)


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """The last own line and its hash (hex); acts and rupiah handed out in all; the last number of each kind of paper,
    by its letter.

    `n` counts the records. `unsettled`: the database was put back, and the centre has not said yet what it held.
    `twin`: the record was written in the second place too.
    """

    n: int = 0
    device: str
    seq: int
    h: str
    acts: int
    rupiah: int
    papers: dict[str, int]
    unsettled: bool = False
    twin: bool = False


class Witnesses:
    """The two places of one device. `outer` is None where only the data folder is used."""

    def __init__(self, folder: Path, outer: Path | None, me: Identity) -> None:
        self.device = hashlib.sha256(me.public_key).hexdigest()[:32]
        self._inner = folder / files.WITNESS
        self._outer = None if outer is None else outer / self.device
        self._n = 0

    def best(self) -> Witness | None:
        """The latest record of this device in either place."""
        found = [one for one in (self._read(self._inner), self._read(self._outer)) if one is not None]
        best = max(found, key=lambda one: one.n, default=None)
        self._n = best.n if best is not None else 0
        return best

    def is_moved(self) -> bool:
        """Whether the second place once had a record and has none: another user, another laptop, another disk."""
        inner = self._read(self._inner)
        return inner is not None and inner.twin and self._outer is not None and self._read(self._outer) is None

    def keep(self, record: Witness) -> None:
        """Put a record down as the latest. Where a place cannot be written that is logged: the act is on the disk."""
        self._n += 1
        twin = self._outer is not None
        if self._outer is not None:
            twin = _write(self._outer, msgspec.structs.replace(record, n=self._n, twin=True), flush=False)
        _write(self._inner, msgspec.structs.replace(record, n=self._n, twin=twin), flush=True)

    def _read(self, path: Path | None) -> Witness | None:
        if path is None:
            return None
        found = [one for one in read(path) if one.device == self.device]
        return max(found, key=lambda one: one.n, default=None)


def read(path: Path) -> list[Witness]:
    """The records of a file that are whole; none where there is no file."""
    try:
        content = path.read_bytes()
    except OSError:
        return []
    found = []
    for at in range(0, len(content), SLOT):
        check, body = content[at : at + _CHECK], content[at + _CHECK : at + SLOT].rstrip(b" ")
        if body and hashlib.sha256(body).hexdigest().encode() == check:
            with suppress(msgspec.DecodeError, ValueError):
                found.append(msgspec.json.decode(body, type=Witness))
    return found


def _write(path: Path, record: Witness, *, flush: bool) -> bool:
    body = msgspec.json.encode(record)
    slot = (hashlib.sha256(body).hexdigest().encode() + body).ljust(SLOT, b" ")
    try:
        if not path.exists():
            paths.make_private_dir(path.parent)
            paths.write_private(path, b" " * (2 * SLOT))
        with path.open("r+b", buffering=0) as file:
            file.seek(record.n % 2 * SLOT)
            file.write(slot)
            if flush:
                _FLUSH(file.fileno())
    except OSError as error:
        _log.warning("what was handed out could not be noted: %s", type(error).__name__)
        return False
    return True
