"""Checking everything that was promised about the journal: chain, signatures, numbers, counters, totals."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.engine import Connection

from agent_app.journal import chain, lines
from agent_app.records.held import CARRIED, hold
from agent_app.records.prepared import Prepared
from agent_app.records.tables import cash, house, money
from agent_app.records.tables.journal import State, batch_signature, journal, kind_total

MOST_PROBLEMS = 100

COUNTED: dict[str, Table] = {
    "contribution_collected": money.receipt,
    "titipan_taken": money.titipan,
    "cash_deposited": cash.deposit,
}
"""Kinds that fill a table with money."""

RESTORED = "journal_restored"
NUMBERED = frozenset({*COUNTED, "float_issued", "float_returned", "difference_settled"})
"""Kinds that give out a paper's number."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was written: in which journal, at which line, and what."""

    device: int
    seq: int
    what: str


@dataclass(slots=True)
class Report:
    """What was looked at, and what was found wrong.

    `damage` is what nothing that a line says can bring about: what is stored is not what was written. Findings are
    everything else.
    """

    lines: int = 0
    signatures: int = 0
    papers: int = 0
    damage: list[Problem] = field(default_factory=list)
    findings: list[Problem] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """All that was found, up to a limit; damage first."""
        return [*self.damage, *self.findings][:MOST_PROBLEMS]

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.damage and not self.findings

    def note(self, device: int, seq: int, what: str) -> None:
        """Remember a problem, up to a limit."""
        if len(self.findings) < MOST_PROBLEMS:
            self.findings.append(Problem(device, seq, what))

    def note_damage(self, device: int, seq: int, what: str) -> None:
        """Remember that a line is missing or not as it was signed, up to a limit of its own."""
        if len(self.damage) < MOST_PROBLEMS:
            self.damage.append(Problem(device, seq, what))


class _Glance(msgspec.Struct, gc=False):
    """What the checks need of every line."""

    kind: str
    rupiah: int = 0
    number: str = ""


class _CarriedGlance(msgspec.Struct):
    """What they need of a line that carries another."""

    of_seq: int
    device: int
    h: str
    line: str


class _Restored(msgspec.Struct):
    """What a laptop that was put back says of its papers."""

    papers: dict[str, int]


_GLANCE = msgspec.json.Decoder(_Glance)
_RESTORED = msgspec.json.Decoder(_Restored)
_CARRIED = msgspec.json.Decoder(_CarriedGlance)
_NOTHING = bytes(32)
_PRIVATE = b',"private":'
_APPLIED = int(State.APPLIED)
_PART = 2000
"""Lines fetched at a time: few enough to stay in the processor's cache."""

_LINES = Prepared(
    select(journal.c.device, journal.c.seq, journal.c.h, journal.c.line, journal.c.state)
    .where(journal.c.coop == bindparam("coop"))
    .order_by(journal.c.device, journal.c.seq)
)


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
    for device, rows in groupby(_LINES.stream(connection, {"coop": coop}, _PART), itemgetter(0)):
        walk.follow(device, rows)
    for row in signatures:
        report.signatures += 1
        h = walk.signed.get((row.device, row.seq), _NOTHING)
        text = chain.batch_text(coop, row.device, row.seq, h)
        if row.device not in keys or not chain.verify(keys[row.device], bytes(row.signature), text):
            report.note_damage(row.device, row.seq, "signature")
    _compare_totals(connection, coop, walk)
    _compare_tables(connection, coop, walk)
    return report


