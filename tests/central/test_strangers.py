"""Strangers at the endpoint: what they send costs nobody anything, tells them nothing and is no bug of the centre."""

import base64
import logging
import socket
import threading
from urllib.parse import urlsplit

import msgspec
import pytest
import requests

from agent_app.central import admin, server
from agent_app.central.centre import Centre
from agent_app.journal.encoding import to_base64
from agent_app.wire import answers
from tests.central.conftest import ADDRESS, EMBEDDED, Village
from tests.central.laptop import Laptop

pytestmark = EMBEDDED

DEEP = b"[" * 30_000
CLAIM = b'{"iss":"KCL/1","jti":"AAAAAAAAAAAAAAAAAAAAAA"}'


def claiming() -> str:
    """A token of device 1 that nobody signed."""
    parts = (b'{"alg":"none"}', CLAIM, b"")
    return "Bearer " + ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def speak(address: str, said: bytes) -> bytes:
    """The first that comes back for these bytes."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port or 80), timeout=10) as connection:
        connection.sendall(said)
        return connection.recv(65536)


def test_json_nested_without_end_is_unreadable_and_no_bug(address: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        enrolling = requests.post(f"{address}/v1/enrolments", data=b'{"x":' + DEEP)
        headers = {"Authorization": claiming(), answers.HEAD_HEADER: to_base64(b'{"x":' + DEEP)}
        asking = requests.get(f"{address}/v1/head", headers=headers)
    assert (enrolling.status_code, enrolling.json()["code"]) == (400, "request")
    assert (asking.status_code, asking.json()["code"]) == (401, "unknown_device")
    assert enrolling.headers[answers.HEADER]
    assert "Error" not in caplog.text


def test_no_answer_sends_anybody_to_the_host_a_caller_named(address: str) -> None:
    for path in ("/v1/head/", "/healthz/", "/v1/receipts/KCL/x/"):
        told = requests.get(address + path, headers={"Host": "evil.example"}, allow_redirects=False)
        assert told.status_code == 404
        assert "evil.example" not in str(told.headers) + told.text


def test_a_stranger_is_refused_before_the_body_has_come(address: str) -> None:
    said = b"POST /v1/journal HTTP/1.1\r\nHost: centre\r\nContent-Length: 262144\r\n\r\nonly the beginning"
    assert speak(address, said).startswith(b"HTTP/1.1 401 ")


def test_a_guessed_invitation_waits_for_nobody_who_writes(centre: Centre, address: str) -> None:
    holding, enough = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        holding.set()
        enough.wait(30)

    writing = threading.Thread(target=centre.write, args=(hold,))
    writing.start()
    try:
        holding.wait(10)
        body = {"coop": "KCL", "code": "A" * 24, "public_key": to_base64(bytes(32))}
        told = requests.post(f"{address}/v1/enrolments", data=msgspec.json.encode(body), timeout=5)
        assert told.json()["code"] == "code_unknown"
    finally:
        enough.set()
        writing.join()


def test_a_laptop_is_called_what_lines_may_hold_and_screens_may_show(centre: Centre, address: str) -> None:
    invitation = admin.invite(centre, ADDRESS, "LWB", "A017", "Maria Contoh", "agent")
    laptop = Laptop(address, centre.now)
    body = {
        "coop": "KCL",
        "code": invitation.code,
        "public_key": to_base64(laptop.public_key),
        "name": "Lap\x00top\u202e\n 1",
    }
    told = requests.post(f"{address}/v1/enrolments", data=msgspec.json.encode(body))
    assert told.status_code == 201
    assert '"device_name\\":\\"Laptop 1\\"' in told.text


def test_bytes_that_are_no_http_leave_nothing_in_the_log(village: Village, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), server.running(village.centre, with_worker=False) as address:
        assert speak(address, b"\x16\x03\x01\x00\xa5\r\n\r\n").startswith(b"HTTP/1.1 400 ")
        assert requests.get(f"{address}/healthz", params={"nik": "5313014107889901"}).text == "ok\n"
    assert "5313014107889901" not in [record.getMessage() for record in caplog.records if "uvicorn" in record.name]
    assert [record for record in caplog.records if record.name == "uvicorn.error" and record.levelno < 40] == []
