"""A line of the log for every request, and its place in the figures.

It holds time, id, device, status, a problem's code, milliseconds, the route as a template, and bytes: nothing of what
the caller wrote, so no token, no name, and no check of a paper.
"""

import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent_app.central import logbook
from agent_app.central.metrics import Metrics
from agent_app.central.problems import MEDIA_TYPE, Rejected
from agent_app.wire.documents import Problem

OTHER = "other"
ID_HEADER = "Request-Id"
CUT = 499
"""Written where the caller was gone before an answer began; the number other servers use for it."""
_METHODS = frozenset({"GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH"})
_PLACE = "keagenan.told"
_log = logging.getLogger("agent_app.central.requests")


@dataclass(slots=True)
class Told:
    """What those who handle a request tell of it: the route's template, the device once its token is found good, and
    a problem's code."""

    id: str = field(default_factory=lambda: os.urandom(8).hex())
    route: str = OTHER
    device: int | None = None
    code: str = ""
    status: int = 0
    received: int = 0
    sent: int = 0


def of(request: Request) -> Told:
    """What is told of this request."""
    told: Told = request.scope[_PLACE]
    return told


class RequestLog:
    """Stands around the whole application. An error that nobody took is a bug: it is written down and answered."""

    def __init__(self, app: ASGIApp, metrics: Metrics, clock: Callable[[], float] = time.perf_counter) -> None:
        self._app = app
        self._metrics = metrics
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told, started = Told(), self._clock()
        scope[_PLACE] = told
        reset = logbook.REQUEST.set(told.id)
        try:
            await self._answer(scope, receive, send, told)
        finally:
            self._write(scope, told, self._clock() - started)
            logbook.REQUEST.reset(reset)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, told: Told) -> None:
        async def take() -> Message:
            message = await receive()
            told.received += len(message.get("body", b""))
            return message

        async def give(message: Message) -> None:
            if message["type"] == "http.response.start":
                told.status = message["status"]
                MutableHeaders(scope=message)[ID_HEADER] = told.id
            told.sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, take, give)
        except Exception as error:
            logbook.bug(error)
            if not told.status:
                await _tell_of_a_bug(give)

    def _write(self, scope: Scope, told: Told, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else OTHER
        status = told.status or CUT
        self._metrics.count_request(method, told.route, status, seconds, told.code)
        _log.info(
            "device=%s status=%d code=%s ms=%d in=%d out=%d %s %s",
            told.device or "-",
            status,
            told.code or "-",
            round(seconds * 1000),
            told.received,
            told.sent,
            method,
            told.route,
        )


async def _tell_of_a_bug(send: Send) -> None:
    told = Rejected(Problem.INTERNAL)
    headers = [(b"content-type", MEDIA_TYPE.encode())]
    await send({"type": "http.response.start", "status": told.status, "headers": headers})
    await send({"type": "http.response.body", "body": told.body()})
