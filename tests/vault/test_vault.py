"""The vault of a folder: made once, opened by who knows the PIN on this device, damaged without a guess."""

import base64
import errno
import hashlib
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from argon2.low_level import Type, hash_secret_raw

import agent_app
from agent_app.domain.errors import Refused, Unavailable
from agent_app.vault import vault, vault_file
from agent_app.vault.data_key import DataKey
from agent_app.vault.keyring_port import MemoryKeyring

PIN, OTHER_PIN = "739204", "118273"
PASSPHRASE = "ikan paus di Lamalera"

# A vault of format version 1 as it was first written; it must open for as long as the app lives.
FIRST_FOLDER_ID = "809a2e4d746aa5aeaf60ba727ad1979a"
FIRST_SECRET = "5791114b54c40fa50d06663f29331b83bb909c349c6b0156d5e371a7b51250c9"
FIRST_KEY = "485d1a8b1c3aa0b231019ef1d69d97a5da3030cd2173babca0bc98c0ae2ad496"
FIRST_VAULT = (
    '{"version":1,"checksum":"653eb0fa2f32f8bbfaba2bdd609a089349cdafb9e50b9b542493bc670f74cce1"'
    ',"content":{"folder_id":"809a2e4d746aa5aeaf60ba727ad1979a","slot":{"kind":"pin","stretchin'
    'g":{"salt":"J1kdXt4OFhVoikT9l2jK+Q==","algorithm":"argon2id","memory_kib":65536,"passes":3'
    ',"lanes":1},"nonce":"CmKIJ9JuSdKD12cV","wrapped":"cPQ9PCutFfetEXbUmxnE67oYYDyfgozIr6cKLyq6'
    '/8rQHZYwOVmd9fTkdcDR0DuS"}}}'
)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def keyring():
    return MemoryKeyring()


def content_of(folder: Path) -> dict:
    return json.loads((folder / "vault.json").read_bytes())["content"]


def replace_content(folder: Path, content: dict) -> None:
    """Write the content with a checksum that fits, and no other copy, as an attacker would."""
    (folder / "vault.json.bak").unlink(missing_ok=True)
    encoded = json.dumps(content, separators=(",", ":"))
    checksum = hashlib.sha256(encoded.encode()).hexdigest()
    (folder / "vault.json").write_text(f'{{"version":1,"checksum":"{checksum}","content":{encoded}}}')


def flipped(value):
    """The value with one bit changed, still of its type; a base64 text stays one."""
    if isinstance(value, int):
        return value ^ 1
    try:
        raw = bytearray(base64.b64decode(value, validate=True))
        raw[0] ^= 1
        return base64.b64encode(raw).decode()
    except ValueError:
        return chr(ord(value[0]) ^ 1) + value[1:]


def test_a_created_vault_opens_with_its_pin_and_gives_the_same_key(folder, keyring):
    key = vault.create(folder, PIN, keyring)
    assert vault.slot_kind(folder) == "pin"
    assert vault.open_with_pin(folder, PIN, keyring).hex() == key.hex()


def test_the_vault_that_was_first_written_still_opens(folder):
    folder.mkdir()
    (folder / "vault.json").write_text(FIRST_VAULT)
    keyring = MemoryKeyring()
    keyring.set(FIRST_FOLDER_ID, FIRST_SECRET)
    assert vault.open_with_pin(folder, PIN, keyring).hex() == FIRST_KEY


def test_a_wrong_pin_is_refused_and_one_of_no_pins_shape_is_told_so(folder, keyring):
    vault.create(folder, PIN, keyring)
    with pytest.raises(Refused, match="pin_wrong"):
        vault.open_with_pin(folder, OTHER_PIN, keyring)
    with pytest.raises(Refused, match="pin_shape"):
        vault.open_with_pin(folder, "12", keyring)


@pytest.mark.parametrize(("pin", "code"), [("123456", "pin_too_common"), ("1234", "pin_shape")])
def test_a_poor_pin_makes_no_vault(folder, keyring, pin, code):
    with pytest.raises(Refused, match=code):
        vault.create(folder, pin, keyring)
    assert not folder.exists()
    assert keyring.names() == frozenset()


