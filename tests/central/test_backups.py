"""Backups that count only when they were read back, and checks that name what was altered."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from agent_app import paths
from agent_app.central import admin, backup_file, backups, checks, dumps, recovery
from agent_app.central.centre import Centre
from agent_app.central.database import Settings, read_settings, write_settings
from agent_app.central.keys import new_keys
from agent_app.domain.errors import Refused, Unavailable
from agent_app.records.copies import copy_sqlite
from agent_app.records.tables.journal import batch_signature, journal, kind_total
from agent_app.records.verify import Problem
from tests.central import acts
from tests.central.conftest import EMBEDDED, POSTGRES, Clock, Village
from tests.central.contents import database_in, plain_of


def problems(centre: Centre) -> list[Problem]:
    with centre.reading() as connection:
        return checks.verify(connection, centre).problems


def unguard(centre: Centre) -> None:
    """What somebody with the database in hand can do."""
    with centre.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER ALL")
        else:
            connection.exec_driver_sql("DROP TRIGGER journal_guard_key")
            connection.exec_driver_sql("DROP TRIGGER journal_guard_delete")


def filled(village: Village) -> Village:
    agent = village.agent
    for number in range(5):
        agent.write(acts.registered(agent, number, nik=f"531301410788990{number}"))
        agent.write(acts.collected(agent, number, number + 1))
    agent.push(1, 4)
    agent.sync()
    return village


def test_a_verified_backup_makes_lines_durable(village: Village) -> None:
    agent = filled(village).agent
    made = backups.back_up(village.centre, village.centre.folder / "backups" / "one")
    assert made.heads[agent.device] == 10
    assert agent.call("GET", "/v1/head").head().durable_seq == 10
    agent.write(acts.collected(agent, 1, 6, months=("2026-12",)))
    head = agent.sync()
    assert (head.seq, head.durable_seq) == (11, 10)
    assert [known.durable_seq for known in admin.devices(village.centre)] == [10, 0, 0]
    assert made.path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refused, match="file_exists"):
        backups.back_up(village.centre, made.path)


@EMBEDDED
def test_a_backup_of_the_embedded_centre_is_encrypted(village: Village) -> None:
    made = backups.back_up(filled(village).centre, village.centre.folder / "copy")
    assert not made.path.read_bytes().startswith(b"SQLite format 3")
    assert not database_in(made.path, village.centre.keys).startswith(b"SQLite format 3")
    for content in (made.path.read_bytes(), database_in(made.path, village.centre.keys)):
        assert acts.NIK.encode() not in content


def test_a_sound_centre_has_nothing_to_report(village: Village) -> None:
    assert problems(filled(village).centre) == []


def test_an_altered_line_is_named_by_verify_and_makes_no_backup(village: Village) -> None:
    agent, centre = filled(village).agent, village.centre
    unguard(centre)
    here = (journal.c.device == agent.device, journal.c.seq == 6)
    forged = agent.lines[5].replace(b'"rupiah":8400', b'"rupiah":4800')
    with centre.engine.begin() as connection:
        connection.execute(update(journal).where(*here).values(line=forged))
    found = problems(centre)
    assert found[0] == Problem(agent.device, 6, "altered")
    with pytest.raises(Unavailable, match="backup_failed"):
        backups.back_up(centre, centre.folder / "copy")
    assert not (centre.folder / "copy").exists()
    assert agent.call("GET", "/v1/head").head().durable_seq == 0


@EMBEDDED
def test_what_else_was_tampered_with_is_named_too(village: Village) -> None:
    agent, centre = filled(village).agent, village.centre
    unguard(centre)
    device = agent.device
    for table, where, values, named in (
        (kind_total, kind_total.c.kind == "contribution_collected", {"rupiah": 1}, (device, "totals")),
        (batch_signature, batch_signature.c.seq == 4, {"signature": bytes(64)}, (device, "signature")),
        (journal, (journal.c.device == 0) & (journal.c.seq == 1), {"h": bytes(32)}, (0, "altered")),
    ):
        connection = centre.engine.connect()
        connection.execute(update(table).where(where).values(**values))
        report = checks.verify(connection, centre)
        connection.rollback()
        connection.close()
        assert any(one.device == named[0] and named[1] in one.what for one in report.problems), named
    with centre.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM batch_signature WHERE device = {device} AND seq = 10")
    assert Problem(device, 5, "not signed") in problems(centre)
    with centre.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM journal WHERE device = {device} AND seq = 1")
    assert Problem(device, 2, "lines before this are missing") in problems(centre)


@EMBEDDED
def test_a_damaged_or_foreign_copy_is_not_put_back(village: Village, clock: Clock, tmp_path: Path) -> None:
    centre = filled(village).centre
    copy = backups.back_up(centre, tmp_path / "copy").path
    foreign = admin.init(tmp_path / "foreign", "XYZ", "Koperasi Lain", None, clock)
    of_others = backups.back_up(foreign, tmp_path / "foreign-copy").path
    foreign.engine.dispose()
    damaged = tmp_path / "damaged"
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    (tmp_path / "letter").write_bytes(b"no database at all" * 500)
    (tmp_path / "nothing").write_bytes(b"")
    centre.engine.dispose()
    present = (centre.folder / "centre.db").read_bytes()
    for source in (damaged, tmp_path / "letter", tmp_path / "nothing"):
        with pytest.raises(Unavailable, match="backup_damaged"):
            backups.restore(centre.folder, source, clock)
    with pytest.raises(Refused, match="backup_of_other"):
        backups.restore(centre.folder, of_others, clock)
    assert (centre.folder / "centre.db").read_bytes() == present
    assert sorted(path.name for path in centre.folder.glob("centre.db*arriving*")) == []


@EMBEDDED
def test_a_copy_is_on_the_disk_before_it_is_the_database(
    centre: Centre, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = backups.back_up(centre, tmp_path / "copy").path
    centre.engine.dispose()
    done: list[tuple[str, str]] = []

    def watch(name: str, work: Callable[..., None]) -> Callable[..., None]:
        def watched(path: Path, *more: Path) -> None:
            done.append((name, Path(path).name))
            work(path, *more)

        return watched

    for module, name in ((paths, "flush_file"), (paths, "flush_folder"), (os, "replace")):
        monkeypatch.setattr(module, name, watch(name, getattr(module, name)))
    backups.restore(centre.folder, copy, clock).engine.dispose()
    moved = done.index(("replace", "centre.db.arriving"))
    assert done[moved - 2 : moved + 2] == [
        ("flush_file", "centre.db.arriving"),
        ("replace", "centre.db"),
        ("replace", "centre.db.arriving"),
        ("flush_folder", centre.folder.name),
    ]
    assert (centre.folder / "centre.db").stat().st_mode & 0o777 == 0o600


@EMBEDDED
def test_each_database_that_is_replaced_is_kept_also_by_a_clock_that_stands(
    centre: Centre, clock: Clock, tmp_path: Path
) -> None:
    copy = backups.back_up(centre, tmp_path / "copy").path
    centre.engine.dispose()
    for number in (1, 2, 3):
        backups.restore(centre.folder, copy, clock).engine.dispose()
        kept = [path for path in centre.folder.glob("centre.db.before-*") if not path.name.endswith(("-wal", "-shm"))]
        assert len(kept) == number


@POSTGRES
def test_a_damaged_archive_is_told_as_such_and_a_database_that_takes_none_as_itself(
    village: Village, tmp_path: Path, clock: Clock
) -> None:
    centre = filled(village).centre
    whole = backups.back_up(centre, tmp_path / "archive").path
    damaged = tmp_path / "damaged"
    damaged.write_bytes(whole.read_bytes()[:-1])
    with pytest.raises(Unavailable, match="backup_damaged"):
        backups.restore(centre.folder, damaged, clock)
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    write_settings(centre.folder, Settings(coop="KCL", database=nowhere))
    with pytest.raises(Unavailable, match="database_unreachable"):
        backups.restore(centre.folder, whole, clock)
    assert problems(centre) == []


@POSTGRES
def test_an_archive_of_postgresql_shows_nothing_without_the_key(village: Village, tmp_path: Path) -> None:
    made = backups.back_up(filled(village).centre, tmp_path / "archive")
    assert made.path.stat().st_mode & 0o777 == 0o600
    content = made.path.read_bytes()
    assert b"PGDMP" not in content
    assert acts.NIK.encode() not in content


@POSTGRES
def test_an_archive_that_does_not_check_out_replaces_nothing(village: Village, tmp_path: Path) -> None:
    centre = filled(village).centre
    made = backups.back_up(centre, tmp_path / "archive")
    plain = plain_of(made.path, centre.keys)
    content = bytearray(made.path.read_bytes())
    content[-1] ^= 1
    made.path.write_bytes(content)
    url = read_settings(centre.folder).database
    assert url is not None
    with pytest.raises(Unavailable, match="backup_failed"):
        dumps.restore(url, plain)
    assert problems(centre) == []


@POSTGRES
def test_an_archive_that_is_cut_off_is_no_backup(village: Village, tmp_path: Path) -> None:
    made = backups.back_up(filled(village).centre, tmp_path / "archive")
    plain = plain_of(made.path, village.centre.keys)
    assert sum(1 for line in dumps.journal_lines(plain) if line.device == village.agent.device) == 10
    content = made.path.read_bytes()
    made.path.write_bytes(content[: len(content) // 2])
    with pytest.raises(Unavailable, match="backup_failed"):
        list(dumps.journal_lines(plain))


def test_without_the_programs_of_postgresql_there_is_a_clear_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="part_missing"):
        dumps.dump("postgresql+psycopg://nobody@localhost/none", tmp_path / "archive", bytes(32))


@EMBEDDED
def test_copies_of_former_releases_are_still_put_back(village: Village, tmp_path: Path, clock: Clock) -> None:
    centre = filled(village).centre
    copy_sqlite(centre.engine, tmp_path / "copy", centre.keys.database)
    centre.engine.dispose()
    again = backups.restore(centre.folder, tmp_path / "copy", clock)
    assert problems(again) == []
    again.engine.dispose()
    with pytest.raises(Unavailable, match="backup_needs_keys"):
        backups.restore(tmp_path / "elsewhere", tmp_path / "copy", clock)
    assert not (tmp_path / "elsewhere").exists()


@POSTGRES
def test_archives_of_former_releases_are_still_put_back(village: Village, tmp_path: Path, clock: Clock) -> None:
    centre = filled(village).centre
    dumps.dump(read_settings(centre.folder).database or "", tmp_path / "copy", centre.keys.archive)
    centre.engine.dispose()
    again = backups.restore(centre.folder, tmp_path / "copy", clock)
    assert problems(again) == []
    again.engine.dispose()


def test_the_key_of_a_centre_or_its_secret_is_needed_to_read_a_backup(
    village: Village, tmp_path: Path, clock: Clock
) -> None:
    centre = filled(village).centre
    without = backups.back_up(centre, tmp_path / "without").path
    recovery.renew(centre.folder, tmp_path / "secret", clock)
    made = backups.back_up(centre, tmp_path / "with").path
    head = backup_file.head_of(made)
    assert head is not None
    secret = recovery.read((tmp_path / "secret").read_text().splitlines()[0])
    for keys, own, told in ((new_keys(), None, "recovery_needed"), (None, bytes(32), "recovery_wrong")):
        with pytest.raises(Refused, match=told):
            backup_file.unlock(head, keys, own)
    assert backup_file.unlock(head, new_keys(), secret) == backup_file.unlock(head, centre.keys, None)
    older = backup_file.head_of(without)
    assert older is not None
    with pytest.raises(Unavailable, match="recovery_never_made"):
        backup_file.unlock(older, None, secret)


@EMBEDDED
def test_a_backup_cut_or_changed_anywhere_is_damaged_and_nothing_is_put_back(
    village: Village, tmp_path: Path, clock: Clock
) -> None:
    centre = filled(village).centre
    whole = backups.back_up(centre, tmp_path / "copy").path.read_bytes()
    centre.engine.dispose()
    present = (centre.folder / "centre.db").read_bytes()
    places = [*range(15, 600, 37), len(whole) // 2, len(whole) - 1]
    for number, place in enumerate(places):
        changed = bytearray(whole)
        changed[place] ^= 4
        for content in (bytes(changed), whole[:place]):
            (tmp_path / "spoilt").write_bytes(content)
            with pytest.raises((Unavailable, Refused)) as told:
                backups.restore(centre.folder, tmp_path / "spoilt", clock)
            assert told.value.code in ("backup_damaged", "backup_of_other", "recovery_never_made"), number
    assert (centre.folder / "centre.db").read_bytes() == present
