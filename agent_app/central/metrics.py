"""Figures of the server process, in the text format that Prometheus reads; no label says anything about a person."""

from collections.abc import Callable
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds; a laptop gives up after thirty."""
_PREFIX = "agent_centre_"


@dataclass(frozen=True, slots=True)
class Queue:
    """Requests that are worked on now, and those that wait for a worker."""

    at_work: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What the database tells; None where there is nothing to tell of. Ages are in seconds.

    `reviews_open` wait for a person, `lines_unreviewed` for the centre's own look; `backup_age` is that of the last
    verified backup.
    """

    reviews_open: int
    reviews_oldest: float | None
    lines_unreviewed: int
    unreviewed_oldest: float | None
    backup_age: float | None


class Metrics:
    """Counters, durations and gauges of one centre. May be used by several threads."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Histogram(
            _PREFIX + "request_seconds",
            "From the head of a request to the end of its answer, by route and status",
            ("method", "route", "status"),
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._problems = self._counter("problems", "Problem documents by their code", ("code",))
        self._lines = self._counter("lines_stored", "Lines that were stored")
        self._at_work = self._gauge("requests_at_work", "Requests that are worked on now")
        self._waiting = self._gauge("requests_waiting", "Requests that wait for a worker")
        self._database = self._gauge("database_up", "Whether the database answered in time")
        self._reviews = self._gauge("reviews_open", "Reviews that wait for a person")
        self._reviews_oldest = self._gauge("reviews_oldest_seconds", "Age of the oldest review that waits for a person")
        self._unreviewed = self._gauge("lines_unreviewed", "Lines the centre has yet to look at")
        self._unreviewed_oldest = self._gauge("lines_unreviewed_oldest_seconds", "How long the oldest of them waits")
        self._backup = self._gauge("backup_age_seconds", "Age of the last verified backup; NaN where there is none")

    def count_request(self, method: str, route: str, status: int, seconds: float, code: str = "") -> None:
        """One answered request; `route` is the template, never what the caller wrote, `code` a problem's."""
        self._requests.labels(method, route, str(status)).observe(seconds)
        if code:
            self._problems.labels(code).inc()

    def count_lines(self, lines: int) -> None:
        """Lines that were stored."""
        self._lines.inc(lines)

    def text(self, queue: Queue, figures: Figures | None) -> bytes:
        """All of it; `figures` is None while the database does not answer."""
        self._at_work.set(queue.at_work)
        self._waiting.set(queue.waiting)
        self._database.set(figures is not None)
        nothing = float("nan")
        self._reviews.set(nothing if figures is None else figures.reviews_open)
        self._unreviewed.set(nothing if figures is None else figures.lines_unreviewed)
        self._set(self._reviews_oldest, figures, lambda known: known.reviews_oldest or 0.0)
        self._set(self._unreviewed_oldest, figures, lambda known: known.unreviewed_oldest or 0.0)
        self._set(self._backup, figures, lambda known: known.backup_age)
        return generate_latest(self._registry)

    def _set(self, gauge: Gauge, figures: Figures | None, value: Callable[[Figures], float | None]) -> None:
        found = None if figures is None else value(figures)
        gauge.set(float("nan") if found is None else found)

    def _counter(self, name: str, text: str, labels: tuple[str, ...] = ()) -> Counter:
        return Counter(_PREFIX + name, text, labels, registry=self._registry)

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(_PREFIX + name, text, registry=self._registry)
