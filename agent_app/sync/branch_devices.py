"""What the centre tells a supervisor of the branch's laptops, kept so that it can be looked at without a network."""

from dataclasses import dataclass
from datetime import timedelta

import msgspec
from sqlalchemy.engine import Connection

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.journal.encoding import utc
from agent_app.store import kept
from agent_app.store.store import Store
from agent_app.sync import clock
from agent_app.sync.caller import Caller
from agent_app.sync.outcome import Halted, Result
from agent_app.sync.transport import NoContact, Transport
from agent_app.sync.troubles import in_words
from agent_app.wire.documents import DeviceFacts, DeviceList, Problem

PATH = "/v1/devices"
KEY = "centre.devices"
SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Laptop:
    """A laptop of the branch. Times are milliseconds since 1970 UTC, None where the centre does not know them.

    `asked_by` is the supervisor at whose word of `asked_at` it is closed once a second one asks for the same.
    `unsent_acts` and `unsent_rupiah` are as the laptop told at `told_at`, zero once all of it has arrived;
    `offset_ms` is what its clock lacks; `seq` the last line the centre holds of it.
    """

    device: int
    person: str
    role: str
    seq: int
    revoked: bool
    last_contact: int | None
    told_at: int | None
    app: str | None
    unsent_acts: int | None
    unsent_rupiah: int | None
    offset_ms: int | None
    asked_by: str | None
    asked_at: int | None


@dataclass(frozen=True, slots=True)
class News:
    """The laptops of the branch by number, as the centre told at `at` (milliseconds since 1970 UTC)."""

    at: int
    laptops: tuple[Laptop, ...]


def load(connection: Connection) -> News | None:
    """The last news; None before the first."""
    known = kept.load(connection, KEY)
    if known is None:
        return None
    found = msgspec.convert(known, DeviceList)
    return News(_milliseconds(found.server_time) or 0, tuple(_laptop(one) for one in found.devices))


def fetch(store: Store, caller: Caller) -> None:
    """Ask for the news and keep it; only supervisors do. What it brings is of use and no more: a line that fails here,
    or a centre that does not know the call, changes nothing.

    Raises Halted where the centre does not accept this device any more.
    """
    if store.identity.role != SUPERVISOR:
        return
    try:
        answer = caller.call("GET", PATH)
    except NoContact:
        return
    if answer.status == 200:
        _keep(store, answer.read(DeviceList))


def revoke(store: Store, transport: Transport, device: int) -> bool:
    """Have the centre close a laptop of the branch, now; nothing is queued for later. False where it is another
    supervisor's: then a second one has to ask for the same.

    Raises Refused("device_unknown" | "role_not_allowed" | "device_revoked"), Unavailable for a line or centre that
    does not answer.
    """
    offset = timedelta(milliseconds=clock.contact_of(store).offset_ms)
    try:
        answer = Caller(transport, store.identity, store.now, offset).call("POST", f"{PATH}/{device}/revocation")
        if answer.status in (200, 202):
            _keep(store, answer.read(DeviceList))
            return answer.status == 200
    except (NoContact, Halted) as trouble:
        raise in_words(trouble) from trouble
    if answer.code == Problem.NOT_FOUND:
        raise Refused(RefusalCode.DEVICE_UNKNOWN)
    if answer.code in (Problem.ROLE, Problem.OWN_DEVICE):
        raise Refused(RefusalCode.ROLE_NOT_ALLOWED)
    raise in_words(Halted(Result.PROTOCOL, answer.code))


def _keep(store: Store, found: DeviceList) -> None:
    me = store.identity
    if (found.coop, found.branch) != (me.coop, me.branch):
        raise Halted(Result.PROTOCOL, "devices")
    plain = msgspec.to_builtins(found)
    store.run(lambda connection: kept.keep(connection, KEY, plain)).result()


def _laptop(one: DeviceFacts) -> Laptop:
    return Laptop(
        device=one.device,
        person=one.person,
        role=one.role,
        seq=one.seq,
        revoked=one.revoked,
        last_contact=_milliseconds(one.last_contact),
        told_at=_milliseconds(one.told_at),
        app=one.app,
        unsent_acts=one.unsent_acts,
        unsent_rupiah=one.unsent_rupiah,
        offset_ms=one.offset_ms,
        asked_by=one.asked_by,
        asked_at=_milliseconds(one.asked_at),
    )


def _milliseconds(text: str | None) -> int | None:
    return None if text is None else round(utc(text).timestamp() * 1000)
