"""What the cooperative's administrator does: set the centre up, open branches, invite, revoke, erase."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app import paths
from agent_app.central import (
    branch_devices,
    callers,
    centre_journal,
    epochs,
    evidence,
    keys,
    mark,
    publishing,
    tables,
    upkeep,
)
from agent_app.central.centre import Centre, Clock, wall_clock
from agent_app.central.database import SETTINGS, SQLITE, Settings, bring_up, open_engine, write_settings
from agent_app.central.devices import code_hash
from agent_app.domain.errors import Refused
from agent_app.domain.papers import code as checked_code
from agent_app.domain.refusals import RefusalCode
from agent_app.domain.texts import same_name
from agent_app.journal.encoding import from_base64, to_base64
from agent_app.journal.entries.house import BranchOpened
from agent_app.journal.entries.members import PersonErased
from agent_app.records import bulk, log
from agent_app.records.tables import house
from agent_app.records.tables.journal import line_member
from agent_app.wire import invitations
from agent_app.wire.invitations import Invitation

Role = Literal["agent", "supervisor"]
INVITATION_LIFE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """An enrolled device. `last_contact` is milliseconds since 1970 UTC; `seq` the last line the centre holds.

    The names of its person and of the laptop are None where nobody gave one or they were erased. What the device has
    not sent yet, the centre cannot know.
    """

    device: int
    branch: str
    person: str
    role: str
    person_name: str | None
    device_name: str | None
    seq: int
    durable_seq: int
    last_contact: int | None
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class KnownBranch:
    """A branch, and how many laptops of it are open."""

    branch: str
    name: str
    zone: str
    devices: int


def init(folder: Path, coop: str, name: str, database: str | None = None, now: Clock = wall_clock) -> Centre:
    """Make a centre in an empty folder: keys, database, first epoch, and the packaged schedules as its first lines.

    A key that is in the folder already, of an attempt that came no further, is taken and never written over. Raises
    Refused("vault_exists") where the folder holds a centre, Refused("code_taken") where the database holds one of this
    code, Refused("code_unreadable"), Refused("name_missing"), Unavailable("vault_damaged") for a key nobody can read.
    """
    coop = checked_code(coop)
    if not name.strip():
        raise Refused(RefusalCode.NAME_MISSING)
    paths.make_private_dir(folder)
    if (folder / SETTINGS).exists() or (folder / SQLITE).exists():
        raise Refused(RefusalCode.VAULT_EXISTS)
    new = keys.load_or_make(folder)
    settings = Settings(coop=coop, database=database)
    centre = Centre(folder, coop, open_engine(folder, settings, new), new, now)
    centre.write(lambda connection: _found(connection, centre, name.strip()))
    write_settings(folder, settings)
    mark.note(centre)
    return centre


def _found(connection: Connection, centre: Centre, name: str) -> None:
    table = tables.cooperative
    if connection.execute(select(table.c.coop).where(table.c.coop == centre.coop)).first() is not None:
        raise Refused(RefusalCode.CODE_TAKEN)
    row = {
        "coop": centre.coop,
        "name": name,
        "epoch": epochs.new_id(),
        "centre_device": 0,
        "next_device": 1,
    }
    bulk.insert_new(connection, table, [row])
    bring_up(connection, centre.coop)
    publishing.publish_packaged(connection, centre)


def add_branch(centre: Centre, branch: str, name: str, zone: str, key_file: Path) -> None:
    """Open a branch; its recovery key (X25519, base64url) is written once to `key_file`, mode 600.

    The database keeps the public half. A key in the file that is no branch's yet, of an attempt that came no further,
    is taken. Raises Refused("code_taken") for a known branch, Refused("file_exists") for any other file,
    Refused("code_unreadable"), Refused("name_missing"), Refused("zone_unknown"), OSError for the file.
    """
    branch = checked_code(branch)
    if not name.strip():
        raise Refused(RefusalCode.NAME_MISSING)
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise Refused(RefusalCode.ZONE_UNKNOWN) from error
    left_over = _left_over(key_file)
    private = left_over or keys.new_exchange_key()
    public = to_base64(keys.exchange_public(private))

    def open_branch(connection: Connection) -> None:
        if _branch(connection, centre.coop, branch) is not None:
            raise Refused(RefusalCode.CODE_TAKEN)
        if left_over is None:
            # Inside the transaction: no branch without its key on the disk.
            paths.write_private(key_file, to_base64(private).encode() + b"\n")
        elif _is_of_a_branch(connection, centre.coop, public):
            raise Refused(RefusalCode.FILE_EXISTS)
        entry = BranchOpened(branch=branch, name=name.strip(), zone=zone, recovery_key=public)
        centre_journal.append(connection, centre, [entry])

    centre.write(open_branch)
    mark.note(centre)


def _left_over(key_file: Path) -> bytes | None:
    """The recovery key in a file; None where there is no file. Raises Refused("file_exists") for any other content."""
    if not key_file.exists():
        return None
    try:
        private = from_base64(key_file.read_text(encoding="ascii").strip())
    except ValueError as error:
        raise Refused(RefusalCode.FILE_EXISTS) from error
    if len(private) != 32:
        raise Refused(RefusalCode.FILE_EXISTS)
    return private


def _is_of_a_branch(connection: Connection, coop: str, public: str) -> bool:
    table = house.branch
    here = (table.c.coop == coop, table.c.recovery_key == public)
    return connection.execute(select(table.c.branch).where(*here)).first() is not None


def _branch(connection: Connection, coop: str, branch: str) -> str | None:
    table = house.branch
    here = (table.c.coop == coop, table.c.branch == branch)
    return connection.execute(select(table.c.branch).where(*here)).scalar()


def invite(
    centre: Centre, address: str, branch: str, person: str, name: str, role: Role, same_person: bool = False
) -> Invitation:
    """An invitation for one person in one branch in one role, good for one device within 24 hours.

    `address` is the centre's base URL as devices reach it. All devices of a person's code read what one of them wrote:
    `same_person` says that a code known under another name or in another branch is meant all the same. Raises
    Refused("branch_unknown" | "code_unreadable" | "name_missing" | "address_insecure" | "invitation_unreadable" |
    "person_code_taken").
    """
    branch, person = checked_code(branch), checked_code(person)
    if not name.strip():
        raise Refused(RefusalCode.NAME_MISSING)
    invitation = Invitation(
        invitations.checked_address(address), centre.coop, invitations.new_code(), invitations.pin(centre.keys.public)
    )

    def keep(connection: Connection) -> None:
        if _branch(connection, centre.coop, branch) is None:
            raise Refused(RefusalCode.BRANCH_UNKNOWN)
        if not same_person and _is_of_another(connection, centre, branch, person, name):
            raise Refused(RefusalCode.PERSON_CODE_TAKEN, person=person)
        row = {
            "coop": centre.coop,
            "code_hash": code_hash(invitation.code),
            "branch": branch,
            "person": person,
            "name": name.strip(),
            "role": role,
            "expires_at": centre.milliseconds() + int(INVITATION_LIFE.total_seconds() * 1000),
        }
        bulk.insert_new(connection, tables.invitation, [row])

    centre.write(keep)
    return invitation


def _is_of_another(connection: Connection, centre: Centre, branch: str, person: str, name: str) -> bool:
    """Whether a code was given, and never to this name in this branch: with a device or an invitation that is open."""
    device, invited = house.device, tables.invitation
    enrolled = select(device.c.branch, device.c.person_name).where(
        device.c.coop == centre.coop, device.c.person == person
    )
    waiting = select(invited.c.branch, invited.c.name).where(
        invited.c.coop == centre.coop,
        invited.c.person == person,
        invited.c.used_by.is_(None),
        invited.c.expires_at >= centre.milliseconds(),
    )
    known = [*connection.execute(enrolled).all(), *connection.execute(waiting).all()]
    same = [its for its, called in known if its == branch and (called is None or same_name(called, name))]
    return bool(known) and not same


def devices(centre: Centre) -> list[KnownDevice]:
    """All enrolled devices, by number."""
    known, state = house.device, tables.device_state
    with centre.reading() as connection:
        states = {row.device: row for row in connection.execute(select(state).where(state.c.coop == centre.coop))}
        enrolled = connection.execute(
            select(known.c.device, known.c.person_name, known.c.device_name)
            .where(known.c.coop == centre.coop)
            .order_by(known.c.device)
        ).all()
        return [
            _known(connection, centre, row.device, (row.person_name, row.device_name), states.get(row.device))
            for row in enrolled
        ]


def branches(centre: Centre) -> list[KnownBranch]:
    """All branches, by code."""
    table = house.branch
    open_devices = Counter(device.branch for device in devices(centre) if not device.is_revoked)
    with centre.reading() as connection:
        rows = connection.execute(select(table).where(table.c.coop == centre.coop).order_by(table.c.branch)).all()
    return [KnownBranch(row.branch, row.name, row.zone, open_devices[row.branch]) for row in rows]


def _known(
    connection: Connection, centre: Centre, number: int, names: tuple[str | None, str | None], state: object
) -> KnownDevice:
    caller = callers.find(connection, centre.coop, number)
    if caller is None:
        raise RuntimeError("an enrolled device is not found")
    last = log.head(connection, centre.coop, number)
    return KnownDevice(
        device=number,
        branch=caller.branch,
        person=caller.person,
        role=caller.role,
        person_name=names[0],
        device_name=names[1],
        seq=last[0] if last else 0,
        durable_seq=getattr(state, "durable_seq", 0),
        last_contact=getattr(state, "last_contact", None),
        is_revoked=caller.is_revoked,
    )


def revoke(centre: Centre, device: int) -> None:
    """Close a device: what it still sends is stored, counted and under review. Raises Refused("device_unknown")."""

    def close(connection: Connection) -> None:
        known = callers.find(connection, centre.coop, device)
        if known is None:
            raise Refused(RefusalCode.DEVICE_UNKNOWN)
        branch_devices.close(connection, centre, known)

    centre.write(close)
    mark.note(centre)


def erase(centre: Centre, members: Collection[str], reason: Literal["request", "mistake", "retention"]) -> bool:
    """Forget people: every holder replaces the private parts of their lines (UU 27/2022, art. 8).

    False where the bytes in the database's free space could not be cleared now; the worker of a served centre does so
    later. Raises Refused("member_unknown") where no line names a record: a slip in an id would forget nobody.
    """
    day = centre.now().date().isoformat()

    def forget(connection: Connection) -> None:
        if not set(members) <= _named(connection, centre.coop, members):
            raise Refused(RefusalCode.MEMBER_UNKNOWN)
        entry = PersonErased(day=day, members=tuple(members), reason=reason)
        centre_journal.append(connection, centre, [entry])
        evidence.forget(connection, centre.coop, members)

    centre.write(forget)
    mark.note(centre)
    return upkeep.vacuum_when_due(centre)


def _named(connection: Connection, coop: str, members: Collection[str]) -> set[str]:
    table = line_member
    statement = select(table.c.member).where(table.c.coop == coop, table.c.member.in_(sorted(members))).distinct()
    return set(connection.execute(statement).scalars())
