"""The endpoint as an ASGI application: bodies are read within limits, work runs in threads, answers are signed."""

import logging
import time
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import anyio
from anyio import CapacityLimiter
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, TimeoutError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from agent_app.central import callers, endpoints, openapi, receipt_page, signing
from agent_app.central.centre import Centre
from agent_app.central.endpoints import AUTHENTICATED, ENROLMENT_BYTES, ENROLMENTS, Asked, Endpoint
from agent_app.central.metrics import Metrics
from agent_app.central.problems import Rejected
from agent_app.central.receipt_check import UNKNOWN, look_up
from agent_app.central.receipt_page import Turnstile
from agent_app.central.reviews import Worker
from agent_app.central.signing import Addressee, Reply
from agent_app.domain.errors import Unavailable
from agent_app.domain.months import Language
from agent_app.wire.documents import Problem

RECEIPTS = "/v1/receipts/{coop}/{number}"
WORKERS = 8
"""Requests that work on the database at the same time; fewer than the connections there are."""
DRAINED = 4 * 1024 * 1024
"""Of a body that is too large, so much is read and thrown away, so that the answer reaches the sender."""

_log = logging.getLogger(__name__)


def build(centre: Centre, with_worker: bool = True) -> Starlette:
    """The application of a centre; with the worker of the reviews unless somebody else runs it."""
    return _Front(centre).application(with_worker)


class _Front:
    """Routes and their common road: read, work, sign, count."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.metrics = Metrics()
        self.limiter: CapacityLimiter | None = None
        self._turnstile = Turnstile(time.monotonic)

    def application(self, with_worker: bool) -> Starlette:
        routes = [Route(each.path, self._authenticated(each), methods=[each.method]) for each in AUTHENTICATED]
        routes += [
            Route(ENROLMENTS, self._enrol, methods=["POST"]),
            Route(RECEIPTS, self._receipt),
            Route("/healthz", self._healthz),
            Route("/readyz", self._readyz),
            Route("/metrics", self._metrics),
            Route("/openapi.json", self._openapi),
        ]
        return Starlette(
            routes=routes,
            exception_handlers={HTTPException: self._no_route},
            lifespan=partial(self._lifespan, with_worker=with_worker),
        )

    @asynccontextmanager
    async def _lifespan(self, app: Starlette, with_worker: bool) -> AsyncIterator[None]:
        self.limiter = CapacityLimiter(WORKERS)
        worker = Worker(self.centre) if with_worker else None
        if worker is not None:
            worker.start()
        yield
        if worker is not None:
            await anyio.to_thread.run_sync(worker.stop)

    def _authenticated(self, endpoint: Endpoint) -> Callable[[Request], object]:
        async def handle(request: Request) -> Response:
            to = Addressee.of(callers.read_claim(request.headers.get("authorization")))
            try:
                asked = await _read(request, endpoint.most)
            except Rejected as rejected:
                return self._finish(request, endpoint.path, signing.problem(rejected), to)
            reply = await self._work(partial(endpoints.answer, self.centre, self.metrics, endpoint, asked))
            return self._finish(request, endpoint.path, reply, to)

        return handle

    async def _enrol(self, request: Request) -> Response:
        try:
            asked = await _read(request, ENROLMENT_BYTES)
        except Rejected as rejected:
            return self._finish(request, ENROLMENTS, signing.problem(rejected), Addressee())
        reply = await self._work(partial(endpoints.enrol, self.centre, asked))
        return self._finish(request, ENROLMENTS, reply, endpoints.enrolment_addressee(asked.body))

    async def _receipt(self, request: Request) -> Response:
        """Open to everybody who holds the paper; the one answer of /v1 that no device asked for and nobody signs."""
        language = receipt_page.language_of(request.headers.get("accept-language"))
        if seconds := self._turnstile.wait(request.client.host if request.client is not None else ""):
            reply = receipt_page.too_often(seconds, language)
        else:
            reply = await self._work(partial(self._look_up, request, language))
        self.metrics.count_request(_known_method(request.method), RECEIPTS, reply.status)
        return Response(reply.body, reply.status, dict(reply.headers), reply.media_type)

    def _look_up(self, request: Request, language: Language) -> Reply:
        number = str(request.path_params["number"])
        checked = UNKNOWN
        if request.path_params["coop"] == self.centre.coop:
            with self.centre.reading() as connection:
                checked = look_up(connection, self.centre.coop, number, request.query_params.get("check", ""))
        return receipt_page.page(checked, number, language)

    async def _work(self, work: Callable[[], Reply]) -> Reply:
        """Run in a thread; whatever goes wrong becomes a problem document."""
        try:
            return await anyio.to_thread.run_sync(work, limiter=self.limiter)
        except Rejected as rejected:
            return signing.problem(rejected)
        except (Unavailable, OperationalError, TimeoutError, OSError) as error:
            _log.warning("unavailable: %s", type(error).__name__)
            return signing.problem(Rejected(Problem.BUSY))
        except Exception as error:
            # Databases quote values in their messages: a log gets the kind of error and the place, nothing else.
            _log.error("bug: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
            return signing.problem(Rejected(Problem.INTERNAL))

    def _finish(self, request: Request, route: str, reply: Reply, to: Addressee) -> Response:
        self.metrics.count_request(request.method, route, reply.status)
        return signing.signed(self.centre, reply, to)

    async def _no_route(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        code = {404: Problem.NOT_FOUND, 405: Problem.METHOD}.get(status, Problem.REQUEST)
        to = Addressee.of(callers.read_claim(request.headers.get("authorization")))
        self.metrics.count_request(_known_method(request.method), "other", status)
        return signing.signed(self.centre, signing.problem(Rejected(code)), to)

    async def _healthz(self, request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _readyz(self, request: Request) -> Response:
        try:
            await anyio.to_thread.run_sync(self._ask_database, limiter=self.limiter)
        except (OperationalError, TimeoutError, Unavailable):
            return PlainTextResponse("database\n", 503)
        return PlainTextResponse("ok\n")

    def _ask_database(self) -> None:
        with self.centre.reading() as connection:
            connection.execute(text("SELECT count(*) FROM cooperative")).one()

    async def _metrics(self, request: Request) -> Response:
        return PlainTextResponse(self.metrics.text())

    async def _openapi(self, request: Request) -> Response:
        return Response(openapi.document(), media_type=signing.JSON)


def _known_method(method: str) -> str:
    return method if method in ("GET", "POST", "PUT", "HEAD", "DELETE") else "other"


async def _read(request: Request, most: int) -> Asked:
    """The request with its body. Raises Rejected(size) for a longer body, Rejected(request) for one that is cut."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or len(declared) > 12:
        raise Rejected(Problem.REQUEST)
    if int(declared) > DRAINED:
        raise Rejected(Problem.SIZE)
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > DRAINED:
                break
            if size <= most:
                parts.append(part)
    except ClientDisconnect as error:
        raise Rejected(Problem.REQUEST) from error
    if size > most:
        raise Rejected(Problem.SIZE)
    return Asked(dict(request.headers), dict(request.query_params), b"".join(parts), dict(request.path_params))
