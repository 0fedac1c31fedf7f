"""The sync's own thread: it waits until a sync is due, runs it, and tells what came of it."""

import logging
import random
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from agent_app.records.log import Changes
from agent_app.settings import Settings
from agent_app.store.store import Store
from agent_app.sync.arrival import Slices
from agent_app.sync.once import sync_once
from agent_app.sync.outcome import Halted, Outcome, Result
from agent_app.sync.push import BatchSize
from agent_app.sync.schedule import Schedule
from agent_app.sync.transport import Transport

log = logging.getLogger(__name__)


class Phase(StrEnum):
    """What the engine is at."""

    IDLE = "idle"
    SYNCING = "syncing"
    WAITING = "waiting"
    """The last try failed; another follows by itself."""
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class State:
    """The phase, and how the last sync ended, None before the first."""

    phase: Phase
    outcome: Outcome | None


class Engine:
    """Syncs one store with its centre until it is stopped. Every method may be called from any thread.

    `listener` is called on the engine's thread with each new state. `monotonic` and `random` are given by tests.
    """

    def __init__(
        self,
        store: Store,
        transport: Transport,
        settings: Settings,
        listener: Callable[[State], None],
        *,
        monotonic: Callable[[], float] = time.monotonic,
        random: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._transport = transport
        self._listener = listener
        self._monotonic = monotonic
        self._schedule = Schedule(settings, random, monotonic())
        self._size, self._slices = BatchSize(), Slices()
        self._woken = threading.Condition()
        self._is_paused = self._is_stopped = False
        self._outcome: Outcome | None = None
        self._thread = threading.Thread(target=self._work, name="sync", daemon=True)
        store.subscribe(self._heard)

    def start(self) -> None:
        """Begin; the first sync is due at once."""
        self._thread.start()

    def send_now(self) -> None:
        """Sync without waiting: asked for by the user."""
        self._wake(self._schedule.asked)

    def network_regained(self) -> None:
        """Sync without waiting: there was no network, and now there is one."""
        self._wake(self._schedule.asked)

    def pause(self) -> None:
        """Stop after the request that is under way, and stay so until `resume`."""
        with self._woken:
            self._is_paused = True
            self._woken.notify_all()

    def resume(self) -> None:
        """Go on, at once."""
        with self._woken:
            self._is_paused = False
            self._schedule.asked()
            self._woken.notify_all()

    def stop(self) -> None:
        """End the thread after the request that is under way. The store may be closed afterwards."""
        with self._woken:
            self._is_stopped = True
            self._woken.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def _heard(self, changes: Changes) -> None:
        """On the store's writer thread: own lines are to be sent soon."""
        own = self._store.identity.device
        if any(stored.held.device == own for stored in changes.new):
            self._wake(lambda: self._schedule.changed(self._monotonic()))

    def _wake(self, act: Callable[[], None]) -> None:
        with self._woken:
            act()
            self._woken.notify_all()

    def _work(self) -> None:
        while self._wait_until_due():
            self._tell(Phase.SYNCING)
            self._outcome = self._sync()
            self._settle(self._outcome)
        self._tell(Phase.STOPPED)

    def _wait_until_due(self) -> bool:
        """Whether a sync is due now; False at the end."""
        told = False
        with self._woken:
            while not self._is_stopped:
                left = self._schedule.due() - self._monotonic()
                if self._is_paused and not told:
                    told = True
                    self._tell(Phase.PAUSED)
                if not self._is_paused and left <= 0:
                    self._schedule.started()
                    return True
                self._woken.wait(None if self._is_paused else left)
        return False

    def _sync(self) -> Outcome:
        try:
            return sync_once(self._store, self._transport, size=self._size, slices=self._slices, between=self._between)
        except Exception as error:
            # A bug must not end the thread. Its text may quote what no log should hold: the place is enough.
            log.error("bug: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
            return Outcome(Result.DEFECT, type(error).__name__)

    def _between(self) -> None:
        if self._is_paused or self._is_stopped:
            raise Halted(Result.PAUSED)

    def _settle(self, outcome: Outcome) -> None:
        with self._woken:
            if outcome.result is Result.DONE:
                self._schedule.succeeded(self._monotonic())
                if outcome.sent and outcome.reviews:
                    self._schedule.expects_reviews(self._monotonic())
                phase = Phase.IDLE
            elif outcome.result is Result.PAUSED:
                self._schedule.asked()
                return
            else:
                self._schedule.failed(self._monotonic(), outcome.wait)
                phase = Phase.WAITING
        self._tell(phase)

    def _tell(self, phase: Phase) -> None:
        self._listener(State(phase, self._outcome))
