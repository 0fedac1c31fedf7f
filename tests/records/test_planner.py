"""SQLite finds rows by the index that was made for the question, in an empty database as in a full one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from agent_app.records import schema
from agent_app.records.copies import copy_sqlite
from agent_app.records.engine import open_sqlite
from agent_app.records.tables import metadata

KEY = "77" * 32
INDEXES = {
    str(index.name): (table.name, [column.name for column in index.columns])
    for table in metadata.sorted_tables
    if table.info["side"] == "both"
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is None
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_sqlite(tmp_path_factory.mktemp("planner") / "planned.db", KEY)
    schema.migrate(engine, "local")
    yield engine
    engine.dispose()


def plan(connection: Connection, question: str) -> list[str]:
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}")]


@pytest.mark.parametrize("name", sorted(INDEXES))
def test_every_index_answers_the_question_it_was_made_for(engine: Engine, name: str) -> None:
    table, columns = INDEXES[name]
    with engine.connect() as connection:
        steps = plan(connection, f"SELECT * FROM {table} WHERE " + " AND ".join(f"{each} = 'x'" for each in columns))
    assert len(steps) == 1
    assert f" {name} (" + " AND ".join(f"{each}=?" for each in columns) + ")" in steps[0]


@pytest.mark.parametrize("table", sorted({table for table, _ in INDEXES.values()}))
def test_a_whole_cooperative_is_read_in_the_order_of_the_tables_key(engine: Engine, table: str) -> None:
    with engine.connect() as connection:
        steps = plan(connection, f"SELECT * FROM {table} WHERE coop = 'x'")
    assert steps == [f"SEARCH {table} USING PRIMARY KEY (coop=?)"]


def test_a_copy_takes_along_what_the_planner_knows(engine: Engine, tmp_path: Path) -> None:
    copy_sqlite(engine, tmp_path / "copy.db", KEY)
    copied = open_sqlite(tmp_path / "copy.db", KEY)
    told = "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx"
    with engine.connect() as here, copied.connect() as there:
        assert here.exec_driver_sql(told).all() == there.exec_driver_sql(told).all() != []
    copied.dispose()
