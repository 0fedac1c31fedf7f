"""The worker of the reviews: looks at lines after they were stored, and opens reviews as lines of the centre.

Nothing in the ingest of a batch writes the centre's journal; this is the one place that does so for reviews.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, tuple_
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from agent_app.central import (
    centre_journal,
    findings,
    logbook,
    mark,
    review_doubles,
    review_rights,
    review_rules,
    review_twice,
    statistics,
    tables,
    upkeep,
)
from agent_app.central.centre import Centre
from agent_app.central.findings import Finding, OriginKey
from agent_app.central.review_rules import Desk
from agent_app.records import bulk
from agent_app.records.tables.house import review

LINES_AT_ONCE = 1000
QUIET_SECONDS = 0.25
LONGEST_WAIT_SECONDS = 10.0
"""The worker lets a burst of batches pass first, up to a limit: they and it want the same processor."""
LONGEST_YIELD_SECONDS = 1.0
"""So long it lets one that comes while it works go first, every thousand lines."""
LOOK_SECONDS = 0.02
LOOK_AGAIN_SECONDS = 60.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Range:
    device: int
    first: int
    last: int
    why: str


def _go_on() -> None:
    """Nobody is in a hurry."""


def review_once(centre: Centre, give_way: Callable[[], None] = _go_on) -> int:
    """Look at everything that is queued; how many reviews were opened.

    A range that a bug keeps from being looked at stays queued and holds up no other. `give_way` is called before each
    piece of work.
    """
    opened = 0
    for one in _queued(centre):
        try:
            opened += _review(centre, one, give_way)
        except Exception as error:
            told = logbook.cause(error), logbook.place(error)
            _log.error("device %d, lines %d-%d: %s\n%s", one.device, one.first, one.last, *told)
    if opened:
        mark.note(centre)
    return opened


def _queued(centre: Centre) -> list[_Range]:
    queue = tables.review_queue
    statement = select(queue).where(queue.c.coop == centre.coop).order_by(queue.c.queued_at, queue.c.device)
    with centre.reading() as connection:
        rows = connection.execute(statement.order_by(queue.c.first)).all()
    return [_Range(row.device, row.first, row.last, row.why) for row in rows]


def _review(centre: Centre, one: _Range, give_way: Callable[[], None]) -> int:
    found: list[Finding] = []
    for first in range(one.first, one.last + 1, LINES_AT_ONCE):
        give_way()
        last = min(one.last, first + LINES_AT_ONCE - 1)
        with centre.reading() as connection:
            found += find(connection, centre.coop, one.device, first, last)
    return centre.write(lambda connection: _open(connection, centre, one, findings.joined(found)))


def find(connection: Connection, coop: str, device: int, first: int, last: int) -> list[Finding]:
    """What the rules find in a range of lines, opened already or not."""
    seen = findings.load(connection, coop, device, first, last)
    desk = Desk(connection, coop)
    rules = (*review_rules.RULES, *review_rights.RULES, *review_doubles.RULES, *review_twice.RULES)
    return findings.joined(finding for rule in rules for finding in rule(desk, seen))


def _open(connection: Connection, centre: Centre, one: _Range, found: Sequence[Finding]) -> int:
    known = _known(connection, centre.coop, found)
    new = [finding for finding in found if (finding.origin, finding.code.value) not in known]
    if new:
        centre_journal.append(connection, centre, [finding.entry() for finding in new])
    queue = tables.review_queue
    here = (queue.c.coop == centre.coop, queue.c.device == one.device, queue.c.first == one.first)
    connection.execute(delete(queue).where(*here, queue.c.last == one.last, queue.c.why == one.why))
    return len(new)


def _known(connection: Connection, coop: str, found: Sequence[Finding]) -> set[tuple[OriginKey, str]]:
    """The reviews that are open or decided already: opening one again changes nothing."""
    known: set[tuple[OriginKey, str]] = set()
    for chunk in bulk.chunks(sorted({finding.origin[:2] for finding in found}), 300):
        place = tuple_(review.c.of_device, review.c.of_seq)
        statement = select(review).where(review.c.coop == coop, place.in_(chunk))
        for row in connection.execute(statement):
            known.add(((row.of_device, row.of_seq, bytes(row.of_h)), row.code))
    return known


class Worker:
    """Runs `review_once` in a thread of its own whenever lines were stored; one a cooperative."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reviews", daemon=True)

    def start(self) -> None:
        """Begin with what an earlier process left in the queue."""
        self._centre.intake.ring()
        self._thread.start()

    def stop(self) -> None:
        """End after the present look; what is left stays queued."""
        self._ending.set()
        self._centre.intake.ring()
        self._thread.join()

    def _run(self) -> None:
        while True:
            self._centre.intake.wait(LOOK_AGAIN_SECONDS)
            if not self._is_quiet():
                return
            try:
                review_once(self._centre, self._give_way)
                if not self._centre.intake.is_busy:
                    upkeep.vacuum_when_due(self._centre)
            except Exception as error:
                _log.error("reviews: %s", logbook.cause(error))

    def _is_quiet(self) -> bool:
        """Wait until no more batches come in, with fresh statistics for those that do; False at the end."""
        for _ in range(round(LONGEST_WAIT_SECONDS / QUIET_SECONDS)):
            self._refresh_statistics()
            self._centre.intake.is_quiet()
            if self._ending.wait(QUIET_SECONDS):
                return False
            if self._centre.intake.is_quiet():
                break
        return True

    def _give_way(self) -> None:
        for _ in range(round(LONGEST_YIELD_SECONDS / LOOK_SECONDS)):
            if not self._centre.intake.is_busy or self._ending.wait(LOOK_SECONDS):
                return

    def _refresh_statistics(self) -> None:
        try:
            if self._centre.growth.is_due():
                statistics.refresh(self._centre.engine)
        except DBAPIError as error:
            _log.warning("statistics: %s", logbook.cause(error))
