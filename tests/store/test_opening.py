"""Opening, closing and losing a laptop's database: each trouble has its own word, and nothing is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlcipher3 import dbapi2

from agent_app.domain.errors import Refused, Unavailable
from agent_app.records import clearing
from agent_app.records.tables.journal import meta
from agent_app.records.verify import verify
from agent_app.services.change_float import IssueFloat, issue_float
from agent_app.services.collection import CollectPremium, PayFor, collect_premium
from agent_app.services.difference import AcceptDifference, SettleDifference, accept_difference, settle_difference
from agent_app.services.erasure import ErasePerson, erase_person
from agent_app.store import backups, contact, database, files
from agent_app.store.restore import restore
from agent_app.store.store import open_store
from tests.records.cipher import plain_bytes
from tests.services import office
from tests.services.office import Branch

ROOT = Path(__file__).resolve().parents[2]
WRONG_KEY = "00" * 32


@pytest.fixture
def branch(tmp_path: Path):
    with office.branch_office(tmp_path / "branch") as here:
        here.maria.collect(here.maria.register(), "2026-11", "2026-12", "2027-01", total=33_600)
        yield here


def closed_folder(branch: Branch) -> Path:
    folder = branch.maria.store.folder
    branch.maria.store.close()
    return folder


def code_of_opening(folder: Path, key: str, branch: Branch) -> str:
    with pytest.raises(Unavailable) as trouble:
        open_store(folder, key, branch.clock)
    return trouble.value.code


def test_a_second_instance_is_refused_and_the_first_goes_on(branch: Branch) -> None:
    assert code_of_opening(branch.maria.store.folder, office.KEY, branch) == "in_use"
    branch.maria.collect(branch.maria.register(), "2026-11")


def test_after_closing_the_folder_opens_again_with_all_its_lines(branch: Branch) -> None:
    lines = branch.maria.ask(lambda connection, coop: verify(connection, coop).lines)
    store = open_store(closed_folder(branch), office.KEY, branch.clock)
    with store.reading() as connection:
        report = verify(connection, office.COOP)
    store.close()
    assert report.is_sound
    assert report.lines == lines


def test_a_wrong_key_reads_nothing_and_changes_nothing(branch: Branch) -> None:
    folder = closed_folder(branch)
    before = (folder / files.DATABASE).read_bytes()
    assert code_of_opening(folder, WRONG_KEY, branch) == "database_unreadable"
    assert (folder / files.DATABASE).read_bytes() == before


@pytest.mark.parametrize("place", [20, 4096 + 100, -3000])
def test_a_damaged_file_is_told_and_left_as_it_is(branch: Branch, place: int) -> None:
    folder = closed_folder(branch)
    file = folder / files.DATABASE
    content = bytearray(file.read_bytes())
    for offset in range(64):
        content[place + offset] ^= 0x5A
    file.write_bytes(content)
    with pytest.raises(Unavailable) as trouble:
        open_and_back_up(folder, branch)
    assert trouble.value.code == "database_unreadable"
    assert len(file.read_bytes()) == len(content)


def open_and_back_up(folder: Path, branch: Branch) -> None:
    """A page that the start does not read is found by the next backup, which reads all."""
    store = open_store(folder, office.KEY, branch.clock)
    try:
        store.back_up()
    finally:
        store.close()


def test_a_database_of_a_later_release_is_not_opened(branch: Branch) -> None:
    folder = closed_folder(branch)
    connection = dbapi2.connect(str(folder / files.DATABASE))
    connection.execute(f"PRAGMA key = \"x'{office.KEY}'\"")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    assert code_of_opening(folder, office.KEY, branch) == "database_newer"


def test_tables_filled_by_an_older_apply_are_computed_again(branch: Branch) -> None:
    totals = branch.maria.totals()
    branch.maria.store.run(lambda connection: connection.execute(update(meta).values(value="0")) and None).result()
    store = open_store(closed_folder(branch), office.KEY, branch.clock)
    again = office.Laptop(store, branch.clock)
    assert again.totals() == totals
    store.close()


def test_the_start_after_an_erasure_leaves_no_byte_of_the_person(branch: Branch) -> None:
    nik, stays = "5313054101809977", "5313054101809978"
    member = branch.maria.register(nik=nik)
    branch.maria.register(nik=stays)
    branch.share()
    branch.theresia.do(erase_person, ErasePerson(member=member))
    branch.share()
    vacuumed = []
    for laptop in (branch.maria, branch.theresia):
        folder = laptop.store.folder
        laptop.store.back_up()
        laptop.store.close()
        for _ in range(2):
            before = (folder / files.DATABASE).read_bytes()
            open_store(folder, office.KEY, branch.clock).close()
            vacuumed.append((folder / files.DATABASE).read_bytes() != before)
        copies = [one.path for one in backups.found(folder)]
        assert len(copies) == 1
        for file in (folder / files.DATABASE, *copies):
            left = plain_bytes(file, office.KEY)
            assert stays.encode() in left
            assert nik.encode() not in left
    assert vacuumed == [True, False] * 2


def test_a_start_that_cannot_vacuum_opens_all_the_same_and_the_next_one_does(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = branch.maria.register()
    branch.share()
    branch.theresia.do(erase_person, ErasePerson(member=member))
    branch.share()
    folder = closed_folder(branch)

    def full(_: object) -> None:
        raise dbapi2.OperationalError("database or disk is full")

    def is_due() -> bool:
        store = open_store(folder, office.KEY, branch.clock)
        with store.reading() as connection:
            due = clearing.is_due(connection, office.COOP)
        store.close()
        return due

    with monkeypatch.context() as broken:
        broken.setattr(database, "_vacuum", full)
        assert is_due()
    assert not is_due()


def test_a_full_disk_refuses_the_act_whole_and_the_app_still_opens(branch: Branch) -> None:
    member = branch.maria.register()
    before = branch.maria.totals()
    folder = closed_folder(branch)
    script = ROOT / "tests" / "store" / "on_a_full_disk.py"
    done = subprocess.run(
        [sys.executable, str(script), str(folder), office.KEY, member],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr[-1500:]
    told = json.loads(done.stdout)
    assert told["code"] in ("disk_full", "disk")
    store = open_store(folder, office.KEY, branch.clock)
    again = office.Laptop(store, branch.clock)
    assert again.totals().all.receipts == before.all.receipts + told["saved"]
    assert again.ask(lambda connection, coop: verify(connection, coop).is_sound)
    store.close()


def test_a_copy_put_back_is_marked_to_ask_the_centre_first(branch: Branch) -> None:
    copy = branch.maria.store.back_up()
    branch.maria.collect(branch.maria.register(), "2026-11")
    folder = closed_folder(branch)
    aside = restore(folder, copy, office.KEY)
    assert aside is not None
    assert aside.exists()
    store = open_store(folder, office.KEY, branch.clock)
    with store.reading() as connection:
        assert contact.load(connection).ask_first
    store.close()


def test_a_damaged_copy_is_not_put_back(branch: Branch) -> None:
    copy = branch.maria.store.back_up()
    folder = closed_folder(branch)
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    before = (folder / files.DATABASE).read_bytes()
    with pytest.raises(Unavailable) as trouble:
        restore(folder, copy, office.KEY)
    assert trouble.value.code == "backup_damaged"
    assert (folder / files.DATABASE).read_bytes() == before


def test_wal_with_full_synchronous_is_in_force_on_every_connection(branch: Branch) -> None:
    with branch.maria.store.reading() as one, branch.maria.store.reading() as other:
        for connection in (one, other):
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_the_files_hold_no_nik_name_or_schema_in_the_clear(branch: Branch) -> None:
    member = branch.maria.register(name="Contoh Orang Rahasia")
    row = branch.maria.ask(
        lambda connection, coop: connection.exec_driver_sql("SELECT nik FROM member").scalars().all()
    )
    for path in branch.maria.store.folder.iterdir():
        content = path.read_bytes() if path.is_file() else b""
        for secret in (b"Rahasia", b"CREATE TABLE", b"SQLite format", member.encode(), *(nik.encode() for nik in row)):
            assert secret not in content, path.name


def test_a_clock_that_fell_a_little_is_written_down_and_one_that_fell_a_day_must_be_confirmed(branch: Branch) -> None:
    member = branch.maria.register()
    branch.clock.forward(minutes=-30)
    branch.maria.collect(member, "2026-11")
    kinds = "SELECT kind FROM journal WHERE device = 11 ORDER BY seq DESC LIMIT 2"
    assert branch.maria.ask(lambda connection, coop: connection.exec_driver_sql(kinds).scalars().all()) == [
        "contribution_collected",
        "clock_changed",
    ]
    branch.clock.forward(hours=-30)
    with pytest.raises(Refused) as refused:
        branch.maria.collect(member, "2026-12")
    assert refused.value.code == "clock_doubtful"


def test_a_refused_act_takes_no_number(branch: Branch) -> None:
    member = branch.maria.register()
    with pytest.raises(Refused):
        branch.maria.collect(member, "2026-11", total=1)
    first = branch.maria.collect(member, "2026-11")
    command = CollectPremium(members=(PayFor(member=member, months=("2026-12",)),), total=8_400)
    second = branch.maria.do(collect_premium, command)
    assert int(second.number[-6:]) == int(first.number[-6:]) + 1


def test_slips_of_all_kinds_of_hand_over_go_on_in_one_count_after_a_restart(branch: Branch) -> None:
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip, missing=1_600)
    branch.share()
    branch.maria.do(accept_difference, AcceptDifference(deposit=slip.origin))
    branch.share()
    first = branch.theresia.do(issue_float, IssueFloat(agent="A017", rupiah=50_000))
    second = branch.theresia.do(settle_difference, SettleDifference(deposit=slip.origin, pieces={"1000": 1}))
    branch.theresia.store.close()
    store = open_store(branch.theresia.store.folder, office.KEY, branch.clock)
    third = store.write(issue_float, IssueFloat(agent="A017", rupiah=50_000)).result().result
    store.close()
    assert [number[-6:] for number in (first.number, second.number, third.number)] == ["000001", "000002", "000003"]
