"""Who works as an agent of a branch, on which laptops, and up to which moment their lines are held here."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from agent_app.journal import lines
from agent_app.records.prepared import Prepared
from agent_app.records.tables import house
from agent_app.records.tables.journal import journal

AGENT = "agent"
_NEWEST = 8
"""Lines looked at from the end of a journal until one can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchPerson:
    """Somebody enrolled at a branch, by person code. `devices` are the numbers of the laptops, oldest first, and
    `revoked` tells that none of them may send any more."""

    person: str
    name: str
    role: str
    devices: tuple[int, ...]
    revoked: bool


def agents_of(connection: Connection, coop: str, branch: str) -> tuple[BranchPerson, ...]:
    """The agents of a branch in the order of their codes, also those whose laptops are all revoked."""
    return tuple(one for one in people_of(connection, coop, branch) if one.role == AGENT)


def people_of(connection: Connection, coop: str, branch: str) -> tuple[BranchPerson, ...]:
    """Everybody whose newest enrolment is at this branch, in the order of their codes."""
    of = house.device.c
    columns = (of.person, of.device, of.branch, of.role, of.person_name)
    rows = connection.execute(select(*columns).where(of.coop == coop).order_by(of.person, of.at, of.device)).all()
    gone = set(connection.execute(select(house.revocation.c.revoked).where(house.revocation.c.coop == coop)).scalars())
    laptops: dict[str, list[int]] = {}
    for row in rows:
        laptops.setdefault(row.person, []).append(row.device)
    newest = {row.person: row for row in rows}
    return tuple(
        BranchPerson(
            person=person,
            name=row.person_name or person,
            role=row.role,
            devices=tuple(laptops[person]),
            revoked=gone.issuperset(laptops[person]),
        )
        for person, row in newest.items()
        if row.branch == branch
    )


def zone_of(connection: Connection, coop: str, branch: str) -> str:
    """The branch's IANA zone; UTC while the centre's word on it is not held."""
    of = house.branch.c
    found = connection.execute(select(of.zone).where(of.coop == coop, of.branch == branch)).scalar()
    return found or "UTC"


def data_until(connection: Connection, coop: str, devices: Iterable[int]) -> int | None:
    """When the newest line held of these laptops was written, in milliseconds UTC by their own clocks; None where
    none is held."""
    moments = (_newest_moment(connection, coop, device) for device in devices)
    return max((moment for moment in moments if moment is not None), default=None)


def _newest_moment(connection: Connection, coop: str, device: int) -> int | None:
    for (raw,) in _LAST_LINES.rows(connection, {"coop": coop, "device": device}):
        try:
            return lines.read(bytes(raw)).at
        except lines.Unreadable:
            continue
    return None


_LAST_LINES = Prepared(
    select(journal.c.line)
    .where(journal.c.coop == bindparam("coop"), journal.c.device == bindparam("device"))
    .order_by(journal.c.seq.desc())
    .limit(_NEWEST)
)
