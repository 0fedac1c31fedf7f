"""Checking everything that was promised about the journal: chain, signatures, numbers, counters, totals."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection

from agent_app.journal import chain
from agent_app.records.tables import cash, house, money
from agent_app.records.tables.journal import State, batch_signature, journal, kind_total

MOST_PROBLEMS = 100

COUNTED: dict[str, Table] = {
    "contribution_collected": money.receipt,
    "titipan_taken": money.titipan,
    "cash_deposited": cash.deposit,
}
"""Kinds that give out paper numbers and fill a table with money."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was written: in which journal, at which line, and what."""

    device: int
    seq: int
    what: str


@dataclass(slots=True)
class Report:
    """What was looked at, and what was found wrong."""

    lines: int = 0
    signatures: int = 0
    papers: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.problems

    def note(self, device: int, seq: int, what: str) -> None:
        """Remember a problem, up to a limit."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(device, seq, what))


class _Glance(msgspec.Struct):
    """What the checks need of a line; `device`, `h` and `line` only of one that carries another."""

    kind: str
    rupiah: int = 0
    number: str = ""
    seq: int = 0
    device: int = 0
    h: str = ""
    line: str | None = None


_GLANCE = msgspec.json.Decoder(_Glance)
_NOTHING = bytes(32)
_PRIVATE = b',"private":'


def verify(connection: Connection, coop: str) -> Report:
    """Check all journals held for a cooperative.

    A whole journal is followed from its first line; in an excerpt each stretch from its second line on.
    """
    report = Report()
    devices = connection.execute(select(house.device).where(house.device.c.coop == coop)).all()
    keys = {row.device: bytes(row.public_key) for row in devices}
    signatures = connection.execute(select(batch_signature).where(batch_signature.c.coop == coop)).all()
    walk = _Walk(coop, keys, {(row.device, row.seq) for row in signatures}, report)
    walk.follow(_rows(connection, coop))
    for row in signatures:
        report.signatures += 1
        h = walk.signed.get((row.device, row.seq), _NOTHING)
        text = chain.batch_text(coop, row.device, row.seq, h)
        if row.device not in keys or not chain.verify(keys[row.device], bytes(row.signature), text):
            report.note(row.device, row.seq, "signature")
    _compare_totals(connection, coop, walk)
    _compare_tables(connection, coop, walk)
    return report


def _rows(connection: Connection, coop: str) -> Iterable[Any]:
    statement = (
        select(journal.c.device, journal.c.seq, journal.c.h, journal.c.line, journal.c.state)
        .where(journal.c.coop == coop)
        .order_by(journal.c.device, journal.c.seq)
        .execution_options(yield_per=5000)
    )
    for part in connection.execute(statement).partitions():
        yield from part


class _Walk:
    """One pass over all lines, in the order of their journals. It runs for every line there is: kept flat."""

    def __init__(self, coop: str, keys: dict[int, bytes], signed: set[tuple[int, int]], report: Report) -> None:
        self.report = report
        self.counts: dict[tuple[int, str], int] = defaultdict(int)
        self.sums: dict[tuple[int, str], int] = defaultdict(int)
        self.applied: dict[str, int] = defaultdict(int)
        self.signed: dict[tuple[int, int], bytes] = {}
        self.carried: dict[tuple[int, int, str], tuple[str, int]] = {}
        self._genesis = {device: chain.genesis(coop, device, key) for device, key in keys.items()}
        self._wanted = signed
        self._papers: dict[tuple[int, str], int] = {}

    def follow(self, rows: Iterable[Any]) -> None:
        device, last, previous, known = None, 0, _NOTHING, False
        for here, seq, h, raw, state in rows:
            if here != device:
                device, last, previous = here, 0, self._genesis.get(here, _NOTHING)
                known = here in self._genesis
            if seq != last + 1:
                known = False
            if known and _step(previous, raw) != h:
                self.report.note(here, seq, "altered")
            if not raw.startswith(b'{"seq":%d,' % seq):
                self.report.note(here, seq, "misnumbered")
            if (here, seq) in self._wanted:
                self.signed[here, seq] = bytes(h)
            self._count(here, seq, raw, state)
            last, previous, known = seq, bytes(h), True

    def _count(self, device: int, seq: int, raw: bytes, state: int) -> None:
        self.report.lines += 1
        try:
            glance = _GLANCE.decode(raw)
        except (msgspec.DecodeError, ValueError, RecursionError):
            self.counts[device, ""] += 1
            return
        kind = glance.kind
        self.counts[device, kind] += 1
        self.sums[device, kind] += glance.rupiah
        if state != State.APPLIED:
            return
        if kind in COUNTED:
            self.applied[kind] += glance.rupiah
            self._count_paper(device, seq, kind, glance.number)
        elif glance.line is not None:
            self._carry(glance)

    def _count_paper(self, device: int, seq: int, kind: str, number: str) -> None:
        """Numbers per device and kind of paper are 1, 2, 3 … without a gap, as far as the journal is held."""
        self.report.papers += 1
        counter = int(number[-6:]) if number[-6:].isdecimal() else 0
        if counter != self._papers.get((device, kind), 0 if device in self._genesis else counter - 1) + 1:
            self.report.note(device, seq, "paper number out of turn")
        self._papers[device, kind] = counter

    def _carry(self, glance: _Glance) -> None:
        public = glance.line or ""
        inner = _GLANCE.decode(public if public.endswith("}") else public + "}")
        if inner.kind in COUNTED:
            self.carried[glance.device, glance.seq, glance.h] = (inner.kind, inner.rupiah)


def _step(previous: bytes, raw: bytes) -> bytes:
    """As `chain.step`, with the usual shapes of a line taken first."""
    public, mark, rest = raw.partition(_PRIVATE)
    if not mark:
        return sha256(previous + sha256(raw).digest() + _NOTHING).digest()
    if rest[:1] == b"{" and rest[-1:] == b"}":
        return sha256(previous + sha256(public).digest() + sha256(rest[:-1]).digest()).digest()
    return chain.step(previous, raw)


def _compare_totals(connection: Connection, coop: str, walk: _Walk) -> None:
    """The totals per journal and kind, which both ends compare, against the lines themselves."""
    stored = {
        (row.device, row.kind): (row.count, row.rupiah)
        for row in connection.execute(select(kind_total).where(kind_total.c.coop == coop))
    }
    found = {key: (count, walk.sums[key]) for key, count in walk.counts.items()}
    for key in sorted(stored.keys() | found.keys()):
        here, there = stored.get(key), found.get(key)
        if here is None or there is None or tuple(here) != there:
            walk.report.note(key[0], 0, f"totals of {key[1] or 'unreadable lines'} differ")


def _compare_tables(connection: Connection, coop: str, walk: _Walk) -> None:
    """The money in the tables against the money in the applied lines, each origin once."""
    for (device, seq, h), (kind, rupiah) in walk.carried.items():
        here = (journal.c.coop == coop, journal.c.device == device, journal.c.seq == seq)
        if connection.execute(select(journal.c.seq).where(*here, journal.c.h == bytes.fromhex(h))).first() is None:
            walk.applied[kind] += rupiah
    for kind, table in COUNTED.items():
        in_table = connection.execute(select(func.sum(table.c.rupiah)).where(table.c.coop == coop)).scalar() or 0
        if int(in_table) != walk.applied[kind]:
            walk.report.note(0, 0, f"{table.name} does not add up to the journal")
