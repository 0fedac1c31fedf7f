"""The data folder held by one process, and the proof that what it has open still is what the folder shows."""

import os
from pathlib import Path

from filelock import FileLock, Timeout

from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode
from agent_app.store import files

_Identity = tuple[int, int]
_State = tuple[int, int] | None
"""Size, and when it was last written (nanoseconds)."""


class FolderGuard:
    """Held from `take` to `release`. Two locks: the file beside the database, which every system has, and, where the
    system locks what a file is and not what it is called, the database itself: it holds through a renamed folder, a
    replaced lock file and a second path.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._database = folder / files.DATABASE
        self._log = folder / f"{files.DATABASE}-wal"
        # One thread unlocks, another closes: the lock is the process's, not the thread's.
        self._lock = FileLock(folder / files.LOCK, thread_local=False)
        self._held: int | None = None
        self._open: _Identity | None = None
        self._open_log: _Identity | None = None
        self._written: tuple[_State, _State] | None = None

    def take(self) -> None:
        """Raises Unavailable("in_use") where another process has the folder, ("data_dir_denied") where it is not ours
        to write in."""
        try:
            self._lock.acquire(blocking=False)
        except Timeout as error:
            raise Unavailable(UnavailableCode.IN_USE) from error
        except PermissionError as error:
            raise Unavailable(UnavailableCode.DATA_DIR_DENIED) from error
        try:
            if self._database.exists():
                self._hold_database()
        except BaseException:
            self._lock.release()
            raise

    def opened(self) -> None:
        """The database is open: from now on its files must stay the ones they are. Raises as `take`."""
        if self._held is None:
            self._hold_database()
        self._open = _identity(self._database)

    def check(self) -> None:
        """Raises Unavailable("database_moved") where the folder no longer shows the files that are open."""
        log = _identity(self._log)
        # The log is made with the first line that is written.
        self._open_log = self._open_log or log
        if self._open is None or _identity(self._database) != self._open or log != self._open_log:
            raise Unavailable(UnavailableCode.DATABASE_MOVED)

    def check_untouched(self) -> None:
        """As `check`, and that nobody but this process has written in the files since `note_written`."""
        self.check()
        if self._written is not None and self._written != self._states():
            raise Unavailable(UnavailableCode.DATABASE_MOVED)

    def note_written(self) -> None:
        """The files are as this process left them, and nobody else has a reason to write in them."""
        # Windows notes the time and size of a file that is open only now and then, but lets nobody replace it.
        self._written = self._states() if os.name == "posix" else None

    def _states(self) -> tuple["_State", "_State"]:
        return _state(self._database), _state(self._log)

    def let_go(self) -> None:
        """The database is closed: another may be put in its place while the folder stays locked."""
        self._open = self._open_log = self._written = None
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def release(self) -> None:
        """Only once the database is closed: closing a file ends the locks SQLite holds on it."""
        self.let_go()
        self._lock.release()

    def _hold_database(self) -> None:
        if os.name != "posix":
            # What is open there can be neither renamed nor replaced, the lock's own file included.
            return
        import fcntl

        try:
            self._held = os.open(self._database, os.O_RDWR)
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except PermissionError as error:
            raise Unavailable(UnavailableCode.DATA_DIR_DENIED) from error
        except BlockingIOError as error:
            self.let_go()
            raise Unavailable(UnavailableCode.IN_USE) from error
        except OSError as error:
            self.let_go()
            raise Unavailable(UnavailableCode.DISK) from error


def _state(path: Path) -> _State:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _identity(path: Path) -> _Identity | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
