"""The log of requests: enough to find what happened, and nothing of a person."""

import logging
import re
from pathlib import Path

import pytest
import requests
from sqlalchemy.exc import OperationalError

from agent_app.central import ingest, logbook, openapi
from agent_app.central.server import Serving, running_as
from agent_app.domain.errors import Unavailable
from tests.central import acts
from tests.central.conftest import EMBEDDED, Village
from tests.waiting import within

pytestmark = EMBEDDED
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
NIK = "5313014107889901"


def logged(folder: Path) -> list[str]:
    return (folder / logbook.FOLDER / logbook.FILE).read_text("utf-8").splitlines()


def test_a_request_leaves_its_time_id_device_code_milliseconds_and_route(village: Village) -> None:
    agent, folder = village.agent, village.centre.folder
    with logbook.written(folder), running_as(village.centre, Serving()) as places:
        agent.address = places.public
        agent.write(acts.registered(agent, 1))
        agent.sync()
        answer = requests.get(f"{places.public}/v1/receipts/KCL/LWB-A017-12-26-000001?check=4F2-K9TM&nik={NIK}")
        requests.request("BREW", f"{places.public}/{NIK}")
    pushed, asked, brewed = logged(folder)
    batch = len(agent.packed())
    assert re.fullmatch(
        rf"{TIME} INFO agent_app\.central\.requests id=[0-9a-f]{{16}} device={agent.device} status=200 code=- "
        rf"ms=\d+ in={batch} out=\d+ POST /v1/journal",
        pushed,
    )
    assert re.search(r"device=- status=404 code=- ms=\d+ in=0 out=\d+ GET /v1/receipts/\{coop\}/\{number\}$", asked)
    assert f"id={answer.headers['Request-Id']} " in asked
    assert re.search(r"status=404 code=not_found ms=\d+ in=0 out=\d+ other other$", brewed)
    told = "\n".join(logged(folder))
    assert not [word for word in ("4F2", "check", NIK, "Bearer", "eyJ", "A017", "Maria") if word in told]


def test_a_device_is_named_only_once_its_token_is_found_good(village: Village) -> None:
    agent, folder = village.agent, village.centre.folder
    with logbook.written(folder), running_as(village.centre, Serving()) as places:
        token = agent.token("A" * 22)[:-6] + "AAAAAA"
        requests.get(f"{places.public}/v1/head", headers={"Authorization": f"Bearer {token}"})
    assert re.search(r"device=- status=401 code=token ", logged(folder)[0])


@pytest.mark.parametrize(
    ("error", "status", "cause"),
    [
        (Unavailable("disk_full"), 503, r"Unavailable\(disk_full\)$"),
        (
            OperationalError("SELECT", {}, OSError(111, "Connection refused", NIK)),
            503,
            r"OperationalError < ConnectionRefusedError Connection refused$",
        ),
        (RuntimeError(f"Maria Contoh {NIK}"), 500, r"bug: RuntimeError$"),
    ],
)
def test_what_went_wrong_stands_beside_the_request_with_its_cause(
    village: Village, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, cause: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(ingest, "_store", fail)
    agent, folder = village.agent, village.centre.folder
    agent.write(acts.registered(agent, 1))
    with logbook.written(folder), running_as(village.centre, Serving()) as places:
        headers = {"Authorization": f"Bearer {agent.token('A' * 22)}"}
        answer = requests.post(f"{places.public}/v1/journal", data=agent.packed(), headers=headers)
    assert answer.status_code == status
    told = logged(folder)
    about = [line for line in told if f"id={answer.headers['Request-Id']}" in line]
    assert len(about) == 2
    assert re.search(cause, about[0])
    assert re.match(TIME, about[0])
    assert f"device={agent.device} status={status} " in about[1]
    assert NIK not in "\n".join(told)
    assert status != 500 or any("test_request_log.py" in line for line in told)


def test_an_error_outside_of_any_work_is_a_bug_with_an_answer_and_a_line(
    village: Village, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> bytes:
        raise RuntimeError(f"Maria Contoh {NIK}")

    monkeypatch.setattr(openapi, "document", fail)
    with caplog.at_level(logging.INFO), running_as(village.centre, Serving()) as places:
        answer = requests.get(f"{places.public}/openapi.json")
        assert answer.status_code == 500
        within(lambda: "bug: RuntimeError" in caplog.text)
    assert NIK not in caplog.text


def test_a_log_that_cannot_be_written_stops_nobody(village: Village, capsys: pytest.CaptureFixture[str]) -> None:
    (village.centre.folder / logbook.FOLDER).write_text("a file stands where the folder belongs")
    with logbook.written(village.centre.folder), running_as(village.centre, Serving()) as places:
        assert requests.get(f"{places.public}/healthz").text == "ok\n"
    told = capsys.readouterr().err
    assert "no log file: FileExistsError" in told
    assert "/healthz" in told


def test_a_logger_of_a_library_tells_the_kind_of_an_error_and_not_its_words(village: Village) -> None:
    folder = village.centre.folder
    with logbook.written(folder):
        try:
            raise ValueError(f"Maria Contoh {NIK}")
        except ValueError:
            logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    told = "\n".join(logged(folder))
    assert "Exception in ASGI application: ValueError\n" in told
    assert NIK not in told
