"""Slots: the data key wrapped under a PIN and the device's secret, or under a passphrase.

Nothing is compared: only the right PIN makes the key that opens AES-256-GCM's seal.
"""

import secrets
from typing import Annotated, Literal

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from agent_app.vault.data_key import KEY_BYTES, DataKey

SlotKind = Literal["pin", "passphrase"]

DEVICE_SECRET_BYTES = 32
_SALT_BYTES = 16
_NONCE_BYTES = 12
_TAG_BYTES = 16


class Stretching(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Argon2id's parameters. 64 MiB fits a laptop of 4 GB; the keyring's secret carries the strength.

    The bounds keep an altered file from asking for less work, or for more memory than there is.
    """

    salt: Annotated[bytes, msgspec.Meta(min_length=_SALT_BYTES, max_length=_SALT_BYTES)]
    algorithm: Literal["argon2id"] = "argon2id"
    memory_kib: Annotated[int, msgspec.Meta(ge=64 * 1024, le=1024 * 1024)] = 64 * 1024
    passes: Annotated[int, msgspec.Meta(ge=3, le=16)] = 3
    lanes: Annotated[int, msgspec.Meta(ge=1, le=8)] = 1


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrapped data key and all that is needed, besides what the user knows, to unwrap it."""

    kind: SlotKind
    stretching: Stretching
    nonce: Annotated[bytes, msgspec.Meta(min_length=_NONCE_BYTES, max_length=_NONCE_BYTES)]
    wrapped: Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES + _TAG_BYTES, max_length=KEY_BYTES + _TAG_BYTES)]


def wrap(key: DataKey, kind: SlotKind, folder_id: str, known: str, device_secret: bytes = b"") -> Slot:
    """A new slot for the key, with fresh salt and nonce.

    `known` is what the user knows (PIN or passphrase); `device_secret` is empty only for a passphrase.
    """
    stretching = Stretching(salt=secrets.token_bytes(_SALT_BYTES))
    nonce = secrets.token_bytes(_NONCE_BYTES)
    wrapping_key = _wrapping_key(stretching, kind, known, device_secret)
    wrapped = AESGCM(wrapping_key).encrypt(nonce, key.raw(), _bound_to(kind, folder_id))
    return Slot(kind, stretching, nonce, wrapped)


def unwrap(slot: Slot, folder_id: str, known: str, device_secret: bytes = b"") -> DataKey | None:
    """The data key, or None: what was given does not open this slot of this folder."""
    wrapping_key = _wrapping_key(slot.stretching, slot.kind, known, device_secret)
    try:
        raw = AESGCM(wrapping_key).decrypt(slot.nonce, slot.wrapped, _bound_to(slot.kind, folder_id))
    except InvalidTag:
        return None
    return DataKey(raw)


def _wrapping_key(stretching: Stretching, kind: SlotKind, known: str, device_secret: bytes) -> bytes:
    """HKDF-SHA256(Argon2id(known) ‖ device secret)."""
    stretched = hash_secret_raw(
        secret=known.encode(),
        salt=stretching.salt,
        time_cost=stretching.passes,
        memory_cost=stretching.memory_kib,
        parallelism=stretching.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
    expansion = HKDF(SHA256(), KEY_BYTES, salt=None, info=f"keagenan {kind} slot 1".encode())
    return expansion.derive(stretched + device_secret)


def _bound_to(kind: SlotKind, folder_id: str) -> bytes:
    """Associated data: a slot moved to another folder or renamed to another kind does not open."""
    return f"keagenan slot 1|{folder_id}|{kind}".encode()
