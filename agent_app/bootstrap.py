"""The composition root: puts the rooms together, each imported only where it is built.

So `agent-app central` runs without PySide6, a laptop's client without starlette and psycopg, and the window shows its
lock before the database's libraries are there.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from agent_app import paths
from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode
from agent_app.store import backups, traces
from agent_app.vault import keyring_port, vault
from agent_app.vault.data_key import DataKey
from agent_app.vault.keyring_port import SecretStore, SystemKeyring

if TYPE_CHECKING:
    from agent_app.central.centre import Centre
    from agent_app.gui.doors import Doors
    from agent_app.store.store import Store
    from agent_app.wire.documents import InvitationSeen

Ask = Callable[[str], str]
"""Gives the secret of a kind, "pin" or "passphrase"."""
Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    """The laptop's clock, UTC."""
    return datetime.now(UTC)


def has_vault(folder: Path) -> bool:
    """Whether a device was ever begun in this folder."""
    try:
        vault.slot_kind(folder)
    except Unavailable as missing:
        if missing.code == "vault_missing":
            return False
        raise
    return True


def was_begun(folder: Path) -> bool:
    """Whether anything in the folder tells of a device, however little of it is left: nobody begins anew over it."""
    return has_vault(folder) or vault.was_begun(folder) or traces.was_used(folder)


def new_device(
    folder: Path,
    kind: str,
    secret: str,
    keyring: SecretStore | None = None,
    clock: Clock = wall_clock,
    *,
    is_shown_only: bool = False,
) -> "Store":
    """Make a data folder: its vault under a PIN (with the OS keyring) or a passphrase, and an empty database.

    `is_shown_only`: a sample that hands nothing out; nothing of it is remembered outside of its folder.
    """
    if traces.was_used(folder) and not has_vault(folder):
        raise Unavailable(UnavailableCode.VAULT_MISSING)
    if (service := paths.synced_by(folder)) is not None:
        raise Unavailable(UnavailableCode.DATA_DIR_SYNCED, service=service)
    if kind == "pin":
        key = vault.create(folder, secret, keyring or SystemKeyring())
    else:
        key = vault.create_with_passphrase(folder, secret)
    return _open(folder, key, clock, None if is_shown_only else paths.beside_all_data())


def open_device(
    folder: Path,
    ask: Ask,
    keyring: SecretStore | None = None,
    clock: Clock = wall_clock,
    *,
    is_shown_only: bool = False,
) -> "Store":
    """Unlock a data folder and open its database; `is_shown_only` as for `new_device`.

    Raises Refused("pin_wrong" | "passphrase_wrong"), Unavailable("database_missing" | "database_unreadable" | …):
    unreadable is also a database that is gone while backups of it are there.
    """
    if traces.is_empty(folder) and traces.has_backups(folder):
        raise Unavailable(UnavailableCode.DATABASE_UNREADABLE)
    return _open(folder, unlock(folder, ask, keyring), clock, None if is_shown_only else paths.beside_all_data())


def _open(folder: Path, key: DataKey, clock: Clock, outer: Path | None) -> "Store":
    from agent_app.store.store import open_store

    return open_store(folder, key.hex(), clock, outer)


def unlock(folder: Path, ask: Ask, keyring: SecretStore | None = None) -> DataKey:
    """The folder's data key, by PIN or passphrase; told from a key that is not the database's.

    Raises Refused("pin_wrong" | "passphrase_wrong"), Unavailable("database_missing") for a folder in which no
    device was ever begun, Unavailable("vault_missing" | "key_wrong" | …).
    """
    if not was_begun(folder):
        raise Unavailable(UnavailableCode.DATABASE_MISSING)
    kind = vault.slot_kind(folder)
    if kind == "pin":
        key = vault.open_with_pin(folder, ask("pin"), keyring or SystemKeyring())
    else:
        key = vault.open_with_passphrase(folder, ask("passphrase"))
    if not vault.check(folder, key):
        raise Unavailable(UnavailableCode.KEY_WRONG)
    return key


@contextmanager
def device(folder: Path, ask: Ask) -> "Iterator[Store]":
    """An opened device that is enrolled; closed at the end. Raises as `open_device`, Unavailable("not_enrolled")."""
    if has_vault(folder) and traces.is_empty(folder):
        raise Unavailable(UnavailableCode.DATABASE_UNREADABLE)
    store = open_device(folder, ask)
    try:
        if not store.is_enrolled:
            raise Unavailable(UnavailableCode.NOT_ENROLLED)
        yield store
    finally:
        store.close()


