"""Turns: the flood of one device holds up that device, and nobody else."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from agent_app.central import ingest, server
from agent_app.central.callers import Caller
from agent_app.central.centre import Centre
from agent_app.central.ingest import Pushed
from tests.central import acts
from tests.central.conftest import EMBEDDED, Village
from tests.waiting import within


@EMBEDDED
def test_a_device_that_sends_twenty_at_once_has_one_at_work_and_others_go_on(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent, other = village.agent, village.other_agent
    agent.write(acts.registered(agent, 1))
    other.write(acts.registered(other, 2))
    gate, lock, push = threading.Event(), threading.Lock(), ingest.push
    at_work, most = 0, 0

    def slow_push(centre: Centre, caller: Caller, packed: bytes) -> Pushed:
        nonlocal at_work, most
        if caller.device == agent.device:
            with lock:
                at_work += 1
                most = max(most, at_work)
            gate.wait(30)
            with lock:
                at_work -= 1
        return push(centre, caller, packed)

    monkeypatch.setattr(ingest, "push", slow_push)
    with server.running(village.centre, with_worker=False) as address, ThreadPoolExecutor(20) as pool:
        twins = [agent.copy(agent.now) for _ in range(20)]
        for laptop in (*twins, other):
            laptop.address = address
        packed = agent.packed()
        sent = [pool.submit(twin.call, "POST", "/v1/journal", packed) for twin in twins]
        try:
            within(lambda: at_work > 0)
            assert other.push().status == 200
            assert other.call("GET", "/v1/head").status == 200
        finally:
            gate.set()
        assert [answer.result().status for answer in sent] == [200] * 20
    assert most == 1
