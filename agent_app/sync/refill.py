"""A restored centre gets the journals of laptops that are gone back from a supervisor, who kept their signatures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from sqlalchemy import and_, func, select
from sqlalchemy.engine import Connection

from agent_app.journal import batch as batches
from agent_app.journal import chain
from agent_app.journal.batch import Batch
from agent_app.records.tables import house
from agent_app.records.tables.journal import batch_signature, journal
from agent_app.store import contact
from agent_app.store.identity import Identity
from agent_app.store.store import Store
from agent_app.sync import clock
from agent_app.sync.caller import Caller
from agent_app.sync.outcome import Halted, Result, Tally
from agent_app.wire.documents import HeadDocument, Problem, ProblemDocument

PATH = "/v1/journal"


@dataclass(frozen=True, slots=True)
class _End:
    """Where a batch of a journal ended: h(seq) and the device's signature over it."""

    seq: int
    h: bytes
    signature: bytes = b""


@dataclass(frozen=True, slots=True)
class _Journal:
    """A journal held from its first line to its last signed one; `ends` begins with h(0)."""

    device: int
    ends: tuple[_End, ...]

    @property
    def batches(self) -> list[tuple[_End, _End]]:
        """The end before each batch and its own, oldest first."""
        return list(pairwise(self.ends))


def refill(store: Store, caller: Caller, epoch: str, tally: Tally, between: Callable[[], None]) -> None:
    """Post to a centre of a new epoch what it lacks of the journals of others that are held whole here.

    Done once for each epoch, by supervisors; one that is cut begins again at the next sync and finds what the
    centre has got meanwhile. A journal that the centre refuses is told in `tally.not_refilled` and left alone.
    `between` is called between two requests and may raise. Raises NoContact, Halted.
    """
    if store.identity.role != "supervisor" or clock.contact_of(store).refilled_epoch == epoch:
        return
    with store.reading() as connection:
        held = list(_held_whole(connection, store.identity))
    for one in held:
        refused = _refill(store, caller, one, between)
        if refused:
            tally.not_refilled.append((one.device, refused))
    store.run(lambda connection: contact.note(connection, refilled_epoch=epoch)).result()


def _held_whole(connection: Connection, me: Identity) -> Iterator[_Journal]:
    """The journals of other devices of which no line below a signature is missing."""
    signed, writer = batch_signature, house.device
    statement = (
        select(signed.c.device, signed.c.seq, signed.c.h, signed.c.signature, writer.c.public_key)
        .join(writer, and_(writer.c.coop == signed.c.coop, writer.c.device == signed.c.device))
        .join(
            journal,
            and_(
                journal.c.coop == signed.c.coop,
                journal.c.device == signed.c.device,
                journal.c.seq == signed.c.seq,
                journal.c.h == signed.c.h,
            ),
        )
        .where(signed.c.coop == me.coop, signed.c.device != me.device)
        .order_by(signed.c.device, signed.c.seq)
    )
    for device, group in groupby(connection.execute(statement).all(), key=lambda row: row.device):
        rows = list(group)
        genesis = _End(0, chain.genesis(me.coop, device, bytes(rows[0].public_key)))
        ends = [_End(row.seq, bytes(row.h), bytes(row.signature)) for row in rows]
        if _count(connection, me.coop, device, ends[-1].seq) == ends[-1].seq:
            yield _Journal(device, (genesis, *ends))


def _count(connection: Connection, coop: str, device: int, to: int) -> int:
    here = (journal.c.coop == coop, journal.c.device == device, journal.c.seq <= to)
    return connection.execute(select(func.count()).select_from(journal).where(*here)).scalar_one()


def _refill(store: Store, caller: Caller, held: _Journal, between: Callable[[], None]) -> str:
    """Bring one journal to its end; why the centre refused it, empty where it did not.

    The newest batch goes first: it shows at once that nothing is missing, or where the centre's copy ends.
    """
    between()
    refused, seq = _post(store, caller, held.device, *held.batches[-1])
    if refused != Problem.GAP:
        return refused
    for before, end in held.batches:
        if end.seq > seq:
            between()
            refused, seq = _post(store, caller, held.device, before, end)
            if refused:
                return refused
    return ""


def _post(store: Store, caller: Caller, device: int, before: _End, end: _End) -> tuple[str, int]:
    """Post the batch between two ends as its writer signed it: why it was refused, and where the centre's copy ends.

    The head in the answer is the other journal's: nothing of it is noted.
    """
    me = caller.identity
    with store.reading() as connection:
        lines = _lines(connection, me.coop, device, before.seq, end.seq)
    batch = Batch(me.coop, device, before.seq + 1, before.h, lines, end.h, end.signature)
    answer = caller.call("POST", PATH, batches.pack(batch))
    if answer.code and answer.code != Problem.GAP:
        return answer.code, 0
    head = answer.read(ProblemDocument).head if answer.code else answer.read(HeadDocument)
    if head is None or (head.coop, head.device) != (me.coop, device) or (not answer.code and head.seq < end.seq):
        raise Halted(Result.PROTOCOL, "head")
    return answer.code, head.seq


def _lines(connection: Connection, coop: str, device: int, above: int, to: int) -> tuple[bytes, ...]:
    statement = (
        select(journal.c.line)
        .where(journal.c.coop == coop, journal.c.device == device, journal.c.seq.between(above + 1, to))
        .order_by(journal.c.seq)
    )
    return tuple(bytes(line) for line in connection.execute(statement).scalars())
