"""The endpoint as others see it: operations, its description, trouble, and answers byte for byte."""

import contextlib
import logging
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
import requests
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from agent_app.central import ingest, server, signing
from agent_app.central.centre import Centre
from agent_app.central.keys import Keys
from agent_app.central.problems import STATUS, TITLES, Rejected
from agent_app.central.signing import Addressee
from agent_app.domain.errors import Unavailable
from agent_app.records.tables import house
from agent_app.wire import answers
from agent_app.wire.documents import HeadDocument, KindTotal, Problem
from tests.central import acts
from tests.central.conftest import EMBEDDED, Village
from tests.waiting import within

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "central"


def golden_centre(tmp_path: Path, centre: Centre) -> Centre:
    return Centre(tmp_path, "KCL", centre.engine, Keys("00" * 32, bytes(range(32)), bytes(range(32, 64))), centre.now)


def golden_answers() -> dict[str, tuple[signing.Reply, Addressee]]:
    head = HeadDocument(
        coop="KCL",
        device=12,
        epoch="5f" * 16,
        seq=520,
        head="ab" * 32,
        durable_seq=400,
        totals={"contribution_collected": KindTotal(count=87, rupiah=4_210_000)},
        server_time="2026-11-23T02:52:07.315+00:00",
        reviews=2,
    )
    to = Addressee(12, "AAECAwQFBgcICQoLDA0ODw")
    return {
        "head": (signing.document(head), to),
        "gap": (signing.problem(Rejected(Problem.GAP, head=head)), to),
        "clock": (signing.problem(Rejected(Problem.CLOCK, server_time=head.server_time)), to),
        "code_used": (signing.problem(Rejected(Problem.CODE_USED)), Addressee(0, "AAEC")),
    }


@EMBEDDED
@pytest.mark.parametrize("name", sorted(golden_answers()))
def test_signed_answers_are_the_same_bytes_in_every_release(centre: Centre, tmp_path: Path, name: str) -> None:
    reply, to = golden_answers()[name]
    response = signing.signed(golden_centre(tmp_path, centre), reply, to)
    shown = (
        f"{response.status_code}\ncontent-type: {response.headers['content-type']}\n"
        f"agent-signature: {response.headers[answers.HEADER]}\n\n{bytes(response.body).decode()}\n"
    )
    assert (GOLDEN / f"{name}.txt").read_text("utf-8") == shown


@EMBEDDED
def test_the_description_names_every_endpoint_and_every_problem(village: Village) -> None:
    described = requests.get(f"{village.address}/openapi.json").json()
    paths = {(path, method) for path, methods in described["paths"].items() for method in methods}
    assert {("/v1/enrolments", "post"), ("/v1/head", "get"), ("/v1/journal", "post"), ("/v1/journal", "get")} <= paths
    assert {("/v1/feed", "get"), ("/v1/receipts/{coop}/{number}", "get")} <= paths
    assert {
        ("/v1/dictionaries/{id}", "get"),
        ("/v1/devices", "get"),
        ("/v1/devices/{device}/revocation", "post"),
    } <= paths
    told = re.findall(r"`(\w+)`", str(described["paths"]))
    assert set(told) == {code.value for code in Problem}
    assert set(described["components"]["schemas"]["ProblemDocument"]["properties"]["code"]["enum"]) == set(told)
    for methods in described["paths"].values():
        for call in methods.values():
            for status, answer in call["responses"].items():
                for code in re.findall(r"`(\w+)`", answer["description"]):
                    assert STATUS[Problem(code)] == int(status)


def test_every_problem_has_a_status_and_a_title() -> None:
    assert set(STATUS) == set(TITLES) == set(Problem)


@EMBEDDED
@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Unavailable("disk_full"), 503, "busy"),
        (OperationalError("SELECT", {}, Exception("Maria Contoh 5313014107889901")), 503, "busy"),
        (RuntimeError("Maria Contoh 5313014107889901"), 500, "internal"),
    ],
)
def test_trouble_of_the_server_is_unsigned_and_says_nothing_of_people_in_the_log(
    village: Village,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
    code: str,
) -> None:
    def fail(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(ingest, "_store", fail)
    agent = village.agent
    agent.write(acts.registered(agent, 1))
    headers = {"Authorization": f"Bearer {agent.token('A' * 22)}"}
    with caplog.at_level(logging.DEBUG):
        response = requests.post(f"{village.address}/v1/journal", data=agent.packed(), headers=headers)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert answers.HEADER not in response.headers
    assert ("Retry-After" in response.headers) == (status == 503)
    if status == 500:
        # The server writes down what happened once the caller has its answer.
        within(lambda: "test_server.py" in caplog.text)
    assert "Maria" not in caplog.text
    assert acts.NIK not in caplog.text


@EMBEDDED
def test_one_disturbed_device_row_keeps_no_other_from_working(village: Village) -> None:
    with village.centre.engine.begin() as connection:
        one = house.device.c.device == village.agent.device
        connection.execute(update(house.device).where(one).values(public_key=b"short"))
    assert village.agent.call("GET", "/v1/head").code == "token"
    assert village.other_agent.call("GET", "/v1/head").status == 200


SERVE = """
import sys
from pathlib import Path
from agent_app.central.database import open_centre
from agent_app.central.server import Serving, serve

serve(open_centre(Path(sys.argv[1])), Serving(), lambda places: print(places.public, flush=True))
"""


@EMBEDDED
def test_serving_prints_its_address_when_ready_and_ends_when_told(centre: Centre) -> None:
    command = [sys.executable, "-c", SERVE, str(centre.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=GOLDEN.parents[2]) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert requests.get(f"{address}/healthz").text == "ok\n"
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    assert process.returncode in (0, -signal.SIGTERM)


FEW_FILES = """
import contextlib
with contextlib.suppress(ImportError):
    import resource
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
"""


@EMBEDDED
def test_a_stranger_with_many_connections_keeps_nobody_out(centre: Centre) -> None:
    command = [sys.executable, "-c", FEW_FILES + SERVE, str(centre.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=GOLDEN.parents[2]) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        place = urlsplit(address)
        with contextlib.ExitStack() as stack:
            for _ in range(200):
                stack.enter_context(socket.create_connection((place.hostname, place.port or 80)))
            assert requests.get(f"{address}/healthz", timeout=5).text == "ok\n"
        process.kill()


@EMBEDDED
def test_a_head_document_reads_back_as_it_was_written(village: Village) -> None:
    answer = village.agent.call("GET", "/v1/head")
    assert msgspec.json.encode(answer.head()) == answer.body


def test_answers_are_sent_without_waiting_for_more() -> None:
    with server._bind("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP
