"""Connections of strangers: a request arrives in its time and its bytes, or it is not waited for."""

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from agent_app.central import connections
from agent_app.central.connections import MOST_BYTES, PunctualProtocol
from tests.waiting import within

HEAD = b"POST /body HTTP/1.1\r\nHost: centre\r\n"


class Hasty(PunctualProtocol):
    """The same with less patience."""

    patience = 0.2


async def body(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{len(await request.body())} bytes")


async def early(request: Request) -> PlainTextResponse:
    return PlainTextResponse("enough")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server that hangs up after 0.2 seconds."""
    app = Starlette(routes=[Route("/body", body, methods=["POST"]), Route("/early", early, methods=["POST"])])
    config = uvicorn.Config(app, http=Hasty, log_config=None, lifespan="off", timeout_keep_alive=30)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        running.should_exit = True
        thread.join()


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def rest(connection: socket.socket) -> bytes:
    """All that comes until the other side hangs up."""
    heard = b""
    while some := _some(connection):
        heard += some
    return heard


def _some(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except ConnectionError:
        return b""


@pytest.mark.parametrize(
    "said",
    [b"", HEAD, HEAD + b"Content-Length: 100\r\n\r\n0123456789", HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"],
)
def test_who_connects_and_does_not_finish_a_request_is_not_waited_for(port: int, said: bytes) -> None:
    with connect(port) as connection:
        connection.sendall(said)
        assert rest(connection) == b""


def test_a_second_request_on_a_connection_is_not_waited_for_either(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(HEAD + b"Content-Length: 2\r\n\r\nok" + HEAD + b"Content-Length: 9\r\n\r\nno")
        heard = rest(connection)
    assert heard.endswith(b"2 bytes")
    assert heard.count(b"HTTP/1.1 200") == 1


def test_a_slow_line_has_as_much_more_time_as_its_bytes_need(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "SLOWEST_BYTES_A_SECOND", 1)
    paused = threading.Event()
    with connect(port) as connection:
        connection.sendall(HEAD + b"Content-Length: 1002\r\n\r\n" + bytes(1000))
        assert not paused.wait(0.6)
        connection.sendall(b"ok")
        within(lambda: b"1002 bytes" in connection.recv(65536))


def test_an_idle_connection_is_kept_after_an_answer(port: int) -> None:
    paused = threading.Event()
    with connect(port) as connection:
        for _ in range(2):
            connection.sendall(HEAD + b"Content-Length: 2\r\n\r\nok")
            within(lambda: b"2 bytes" in connection.recv(65536))
            assert not paused.wait(0.5)


def test_a_body_that_goes_on_after_its_answer_is_cut(port: int) -> None:
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    with connect(port) as connection:
        connection.sendall(b"POST /early HTTP/1.1\r\nHost: centre\r\nTransfer-Encoding: chunked\r\n\r\n")
        with pytest.raises(ConnectionError):
            connection.sendall(chunk * (20 * MOST_BYTES // len(chunk)))
