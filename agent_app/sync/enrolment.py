"""Becoming a device: an invitation turned into an identity, and an old device admitted to a restored centre."""

import base64
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from agent_app.domain import plausible
from agent_app.domain.errors import Refused, Trouble, Unavailable
from agent_app.domain.refusals import RefusalCode, UnavailableCode
from agent_app.journal import chain
from agent_app.journal.encoding import from_base64, to_base64
from agent_app.records import log
from agent_app.records.log import Changes, Run
from agent_app.store import contact, tables
from agent_app.store.identity import Identity, from_certificate
from agent_app.store.store import Store
from agent_app.sync import clock
from agent_app.sync.caller import problem_code, signature_of
from agent_app.sync.outcome import Halted, Result
from agent_app.sync.transport import HttpTransport, NoContact, Raw, Reason, Request, Transport
from agent_app.sync.troubles import in_words
from agent_app.wire import answers, invitations
from agent_app.wire.documents import (
    Certificate,
    Enrolment,
    EnrolmentRequest,
    InvitationRequest,
    InvitationSeen,
    JournalExcerpt,
    Problem,
)
from agent_app.wire.invitations import Invitation

PATH = "/v1/enrolments"
INVITATIONS = "/v1/invitations"
_KEY_ID_BYTES = 8

_PROBLEMS: dict[str, Trouble] = {
    Problem.CODE_UNKNOWN: Refused(RefusalCode.INVITATION_UNKNOWN),
    Problem.CODE_USED: Refused(RefusalCode.INVITATION_USED),
    Problem.CODE_EXPIRED: Refused(RefusalCode.INVITATION_EXPIRED),
    Problem.PROTOCOL: Unavailable(UnavailableCode.PROTOCOL_TOO_OLD),
}


@dataclass(frozen=True, slots=True)
class _Enrolled:
    """A verified answer: what it says, the certificate it is, and what the laptop's clock lacks."""

    enrolment: Enrolment
    certificate: Certificate
    offset: timedelta


def enrol(
    store: Store, invitation_text: str, name: str, app_version: str, transport: Transport | None = None
) -> Identity:
    """Make this folder a device of the centre that the invitation names. `name` is what the laptop is called.

    Raises Refused("already_enrolled" | "invitation_unreadable" | "address_insecure" | "invitation_unknown" |
    "invitation_used" | "invitation_expired"), Unavailable("no_network" | "captive_portal" | "clock_wrong" |
    "centre_key_differs" | "centre_busy" | "protocol_too_old"). After any of them the same invitation may be tried
    again: the key pair is kept, and the centre answers the same key with the same identity.
    """
    if store.is_enrolled:
        raise Refused(RefusalCode.ALREADY_ENROLLED)
    invitation = invitations.parse(invitation_text)
    private_key, is_new = store.run(lambda connection: _pending_key(connection, invitation)).result()
    public_key = to_base64(chain.public_key_of(private_key))
    request = EnrolmentRequest(
        coop=invitation.coop, public_key=public_key, code=invitation.code, name=name, app=app_version
    )
    try:
        found = _ask(store, transport or HttpTransport(invitation.address), invitation, request)
    except (NoContact, Halted) as trouble:
        raise in_words(trouble) from trouble
    identity = from_certificate(found.certificate, invitation.address, private_key)
    # Asked a second time the centre repeats its first answer, word for word: its time is that of the first.
    there = store.now() + found.offset
    is_right = is_new and plausible.is_followed(there, store.now(), None)
    offset = found.offset if is_right else timedelta(0)
    store.enrol(identity, found.enrolment.epoch, lambda connection: _take_in(connection, found, offset))
    return identity


def look_at(invitation_text: str, transport: Transport | None = None) -> InvitationSeen | None:
    """Ask the centre for whom an invitation is, without using it. None where the centre cannot be asked that yet.

    Raises what `enrol` raises of the invitation, the line and the centre's key.
    """
    invitation = invitations.parse(invitation_text)
    own = transport is None
    line = transport or HttpTransport(invitation.address)
    try:
        return _look_at(line, invitation)
    except (NoContact, Halted) as trouble:
        raise in_words(trouble) from trouble
    finally:
        if own and isinstance(line, HttpTransport):
            line.close()


def _look_at(transport: Transport, invitation: Invitation) -> InvitationSeen | None:
    nonce = to_base64(os.urandom(16))
    request = InvitationRequest(coop=invitation.coop, code=invitation.code, nonce=nonce)
    body = msgspec.json.encode(request)
    raw = transport.send(Request("POST", INVITATIONS, body, {"Content-Type": "application/json"}))
    if raw.status != 200:
        problem = _problem(raw, invitation)
        if problem_code(raw) == Problem.NOT_FOUND:
            return None
        raise problem
    try:
        seen = msgspec.json.decode(raw.body, type=InvitationSeen)
        key = from_base64(seen.centre_key.key)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise NoContact(Reason.CAPTIVE_PORTAL, raw.status) from error
    if invitations.pin(key) != invitation.pin:
        raise NoContact(Reason.FOREIGN_KEY, raw.status)
    _certificate(raw, key, seen.coop, nonce)
    return seen


