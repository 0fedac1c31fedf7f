"""The two files of the vault: `vault.json` with the slots, `key_check.json` that recognises the data key.

Both hold a version and a checksum, so that a file damaged by a disk is told apart from a wrong PIN; against
an attacker stands the seal of the slot, not the checksum.
"""

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from agent_app import paths
from agent_app.domain.errors import Unavailable
from agent_app.vault.slots import Slot

VAULT_NAME = "vault.json"
KEY_CHECK_NAME = "key_check.json"
VERSION = 1

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
    """Raises Unavailable: `vault_missing`, `vault_damaged`, `vault_newer`, `disk_error`."""
    return _read(folder / VAULT_NAME, Vault)


def write_vault(folder: Path, vault: Vault) -> None:
    """Replace the vault, whole or not at all. Raises Unavailable: `disk_full`, `disk_error`."""
    _write(folder / VAULT_NAME, vault)


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
