"""HTTP as it fails in villages: nothing may pass for the centre's word, and every failure has its own name."""

import gzip
import itertools
import socket
import ssl
import threading
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_app.domain.errors import Refused
from agent_app.sync.transport import HttpTransport, NoContact, Raw, Reason, Request
from tests.certificates import certificate
from tests.sync.liar import Handle, answer, lying, says

ASK = Request("GET", "/v1/head")


def reason_of(handle: Handle, **options: object) -> Reason:
    with lying(handle) as liar, pytest.raises(NoContact) as caught:
        HttpTransport(liar.address, **options).send(ASK)  # type: ignore[arg-type]
    return caught.value.reason


def test_an_answer_comes_back_with_status_headers_and_exact_body() -> None:
    with lying(says(answer("404 Not Found", b'{"code":"x"}', "Agent-Signature: k:s\r\n"))) as liar:
        raw = HttpTransport(liar.address).send(ASK)
    assert raw == Raw(404, {"content-length": "12", "agent-signature": "k:s"}, b'{"code":"x"}')


def test_nobody_listening_is_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NoContact) as caught:
        HttpTransport(f"http://127.0.0.1:{port}").send(ASK)
    assert caught.value.reason is Reason.NO_NETWORK


def test_a_server_that_never_answers_is_a_timeout() -> None:
    def wait_for_the_client_to_leave(connection: socket.socket) -> None:
        connection.recv(1)

    assert reason_of(wait_for_the_client_to_leave, timeouts=(1.0, 0.1)) is Reason.TIMEOUT


def test_a_trickle_that_would_take_hours_is_a_timeout() -> None:
    hours = itertools.count(0, 3600)
    reason = reason_of(says(answer("200 OK", b"x", length=1000)), monotonic=lambda: float(next(hours)))
    assert reason is Reason.TIMEOUT


@pytest.mark.parametrize(
    "cut",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Le", answer("200 OK", b"only ten b", length=100), b"not http at all\r\n\r\n"],
)
def test_an_answer_that_ends_too_early_is_cut(cut: bytes) -> None:
    assert reason_of(says(cut)) is Reason.CUT


def test_a_chunked_answer_without_its_end_is_cut() -> None:
    started = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
    assert reason_of(says(started)) is Reason.CUT


def test_an_answer_larger_than_any_of_ours_is_not_read_to_the_end() -> None:
    with lying(says(answer("200 OK", bytes(5000)))) as liar, pytest.raises(NoContact) as caught:
        HttpTransport(liar.address).send(Request("GET", "/v1/feed", most=4999))
    assert caught.value.reason is Reason.CAPTIVE_PORTAL


def test_a_redirect_is_never_followed() -> None:
    with lying(says(answer("200 OK", b"elsewhere"))) as elsewhere:
        redirect = answer("302 Found", b"", f"Location: {elsewhere.address}/login\r\n")
        with lying(says(redirect)) as liar:
            assert HttpTransport(liar.address).send(ASK).status == 302
        assert elsewhere.heard == []


@pytest.mark.parametrize("location", ["http://[::1", "http://x:99999999/", "//", "\xff"])
def test_a_redirect_to_nonsense_is_an_answer_like_any_other(location: str) -> None:
    with lying(says(answer("302 Found", b"", f"Location: {location}\r\n"))) as liar:
        assert HttpTransport(liar.address).send(ASK).status == 302


def test_of_a_redirect_no_more_is_read_than_of_any_answer_and_nothing_unpacked() -> None:
    headers = "Location: /login\r\nContent-Encoding: gzip\r\n"
    bomb = gzip.compress(bytes(200 * 1024 * 1024))
    tracemalloc.start()
    reason = reason_of(says(answer("302 Found", bomb, headers, length=len(bomb) * 2)), timeouts=(1.0, 0.2))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reason is Reason.CUT
    assert peak < 10 * len(bomb)


