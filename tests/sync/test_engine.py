"""The sync's own thread: woken by changes, paused and resumed, told apart from the outside only by what it says."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from agent_app.settings import Settings
from agent_app.store.store import Store
from agent_app.sync.engine import Engine, Phase, State
from agent_app.sync.outcome import Result
from agent_app.sync.status import status
from agent_app.sync.transport import HttpTransport, NoContact, Raw, Reason, Request, Transport
from tests.sync.acts import NIK, collect
from tests.sync.conftest import Link, Office

EAGER = Settings(sync_first_delay_s=0.1, backoff_first_s=0.1)
PATIENCE = 20.0


class Told:
    """What an engine has told, in order."""

    def __init__(self) -> None:
        self._states: queue.Queue[State] = queue.Queue()

    def __call__(self, state: State) -> None:
        self._states.put(state)

    def next(self) -> State:
        return self._states.get(timeout=PATIENCE)

    def until(self, phase: Phase) -> State:
        while (state := self.next()).phase is not phase:
            pass
        return state


@contextmanager
def engine(store: Store, transport: Transport) -> Iterator[tuple[Engine, Told]]:
    told = Told()
    made = Engine(store, transport, EAGER, told, random=lambda: 0.0)
    made.start()
    yield made, told
    made.stop()


def test_it_syncs_at_the_start_and_after_every_change(office: Office) -> None:
    agent = office.device("A017")
    with engine(agent, HttpTransport(office.address)) as (_, told):
        assert [told.next().phase for _ in range(2)] == [Phase.SYNCING, Phase.IDLE]
        collect(agent, 1)
        idle = told.until(Phase.IDLE)
    assert idle.outcome is not None
    assert (idle.outcome.result, idle.outcome.sent) == (Result.DONE, 1)
    assert status(agent).unsent.acts == 0
    assert told.until(Phase.STOPPED)


def test_it_goes_on_trying_until_the_line_is_there(office: Office) -> None:
    agent = office.device("A017")
    collect(agent, 1)
    failures = 5

    def dead(request: Request) -> None:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise NoContact(Reason.NO_NETWORK)

    with engine(agent, Link(HttpTransport(office.address), before=dead)) as (_, told):
        waiting = told.until(Phase.WAITING)
        assert waiting.outcome is not None
        assert waiting.outcome.result is Result.NO_NETWORK
        told.until(Phase.IDLE)
    assert failures < 0
    assert status(agent).unsent.acts == 0


def test_a_pause_lets_the_request_under_way_end_and_resume_goes_on(office: Office) -> None:
    agent = office.device("A017")
    under_way, may_end = threading.Event(), threading.Event()

    def hold(request: Request, raw: Raw) -> Raw:
        under_way.set()
        assert may_end.wait(PATIENCE)
        return raw

    link = Link(HttpTransport(office.address), after=hold)
    collect(agent, 1)
    with engine(agent, link) as (running, told):
        assert under_way.wait(PATIENCE)
        running.pause()
        may_end.set()
        told.until(Phase.PAUSED)
        assert len(link.asked) == 1
        running.resume()
        told.until(Phase.IDLE)
    assert status(agent).unsent.acts == 0


def test_stopping_ends_the_thread_at_any_time(office: Office) -> None:
    agent = office.device("A017")
    for wanted in (Phase.SYNCING, Phase.IDLE):
        with engine(agent, HttpTransport(office.address)) as (running, told):
            told.until(wanted)
            running.stop()
            told.until(Phase.STOPPED)


def test_a_wish_and_a_network_that_is_back_cut_any_wait_short(office: Office) -> None:
    agent = office.device("A017")
    with engine(agent, HttpTransport(office.address)) as (running, told):
        for wake in (running.send_now, running.network_regained):
            told.until(Phase.IDLE)
            wake()
        told.until(Phase.IDLE)


def test_a_bug_is_told_without_what_its_text_says_and_the_thread_lives_on(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    agent = office.device("A017")
    broken = True

    def bug(request: Request) -> None:
        nonlocal broken
        if broken:
            broken = False
            raise RuntimeError(NIK)

    with engine(agent, Link(HttpTransport(office.address), before=bug)) as (_, told):
        waiting = told.until(Phase.WAITING)
        assert waiting.outcome is not None
        assert waiting.outcome.result is Result.DEFECT
        told.until(Phase.IDLE)
    assert "RuntimeError" in caplog.text
    assert NIK not in caplog.text
