"""A device that is closed: refused at its next request, while the money it had taken is still counted and looked at."""

from datetime import timedelta

import pytest

from agent_app.central import admin
from agent_app.records.tables import house
from agent_app.sync.caller import Caller
from agent_app.sync.outcome import Halted, Result
from agent_app.sync.status import status
from agent_app.sync.transport import HttpTransport
from tests.e2e import acts, kit
from tests.e2e.kit import EMBEDDED, Cooperative


@EMBEDDED
def test_a_revoked_device_is_refused_at_its_next_request(cooperative: Cooperative) -> None:
    agent = cooperative.enrol("A017")
    cooperative.sync()
    transport = HttpTransport(cooperative.address)
    admin.revoke(cooperative.centre, agent.device)
    caller = Caller(transport, agent.store.identity, agent.store.now, timedelta())
    with pytest.raises(Halted) as halted:
        caller.call("GET", "/v1/feed?stream=coop&after=")
    assert halted.value.result is Result.REVOKED
    assert transport.traffic.requests == 1
    for path in ("/v1/journal?from=1", "/v1/feed?stream=agent:A017&after="):
        with pytest.raises(Halted):
            caller.call("GET", path)


@EMBEDDED
def test_what_a_revoked_device_had_taken_is_counted_and_under_review(cooperative: Cooperative) -> None:
    agent, supervisor = cooperative.enrol("A017"), cooperative.enrol("S001", "supervisor")
    acts.receipt(agent.store, acts.nik(1))
    cooperative.settle()
    acts.receipt(agent.store, acts.nik(2))
    admin.revoke(cooperative.centre, agent.device)
    acts.receipt(agent.store, acts.nik(3))
    outcome = agent.sync(cooperative.address)
    assert (outcome.result, outcome.sent) == (Result.REVOKED, 4)
    told = status(agent.store)
    assert told.trouble == "revoked"
    assert told.unsent.lines == 0
    cooperative.settle(supervisor)
    assert kit.all_totals(cooperative.centre).all.receipts == 3
    kit.assert_equal(cooperative.centre, supervisor, agent)
    reviews = {(row["of_seq"], row["code"]) for row in kit.rows(supervisor, house.review)}
    assert reviews == {(seq, "device_revoked") for seq in (3, 4, 5, 6)}

    again = cooperative.enrol("A017", name="again")
    acts.receipt(again.store, acts.nik(4))
    cooperative.settle(again, supervisor)
    assert kit.all_totals(cooperative.centre).per_agent["A017"].receipts == 4
    kit.assert_equal(cooperative.centre, supervisor, again)


@EMBEDDED
def test_a_revoked_device_stays_revoked_however_often_it_calls(cooperative: Cooperative) -> None:
    agent = cooperative.enrol("A017")
    admin.revoke(cooperative.centre, agent.device)
    for _ in range(3):
        assert agent.sync(cooperative.address).result is Result.REVOKED
        assert status(agent.store).trouble == "revoked"
        acts.receipt(agent.store, acts.nik(1))
    assert status(agent.store).unsent.lines == 2