class _Walk:
    """One pass over all lines, journal by journal. It runs for every line there is: kept flat."""

    def __init__(
        self,
        coop: str,
        keys: dict[int, bytes],
        signed: set[tuple[int, int]],
        whole: Collection[int],
        report: Report,
    ) -> None:
        self.report = report
        self.totals: dict[tuple[int, str], tuple[int, int]] = {}
        self.applied: dict[str, int] = defaultdict(int)
        self.signed: dict[tuple[int, int], bytes] = {}
        self.carried: dict[tuple[int, int, str], tuple[str, int]] = {}
        self._genesis = {device: chain.genesis(coop, device, key) for device, key in keys.items()}
        self._wanted: dict[int, set[int]] = defaultdict(set)
        for device, seq in signed:
            self._wanted[device].add(seq)
        self._whole = {*self._wanted, *whole}

    def follow(self, device: int, rows: Iterable[Any]) -> None:
        """Check one journal: rows of device, number, hash, line and state in the order of their numbers."""
        note, damage, wanted = self.report.note, self.report.note_damage, self._wanted[device]
        tally = _Tally(device, self.report)
        lines, last, gapless = 0, 0, True
        previous = self._genesis.get(device)
        for _, seq, h, raw, state in rows:
            lines += 1
            if seq != last + 1:
                previous, gapless = None, False
                if device in self._whole:
                    damage(device, last + 1, "missing")
            if previous is not None and _step(previous, raw) != h:
                damage(device, seq, "altered")
            if not raw.startswith(b'{"seq":%d,' % seq):
                note(device, seq, "misnumbered")
            if seq in wanted:
                self.signed[device, seq] = h
            tally.add(seq, raw, state, gapless)
            last, previous = seq, h
        self.report.lines += lines
        self._take_over(device, tally)

    def _take_over(self, device: int, tally: "_Tally") -> None:
        self.report.papers += tally.papers
        self.carried |= tally.carried
        for kind, (count, rupiah) in tally.totals.items():
            self.totals[device, kind] = (count, rupiah)
        for kind, rupiah in tally.applied.items():
            self.applied[kind] += rupiah


class _Tally:
    """What the lines of one journal add up to."""

    def __init__(self, device: int, report: Report) -> None:
        self.papers = 0
        self.totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.applied: dict[str, int] = dict.fromkeys(COUNTED, 0)
        self.carried: dict[tuple[int, int, str], tuple[str, int]] = {}
        self._device = device
        self._report = report
        self._last: dict[str, int] = {}
        self._lost: dict[str, int] = {}

    def add(self, seq: int, raw: bytes, state: int, gapless: bool) -> None:
        """Count a line; `gapless`: no line before it is missing."""
        is_applied = state == _APPLIED
        glance = _glance(raw) if is_applied else _glance_at_odd(seq, raw)
        if glance is None:
            self.totals[""][0] += 1
            return
        kind, rupiah = glance.kind, glance.rupiah
        total = self.totals[kind]
        total[0] += 1
        total[1] += rupiah
        if kind in NUMBERED:
            if is_applied and kind in COUNTED:
                self.applied[kind] += rupiah
            if gapless and (is_applied or glance.number):
                self._count_paper(seq, glance.number)
        elif kind == CARRIED and is_applied:
            self._carry(raw)
        elif kind == RESTORED and is_applied:
            self._lost = _RESTORED.decode(raw).papers

    def _count_paper(self, seq: int, number: str) -> None:
        """Numbers per device and kind of paper are 1, 2, 3 … without a gap, as far as the journal is held whole; after
        the laptop was put back they go on behind those that papers may carry which it has lost."""
        self.papers += 1
        letter, digits = number[-7:-6], number[-6:]
        counter = int(digits) if digits.isdecimal() else 0
        letter = letter if letter.isalpha() else ""
        last = self._last.get(letter, 0)
        if counter not in (last + 1, max(last, self._lost.get(letter, 0)) + 1):
            self._report.note(self._device, seq, "paper number out of turn")
        self._last[letter] = counter

    def _carry(self, raw: bytes) -> None:
        try:
            outer = _CARRIED.decode(raw)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return
        inner = _glance((outer.line if lines.split(raw)[1] is None else outer.line + "}").encode())
        if inner is not None and inner.kind in COUNTED:
            self.carried[outer.device, outer.of_seq, outer.h] = (inner.kind, inner.rupiah)


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
    columns = (kind_total.c.device, kind_total.c.kind, kind_total.c["count"], kind_total.c.rupiah)
    rows = connection.execute(select(*columns).where(kind_total.c.coop == coop))
    stored = {(device, kind): (count, rupiah) for device, kind, count, rupiah in rows}
    for key in sorted(stored.keys() | walk.totals.keys()):
        if stored.get(key) != walk.totals.get(key):
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
