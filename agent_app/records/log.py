"""The one path of every write: `extend` checks number and chain, inserts the lines, applies them.

`store.write`, `sync.pull` and `central.ingest` all come through here; nothing else inserts a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, delete, select
from sqlalchemy.engine import Connection

from agent_app.journal import chain
from agent_app.records import bulk, erasure, shelf
from agent_app.records.apply import apply
from agent_app.records.held import Held, hold
from agent_app.records.prepared import Prepared
from agent_app.records.rebuild import rebuild
from agent_app.records.tables.journal import State, batch_signature, journal, line_aside


class Gap(Exception):
    """Lines before these are missing; `seq` is the last one held."""

    def __init__(self, seq: int) -> None:
        super().__init__(seq)
        self.seq = seq


class Fork(Exception):
    """Another line is held under the same number; `seq` is the first that differs."""

    def __init__(self, seq: int) -> None:
        super().__init__(seq)
        self.seq = seq


class NotApplied(Exception):
    """An act of this device's own could not be applied: nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive lines `first` … of one device after h(first−1) = `prev`.

    `whole`: the journal is held from its first line on, so a gap is an error. Otherwise the run is an excerpt.
    `written`: the same lines with hashes, where this device composed them a moment ago; they are not read again.
    """

    device: int
    first: int
    prev: bytes
    lines: Sequence[bytes]
    whole: bool = True
    written: Sequence[Held] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """A line new to this side, as stored, and what became of it."""

    held: Held
    state: State


@dataclass(frozen=True, slots=True)
class Changes:
    """What an extension changed: tables, the lines that were new, and numbers under which other lines are held."""

    tables: frozenset[str] = frozenset()
    new: tuple[Stored, ...] = ()
    aside: tuple[int, ...] = ()
    erased: frozenset[str] = frozenset()
    """Whom a line that now counts has had forgotten."""

    def __add__(self, other: "Changes") -> "Changes":
        erased = self.erased | other.erased
        return Changes(self.tables | other.tables, self.new + other.new, self.aside + other.aside, erased)


@dataclass(slots=True)
class _Split:
    new: list[Held] = field(default_factory=list)
    differing: list[Held] = field(default_factory=list)

    def put(self, lines: list[Held], differs_at: int | None) -> None:
        (self.new if differs_at is None else self.differing).extend(lines)


def head(connection: Connection, coop: str, device: int) -> tuple[int, bytes] | None:
    """The last line held of a journal: its number and hash."""
    for seq, h in _HEAD.rows(connection, {"coop": coop, "device": device}):
        return seq, bytes(h)
    return None


_HEAD = Prepared(
    select(journal.c.seq, journal.c.h)
    .where(journal.c.coop == bindparam("coop"), journal.c.device == bindparam("device"))
    .order_by(journal.c.seq.desc())
    .limit(1)
)


def extend(connection: Connection, coop: str, run: Run, own: bool = False) -> Changes:
    """Insert the lines of a run that are not held yet, and apply them.

    Raises Gap and Fork for whole journals; in an excerpt a differing line is kept aside and reported. With
    `own`, every line must apply, or NotApplied is raised and the transaction must be rolled back.
    """
    arriving = list(run.written) or _read(run)
    split = _split(connection, coop, run, arriving)
    if split.differing:
        _keep_aside(connection, coop, erasure.forget_known(connection, coop, split.differing))
    aside = tuple(held.seq for held in split.differing)
    if not split.new:
        return Changes(aside=aside)
    kept = erasure.forget_known(connection, coop, split.new)
    changes = _insert_and_apply(connection, coop, run.device, kept, own)
    if own and any(stored.state is not State.APPLIED for stored in changes.new):
        raise NotApplied(next(stored.held.seq for stored in changes.new if stored.state is not State.APPLIED))
    return changes + Changes(aside=aside)


def _read(run: Run) -> list[Held]:
    hashes = chain.walk(run.prev, run.lines)
    return [hold(run.device, run.first + i, h, raw) for i, (h, raw) in enumerate(zip(hashes, run.lines, strict=True))]


def _split(connection: Connection, coop: str, run: Run, arriving: list[Held]) -> _Split:
    """Which lines are new, and which differ from those held under their numbers."""
    last = head(connection, coop, run.device)
    if run.whole and run.first > (last[0] if last else 0) + 1:
        raise Gap(last[0] if last else 0)
    if last is None or run.first > last[0] + 1 or (run.first == last[0] + 1 and run.prev == last[1]):
        return _Split(new=arriving)
    return _compare(connection, coop, run, arriving)


def _compare(connection: Connection, coop: str, run: Run, arriving: list[Held]) -> _Split:
    """Hashes are chained: lines that follow one that differs, or lead to one, are another journal's as well."""
    statement = select(journal.c.seq, journal.c.h).where(
        journal.c.coop == coop,
        journal.c.device == run.device,
        journal.c.seq.between(run.first - 1, run.first + len(arriving)),
    )
    known = {row.seq: bytes(row.h) for row in connection.execute(statement)}
    split, between = _Split(), list[Held]()
    differs_at = run.first - 1 if known.get(run.first - 1, run.prev) != run.prev else None
    for held in arriving:
        if known.get(held.seq) == held.h:
            split.put(between, differs_at)
            between = []
            continue
        if differs_at is None and held.seq in known:
            differs_at = held.seq
        between.append(held)
    if differs_at is None and not _leads_on(connection, coop, arriving[-1], known):
        differs_at = arriving[-1].seq + 1
    if differs_at is not None and run.whole:
        raise Fork(differs_at)
    split.put(between, differs_at)
    return split


