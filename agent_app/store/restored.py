"""A database that holds less than was handed out from it: found at the start, told, and settled with the centre."""

import secrets
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.engine import Connection

from agent_app.domain.papers import LARGEST_COUNTER, PaperKind
from agent_app.journal.entries import house
from agent_app.records import bulk, log
from agent_app.records.tables.journal import journal, meta
from agent_app.store import contact, tables
from agent_app.store.identity import Identity
from agent_app.store.papers import last_counters
from agent_app.store.tally import Tally, tally
from agent_app.store.witness import Witness, Witnesses

MOST_A_DAY = 2_000
"""Papers of one kind: a day of eight hours with one every 15 seconds."""
MOST_LOST = 100_000
_ROUND, _SCATTER = 1_000, 50
_DAY_MS = 24 * 3600 * 1000
_WITNESSED = "witnessed"


@dataclass(frozen=True, slots=True)
class Restored:
    """`seq` and `h`: where the database ended when it was found shorter, at `at` (milliseconds since 1970 UTC).

    `acts` and `rupiah` are missing as far as is known, None where nobody can tell; `all_acts` and `all_rupiah` had been
    handed out in all; `papers` are the last numbers a paper may carry by the letter of its kind.
    """

    at: int
    seq: int
    h: bytes
    acts: int | None
    rupiah: int | None
    all_acts: int | None
    all_rupiah: int | None
    papers: dict[str, int]
    announced: bool = False
    settled: bool = False

    @property
    def is_something_missing(self) -> bool:
        """Whether anything is missing, or may be."""
        return self.acts is None or self.acts > 0 or bool(self.rupiah)


def load(connection: Connection) -> Restored | None:
    """The row; None where the database never was shorter, or nothing came of it."""
    row = connection.execute(select(tables.restored)).one_or_none()
    if row is None:
        return None
    values = {name: getattr(row, name) for name in Restored.__slots__}
    return Restored(**values | {"h": bytes(row.h), "papers": msgspec.json.decode(row.papers, type=dict[str, int])})


def unsettled(connection: Connection) -> Restored | None:
    """The row, while the centre has not said what it held."""
    row = load(connection)
    return None if row is None or row.settled else row


def is_parted(row: Restored | None, centre_seq: int) -> bool:
    """Whether the centre holds lines that were lost here: what was written since stands under the same numbers."""
    return row is not None and not row.settled and centre_seq > row.seq


def keep(connection: Connection, coop: str, row: Restored | None) -> None:
    """Put a row in the place of what was there."""
    connection.execute(delete(tables.restored))
    if row is not None:
        values = {name: getattr(row, name) for name in Restored.__slots__}
        values["papers"] = msgspec.json.encode(row.papers).decode()
        bulk.upsert(connection, tables.restored, [{"coop": coop, **values}])


def entry_of(row: Restored, agent: str, papers: dict[str, int]) -> house.JournalRestored:
    """What the journal says of it."""
    return house.JournalRestored(
        agent=agent,
        seq=row.seq,
        head=row.h.hex(),
        lost_acts=row.acts,
        lost_rupiah=row.rupiah,
        papers=papers,
        settled=row.settled,
    )


def at_start(connection: Connection, me: Identity, witnesses: Witnesses, now_ms: int) -> Witness | None:
    """Compare the database with what was handed out; the record to keep from now on, None where it is kept already.

    Where the database is shorter, the centre is asked first from now on, and `load` tells of it.
    """
    best, known = witnesses.best(), load(connection)
    was_kept = connection.execute(select(meta.c.value).where(meta.c.name == _WITNESSED)).scalar() is not None
    if not was_kept:
        bulk.upsert(connection, meta, [{"name": _WITNESSED, "value": "1"}])
    begin = _Beginning(connection, me, witnesses.device, known, now_ms)
    if best is None:
        unsure = was_kept or contact.load(connection).ask_first
        return begin.in_the_dark(None) if unsure else witness_of(connection, me, witnesses.device)
    if not _is_held(connection, me, best) or (best.unsettled and (known is None or known.settled)):
        return begin.by(best)
    return begin.in_the_dark(best) if witnesses.is_moved() else None


def witness_of(connection: Connection, me: Identity, device: str, papers: dict[str, int] | None = None) -> Witness:
    """The record as the database itself has it; `papers` are numbers known from elsewhere."""
    seq, h = log.head(connection, me.coop, me.device) or (0, me.genesis)
    held = tally(connection, me, 0)
    numbers = highest(last_counters(connection, me), papers or {})
    return Witness(device=device, seq=seq, h=h.hex(), acts=held.acts, rupiah=held.rupiah, papers=numbers)