def _pending_key(connection: Connection, invitation: Invitation) -> tuple[bytes, bool]:
    """The key pair for this invitation: the one of an earlier try, or a new one that is kept from now on; which."""
    pending = tables.pending_enrolment
    code_hash = hashlib.sha256(invitation.code.encode()).hexdigest()
    known = select(pending.c.private_key).where(pending.c.coop == invitation.coop, pending.c.code_hash == code_hash)
    earlier = connection.execute(known).scalar()
    if earlier is not None:
        return bytes(earlier), False
    private_key = chain.new_private_key()
    row = {"coop": invitation.coop, "code_hash": code_hash, "private_key": private_key}
    connection.execute(insert(pending).values(row))
    return private_key, True


def _ask(store: Store, transport: Transport, invitation: Invitation, request: EnrolmentRequest) -> _Enrolled:
    sent_at = store.now()
    raw = transport.send(Request("POST", PATH, msgspec.json.encode(request), {"Content-Type": "application/json"}))
    received_at = store.now()
    if raw.status not in (200, 201):
        raise _problem(raw, invitation)
    try:
        enrolment = msgspec.json.decode(raw.body, type=Enrolment)
        key = from_base64(enrolment.centre_key.key)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise NoContact(Reason.CAPTIVE_PORTAL, raw.status) from error
    if invitations.pin(key) != invitation.pin:
        raise NoContact(Reason.FOREIGN_KEY, raw.status)
    certificate = _certificate(raw, key, enrolment.coop, request.public_key)
    return _Enrolled(enrolment, certificate, clock.measure(enrolment.server_time, sent_at, received_at).middle)


def _problem(raw: Raw, invitation: Invitation) -> Trouble:
    """What a problem document says.

    The key that signed it is not known yet, but its name and the invitation's pin both begin its SHA-256.
    """
    signature_of(raw, base64.b32decode(invitation.pin)[:_KEY_ID_BYTES].hex())
    return _PROBLEMS.get(problem_code(raw), Unavailable(UnavailableCode.CENTRE_BUSY))


def _certificate(raw: Raw, key: bytes, coop: str, nonce: str) -> Certificate:
    signature = signature_of(raw, answers.key_id(key))
    if not answers.is_signed(signature, key, coop, answers.NO_DEVICE, nonce, raw.status, raw.body):
        raise NoContact(Reason.CUT, raw.status)
    return Certificate(body=raw.body.decode(), nonce=nonce, status=raw.status, signature=signature)


def _take_in(connection: Connection, found: _Enrolled, offset: timedelta) -> Changes:
    """Keep the centre's lines about this device and how far its clock is off; the key is no longer pending."""
    contact.note(connection, offset_ms=round(offset.total_seconds() * 1000))
    connection.execute(delete(tables.pending_enrolment))
    return keep_excerpts(connection, found.enrolment.coop, found.enrolment.enrolled)


def keep_excerpts(connection: Connection, coop: str, excerpts: Sequence[JournalExcerpt]) -> Changes:
    """Store lines that a signed answer vouches for."""
    changes = Changes()
    for excerpt in excerpts:
        prev, line = bytes.fromhex(excerpt.prev), excerpt.line.encode()
        changes += log.extend(connection, coop, Run(excerpt.device, excerpt.seq, prev, [line], whole=False))
    return changes


def readmit(store: Store, transport: Transport) -> None:
    """Show the certificate to a restored centre that does not know this device any more.

    Raises NoContact, and Halted(UNKNOWN_DEVICE) where the centre does not find its own signature on it.
    """
    me = store.identity
    nonce = to_base64(me.public_key)
    request = EnrolmentRequest(coop=me.coop, public_key=nonce, certificate=me.certificate)
    raw = transport.send(Request("POST", PATH, msgspec.json.encode(request), {"Content-Type": "application/json"}))
    _certificate(raw, me.centre_key, me.coop, nonce)
    if raw.status not in (200, 201):
        code = problem_code(raw)
        raise Halted(Result.REVOKED if code == Problem.REVOKED else Result.UNKNOWN_DEVICE, code)
    try:
        enrolment = msgspec.json.decode(raw.body, type=Enrolment)
    except msgspec.DecodeError as error:
        raise Halted(Result.PROTOCOL, "enrolment") from error
    if (enrolment.coop, enrolment.device) != (me.coop, me.device):
        raise Halted(Result.PROTOCOL, "enrolment")
    store.run(lambda connection: keep_excerpts(connection, me.coop, enrolment.enrolled)).result()
