"""Pages for those who run the centre, on a port of their own: they tell the truth while the database is away."""

import re
import shutil
import threading
from collections import namedtuple
from pathlib import Path

import pytest
import requests

from agent_app.central import backups, operations, reviews
from agent_app.central.server import Serving, running_as
from tests.central import acts
from tests.central.conftest import EMBEDDED, Clock, Village, make_centre
from tests.postgres import Server
from tests.waiting import within

OPS = Serving(ops_port=0)
Usage = namedtuple("Usage", "total used free")


def figure(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found is not None, text
    return float(found[1])


@EMBEDDED
def test_operations_stand_on_a_port_of_their_own_and_the_public_one_says_one_word(village: Village) -> None:
    with running_as(village.centre, OPS) as places:
        for path in ("livez", "readyz", "healthz"):
            assert requests.get(f"{places.operations}/{path}").text == "ok\n"
        assert requests.get(f"{places.operations}/v1/head").status_code == 404
        assert requests.get(f"{places.public}/healthz").text == "ok\n"
        for path in ("livez", "readyz", "metrics"):
            assert requests.get(f"{places.public}/{path}").json()["code"] == "not_found"


@EMBEDDED
def test_the_figures_tell_of_work_and_of_nobody(village: Village, clock: Clock) -> None:
    agent = village.agent
    with running_as(village.centre, OPS) as places:
        agent.address = places.public
        agent.write(acts.registered(agent, 1))
        agent.write(acts.collected(agent, 1, 1))
        agent.write(acts.collected(agent, 1, 2))
        agent.sync()
        requests.get(f"{places.public}/v1/head")
        clock.forward(seconds=30)
        before = requests.get(f"{places.operations}/metrics").text
        reviews.review_once(village.centre)
        backups.back_up(village.centre, village.centre.folder / "one.backup")
        clock.forward(seconds=40)
        after = requests.get(f"{places.operations}/metrics").text
    labels = '{method="POST",route="/v1/journal",status="200"}'
    assert figure(before, f"agent_centre_request_seconds_count{labels}") == 1
    assert 0 < figure(before, f"agent_centre_request_seconds_sum{labels}") < 60
    assert figure(before, 'agent_centre_problems_total{code="token"}') == 1
    assert figure(before, "agent_centre_lines_stored_total") == 3
    assert figure(before, "agent_centre_lines_unreviewed") == 3
    assert figure(before, "agent_centre_lines_unreviewed_oldest_seconds") == 30
    assert figure(before, "agent_centre_database_up") == 1
    assert re.search(r"^agent_centre_backup_age_seconds NaN$", before, re.MULTILINE)
    assert figure(after, "agent_centre_lines_unreviewed") == 0
    assert figure(after, "agent_centre_reviews_open") > 0
    assert figure(after, "agent_centre_reviews_oldest_seconds") == 40
    assert figure(after, "agent_centre_backup_age_seconds") == 40
    assert figure(after, "agent_centre_requests_waiting") == figure(after, "agent_centre_requests_at_work") == 0
    assert "A017" not in after
    assert acts.NIK not in after


@pytest.mark.needs("postgres")
def test_health_and_readiness_follow_a_database_that_goes_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "KEEP_SECONDS", 0.0)
    server = Server()
    try:
        centre = make_centre(tmp_path / "centre", server.make_database("centre"), Clock())
        with running_as(centre, OPS) as places:

            def told(path: str) -> tuple[int, str]:
                answer = requests.get(f"{places.operations}/{path}", timeout=10)
                return answer.status_code, answer.text

            assert told("readyz") == (200, "ok\n")
            server.kill()
            for path in ("readyz", "healthz"):
                assert told(path) == (503, "database\n")
            assert requests.get(f"{places.public}/healthz").text == "database\n"
            assert told("livez") == (200, "ok\n")
            assert figure(told("metrics")[1], "agent_centre_database_up") == 0
            server.start()
            within(lambda: told("readyz") == (200, "ok\n"))
            assert figure(told("metrics")[1], "agent_centre_database_up") == 1
        centre.engine.dispose()
    finally:
        server.stop()


@EMBEDDED
def test_a_database_that_does_not_answer_in_time_is_down_and_keeps_one_thread(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "ANSWER_SECONDS", 0.1)
    monkeypatch.setattr(operations, "KEEP_SECONDS", 0.0)
    asked: list[int] = []
    enough = threading.Event()

    def hang(*_: object) -> bool:
        asked.append(1)
        return not enough.wait(30)

    with running_as(village.centre, OPS) as places:
        monkeypatch.setattr(operations.schema, "is_behind", hang)
        assert [requests.get(f"{places.operations}/readyz").text for _ in range(3)] == ["database\n"] * 3
        assert requests.get(f"{places.operations}/livez").text == "ok\n"
        assert len(asked) == 1
        enough.set()
        within(lambda: requests.get(f"{places.operations}/readyz").text == "ok\n")


@EMBEDDED
def test_a_full_disk_and_an_older_schema_are_named(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    with running_as(village.centre, OPS) as places:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(100, 100, 0))
        monkeypatch.setattr(operations.schema, "is_behind", lambda *_: True)
        answer = requests.get(f"{places.operations}/readyz")
    assert (answer.status_code, answer.text) == (503, "schema\ndisk\n")


@EMBEDDED
def test_whoever_asks_on_and_on_asks_the_database_once_a_second(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(operations, "KEEP_SECONDS", 3600.0)
    monkeypatch.setattr(operations.schema, "is_behind", lambda *_: bool(asked.append(1)))
    with running_as(village.centre, OPS) as places:
        assert {requests.get(f"{places.public}/healthz").text for _ in range(5)} == {"ok\n"}
    assert len(asked) == 1
