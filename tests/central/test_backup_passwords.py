"""Backups of a PostgreSQL that asks for a password: it is handed on, and nobody else on the machine reads it."""

import logging
import os
import stat
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import make_url

from agent_app.central import admin, backups, checks, programs
from agent_app.central.centre import Centre
from agent_app.central.database import Settings, write_settings
from agent_app.domain.errors import Refused, Unavailable
from tests.central.conftest import Clock
from tests.central.guarded import ODD_PASSWORD, as_superuser, owned_database
from tests.postgres import Server

ROLE = "kopdit"
PROGRAMS = ("pg_dump", "pg_restore")
_numbers = count(1)


@pytest.fixture
def guarded_url(postgres: Server) -> Iterator[str]:
    name = f"guarded_{next(_numbers)}"
    yield owned_database(postgres, name, ROLE, ODD_PASSWORD)
    postgres.drop_database(name)


@pytest.fixture
def guarded(guarded_url: str, tmp_path: Path, clock: Clock) -> Iterator[Centre]:
    centre = admin.init(tmp_path / "centre", "KCL", "Kopdit Contoh", guarded_url, clock)
    yield centre
    centre.engine.dispose()


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """PostgreSQL's programs behind scripts that write down with what arguments they were called."""
    found = {name: programs.alone(name, []).words[0] for name in PROGRAMS}
    folder, noted = tmp_path / "programs", tmp_path / "arguments"
    folder.mkdir()
    for name, program in found.items():
        script = folder / name
        script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$0" "$@" >> {noted}\nexec {program} "$@"\n')
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return noted


def test_a_password_of_any_letters_is_handed_on_and_seen_by_nobody(
    guarded: Centre, seen: Path, tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made = backups.back_up(guarded, tmp_path / "copy")
    guarded.engine.dispose()
    again = backups.restore(guarded.folder, made.path, clock)
    with again.reading() as connection:
        assert checks.verify(connection, again).is_sound
    again.engine.dispose()
    arguments = seen.read_text()
    assert [name for name in PROGRAMS if f"/{name}\n" in arguments] == list(PROGRAMS)
    for told in (arguments, caplog.text):
        assert ODD_PASSWORD not in told
        assert str(make_url(str(guarded.engine.url)).password) not in told
        assert "***" not in told


def test_a_password_that_is_wrong_or_missing_is_told_as_such(
    guarded: Centre, guarded_url: str, postgres: Server, tmp_path: Path, clock: Clock
) -> None:
    made = backups.back_up(guarded, tmp_path / "copy")
    guarded.engine.dispose()
    for password in ("wrong", None):
        place = make_url(guarded_url)
        other = place.set(password=password) if password else place._replace(password=None)
        write_settings(guarded.folder, Settings(coop="KCL", database=other.render_as_string(hide_password=False)))
        with pytest.raises(Unavailable, match="database_unreachable"):
            backups.restore(guarded.folder, made.path, clock)


def test_a_password_may_stand_in_the_files_postgresql_itself_reads(
    guarded: Centre, guarded_url: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_url(guarded_url)
    host, port = place.query["host"], place.query["port"]
    escaped = ODD_PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    passes, services = tmp_path / "pgpass", tmp_path / "services"
    passes.write_text(f"*:*:*:{ROLE}:{escaped}\n")
    passes.chmod(0o600)
    services.write_text(f"[kopdit]\nhost={host}\nport={port}\nuser={ROLE}\ndbname={place.database}\n")
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    guarded.engine.dispose()
    by_service = "postgresql+psycopg:///?service=kopdit"
    for number, url in enumerate((f"{by_service}&passfile={passes}", by_service)):
        if number == 1:
            monkeypatch.setenv("PGPASSFILE", str(passes))
        write_settings(guarded.folder, Settings(coop="KCL", database=url))
        centre = backups.open_centre(guarded.folder, clock)
        made = backups.back_up(centre, tmp_path / f"copy-{number}")
        centre.engine.dispose()
        backups.restore(guarded.folder, made.path, clock).engine.dispose()


def test_a_backup_goes_into_a_new_database_of_another_role(
    guarded: Centre, postgres: Server, tmp_path: Path, clock: Clock
) -> None:
    with as_superuser(postgres, str(guarded.engine.url.database)) as connection:
        connection.exec_driver_sql("CREATE ROLE reports")
        connection.exec_driver_sql("GRANT SELECT ON journal TO reports")
    made = backups.back_up(guarded, tmp_path / "copy")
    guarded.engine.dispose()
    with as_superuser(postgres, str(guarded.engine.url.database)) as connection:
        connection.exec_driver_sql("DROP OWNED BY reports")
        connection.exec_driver_sql("DROP ROLE reports")
    new = owned_database(postgres, "moved", "successor", "another password")
    write_settings(guarded.folder, Settings(coop="KCL", database=new))
    again = backups.restore(guarded.folder, made.path, clock)
    with again.reading() as connection:
        assert checks.verify(connection, again).is_sound
        owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
        assert connection.exec_driver_sql(owners).scalars().all() == ["successor"]
    again.engine.dispose()
    postgres.drop_database("moved")


def test_another_cooperative_in_the_database_is_not_put_back_with_this_one(
    guarded: Centre, guarded_url: str, tmp_path: Path, clock: Clock
) -> None:
    made = backups.back_up(guarded, tmp_path / "copy")
    guarded.engine.dispose()
    neighbour = admin.init(tmp_path / "neighbour", "XYZ", "Koperasi Lain", guarded_url, clock)
    with pytest.raises(Refused, match="database_shared"):
        backups.restore(guarded.folder, made.path, clock)
    with neighbour.reading() as connection:
        assert checks.verify(connection, neighbour).is_sound
    neighbour.engine.dispose()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"pg_dump: error: aborting because of server version mismatch", "program_too_old"),
        (b"pg_restore: error: unsupported version (1.16) in file header", "program_too_old"),
        (b'ERROR:  unrecognized configuration parameter "transaction_timeout"', "program_too_new"),
        (b"ERROR:  could not extend file: No space left on device", "database_disk_full"),
        (b"ERROR:  permission denied for schema public", "database_rights"),
        (b'connection to server on socket "/x" failed: FATAL:  password authentication failed', "database_unreachable"),
        (b"something about 5313014107889901", "backup_failed"),
    ],
)
def test_what_a_program_says_is_told_by_its_kind_alone(said: bytes, code: str) -> None:
    told = programs.reason(said, "backup_failed")
    assert str(told) == code


def test_no_secret_of_an_address_becomes_an_argument() -> None:
    url = "postgresql+psycopg://u:hush@h:5433/d?sslpassword=hush&sslmode=require&prepare_threshold=0&host=a:1&host=b:2"
    command = programs.on_database("pg_dump", url, ["--format=custom"])
    assert "hush" not in " ".join(command.words)
    assert "host=a,b" in command.words[2]
    assert command.environment["PGPASSWORD"] == "hush"
