"""What screens work with: acts and questions without waiting, the words, the day, and the state of the sync."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from agent_app.domain.errors import Trouble
from agent_app.gui.bridge import Bridge
from agent_app.gui.hold import Hold
from agent_app.records.log import Changes
from agent_app.reference.words import Words, words
from agent_app.settings import Settings
from agent_app.store import backups
from agent_app.store.store import Store, Written
from agent_app.store.tx import Tx
from agent_app.sync.engine import Engine, Phase, State
from agent_app.sync.status import Status, status
from agent_app.sync.transport import HttpTransport, Transport

Command = TypeVar("Command")
Result = TypeVar("Result")
Answer = TypeVar("Answer")
STATUS_AFTER_MS = 150


class Session(QObject):
    """One unlocked device. Screens hear `changed` (names of tables), `status_changed`, `sync_changed`.

    Nothing here waits: acts go to the store's writer, questions to one reading thread, and what comes of them
    arrives on the window's thread.
    """

    changed = Signal(object)
    status_changed = Signal(object)
    sync_changed = Signal(object)
    trouble = Signal(str)
    """What went wrong, in words, where the one who asked did not say what to do about it."""

    def __init__(
        self, store: Store, settings: Settings, transport: Transport | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.store = store
        self.settings = settings
        self.identity = store.identity
        self.status: Status | None = None
        self.last_backup = next((one.at for one in backups.found(store.folder)), None)
        self.sync_state = State(Phase.IDLE, None)
        self.drafts: dict[str, Any] = {}
        self._bridge = Bridge(self)
        self._reader = ThreadPoolExecutor(1, "reader")
        self._aside = ThreadPoolExecutor(1, "aside")
        self._caller = ThreadPoolExecutor(1, "caller")
        self._asked: dict[tuple[int, str], int] = {}
        self._closed = False
        self._under_way = 0
        self._acts = 0
        self._questions: dict[Future[Any], QObject] = {}
        self._hold = Hold(self)
        self._status_due = QTimer(self, singleShot=True, interval=STATUS_AFTER_MS)
        self._status_due.timeout.connect(self._ask_status)
        self._transport = transport or HttpTransport(store.identity.address)
        self.engine = Engine(store, self._transport, settings, self._heard_engine)
        store.subscribe(self._heard_store)

    def start(self) -> None:
        """Begin to sync, and to tell the state of it."""
        self.engine.start()
        self._ask_status()

    def close(self) -> None:
        """Stop the sync after the request under way, finish what was asked, and let go of the database."""
        if self._closed:
            return
        self._closed = True
        self._hold.end()
        self._status_due.stop()
        self.engine.stop()
        self._reader.shutdown(wait=True, cancel_futures=True)
        self._aside.shutdown(wait=True, cancel_futures=True)
        self._caller.shutdown(wait=True, cancel_futures=True)
        if isinstance(self._transport, HttpTransport):
            self._transport.close()
        self.store.close()

    def backed_up(self) -> None:
        """A copy of the database was made just now."""
        self.last_backup = self.store.now()
        self._status_due.start()

    def is_idle(self) -> bool:
        """Whether nothing that was asked or written is still under way."""
        return self._under_way == 0 and not self._status_due.isActive()

    def settle(self, *places: QObject) -> None:
        """Wait for what was asked for these places so far: a key that acts may not meet what was shown before."""
        open_ones = {future for future, owner in self._questions.items() if isValid(owner) and _is_in(owner, places)}
        self._hold.until(lambda: self._closed or open_ones.isdisjoint(self._questions))

    @property
    def coop(self) -> str:
        return self.identity.coop

    @property
    def person(self) -> str:
        return self.identity.person

    @property
    def acknowledged(self) -> int:
        """The last own line the centre signed for, as far as is known."""
        return self.status.acknowledged if self.status is not None else 0

    @property
    def words(self) -> Words:
        return words(self.settings.language)

    def say(self, key: str, **params: object) -> str:
        """A text in the language of the window."""
        return self.words.say(key, **params)

    def now(self) -> datetime:
        """The moment, on the clock of the branch."""
        return self.identity.local(self.store.now())

    def local(self, milliseconds: int) -> datetime:
        """A moment in milliseconds since 1970 UTC, on the clock of the branch."""
        return self.identity.local(datetime.fromtimestamp(milliseconds / 1000, UTC))

    def today(self) -> date:
        """The business day."""
        return self.identity.business_day(self.store.now())

    def write(
        self,
        act: Callable[[Tx, Command], Result],
        command: Command,
        done: Callable[[Result], None],
        failed: Callable[[Trouble], None] | None = None,
        *,
        beside: bool = False,
    ) -> None:
        """Run an act. `done` gets its result once it is on the disk, `failed` what the trade or the laptop says.

        What is typed meanwhile comes after it, unless the act is one of many that go on `beside` the window.
        """

        def arrived(future: "Future[Written[Result]]") -> None:
            self._bridge.post(lambda: self._written(future, done, failed, beside))

        self._under_way += 1
        if not beside:
            self._acts += 1
            self._bridge.post(self._hold_for_acts)
        self.store.write(act, command).add_done_callback(arrived)

    def ask(
        self,
        owner: QObject,
        question: Callable[[Any], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[Trouble], None] | None = None,
        *,
        key: str = "",
        aside: bool = False,
    ) -> None:
        """Ask the tables: `question` gets a connection, on the reading thread; `aside` on a second one, for what adds
        up a year and should hold up no other question.

        The answer is dropped where the owner is gone by then or has asked the same `key` again.
        """
        mine = (id(owner), key)
        serial = self._asked[mine] = self._asked.get(mine, 0) + 1

        def read() -> Answer:
            with self.store.reading() as connection:
                return question(connection)

        def arrived(future: "Future[Answer]") -> None:
            self._bridge.post(lambda: self._answer(future, owner, mine, serial, done, failed))

        if not self._closed:
            self._under_way += 1
            future = (self._aside if aside else self._reader).submit(read)
            if not aside:
                self._questions[future] = owner
            future.add_done_callback(arrived)

    def reach(
        self,
        owner: QObject,
        work: Callable[[Store, Transport], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[Trouble], None] | None = None,
    ) -> None:
        """Do what needs the centre at once, on a thread of its own; nothing of it is queued for later.

        What comes of it is dropped where the owner is gone by then.
        """

        def arrived(future: "Future[Answer]") -> None:
            self._bridge.post(lambda: self._reached(future, owner, done, failed))

        if not self._closed:
            self._under_way += 1
            self._caller.submit(work, self.store, self._transport).add_done_callback(arrived)

    def _reached(self, future, owner, done, failed) -> None:
        self._under_way -= 1
        if isValid(owner):
            self._deliver(future, done, failed)

    def _written(self, future, done, failed, beside) -> None:
        self._under_way -= 1
        try:
            self._deliver(future, lambda written: done(written.result), failed)
        finally:
            self._acts -= not beside
            self._hold.look()

    def _answer(self, future, owner, mine, serial, done, failed) -> None:
        self._under_way -= 1
        try:
            if isValid(owner) and self._asked.get(mine) == serial:
                self._deliver(future, done, failed)
        finally:
            self._questions.pop(future, None)
            self._hold.look()

    def _hold_for_acts(self) -> None:
        self._hold.until(lambda: self._acts == 0 or self._closed)

    def _deliver(
        self, future: "Future[Any]", done: Callable[[Any], None], failed: Callable[[Trouble], None] | None
    ) -> None:
        if self._closed or future.cancelled():
            return
        error = future.exception()
        if error is None:
            done(future.result())
        elif not isinstance(error, Trouble):
            raise error
        elif failed is not None:
            failed(error)
        else:
            self.trouble.emit(self.words.of(error))

    def _heard_store(self, changes: Changes) -> None:
        self._bridge.post(lambda: self._changed(changes.tables))

    def _heard_engine(self, state: State) -> None:
        self._bridge.post(lambda: self._engine_changed(state))

    def _changed(self, tables: frozenset[str]) -> None:
        if self._closed:
            return
        self.changed.emit(tables)
        self._status_due.start()

    def _engine_changed(self, state: State) -> None:
        if self._closed:
            return
        self.sync_state = state
        self.sync_changed.emit(state)
        self._status_due.start()

    def _ask_status(self) -> None:
        self.ask(self, lambda _: status(self.store), self._status_arrived, key="status")

    def _status_arrived(self, found: Status) -> None:
        self.status = found
        self.status_changed.emit(found)


def _is_in(owner: QObject | None, places: tuple[QObject, ...]) -> bool:
    """Whether it is one of the places or stands in one."""
    while owner is not None:
        if owner in places:
            return True
        owner = owner.parent()
    return False
