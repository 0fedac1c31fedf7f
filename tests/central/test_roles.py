"""Roles of PostgreSQL: one that may create nothing, an owner, and one that only works with what the owner made."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from agent_app import bootstrap
from agent_app.central import admin, backups, checks, database, upkeep
from agent_app.central.centre import Centre
from agent_app.central.server import running
from agent_app.domain.errors import Refused, Unavailable
from tests.central import acts
from tests.central.conftest import Clock, enrol
from tests.central.guarded import as_superuser, make_role, owned_database, url
from tests.postgres import Server

OWNER, WORKER, STRANGER = "roles_owner", "roles_worker", "roles_stranger"
PASSWORD = "of all of them"
GRANTS = (
    f"GRANT USAGE ON SCHEMA public TO {WORKER}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {WORKER}",
)
_numbers = count(1)


@pytest.fixture
def name(postgres: Server) -> Iterator[str]:
    """A database of the owner's in which the worker may read and write tables, made or put back later."""
    name = f"roles_{next(_numbers)}"
    for role in (WORKER, STRANGER):
        make_role(postgres, role, PASSWORD)
    owned_database(postgres, name, OWNER, PASSWORD)
    with as_superuser(postgres, name) as connection:
        for statement in GRANTS:
            connection.exec_driver_sql(statement)
    yield name
    postgres.drop_database(name)


@pytest.fixture
def centre(name: str, postgres: Server, tmp_path: Path, clock: Clock) -> Iterator[Centre]:
    """Made by the owner."""
    made = admin.init(tmp_path / "centre", "KCL", "Kopdit", url(postgres, name, OWNER, PASSWORD), clock)
    admin.add_branch(made, "LWB", "Lewoleba", "Asia/Makassar", tmp_path / "branch.key")
    yield made
    made.engine.dispose()


def test_a_role_that_may_create_nothing_is_told_as_such(
    name: str, postgres: Server, tmp_path: Path, clock: Clock
) -> None:
    told = pytest.raises(Unavailable, match="database_rights")
    with told, bootstrap.database_troubles():
        admin.init(tmp_path / "new", "KCL", "Kopdit", url(postgres, name, STRANGER, PASSWORD), clock)
    made = admin.init(tmp_path / "new", "KCL", "Kopdit", url(postgres, name, OWNER, PASSWORD), clock)
    made.engine.dispose()


def test_a_role_that_owns_nothing_serves_backs_up_and_cannot_delete_what_was_written(
    centre: Centre, name: str, postgres: Server, tmp_path: Path, clock: Clock
) -> None:
    assert database.name_anew(centre.folder, url(postgres, name, WORKER, PASSWORD), clock) == "KCL"
    opened = database.open_centre(centre.folder, clock)
    assert opened.engine.url.username == WORKER
    with running(opened, with_worker=False) as address:
        agent = enrol(opened, address, "A017", "agent")
        agent.write(acts.registered(agent, 1))
        agent.sync()
        admin.erase(opened, [acts.member(1)], "request")
    with opened.reading() as connection:
        assert checks.verify(connection, opened).is_sound
    made = backups.back_up(opened, tmp_path / "copy")
    assert made.heads[agent.device] == 1
    for statement in ("ALTER TABLE journal DISABLE TRIGGER ALL", "DROP TABLE journal", "TRUNCATE journal"):
        with pytest.raises(DBAPIError), opened.engine.begin() as connection:
            connection.exec_driver_sql(statement)
    with pytest.raises(Unavailable, match="database_rights"):
        upkeep.vacuum(opened)
    opened.engine.dispose()
    with pytest.raises(Unavailable, match="database_rights"):
        backups.restore(centre.folder, made.path, clock)
    database.name_anew(centre.folder, url(postgres, name, OWNER, PASSWORD), clock)
    backups.restore(centre.folder, made.path, clock).engine.dispose()
    database.name_anew(centre.folder, url(postgres, name, WORKER, PASSWORD), clock)
    again = database.open_centre(centre.folder, clock)
    with again.reading() as connection:
        assert checks.verify(connection, again).is_sound
    again.engine.dispose()


def test_guards_that_were_switched_off_are_put_up_again(centre: Centre, clock: Clock) -> None:
    with centre.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER journal_guard_truncate")
    database.open_centre(centre.folder, clock).engine.dispose()
    with pytest.raises(DBAPIError, match="neither changed nor deleted"), centre.engine.begin() as connection:
        connection.exec_driver_sql("TRUNCATE journal CASCADE")


def test_an_address_under_which_the_centre_is_not_changes_nothing(
    centre: Centre, postgres: Server, clock: Clock
) -> None:
    before = database.read_settings(centre.folder)
    empty = owned_database(postgres, "empty_of_owner", OWNER, PASSWORD)
    with pytest.raises(Unavailable, match="database_missing"):
        database.name_anew(centre.folder, empty, clock)
    with as_superuser(postgres, "empty_of_owner") as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").scalar() == 0
    postgres.drop_database("empty_of_owner")
    assert database.read_settings(centre.folder) == before


def test_an_embedded_centre_has_no_address_to_name(tmp_path: Path, clock: Clock) -> None:
    admin.init(tmp_path / "embedded", "KCL", "Kopdit", None, clock).engine.dispose()
    with pytest.raises(Refused, match="database_embedded"):
        database.name_anew(tmp_path / "embedded", "postgresql://h/x", clock)