def highest(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    """The higher of both numbers, letter by letter."""
    return {letter: max(one.get(letter, 0), other.get(letter, 0)) for letter in one.keys() | other.keys()}


def missing_in(connection: Connection, witnesses: Witnesses, me: Identity) -> tuple[int, int] | None:
    """Acts and rupiah that were handed out and are not in this database, a backup for instance; None where nobody can
    tell."""
    best = witnesses.best()
    if best is None:
        return None
    held = tally(connection, me, 0)
    return max(best.acts - held.acts, 0), max(best.rupiah - held.rupiah, 0)


def settle(connection: Connection, me: Identity, row: Restored, centre_seq: int) -> Restored:
    """The row once the centre has said that it holds this journal up to `centre_seq`, and that is held here too."""
    held = tally(connection, me, 0, max(centre_seq, row.seq))
    acts, rupiah = _missing(row.all_acts, row.all_rupiah, held)
    return replace(row, settled=True, acts=acts, rupiah=rupiah)


def _is_held(connection: Connection, me: Identity, best: Witness) -> bool:
    """Whether the last line that was handed out stands in this database."""
    if best.seq == 0:
        return True
    line = (journal.c.coop == me.coop, journal.c.device == me.device, journal.c.seq == best.seq)
    h = connection.execute(select(journal.c.h).where(*line)).scalar()
    return h is not None and bytes(h).hex() == best.h


@dataclass(frozen=True, slots=True)
class _Beginning:
    """Writes down that the database was found shorter; what is kept as handed out from now on."""

    connection: Connection
    me: Identity
    device: str
    known: Restored | None
    now_ms: int

    def by(self, best: Witness) -> Witness:
        """A record tells what was handed out."""
        mine = witness_of(self.connection, self.me, self.device)
        if best.seq < mine.seq and not best.unsettled:
            # Other lines are held under the numbers of those: which are missing, nobody can tell.
            return self.in_the_dark(best)
        papers = self._papers(mine, best)
        return self._write(mine, papers, best.acts, best.rupiah)

    def in_the_dark(self, best: Witness | None) -> Witness:
        """Nobody can tell what was handed out since, although a record may know some numbers."""
        mine = witness_of(self.connection, self.me, self.device)
        papers = _leapt(self._papers(mine, best), _idle_ms(self.connection, self.me, self.now_ms))
        return self._write(mine, papers, None, None)

    def _papers(self, mine: Witness, best: Witness | None) -> dict[str, int]:
        papers = highest(mine.papers, self.known.papers if self.known is not None else {})
        return highest(papers, best.papers if best is not None else {})

    def _write(self, mine: Witness, papers: dict[str, int], acts: int | None, rupiah: int | None) -> Witness:
        missing_acts, missing_rupiah = _missing(acts, rupiah, Tally(mine.acts, 0, mine.rupiah))
        end, h = mine.seq, bytes.fromhex(mine.h)
        row = Restored(self.now_ms, end, h, missing_acts, missing_rupiah, acts, rupiah, papers)
        keep(self.connection, self.me.coop, row)
        contact.note(self.connection, ask_first=True)
        all_acts, all_rupiah = (mine.acts if acts is None else acts), (mine.rupiah if rupiah is None else rupiah)
        return msgspec.structs.replace(mine, papers=papers, unsettled=True, acts=all_acts, rupiah=all_rupiah)


def _missing(acts: int | None, rupiah: int | None, held: Tally) -> tuple[int | None, int | None]:
    """Of all that was handed out, what is not held; None where the whole is not known."""
    if acts is None or rupiah is None:
        return None, None
    return max(acts - held.acts, 0), max(rupiah - held.rupiah, 0)


def _leapt(papers: dict[str, int], idle_ms: int) -> dict[str, int]:
    """Numbers beyond any that could have been handed out meanwhile; scattered, so that a second loss in the dark does
    not begin at the same one."""
    most = min(MOST_A_DAY * (idle_ms // _DAY_MS + 1), MOST_LOST)
    leapt = {}
    for kind in PaperKind:
        beyond = papers.get(kind.value, 0) + most
        scattered = (beyond // _ROUND + 1 + secrets.randbelow(_SCATTER)) * _ROUND
        leapt[kind.value] = scattered if scattered < LARGEST_COUNTER - MOST_LOST else beyond
    return leapt


def _idle_ms(connection: Connection, me: Identity, now_ms: int) -> int:
    """How long ago the newest own line was written; the longest where the clock says that it is still to come."""
    last = tally(connection, me, max((log.head(connection, me.coop, me.device) or (0,))[0] - 1, 0)).oldest
    if last is None or last > now_ms:
        return MOST_LOST // MOST_A_DAY * _DAY_MS
    return now_ms - last
