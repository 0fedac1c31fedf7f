"""The store: one thread writes, anybody reads, and every write says what it changed."""

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

from filelock import FileLock, Timeout
from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from agent_app import paths
from agent_app.domain.errors import Unavailable
from agent_app.records.engine import READING, trouble_of
from agent_app.records.log import Changes
from agent_app.store import contact, database, files
from agent_app.store import identity as identities
from agent_app.store.contact import Contact
from agent_app.store.identity import Identity
from agent_app.store.tx import JournalEnd, Now, Tx, journal_end

_log = logging.getLogger(__name__)

Command = TypeVar("Command")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Written(Generic[Result]):
    """What an act returned, and what it changed. It is on disk when anybody sees this."""

    result: Result
    changes: Changes


class Store:
    """This device's database. `write` is for acts, `run` for the sync; both on the one writer thread."""

    def __init__(self, folder: Path, engine: Engine, lock: FileLock, key_hex: str, clock: Now) -> None:
        self.folder = folder
        self._engine = engine
        self._reading = engine.execution_options(**READING)
        self._lock = lock
        self._key_hex = key_hex
        self._clock = clock
        self._listeners: list[Callable[[Changes], None]] = []
        self._jobs: queue.SimpleQueue[tuple[Callable[[Connection], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._asking = threading.Lock()
        self._closed = False
        self._identity: Identity | None = None
        # Known only to the writer thread, and only between its own acts.
        self._end: JournalEnd | None = None
        self._contact: Contact | None = None
        with self.reading() as connection:
            self._identity = identities.load(connection)
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    @property
    def identity(self) -> Identity:
        """Who this device is. Raises Unavailable("not_enrolled") before enrolment."""
        if self._identity is None:
            raise Unavailable("not_enrolled")
        return self._identity

    @property
    def is_enrolled(self) -> bool:
        """Whether this folder has an identity."""
        return self._identity is not None

    def now(self) -> datetime:
        """The laptop's clock as it stands; acts use it corrected by the centre's."""
        return self._clock()

    def subscribe(self, listener: Callable[[Changes], None]) -> None:
        """Call the listener, on the writer thread, after each write that changed something."""
        self._listeners.append(listener)

    def unsubscribe(self, listener: Callable[[Changes], None]) -> None:
        """Call it no longer; nothing where it was not called."""
        self._listeners = [one for one in self._listeners if one != listener]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database and takes no lock.

        Raises Unavailable("database_unreadable") where the file turns out to be damaged, Unavailable("disk").
        """
        try:
            with self._reading.connect() as connection:
                yield connection
        except DBAPIError as error:
            if (trouble := trouble_of(error)) is None:
                raise
            raise trouble from error

    def write(self, act: Callable[[Tx, Command], Result], command: Command) -> "Future[Written[Result]]":
        """Run an act in a transaction of its own. The future yields when it is durable on disk.

        It raises Refused for what may not be; Unavailable("not_enrolled"), ("disk_full"), ("disk") or
        ("database_unreadable") where nothing was kept. After `close` it is cancelled.
        """

        def job(connection: Connection) -> Written[Result]:
            me = self.identity
            known = self._contact = self._contact or contact.load(connection)
            end = self._end or journal_end(connection, me)
            now = self._clock() + timedelta(milliseconds=known.offset_ms)
            tx = Tx(connection, me, now, end, known.doubtful_clock)
            result = act(tx, command)
            changes, self._end = tx.flush()
            if tx.contact_changed:
                self._contact = None
            return Written(result, changes)

        return self._submit(job)

    def run(self, work: Callable[[Connection], Result]) -> "Future[Result]":
        """Run work of the sync or of enrolment in a transaction; Changes it returns go to the listeners."""

        def job(connection: Connection) -> Result:
            self._forget()
            return work(connection)

        return self._submit(job)

    def enrol(self, identity: Identity, epoch: str, work: Callable[[Connection], Changes]) -> None:
        """Make this folder the device's own: its identity, and the lines that tell of it."""

        def job(connection: Connection) -> Changes:
            identities.save(connection, identity, epoch)
            return work(connection)

        self.run(job).result()
        self._identity = identity

    def back_up(self) -> Path:
        """A verified copy in the folder's backups."""
        return database.back_up(self._engine, self.folder, self._key_hex, self._clock())

    def close(self) -> None:
        """Finish what was asked, and let go of the folder; what is asked from now on is cancelled."""
        with self._asking:
            self._closed = True
            self._jobs.put(None)
        self._thread.join()
        self._engine.dispose()
        self._lock.release()

    def _submit(self, job: Callable[[Connection], Any]) -> "Future[Any]":
        future: Future[Any] = Future()
        with self._asking:
            if self._closed:
                future.cancel()
            else:
                self._jobs.put((job, future))
        return future

    def _work(self) -> None:
        # One connection for all acts: what it has read and decrypted stays good, since nobody else writes.
        connection: Connection | None = None
        while (item := self._jobs.get()) is not None:
            job, future = item
            if not future.set_running_or_notify_cancel():
                continue
            try:
                connection = connection or self._engine.connect()
                with connection.begin():
                    result = job(connection)
            except BaseException as error:
                self._forget()
                future.set_exception(_in_words(error))
            else:
                future.set_result(result)
                self._tell(result)
        if connection is not None:
            connection.close()

    def _forget(self) -> None:
        self._end = None
        self._contact = None

    def _tell(self, result: Any) -> None:
        changes = result.changes if isinstance(result, Written) else result
        if isinstance(changes, Changes) and changes.tables:
            for listener in self._listeners:
                try:
                    listener(changes)
                except Exception:
                    # A window that fails to draw may not end the one thread that writes.
                    _log.exception("a listener of the store failed")


def _in_words(error: BaseException) -> BaseException:
    trouble = trouble_of(error) if isinstance(error, DBAPIError) else None
    if trouble is None:
        return error
    trouble.__cause__ = error
    return trouble


def open_store(folder: Path, key_hex: str, clock: Now) -> Store:
    """Open the folder's database for this process alone.

    Raises Unavailable("in_use") where another instance has it, and what `database.open_database` raises.
    """
    paths.make_private_dir(folder)
    # One thread unlocks, another closes: the lock is the process's, not the thread's.
    lock = FileLock(folder / files.LOCK, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise Unavailable("in_use") from error
    try:
        engine = database.open_database(folder, key_hex, clock())
        return Store(folder, engine, lock, key_hex, clock)
    except BaseException:
        lock.release()
        raise
