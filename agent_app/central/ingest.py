"""Push: a batch is checked, stored, applied and put into the streams, all in one transaction."""

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from agent_app.central import callers, evidence, heads, review_queue, routing, streams
from agent_app.central.callers import Caller
from agent_app.central.centre import Centre
from agent_app.central.problems import Rejected
from agent_app.journal import batch as batches
from agent_app.journal import chain
from agent_app.journal.batch import BadBatch, Batch
from agent_app.records import log
from agent_app.records.log import Fork, Gap, Run
from agent_app.wire.documents import HeadDocument, Problem


@dataclass(frozen=True, slots=True)
class Pushed:
    """The head after the batch, and how many of its lines were new."""

    head: HeadDocument
    new: int


def push(centre: Centre, caller: Caller, packed: bytes) -> Pushed:
    """Take over a batch of any device of the cooperative, whoever posts it; lines that are held are skipped.

    Raises Rejected with size, dictionary, batch, chain, signature, not_found (no such journal), gap or fork.
    """
    with centre.intake.batch():
        pushed = _take_in(centre, caller, _read(centre, packed))
    if pushed.new:
        centre.growth.add(pushed.new)
        centre.intake.ring()
    return pushed


def _take_in(centre: Centre, caller: Caller, batch: Batch) -> Pushed:
    writer = _writer(centre, caller, batch)
    if batch.first == 1 and batch.prev != chain.genesis(centre.coop, batch.device, writer.public_key):
        raise Rejected(Problem.CHAIN)
    if not batches.signed_by(batch, writer.public_key):
        raise Rejected(Problem.SIGNATURE)
    outcome = centre.write(lambda connection: _store(connection, centre, caller, writer, batch))
    if isinstance(outcome, Rejected):
        raise outcome
    return outcome


def _writer(centre: Centre, caller: Caller, batch: Batch) -> Caller:
    """The device whose journal it is: mostly the one that posts it."""
    if batch.device == caller.device:
        return caller
    with centre.reading() as connection:
        writer = callers.find(connection, centre.coop, batch.device)
    if writer is None:
        raise Rejected(Problem.NOT_FOUND)
    return writer


def _read(centre: Centre, packed: bytes) -> Batch:
    try:
        batch = batches.unpack(packed)
    except BadBatch as error:
        raise Rejected(Problem(error.code)) from error
    if batch.coop != centre.coop:
        raise Rejected(Problem.BATCH)
    return batch


def _store(connection: Connection, centre: Centre, caller: Caller, writer: Caller, batch: Batch) -> Pushed | Rejected:
    """Gap and fork are answers, not failures: what was kept as evidence is committed with them."""
    callers.note_contact(connection, centre, caller.device)
    coop = centre.coop
    try:
        changes = log.extend(connection, coop, Run(batch.device, batch.first, batch.prev, batch.lines))
    except Gap:
        return Rejected(Problem.GAP, head=heads.document(connection, centre, batch.device, writer.public_key))
    except Fork as fork:
        evidence.keep(connection, centre, batch, fork.seq, caller.device)
        return Rejected(Problem.FORK, head=heads.document(connection, centre, batch.device, writer.public_key))
    log.keep_signature(connection, coop, batch.device, batch.to, batch.head, batch.signature)
    if changes.new:
        review_queue.add(connection, centre, changes.new, review_queue.NEW)
        if changes.erased:
            evidence.forget(connection, coop, changes.erased)
        routed = routing.route(connection, coop, changes.new, ())
        streams.append(connection, coop, routed)
    return Pushed(heads.document(connection, centre, batch.device, writer.public_key), len(changes.new))
