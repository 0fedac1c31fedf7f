"""Statements of the hot paths: written in Core, compiled once for each kind of database, run with little ado."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Executable
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The text for the driver; the parameters' names in their order, None where the driver takes them by name."""

    sql: str
    order: tuple[str, ...] | None
    fixed: Mapping[str, Any]

    def values(self, given: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        every = {**self.fixed, **given} if self.fixed else given
        return every if self.order is None else tuple([every[name] for name in self.order])


class Prepared:
    """A Core statement with `bindparam`s, for what every act or every line asks.

    SQLite answers in a few microseconds; to compile, wrap and unwrap a statement of Core takes fifty and more, so
    there the driver's cursor is asked itself, inside the same transaction and with the same errors as of Core.
    Values go to the driver as they are and come back as it gives them: text, integers and bytes are the same on
    both databases, but SQLite answers a boolean with 0 or 1. Lists for IN and whatever else changes the text have
    no place here.
    """

    def __init__(self, statement: Executable, columns: Sequence[str] | None = None) -> None:
        """`columns`: the ones an INSERT names, each with a parameter of its name."""
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, given: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        """Ask with these parameters; all rows, as tuples in the order of the columns."""
        compiled = self._for(connection.dialect)
        if compiled.order is None:
            return [tuple(row) for row in connection.exec_driver_sql(compiled.sql, compiled.values(given))]
        return _by_cursor(connection, compiled.sql, [compiled.values(given)])

    def stream(self, connection: Connection, given: Mapping[str, Any], part: int) -> Iterator[tuple[Any, ...]]:
        """Ask with these parameters; the rows as they come, `part` of them in memory at a time."""
        compiled = self._for(connection.dialect)
        if compiled.order is None:
            options = {"yield_per": part}
            found = connection.exec_driver_sql(compiled.sql, compiled.values(given), execution_options=options)
            for rows in found.partitions(part):
                yield from rows
        else:
            yield from _stream(connection, compiled.sql, compiled.values(given), part)

    def run(self, connection: Connection, each: Sequence[Mapping[str, Any]]) -> None:
        """Write, once with each of these parameters."""
        compiled = self._for(connection.dialect)
        values = [compiled.values(given) for given in each]
        if compiled.order is None:
            connection.exec_driver_sql(compiled.sql, values)
        else:
            _by_cursor(connection, compiled.sql, values)

    def _for(self, dialect: Dialect) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _compile(self._statement, self._columns, dialect)
        return found


def _compile(statement: Any, columns: Sequence[str] | None, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    given_later = {name for name, bind in compiled.binds.items() if bind.required}
    fixed = {name: value for name, value in compiled.params.items() if name not in given_later}
    return _Compiled(str(compiled), tuple(compiled.positiontup) if compiled.positional else None, fixed)


def _by_cursor(connection: Connection, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    _begin(connection)
    if len(values) == 1:
        return command(connection, sql, values[0])
    return command(connection, sql, values, many=True)


def command(connection: Connection, sql: str, values: Sequence[Any] = (), many: bool = False) -> list[tuple[Any, ...]]:
    """Give SQLite's driver a text of SQL, outside of any transaction where none was begun; the rows it answers.

    An error is raised as SQLAlchemy would raise it, without the values it came up with.
    """
    cursor = connection.connection.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(sql, values)
        return list(cursor.fetchall())
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_of_core(connection, sql, error) from error
    finally:
        cursor.close()


def _stream(connection: Connection, sql: str, values: Any, part: int) -> Iterator[tuple[Any, ...]]:
    _begin(connection)
    cursor = connection.connection.cursor()
    try:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(part):
            yield from rows
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_of_core(connection, sql, error) from error
    finally:
        cursor.close()


def _begin(connection: Connection) -> None:
    """As Core begins a transaction with the first statement."""
    if not connection.in_transaction():
        connection.begin()


def _as_of_core(connection: Connection, sql: str, error: Exception) -> BaseException:
    dialect = connection.dialect
    return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect)
