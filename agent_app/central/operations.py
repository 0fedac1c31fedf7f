"""Pages for those who run the centre: whether it lives, whether it can work, and its figures.

`/livez` says that the process answers: who restarts what hangs asks there, and a database that is down is no reason
to. `/readyz` and `/healthz` say that a request would be answered: `ok`, or 503 and what is in the way, a word a line.
"""

import shutil
import time
from collections.abc import Callable
from typing import TypeVar

import anyio
from anyio import CapacityLimiter
from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from agent_app.central import last_backup, tables
from agent_app.central.centre import Centre
from agent_app.central.metrics import Figures, Metrics, Queue
from agent_app.domain.errors import Unavailable
from agent_app.records import schema
from agent_app.records.views import reviews

ANSWER_SECONDS = 3.0
"""A database that has not answered within this is as good as down."""
KEEP_SECONDS = 1.0
"""So long an answer is given again: whoever asks more often costs nothing."""
LEAST_FREE = 64 * 1024 * 1024
"""Bytes that have to be free in the centre's folder."""
TEXT = "text/plain; version=0.0.4; charset=utf-8"

T = TypeVar("T")


class Silent(Exception):
    """The database did not answer in time, or said that it cannot."""


class Probe:
    """Asks the database one question at a time: where it hangs, at most one thread hangs with it."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._lock = anyio.Lock()
        self._is_asking = False

    async def ask(self, question: Callable[[Connection], T]) -> T:
        """What the database says. Raises Silent."""
        try:
            with anyio.fail_after(ANSWER_SECONDS):
                async with self._lock:
                    if self._is_asking:
                        raise Silent
                    # Whoever waits is not kept; the thread ends when the database lets go of it.
                    return await anyio.to_thread.run_sync(
                        self._put, question, limiter=CapacityLimiter(1), abandon_on_cancel=True
                    )
        except (DBAPIError, PoolTimeout, Unavailable, OSError) as error:
            raise Silent from error

    def _put(self, question: Callable[[Connection], T]) -> T:
        self._is_asking = True
        try:
            with self._centre.reading() as connection:
                return question(connection)
        finally:
            self._is_asking = False


class Operations:
    """The pages, and the bare one that stands on the public port."""

    def __init__(self, centre: Centre, metrics: Metrics, queue: Callable[[], Queue]) -> None:
        self._centre = centre
        self._metrics = metrics
        self._queue = queue
        self._readiness, self._figures = Probe(centre), Probe(centre)
        self._lock = anyio.Lock()
        self._known: tuple[float, tuple[str, ...]] | None = None

    def application(self) -> Starlette:
        """What is served on a port of its own."""
        return Starlette(
            routes=[
                Route("/livez", self.livez),
                Route("/readyz", self.readyz),
                Route("/healthz", self.readyz),
                Route("/metrics", self.metrics),
            ]
        )

    async def livez(self, request: Request) -> Response:
        """That this is answered at all is the answer."""
        return PlainTextResponse("ok\n")

    async def readyz(self, request: Request) -> Response:
        """Ok, or what is in the way."""
        troubles = await self.troubles()
        return PlainTextResponse("".join(f"{one}\n" for one in troubles or ("ok",)), 503 if troubles else 200)

    async def metrics(self, request: Request) -> Response:
        """All figures; those of the database are NaN while it does not answer."""
        try:
            figures = await self._figures.ask(self._look)
        except Silent:
            figures = None
        return Response(self._metrics.text(self._queue(), figures), media_type=TEXT)

    async def troubles(self) -> tuple[str, ...]:
        """What keeps the centre from working, none where nothing does: database, schema, disk."""
        async with self._lock:
            if self._known is None or time.monotonic() - self._known[0] > KEEP_SECONDS:
                found = await self._find()
                self._known = time.monotonic(), found
            return self._known[1]

    async def _find(self) -> tuple[str, ...]:
        found = []
        try:
            if await self._readiness.ask(lambda connection: schema.is_behind(connection, "central")):
                found.append("schema")
        except Silent as silent:
            newer = isinstance(silent.__cause__, Unavailable) and silent.__cause__.code == "database_newer"
            found.append("schema" if newer else "database")
        if not await anyio.to_thread.run_sync(self._has_room):
            found.append("disk")
        return tuple(found)

    def _has_room(self) -> bool:
        try:
            return shutil.disk_usage(self._centre.folder).free >= LEAST_FREE
        except OSError:
            return False

    def _look(self, connection: Connection) -> Figures:
        centre, queue = self._centre, tables.review_queue
        count, oldest = reviews.undecided(connection, centre.coop)
        waiting = select(func.sum(queue.c.last - queue.c.first + 1), func.min(queue.c.queued_at))
        lines, queued_at = connection.execute(waiting.where(queue.c.coop == centre.coop)).one()
        return Figures(
            reviews_open=count,
            reviews_oldest=self._since(oldest),
            lines_unreviewed=int(lines or 0),
            unreviewed_oldest=self._since(queued_at),
            backup_age=last_backup.age(connection, centre),
        )

    def _since(self, milliseconds: int | None) -> float | None:
        return None if milliseconds is None else (self._centre.milliseconds() - milliseconds) / 1000
