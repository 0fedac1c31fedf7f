"""Databases are opened encrypted and durable, and say in the trade's words what is wrong with them."""

import os
import shutil
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlcipher3 import dbapi2

from agent_app.domain.errors import Unavailable
from agent_app.records import engine as engines
from agent_app.records.engine import READING, is_disk_trouble, open_postgres, open_sqlite, trouble_of
from tests.records.sides import KEY


def trouble(path: Path, key: str = KEY) -> str:
    with pytest.raises(Unavailable) as unavailable, open_sqlite(path, key).connect():
        raise AssertionError("it opened")
    return unavailable.value.code


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    engine = open_sqlite(path, KEY)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)"))
        connection.execute(text("INSERT INTO t VALUES (1, 'Maria Contoh')"))
    engine.dispose()
    return path


def test_every_connection_has_wal_full_and_secure_delete_when_read_back(filled: Path) -> None:
    engine = open_sqlite(filled, KEY)
    with engine.connect() as one, engine.connect().execution_options(**READING) as other:
        for connection in (one, other):
            driver = connection.connection.driver_connection
            read = {name: driver.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
            assert read == {"journal_mode": "wal", "synchronous": 2}
            assert driver.execute("PRAGMA secure_delete").fetchone()[0] == 1
            assert driver.execute("PRAGMA temp_store").fetchone()[0] == 2
    engine.dispose()


def test_a_database_that_cannot_be_durable_is_refused() -> None:
    assert trouble(Path(":memory:")) == "durability_refused"


def test_the_library_brings_a_sqlite_without_the_wal_reset_bug(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert dbapi2.sqlite_version_info >= (3, 51, 3)
    monkeypatch.setattr(engines, "OLDEST_SQLITE", (99, 0, 0))
    assert trouble(tmp_path / "a.db") == "sqlite_too_old"


def test_a_wrong_key_and_a_file_that_is_none_of_ours_cannot_be_read(filled: Path) -> None:
    assert trouble(filled, "78" * 32) == "database_unreadable"
    filled.write_bytes(os.urandom(8192))
    assert trouble(filled) == "database_unreadable"
    filled.write_bytes(b"SQLite format 3\0" + bytes(4080))
    assert trouble(filled) == "database_unreadable"


def test_a_file_that_cannot_be_opened_is_trouble_of_the_disk(tmp_path: Path) -> None:
    assert trouble(tmp_path / "missing" / "a.db") == "disk"
    assert trouble(tmp_path) == "disk"


def test_nothing_of_a_row_is_in_the_file_in_the_clear(filled: Path) -> None:
    files = b"".join(path.read_bytes() for path in filled.parent.iterdir())
    assert b"Maria" not in files
    assert b"CREATE TABLE" not in files
    assert not files.startswith(b"SQLite format 3")


def test_a_write_transaction_takes_the_lock_when_it_begins(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.05)
    engine = open_sqlite(filled, KEY)
    with engine.connect() as first:
        first.begin()
        with pytest.raises(OperationalError, match="locked"), engine.connect() as second:
            second.begin()
    engine.dispose()


def test_readers_see_one_state_and_hinder_no_writer(filled: Path) -> None:
    engine = open_sqlite(filled, KEY)
    with engine.execution_options(**READING).connect() as reader:
        assert reader.execute(text("SELECT count(*) FROM t")).scalar() == 1
        with engine.begin() as writer:
            writer.execute(text("INSERT INTO t VALUES (2, 'x')"))
        assert reader.execute(text("SELECT count(*) FROM t")).scalar() == 1
    with engine.execution_options(**READING).connect() as reader:
        assert reader.execute(text("SELECT count(*) FROM t")).scalar() == 2
    engine.dispose()


def test_making_a_table_is_part_of_the_transaction(filled: Path) -> None:
    engine = open_sqlite(filled, KEY)
    with engine.connect() as connection:
        transaction = connection.begin()
        connection.execute(text("CREATE TABLE later (a INTEGER)"))
        transaction.rollback()
        assert connection.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'later'")).scalar() == 0
    engine.dispose()


def test_a_refused_statement_tells_no_values(filled: Path) -> None:
    engine = open_sqlite(filled, KEY)
    with pytest.raises(DBAPIError) as error, engine.begin() as connection:
        connection.execute(text("INSERT INTO t VALUES (:a, :b)"), {"a": 1, "b": "Maria Contoh"})
    assert "Maria" not in str(error.value)
    engine.dispose()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("database or disk is full", "disk_full"),
        ("disk I/O error", "disk"),
        ("attempt to write a readonly database", "disk"),
        ("could not extend file: No space left on device", "disk_full"),
        ("database disk image is malformed", "database_unreadable"),
        ("file is not a database", "database_unreadable"),
        ("UNIQUE constraint failed: t.a", None),
        ("database is locked", None),
    ],
)
def test_errors_of_a_database_are_told_apart(words: str, code: str | None) -> None:
    found = trouble_of(DBAPIError("statement", {}, Exception(words)))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("42501", "database_rights"),
        ("25006", "database_rights"),
        ("53100", "database_disk_full"),
        ("53300", "database_unreachable"),
        ("23505", None),
    ],
)
def test_errors_of_postgresql_are_told_apart_by_their_state(state: str, code: str | None) -> None:
    original = Exception("in whatever language the server speaks")
    original.sqlstate = state  # type: ignore[attr-defined]
    found = trouble_of(DBAPIError("statement", {}, original))
    assert (found.code if found else None) == code
    assert is_disk_trouble(DBAPIError("statement", {}, original)) == (code == "database_disk_full")


@pytest.mark.parametrize(("free", "code"), [(0, "disk_full"), (1 << 30, "disk")])
def test_a_file_that_cannot_be_opened_on_a_full_disk_is_told_as_that(
    free: int, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=free))
    with pytest.raises(Unavailable) as trouble:
        open_sqlite(tmp_path / "no folder" / "x.db", KEY).connect()
    assert trouble.value.code == code


def test_threads_may_share_an_engine(filled: Path) -> None:
    engine = open_sqlite(filled, KEY)
    seen: list[int | None] = []

    def read() -> None:
        with engine.execution_options(**READING).connect() as connection:
            seen.append(connection.execute(text("SELECT count(*) FROM t")).scalar())

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1] * 6
    engine.dispose()


def test_postgresql_speaks_utc_and_waits_for_no_lock_for_ever(postgres_url: str) -> None:
    engine: Engine = open_postgres(postgres_url)
    with engine.connect() as connection:
        shown = {name: connection.execute(text(f"SHOW {name}")).scalar() for name in ("timezone", "lock_timeout")}
        assert shown == {"timezone": "UTC", "lock_timeout": "10s"}
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "1min"
        assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
    engine.dispose()
