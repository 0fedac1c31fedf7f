"""A new journal that continues an old one: of a laptop that was cloned, lost, or put back to an older day.

What the old folder still holds and the centre does not is carried over, line by line, under its own origin.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.journal import chain, lines
from agent_app.journal.entries import house as entries
from agent_app.records.held import Held, hold
from agent_app.records.log import NotApplied
from agent_app.records.tables import house
from agent_app.records.tables.journal import journal
from agent_app.store.store import Store
from agent_app.store.tx import Tx
from agent_app.sync import clock
from agent_app.sync.arrival import Slices
from agent_app.sync.caller import Caller
from agent_app.sync.catch_up import fetch
from agent_app.sync.outcome import Halted, Tally
from agent_app.sync.pull import pull
from agent_app.sync.transport import NoContact, Transport
from agent_app.sync.troubles import in_words

AT_ONCE = 50
_CARRIED = msgspec.json.Decoder(entries.Carried)
_Origin = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class OldLine:
    """A line of the old journal and the hash before it."""

    held: Held
    prev: bytes


@dataclass(frozen=True, slots=True)
class OldJournal:
    """The journal of a former device of the same person, as far as its folder still holds it: maybe not at all.

    `acknowledged` is the last line that device knew the centre to hold.
    """

    device: int
    acknowledged: int = 0
    lines: tuple[OldLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A line ready to be carried: under its own origin, its private value as it stood there."""

    carried: entries.Carried
    private: bytes | None

    @property
    def origin(self) -> _Origin:
        return self.carried.device, self.carried.seq, bytes.fromhex(self.carried.h)


@dataclass(frozen=True, slots=True)
class Continued:
    """Up to which line the centre holds the old journal, how many lines were carried, and which could not be."""

    seq: int
    carried: int
    left: tuple[int, ...]


def read_old(old: Store) -> OldJournal:
    """The journal in the folder of a former device. Raises Unavailable("not_enrolled")."""
    me = old.identity
    statement = (
        select(journal.c.seq, journal.c.h, journal.c.line)
        .where(journal.c.coop == me.coop, journal.c.device == me.device)
        .order_by(journal.c.seq)
    )
    found: list[OldLine] = []
    prev = me.genesis
    with old.reading() as connection:
        for row in connection.execute(statement):
            held = hold(me.device, row.seq, bytes(row.h), bytes(row.line))
            found.append(OldLine(held, prev))
            prev = held.h
    return OldJournal(me.device, clock.contact_of(old).acknowledged, tuple(found))


def continue_journal(store: Store, transport: Transport, old: OldJournal) -> Continued:
    """Let this device's journal continue an old one; a second call carries over only what is still missing.

    Raises Refused("role_not_allowed") where the old journal is another person's or not known to the centre,
    and what `troubles.in_words` makes of a line or centre that fails.
    """
    me = store.identity
    caller = Caller(transport, me, store.now, timedelta(milliseconds=clock.contact_of(store).offset_ms))
    try:
        pull(store, caller, Slices(), Tally(), lambda: None)
        hashes = _at_centre(store, caller, old)
    except (NoContact, Halted) as trouble:
        raise in_words(trouble) from trouble
    seq = max(hashes)
    with store.reading() as connection:
        is_begun = _is_begun(connection, store, old.device)
        done = _carried_already(connection, store)
    if not is_begun:
        begin = entries.JournalContinues(device=old.device, seq=seq, head=hashes[seq].hex())
        store.write(lambda tx, entry: tx.append(entry), begin).result()
    first = min(hashes)
    missing = [line for line in old.lines if line.held.seq >= first and hashes.get(line.held.seq) != line.held.h]
    parcels = [parcel_of(line) for line in missing if line.held.line is not None]
    unreadable = [line.held.seq for line in missing if line.held.line is None]
    return _carry(store, seq, [parcel for parcel in parcels if parcel.origin not in done], unreadable)


def _at_centre(store: Store, caller: Caller, old: OldJournal) -> dict[int, bytes]:
    """Number and hash of the lines the centre holds, from the last acknowledged one on, where it still has that."""
    public_key = _public_key(store, old.device)
    known = {line.held.seq: line.held.h for line in old.lines}
    hashes = _hashes(store, caller, old.device, public_key, max(old.acknowledged, 1))
    if old.acknowledged > 1 and hashes.get(old.acknowledged) != known.get(old.acknowledged):
        hashes = _hashes(store, caller, old.device, public_key, 1)
    return hashes or {0: chain.genesis(store.identity.coop, old.device, public_key)}


def _hashes(store: Store, caller: Caller, device: int, public_key: bytes, first: int) -> dict[int, bytes]:
    hashes: dict[int, bytes] = {}
    while (batch := fetch(caller, store.identity, public_key, device, first)) is not None:
        steps = chain.walk(batch.prev, batch.lines)
        hashes.update(zip(range(batch.first, batch.to + 1), steps, strict=True))
        first = batch.to + 1
    return hashes


def _public_key(store: Store, device: int) -> bytes:
    me, table = store.identity, house.device
    statement = select(table.c.public_key).where(
        table.c.coop == me.coop, table.c.device == device, table.c.person == me.person
    )
    with store.reading() as connection:
        public_key = connection.execute(statement).scalar()
    if public_key is None or device == me.device:
        raise Refused(RefusalCode.ROLE_NOT_ALLOWED)
    return bytes(public_key)


def _is_begun(connection: Connection, store: Store, old_device: int) -> bool:
    me, table = store.identity, house.continuation
    statement = select(table.c.seq).where(
        table.c.coop == me.coop, table.c.device == me.device, table.c.old_device == old_device
    )
    return connection.execute(statement).first() is not None


def _carried_already(connection: Connection, store: Store) -> set[_Origin]:
    """Origins of the lines this journal carries."""
    me = store.identity
    statement = select(journal.c.line).where(
        journal.c.coop == me.coop, journal.c.device == me.device, journal.c.kind == "carried"
    )
    carried = [_CARRIED.decode(line) for line in connection.execute(statement).scalars()]
    return {(one.device, one.seq, bytes.fromhex(one.h)) for one in carried}


def parcel_of(line: OldLine) -> Parcel:
    """The line wrapped up; one that the old journal carried itself is carried on as it was."""
    held = line.held
    public, private = lines.split(held.raw)
    if held.line is None:
        raise ValueError("an unreadable line is not carried")
    if held.line.kind == "carried":
        return Parcel(_CARRIED.decode(held.raw), private)
    carried = entries.Carried(
        device=held.device,
        seq=held.seq,
        prev=line.prev.hex(),
        h=held.h.hex(),
        line=public.decode(),
        agent=held.line.agent,
        members=held.line.members,
        rupiah=held.line.rupiah,
    )
    return Parcel(carried, private)


def _carry(store: Store, seq: int, parcels: Sequence[Parcel], left: list[int]) -> Continued:
    carried = 0
    for at in range(0, len(parcels), AT_ONCE):
        some = parcels[at : at + AT_ONCE]
        together = _written(store, some)
        for parcel in some:
            if together or _written(store, [parcel]):
                carried += 1
            else:
                left.append(parcel.carried.seq)
    return Continued(seq, carried, tuple(left))


def _written(store: Store, some: Sequence[Parcel]) -> bool:
    """Carry these lines in one act; whether they could be."""
    try:
        store.write(_append, some).result()
    except (NotApplied, lines.Unreadable, msgspec.ValidationError):
        return False
    return True


def _append(tx: Tx, some: Sequence[Parcel]) -> None:
    for parcel in some:
        tx.append_carried(parcel.carried, parcel.private)
