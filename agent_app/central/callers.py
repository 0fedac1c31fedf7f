"""Who calls: the device a token was signed by, and when it was last heard of."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import and_, exists, select
from sqlalchemy.engine import Connection

from agent_app.central import tables
from agent_app.central.centre import Centre
from agent_app.central.problems import Rejected
from agent_app.journal.encoding import from_base64
from agent_app.records import bulk
from agent_app.records.tables.house import device, revocation
from agent_app.wire import tokens
from agent_app.wire.documents import DeviceState, Problem

CONTACT_EVERY = 60_000
"""Milliseconds between two notes of a device's last contact."""
_SCHEME = "Bearer "
_LONGEST_STATE = 1024


@dataclass(frozen=True, slots=True)
class Caller:
    """An enrolled device of the cooperative, whose token is good."""

    device: int
    person: str
    branch: str
    role: str
    public_key: bytes
    is_revoked: bool


def read_claim(authorization: str | None) -> tokens.Claim | None:
    """What the header claims, or None where there is no token to read."""
    if authorization is None or not authorization.startswith(_SCHEME):
        return None
    try:
        return tokens.claim(authorization.removeprefix(_SCHEME))
    except tokens.BadToken:
        return None


def identify(connection: Connection, centre: Centre, authorization: str | None) -> Caller:
    """The device that signed the token. Raises Rejected(token | clock | unknown_device)."""
    claim = read_claim(authorization)
    if claim is None or authorization is None or claim.coop != centre.coop:
        raise Rejected(Problem.TOKEN)
    caller = find(connection, centre.coop, claim.device)
    if caller is None:
        raise Rejected(Problem.UNKNOWN_DEVICE)
    try:
        tokens.check(authorization.removeprefix(_SCHEME), caller.public_key, centre.keys.key_id, centre.now())
    except tokens.BadToken as error:
        server_time = centre.server_time() if error.code == "clock" else None
        raise Rejected(Problem(error.code), server_time=server_time) from error
    return caller


def admit(caller: Caller) -> Caller:
    """The caller where it is not revoked. Raises Rejected(revoked)."""
    if caller.is_revoked:
        raise Rejected(Problem.REVOKED)
    return caller


def find(connection: Connection, coop: str, number: int) -> Caller | None:
    """An enrolled device by its number."""
    revoked = exists().where(and_(revocation.c.coop == device.c.coop, revocation.c.revoked == device.c.device))
    statement = select(device, revoked.label("is_revoked")).where(device.c.coop == coop, device.c.device == number)
    row = connection.execute(statement).first()
    if row is None:
        return None
    return Caller(row.device, row.person, row.branch, row.role, bytes(row.public_key), bool(row.is_revoked))


def told_state(header: str | None) -> DeviceState | None:
    """What a laptop tells of itself; None where it tells nothing that can be read, which is no reason to refuse it."""
    if header is None or len(header) > _LONGEST_STATE:
        return None
    try:
        told = msgspec.json.decode(from_base64(header), type=DeviceState)
    except (ValueError, msgspec.DecodeError, RecursionError):
        return None
    return told if told.app.isprintable() else None


def note_contact(connection: Connection, centre: Centre, number: int, told: DeviceState | None = None) -> None:
    """Remember that the device was heard of now, and what it told of itself."""
    state = tables.device_state
    durable = select(state.c.durable_seq).where(state.c.coop == centre.coop, state.c.device == number)
    now = centre.milliseconds()
    row = {
        "coop": centre.coop,
        "device": number,
        "durable_seq": connection.execute(durable).scalar() or 0,
        "last_contact": now,
    }
    if told is not None:
        row |= {"told_at": now, **_columns(told)}
    bulk.upsert(connection, state, [row])


def is_contact_due(connection: Connection, centre: Centre, number: int, told: DeviceState | None = None) -> bool:
    """Whether the last note of the device's contact is older than a minute, or what it tells is news."""
    state = tables.device_state
    statement = select(state).where(state.c.coop == centre.coop, state.c.device == number)
    row = connection.execute(statement).first()
    if row is None or row.last_contact is None or abs(centre.milliseconds() - int(row.last_contact)) > CONTACT_EVERY:
        return True
    return told is not None and any(getattr(row, name) != value for name, value in _columns(told).items())


def _columns(told: DeviceState) -> dict[str, Any]:
    return {
        "app": told.app,
        "told_seq": told.seq,
        "unsent_acts": told.acts,
        "unsent_rupiah": told.rupiah,
        "offset_ms": told.offset_ms,
    }
