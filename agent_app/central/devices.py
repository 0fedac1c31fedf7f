"""Enrolment: an invitation becomes the identity of a new device, a certificate that of one known before."""

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from agent_app.central import callers, centre_journal, epochs, mark, tables
from agent_app.central.centre import Centre
from agent_app.central.problems import Rejected
from agent_app.journal.encoding import from_base64, to_base64
from agent_app.journal.entries.base import Entry
from agent_app.journal.entries.house import BranchOpened, DeviceEnrolled, DevicePrivate, DeviceRevoked
from agent_app.records import bulk
from agent_app.records.tables import house
from agent_app.wire import answers
from agent_app.wire.documents import (
    PROTOCOL,
    CentreKey,
    Enrolment,
    EnrolmentRequest,
    InvitationRequest,
    InvitationSeen,
    Problem,
)

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The exact body of the answer, and its HTTP status: 201 for an invitation, 200 for a certificate."""

    body: bytes
    status: int


def code_hash(code: str) -> bytes:
    """What the centre keeps of an invitation's code."""
    return hashlib.sha256(code.encode()).digest()


def enrol(centre: Centre, request: EnrolmentRequest) -> Enrolled:
    """Enrol a new device, or admit a known one again.

    Raises Rejected with request, protocol, code_unknown, code_used, code_expired, certificate or device_taken.
    """
    public_key = _public_key(request.public_key)
    if not (request.protocol[0] <= PROTOCOL[1] and PROTOCOL[0] <= request.protocol[1]):
        raise Rejected(Problem.PROTOCOL)
    if request.certificate is not None:
        enrolled = _readmit(centre, request, public_key)
    elif request.code is not None and request.coop == centre.coop:
        code = request.code
        with centre.reading() as connection:
            # Who guesses is refused without holding up those who write.
            _invitation(connection, centre.coop, code)
        body = centre.write(lambda connection: _take_up(connection, centre, request, code, public_key))
        enrolled = Enrolled(body, 201)
    else:
        raise Rejected(Problem.CODE_UNKNOWN)
    mark.note(centre)
    return enrolled


def look_at(centre: Centre, request: InvitationRequest) -> InvitationSeen:
    """Say for whom an invitation is, and leave it as it is. Raises Rejected: code_unknown, code_used, code_expired."""
    if request.coop != centre.coop:
        raise Rejected(Problem.CODE_UNKNOWN)
    branch, row = house.branch, tables.cooperative
    with centre.reading() as connection:
        invitation = _invitation(connection, centre.coop, request.code)
        if invitation.used_by is not None:
            raise Rejected(Problem.CODE_USED)
        _require_unexpired(centre, invitation)
        here = (branch.c.coop == centre.coop, branch.c.branch == invitation.branch)
        return InvitationSeen(
            coop=centre.coop,
            coop_name=connection.execute(select(row.c.name).where(row.c.coop == centre.coop)).scalar_one(),
            branch_name=connection.execute(select(branch.c.name).where(*here)).scalar_one(),
            person_name=invitation.name or "",
            role=invitation.role,
            centre_key=CentreKey(id=centre.keys.key_id, key=to_base64(centre.keys.public)),
        )


def _require_unexpired(centre: Centre, invitation: Any) -> None:
    if centre.milliseconds() > invitation.expires_at:
        raise Rejected(Problem.CODE_EXPIRED)


def _public_key(text: str) -> bytes:
    try:
        key = from_base64(text)
    except ValueError as error:
        raise Rejected(Problem.REQUEST) from error
    if len(key) != 32:
        raise Rejected(Problem.REQUEST)
    return key


def _invitation(connection: Connection, coop: str, code: str) -> Any:
    """The row of an invitation. Raises Rejected(code_unknown)."""
    table = tables.invitation
    here = (table.c.coop == coop, table.c.code_hash == code_hash(code))
    invitation = connection.execute(select(table).where(*here)).first()
    if invitation is None:
        raise Rejected(Problem.CODE_UNKNOWN)
    return invitation


def _take_up(connection: Connection, centre: Centre, request: EnrolmentRequest, code: str, public_key: bytes) -> bytes:
    invitation = _invitation(connection, centre.coop, code)
    if invitation.used_by is not None:
        if bytes(invitation.used_by) != public_key:
            raise Rejected(Problem.CODE_USED)
        return bytes(invitation.answer)
    _require_unexpired(centre, invitation)
    number = _next_device(connection, centre.coop)
    entry = DeviceEnrolled(
        device=number,
        branch=invitation.branch,
        person=invitation.person,
        role=invitation.role,
        public_key=to_base64(public_key),
        agent=invitation.person,
        private=DevicePrivate(person_name=invitation.name, device_name=_short(request.name)),
    )
    _write(connection, centre, [entry], number)
    body = msgspec.json.encode(identity(connection, centre, number))
    table = tables.invitation
    used = {"used_by": public_key, "device": number, "answer": body}
    here = (table.c.coop == centre.coop, table.c.code_hash == invitation.code_hash)
    connection.execute(update(table).where(*here).values(**used))
    return body


def _next_device(connection: Connection, coop: str) -> int:
    table = tables.cooperative
    given = update(table).where(table.c.coop == coop).values(next_device=table.c.next_device + 1)
    return int(connection.execute(given.returning(table.c.next_device)).scalar_one()) - 1