def test_a_vault_is_never_made_over_another(folder, keyring):
    key = vault.create(folder, PIN, keyring)
    with pytest.raises(Refused, match="vault_exists"):
        vault.create(folder, OTHER_PIN, keyring)
    with pytest.raises(Refused, match="vault_exists"):
        vault.create_with_passphrase(folder, PASSPHRASE)
    assert vault.open_with_pin(folder, PIN, keyring).hex() == key.hex()


def test_a_folder_whose_vault_was_lost_gets_no_new_one(folder, keyring):
    vault.create(folder, PIN, keyring)
    (folder / "vault.json").unlink()
    with pytest.raises(Refused, match="vault_exists"):
        vault.create(folder, PIN, keyring)
    (folder / "vault.json.bak").unlink()
    for attempt in (vault.create, vault.open_with_pin):
        with pytest.raises(Unavailable, match="vault_missing"):
            attempt(folder, PIN, keyring)


def test_the_files_hold_neither_pin_nor_key_nor_secret_nor_anything_made_from_the_pin_alone(folder, keyring):
    key = vault.create(folder, PIN, keyring)
    content = content_of(folder)
    salt = base64.b64decode(content["slot"]["stretching"]["salt"])
    stretched = hash_secret_raw(PIN.encode(), salt, 3, 64 * 1024, 1, 32, Type.ID)
    device_secret = bytes.fromhex(keyring.get(content["folder_id"]))
    unspoken = [PIN.encode(), key.raw(), device_secret, stretched]
    unspoken += [hashlib.new(name, PIN.encode()).digest() for name in ("md5", "sha1", "sha256", "sha512")]
    for file in folder.iterdir():
        stored = file.read_bytes()
        for raw in unspoken:
            for form in (raw, raw.hex().encode(), base64.b64encode(raw).rstrip(b"=")):
                assert form not in stored, file.name


def test_vault_and_folder_are_closed_to_other_users(folder, keyring):
    vault.create(folder, PIN, keyring)
    if os.name == "posix":
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert {file.name for file in folder.iterdir()} == {"vault.json", "vault.json.bak", "key_check.json"}


def test_each_byte_of_the_vault_that_a_disk_changes_is_told_as_damage(folder, keyring):
    vault.create(folder, PIN, keyring)
    (folder / "vault.json.bak").unlink()
    file = folder / "vault.json"
    sound = file.read_bytes()
    for place, bit in itertools.product(range(len(sound)), (0x01, 0x80)):
        damaged = bytearray(sound)
        damaged[place] ^= bit
        file.write_bytes(damaged)
        with pytest.raises(Unavailable, match=r"vault_damaged|vault_newer"):
            vault.open_with_pin(folder, PIN, keyring)
    for length in range(len(sound)):
        file.write_bytes(sound[:length])
        with pytest.raises(Unavailable, match="vault_damaged"):
            vault.open_with_pin(folder, PIN, keyring)


def test_no_field_of_a_slot_can_be_altered_even_with_a_checksum_that_fits(folder, keyring):
    vault.create(folder, PIN, keyring)
    sound = content_of(folder)
    fields = [(name,) for name in sound if name != "slot"]
    fields += [("slot", name) for name in sound["slot"] if name != "stretching"]
    fields += [("slot", "stretching", name) for name in sound["slot"]["stretching"]]
    assert len(fields) == 9
    for path in fields:
        altered = json.loads(json.dumps(sound))
        *way, last = path
        place = altered
        for name in way:
            place = place[name]
        place[last] = flipped(place[last])
        replace_content(folder, altered)
        with pytest.raises((Refused, Unavailable), match=r"pin_wrong|vault_damaged|keyring_secret_lost"):
            vault.open_with_pin(folder, PIN, keyring)
    replace_content(folder, sound)
    vault.open_with_pin(folder, PIN, keyring)


@pytest.mark.parametrize(
    ("name", "value"),
    [("memory_kib", 8), ("memory_kib", 2**40), ("passes", 1), ("passes", 2**31), ("lanes", 0), ("salt", "")],
)
def test_a_slot_that_asks_for_too_little_or_too_much_work_is_not_tried(folder, keyring, name, value):
    vault.create_with_passphrase(folder, PASSPHRASE)
    content = content_of(folder)
    content["slot"]["stretching"][name] = value
    replace_content(folder, content)
    with pytest.raises(Unavailable, match="vault_damaged"):
        vault.open_with_passphrase(folder, PASSPHRASE)


