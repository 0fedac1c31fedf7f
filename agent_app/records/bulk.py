"""Inserting many rows at once, the same on SQLite and PostgreSQL."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, Literal

from sqlalchemy import ARRAY, ColumnElement, Table, any_, bindparam, func, select, tuple_
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Connection

from agent_app.records import copying
from agent_app.records.prepared import Prepared

Row = dict[str, Any]
Stays = Literal["present", "given", "newest", "oldest", "sum"]
"""Which of two rows with one key stays; "sum" adds the columns that are not of the key."""


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows whose key is not there yet. All rows must name the same columns."""
    _insert(connection, table, rows, "present")


def insert_newest(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of a table of newest values; of two for one key stays the greatest (at, by_device, by_seq)."""
    _insert(connection, table, _winners(table, rows, "newest"), "newest")


def insert_oldest(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of a table of first values; of two for one key stays the smallest (at, by_device, by_seq)."""
    _insert(connection, table, _winners(table, rows, "oldest"), "oldest")


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, or set all their columns where the key is there. Keys must differ within `rows`."""
    _insert(connection, table, rows, "given")


def add(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, or add their numbers to those under the same key. Keys must differ within `rows`."""
    _insert(connection, table, rows, "sum")


def _winners(table: Table, rows: Sequence[Row], stays: Stays) -> list[Row]:
    best: dict[tuple[Any, ...], Row] = {}
    key_names = [column.name for column in table.primary_key.columns]
    for row in rows:
        key = tuple(row[name] for name in key_names)
        if key not in best or (_age(row) > _age(best[key])) == (stays == "newest"):
            best[key] = row
    return list(best.values())


def _age(row: Row) -> tuple[int, int, int]:
    return row["at"], row["by_device"], row["by_seq"]


def _insert(connection: Connection, table: Table, rows: Sequence[Row], stays: Stays) -> None:
    if not rows:
        return
    names = tuple(rows[0])
    if connection.dialect.name == "postgresql":
        if len(rows) >= copying.FEWEST and _copied(connection, table, rows, stays):
            return
        # One statement for any number of rows: each column travels as one array.
        _from_arrays(table, names, stays).run(connection, [{name: [row[name] for row in rows] for name in names}])
    else:
        _row_by_row(table, names, stays).run(connection, rows)


def _copied(connection: Connection, table: Table, rows: Sequence[Row], stays: Stays) -> bool:
    if stays == "present":
        return copying.copy_in(connection, table, rows)
    return stays == "given" and copying.replace_in(connection, table, rows)


@cache
def _from_arrays(table: Table, names: tuple[str, ...], stays: Stays) -> Prepared:
    arrays = [bindparam(name, type_=ARRAY(table.c[name].type)) for name in names]
    source = func.unnest(*arrays).table_valued(*names).render_derived()
    # Not at the top: a laptop has no use for the five megabytes that come with it.
    from sqlalchemy.dialects import postgresql

    insert = postgresql.insert(table).from_select(names, select(*[source.c[name] for name in names]))
    return Prepared(_on_conflict(insert, table, names, stays))


@cache
def _row_by_row(table: Table, names: tuple[str, ...], stays: Stays) -> Prepared:
    return Prepared(_on_conflict(sqlite.insert(table), table, names, stays), names)


def _on_conflict(insert: Any, table: Table, names: tuple[str, ...], stays: Stays) -> Any:
    if stays == "present":
        return insert.on_conflict_do_nothing()
    keys = [column.name for column in table.primary_key.columns]
    arriving = {name: insert.excluded[name] for name in names if name not in keys}
    if stays == "sum":
        arriving = {name: table.c[name] + value for name, value in arriving.items()}
    return insert.on_conflict_do_update(index_elements=keys, set_=arriving, where=_wins(insert.excluded, table, stays))


def _wins(excluded: Any, table: Table, stays: Stays) -> ColumnElement[bool] | None:
    """The condition under which an arriving row takes the place of the present one; None where it always does."""
    if stays not in ("newest", "oldest"):
        return None
    arriving = tuple_(excluded.at, excluded.by_device, excluded.by_seq)
    present = tuple_(table.c.at, table.c.by_device, table.c.by_seq)
    return arriving > present if stays == "newest" else arriving < present


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
