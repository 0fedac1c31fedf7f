"""Backups that are checked, restores that mark themselves, and files that are damaged, foreign or newer."""

import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError

from agent_app.domain.errors import Unavailable
from agent_app.journal.entries import members
from agent_app.records import copies
from agent_app.records.copies import damage_of
from agent_app.records.verify import verify
from agent_app.store import contact
from agent_app.store.restore import restore
from agent_app.store.store import Store, open_store
from agent_app.store.tx import Tx
from tests.records.cipher import plain_bytes
from tests.store.laptop import COOP, KEY, MEMBER, Clock, enrolled, own_lines, slips, take

OTHER_KEY = "6b" * 32


def code(call: Any, *arguments: Any) -> str:
    with pytest.raises(Unavailable) as unavailable:
        call(*arguments)
    return unavailable.value.code


def flip(path: Path, at: int) -> None:
    """Turn a byte of a file."""
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)
        file.seek(at)
        file.write(bytes([byte[0] ^ 0x5A]))


def test_a_backup_is_a_whole_encrypted_copy_taken_while_the_store_works(
    store: Store, folder: Path, clock: Clock
) -> None:
    futures = [store.write(take, 1) for _ in range(10)]
    futures[4].result()
    backup = store.back_up()
    assert all(future.result() for future in futures)
    assert backup.parent == folder / "backups"
    assert damage_of(backup, KEY) == []
    assert damage_of(backup, OTHER_KEY) != []
    assert MEMBER.encode() not in backup.read_bytes()
    assert not backup.read_bytes().startswith(b"SQLite format 3")
    if os.name == "posix":
        assert (folder / "backups").stat().st_mode & 0o077 == 0


def test_the_last_seven_backups_are_kept_and_always_the_newest(store: Store, clock: Clock) -> None:
    made = []
    for _ in range(9):
        clock.move(minutes=1)
        made.append(store.back_up())
    assert [path.exists() for path in made] == [False, False, *[True] * 7]
    clock.move(days=-900)
    fallen = store.back_up()
    assert fallen.exists()
    assert len(list(fallen.parent.iterdir())) == 7


def test_two_backups_at_one_moment_of_a_clock_that_stands_are_two_files(store: Store) -> None:
    first, second = store.back_up(), store.back_up()
    assert first != second
    assert first.exists()
    assert damage_of(second, KEY) == []


