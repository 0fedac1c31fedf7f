"""One act in one transaction: entries become lines of this device's journal, and their numbers are taken here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.domain import plausible
from agent_app.domain.errors import Refused
from agent_app.domain.papers import PaperKind, paper_number
from agent_app.domain.refusals import RefusalCode
from agent_app.journal import chain, lines
from agent_app.journal.encoding import to_rfc3339
from agent_app.journal.entries import house, kinds
from agent_app.journal.entries.base import Entry, Origin
from agent_app.records import log
from agent_app.records.held import Held
from agent_app.records.log import Changes
from agent_app.records.tables import metadata
from agent_app.records.tables.journal import State, journal
from agent_app.store import contact, restored
from agent_app.store.identity import Identity
from agent_app.store.papers import last_counter
from agent_app.store.restored import Restored

CLOCK_FELL = timedelta(minutes=10)
CLOCK_DOUBTFUL = timedelta(hours=24)


class _WithPrivate(house.Carried, frozen=True, kw_only=True):
    """A carried line whose private value is written as it stands."""

    private: msgspec.Raw


@dataclass(frozen=True, slots=True)
class JournalEnd:
    """The last line of this device's journal: number, hash, its time in milliseconds UTC, and the last paper numbers.

    Everything here stands in the journal; the writer thread keeps it from one act to the next. `floors` are numbers
    that were handed out, by the letter of their kind, also where the journal does not hold them.
    """

    seq: int
    h: bytes
    at: int
    papers: Mapping[PaperKind, int]
    floors: Mapping[str, int] = field(default_factory=dict)


class Tx:
    """What an act gets: the connection, who and when, and `append`.

    Appended lines are inserted and applied together when the act returns: an act that wants to read what it
    just wrote has to remember it.
    """

    def __init__(
        self,
        connection: Connection,
        identity: Identity,
        now: datetime,
        end: JournalEnd,
        doubtful_clock: bool,
        unannounced: Restored | None = None,
        newest: datetime | None = None,
    ) -> None:
        self.connection = connection
        self.identity = identity
        self.coop = identity.coop
        # As precise as a line writes it: what is kept in memory is what the journal says.
        self.now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        self._end = end
        self._first, self._prev = end.seq + 1, end.h
        self._lines: list[Held] = []
        self._changes = Changes()
        self._doubtful = doubtful_clock
        self._newest = newest
        self.contact_changed = False
        self.restored_changed = False
        self._unannounced = unannounced
        self._papers = dict(end.papers)

    @property
    def day(self) -> date:
        """The business day. Raises Refused("clock_implausible") where the clock shows what no clock may."""
        self._require_plausible()
        return self.identity.business_day(self.now)

    def append(self, entry: Entry) -> Origin:
        """Write an entry as the journal's next line; its origin, by which later lines name it.

        Raises Refused("clock_doubtful") when the clock stands more than a day before the last line: the
        person must confirm it first; Refused("clock_implausible") when it shows what no clock may;
        Refused("line_not_writable") where a text is too long or holds what no line may hold.
        """
        self._begin()
        try:
            return self._write(entry)
        except lines.Unreadable as error:
            raise Refused(RefusalCode.LINE_NOT_WRITABLE) from error

    def append_carried(self, carried: house.Carried, private: bytes | None) -> Origin:
        """Write a line of an older journal as `carried`, its private value byte for byte as it stood there.

        Raises lines.Unreadable where the line is too long to be carried.
        """
        self._begin()
        if private is None:
            return self._write(carried)
        return self._write(_WithPrivate(**msgspec.structs.asdict(carried), private=msgspec.Raw(private)))

    def correct_clock(self, offset_ms: int, known_ms: int) -> None:
        """Go on by the centre's clock: `offset_ms` is what the laptop's clock lacks, `known_ms` was thought so far.

        Says so in a line before any other, however far the clock jumps: the centre's word is the confirmation.
        """
        before = self.now
        self.now = before + timedelta(milliseconds=offset_ms - known_ms)
        self._doubtful = False
        last = datetime.fromtimestamp(self._end.at / 1000, UTC)
        before = max(before, last)
        self._write(house.ClockChanged(before=self._stamp(before), after=self._stamp(self.now), source="centre"))

    def number(self, kind: PaperKind) -> str:
        """The next number of a kind of paper: counted per device, without gaps, never restarted."""
        last = self._last_number(kind)
        self._papers[kind] = last + 1
        me = self.identity
        return str(paper_number(me.branch, me.person, me.device, self.day, last + 1, kind))

    def settle_restored(self, centre_seq: int, fetched: Sequence[log.Run] = ()) -> tuple[Held, ...]:
        """The centre has said that it holds this journal up to `centre_seq`; write down what is missing for good.

        `fetched` is what it holds above the line where this database ended when it was put back: it takes the place of
        what was written here since. That is handed back, to be carried behind it. Raises log.Fork where the centre's
        lines do not follow.
        """
        row, self._unannounced = restored.load(self.connection), None
        if row is None or row.settled:
            return ()
        replaced: tuple[Held, ...] = ()
        if fetched:
            replaced = log.take_back(self.connection, self.coop, self.identity.device, row.seq)
            self._changes += Changes(frozenset(metadata.tables))
            for run in fetched:
                self._changes += log.extend(self.connection, self.coop, run)
            self._end = replace(journal_end(self.connection, self.identity), floors=self._end.floors)
            self._first, self._prev = self._end.seq + 1, self._end.h
        numbers = {kind.value: self._last_number(kind) for kind in PaperKind}
        row = replace(restored.settle(self.connection, self.identity, row, centre_seq), papers=numbers)
        counted = {kind.value: last_counter(self.connection, self.identity, kind) for kind in PaperKind}
        is_told = row.announced or row.is_something_missing or numbers != counted
        if is_told:
            self._check_clock()
            self._write(restored.entry_of(row, self.identity.person, numbers))
        restored.keep(self.connection, self.coop, row if is_told else None)
        self.restored_changed = True
        return replaced

    def note_contact(self, **values: Any) -> None:
        """Set fields of what this device knows of its centre (see store.contact)."""
        contact.note(self.connection, **values)
        self.contact_changed = True

    def flush(self) -> tuple[Changes, JournalEnd]:
        """Insert and apply what was appended; the journal's new end. Called by the store."""
        if not self._lines:
            return self._changes, self._end
        raw = [held.raw for held in self._lines]
        run = log.Run(self.identity.device, self._first, self._prev, raw, written=self._lines)
        changes = self._changes + log.extend(self.connection, self.coop, run, own=True)
        return changes, replace(self._end, papers=self._papers)

    def _begin(self) -> None:
        """What comes before the first line of an act: a clock that fell, and that this database was put back."""
        if self._lines:
            return
        self._require_plausible()
        self._check_clock()
        if self._unannounced is not None:
            row, self._unannounced = replace(self._unannounced, announced=True), None
            restored.keep(self.connection, self.coop, row)
            self._write(restored.entry_of(row, self.identity.person, row.papers))
            self.restored_changed = True

    def _require_plausible(self) -> None:
        if not plausible.is_plausible(self.now, self._newest):
            raise Refused(RefusalCode.CLOCK_IMPLAUSIBLE, day=self.identity.local(self.now).date().isoformat())

    def _check_clock(self) -> None:
        behind = timedelta(milliseconds=self._end.at) - (self.now - datetime(1970, 1, 1, tzinfo=UTC))
        if behind <= CLOCK_FELL:
            return
        if behind > CLOCK_DOUBTFUL and not self._doubtful:
            raise Refused("clock_doubtful")
        before = datetime.fromtimestamp(self._end.at / 1000, UTC)
        self._write(
            house.ClockChanged(
                before=self._stamp(before),
                after=self._stamp(self.now),
                source="person" if self._doubtful else "observed",
            )
        )

    def _write(self, entry: Entry) -> Origin:
        kind = kinds.BY_SHAPE[house.Carried if isinstance(entry, _WithPrivate) else type(entry)]
        seq = self._end.seq + 1
        line = lines.compose(seq, self._stamp(self.now), kind.name, kind.v, entry, self._doubtful)
        kinds.check_written(kind, line.raw)
        h = chain.step(self._end.h, line.raw)
        self._end = replace(self._end, seq=seq, h=h, at=round(self.now.timestamp() * 1000))
        self._lines.append(Held(self.identity.device, seq, h, line.raw, line))
        return Origin(self.identity.device, seq, h.hex())

    def _stamp(self, moment: datetime) -> str:
        return to_rfc3339(self.identity.local(moment))

    def _last_number(self, kind: PaperKind) -> int:
        """The last number of a kind that was handed out, by the journal or by what is remembered beside it."""
        last = self._papers.get(kind)
        if last is None:
            last = max(last_counter(self.connection, self.identity, kind), self._end.floors.get(kind.value, 0))
        return last


def journal_end(connection: Connection, identity: Identity) -> JournalEnd:
    """The last line of this device's own journal; its time is that of the last line that can be read."""
    last = log.head(connection, identity.coop, identity.device)
    if last is None:
        return JournalEnd(0, identity.genesis, 0, {})
    mine = (journal.c.coop == identity.coop, journal.c.device == identity.device)
    readable = select(journal.c.line).where(*mine, journal.c.state != int(State.UNREADABLE))
    line = connection.execute(readable.order_by(journal.c.seq.desc()).limit(1)).scalar()
    return JournalEnd(*last, lines.read(bytes(line)).at if line else 0, {})


Now = Callable[[], datetime]
"""The laptop's clock: an aware datetime."""