def test_a_slot_carried_into_another_folders_vault_does_not_open(tmp_path, keyring):
    vault.create(tmp_path / "a", PIN, keyring)
    vault.create(tmp_path / "b", PIN, keyring)
    content = content_of(tmp_path / "b")
    content["slot"] = content_of(tmp_path / "a")["slot"]
    replace_content(tmp_path / "b", content)
    with pytest.raises(Refused, match="pin_wrong"):
        vault.open_with_pin(tmp_path / "b", PIN, keyring)


def test_without_the_secret_of_the_keyring_the_right_pin_opens_nothing(folder, keyring):
    vault.create(folder, PIN, keyring)
    with pytest.raises(Unavailable, match="keyring_secret_lost"):
        vault.open_with_pin(folder, PIN, MemoryKeyring())
    folder_id = content_of(folder)["folder_id"]
    for spoilt in ("", "zz", "00" * 31):
        keyring.set(folder_id, spoilt)
        with pytest.raises(Unavailable, match="keyring_secret_lost"):
            vault.open_with_pin(folder, PIN, keyring)
    keyring.set(folder_id, "00" * 32)
    with pytest.raises(Refused, match="pin_wrong"):
        vault.open_with_pin(folder, PIN, keyring)


def test_a_changed_pin_opens_the_same_key_and_the_old_one_no_more(folder, keyring):
    key = vault.create(folder, PIN, keyring)
    vault.change_pin(folder, PIN, OTHER_PIN, keyring)
    assert vault.open_with_pin(folder, OTHER_PIN, keyring).hex() == key.hex()
    with pytest.raises(Refused, match="pin_wrong"):
        vault.open_with_pin(folder, PIN, keyring)
    assert vault.check(folder, key)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [(OTHER_PIN, "402917", "pin_wrong"), (PIN, "000000", "pin_too_common"), (PIN, "40291", "pin_shape")],
)
def test_a_refused_change_leaves_the_old_pin_in_force(folder, keyring, old, new, code):
    vault.create(folder, PIN, keyring)
    before = (folder / "vault.json").read_bytes()
    with pytest.raises(Refused, match=code):
        vault.change_pin(folder, old, new, keyring)
    assert (folder / "vault.json").read_bytes() == before


def test_a_killed_change_of_pin_leaves_the_old_pin_or_the_new_one(folder, keyring):
    key = vault.create(folder, PIN, keyring)
    old = vault_file.read_vault(folder)
    (folder / "old").write_bytes((folder / "vault.json").read_bytes())
    vault.change_pin(folder, PIN, OTHER_PIN, keyring)
    (folder / "new").write_bytes((folder / "vault.json").read_bytes())
    endless = (
        "import sys; from pathlib import Path; from agent_app.vault import vault_file\n"
        "folder = Path(sys.argv[1])\n"
        "vaults = [vault_file._read(folder / name, vault_file.Vault) for name in ('old', 'new')]\n"
        "while True:\n"
        "    for vault in vaults: vault_file.write_vault(folder, vault); print(flush=True)\n"
    )
    root = Path(agent_app.__file__).parents[1]
    for writes_before_the_kill in (1, 4, 9):
        command = [sys.executable, "-c", endless, str(folder)]
        with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            assert len(list(itertools.islice(writer.stdout, writes_before_the_kill))) == writes_before_the_kill
            writer.kill()
        copy = folder / "vault.json.bak"
        assert not copy.exists() or copy.read_bytes() == (folder / "vault.json").read_bytes()
        pin = PIN if vault_file.read_vault(folder) == old else OTHER_PIN
        assert vault.open_with_pin(folder, pin, keyring).hex() == key.hex()
        assert copy.read_bytes() == (folder / "vault.json").read_bytes()


