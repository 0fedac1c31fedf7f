"""What the centre says it holds of this device's journal, and what follows from it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy.engine import Connection

from agent_app.journal.encoding import to_base64
from agent_app.store import contact, restored
from agent_app.store.identity import Identity
from agent_app.store.store import Store
from agent_app.sync import clock, own_journal, own_state
from agent_app.sync.caller import Answer, Caller
from agent_app.sync.outcome import Difference, Halted, Result
from agent_app.wire import answers
from agent_app.wire.documents import PROTOCOL, HeadDocument, KindTotal

PATH = "/v1/head"


class Standing(StrEnum):
    """Where this device's journal stands beside the centre's copy."""

    LEVEL = "level"
    AHEAD = "ahead"
    BEHIND = "behind"
    FORK = "fork"


@dataclass(frozen=True, slots=True)
class Noted:
    """A head taken in: the standing it shows, and, where both journals end alike, kinds whose totals differ."""

    standing: Standing
    head: HeadDocument
    differences: tuple[Difference, ...] = ()


def ask(store: Store, caller: Caller) -> Noted:
    """Ask for the head and take it in.

    A lower head than was acknowledged in the same epoch is asked for once more, with the proof that there was
    a higher one: the centre then knows that it was restored. Raises NoContact, Halted.
    """
    told = own_state.headers(store)
    answer, head = _ask(caller, told)
    known = clock.contact_of(store)
    if head.epoch == known.epoch and head.seq < known.acknowledged and known.signed_head is not None:
        answer, head = _ask(caller, told | {answers.HEAD_HEADER: to_base64(known.signed_head.encode())})
    return note(store, caller, answer, head)


def _ask(caller: Caller, headers: dict[str, str]) -> tuple[Answer, HeadDocument]:
    answer = caller.call("GET", PATH, headers=headers)
    if answer.status != 200:
        raise Halted(Result.PROTOCOL, answer.code)
    return answer, answer.read(HeadDocument)


def note(store: Store, caller: Caller, answer: Answer, head: HeadDocument) -> Noted:
    """Take in a verified head: what is acknowledged, what is durable, how far the laptop's clock is off."""
    me = store.identity
    if (head.coop, head.device) != (me.coop, me.device):
        raise Halted(Result.PROTOCOL, "head")
    # The head in a problem document is as verified as any, but is no proof to show later.
    proof = answer.signed_head() if answer.status == 200 else None
    noted = store.run(lambda connection: _note(connection, me, head, proof)).result()
    if noted.standing in (Standing.LEVEL, Standing.AHEAD):
        measured = clock.measure(head.server_time, answer.sent_at, answer.received_at)
        offset_ms = clock.take_over(store, measured)
        # A centre whose time is not believed still takes only what is signed by its own clock.
        if offset_ms is not None:
            caller.offset = timedelta(milliseconds=offset_ms)
    return noted


def _note(connection: Connection, me: Identity, head: HeadDocument, proof: str | None) -> Noted:
    known = contact.load(connection)
    standing = _standing(connection, me, head)
    if standing is Standing.FORK:
        if not restored.is_parted(restored.load(connection), head.seq):
            contact.note(connection, trouble=Result.FORK.value)
        return Noted(standing, head)
    if standing is Standing.BEHIND:
        return Noted(standing, head)
    values = {
        "epoch": head.epoch,
        "acknowledged": head.seq,
        "acknowledged_h": bytes.fromhex(head.head),
        "durable": head.durable_seq,
        "reviews": head.reviews,
        "ask_first": False,
        "trouble": known.trouble if known.trouble == Result.REVOKED else None,
    }
    if proof is not None and (head.epoch != known.epoch or head.seq >= known.acknowledged):
        values["signed_head"] = proof
    contact.note(connection, **values)
    if standing is Standing.AHEAD:
        # What is about to be sent would have to be read and taken off the totals, before every batch anew.
        return Noted(standing, head)
    return Noted(standing, head, differences(own_journal.totals_at(connection, me, head.seq), head.totals))


def _standing(connection: Connection, me: Identity, head: HeadDocument) -> Standing:
    last, _ = own_journal.end(connection, me)
    if head.seq > last:
        return Standing.BEHIND
    if own_journal.hash_at(connection, me, head.seq) != _hash(head):
        return Standing.FORK
    return Standing.LEVEL if head.seq == last else Standing.AHEAD


def _hash(head: HeadDocument) -> bytes:
    try:
        return bytes.fromhex(head.head)
    except ValueError as error:
        raise Halted(Result.PROTOCOL, "head") from error


def differences(here: dict[str, KindTotal], centre: dict[str, KindTotal]) -> tuple[Difference, ...]:
    """The kinds whose count or rupiah differ, in the order of their names."""
    nothing = KindTotal(count=0, rupiah=0)
    pairs = [(kind, here.get(kind, nothing), centre.get(kind, nothing)) for kind in sorted(here.keys() | centre.keys())]
    return tuple(Difference(k, (a.count, a.rupiah), (b.count, b.rupiah)) for k, a, b in pairs if a != b)


def is_protocol_common(head: HeadDocument) -> bool:
    """Whether both sides speak a common version; without one, lines are still sent, but none are read."""
    return head.protocol[0] <= PROTOCOL[1] and PROTOCOL[0] <= head.protocol[1]
