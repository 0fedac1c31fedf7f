"""This device's own journal, read for the sync: where it ends, what lies above a line, totals up to a line."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.records import log
from agent_app.records.tables.journal import State, journal, kind_total
from agent_app.store.identity import Identity
from agent_app.store.tally import GLANCE
from agent_app.wire.documents import KindTotal


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive lines `first` … after h(first−1) = `prev`; `head` is the stored hash of the last one."""

    first: int
    prev: bytes
    lines: tuple[bytes, ...]
    head: bytes

    @property
    def size(self) -> int:
        """Bytes of the lines."""
        return sum(map(len, self.lines)) + len(self.lines)

    @property
    def to(self) -> int:
        """The number of the last line."""
        return self.first + len(self.lines) - 1


def end(connection: Connection, me: Identity) -> tuple[int, bytes]:
    """Number and hash of the last line; 0 and h(0) of an empty journal."""
    return log.head(connection, me.coop, me.device) or (0, me.genesis)


def hash_at(connection: Connection, me: Identity, seq: int) -> bytes | None:
    """h(seq), None above the end."""
    if seq == 0:
        return me.genesis
    statement = select(journal.c.h).where(
        journal.c.coop == me.coop, journal.c.device == me.device, journal.c.seq == seq
    )
    h = connection.execute(statement).scalar()
    return bytes(h) if h is not None else None


def piece_above(connection: Connection, me: Identity, seq: int, most_bytes: int, most_lines: int) -> Piece | None:
    """The oldest lines above `seq` that fit, at least one; None where there are none."""
    prev = hash_at(connection, me, seq)
    if prev is None:
        return None
    statement = (
        select(journal.c.seq, journal.c.h, journal.c.line)
        .where(journal.c.coop == me.coop, journal.c.device == me.device, journal.c.seq > seq)
        .order_by(journal.c.seq)
        .limit(most_lines)
        .execution_options(stream_results=True)
    )
    lines: list[bytes] = []
    size, head = 0, prev
    with connection.execute(statement) as rows:
        for row in rows:
            line = bytes(row.line)
            size += len(line) + 1
            if lines and size > most_bytes:
                break
            lines.append(line)
            head = bytes(row.h)
    return Piece(seq + 1, prev, tuple(lines), head) if lines else None


def totals_at(connection: Connection, me: Identity, seq: int) -> dict[str, KindTotal]:
    """Lines and rupiah per kind up to a line: what is counted in the tables less what lies above."""
    counts: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    statement = select(kind_total.c.kind, kind_total.c.count, kind_total.c.rupiah).where(
        kind_total.c.coop == me.coop, kind_total.c.device == me.device
    )
    for kind, count, rupiah in connection.execute(statement):
        counts[kind], sums[kind] = count, rupiah
    above = select(journal.c.state, journal.c.line).where(
        journal.c.coop == me.coop, journal.c.device == me.device, journal.c.seq > seq
    )
    for state, line in connection.execute(above):
        kind, rupiah = _counted(state, line)
        counts[kind] -= 1
        sums[kind] -= rupiah
    return {kind: KindTotal(count=count, rupiah=sums[kind]) for kind, count in counts.items() if count}


def _counted(state: int, line: bytes) -> tuple[str, int]:
    """How a line is counted, at a glance; an unreadable one stands under the empty kind, as in the tables."""
    if state == State.UNREADABLE:
        return "", 0
    seen = GLANCE.decode(line)
    return seen.kind, seen.rupiah
