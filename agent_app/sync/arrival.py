"""Lines that come from the centre, stored and applied in slices that hold the writer thread only briefly."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.journal import chain
from agent_app.records import bulk, log
from agent_app.records.log import Changes, Fork, Run
from agent_app.records.tables.journal import journal, line_aside
from agent_app.store.store import Store

_SHORT, _LONG = 0.015, 0.05
_FEWEST, _MOST = 10, 2000


@dataclass(slots=True)
class Slices:
    """How many lines one transaction takes: as many as are stored in 15 to 50 milliseconds."""

    lines: int = 100
    watch: Callable[[], float] = field(default=time.perf_counter)

    def adapt(self, seconds: float, full: bool) -> None:
        """Learn from a transaction; `full` says whether it held as many lines as it might."""
        if seconds > _LONG:
            self.lines = max(self.lines // 2, _FEWEST)
        elif seconds < _SHORT and full:
            self.lines = min(self.lines * 2, _MOST)


def store_lines(
    store: Store,
    run: Run,
    slices: Slices,
    last: Callable[[Connection], None] | None = None,
) -> Changes:
    """Store a verified run; `last` runs in the transaction of its last slice. Lines held already are skipped.

    Other lines under numbers that are held are kept aside: Changes.aside names them.
    """
    changes = Changes()
    prev, at = run.prev, 0
    while at < len(run.lines):
        lines = run.lines[at : at + slices.lines]
        part = Run(run.device, run.first + at, prev, lines, run.whole)
        is_last = at + len(lines) == len(run.lines)
        changes += store.run(_timed(store.identity.coop, part, slices, last if is_last else None)).result()
        prev, at = chain.walk(prev, lines)[-1], at + len(lines)
    return changes


def _timed(
    coop: str, part: Run, slices: Slices, last: Callable[[Connection], None] | None
) -> Callable[[Connection], Changes]:
    def work(connection: Connection) -> Changes:
        started, most = slices.watch(), slices.lines
        changes = _extend(connection, coop, part)
        if last is not None:
            last(connection)
        slices.adapt(slices.watch() - started, len(part.lines) >= most)
        return changes

    return work


def _extend(connection: Connection, coop: str, part: Run) -> Changes:
    try:
        return log.extend(connection, coop, part)
    except Fork:
        return _keep_aside(connection, coop, part)


def _keep_aside(connection: Connection, coop: str, part: Run) -> Changes:
    """A run that goes on from a line other than the one held: none of it can stand beside what is held."""
    hashes = chain.walk(part.prev, part.lines)
    statement = select(journal.c.seq, journal.c.h).where(
        journal.c.coop == coop,
        journal.c.device == part.device,
        journal.c.seq.between(part.first, part.first + len(hashes) - 1),
    )
    held = {row.seq: bytes(row.h) for row in connection.execute(statement)}
    numbered = zip(range(part.first, part.first + len(hashes)), hashes, part.lines, strict=True)
    differing = [(seq, h, raw) for seq, h, raw in numbered if held.get(seq) != h]
    rows = [{"coop": coop, "device": part.device, "seq": seq, "h": h, "line": raw} for seq, h, raw in differing]
    bulk.insert_new(connection, line_aside, rows)
    return Changes(aside=tuple(seq for seq, _, _ in differing))
