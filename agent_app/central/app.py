"""The endpoint as an ASGI application: bodies are read within limits, work runs in threads, answers are signed."""

import logging
import time
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

import anyio
from anyio import CapacityLimiter
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, TimeoutError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from agent_app.central import bodies, callers, endpoints, openapi, receipt_page, signing
from agent_app.central.bodies import Room
from agent_app.central.centre import Centre
from agent_app.central.endpoints import AUTHENTICATED, ENROLMENT_BYTES, ENROLMENTS, Asked, Endpoint
from agent_app.central.metrics import Metrics
from agent_app.central.problems import Rejected
from agent_app.central.receipt_check import UNKNOWN, look_up
from agent_app.central.receipt_page import Turnstile
from agent_app.central.reviews import Worker
from agent_app.central.signing import Addressee, Reply
from agent_app.central.turns import Turns
from agent_app.domain.errors import Unavailable
from agent_app.domain.months import Language
from agent_app.wire.documents import Problem

RECEIPTS = "/v1/receipts/{coop}/{number}"
WORKERS = 4
"""Requests that work on the database at the same time; with the next, fewer than the connections there are."""
BATCHES = 3
"""Beside them, batches: they wait for each other in the database, and nobody else is to wait behind them."""
BATCH_ROOM, ENROLMENT_ROOM = 64 * 1024 * 1024, 16 * 1024 * 1024
"""Bytes of bodies held at once: of devices that were identified before, and of strangers."""

T = TypeVar("T")
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
        self._batches: CapacityLimiter | None = None
        self._turns = Turns()
        self._batch_room, self._enrolment_room = Room(BATCH_ROOM), Room(ENROLMENT_ROOM)
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
        application = Starlette(
            routes=routes,
            exception_handlers={HTTPException: self._no_route},
            lifespan=partial(self._lifespan, with_worker=with_worker),
        )
        # Where else an address might be found is told with the host the caller named, and unsigned.
        application.router.redirect_slashes = False
        return application

    @asynccontextmanager
    async def _lifespan(self, app: Starlette, with_worker: bool) -> AsyncIterator[None]:
        self.limiter, self._batches = CapacityLimiter(WORKERS), CapacityLimiter(BATCHES)
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
                reply = await self._serve(request, endpoint)
            except Rejected as rejected:
                reply = signing.problem(rejected)
            return self._finish(request, endpoint.path, reply, to)

        return handle

    async def _serve(self, request: Request, endpoint: Endpoint) -> Reply:
        """Who calls is found out before the body is read: nothing of a stranger's is held."""
        caller = await self._work(partial(endpoints.identify, self.centre, endpoint, request.headers), self.limiter)
        with self._batch_room.taken() as taken:
            asked = _asked(request, await bodies.read(request, endpoint.most, taken))
            limiter = self._batches if endpoint.most else self.limiter
            async with self._turns.of(caller.device):
                return await self._work(partial(endpoint.work, self.centre, self.metrics, caller, asked), limiter)

    async def _enrol(self, request: Request) -> Response:
        to = Addressee()
        try:
            with self._enrolment_room.taken() as taken:
                body = await bodies.read(request, ENROLMENT_BYTES, taken)
                to = endpoints.enrolment_addressee(body)
                reply = await self._work(partial(endpoints.enrol, self.centre, body), self.limiter)
        except Rejected as rejected:
            reply = signing.problem(rejected)
        return self._finish(request, ENROLMENTS, reply, to)

    async def _receipt(self, request: Request) -> Response:
        """Open to everybody who holds the paper; the one answer of /v1 that no device asked for and nobody signs."""
        language = receipt_page.language_of(request.headers.get("accept-language"))
        if seconds := self._turnstile.wait(request.client.host if request.client is not None else ""):
            reply = receipt_page.too_often(seconds, language)
        else:
            reply = await self._page(request, language)
        self.metrics.count_request(_known_method(request.method), RECEIPTS, reply.status)
        return Response(reply.body, reply.status, dict(reply.headers), reply.media_type)

    async def _page(self, request: Request, language: Language) -> Reply:
        try:
            return await self._work(partial(self._look_up, request, language), self.limiter)
        except Rejected as rejected:
            return signing.problem(rejected)

    def _look_up(self, request: Request, language: Language) -> Reply:
        number = str(request.path_params["number"])
        checked = UNKNOWN
        if request.path_params["coop"] == self.centre.coop:
            with self.centre.reading() as connection:
                checked = look_up(connection, self.centre.coop, number, request.query_params.get("check", ""))
        return receipt_page.page(checked, number, language)

    async def _work(self, work: Callable[[], T], limiter: CapacityLimiter | None) -> T:
        """Run in a thread. Whatever goes wrong is raised as Rejected."""
        try:
            return await anyio.to_thread.run_sync(work, limiter=limiter)
        except Rejected:
            raise
        except (Unavailable, OperationalError, TimeoutError, OSError) as error:
            _log.warning("unavailable: %s", type(error).__name__)
            raise Rejected(Problem.BUSY) from error
        except Exception as error:
            # Databases quote values in their messages: a log gets the kind of error and the place, nothing else.
            _log.error("bug: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
            raise Rejected(Problem.INTERNAL) from error

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


def _asked(request: Request, body: bytes) -> Asked:
    return Asked(dict(request.headers), dict(request.query_params), body, dict(request.path_params))