def _short(name: str | None) -> str | None:
    """What a laptop is called, without what no line may hold and no screen should show."""
    shown = "".join(letter for letter in name or "" if letter.isprintable()).strip()
    return shown[:LONGEST_NAME] or None


def _write(connection: Connection, centre: Centre, entries: list[Entry], number: int) -> None:
    centre_journal.append(connection, centre, entries)
    state = {"coop": centre.coop, "device": number, "durable_seq": 0, "last_contact": centre.milliseconds()}
    bulk.insert_new(connection, tables.device_state, [state])


def identity(connection: Connection, centre: Centre, number: int) -> Enrolment:
    """The identity of an enrolled device as the tables have it, with the lines that say so."""
    device, branch, row = house.device, house.branch, tables.cooperative
    mine = connection.execute(select(device).where(device.c.coop == centre.coop, device.c.device == number)).one()
    its = connection.execute(select(branch).where(branch.c.coop == centre.coop, branch.c.branch == mine.branch)).one()
    house_ = connection.execute(select(row).where(row.c.coop == centre.coop)).one()
    places = sorted([(-its.by_device, its.by_seq), (-mine.by_device, mine.by_seq)])
    return Enrolment(
        coop=centre.coop,
        coop_name=house_.name,
        branch=mine.branch,
        branch_name=its.name,
        zone=its.zone,
        person=mine.person,
        person_name=mine.person_name or "",
        role=mine.role,
        device=number,
        centre_key=CentreKey(id=centre.keys.key_id, key=to_base64(centre.keys.public)),
        seal_key=to_base64(centre.keys.seal_public),
        recovery_key=its.recovery_key,
        epoch=house_.epoch,
        server_time=centre.server_time(),
        enrolled=tuple(centre_journal.excerpt(connection, centre, -epoch, seq) for epoch, seq in places),
    )


def _readmit(centre: Centre, request: EnrolmentRequest, public_key: bytes) -> Enrolled:
    """A device that a restored centre does not know shows what this centre once signed for it."""
    old = _certified(centre, request)
    with centre.reading() as connection:
        number_is_free = old.device >= mark.of_database(connection, centre.coop).next_device
        epoch = epochs.present(connection, centre.coop)
    if number_is_free and epoch == old.epoch:
        # The database does not know of a number that was given out in this very epoch: it was put back by hand.
        epochs.open_epoch(centre, instead_of=epoch)
    body = centre.write(lambda connection: _admit(connection, centre, old, public_key))
    return Enrolled(body, 200)


def _certified(centre: Centre, request: EnrolmentRequest) -> Enrolment:
    shown = request.certificate
    if shown is None or shown.nonce != request.public_key:
        raise Rejected(Problem.CERTIFICATE)
    try:
        old = msgspec.json.decode(shown.body.encode(), type=Enrolment)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise Rejected(Problem.CERTIFICATE) from error
    body = shown.body.encode()
    key, device = centre.keys.public, answers.NO_DEVICE
    if not answers.is_signed(shown.signature, key, centre.coop, device, shown.nonce, shown.status, body):
        raise Rejected(Problem.CERTIFICATE)
    if old.coop != centre.coop or shown.status >= 300:
        raise Rejected(Problem.CERTIFICATE)
    return old


def _admit(connection: Connection, centre: Centre, old: Enrolment, public_key: bytes) -> bytes:
    known = callers.find(connection, centre.coop, old.device)
    if known is not None and known.public_key != public_key:
        raise Rejected(Problem.DEVICE_TAKEN)
    if known is not None and known.is_revoked:
        raise Rejected(Problem.REVOKED)
    if known is None:
        _write(connection, centre, _enrolment_again(connection, centre, old, public_key), old.device)
        row = tables.cooperative
        lower = (row.c.coop == centre.coop, row.c.next_device <= old.device)
        connection.execute(update(row).where(*lower).values(next_device=old.device + 1))
    return msgspec.json.encode(identity(connection, centre, old.device))


def _enrolment_again(connection: Connection, centre: Centre, old: Enrolment, public_key: bytes) -> list[Entry]:
    """The device as its certificate has it, its branch where that is not held either, and closed where it was."""
    branch = house.branch
    here = (branch.c.coop == centre.coop, branch.c.branch == old.branch)
    entries: list[Entry] = []
    if connection.execute(select(branch.c.branch).where(*here)).first() is None:
        opened = BranchOpened(branch=old.branch, name=old.branch_name, zone=old.zone, recovery_key=old.recovery_key)
        entries.append(opened)
    enrolled = DeviceEnrolled(
        device=old.device,
        branch=old.branch,
        person=old.person,
        role="supervisor" if old.role == "supervisor" else "agent",
        public_key=to_base64(public_key),
        agent=old.person,
        private=DevicePrivate(person_name=old.person_name),
    )
    known = mark.read(centre.folder)
    closed = dict(known.revoked) if known is not None else {}
    if old.device in closed:
        # It may hand over what it had taken, and nothing else.
        revoked = DeviceRevoked(device=old.device, branch=old.branch, seq=closed[old.device], agent=old.person)
        return [*entries, enrolled, revoked]
    return [*entries, enrolled]
