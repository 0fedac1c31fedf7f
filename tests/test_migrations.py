"""Migrations lead to the schema the code speaks of, on both databases, and take effect whole or not at all."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Table, event, inspect, text

from agent_app import paths
from agent_app.central import admin
from agent_app.central import tables as central_tables
from agent_app.central.database import open_centre
from agent_app.domain.errors import Unavailable
from agent_app.records import schema
from agent_app.records.apply import APPLY_VERSION
from agent_app.records.engine import open_postgres, open_sqlite
from agent_app.records.tables import metadata
from agent_app.store import database, files
from agent_app.store import tables as local_tables
from agent_app.store.store import open_store
from dev import ROOT
from tests.store.laptop import KEY, START, enrolled, slips, take

Side = Literal["local", "central"]
SIDES: tuple[Side, ...] = ("local", "central")
ENGINES = ("sqlite", "postgresql")
SHIPPED = paths.migrations
PRESENT = dict(schema.HEADS)
SIDE_TABLES = {"local": local_tables, "central": central_tables}

LATER = '''
"""A later migration."""
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "9999", "PRESENT", None, None

def upgrade():
    op.create_table("later", sa.Column("a", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO later VALUES (1)")
    op.drop_table("batch_signature")
    {end}
'''
FAILING = LATER.replace("{end}", 'raise RuntimeError("in the middle")')
WORKING = LATER.replace("{end}", "")


@pytest.fixture
def sqlite_engines(tmp_path: Path) -> Iterator[Callable[[], Engine]]:
    yield from _engines(lambda number: open_sqlite(tmp_path / f"{number}.db", KEY))


@pytest.fixture
def postgres_engine(postgres_url: str) -> Iterator[Engine]:
    engine = open_postgres(postgres_url)
    yield engine
    engine.dispose()


def _engines(make: Callable[[int], Engine]) -> Iterator[Callable[[], Engine]]:
    made: list[Engine] = []

    def another() -> Engine:
        made.append(make(len(made)))
        return made[-1]

    yield another
    for engine in made:
        engine.dispose()


def wanted(side: Side) -> list[Table]:
    """The tables of a side as the code speaks of them."""
    assert SIDE_TABLES[side]
    return [table for table in metadata.sorted_tables if table.info["side"] in ("both", side)]


def shape(engine: Engine) -> dict[str, Any]:
    """Tables with their columns, keys and indexes as the database has them, whatever the order of columns."""
    found = inspect(engine)
    return {
        name: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in found.get_columns(name)
            },
            "key": found.get_pk_constraint(name),
            "indexes": sorted(map(plain, found.get_indexes(name)), key=str),
            "foreign": found.get_foreign_keys(name),
            "unique": found.get_unique_constraints(name),
        }
        for name in found.get_table_names()
        if name != "alembic_version"
    }


def plain(index: Any) -> dict[str, Any]:
    """An index with the condition of a partial one as a text."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return {**index, "dialect_options": options}


