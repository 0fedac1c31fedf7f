"""Backups made before an upgrade, put back after it; and those of a later release, which are refused."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import msgspec
import pytest
from alembic import command
from sqlalchemy import Engine, inspect

from agent_app.central import backup_file, backups, checks, dumps, epochs, tables
from agent_app.central.centre import Centre
from agent_app.domain.errors import Unavailable
from agent_app.records import bulk, schema
from agent_app.records.engine import open_postgres, open_sqlite
from agent_app.records.tables import metadata
from tests.central.conftest import EMBEDDED, POSTGRES, Clock
from tests.postgres import Server

_numbers = count(1)


def first_release(engine: Engine, centre: Centre) -> None:
    """The schema of the first release, with a cooperative nobody has written anything in."""
    config = schema._config("central")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        row = {"coop": centre.coop, "name": "X", "epoch": epochs.new_id(), "centre_device": 0, "next_device": 1}
        bulk.insert_new(connection, tables.cooperative, [row])
    engine.dispose()


def is_of_this_release(centre: Centre) -> bool:
    """Whether all tables are there, and nothing is wrong in them."""
    with centre.reading() as connection:
        expected = {name for name, table in metadata.tables.items() if table.info["side"] != "local"}
        return expected <= set(inspect(connection).get_table_names()) and checks.verify(connection, centre).is_sound


@pytest.fixture
def old_url(postgres: Server) -> Iterator[str]:
    name = f"first_release_{next(_numbers)}"
    yield postgres.make_database(name)
    postgres.drop_database(name)


@EMBEDDED
def test_an_embedded_backup_of_the_first_release_is_brought_up_before_it_is_checked(
    centre: Centre, tmp_path: Path, clock: Clock
) -> None:
    first_release(open_sqlite(tmp_path / "old", centre.keys.database), centre)
    centre.engine.dispose()
    again = backups.restore(centre.folder, tmp_path / "old", clock)
    assert is_of_this_release(again)
    again.engine.dispose()


@POSTGRES
def test_an_archive_of_the_first_release_leaves_no_table_of_a_later_one_in_its_way(
    centre: Centre, old_url: str, tmp_path: Path, clock: Clock
) -> None:
    first_release(open_postgres(old_url), centre)
    dumps.dump(old_url, tmp_path / "old", centre.keys.archive)
    centre.engine.dispose()
    again = backups.restore(centre.folder, tmp_path / "old", clock)
    assert is_of_this_release(again)
    again.engine.dispose()


def test_a_backup_of_a_later_release_replaces_nothing(
    centre: Centre, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_now = backup_file.Contents.of
    monkeypatch.setattr(
        backup_file.Contents,
        "of",
        lambda *given: msgspec.structs.replace(of_now(*given), revision="of the year 2031"),
    )
    made = backups.back_up(centre, tmp_path / "later")
    with pytest.raises(Unavailable, match="database_newer"):
        backups.restore(centre.folder, made.path, clock)
    assert is_of_this_release(centre)


@EMBEDDED
def test_a_copied_database_of_a_later_release_replaces_nothing(centre: Centre, tmp_path: Path, clock: Clock) -> None:
    later = open_sqlite(tmp_path / "later", centre.keys.database)
    first_release(later, centre)
    with later.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    later.dispose()
    with pytest.raises(Unavailable, match="database_newer"):
        backups.restore(centre.folder, tmp_path / "later", clock)
    assert is_of_this_release(centre)
