"""A proxy that lies: it drops, doubles, delays, cuts and answers for a captive portal, and writes down what it did."""

import http.client
import random
import socket
import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

KINDS = (
    "drop_request",
    "drop_answer",
    "double",
    "double_late",
    "delay",
    "cut_request",
    "cut_answer",
    "portal",
)
PORTAL = b"<html><body>Selamat datang di WiFi desa. Silakan masuk.</body></html>"
DELAY_SECONDS = 0.05


@dataclass(frozen=True)
class Request:
    """One request as the client sent it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class LyingProxy:
    """Stands before a server at `target`; a `share` of requests meets a fault, drawn from one seed."""

    def __init__(self, target: str, seed: int, share: float = 0.4) -> None:
        self.target = urlsplit(target)
        self.seed = seed
        self.share = share
        self.done: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._late: deque[Request] = deque()

    def draw(self) -> str:
        """What happens to the next request."""
        with self._lock:
            kind = self._random.choice(KINDS) if self._random.random() < self.share else "pass"
            self.done[kind] += 1
            return kind

    def forward(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        """Send a request on, and read the whole answer."""
        connection = http.client.HTTPConnection(self.target.hostname or "", self.target.port, timeout=30)
        try:
            connection.request(request.method, request.path, request.body or None, request.headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def forward_cut(self, request: Request) -> None:
        """Send only half of a request, and hang up."""
        raw = f"{request.method} {request.path} HTTP/1.1\r\n"
        raw += "".join(f"{name}: {value}\r\n" for name, value in request.headers.items()) + "\r\n"
        whole = raw.encode() + request.body
        with socket.create_connection((self.target.hostname, self.target.port), timeout=30) as connection:
            connection.sendall(whole[: len(whole) // 2])

    def keep_for_later(self, request: Request) -> None:
        """Remember a request, to send it again after others."""
        with self._lock:
            self._late.append(request)

    def send_late(self, at_least: int = 3) -> None:
        """Send a remembered request again, once enough others have overtaken it."""
        with self._lock:
            request = self._late.popleft() if len(self._late) > at_least else None
        if request is not None:
            self.forward(request)

    @contextmanager
    def running(self) -> Iterator[str]:
        """The proxy's own base URL while it runs; at the end everything remembered is sent once more."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
            while self._late:
                self.send_late(at_least=0)


def _handler(proxy: LyingProxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            """The counters say more."""

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
            request = Request(self.command, self.path, headers, self.rfile.read(length))
            self.close_connection = True
            getattr(self, f"_{proxy.draw()}")(request)
            proxy.send_late()

        do_GET = do_POST = do_PUT = do_HEAD = _answer  # noqa: N815

        def _pass(self, request: Request) -> None:
            self._send(*proxy.forward(request))

        def _drop_request(self, request: Request) -> None:
            """Nothing arrives, nobody answers."""

        def _drop_answer(self, request: Request) -> None:
            proxy.forward(request)

        def _double(self, request: Request) -> None:
            proxy.forward(request)
            self._send(*proxy.forward(request))

        def _double_late(self, request: Request) -> None:
            self._send(*proxy.forward(request))
            proxy.keep_for_later(request)

        def _delay(self, request: Request) -> None:
            threading.Event().wait(DELAY_SECONDS)
            self._send(*proxy.forward(request))

        def _cut_request(self, request: Request) -> None:
            proxy.forward_cut(request)

        def _cut_answer(self, request: Request) -> None:
            status, headers, body = proxy.forward(request)
            self._send(status, headers, body, cut=True)

        def _portal(self, request: Request) -> None:
            self._send(200, {"Content-Type": "text/html"}, PORTAL)

        def _send(self, status: int, headers: dict[str, str], body: bytes, cut: bool = False) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in ("content-length", "connection", "transfer-encoding", "date", "server"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if cut else body)

    return Handler