def check(migrated: Engine, made: Engine, side: Side) -> None:
    schema.migrate(migrated, side)
    with made.begin() as connection:
        metadata.create_all(connection, tables=wanted(side))
    assert shape(migrated) == shape(made)
    names = {table.name for table in wanted(side)}
    assert shape(migrated).keys() == names

    def of_side(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
        return kind != "table" or name in names

    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": of_side})
        assert [one for one in compare_metadata(context, metadata) if "alembic_version" not in str(one)] == []


@pytest.mark.parametrize("side", SIDES)
def test_migrations_lead_to_the_very_schema_of_the_code_on_sqlite(
    sqlite_engines: Callable[[], Engine], side: Side
) -> None:
    migrated, made = sqlite_engines(), sqlite_engines()
    check(migrated, made, side)
    with migrated.connect() as one, made.connect() as other:
        keyed = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%' ORDER BY name"
        assert one.execute(text(keyed)).all() == other.execute(text(keyed)).all()
        partial = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%' ORDER BY name"
        assert one.execute(text(partial)).all() == other.execute(text(partial)).all()


@pytest.mark.parametrize("side", SIDES)
def test_migrations_lead_to_the_very_schema_of_the_code_on_postgresql(postgres_engine: Engine, side: Side) -> None:
    with postgres_engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA made"))
    made = open_postgres(postgres_engine.url.render_as_string(hide_password=False))
    event.listen(made, "connect", lambda connection, _: connection.execute("SET search_path TO made"))
    try:
        check(postgres_engine, made, side)
    finally:
        made.dispose()


@pytest.fixture
def later_migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts another migration behind the shipped ones."""

    def put(source: str) -> None:
        copied = tmp_path / "migrations"
        shutil.rmtree(copied, ignore_errors=True)
        for side in SIDES:
            shutil.copytree(SHIPPED(side), copied / side, ignore=shutil.ignore_patterns("__pycache__"))
            (copied / side / "versions" / "9999_later.py").write_text(source.replace("PRESENT", PRESENT[side]))
        monkeypatch.setattr(paths, "migrations", lambda side: copied / side)
        monkeypatch.setattr(schema, "HEADS", dict.fromkeys(SIDES, "9999"))

    return put


@pytest.mark.parametrize("side", SIDES)
def test_the_newest_migration_is_the_one_the_start_looks_for(side: Side) -> None:
    assert schema.HEADS[side] == ScriptDirectory(str(SHIPPED(side))).get_current_head()


def test_a_database_that_is_up_to_date_opens_without_alembic(tmp_path: Path) -> None:
    enrolled(tmp_path / "A017").close()
    program = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from agent_app.store.store import open_store\n"
        f"open_store(Path(sys.argv[1]), {KEY!r}, lambda: datetime.now(UTC)).close()\n"
        "sys.exit('alembic' in sys.modules)\n"
    )
    opened = subprocess.run([sys.executable, "-c", program, str(tmp_path / "A017")], cwd=ROOT, timeout=60)
    assert opened.returncode == 0


def is_behind(engine: Engine) -> bool:
    with engine.connect() as connection:
        return schema.is_behind(connection, "local")


@pytest.mark.parametrize("name", ENGINES)
def test_a_migration_that_fails_in_the_middle_leaves_everything_as_it_was(
    name: str,
    request: pytest.FixtureRequest,
    sqlite_engines: Callable[[], Engine],
    postgres_engine: Engine,
    later_migrations: Callable[[str], None],
) -> None:
    engine = sqlite_engines() if name == "sqlite" else postgres_engine
    assert is_behind(engine)
    schema.migrate(engine, "local")
    assert not is_behind(engine)
    before = shape(engine)
    later_migrations(FAILING)
    assert is_behind(engine)
    with pytest.raises(RuntimeError, match="in the middle"):
        schema.migrate(engine, "local")
    assert shape(engine) == before
    assert is_behind(engine)
    later_migrations(WORKING)
    schema.migrate(engine, "local")
    assert not is_behind(engine)
    assert shape(engine).keys() == (before.keys() | {"later"}) - {"batch_signature"}


def test_a_first_migration_that_fails_leaves_an_empty_database(
    sqlite_engines: Callable[[], Engine], later_migrations: Callable[[str], None]
) -> None:
    engine = sqlite_engines()
    later_migrations(FAILING)
    with pytest.raises(RuntimeError, match="in the middle"):
        schema.migrate(engine, "local")
    assert shape(engine) == {}
    with engine.connect() as connection:
        assert schema.is_new(connection)


def test_a_database_of_a_later_release_is_refused(
    sqlite_engines: Callable[[], Engine], later_migrations: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = sqlite_engines()
    with monkeypatch.context():
        later_migrations(WORKING)
        schema.migrate(engine, "local")
    monkeypatch.undo()
    with pytest.raises(Unavailable, match="database_newer"):
        is_behind(engine)


def test_a_device_is_backed_up_before_it_is_migrated_and_opens_after_a_failure(
    tmp_path: Path, later_migrations: Callable[[str], None]
) -> None:
    folder = tmp_path / "A017"
    store = enrolled(folder)
    store.write(take, 1).result()
    store.close()
    assert not (folder / files.BACKUPS).exists()
    later_migrations(FAILING)
    with pytest.raises(RuntimeError, match="in the middle"):
        database.open_database(folder, KEY, START)
    (backup,) = (folder / files.BACKUPS).iterdir()
    later_migrations(WORKING)
    shutil.copytree(folder, tmp_path / "put back")
    shutil.copyfile(backup, tmp_path / "put back" / files.DATABASE)
    for place in (folder, tmp_path / "put back"):
        migrated = open_store(place, KEY, lambda: START)
        assert slips(migrated) == ["LWB-A017-12-26-T000001"]
        migrated.close()


EARLIER = (
    "DROP TABLE revocation_request",
    "DROP TABLE roster_row",
    "CREATE TABLE roster_row (coop TEXT, member TEXT, branch TEXT, PRIMARY KEY (coop, member))",
    "UPDATE alembic_version SET version_num = '0003'",
    "UPDATE meta SET value = '1' WHERE name LIKE 'apply%'",
    "INSERT INTO erased_member (coop, member) VALUES ('KCL', 'somebody')",
)
"""What makes a database of today one of an earlier release, with something in its tables that nothing says."""


def is_computed_again(engine: Engine, before: dict[str, Any]) -> bool:
    with engine.connect() as connection:
        said = connection.execute(text("SELECT count(*) FROM erased_member")).scalar()
        applied = connection.execute(text("SELECT value FROM meta WHERE name LIKE 'apply%'")).scalar()
    return said == 0 and applied == str(APPLY_VERSION) and shape(engine) == before


def test_a_laptop_of_an_earlier_release_is_brought_up_with_its_tables_computed_again(tmp_path: Path) -> None:
    folder = tmp_path / "A017"
    store = enrolled(folder)
    store.write(take, 1).result()
    store.close()
    old = open_sqlite(folder / files.DATABASE, KEY)
    before = shape(old)
    with old.begin() as connection:
        for statement in EARLIER:
            connection.execute(text(statement))
    old.dispose()
    again = open_store(folder, KEY, lambda: START)
    assert slips(again) == ["LWB-A017-12-26-T000001"]
    again.close()
    opened = open_sqlite(folder / files.DATABASE, KEY)
    assert is_computed_again(opened, before)
    opened.dispose()


@pytest.mark.parametrize("name", ENGINES)
def test_a_centre_of_an_earlier_release_is_brought_up_with_its_tables_computed_again(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = str(request.getfixturevalue("postgres_url")) if name == "postgresql" else None
    centre = admin.init(tmp_path / "centre", "KCL", "Koperasi Contoh", url)
    admin.add_branch(centre, "LWB", "Lewoleba", "Asia/Makassar", tmp_path / "LWB.recovery")
    before = shape(centre.engine)
    with centre.engine.begin() as connection:
        for statement in EARLIER:
            connection.execute(text(statement))
    centre.engine.dispose()
    again = open_centre(tmp_path / "centre")
    assert is_computed_again(again.engine, before)
    again.engine.dispose()
