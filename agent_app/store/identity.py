"""Who this device is: its signed certificate, its key, and the centre it belongs to."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from agent_app.domain.business_day import business_day
from agent_app.journal import chain
from agent_app.journal.encoding import from_base64
from agent_app.store import tables
from agent_app.wire.documents import Certificate, Enrolment


@dataclass(frozen=True, slots=True)
class Identity:
    """A device as enrolled. `zone` is the branch's IANA zone; keys are raw bytes."""

    coop: str
    coop_name: str
    branch: str
    branch_name: str
    zone: str
    person: str
    person_name: str
    role: str
    device: int
    address: str
    centre_key: bytes
    centre_key_id: str
    seal_key: bytes
    recovery_key: bytes
    certificate: Certificate
    private_key: bytes

    def __repr__(self) -> str:
        return f"Identity({self.coop}/{self.device})"

    @property
    def public_key(self) -> bytes:
        """The public half of the device's key."""
        return chain.public_key_of(self.private_key)

    @property
    def genesis(self) -> bytes:
        """h(0) of the device's journal."""
        return chain.genesis(self.coop, self.device, self.public_key)

    def local(self, moment: datetime) -> datetime:
        """A moment on the clock of the branch."""
        return moment.astimezone(ZoneInfo(self.zone))

    def business_day(self, moment: datetime) -> date:
        """The date money taken at this moment counts for."""
        return business_day(moment, self.zone)


def from_certificate(certificate: Certificate, address: str, private_key: bytes) -> Identity:
    """The identity a certificate speaks of; its signature was checked when it came."""
    enrolment = msgspec.json.decode(certificate.body, type=Enrolment)
    return Identity(
        coop=enrolment.coop,
        coop_name=enrolment.coop_name,
        branch=enrolment.branch,
        branch_name=enrolment.branch_name,
        zone=enrolment.zone,
        person=enrolment.person,
        person_name=enrolment.person_name,
        role=enrolment.role,
        device=enrolment.device,
        address=address,
        centre_key=from_base64(enrolment.centre_key.key),
        centre_key_id=enrolment.centre_key.id,
        seal_key=from_base64(enrolment.seal_key),
        recovery_key=from_base64(enrolment.recovery_key),
        certificate=certificate,
        private_key=private_key,
    )


def load(connection: Connection) -> Identity | None:
    """The identity in this database, None before enrolment."""
    row = connection.execute(select(tables.identity)).one_or_none()
    if row is None:
        return None
    return from_certificate(msgspec.json.decode(row.certificate, type=Certificate), row.address, bytes(row.private_key))


def save(connection: Connection, identity: Identity, epoch: str) -> None:
    """Write the identity of a freshly enrolled device, and that nothing was sent yet.

    Nothing is owed to the centre of this epoch: whatever comes to the device will come from there.
    """
    connection.execute(
        insert(tables.identity).values(
            coop=identity.coop,
            device=identity.device,
            address=identity.address,
            certificate=msgspec.json.encode(identity.certificate).decode(),
            private_key=identity.private_key,
        )
    )
    connection.execute(
        insert(tables.contact).values(
            coop=identity.coop,
            epoch=epoch,
            refilled_epoch=epoch,
            acknowledged=0,
            durable=0,
            offset_ms=0,
            reviews=0,
            doubtful_clock=False,
            ask_first=False,
        )
    )
