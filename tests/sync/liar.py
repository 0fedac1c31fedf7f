"""A server that answers with whatever bytes a test wants: portals, cuts, trickles."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Handle = Callable[[socket.socket], None]
"""Speaks on one connection after the request's head was read."""


@dataclass
class Liar:
    """Its base URL, and the requests it has heard: the bytes of each head and its body."""

    address: str
    heard: list[bytes] = field(default_factory=list)


def says(answer: bytes) -> Handle:
    """Send these bytes and hang up."""
    return lambda connection: connection.sendall(answer)


def answer(status: str, body: bytes, headers: str = "", length: int | None = None) -> bytes:
    """An HTTP answer; `length` is what it claims, if not the truth."""
    announced = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {announced}\r\n{headers}\r\n".encode() + body


@contextlib.contextmanager
def lying(handle: Handle, tls: ssl.SSLContext | None = None, reads_first: bool = True) -> Iterator[Liar]:
    """A liar on a free port of this machine; it reads a whole request before it speaks, or does not listen."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        scheme = "https" if tls else "http"
        liar = Liar(f"{scheme}://127.0.0.1:{listening.getsockname()[1]}")
        thread = threading.Thread(target=_serve, args=(listening, handle, tls, liar, reads_first), daemon=True)
        thread.start()
        yield liar
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def _serve(listening: socket.socket, handle: Handle, tls: ssl.SSLContext | None, liar: Liar, reads_first: bool) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection, contextlib.suppress(OSError):
            spoken = tls.wrap_socket(connection, server_side=True) if tls else connection
            if reads_first:
                liar.heard.append(_request(spoken))
            handle(spoken)


def _request(connection: socket.socket) -> bytes:
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += _more(connection)
    head, _, body = heard.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    wanted = int(lengths[0].split(b":")[1]) if lengths else 0
    while len(body) < wanted:
        body += _more(connection)
    return head + b"\r\n\r\n" + body


def _more(connection: socket.socket) -> bytes:
    some = connection.recv(65536)
    if not some:
        raise ConnectionError("hung up before the request was whole")
    return some
