"""The laptops of a branch as their enrolments tell, and the newest line that is held here of each."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.journal.encoding import utc
from agent_app.records.tables.house import device, revocation
from agent_app.records.tables.journal import State, journal


@dataclass(frozen=True, slots=True, repr=False)
class BranchDevice:
    """A device of the branch. `seq` is the newest line held here, `newest_at` when it was written (milliseconds since
    1970 UTC), None where none is or it cannot be read; `revoked_at` is when the centre closed the device, `revoked_by`
    the supervisor who asked for it, None where the operator of the centre did."""

    device: int
    person: str
    role: str
    person_name: str | None
    device_name: str | None
    enrolled_at: int
    seq: int
    newest_at: int | None
    revoked_at: int | None
    revoked_by: str | None


def devices_of(connection: Connection, coop: str, branch: str) -> tuple[BranchDevice, ...]:
    """All devices of a branch by number, also closed ones."""
    closed: dict[int, Any] = {}
    first = (revocation.c.at, revocation.c.device, revocation.c.seq)
    for row in connection.execute(select(revocation).where(revocation.c.coop == coop).order_by(*first)):
        closed.setdefault(row.revoked, row)
    rows = connection.execute(
        select(device).where(device.c.coop == coop, device.c.branch == branch).order_by(device.c.device)
    ).all()
    found = []
    for row in rows:
        seq, at = _newest(connection, coop, row.device)
        closing = closed.get(row.device)
        found.append(
            BranchDevice(
                device=row.device,
                person=row.person,
                role=row.role,
                person_name=row.person_name,
                device_name=row.device_name,
                enrolled_at=row.at,
                seq=seq,
                newest_at=at,
                revoked_at=closing.at if closing is not None else None,
                revoked_by=closing.revoked_by if closing is not None else None,
            )
        )
    return tuple(found)


class _Dated(msgspec.Struct):
    at: str


_DATED = msgspec.json.Decoder(_Dated)


def _newest(connection: Connection, coop: str, number: int) -> tuple[int, int | None]:
    statement = (
        select(journal.c.seq, journal.c.state, journal.c.line)
        .where(journal.c.coop == coop, journal.c.device == number)
        .order_by(journal.c.seq.desc())
        .limit(1)
    )
    row = connection.execute(statement).first()
    if row is None:
        return 0, None
    if row.state == State.UNREADABLE:
        return int(row.seq), None
    return int(row.seq), round(utc(_DATED.decode(row.line).at).timestamp() * 1000)