def doors(
    folder: Path, keyring: SecretStore | None = None, clock: Clock = wall_clock, *, is_shown_only: bool = False
) -> "Doors":
    """What the window needs of vault, store and enrolment, for one data folder."""
    shown = {"is_shown_only": is_shown_only}
    from agent_app import __version__
    from agent_app.gui.doors import Doors

    def matches(secret: str) -> None:
        unlock(folder, lambda _: secret, keyring)

    def put_back(secret: str, backup: Path) -> None:
        restore_device(folder, backup, lambda _: secret, keyring)

    def missing_in(secret: str, backup: Path) -> tuple[int, int] | None:
        key = unlock(folder, lambda _: secret, keyring).hex()
        return backups.missing_in(folder, None if is_shown_only else paths.beside_all_data(), backup, key)

    def handed_out() -> tuple[int, int] | None:
        record = traces.handed_out(folder)
        return None if record is None else (record.acts, record.rupiah)

    def admit(store: "Store", invitation: str, name: str) -> None:
        from agent_app.sync.enrolment import enrol

        enrol(store, invitation, name, __version__)

    def look(invitation: str) -> "InvitationSeen | None":
        from agent_app.sync.enrolment import look_at

        return look_at(invitation)

    return Doors(
        folder=folder,
        has_device=lambda: was_begun(folder),
        kind=lambda: vault.slot_kind(folder),
        unlock=lambda secret: open_device(folder, lambda _: secret, keyring, clock, **shown),
        matches=matches,
        create=lambda kind, secret: new_device(folder, kind, secret, keyring, clock, **shown),
        enrol=admit,
        look_at=look,
        now=clock,
        require_keyring=lambda: keyring_port.require(keyring or SystemKeyring()),
        backups=lambda: backups.found(folder),
        restore=put_back,
        missing_in=missing_in,
        handed_out=handed_out,
        synced_by=lambda: paths.synced_by(folder),
    )


def restore_device(folder: Path, backup: Path, ask: Ask, keyring: SecretStore | None = None) -> Path | None:
    """Put a backup back in place; where the present database was set aside. Raises Refused, Unavailable."""
    from agent_app.store.restore import restore

    return restore(folder, backup, unlock(folder, ask, keyring).hex())


@contextmanager
def centre(folder: Path) -> Iterator["Centre"]:
    """The centre of a folder, closed at the end; until then no backup is put back under it.

    Raises Unavailable("part_missing") where its libraries are not installed, ("database_in_use") during a restore, what
    `open_centre` raises, and what `database_troubles` makes of the rest.
    """
    rooms = central()
    # A folder that is no centre's gets no lock file.
    rooms.database.read_settings(folder)
    with database_troubles(), rooms.instance.serving(folder):
        opened = rooms.database.open_centre(folder)
        try:
            yield opened
        finally:
            opened.engine.dispose()


@contextmanager
def database_troubles() -> Iterator[None]:
    """Tells what a database cannot do in words.

    Raises Unavailable("database_unreachable" | "database_rights" | "database_disk_full") for PostgreSQL, ("disk" |
    "disk_full" | "database_unreadable") for a file; other errors of a database are bugs and pass.
    """
    from sqlalchemy.exc import DBAPIError, OperationalError

    from agent_app.records.engine import trouble_of

    try:
        yield
    except DBAPIError as error:
        trouble = trouble_of(error)
        if (
            trouble is None
            and isinstance(error, OperationalError)
            and type(error.orig).__module__.startswith("psycopg")
        ):
            trouble = Unavailable(UnavailableCode.DATABASE_UNREACHABLE)
        if trouble is None:
            raise
        raise trouble from error


def postgres_url(text: str | None) -> str | None:
    """The URL of a PostgreSQL database, unchanged. Raises Unavailable("database_unreachable") for any other."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    if text is None:
        return None
    try:
        is_postgres = make_url(text).get_backend_name() == "postgresql"
    except (ArgumentError, ValueError):
        is_postgres = False
    if not is_postgres:
        raise Unavailable(UnavailableCode.DATABASE_UNREACHABLE)
    return text


def central() -> "Rooms":
    """The rooms of the centre, imported only now. Raises Unavailable("part_missing")."""
    try:
        return Rooms()
    except ModuleNotFoundError as missing:
        raise Unavailable(UnavailableCode.PART_MISSING, part=missing.name or "central") from missing


class Rooms:
    """What commands use of the centre."""

    def __init__(self) -> None:
        from agent_app.central import (
            admin,
            backup_places,
            backups,
            certificates,
            checks,
            database,
            epochs,
            instance,
            logbook,
            recovery,
            server,
        )

        self.admin, self.backups, self.checks, self.epochs = admin, backups, checks, epochs
        self.database, self.instance, self.server = database, instance, server
        self.recovery, self.backup_places = recovery, backup_places
        self.certificates, self.logbook = certificates, logbook
