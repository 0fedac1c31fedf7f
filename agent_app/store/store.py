"""The store: one thread writes, anybody reads, and every write says what it changed."""

import logging
import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from agent_app import paths
from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode
from agent_app.records.engine import READING, trouble_of
from agent_app.records.log import Changes
from agent_app.records.prepared import command as to_driver
from agent_app.store import contact, database, restored
from agent_app.store import identity as identities
from agent_app.store.contact import Contact
from agent_app.store.guard import FolderGuard
from agent_app.store.handed_out import HandedOut
from agent_app.store.identity import Identity
from agent_app.store.restored import Restored
from agent_app.store.tx import JournalEnd, Now, Tx, journal_end

_log = logging.getLogger(__name__)
WRITERS_CACHE_KB = 16_000
"""Pages the writer keeps unlocked: with SQLite's two megabytes a list of 60,000 rows took a third more."""

Command = TypeVar("Command")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Written(Generic[Result]):
    """What an act returned, and what it changed. It is on disk when anybody sees this."""

    result: Result
    changes: Changes


class Store:
    """This device's database. `write` is for acts, `run` for the sync; both on the one writer thread."""

    def __init__(
        self, folder: Path, engine: Engine, guard: FolderGuard, key_hex: str, clock: Now, outer: Path | None
    ) -> None:
        self.folder = folder
        self.is_damaged = False
        """Whether a page of the file is not as it was written; the others can still be read and sent."""
        self._engine = engine
        self._reading = engine.execution_options(**READING)
        self._guard = guard
        self._outer = outer
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
        self._restored: Restored | None = None
        self._handed_out: HandedOut | None = None
        with self.reading() as connection:
            self._identity = identities.load(connection)
        if self._identity is not None:
            self._begin(self._identity)
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
            end = self._end or replace(journal_end(connection, me), floors=self._floors())
            now = self._clock() + timedelta(milliseconds=known.offset_ms)
            waiting = self._restored if self._restored is not None and not self._restored.announced else None
            tx = Tx(connection, me, now, end, known.doubtful_clock, waiting, contact.newest(known))
            result = act(tx, command)
            changes, self._end = tx.flush()
            if tx.contact_changed:
                self._contact = None
            if tx.restored_changed:
                self._restored = restored.load(connection)
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
        self.run(lambda connection: self._remember(connection, identity)).result().note()

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
        self._guard.release()

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
                connection = connection or self._writing()
                self._guard.check_untouched()
                with connection.begin():
                    result = job(connection)
                self._guard.note_written()
                self._prove(result)
            except BaseException as error:
                self._forget()
                future.set_exception(_in_words(error))
            else:
                future.set_result(result)
                self._tell(result)
        if connection is not None:
            connection.close()

    def _prove(self, result: Any) -> None:
        """What an act wrote stands in the file that the folder shows, and is remembered outside of it.

        Raises Unavailable("database_moved") where the next who opens the folder would not find it.
        """
        if not isinstance(result, Written) or self._end is None or self._handed_out is None:
            return
        me, end = self.identity, self._end
        if result.changes.new:
            self._guard.check()
            if database.last_line(self.folder, self._key_hex, me) != (end.seq, end.h):
                raise Unavailable(UnavailableCode.DATABASE_MOVED)
        if self._handed_out.is_unsettled and (self._restored is None or self._restored.settled):
            with self.reading() as connection:
                self._handed_out.settle(connection, me)
        elif result.changes.new and not self._handed_out.add(me, end, result.changes):
            with self.reading() as connection:
                self._handed_out.renew(connection, me)

    def _begin(self, me: Identity) -> None:
        try:
            with self._engine.begin() as connection:
                handed_out = self._remember(connection, me)
        except DBAPIError as error:
            raise _in_words(error) from error
        handed_out.note()

    def _remember(self, connection: Connection, me: Identity) -> HandedOut:
        """Compare what is held with what was handed out, and go on from there; to be noted once it is on the disk."""
        self._handed_out = HandedOut.begin(connection, me, self.folder, self._outer, self._clock())
        self._restored = restored.load(connection)
        return self._handed_out

    def _floors(self) -> Mapping[str, int]:
        return self._handed_out.papers if self._handed_out is not None else {}

    def _writing(self) -> Connection:
        """The connection of the writer: an import or a sync touches pages all over, which stay unlocked."""
        connection = self._engine.connect()
        to_driver(connection, f"PRAGMA cache_size = -{WRITERS_CACHE_KB}")
        return connection

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


def open_store(folder: Path, key_hex: str, clock: Now, outer: Path | None = None) -> Store:
    """Open the folder's database for this process alone. `outer` is the user's folder of what was handed out, beside
    the data folder's own record of it (see store.witness).

    Raises Unavailable("in_use") where another instance has it, ("data_dir_denied"), and what `database.open_database`
    raises.
    """
    try:
        paths.make_private_dir(folder)
    except PermissionError as error:
        raise Unavailable(UnavailableCode.DATA_DIR_DENIED) from error
    guard = FolderGuard(folder)
    guard.take()
    engine: Engine | None = None
    try:
        engine = database.open_database(folder, key_hex, clock())
        guard.opened()
        damaged = database.damage(engine, folder)
        store = Store(folder, engine, guard, key_hex, clock, outer)
        store.is_damaged = damaged > 0
        return store
    except BaseException:
        if engine is not None:
            engine.dispose()
        guard.release()
        raise
