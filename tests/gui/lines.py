"""Ways to the centre for windows in tests: a real one that can be cut, held up, or answered by a broken server."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from agent_app.central import reviews, server
from agent_app.central.centre import Centre
from agent_app.central.database import open_centre
from agent_app.sync.transport import HttpTransport, NoContact, Raw, Reason, Request


@contextmanager
def centre_of(folder: Path, clock: Callable[[], datetime]) -> Iterator[tuple[Centre, str]]:
    """The sample day's centre, answering at a real address."""
    opened = open_centre(folder, clock)
    try:
        with server.running(opened) as address:
            yield opened, address
    finally:
        opened.engine.dispose()


def review(centre: Centre) -> None:
    """Let the centre look at what came."""
    reviews.review_once(centre)


class Line:
    """A line to an address that a test cuts (`address` None) and may hold up before each request."""

    def __init__(self, address: str | None = None) -> None:
        self.address = address
        self.requests: list[str] = []
        self.pass_ = threading.Event()
        self.pass_.set()
        self.asked = threading.Semaphore(0)
        self._transports: dict[str, HttpTransport] = {}

    def send(self, request: Request) -> Raw:
        self.requests.append(request.path)
        self.asked.release()
        self.pass_.wait(20)
        if self.address is None:
            raise NoContact(Reason.NO_NETWORK)
        if self.address not in self._transports:
            self._transports[self.address] = HttpTransport(self.address)
        return self._transports[self.address].send(request)


@contextmanager
def broken_server() -> Iterator[str]:
    """A server that answers everything by 500."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.send_response(500)
            self.end_headers()

        do_GET = do_POST = answer

        def log_message(self, *_: object) -> None:
            """Nothing on the screen of a test."""

    broken = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=broken.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{broken.server_port}"
    broken.shutdown()
    thread.join()
    broken.server_close()
