"""A device that is behind: its disk was put back to an older day, and the centre holds lines it has lost."""

from collections.abc import Callable
from typing import NoReturn

from agent_app.journal import batch as batches
from agent_app.journal.batch import BadBatch, Batch
from agent_app.journal.compression import MAX_COMPRESSED
from agent_app.records.log import Run
from agent_app.store import contact
from agent_app.store.identity import Identity
from agent_app.store.store import Store
from agent_app.sync import own_journal
from agent_app.sync.arrival import Slices, store_lines
from agent_app.sync.caller import Caller
from agent_app.sync.outcome import Halted, Result, Tally
from agent_app.wire.documents import Problem

PATH = "/v1/journal"


def catch_up(store: Store, caller: Caller, to: int, slices: Slices, tally: Tally, between: Callable[[], None]) -> None:
    """Fetch this device's own lines up to `to` and apply them; its counters follow from its lines.

    Raises NoContact; Halted(FORK) where the centre's lines do not follow on those held here.
    """
    me = store.identity
    while True:
        with store.reading() as connection:
            last, h = own_journal.end(connection, me)
        if last >= to:
            return
        between()
        batch = fetch(caller, me, me.public_key, me.device, last + 1)
        if batch is None or batch.prev != h:
            forked(store)
        run = Run(me.device, batch.first, batch.prev, batch.lines)
        changes = store_lines(store, run, slices)
        if changes.aside:
            forked(store)
        tally.recovered += len(changes.new)


def fetch(caller: Caller, me: Identity, public_key: bytes, device: int, first: int) -> Batch | None:
    """The batch of a journal of the same person that begins with line `first`, its signature checked.

    None where the centre holds no such line.

    Raises NoContact, Halted(PROTOCOL).
    """
    answer = caller.call("GET", f"{PATH}?device={device}&from={first}", most=MAX_COMPRESSED)
    if answer.code == Problem.NOT_FOUND:
        return None
    if answer.status != 200:
        raise Halted(Result.PROTOCOL, answer.code)
    try:
        batch = batches.unpack(answer.body)
    except BadBatch as error:
        raise Halted(Result.PROTOCOL, error.code) from error
    if (batch.coop, batch.device, batch.first) != (me.coop, device, first):
        raise Halted(Result.PROTOCOL, "batch")
    if not batches.signed_by(batch, public_key):
        raise Halted(Result.PROTOCOL, "signature")
    return batch


def forked(store: Store) -> NoReturn:
    """The centre holds other lines under the numbers of this device's: the sync stops, and says so."""
    store.run(lambda connection: contact.note(connection, trouble=Result.FORK.value)).result()
    raise Halted(Result.FORK)
