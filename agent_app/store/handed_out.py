"""What was handed out, kept up from act to act by the store's writer."""

from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy.engine import Connection

from agent_app.records import log
from agent_app.records.log import Changes
from agent_app.store import restored
from agent_app.store.identity import Identity
from agent_app.store.restored import highest
from agent_app.store.tally import GLANCE, taken
from agent_app.store.tx import JournalEnd
from agent_app.store.witness import Witness, Witnesses


class HandedOut:
    """The record as it stands, and the places it is kept in."""

    def __init__(self, witnesses: Witnesses, record: Witness, *, is_kept: bool) -> None:
        self._witnesses = witnesses
        self._record = record
        # The moment of the last line: what is written at the same one is the same act.
        self._at = 0
        self._is_kept = is_kept

    @classmethod
    def begin(
        cls, connection: Connection, me: Identity, folder: Path, outer: Path | None, now: datetime
    ) -> "HandedOut":
        """Compare the database with the record; see `restored.at_start`. `note` is to follow once that is on disk."""
        witnesses = Witnesses(folder, outer, me)
        record = restored.at_start(connection, me, witnesses, round(now.timestamp() * 1000))
        best = witnesses.best()
        if record is None and best is not None:
            # Lines that came from the centre, or an act that nobody heard of before a crash.
            if best.seq == (log.head(connection, me.coop, me.device) or (0,))[0]:
                return cls(witnesses, best, is_kept=True)
            record = _renewed(connection, me, best)
        assert record is not None
        return cls(witnesses, record, is_kept=False)

    @property
    def papers(self) -> dict[str, int]:
        """The last numbers handed out, by the letter of their kind."""
        return self._record.papers

    def note(self) -> None:
        """Put the record down, unless it stands there."""
        if not self._is_kept:
            self._witnesses.keep(self._record)
            self._is_kept = True

    def add(self, me: Identity, end: JournalEnd, changes: Changes) -> bool:
        """An act is on the disk: `end` is the journal's end after it, `changes` what it wrote. False where lines came
        in between that this does not know of: `renew` counts them."""
        lines = [one.held.line for one in changes.new if one.held.device == me.device and one.held.line is not None]
        if lines[0].seq != self._record.seq + 1:
            return False
        acts, rupiah = self._record.acts, self._record.rupiah
        for line in lines:
            acts += line.at != self._at
            self._at = line.at
            rupiah += taken(GLANCE.decode(line.raw))
        numbers = {kind.value: number for kind, number in end.papers.items()}
        papers = highest(self._record.papers, numbers)
        self._record = msgspec.structs.replace(
            self._record, seq=end.seq, h=end.h.hex(), acts=acts, rupiah=rupiah, papers=papers
        )
        self._witnesses.keep(self._record)
        return True

    @property
    def is_unsettled(self) -> bool:
        """Whether the database was put back, and the centre has not said yet what it held."""
        return self._record.unsettled

    def settle(self, connection: Connection, me: Identity) -> None:
        """The centre has said it: what is missing is told, and from now on what is held is what was handed out."""
        self._record = restored.witness_of(connection, me, self._record.device, self._record.papers)
        self._witnesses.keep(self._record)

    def renew(self, connection: Connection, me: Identity) -> None:
        """Lines came in by another way than acts: count afresh."""
        self._record = _renewed(connection, me, self._record)
        self._witnesses.keep(self._record)


def _renewed(connection: Connection, me: Identity, before: Witness) -> Witness:
    mine = restored.witness_of(connection, me, before.device, before.papers)
    if not before.unsettled:
        return mine
    acts, rupiah = max(mine.acts, before.acts), max(mine.rupiah, before.rupiah)
    return msgspec.structs.replace(mine, unsettled=True, acts=acts, rupiah=rupiah)
