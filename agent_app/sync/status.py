"""One view of the sync for the screen: what is not sent, since when, what is wrong, and whether both sides agree."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.journal.encoding import utc
from agent_app.records.tables.journal import State, journal
from agent_app.store import contact
from agent_app.store.contact import Contact
from agent_app.store.identity import Identity
from agent_app.store.store import Store
from agent_app.sync import head, own_journal
from agent_app.sync.outcome import Difference
from agent_app.wire.documents import HeadDocument, KindTotal, SignedHead

TAKEN = frozenset({"contribution_collected", "titipan_taken"})
"""The kinds by which a member's money comes in: their rupiah is what would be lost with the laptop."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """What the centre has not signed for: acts (all lines of an act count once), lines, and rupiah taken in them.

    `oldest` is the moment of the oldest, in milliseconds since 1970 UTC.
    """

    acts: int = 0
    lines: int = 0
    rupiah: int = 0
    oldest: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Both sides hold the same lines up to `seq`: count of receipts and slips, their rupiah, when it was seen."""

    seq: int
    count: int
    rupiah: int
    at: int


@dataclass(frozen=True, slots=True)
class Status:
    """Times are milliseconds since 1970 UTC. `match` is None where nothing is compared yet or `differences` are.

    `acknowledged` is the last own line the centre signed for; `unsecured` counts acknowledged lines that are in no
    verified backup of the centre yet; `trouble` is a code of sync.outcome.Result, None where nothing waits for a
    person.
    """

    unsent: Unsent
    acknowledged: int
    unsecured: int
    last_success: int | None
    trouble: str | None
    reviews: int
    match: Match | None
    differences: tuple[Difference, ...]
    clock_offset_ms: int
    ask_first: bool


def status(store: Store) -> Status:
    """The view as of now, from one state of the database. Raises Unavailable("not_enrolled")."""
    me = store.identity
    with store.reading() as connection:
        known = contact.load(connection)
        match, differences = _compare(connection, me, known)
        return Status(
            unsent=_unsent(connection, me, known.acknowledged),
            acknowledged=known.acknowledged,
            unsecured=max(known.acknowledged - known.durable, 0),
            last_success=known.last_success,
            trouble=known.trouble,
            reviews=known.reviews,
            match=match,
            differences=differences,
            clock_offset_ms=known.offset_ms,
            ask_first=known.ask_first,
        )


def _unsent(connection: Connection, me: Identity, acknowledged: int) -> Unsent:
    """Lines of one act were written with one and the same time, one after the other."""
    statement = (
        select(journal.c.state, journal.c.line)
        .where(journal.c.coop == me.coop, journal.c.device == me.device, journal.c.seq > acknowledged)
        .order_by(journal.c.seq)
    )
    acts, lines, rupiah = 0, 0, 0
    before = oldest = ""
    for state, line in connection.execute(statement):
        lines += 1
        if state == State.UNREADABLE:
            continue
        seen = own_journal.GLANCE.decode(line)
        oldest = min(oldest or seen.at, seen.at, key=utc)
        acts += seen.at != before
        rupiah += _taken(seen)
        before = seen.at
    return Unsent(acts, lines, rupiah, _milliseconds(oldest) if oldest else None)


def _taken(seen: own_journal.Glance) -> int:
    """The rupiah a member paid by this line, also where it is carried over from an older journal."""
    if seen.kind == "carried":
        whole = seen.line if seen.line.endswith("}") else seen.line + "}"
        seen = own_journal.GLANCE.decode(whole)
    return seen.rupiah if seen.kind in TAKEN else 0


def _compare(connection: Connection, me: Identity, known: Contact) -> tuple[Match | None, tuple[Difference, ...]]:
    """The centre's last signed head beside what is held here."""
    if known.signed_head is None:
        return None, ()
    proof = msgspec.json.decode(known.signed_head, type=SignedHead)
    signed = msgspec.json.decode(proof.body, type=HeadDocument)
    if own_journal.hash_at(connection, me, signed.seq) != bytes.fromhex(signed.head):
        return None, ()
    differences = head.differences(own_journal.totals_at(connection, me, signed.seq), signed.totals)
    if differences:
        return None, differences
    nothing = KindTotal(count=0, rupiah=0)
    taken = [signed.totals.get(kind, nothing) for kind in sorted(TAKEN)]
    count, rupiah = sum(one.count for one in taken), sum(one.rupiah for one in taken)
    return Match(signed.seq, count, rupiah, _milliseconds(signed.server_time)), ()


def _milliseconds(text: str) -> int:
    return round(utc(text).timestamp() * 1000)
