"""A side that holds lines: SQLite as on a device, or PostgreSQL; every test in a transaction that is rolled back."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.engine import Connection

from agent_app.records import log
from agent_app.records.engine import open_postgres, open_sqlite
from agent_app.records.log import Changes, Run
from agent_app.records.rebuild import rebuild
from agent_app.records.tables import metadata
from agent_app.records.tables.journal import journal
from agent_app.records.verify import Report, verify
from tests.records.journals import COOP, Journal

KEY = "77" * 32
SHARED = [table for table in metadata.sorted_tables if table.info["side"] == "both"]
COMPARED = [table for table in SHARED if table.info["derived"] or table is journal]
Snapshot = dict[str, list[tuple[Any, ...]]]


class Side:
    """One database in one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def take(self, *runs: Run) -> Changes:
        """Store the runs in this order."""
        changes = Changes()
        for run in runs:
            changes += log.extend(self.connection, COOP, run)
        return changes

    def take_all(self, journals: Iterable[Journal]) -> Changes:
        """Store whole journals, each at once."""
        return self.take(*(journal.run() for journal in journals if journal.lines))

    def rebuild(self) -> None:
        rebuild(self.connection, COOP)

    def verify(self) -> Report:
        return verify(self.connection, COOP)

    def snapshot(self) -> Snapshot:
        """All rows of the journal and of every derived table."""
        return {table.name: self.rows(table.name) for table in COMPARED}

    def rows(self, name: str) -> list[tuple[Any, ...]]:
        """All rows of a table, in the order of their values."""
        found = self.connection.execute(select(metadata.tables[name])).all()
        plain = [tuple(bytes(value) if isinstance(value, memoryview) else value for value in row) for row in found]
        return sorted(plain, key=repr)

    def dicts(self, name: str, **where: Any) -> list[dict[str, Any]]:
        """Rows of a table by column name."""
        columns = metadata.tables[name].columns.keys()
        rows = (dict(zip(columns, row, strict=True)) for row in self.rows(name))
        return [row for row in rows if all(row[column] == value for column, value in where.items())]

    def one(self, name: str, **where: Any) -> dict[str, Any]:
        """The only row there is."""
        (row,) = self.dicts(name, **where)
        return row

    def states(self, device: int) -> list[int]:
        """What became of a journal's lines, in their order."""
        return [row["state"] for row in sorted(self.dicts("journal", device=device), key=lambda row: row["seq"])]


def sqlite_engine(folder: Path) -> Engine:
    """An encrypted database with the tables both sides share."""
    return _filled(open_sqlite(folder / "side.db", KEY))


def postgres_engine(url: str) -> Engine:
    return _filled(open_postgres(url))


def _filled(engine: Engine) -> Engine:
    with engine.begin() as connection:
        metadata.create_all(connection, tables=SHARED)
    return engine


@contextmanager
def side_of(engine: Engine) -> Iterator[Side]:
    """A side on which nothing is left afterwards."""
    with engine.connect() as connection:
        transaction = connection.begin()
        try:
            yield Side(connection)
        finally:
            transaction.rollback()
