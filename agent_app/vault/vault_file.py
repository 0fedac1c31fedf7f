"""The files of the vault: `vault.json` with the slots, its copy, and `key_check.json` that recognises the data key.

All hold a version and a checksum, so that a file damaged by a disk is told apart from a wrong PIN; against
an attacker stands the seal of the slot, not the checksum.
"""

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from agent_app import paths
from agent_app.domain.errors import Unavailable
from agent_app.vault.slots import Slot

VAULT_NAME = "vault.json"
COPY_NAME = "vault.json.bak"
KEY_CHECK_NAME = "key_check.json"
VERSION = 1
WRITTEN_AGAIN = frozenset({"vault_missing", "vault_damaged"})
"""What may be replaced by what it should hold; a file of a later release is left alone."""

_Content = TypeVar("_Content", bound=msgspec.Struct)


class Vault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The random id of the data folder (32 hex characters, also its name in the keyring) and its slot."""

    folder_id: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    slot: Slot


class KeyCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The check value of the data key the database was made with."""

    value: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    checksum: str
    content: msgspec.Raw


def read_vault(folder: Path) -> Vault:
    """The vault, from its copy where the file itself is missing or damaged.

    Raises Unavailable: `vault_missing`, `vault_damaged`, `vault_newer`, `disk_error`.
    """
    try:
        return _read(folder / VAULT_NAME, Vault)
    except Unavailable as trouble:
        if trouble.code not in WRITTEN_AGAIN:
            raise
        with suppress(Unavailable):
            return _read(folder / COPY_NAME, Vault)
        raise


def has_vault(folder: Path) -> bool:
    """Whether a vault was written here, in whatever state it is now."""
    return (folder / VAULT_NAME).exists() or (folder / COPY_NAME).exists()


def write_vault(folder: Path, vault: Vault) -> None:
    """Replace the vault, whole or not at all, and then its copy. Raises Unavailable: `disk_full`, `disk_error`.

    The former copy goes first: at no moment does it open with a PIN that the vault itself no longer takes. A copy
    that cannot be written now is written by `mend`.
    """
    remove_copy(folder)
    _write(folder / VAULT_NAME, vault)
    with suppress(Unavailable):
        _write(folder / COPY_NAME, vault)


def mend(folder: Path, vault: Vault) -> None:
    """Write again whichever of the vault and its copy is not this vault."""
    for name in (VAULT_NAME, COPY_NAME):
        if _holds_other(folder / name, vault):
            with suppress(Unavailable):
                _write(folder / name, vault)


def remove_copy(folder: Path) -> None:
    """Remove the copy for good. Raises Unavailable: `disk_error`."""
    with disk_troubles():
        (folder / COPY_NAME).unlink(missing_ok=True)
        paths.flush_folder(folder)


def _holds_other(path: Path, vault: Vault) -> bool:
    try:
        return _read(path, Vault) != vault
    except Unavailable as trouble:
        return trouble.code in WRITTEN_AGAIN


def read_key_check(folder: Path) -> KeyCheck:
    """Raises as `read_vault`."""
    return _read(folder / KEY_CHECK_NAME, KeyCheck)


def write_key_check(folder: Path, key_check: KeyCheck) -> None:
    """Raises as `write_vault`."""
    _write(folder / KEY_CHECK_NAME, key_check)


@contextmanager
def disk_troubles() -> Iterator[None]:
    """Tells an OSError as Unavailable `disk_full` or `disk_error`."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise Unavailable("disk_full" if full else "disk_error") from error


def _read(path: Path, kind: type[_Content]) -> _Content:
    with disk_troubles():
        if not path.is_file():
            raise Unavailable("vault_missing", file=path.name)
        stored = path.read_bytes()
    try:
        envelope = msgspec.json.decode(stored, type=_Envelope)
        if envelope.version > VERSION:
            raise Unavailable("vault_newer", file=path.name)
        if envelope.version < VERSION or envelope.checksum != _checksum(bytes(envelope.content)):
            raise Unavailable("vault_damaged", file=path.name)
        return msgspec.json.decode(envelope.content, type=kind)
    except (ValueError, RecursionError) as error:
        # Besides its own ValueErrors msgspec raises UnicodeDecodeError.
        raise Unavailable("vault_damaged", file=path.name) from error


def _write(path: Path, content: msgspec.Struct) -> None:
    encoded = msgspec.json.encode(content)
    envelope = _Envelope(VERSION, _checksum(encoded), msgspec.Raw(encoded))
    with disk_troubles():
        paths.write_private(path, msgspec.json.encode(envelope))


def _checksum(encoded: bytes) -> str:
    return hashlib.sha256(encoded).hexdigest()