def _leads_on(connection: Connection, coop: str, last: Held, known: dict[int, bytes]) -> bool:
    """Whether the line held behind a run, if there is one, follows from the run's last."""
    if last.seq in known or last.seq + 1 not in known:
        return True
    behind = (journal.c.coop == coop, journal.c.device == last.device, journal.c.seq == last.seq + 1)
    line = connection.execute(select(journal.c.line).where(*behind)).scalar_one()
    return chain.step(last.h, bytes(line)) == known[last.seq + 1]


def _keep_aside(connection: Connection, coop: str, differing: list[Held]) -> None:
    rows = [{"coop": coop, "device": held.device, "seq": held.seq, "h": held.h, "line": held.raw} for held in differing]
    bulk.insert_new(connection, line_aside, rows)


def take_back(connection: Connection, coop: str, device: int, above: int) -> tuple[Held, ...]:
    """Take a device's own lines above one out of its journal, which the centre has other lines for; they are to be
    carried behind those, in the same transaction. Only a laptop that was put back does so, for lines nobody else has.
    """
    mine = (journal.c.coop == coop, journal.c.device == device, journal.c.seq > above)
    rows = connection.execute(select(journal).where(*mine).order_by(journal.c.seq)).all()
    connection.execute(delete(journal).where(*mine))
    rebuild(connection, coop)
    return tuple(hold(device, row.seq, bytes(row.h), bytes(row.line)) for row in rows)


def keep_signature(connection: Connection, coop: str, device: int, seq: int, h: bytes, signature: bytes) -> None:
    """Keep a device's signature over its journal up to `seq`, so that a reader can pass the batch on."""
    row = {"coop": coop, "device": device, "seq": seq, "h": h, "signature": signature}
    bulk.insert_new(connection, batch_signature, [row])


def _insert_and_apply(connection: Connection, coop: str, device: int, new: list[Held], own: bool) -> Changes:
    _insert(connection, coop, new)
    aside, applying = erasure.part_superseded(connection, coop, device, new)
    shelf.set_states(connection, coop, aside, [State.SUPERSEDED] * len(aside), [State.APPLIED] * len(aside))
    changes = Changes(frozenset({journal.name}), tuple(Stored(held, State.SUPERSEDED) for held in aside))
    changes += _apply(connection, coop, applying, State.APPLIED, own)
    return changes


def _apply(connection: Connection, coop: str, held: Sequence[Held], now: State, own: bool = False) -> Changes:
    """Apply stored lines, and do what only a whole journal can: forget people, set aside, wake waiting lines."""
    applied = apply(connection, coop, held, shelf.Writers(connection, coop), [now] * len(held), own)
    facts = applied.facts
    new = tuple(Stored(*pair) for pair in zip(held, applied.states, strict=True))
    changes = Changes(applied.tables, new, erased=frozenset(facts.erased))
    if facts.erased:
        erasure.forget(connection, coop, facts.erased)
    if facts.enrolled:
        # Who a line names may be of the branch only now.
        for state in (State.WAITING, State.NOT_ALLOWED):
            waiting = _in_state(connection, coop, state)
            if waiting:
                changes += _changed(_apply(connection, coop, waiting, state), state)
    if facts.restored and erasure.supersede(connection, coop, facts.restored):
        rebuild(connection, coop)
    return changes


def _changed(changes: Changes, before: State) -> Changes:
    """Without the lines that are what they were."""
    new = tuple(stored for stored in changes.new if stored.state is not before)
    return Changes(changes.tables, new, changes.aside, changes.erased)


def _insert(connection: Connection, coop: str, new: list[Held]) -> None:
    rows = [
        {
            "coop": coop,
            "device": held.device,
            "seq": held.seq,
            "h": held.h,
            "kind": held.kind,
            "state": int(State.APPLIED),
            "line": held.raw,
        }
        for held in new
    ]
    bulk.insert_new(connection, journal, rows)
    shelf.index(connection, coop, new)


def _in_state(connection: Connection, coop: str, state: State) -> list[Held]:
    statement = select(journal).where(journal.c.coop == coop, journal.c.state == int(state))
    return [hold(row.device, row.seq, bytes(row.h), bytes(row.line)) for row in connection.execute(statement)]
