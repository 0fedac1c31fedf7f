"""Backups that count only when they were read back, and checks that name what was altered."""

from pathlib import Path

import pytest
from sqlalchemy import update
from sqlcipher3 import dbapi2

from agent_app.central import admin, backups, checks, dumps
from agent_app.central.centre import Centre
from agent_app.domain.errors import Refused, Unavailable
from agent_app.records.tables.journal import batch_signature, journal, kind_total
from agent_app.records.verify import Problem
from tests.central import acts
from tests.central.conftest import EMBEDDED, POSTGRES, Clock, Village


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
    with pytest.raises(Refused, match="code_taken"):
        backups.back_up(village.centre, made.path)


@EMBEDDED
def test_a_backup_of_the_embedded_centre_is_encrypted(village: Village) -> None:
    made = backups.back_up(filled(village).centre, village.centre.folder / "copy")
    content = made.path.read_bytes()
    assert not content.startswith(b"SQLite format 3")
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
    present = (centre.folder / "centre.db").read_bytes()
    for source in (damaged, of_others):
        with pytest.raises(Unavailable):
            backups._replace_sqlite(centre.folder, source, "KCL", centre.keys.database, clock)
    assert (centre.folder / "centre.db").read_bytes() == present
    assert sorted(path.name for path in centre.folder.glob("centre.db*arriving*")) == []


@POSTGRES
def test_an_archive_that_is_cut_off_is_no_backup(village: Village, tmp_path: Path) -> None:
    made = backups.back_up(filled(village).centre, tmp_path / "archive")
    lines = list(dumps.journal_lines(made.path))
    assert sum(1 for line in lines if line.device == village.agent.device) == 10
    content = made.path.read_bytes()
    (tmp_path / "cut").write_bytes(content[: len(content) // 2])
    with pytest.raises(Unavailable, match="backup_failed"):
        list(dumps.journal_lines(tmp_path / "cut"))


def test_without_the_programs_of_postgresql_there_is_a_clear_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="part_missing"):
        dumps.dump("postgresql+psycopg://nobody@localhost/none", tmp_path / "archive")


@EMBEDDED
def test_the_right_key_is_needed_to_read_a_backup(village: Village) -> None:
    made = backups.back_up(filled(village).centre, village.centre.folder / "copy")
    connection = dbapi2.connect(str(made.path))
    connection.execute(f"PRAGMA key = \"x'{'00' * 32}'\"")
    with pytest.raises(dbapi2.Error):
        connection.execute("SELECT count(*) FROM journal").fetchone()
    connection.close()
