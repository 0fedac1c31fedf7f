"""Inserting many rows at once, the same on SQLite and PostgreSQL."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Table, bindparam, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

Row = dict[str, Any]


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows whose key is not there yet. All rows must name the same columns."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _insert_arrays(connection, table, rows, {})
    else:
        connection.execute(_insert_into(table), list(rows))


@cache
def _insert_into(table: Table) -> Any:
    """Built once: for a single act, building a statement costs more than running it."""
    return sqlite.insert(table).on_conflict_do_nothing()


def insert_newest(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of a table of newest values; of two for one key stays the greatest (at, by_device, by_seq)."""
    best: dict[tuple[Any, ...], Row] = {}
    key_names = [column.name for column in table.primary_key.columns]
    for row in rows:
        key = tuple(row[name] for name in key_names)
        if key not in best or _age(row) > _age(best[key]):
            best[key] = row
    if not best:
        return
    upsert(connection, table, list(best.values()), only_newer=True)


def upsert(connection: Connection, table: Table, rows: Sequence[Row], only_newer: bool = False) -> None:
    """Insert the rows, or set all their columns where the key is there. Keys must differ within `rows`."""
    if not rows:
        return
    options = {"only_newer": only_newer, "update": True}
    if connection.dialect.name == "postgresql":
        _insert_arrays(connection, table, rows, options)
    else:
        statement = sqlite.insert(table)
        connection.execute(_on_conflict(statement, table, rows[0], only_newer), list(rows))


def _age(row: Row) -> tuple[int, int, int]:
    return row["at"], row["by_device"], row["by_seq"]


def _on_conflict(statement: Any, table: Table, row: Row, only_newer: bool) -> Any:
    keys = [column.name for column in table.primary_key.columns]
    excluded = statement.excluded
    newer = None
    if only_newer:
        newer = tuple_(excluded.at, excluded.by_device, excluded.by_seq) > tuple_(
            table.c.at, table.c.by_device, table.c.by_seq
        )
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: excluded[name] for name in row if name not in keys}, where=newer
    )


def _insert_arrays(connection: Connection, table: Table, rows: Sequence[Row], options: dict[str, bool]) -> None:
    """One statement for any number of rows: each column travels as one array."""
    names = list(rows[0])
    arrays = [bindparam(f"p_{name}", [row[name] for row in rows], type_=ARRAY(table.c[name].type)) for name in names]
    source = func.unnest(*arrays).table_valued(*names).render_derived()
    statement: Any = postgresql.insert(table).from_select(names, select(*[source.c[name] for name in names]))
    if options.get("update"):
        statement = _on_conflict(statement, table, rows[0], options["only_newer"])
    else:
        statement = statement.on_conflict_do_nothing()
    connection.execute(statement)


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
