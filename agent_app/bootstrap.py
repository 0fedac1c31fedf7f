"""The composition root: puts the rooms together, each imported only where it is built.

So `agent-app central` runs without PySide6, and a laptop's client without starlette and psycopg.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from agent_app.domain.errors import Unavailable
from agent_app.store.restore import restore
from agent_app.store.store import Store, open_store
from agent_app.vault import vault
from agent_app.vault.data_key import DataKey
from agent_app.vault.keyring_port import SecretStore, SystemKeyring

if TYPE_CHECKING:
    from agent_app.central.centre import Centre

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


def new_device(
    folder: Path, kind: str, secret: str, keyring: SecretStore | None = None, clock: Clock = wall_clock
) -> Store:
    """Make a data folder: its vault under a PIN (with the OS keyring) or a passphrase, and an empty database."""
    if kind == "pin":
        key = vault.create(folder, secret, keyring or SystemKeyring())
    else:
        key = vault.create_with_passphrase(folder, secret)
    return open_store(folder, key.hex(), clock)


def open_device(folder: Path, ask: Ask, keyring: SecretStore | None = None, clock: Clock = wall_clock) -> Store:
    """Unlock a data folder and open its database.

    Raises Refused("pin_wrong" | "passphrase_wrong"), Unavailable("vault_missing" | "database_unreadable" | …).
    """
    return open_store(folder, unlock(folder, ask, keyring).hex(), clock)


def unlock(folder: Path, ask: Ask, keyring: SecretStore | None = None) -> DataKey:
    """The folder's data key, by PIN or passphrase; told from a key that is not the database's."""
    kind = vault.slot_kind(folder)
    if kind == "pin":
        key = vault.open_with_pin(folder, ask("pin"), keyring or SystemKeyring())
    else:
        key = vault.open_with_passphrase(folder, ask("passphrase"))
    if not vault.check(folder, key):
        raise Unavailable("key_wrong")
    return key


@contextmanager
def device(folder: Path, ask: Ask) -> Iterator[Store]:
    """An opened device that is enrolled; closed at the end."""
    store = open_device(folder, ask)
    try:
        if not store.is_enrolled:
            raise Unavailable("not_enrolled")
        yield store
    finally:
        store.close()


def restore_device(folder: Path, backup: Path, ask: Ask) -> Path | None:
    """Put a backup back in place; where the present database was set aside. Raises Refused, Unavailable."""
    return restore(folder, backup, unlock(folder, ask).hex())


@contextmanager
def centre(folder: Path) -> Iterator["Centre"]:
    """The centre of a folder, closed at the end.

    Raises Unavailable("part_missing") where its libraries are not installed, and what `open_centre` raises.
    """
    opened = central().database.open_centre(folder)
    try:
        yield opened
    finally:
        opened.engine.dispose()


def central() -> "Rooms":
    """The rooms of the centre, imported only now. Raises Unavailable("part_missing")."""
    try:
        return Rooms()
    except ModuleNotFoundError as missing:
        raise Unavailable("part_missing", part=missing.name or "central") from missing


class Rooms:
    """What commands use of the centre."""

    def __init__(self) -> None:
        from agent_app.central import admin, backups, checks, database, instance, server

        self.admin, self.backups, self.checks = admin, backups, checks
        self.database, self.instance, self.server = database, instance, server