def test_a_copy_that_does_not_check_out_is_no_backup(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoil(engine: Any, target: Path) -> None:
        whole(engine, target)
        flip(target, 5000)

    whole = copies._vacuum_into
    monkeypatch.setattr(copies, "_vacuum_into", spoil)
    assert code(store.back_up) == "backup_failed"
    assert list((store.folder / "backups").iterdir()) == []


def test_a_restored_backup_is_in_place_marked_and_the_present_one_set_aside(
    store: Store, folder: Path, clock: Clock
) -> None:
    store.write(take, 1).result()
    backup = store.back_up()
    store.write(take, 2).result()
    store.close()
    aside = restore(folder, backup, KEY)
    assert aside is not None
    assert aside.exists()
    assert not (folder / "keagenan.db.restoring").exists()
    again = open_store(folder, KEY, clock)
    assert len(own_lines(again)) == 1
    with again.reading() as connection:
        assert contact.load(connection).ask_first
        assert verify(connection, COOP, whole=(12,)).is_sound
    # The slip that is missing keeps its number, and a line before the next one says that it is missing.
    number, origin = again.write(take, 3).result().result
    assert (number[-7:], origin.seq) == ("T000003", 3)
    again.close()
    assert damage_of(aside, KEY) == []
    restore(folder, backup, KEY)
    assert {path.name for path in folder.glob("keagenan.db.aside-?")} == {"keagenan.db.aside-1", "keagenan.db.aside-2"}


def test_what_was_not_yet_in_the_main_file_is_set_aside_with_it(store: Store, folder: Path, clock: Clock) -> None:
    """A killed process leaves its last acts in the log beside the file."""
    backup = store.back_up()
    store.write(take, 1).result()
    for suffix in ("", "-wal"):
        (folder / f"copy{suffix}").write_bytes((folder / f"keagenan.db{suffix}").read_bytes())
    store.close()
    for suffix in ("", "-wal"):
        (folder / f"copy{suffix}").replace(folder / f"keagenan.db{suffix}")
    aside = restore(folder, backup, KEY)
    assert aside is not None
    (folder / "keagenan.db").unlink()
    for suffix in ("", "-wal"):
        if Path(f"{aside}{suffix}").exists():
            Path(f"{aside}{suffix}").replace(folder / f"keagenan.db{suffix}")
    again = open_store(folder, KEY, clock)
    assert len(own_lines(again)) == 1
    again.close()


def test_a_file_set_aside_after_a_crash_is_put_back_with_its_last_acts(
    store: Store, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    store.write(take, 1).result()
    crashed = tmp_path / "crashed.db"
    for suffix in ("", "-wal"):
        Path(f"{crashed}{suffix}").write_bytes((folder / f"keagenan.db{suffix}").read_bytes())
    store.close()
    restore(folder, crashed, KEY)
    again = open_store(folder, KEY, clock)
    assert len(own_lines(again)) == 1
    again.close()


def test_a_folder_without_a_database_is_filled_from_a_backup(store: Store, folder: Path, tmp_path: Path) -> None:
    store.write(take, 1).result()
    backup = store.back_up()
    (tmp_path / "new").mkdir()
    assert restore(tmp_path / "new", backup, KEY) is None
    again = open_store(tmp_path / "new", KEY, Clock())
    assert len(slips(again)) == 1
    again.close()


@pytest.mark.parametrize("wrong", ["flipped", "cut", "foreign", "missing", "key"])
def test_a_bad_backup_is_refused_and_nothing_is_touched(store: Store, folder: Path, clock: Clock, wrong: str) -> None:
    backup = store.back_up()
    store.write(take, 1).result()
    store.close()
    if wrong == "flipped":
        flip(backup, backup.stat().st_size - 2000)
    elif wrong == "cut":
        backup.write_bytes(backup.read_bytes()[:-5000])
    elif wrong == "foreign":
        backup.write_bytes(os.urandom(8192))
    elif wrong == "missing":
        backup.unlink()
    assert code(restore, folder, backup, OTHER_KEY if wrong == "key" else KEY) == "backup_damaged"
    assert list(folder.glob("*aside*")) == []
    again = open_store(folder, KEY, clock)
    assert len(slips(again)) == 1
    again.close()


def test_nothing_is_restored_under_a_running_store(store: Store, folder: Path) -> None:
    assert code(restore, folder, store.back_up(), KEY) == "in_use"


def test_a_damaged_file_is_told_when_it_is_opened_or_when_the_damage_is_met(folder: Path, clock: Clock) -> None:
    """Each page has its own seal: whichever byte is turned, nothing wrong is ever read."""
    store = enrolled(folder, clock)
    for _ in range(3):
        store.write(take, 1).result()
    store.close()
    path = folder / "keagenan.db"
    size, whole = path.stat().st_size, path.read_bytes()
    told = 0
    for at in range(100, size, 4096):
        flip(path, at)
        assert damage_of(path, KEY) != []
        told += is_told(folder, clock)
        path.write_bytes(whole)
    assert told >= 5
    again = open_store(folder, KEY, clock)
    assert len(slips(again)) == 3
    again.close()


def is_told(folder: Path, clock: Clock) -> bool:
    """Whether opening, reading, verifying or writing says that the file is damaged; else all of it is right."""
    try:
        store = open_store(folder, KEY, clock)
    except Unavailable as unavailable:
        return unavailable.code == "database_unreadable"
    try:
        with store.reading() as connection:
            sound = verify(connection, COOP, whole=(12,)).is_sound
        assert sound
        assert len(slips(store)) == 3
    except Unavailable as unavailable:
        return unavailable.code == "database_unreadable"
    finally:
        store.close()
    return False


def test_damage_met_by_an_act_is_told_in_words(store: Store, folder: Path) -> None:
    def meet(tx: Any, _: None) -> None:
        raise DatabaseError("SELECT", {}, Exception("database disk image is malformed"))

    assert code(store.write(meet, None).result) == "database_unreadable"


def test_nobody_reads_names_or_niks_or_the_device_key_in_the_files(folder: Path, clock: Clock) -> None:
    def register(tx: Tx, _: None) -> None:
        private = members.MemberPrivate(nik="5313046508909901", name="Maria Contoh Nuapu")
        said = {"day": "2026-11-23", "member": MEMBER, "agent": "A017", "base": 1, "sector": "s", "funding": "f"}
        tx.append(members.MemberRegistered(**said, programmes=("JKK",), private=private))

    store = enrolled(folder, clock)
    store.write(register, None).result()
    names = (b"5313046508909901", b"Maria Contoh", b"maria contoh", b"LWB", b"titipan")
    secrets = (*names, MEMBER.encode(), bytes(range(32)))
    on_disk = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert {"keagenan.db", "keagenan.db-wal", "keagenan.db-shm"} <= on_disk.keys()
    assert [name for name, content in on_disk.items() for secret in secrets if secret in content] == []
    decrypted = plain_bytes(folder / "keagenan.db", KEY)
    assert all(secret in decrypted for secret in secrets), "the search finds what is there to be found"
    store.close()
