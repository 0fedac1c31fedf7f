"""Make and open the vault of a data folder: what the user knows goes in, the data key comes out."""

import hmac
import secrets
from contextlib import suppress
from pathlib import Path

from agent_app import paths
from agent_app.domain.errors import Refused, Unavailable
from agent_app.vault import policy, slots, vault_file
from agent_app.vault.data_key import DataKey
from agent_app.vault.keyring_port import SecretStore
from agent_app.vault.slots import SlotKind
from agent_app.vault.vault_file import KeyCheck, Vault


def create(folder: Path, pin: str, keyring: SecretStore) -> DataKey:
    """Make the folder's vault with a new data key under the PIN and a new secret in the keyring.

    Raises Refused `pin_shape`, `pin_too_common`, `vault_exists`; Unavailable `keyring_missing`,
    `keyring_locked`, `data_dir_on_network`, `vault_missing` (its other file is there), `disk_full`,
    `disk_error`. After any of them the folder is as it was and may be tried again.
    """
    policy.require_new_pin(pin)
    _require_empty(folder)
    key, folder_id = DataKey.generate(), secrets.token_hex(16)
    device_secret = secrets.token_bytes(slots.DEVICE_SECRET_BYTES)
    keyring.set(folder_id, device_secret.hex())
    try:
        _write_new(folder, Vault(folder_id, slots.wrap(key, "pin", folder_id, pin, device_secret)), key)
    except Unavailable:
        with suppress(Unavailable):
            keyring.delete(folder_id)
        raise
    return key


def create_with_passphrase(folder: Path, passphrase: str) -> DataKey:
    """Make the folder's vault without a keyring, where the user chose so: the passphrase is all there is.

    Raises Refused `passphrase_short`, `vault_exists`; Unavailable as `create`, but for the keyring.
    """
    policy.require_new_passphrase(passphrase)
    _require_empty(folder)
    key, folder_id = DataKey.generate(), secrets.token_hex(16)
    slot = slots.wrap(key, "passphrase", folder_id, policy.composed(passphrase))
    _write_new(folder, Vault(folder_id, slot), key)
    return key


def open_with_pin(folder: Path, pin: str, keyring: SecretStore) -> DataKey:
    """The data key of the folder.

    Raises Refused `pin_shape`, `pin_wrong`, `passphrase_needed` (the vault has no PIN); Unavailable
    `keyring_missing`, `keyring_locked`, `keyring_secret_lost`, `vault_missing`, `vault_damaged`,
    `vault_newer`, `data_dir_on_network`, `disk_error`.
    """
    vault = _read_local(folder)
    if vault.slot.kind != "pin":
        raise Refused("passphrase_needed")
    policy.require_pin_shape(pin)
    key = slots.unwrap(vault.slot, vault.folder_id, pin, _device_secret(vault, keyring))
    if key is None:
        raise Refused("pin_wrong")
    _complete(folder, vault, key)
    return key


def open_with_passphrase(folder: Path, passphrase: str) -> DataKey:
    """The data key of the folder.

    Raises Refused `passphrase_wrong`, `pin_needed` (the vault has no passphrase); Unavailable as
    `open_with_pin`, but for the keyring.
    """
    vault = _read_local(folder)
    if vault.slot.kind != "passphrase":
        raise Refused("pin_needed")
    key = slots.unwrap(vault.slot, vault.folder_id, policy.composed(passphrase))
    if key is None:
        raise Refused("passphrase_wrong")
    _complete(folder, vault, key)
    return key


def change_pin(folder: Path, old: str, new: str, keyring: SecretStore) -> None:
    """Wrap the same data key under a new PIN; the database and the keyring's secret stay as they are.

    A crash leaves the old PIN or the new one, and never a copy that takes another than the vault does. Raises what
    `open_with_pin` raises for the old PIN, Refused `pin_shape` and `pin_too_common` for the new one, Unavailable
    `disk_full`, `disk_error`.
    """
    policy.require_new_pin(new)
    key = open_with_pin(folder, old, keyring)
    vault = vault_file.read_vault(folder)
    slot = slots.wrap(key, "pin", vault.folder_id, new, _device_secret(vault, keyring))
    vault_file.write_vault(folder, Vault(vault.folder_id, slot))


def slot_kind(folder: Path) -> SlotKind:
    """What the user must give to open the folder. Raises Unavailable as `open_with_pin`."""
    return vault_file.read_vault(folder).slot.kind


def was_begun(folder: Path) -> bool:
    """Whether a database was made in the folder under some key, even where the vault is gone."""
    return (folder / vault_file.KEY_CHECK_NAME).exists()


def check(folder: Path, key: DataKey) -> bool:
    """Whether this is the key the folder's database was made with.

    SQLCipher reports a wrong key and a damaged file in the same words: with a true answer here it is the
    file. Raises Unavailable `vault_missing`, `vault_damaged`, `vault_newer`, `disk_error`.
    """
    return hmac.compare_digest(vault_file.read_key_check(folder).value, key.check_value())


def require_local(folder: Path) -> None:
    """Raises Unavailable `data_dir_on_network` where locks that do not hold could damage a database."""
    filesystem = paths.network_filesystem(folder)
    if filesystem is not None:
        raise Unavailable("data_dir_on_network", filesystem=filesystem)


def _require_empty(folder: Path) -> None:
    require_local(folder)
    if vault_file.has_vault(folder):
        raise Refused("vault_exists")
    if was_begun(folder):
        # Data was here under a key that is lost: a new key over it would hide that.
        raise Unavailable("vault_missing", file=vault_file.VAULT_NAME)


def _write_new(folder: Path, vault: Vault, key: DataKey) -> None:
    with vault_file.disk_troubles():
        paths.make_private_dir(folder)
    try:
        vault_file.write_vault(folder, vault)
    except Unavailable:
        # The file may stand already where only the last flush failed.
        (folder / vault_file.VAULT_NAME).unlink(missing_ok=True)
        raise
    _complete(folder, vault, key)


def _complete(folder: Path, vault: Vault, key: DataKey) -> None:
    """Write what a crash left out or the disk has damaged: the key check, the vault or its copy.

    Opening does not depend on it. A vault whose key is not the database's is a foreign one: it replaces nothing.
    """
    with suppress(Unavailable):
        try:
            is_ours = check(folder, key)
        except Unavailable as trouble:
            if trouble.code not in vault_file.WRITTEN_AGAIN:
                raise
            vault_file.write_key_check(folder, KeyCheck(key.check_value()))
            is_ours = True
        if is_ours:
            vault_file.mend(folder, vault)


def _read_local(folder: Path) -> Vault:
    require_local(folder)
    return vault_file.read_vault(folder)


def _device_secret(vault: Vault, keyring: SecretStore) -> bytes:
    kept = keyring.get(vault.folder_id)
    try:
        device_secret = bytes.fromhex(kept or "")
    except ValueError:
        device_secret = b""
    if len(device_secret) != slots.DEVICE_SECRET_BYTES:
        raise Unavailable("keyring_secret_lost")
    return device_secret
