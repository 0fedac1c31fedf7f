"""A slot opens with what made it and with nothing else, and it is computed as its format says."""

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from agent_app.vault import slots
from agent_app.vault.data_key import DataKey

FOLDER = "0f" * 16
SECRET = bytes(range(32))
KEY = DataKey(bytes(reversed(range(32))))


@pytest.fixture(scope="module")
def slot():
    return slots.wrap(KEY, "pin", FOLDER, "739204", SECRET)


def test_the_pin_and_the_device_secret_together_open_the_slot(slot):
    opened = slots.unwrap(slot, FOLDER, "739204", SECRET)
    assert opened is not None
    assert opened.hex() == KEY.hex()


@pytest.mark.parametrize(
    ("folder", "pin", "secret"),
    [
        (FOLDER, "739205", SECRET),
        (FOLDER, "739204", bytes(32)),
        (FOLDER, "739204", b""),
        ("f0" * 16, "739204", SECRET),
    ],
)
def test_another_pin_another_device_or_another_folder_does_not_open_it(slot, folder, pin, secret):
    assert slots.unwrap(slot, folder, pin, secret) is None


def test_the_right_pin_opens_nothing_where_the_seal_was_made_by_another_key(slot):
    """Nothing is compared: with another slot's seal the right PIN is as good as a wrong one."""
    other = slots.wrap(KEY, "pin", FOLDER, "118273", SECRET)
    mixed = msgspec.structs.replace(slot, wrapped=other.wrapped, nonce=other.nonce)
    assert slots.unwrap(mixed, FOLDER, "739204", SECRET) is None
    assert slots.unwrap(mixed, FOLDER, "118273", SECRET) is None


def test_a_slot_renamed_to_another_kind_does_not_open(slot):
    renamed = msgspec.structs.replace(slot, kind="passphrase")
    assert slots.unwrap(renamed, FOLDER, "739204", SECRET) is None
    assert slots.unwrap(renamed, FOLDER, "739204") is None


def test_the_slot_is_argon2id_then_hkdf_then_aes_gcm_as_another_library_computes_them(slot):
    stretching = slot.stretching
    assert (stretching.algorithm, stretching.memory_kib, stretching.passes, stretching.lanes) == (
        "argon2id",
        65536,
        3,
        1,
    )
    stretched = Argon2id(salt=stretching.salt, length=32, iterations=3, lanes=1, memory_cost=65536).derive(b"739204")
    wrapping_key = HKDF(SHA256(), 32, salt=None, info=b"keagenan pin slot 1").derive(stretched + SECRET)
    bound_to = f"keagenan slot 1|{FOLDER}|pin".encode()
    assert AESGCM(wrapping_key).decrypt(slot.nonce, slot.wrapped, bound_to).hex() == KEY.hex()


def test_two_slots_of_one_key_and_one_pin_share_neither_salt_nor_nonce_nor_seal(slot):
    again = slots.wrap(KEY, "pin", FOLDER, "739204", SECRET)
    assert again.stretching.salt != slot.stretching.salt
    assert again.nonce != slot.nonce
    assert again.wrapped != slot.wrapped