@pytest.mark.parametrize("lost", ["vault.json", "vault.json.bak"])
@pytest.mark.parametrize("damage", [None, b"", b"x", b'{"version":1,"checksum":"","content":{}}'])
def test_a_vault_that_is_lost_or_damaged_is_written_again_from_its_twin(folder, keyring, lost, damage):
    key = vault.create(folder, PIN, keyring)
    whole = (folder / lost).read_bytes()
    (folder / lost).unlink() if damage is None else (folder / lost).write_bytes(damage)
    assert vault.slot_kind(folder) == "pin"
    with pytest.raises(Refused, match="pin_wrong"):
        vault.open_with_pin(folder, OTHER_PIN, keyring)
    assert vault.open_with_pin(folder, PIN, keyring).hex() == key.hex()
    assert (folder / lost).read_bytes() == whole
    if os.name == "posix":
        assert (folder / lost).stat().st_mode & 0o777 == 0o600


def test_an_old_pin_opens_neither_the_vault_nor_its_copy(folder, keyring):
    key = vault.create(folder, PIN, keyring)
    vault.change_pin(folder, PIN, OTHER_PIN, keyring)
    (folder / "vault.json").unlink()
    with pytest.raises(Refused, match="pin_wrong"):
        vault.open_with_pin(folder, PIN, keyring)
    assert vault.open_with_pin(folder, OTHER_PIN, keyring).hex() == key.hex()


@pytest.mark.parametrize("writes", [0, 1])
def test_a_change_of_pin_that_stops_half_way_leaves_no_copy_with_the_old_one(folder, keyring, monkeypatch, writes):
    """Whatever is written before it stops: the copy takes the PIN the vault takes, or is not there."""
    vault.create(folder, PIN, keyring)
    write, done = vault_file._write, []

    def fail_later(path, content):
        if len(done) == writes:
            raise KeyboardInterrupt
        done.append(path)
        write(path, content)

    monkeypatch.setattr(vault_file, "_write", fail_later)
    with pytest.raises(KeyboardInterrupt):
        vault.change_pin(folder, PIN, OTHER_PIN, keyring)
    assert not (folder / "vault.json.bak").exists()
    monkeypatch.undo()
    in_force = (PIN, OTHER_PIN)[writes]
    vault.open_with_pin(folder, in_force, keyring)
    assert (folder / "vault.json.bak").read_bytes() == (folder / "vault.json").read_bytes()


def test_a_foreign_vault_put_in_the_place_of_ours_does_not_reach_the_copy(tmp_path, keyring):
    key = vault.create_with_passphrase(tmp_path / "a", PASSPHRASE)
    vault.create_with_passphrase(tmp_path / "b", PASSPHRASE)
    (tmp_path / "b" / "vault.json").replace(tmp_path / "a" / "vault.json")
    vault.open_with_passphrase(tmp_path / "a", PASSPHRASE)
    (tmp_path / "a" / "vault.json").unlink()
    assert vault.open_with_passphrase(tmp_path / "a", PASSPHRASE).hex() == key.hex()


def test_a_passphrase_opens_its_vault_in_either_spelling_of_an_accent_and_no_other_does(folder):
    key = vault.create_with_passphrase(folder, "kopi Bajaw\u00e9 pahit")
    assert vault.slot_kind(folder) == "passphrase"
    assert vault.open_with_passphrase(folder, "kopi Bajawe\u0301 pahit").hex() == key.hex()
    for wrong in ("kopi Bajawe pahit", "", "Kopi Bajaw\u00e9 pahit"):
        with pytest.raises(Refused, match="passphrase_wrong"):
            vault.open_with_passphrase(folder, wrong)


def test_a_short_passphrase_makes_no_vault(folder):
    with pytest.raises(Refused, match="passphrase_short"):
        vault.create_with_passphrase(folder, "elevenchars")
    assert not folder.exists()


def test_each_kind_of_vault_says_what_it_needs(tmp_path, keyring):
    vault.create(tmp_path / "a", PIN, keyring)
    vault.create_with_passphrase(tmp_path / "b", PASSPHRASE)
    with pytest.raises(Refused, match="pin_needed"):
        vault.open_with_passphrase(tmp_path / "a", PASSPHRASE)
    with pytest.raises(Refused, match="passphrase_needed"):
        vault.open_with_pin(tmp_path / "b", PIN, keyring)


