"""The endpoint as an ASGI application: bodies are read within limits, work runs in threads, answers are signed."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

import anyio
from anyio import CapacityLimiter
from sqlalchemy.exc import OperationalError, TimeoutError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from agent_app.central import bodies, callers, endpoints, logbook, openapi, receipt_page, request_log, signing
from agent_app.central.bodies import Room
from agent_app.central.callers import Caller
from agent_app.central.centre import Centre
from agent_app.central.endpoints import AUTHENTICATED, ENROLMENT_BYTES, ENROLMENTS, INVITATIONS, Asked, Endpoint
from agent_app.central.limits import Gate
from agent_app.central.metrics import Metrics, Queue
from agent_app.central.operations import Operations
from agent_app.central.problems import Rejected
from agent_app.central.receipt_check import UNKNOWN, look_up
from agent_app.central.request_log import RequestLog
from agent_app.central.reviews import Worker
from agent_app.central.signing import Addressee, Reply
from agent_app.central.turns import Turns
from agent_app.domain.errors import Unavailable
from agent_app.domain.months import Language
from agent_app.wire.documents import Problem
from agent_app.wire.tokens import Claim

RECEIPTS = "/v1/receipts/{coop}/{number}"
WORKERS = 4
"""Requests that work on the database at the same time; with the next, fewer than the connections there are."""
BATCHES = 3
"""Beside them, batches: they wait for each other in the database, and nobody else is to wait behind them."""
BATCH_ROOM, ENROLMENT_ROOM = 64 * 1024 * 1024, 16 * 1024 * 1024
"""Bytes of bodies held at once: of devices that were identified before, and of strangers."""

UNVOUCHED = frozenset({Problem.TOKEN, Problem.UNKNOWN_DEVICE})
"""Refusals of requests that no device signed; all others of a token are about one that did."""

T = TypeVar("T")


def build(centre: Centre, with_worker: bool = True) -> ASGIApp:
    """What the public port of a centre serves; with the worker of the reviews unless somebody else runs it."""
    return Front(centre).application(with_worker)


class Front:
    """Routes and their common road: let in, read, work, sign; `operations` are the pages of another port."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.metrics = Metrics()
        self.operations = Operations(centre, self.metrics, self._queue)
        self._limiter: CapacityLimiter | None = None
        self._batches: CapacityLimiter | None = None
        self._turns = Turns()
        self._batch_room, self._enrolment_room = Room(BATCH_ROOM), Room(ENROLMENT_ROOM)
        self._gate = Gate(time.monotonic)

    def application(self, with_worker: bool) -> ASGIApp:
        """The public port's."""
        routes = [Route(each.path, self._authenticated(each), methods=[each.method]) for each in AUTHENTICATED]
        routes += [
            Route(ENROLMENTS, self._enrol, methods=["POST"]),
            Route(INVITATIONS, self._look_at_invitation, methods=["POST"]),
            Route(RECEIPTS, self._receipt),
            # For a proxy that chooses among several centres: one word, and nothing else of the operations.
            Route("/healthz", self._healthz),
            Route("/openapi.json", self._openapi),
        ]
        application = Starlette(
            routes=routes,
            exception_handlers={HTTPException: self._no_route},
            lifespan=partial(self._lifespan, with_worker=with_worker),
        )
        # Where else an address might be found is told with the host the caller named, and unsigned.
        application.router.redirect_slashes = False
        return RequestLog(application, self.metrics)

    def _queue(self) -> Queue:
        limiters = [one.statistics() for one in (self._limiter, self._batches) if one is not None]
        waiting = sum(one.tasks_waiting for one in limiters) + self._turns.waiting
        return Queue(sum(one.borrowed_tokens for one in limiters), waiting)

    @asynccontextmanager
    async def _lifespan(self, app: Starlette, with_worker: bool) -> AsyncIterator[None]:
        self._limiter, self._batches = CapacityLimiter(WORKERS), CapacityLimiter(BATCHES)
        worker = Worker(self.centre) if with_worker else None
        if worker is not None:
            worker.start()
        yield
        if worker is not None:
            await anyio.to_thread.run_sync(worker.stop)

    def _authenticated(self, endpoint: Endpoint) -> Callable[[Request], object]:
        async def handle(request: Request) -> Response:
            claim = callers.read_claim(request.headers.get("authorization"))
            try:
                reply = await self._serve(request, endpoint, claim)
            except Rejected as rejected:
                reply = signing.problem(rejected)
            return self._finish(request, endpoint.path, reply, Addressee.of(claim))

        return handle

    async def _serve(self, request: Request, endpoint: Endpoint, claim: Claim | None) -> Reply:
        """Who calls is found out before the body is read: nothing of a stranger's is held."""
        caller = await self._identify(request, endpoint, claim)
        request_log.of(request).device = caller.device
        with self._batch_room.taken() as taken:
            asked = _asked(request, await bodies.read(request, endpoint.most, taken))
            limiter = self._batches if endpoint.most else self._limiter
            async with self._turns.of(caller.device):
                return await self._work(partial(endpoint.work, self.centre, self.metrics, caller, asked), limiter)

    async def _identify(self, request: Request, endpoint: Endpoint, claim: Claim | None) -> Caller:
        address = _address(request)
        self._gate.let_in(address, None if claim is None else claim.device)
        try:
            identify = partial(endpoints.identify, self.centre, endpoint, request.headers)
            caller = await self._work(identify, self._limiter)
        except Rejected as rejected:
            if rejected.problem in UNVOUCHED:
                self._gate.strange(address)
            elif claim is not None and rejected.status == 401:
                self._gate.known(address, claim.device)
            raise
        self._gate.known(address, caller.device)
        return caller

    async def _enrol(self, request: Request) -> Response:
        return await self._of_stranger(request, ENROLMENTS, endpoints.enrol, endpoints.enrolment_addressee)

    async def _look_at_invitation(self, request: Request) -> Response:
        whom = endpoints.invitation_addressee
        return await self._of_stranger(request, INVITATIONS, endpoints.look_at_invitation, whom)

    async def _of_stranger(
        self,
        request: Request,
        path: str,
        work: Callable[[Centre, bytes], Reply],
        addressee: Callable[[bytes], Addressee],
    ) -> Response:
        """A call without a token: few bytes, and who guesses codes is soon let in no more."""
        to, address = Addressee(), _address(request)
        try:
            self._gate.let_in(address)
            with self._enrolment_room.taken() as taken:
                body = await bodies.read(request, ENROLMENT_BYTES, taken)
                to = addressee(body)
                reply = await self._work(partial(work, self.centre, body), self._limiter)
        except Rejected as rejected:
            if rejected.status < 429:
                self._gate.strange(address)
            reply = signing.problem(rejected)
        return self._finish(request, path, reply, to)

    async def _receipt(self, request: Request) -> Response:
        """Open to everybody who holds the paper; the one answer of /v1 that no device asked for and nobody signs."""
        request_log.of(request).route = RECEIPTS
        language = receipt_page.language_of(request.headers.get("accept-language"))
        if seconds := self._gate.paper(_address(request)):
            reply = receipt_page.too_often(seconds, language)
        else:
            reply = await self._page(request, language)
        return Response(reply.body, reply.status, dict(reply.headers), reply.media_type)

    async def _page(self, request: Request, language: Language) -> Reply:
        try:
            return await self._work(partial(self._look_up, request, language), self._limiter)
        except Rejected as rejected:
            request_log.of(request).code = rejected.problem.value
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
            logbook.trouble(error)
            raise Rejected(Problem.BUSY) from error
        except Exception as error:
            logbook.bug(error)
            raise Rejected(Problem.INTERNAL) from error

    def _finish(self, request: Request, route: str, reply: Reply, to: Addressee) -> Response:
        told = request_log.of(request)
        told.route, told.code = route, reply.code
        return signing.signed(self.centre, reply, to)

    async def _no_route(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        code = {404: Problem.NOT_FOUND, 405: Problem.METHOD}.get(status, Problem.REQUEST)
        to = Addressee.of(callers.read_claim(request.headers.get("authorization")))
        return self._finish(request, request_log.OTHER, signing.problem(Rejected(code)), to)

    async def _healthz(self, request: Request) -> Response:
        request_log.of(request).route = "/healthz"
        return await self.operations.readyz(request)

    async def _openapi(self, request: Request) -> Response:
        request_log.of(request).route = "/openapi.json"
        return Response(openapi.document(), media_type=signing.JSON)


def _address(request: Request) -> str:
    """Where the request comes from: the connection's other end, or what a trusted proxy says of it."""
    return request.client.host if request.client is not None else ""


def _asked(request: Request, body: bytes) -> Asked:
    return Asked(dict(request.headers), dict(request.query_params), body, dict(request.path_params))
