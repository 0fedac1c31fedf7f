"""What SQLite's planner is told of the tables: fixed statistics instead of guesses from an empty database.

Every index begins with the cooperative, and a database of ours holds one cooperative or a few. Not knowing that,
SQLite takes the first column for selective and reads whole tables past the index that was made for the question.
"""

from sqlalchemy import Index, Table, inspect
from sqlalchemy.engine import Connection

from agent_app.records.tables import metadata

ROWS = 100_000
"""Rows of a table as the planner is to think of it; only proportions matter."""
EXCEPTIONAL_ROWS = 100
"""Rows of an index over exceptional rows only."""
KINDS_OF_VALUES = {"coop": 1, "device": 5, "branch": 5, "person": 20, "agent": 20, "state": 5, "outcome": 5, "day": 200}
"""Values a column takes where they are few; every other column is taken to tell nearly all rows apart."""
ALIKE = 3
"""Rows with the same values in an index that need not be unique."""


def inform(connection: Connection) -> None:
    """Write the statistics of all tables there are, in the caller's transaction. Nothing to do on PostgreSQL.

    SQLite keeps them in the file and reads them when it opens one; nobody runs ANALYZE over them, so that a
    question is answered in the same way on every laptop (https://sqlite.org/lang_analyze.html, "fixed results").
    """
    if connection.dialect.name != "sqlite":
        return
    present = inspect(connection).get_table_names()
    rows = [row for name in present if name in metadata.tables for row in _rows_of(metadata.tables[name])]
    # The first makes the table where it is missing, the second reads what it now holds.
    connection.exec_driver_sql("ANALYZE sqlite_schema")
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    connection.exec_driver_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", rows)
    connection.exec_driver_sql("ANALYZE sqlite_schema")


def _rows_of(table: Table) -> list[tuple[str, str, str]]:
    """Per index: all its rows, then how many are alike in its first column, in its first two, and so on."""
    key = [column.name for column in table.primary_key.columns]
    # A table lies in the order of its key: what is found there need not be looked up a second time.
    rows = [(table.name, table.name, _stat(key, ROWS, is_unique=True) + " sz=1")]
    for index in table.indexes:
        names = [column.name for column in index.columns]
        size = EXCEPTIONAL_ROWS if _is_partial(index) else ROWS
        rows.append((table.name, str(index.name), _stat(names, size, is_unique=bool(index.unique))))
    return rows


def _stat(names: list[str], size: int, is_unique: bool) -> str:
    alike, stat = size, [size]
    for name in names:
        alike = max(alike // KINDS_OF_VALUES.get(name, ROWS), ALIKE)
        stat.append(alike)
    if is_unique:
        stat[-1] = 1
    return " ".join(map(str, stat))


def _is_partial(index: Index) -> bool:
    return index.dialect_options["sqlite"]["where"] is not None
