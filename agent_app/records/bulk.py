"""Inserting many rows at once, the same on SQLite and PostgreSQL."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, Literal

from sqlalchemy import ARRAY, ColumnElement, Table, any_, bindparam, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

Row = dict[str, Any]
Keep = Literal["given", "newest", "oldest"]
"""Which of two rows with one key stays."""


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows whose key is not there yet. All rows must name the same columns."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _insert_arrays(connection, table, rows, None)
    else:
        connection.execute(_insert_into(table), list(rows))


@cache
def _insert_into(table: Table) -> Any:
    """Built once: for a single act, building a statement costs more than running it."""
    return sqlite.insert(table).on_conflict_do_nothing()


def insert_newest(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of a table of newest values; of two for one key stays the greatest (at, by_device, by_seq)."""
    _insert_winners(connection, table, rows, "newest")


def insert_oldest(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of a table of first values; of two for one key stays the smallest (at, by_device, by_seq)."""
    _insert_winners(connection, table, rows, "oldest")


def _insert_winners(connection: Connection, table: Table, rows: Sequence[Row], keep: Keep) -> None:
    best: dict[tuple[Any, ...], Row] = {}
    key_names = [column.name for column in table.primary_key.columns]
    for row in rows:
        key = tuple(row[name] for name in key_names)
        if key not in best or (_age(row) > _age(best[key])) == (keep == "newest"):
            best[key] = row
    upsert(connection, table, list(best.values()), keep)


def upsert(connection: Connection, table: Table, rows: Sequence[Row], keep: Keep = "given") -> None:
    """Insert the rows, or set all their columns where the key is there. Keys must differ within `rows`."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _insert_arrays(connection, table, rows, keep)
    else:
        statement = sqlite.insert(table)
        connection.execute(_on_conflict(statement, table, rows[0], keep), list(rows))


def _age(row: Row) -> tuple[int, int, int]:
    return row["at"], row["by_device"], row["by_seq"]


def _on_conflict(statement: Any, table: Table, row: Row, keep: Keep) -> Any:
    keys = [column.name for column in table.primary_key.columns]
    excluded, wins = statement.excluded, None
    if keep != "given":
        arriving = tuple_(excluded.at, excluded.by_device, excluded.by_seq)
        present = tuple_(table.c.at, table.c.by_device, table.c.by_seq)
        wins = arriving > present if keep == "newest" else arriving < present
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: excluded[name] for name in row if name not in keys}, where=wins
    )


def _insert_arrays(connection: Connection, table: Table, rows: Sequence[Row], keep: Keep | None) -> None:
    """One statement for any number of rows: each column travels as one array."""
    names = list(rows[0])
    arrays = [bindparam(f"p_{name}", [row[name] for row in rows], type_=ARRAY(table.c[name].type)) for name in names]
    source = func.unnest(*arrays).table_valued(*names).render_derived()
    insert = postgresql.insert(table).from_select(names, select(*[source.c[name] for name in names]))
    connection.execute(insert.on_conflict_do_nothing() if keep is None else _on_conflict(insert, table, rows[0], keep))


def among(connection: Connection, column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """The condition that a column holds one of many values.

    PostgreSQL gets them as one array: a long list would be planned anew, value by value.
    """
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(values), type_=ARRAY(column.type), unique=True))
    return column.in_(list(values))


def chunks(items: Iterable[Any], size: int) -> Iterable[list[Any]]:
    """The items in lists of at most `size`."""
    chunk: list[Any] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