@pytest.mark.parametrize("said", [b"HTTP/1.1 100 Continue\r\n\r\n", b"X"])
@pytest.mark.parametrize("over_tls", [False, True])
def test_a_head_without_end_is_given_up(tmp_path: Path, said: bytes, over_tls: bool) -> None:
    paused = threading.Event()

    def go_on(connection: socket.socket) -> None:
        connection.settimeout(2.0)
        while not paused.wait(0.01):
            connection.sendall(said)

    file = certificate(tmp_path / "centre.pem")
    with lying(go_on, speaking_tls(file) if over_tls else None) as liar:
        started = time.monotonic()
        with pytest.raises(NoContact) as caught:
            HttpTransport(liar.address, patience=0.3, ca_file=file if over_tls else None).send(ASK)
        assert time.monotonic() - started < 5
        paused.set()
    assert caught.value.reason is Reason.CUT


def test_a_cookie_of_a_portal_is_never_sent_on() -> None:
    with lying(says(answer("200 OK", b"", "Set-Cookie: session=1\r\nConnection: close\r\n"))) as liar:
        transport = HttpTransport(liar.address)
        transport.send(ASK)
        transport.send(ASK)
    assert len(liar.heard) == 2
    assert b"cookie" not in liar.heard[1].lower()


def test_a_proxy_of_the_environment_is_ignored_and_one_that_was_set_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with lying(says(answer("200 OK", b"proxy"))) as proxy, lying(says(answer("200 OK", b"centre"))) as centre:
        monkeypatch.setenv("HTTP_PROXY", proxy.address)
        monkeypatch.setenv("http_proxy", proxy.address)
        monkeypatch.setenv("NO_PROXY", "")
        assert HttpTransport(centre.address).send(ASK).body == b"centre"
        assert HttpTransport(centre.address, proxy=proxy.address).send(ASK).body == b"proxy"


def test_the_bytes_of_http_are_counted_both_ways() -> None:
    reply = answer("200 OK", b"0123456789", "Agent-Signature: k:s\r\n")
    with lying(says(reply)) as liar:
        transport = HttpTransport(liar.address)
        transport.send(Request("POST", "/v1/journal", b"abc", {"Authorization": "Bearer x"}))
    assert transport.traffic.requests == 1
    assert transport.traffic.sent == len(liar.heard[0])
    assert transport.traffic.received == len(reply)
    assert (transport.traffic.sent_bodies, transport.traffic.received_bodies) == (3, 10)


def test_plain_http_is_refused_to_any_other_machine() -> None:
    with pytest.raises(Refused) as caught:
        HttpTransport("http://centre.example")
    assert caught.value.code == "address_insecure"


def speaking_tls(file: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_a_certificate_of_nobody_we_know_is_refused_before_a_byte_is_said(tmp_path: Path) -> None:
    file = certificate(tmp_path / "centre.pem")
    with lying(says(answer("200 OK", b"")), speaking_tls(file)) as liar:
        with pytest.raises(NoContact) as caught:
            HttpTransport(liar.address).send(ASK)
        assert caught.value.reason is Reason.TLS
        assert liar.heard == []
        assert HttpTransport(liar.address, ca_file=file).send(ASK).status == 200


@pytest.mark.parametrize("start_in_days", [-60, 5])
def test_a_certificate_out_of_its_time_points_to_the_clock(tmp_path: Path, start_in_days: int) -> None:
    file = certificate(tmp_path / "centre.pem", datetime.now(UTC) + timedelta(days=start_in_days))
    with lying(says(answer("200 OK", b"")), speaking_tls(file)) as liar, pytest.raises(NoContact) as caught:
        HttpTransport(liar.address, ca_file=file).send(ASK)
    assert caught.value.reason is Reason.TLS_TIME


def test_a_server_without_tls_behind_an_https_address_is_refused() -> None:
    def refuse(connection: socket.socket) -> None:
        connection.sendall(answer("400 Bad Request", b"plain http only"))

    with lying(refuse, reads_first=False) as liar, pytest.raises(NoContact) as caught:
        HttpTransport(liar.address.replace("http:", "https:"), timeouts=(1.0, 0.5)).send(ASK)
    assert caught.value.reason is Reason.TLS
