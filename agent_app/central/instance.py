"""One folder, one owner: a served centre cannot be put back to a backup under its feet."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from agent_app.domain.errors import Unavailable

FILE = "centre.lock"
BACKUP = "backup.lock"
SERVER = "server.lock"
PLACES = 64
"""Windows locks bytes, each for one holder: who serves takes any one of so many, who wants to be alone takes all."""


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[None]:
    """Hold the folder while it is served; several processes may. Raises Unavailable("database_in_use")."""
    with _held(folder / FILE, shared=True):
        yield


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder with nobody serving it. Raises Unavailable("database_in_use")."""
    with _held(folder / FILE, shared=False):
        yield


@contextlib.contextmanager
def only_server(folder: Path, is_embedded: bool) -> Iterator[None]:
    """Hold the folder as the one that answers laptops from it, where its database is a file.

    On PostgreSQL any number of servers may stand beside each other, and nothing is held. Raises
    Unavailable("already_served").
    """
    if not is_embedded:
        yield
        return
    with _held(folder / SERVER, shared=False, taken="already_served"):
        yield


@contextlib.contextmanager
def backing_up(folder: Path) -> Iterator[None]:
    """Hold the folder for one backup at a time. Raises Unavailable("backup_running")."""
    with _held(folder / BACKUP, shared=False, taken="backup_running"):
        yield


@contextlib.contextmanager
def _held(file: Path, shared: bool, taken: str = "database_in_use") -> Iterator[None]:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor, shared, taken)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, shared: bool, taken: str) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            def lock(place: int, places: int) -> None:
                os.lseek(descriptor, place, os.SEEK_SET)
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, places)

            lock_places(lock, shared)
        else:
            import fcntl

            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        raise Unavailable(taken) from error


def lock_places(lock: Callable[[int, int], None], shared: bool) -> None:
    """Take one free place of the file, or all of them; `lock(place, places)` raises OSError where one is taken."""
    if not shared:
        lock(0, PLACES)
        return
    for place in range(PLACES):
        with contextlib.suppress(OSError):
            lock(place, 1)
            return
    raise BlockingIOError
