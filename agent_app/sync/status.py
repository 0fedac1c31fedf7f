"""One view of the sync for the screen: what is not sent, since when, what is wrong, and whether both sides agree."""

from dataclasses import dataclass

import msgspec
from sqlalchemy.engine import Connection

from agent_app.journal.encoding import utc
from agent_app.store import contact, restored
from agent_app.store.contact import Contact
from agent_app.store.identity import Identity
from agent_app.store.store import Store
from agent_app.store.tally import TAKEN, Tally, tally
from agent_app.sync import head, own_journal
from agent_app.sync.outcome import Difference
from agent_app.wire.documents import HeadDocument, KindTotal, SignedHead


@dataclass(frozen=True, slots=True)
class Match:
    """Both sides hold the same lines up to `seq`: count of receipts and slips, their rupiah, when it was seen."""

    seq: int
    count: int
    rupiah: int
    at: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What was handed out from this laptop and is gone from it, because its data was put back `at` (milliseconds since
    1970 UTC): acts and rupiah, None where nobody can tell. `settled`: the centre does not hold it either."""

    acts: int | None
    rupiah: int | None
    settled: bool
    at: int


@dataclass(frozen=True, slots=True)
class Status:
    """Times are milliseconds since 1970 UTC. `match` is None where nothing is compared yet or `differences` are.

    `acknowledged` is the last own line the centre signed for; `unsecured` counts acknowledged lines that are in no
    verified backup of the centre yet; `trouble` is a code of sync.outcome.Result, None where nothing waits for a
    person.
    """

    unsent: Tally
    acknowledged: int
    unsecured: int
    last_success: int | None
    trouble: str | None
    reviews: int
    match: Match | None
    differences: tuple[Difference, ...]
    clock_offset_ms: int
    ask_first: bool
    missing: Missing | None = None


def status(store: Store) -> Status:
    """The view as of now, from one state of the database. Raises Unavailable("not_enrolled")."""
    me = store.identity
    with store.reading() as connection:
        known = contact.load(connection)
        match, differences = _compare(connection, me, known)
        return Status(
            unsent=tally(connection, me, known.acknowledged),
            acknowledged=known.acknowledged,
            unsecured=max(known.acknowledged - known.durable, 0),
            last_success=known.last_success,
            trouble=known.trouble,
            reviews=known.reviews,
            match=match,
            differences=differences,
            clock_offset_ms=known.offset_ms,
            ask_first=known.ask_first,
            missing=_missing(connection),
        )


def _missing(connection: Connection) -> Missing | None:
    row = restored.load(connection)
    if row is None or not row.is_something_missing:
        return None
    return Missing(row.acts, row.rupiah, row.settled, row.at)


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
