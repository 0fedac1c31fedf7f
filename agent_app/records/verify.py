"""Checking everything that was promised about the journal: chain, signatures, numbers, counters, totals."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection

from agent_app.journal import chain, lines
from agent_app.records.held import hold
from agent_app.records.tables import cash, house, money
from agent_app.records.tables.journal import State, batch_signature, journal, kind_total

MOST_PROBLEMS = 100

COUNTED: dict[str, Table] = {
    "contribution_collected": money.receipt,
    "titipan_taken": money.titipan,
    "cash_deposited": cash.deposit,
}
"""Kinds that fill a table with money."""

NUMBERED = frozenset({*COUNTED, "float_issued", "float_returned"})
"""Kinds that give out a paper's number."""


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
    of_seq: int = 0
    device: int = 0
    h: str = ""
    line: str | None = None


_GLANCE = msgspec.json.Decoder(_Glance)
_NOTHING = bytes(32)
_PRIVATE = b',"private":'


def verify(connection: Connection, coop: str, whole: Collection[int] = ()) -> Report:
    """Check all journals held for a cooperative.

    Journals that are held whole, those of the devices `whole` and all whose batches' signatures are kept, must
    have no gap. In an excerpt each stretch is followed from its second line on.
    """
    report = Report()
    devices = connection.execute(select(house.device).where(house.device.c.coop == coop)).all()
    keys = {row.device: bytes(row.public_key) for row in devices}
    signatures = connection.execute(select(batch_signature).where(batch_signature.c.coop == coop)).all()
    walk = _Walk(coop, keys, {(row.device, row.seq) for row in signatures}, whole, report)
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

    def __init__(
        self,
        coop: str,
        keys: dict[int, bytes],
        signed: set[tuple[int, int]],
        whole: Collection[int],
        report: Report,
    ) -> None:
        self.report = report
        self.counts: dict[tuple[int, str], int] = defaultdict(int)
        self.sums: dict[tuple[int, str], int] = defaultdict(int)
        self.applied: dict[str, int] = defaultdict(int)
        self.signed: dict[tuple[int, int], bytes] = {}
        self.carried: dict[tuple[int, int, str], tuple[str, int]] = {}
        self._genesis = {device: chain.genesis(coop, device, key) for device, key in keys.items()}
        self._wanted = signed
        self._whole = {device for device, _ in signed} | set(whole)
        self._papers: dict[tuple[int, str], int] = {}

    def follow(self, rows: Iterable[Any]) -> None:
        device, last, previous, known, gapless = None, 0, _NOTHING, False, True
        for here, seq, h, raw, state in rows:
            if here != device:
                device, last, previous = here, 0, self._genesis.get(here, _NOTHING)
                known, gapless = here in self._genesis, True
            if seq != last + 1:
                known = gapless = False
                if here in self._whole:
                    self.report.note(here, last + 1, "missing")
            if known and _step(previous, raw) != h:
                self.report.note(here, seq, "altered")
            if not raw.startswith(b'{"seq":%d,' % seq):
                self.report.note(here, seq, "misnumbered")
            if (here, seq) in self._wanted:
                self.signed[here, seq] = bytes(h)
            self._count(here, seq, raw, state, gapless)
            last, previous, known = seq, bytes(h), True

    def _count(self, device: int, seq: int, raw: bytes, state: int, gapless: bool) -> None:
        self.report.lines += 1
        glance = _glance(raw) if state == State.APPLIED else _glance_at_odd(seq, raw)
        if glance is None:
            self.counts[device, ""] += 1
            return
        kind = glance.kind
        self.counts[device, kind] += 1
        self.sums[device, kind] += glance.rupiah
        if kind in NUMBERED and gapless and (glance.number or state == State.APPLIED):
            self._count_paper(device, seq, glance.number)
        if state == State.APPLIED:
            if kind in COUNTED:
                self.applied[kind] += glance.rupiah
            elif glance.line is not None:
                self._carry(glance, raw)

    def _count_paper(self, device: int, seq: int, number: str) -> None:
        """Numbers per device and kind of paper are 1, 2, 3 … without a gap, as far as the journal is held whole."""
        self.report.papers += 1
        letter, digits = number[-7:-6], number[-6:]
        counter = int(digits) if digits.isdecimal() else 0
        if counter != self._papers.get((device, letter), 0) + 1:
            self.report.note(device, seq, "paper number out of turn")
        self._papers[device, letter] = counter

    def _carry(self, glance: _Glance, raw: bytes) -> None:
        public = glance.line or ""
        inner = _glance((public if lines.split(raw)[1] is None else public + "}").encode())
        if inner is not None and inner.kind in COUNTED:
            self.carried[glance.device, glance.of_seq, glance.h] = (inner.kind, inner.rupiah)


def _glance(raw: bytes) -> _Glance | None:
    """A line that was applied, so that its keys are of the right shape."""
    try:
        return _GLANCE.decode(raw)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def _glance_at_odd(seq: int, raw: bytes) -> _Glance | None:
    """A line of any shape, with what the totals took from it when it was stored; None where it is unreadable."""
    line = hold(0, seq, _NOTHING, raw).line
    if line is None:
        return None
    glance = _glance(raw)
    number = glance.number if glance is not None and glance.number[-6:].isdecimal() else ""
    return _Glance(kind=line.kind, rupiah=line.rupiah or 0, number=number)


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
