"""HTTP to the centre, and nothing but HTTP: the only module that uses `requests`.

An answer counts only when the centre's signature over it verifies; that is checked in `sync.caller`. Here every
way in which a line fails is told apart.
"""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any, Protocol

import requests
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from urllib3 import exceptions as urllib3_errors
from urllib3.connectionpool import ConnectionPool

from agent_app.sync.punctual import make_punctual
from agent_app.wire.invitations import checked_address

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
PATIENCE_SECONDS = 60.0
SLOWEST_BYTES_A_SECOND = 256
"""A line slower than this is given up: a trickle must not hold the sync for hours."""
MAX_ANSWER = 256 * 1024
_PIECE = 64 * 1024
_LENGTHS = frozenset({"content-length", "transfer-encoding"})


class Reason(StrEnum):
    """Why there was no contact with the centre."""

    NO_NETWORK = "no_network"
    TIMEOUT = "timeout"
    CAPTIVE_PORTAL = "captive_portal"
    TLS = "tls"
    TLS_TIME = "tls_time"
    """By the laptop's clock the centre's certificate is not valid yet, or not any more."""
    CUT = "cut"
    TOO_LARGE = "too_large"
    """A machine on the way refuses the size of the request."""
    SERVER_TROUBLE = "server_trouble"
    FOREIGN_KEY = "foreign_key"
    """The answer is signed, but by another key than this device's centre."""


class NoContact(Exception):
    """Nothing that the centre said; nothing of it may change any state.

    `wait` is for how many seconds whoever answered wants to be left alone, 0 where nobody said so.
    """

    def __init__(self, reason: Reason, status: int | None = None, wait: float = 0.0) -> None:
        super().__init__(reason.value, status)
        self.reason = reason
        self.status = status
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Request:
    """`path` begins with a slash and holds the query; `most` is the largest body an answer may have, in bytes."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    most: int = MAX_ANSWER


@dataclass(frozen=True, slots=True)
class Raw:
    """What came back, from whomever. Names of `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Traffic:
    """Bytes so far. `sent` and `received` count heads and bodies of HTTP, without TLS."""

    requests: int = 0
    sent_bodies: int = 0
    received_bodies: int = 0
    sent: int = 0
    received: int = 0


class Transport(Protocol):
    """Anything that carries a request to the centre and its answer back. Raises NoContact."""

    def send(self, request: Request) -> Raw: ...


class _Session(requests.Session):
    """A session that knows of no redirects: `requests` reads all of one, unpacked, even where none is followed."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere."""


class _Adapter(HTTPAdapter):
    def __init__(self, patience: float) -> None:
        super().__init__()
        self._patience = patience

    def get_connection_with_tls_context(self, *given: Any, **named: Any) -> ConnectionPool:
        """The connections to a host; the head of an answer has `patience` seconds to arrive on them."""
        pool = super().get_connection_with_tls_context(*given, **named)
        make_punctual(pool, self._patience)
        return pool


class HttpTransport:
    """One centre, one session: no redirect is followed, no cookie kept, no proxy or netrc of the environment used.

    `proxy` is a proxy the user has set, `ca_file` a file of certificates in place of the usual authorities.
    Raises Refused("address_insecure") for plain http to anywhere but this machine.
    """

    def __init__(
        self,
        address: str,
        *,
        timeouts: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
        patience: float = PATIENCE_SECONDS,
        proxy: str | None = None,
        ca_file: Path | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.traffic = Traffic()
        self._address = checked_address(address)
        self._timeouts = timeouts
        self._patience = patience
        self._monotonic = monotonic
        self._session = _Session()
        self._session.mount("https://", _Adapter(patience))
        self._session.mount("http://", _Adapter(patience))
        self._session.trust_env = False
        self._session.verify = str(ca_file) if ca_file else True
        self._session.proxies = {"http": proxy, "https": proxy} if proxy else {}
        self._session.cookies = RequestsCookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers.clear()
        self._session.headers.update({"User-Agent": "agent-app", "Accept-Encoding": "identity"})

    def send(self, request: Request) -> Raw:
        """Send one request and read its answer to the announced end. Raises NoContact."""
        url = self._address + request.path
        prepared = self._session.prepare_request(
            requests.Request(request.method, url, headers=dict(request.headers), data=request.body or None)
        )
        self._count_sent(prepared, len(request.body))
        try:
            with self._session.send(prepared, stream=True, allow_redirects=False, timeout=self._timeouts) as response:
                body = self._read(response, request.most)
                self._count_received(response, len(body))
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Raw(response.status_code, headers, body)
        except (requests.RequestException, urllib3_errors.HTTPError) as error:
            raise NoContact(_reason(error)) from error

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def _read(self, response: requests.Response, most: int) -> bytes:
        started = self._monotonic()
        parts: list[bytes] = []
        size = 0
        while part := response.raw.read1(_PIECE, decode_content=False):
            parts.append(part)
            size += len(part)
            if size > most:
                raise NoContact(Reason.CAPTIVE_PORTAL, response.status_code)
            if self._monotonic() - started > self._patience + size / SLOWEST_BYTES_A_SECOND:
                raise NoContact(Reason.TIMEOUT, response.status_code)
        if not parts and not _LENGTHS & {name.lower() for name in response.headers}:
            # A head that breaks off looks like one without a body.
            raise NoContact(Reason.CUT, response.status_code)
        return b"".join(parts)

    def _count_sent(self, prepared: requests.PreparedRequest, body: int) -> None:
        host = len("Host: \r\n") + len(self._address.partition("://")[2].partition("/")[0])
        start = len(f"{prepared.method} {prepared.path_url} HTTP/1.1\r\n")
        self.traffic.requests += 1
        self.traffic.sent_bodies += body
        self.traffic.sent += start + host + _length(prepared.headers) + body

    def _count_received(self, response: requests.Response, body: int) -> None:
        start = len(f"HTTP/1.1 {response.status_code} {response.reason}\r\n")
        self.traffic.received_bodies += body
        self.traffic.received += start + _length(response.headers) + body


def _length(headers: Mapping[str, str]) -> int:
    """Bytes of a head of HTTP after its first line."""
    return sum(len(name) + len(value) + len(": \r\n") for name, value in headers.items()) + len("\r\n")


def _reason(error: Exception) -> Reason:
    """What went wrong, from the libraries' nested exceptions."""
    if isinstance(error, requests.exceptions.SSLError | urllib3_errors.SSLError):
        return Reason.TLS_TIME if _is_about_time(error) else Reason.TLS
    if isinstance(error, requests.exceptions.ReadTimeout | urllib3_errors.ReadTimeoutError):
        return Reason.TIMEOUT
    broken = error if isinstance(error, urllib3_errors.HTTPError) else (error.args[0] if error.args else None)
    if isinstance(broken, urllib3_errors.ProtocolError):
        return Reason.TIMEOUT if isinstance(broken.args[-1], TimeoutError) else Reason.CUT
    return Reason.NO_NETWORK


def _is_about_time(error: BaseException | None) -> bool:
    """Whether a certificate was refused because of the time: OpenSSL's codes for not yet and no longer valid."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_code in (9, 10)
        error = error.__cause__ or error.__context__
    return False
