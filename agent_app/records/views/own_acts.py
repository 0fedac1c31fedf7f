"""What this device wrote, act by act, newest first: the queue of sending and what was sent before."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.journal.entries.base import Entry, Origin
from agent_app.journal.lines import Line
from agent_app.records.held import Held, hold
from agent_app.records.tables.journal import journal
from agent_app.records.views.history import decoded

# Of the lines of one act the one that names it comes first here; every other kind is an act by itself.
_MAIN = ("contribution_collected", "titipan_taken", "member_registered")


@dataclass(frozen=True, slots=True, repr=False)
class Act:
    """Lines written in one act. `entry` is the one that names it, None where this release does not know its kind.

    `first` and `last` are numbers of lines; `at` is milliseconds since 1970 UTC; `members` are ids.
    """

    first: int
    last: int
    at: int
    kind: str
    origin: Origin
    entry: Entry | None
    members: tuple[str, ...]

    @property
    def rupiah(self) -> int | None:
        """What the act is about in rupiah, None where it is about no money."""
        return getattr(self.entry, "rupiah", None)

    @property
    def number(self) -> str | None:
        """The number of the paper it made."""
        return getattr(self.entry, "number", None)


def own_acts(connection: Connection, coop: str, device: int, limit: int = 200, above: int = 0) -> tuple[Act, ...]:
    """The newest acts of a journal, at most `limit`, and all of those above line `above` however many they are."""
    statement = (
        select(journal.c.seq, journal.c.h, journal.c.line)
        .where(journal.c.coop == coop, journal.c.device == device)
        .order_by(journal.c.seq.desc())
    )
    found: list[Act] = []
    with connection.execute(statement.execution_options(stream_results=True)) as rows:
        for act in _acts(device, rows):
            if len(found) >= limit and act.last <= above:
                break
            found.append(act)
    return tuple(found)


def _acts(device: int, rows: Any) -> Iterator[Act]:
    """Lines of one act carry one and the same time and stand one after the other."""
    held = (hold(device, row.seq, bytes(row.h), bytes(row.line)) for row in rows)
    readable = ((one, one.line) for one in held if one.line is not None)
    for _, group in groupby(readable, key=lambda one: one[1].at):
        yield _act(device, list(group))


def _act(device: int, lines: list[tuple[Held, Line]]) -> Act:
    held, main = min(lines, key=lambda one: (one[1].kind not in _MAIN, one[1].seq))
    return Act(
        first=lines[-1][1].seq,
        last=lines[0][1].seq,
        at=main.at,
        kind=main.kind,
        origin=Origin(device, main.seq, held.h.hex()),
        entry=decoded(main),
        members=tuple(sorted({member for _, line in lines for member in line.members})),
    )
