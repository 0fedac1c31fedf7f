"""COPY: how PostgreSQL takes many rows in at less than half of what an INSERT costs either side."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Table, and_, bindparam, delete, func
from sqlalchemy.engine import Connection

from agent_app.records.prepared import Prepared

FEWEST = 20
"""Rows below which the savepoint costs more than COPY saves."""
_TYPES = {"BIGINT": "int8", "SMALLINT": "int2", "TEXT": "text", "BYTEA": "bytea", "BOOLEAN": "bool"}


def copy_in(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> bool:
    """Whether the rows are in. False, and nothing is done, where a key is there already or a value is refused.

    COPY knows no ON CONFLICT: the caller then takes the way that does. All rows must name the same columns.
    """
    names = tuple(rows[0])
    try:
        with connection.begin_nested():
            _copy(connection, table, names, rows)
    except (connection.dialect.loaded_dbapi.Error, OverflowError):
        return False
    return True


def replace_in(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> bool:
    """The same for whole rows that take the place of those under their keys; keys must differ within `rows`."""
    names = tuple(rows[0])
    if len(names) < len(table.columns):
        return False
    keys = [column.name for column in table.primary_key.columns]
    try:
        with connection.begin_nested():
            _delete(table).run(connection, [{key: [row[key] for row in rows] for key in keys}])
            _copy(connection, table, names, rows)
    except (connection.dialect.loaded_dbapi.Error, OverflowError):
        return False
    return True


def _copy(connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[dict[str, Any]]) -> None:
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types([_TYPES[table.c[name].type.compile(connection.dialect)] for name in names])
        for row in rows:
            copy.write_row([row[name] for name in names])


@cache
def _delete(table: Table) -> Prepared:
    keys = [column.name for column in table.primary_key.columns]
    arrays = [bindparam(key, type_=ARRAY(table.c[key].type)) for key in keys]
    source = func.unnest(*arrays).table_valued(*keys).render_derived()
    return Prepared(delete(table).where(and_(*[table.c[key] == source.c[key] for key in keys])))
