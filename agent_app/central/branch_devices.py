"""The devices of a branch as its supervisors see them, and closing one that is lost."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.engine import Connection

from agent_app.central import callers, centre_journal, mark, tables
from agent_app.central.callers import Caller
from agent_app.central.centre import Centre
from agent_app.central.problems import Rejected
from agent_app.journal.encoding import to_rfc3339
from agent_app.journal.entries.house import DeviceRevoked, RevocationAsked
from agent_app.records import log
from agent_app.records.tables.house import device, revocation, revocation_request
from agent_app.records.tables.journal import journal
from agent_app.wire.documents import DeviceFacts, DeviceList, Problem

SUPERVISOR = "supervisor"
REQUEST_DAYS = 7
"""So long the word of one waits for that of a second."""
DAY_MS = 24 * 60 * 60 * 1000


def of_branch(connection: Connection, centre: Centre, caller: Caller) -> DeviceList:
    """All devices of the caller's branch, also closed ones. Raises Rejected(role) for anybody but a supervisor."""
    _supervisor_only(caller)
    rows = connection.execute(_known(centre.coop, caller.branch)).all()
    requests = _requests(connection, centre, [row.device for row in rows if not row.revocations])
    return DeviceList(
        coop=centre.coop,
        branch=caller.branch,
        devices=tuple(_facts(row, requests.get(row.device)) for row in rows),
        server_time=centre.server_time(),
    )


def revoke(centre: Centre, caller: Caller, number: int) -> tuple[DeviceList, bool]:
    """Close a device of the caller's branch; closing one again changes nothing. The devices as they stand then, and
    whether it is closed.

    The laptop of another supervisor is closed at the word of two: the first is kept for `REQUEST_DAYS` and told to the
    branch. So nobody alone shuts out whoever would look at their work. Raises Rejected with role for anybody but a
    supervisor, own_device for the device that asks, not_found for one that is not of the branch.
    """
    _supervisor_only(caller)
    if number == caller.device:
        raise Rejected(Problem.OWN_DEVICE)

    def close_it(connection: Connection) -> tuple[DeviceList, bool]:
        # Asked again under the lock: who is closed while this waits closes nobody any more.
        asking = callers.find(connection, centre.coop, caller.device)
        if asking is None or asking.is_revoked:
            raise Rejected(Problem.REVOKED)
        known = callers.find(connection, centre.coop, number)
        if known is None or known.branch != caller.branch:
            raise Rejected(Problem.NOT_FOUND)
        is_closed = (
            known.is_revoked or not _takes_two(caller, known) or _asked_already(connection, centre, caller, known)
        )
        if is_closed:
            close(connection, centre, known, revoked_by=caller.person)
        return of_branch(connection, centre, caller), is_closed

    devices = centre.write(close_it)
    mark.note(centre)
    return devices


def _takes_two(caller: Caller, known: Caller) -> bool:
    return known.role == SUPERVISOR and known.person != caller.person


def _asked_already(connection: Connection, centre: Centre, caller: Caller, known: Caller) -> bool:
    """Whether another supervisor has asked for it; where nobody has, the caller has from now on."""
    asked = _requests(connection, centre, [known.device]).get(known.device)
    if asked is None:
        entry = RevocationAsked(device=known.device, branch=known.branch, asked_by=caller.person, agent=known.person)
        centre_journal.append(connection, centre, [entry])
    return asked is not None and asked.asked_by != caller.person


def _requests(connection: Connection, centre: Centre, devices: Iterable[int]) -> dict[int, Any]:
    """By device the first request that is not too old."""
    table = revocation_request
    since = centre.milliseconds() - REQUEST_DAYS * DAY_MS
    statement = select(table).where(table.c.coop == centre.coop, table.c.revoked.in_(sorted(devices)))
    found: dict[int, Any] = {}
    for row in connection.execute(statement.where(table.c.at >= since).order_by(table.c.at, table.c.seq)):
        found.setdefault(row.revoked, row)
    return found


def close(connection: Connection, centre: Centre, known: Caller, revoked_by: str | None = None) -> None:
    """Write the centre's line that a device is closed, unless it is; `revoked_by`: the supervisor who asked for it."""
    if known.is_revoked:
        return
    last = log.head(connection, centre.coop, known.device)
    seq = last[0] if last else 0
    entry = DeviceRevoked(device=known.device, branch=known.branch, seq=seq, agent=known.person, revoked_by=revoked_by)
    centre_journal.append(connection, centre, [entry])


def _supervisor_only(caller: Caller) -> None:
    if caller.role != SUPERVISOR:
        raise Rejected(Problem.ROLE)


def _known(coop: str, branch: str) -> Any:
    """Devices with their state and the last line held, each its own row."""
    state = tables.device_state
    last = select(func.max(journal.c.seq)).where(journal.c.coop == device.c.coop, journal.c.device == device.c.device)
    revoked = select(func.count()).where(revocation.c.coop == device.c.coop, revocation.c.revoked == device.c.device)
    return (
        select(
            device.c.device,
            device.c.person,
            device.c.role,
            *(state.c[name] for name in ("durable_seq", "last_contact", "app", "told_at", "told_seq")),
            *(state.c[name] for name in ("unsent_acts", "unsent_rupiah", "offset_ms")),
            last.scalar_subquery().label("seq"),
            revoked.scalar_subquery().label("revocations"),
        )
        .select_from(device.outerjoin(state, and_(state.c.coop == device.c.coop, state.c.device == device.c.device)))
        .where(device.c.coop == coop, device.c.branch == branch)
        .order_by(device.c.device)
    )


def _facts(row: Any, request: Any | None) -> DeviceFacts:
    seq = row.seq or 0
    told = row.told_seq is not None
    arrived = told and seq >= row.told_seq
    return DeviceFacts(
        device=row.device,
        person=row.person,
        role=row.role,
        seq=seq,
        durable_seq=min(seq, row.durable_seq or 0),
        revoked=bool(row.revocations),
        last_contact=_time(row.last_contact),
        told_at=_time(row.told_at),
        app=row.app or None,
        unsent_acts=0 if arrived else row.unsent_acts,
        unsent_rupiah=0 if arrived else row.unsent_rupiah,
        offset_ms=row.offset_ms,
        asked_by=None if request is None else request.asked_by,
        asked_at=None if request is None else _time(request.at),
    )


def _time(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else to_rfc3339(datetime.fromtimestamp(milliseconds / 1000, UTC))