def test_a_folder_without_a_vault_says_so(folder, keyring):
    for attempt in (
        lambda: vault.open_with_pin(folder, PIN, keyring),
        lambda: vault.open_with_passphrase(folder, PASSPHRASE),
        lambda: vault.slot_kind(folder),
        lambda: vault.check(folder, DataKey(bytes(32))),
    ):
        with pytest.raises(Unavailable, match="vault_missing"):
            attempt()


def test_a_vault_of_a_newer_version_is_not_touched(folder, keyring):
    vault.create_with_passphrase(folder, PASSPHRASE)
    file = folder / "vault.json"
    file.write_bytes(file.read_bytes().replace(b'"version":1', b'"version":2'))
    with pytest.raises(Unavailable, match="vault_newer"):
        vault.open_with_passphrase(folder, PASSPHRASE)


def test_the_key_check_knows_the_key_of_the_database_from_any_other(folder, keyring):
    key = vault.create(folder, PIN, keyring)
    assert vault.check(folder, key)
    assert not vault.check(folder, DataKey.generate())


def test_a_vault_file_exchanged_for_another_opens_but_its_key_is_not_the_databases(tmp_path, keyring):
    key = vault.create_with_passphrase(tmp_path / "a", PASSPHRASE)
    vault.create_with_passphrase(tmp_path / "b", PASSPHRASE)
    (tmp_path / "b" / "vault.json").replace(tmp_path / "a" / "vault.json")
    opened = vault.open_with_passphrase(tmp_path / "a", PASSPHRASE)
    assert not vault.check(tmp_path / "a", opened)
    assert vault.check(tmp_path / "a", key)


def test_a_key_check_that_a_crash_left_out_is_written_at_the_next_opening(folder):
    key = vault.create_with_passphrase(folder, PASSPHRASE)
    (folder / "key_check.json").unlink()
    vault.open_with_passphrase(folder, PASSPHRASE)
    assert vault.check(folder, key)


def test_a_damaged_key_check_is_told_as_damage(folder):
    key = vault.create_with_passphrase(folder, PASSPHRASE)
    file = folder / "key_check.json"
    file.write_bytes(file.read_bytes()[:-4])
    with pytest.raises(Unavailable, match="vault_damaged"):
        vault.check(folder, key)


@pytest.mark.parametrize("damage", [b"", b"x", b'{"version":1,"checksum":"","content":{}}'])
def test_a_damaged_key_check_is_written_again_by_whoever_opens_the_vault(folder, damage):
    key = vault.create_with_passphrase(folder, PASSPHRASE)
    (folder / "key_check.json").write_bytes(damage)
    vault.open_with_passphrase(folder, PASSPHRASE)
    assert vault.check(folder, key)


def test_a_key_check_of_a_later_release_is_left_alone(folder):
    vault.create_with_passphrase(folder, PASSPHRASE)
    file = folder / "key_check.json"
    later = file.read_bytes().replace(b'"version":1', b'"version":2')
    file.write_bytes(later)
    vault.open_with_passphrase(folder, PASSPHRASE)
    assert file.read_bytes() == later


def test_a_folder_that_cannot_be_made_leaves_no_secret_in_the_keyring(tmp_path, keyring):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable, match="disk_error"):
        vault.create(tmp_path / "file" / "data", PIN, keyring)
    assert keyring.names() == frozenset()


def test_a_full_disk_is_told_apart_from_other_troubles_of_the_disk():
    for number, code in ((errno.ENOSPC, "disk_full"), (errno.EDQUOT, "disk_full"), (errno.EIO, "disk_error")):
        with pytest.raises(Unavailable, match=code), vault_file.disk_troubles():
            raise OSError(number, "")


def test_no_vault_is_made_or_opened_on_a_network_file_system(folder, keyring, monkeypatch):
    vault.create(folder, PIN, keyring)
    monkeypatch.setattr("agent_app.paths.network_filesystem", lambda path: "nfs4")
    with pytest.raises(Unavailable, match="data_dir_on_network") as refusal:
        vault.open_with_pin(folder, PIN, keyring)
    assert refusal.value.params == {"filesystem": "nfs4"}
    with pytest.raises(Unavailable, match="data_dir_on_network"):
        vault.create(folder / "inner", PIN, keyring)
