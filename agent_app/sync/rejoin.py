"""A laptop that was put back hears from the centre what that held of its journal: the two become one again.

What the centre holds above the line where the database ended comes back. What was written here since goes behind it,
carried under its own origin: papers, checks and money stay what they are. What neither side holds is told for good.
"""

from dataclasses import dataclass

from agent_app.journal import lines
from agent_app.records.log import Fork, Gap, NotApplied, Run
from agent_app.store import restored
from agent_app.store.store import Store
from agent_app.store.tx import Tx
from agent_app.sync import own_journal
from agent_app.sync.caller import Caller
from agent_app.sync.catch_up import fetch, forked
from agent_app.sync.continue_journal import OldLine, parcel_of
from agent_app.wire.documents import HeadDocument


@dataclass(frozen=True, slots=True)
class _Word:
    """What the centre said: the last line it holds, and its lines above the one where the database ended."""

    seq: int
    fetched: tuple[Run, ...] = ()


def settle(store: Store, seq: int) -> None:
    """The centre holds this journal up to `seq`, and all of that is held here."""
    with store.reading() as connection:
        if restored.unsettled(connection) is None:
            return
    store.write(_settle, _Word(seq)).result()


def rejoin(store: Store, caller: Caller, head: HeadDocument) -> bool:
    """Put what was written since this laptop was put back behind what the centre holds; False where it need not.

    Raises NoContact; Halted(FORK) where the centre's lines do not follow on those held here.
    """
    me = store.identity
    with store.reading() as connection:
        row = restored.unsettled(connection)
        last, _ = own_journal.end(connection, me)
    if row is None or not restored.is_parted(row, head.seq) or last == row.seq:
        return False
    fetched, first, h = list[Run](), row.seq + 1, row.h
    while first <= head.seq:
        batch = fetch(caller, me, me.public_key, me.device, first)
        if batch is None or batch.prev != h:
            forked(store)
        fetched.append(Run(me.device, batch.first, batch.prev, batch.lines))
        first, h = batch.to + 1, batch.head
    try:
        store.write(_settle, _Word(first - 1, tuple(fetched))).result()
    except (Fork, Gap, NotApplied, lines.Unreadable):
        forked(store)
    return True


def _settle(tx: Tx, word: _Word) -> None:
    row = restored.load(tx.connection)
    prev = row.h if row is not None else b""
    for held in tx.settle_restored(word.seq, word.fetched):
        parcel = parcel_of(OldLine(held, prev))
        tx.append_carried(parcel.carried, parcel.private)
        prev = held.h
