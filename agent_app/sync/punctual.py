"""Connections on which the head of an answer has to arrive within a time.

`urllib3` limits each single read: a byte now and then, or one "100 Continue" after another, would hold a sync for as
long as whoever sends them likes.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import ConnectionPool, HTTPConnectionPool
from urllib3.response import HTTPResponse


def make_punctual(pool: ConnectionPool, seconds: float) -> None:
    """Give up a connection of this pool `seconds` after a request has left, unless the answer's head is there."""
    if not isinstance(pool, HTTPConnectionPool):
        raise TypeError("no pool of HTTP connections")
    kind = _PunctualTls if pool.scheme == "https" else _Punctual
    pool.ConnectionCls = partial(kind, seconds=seconds)  # type: ignore[assignment]


class _Punctual(HTTPConnection):
    def __init__(self, *given: Any, seconds: float, **named: Any) -> None:
        super().__init__(*given, **named)
        self._seconds = seconds

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        """The head of an answer, its body not yet read."""
        with _ending(self.sock, self._seconds):
            return super().getresponse()


class _PunctualTls(_Punctual, HTTPSConnection):
    """The same over TLS."""


@contextlib.contextmanager
def _ending(sock: socket.socket | None, seconds: float) -> Iterator[None]:
    """End the connection unless this is left within the time: what then reads from it meets its end."""
    timer = threading.Timer(seconds, _hang_up, (sock,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(sock: socket.socket | None) -> None:
    if sock is not None:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
