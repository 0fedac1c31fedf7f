"""The centre of one cooperative: its folder, keys, database and clock, and how its transactions run."""

import contextlib
import itertools
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from agent_app.central import tables
from agent_app.central.intake import Intake
from agent_app.central.keys import Keys
from agent_app.central.statistics import Growth
from agent_app.domain.errors import Unavailable
from agent_app.journal.encoding import to_rfc3339
from agent_app.records.engine import READING, is_disk_trouble

Clock = Callable[[], datetime]
T = TypeVar("T")

PATIENCE = 20.0
"""Seconds for which a transaction is tried again; a device gives up waiting for its answer after thirty."""
# Serialisation failure, deadlock, lock not available.
_AGAIN = frozenset({"40001", "40P01", "55P03"})
_ONE_MOMENT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""SQLite reads so anyway, from the first query to the end of the transaction."""


def wall_clock() -> datetime:
    """The time of this machine, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Centre:
    """What every request and every command works on."""

    folder: Path
    coop: str
    engine: Engine
    keys: Keys
    now: Clock = wall_clock
    intake: Intake = field(default_factory=Intake)
    growth: Growth = field(default_factory=Growth)

    def milliseconds(self) -> int:
        """The time in milliseconds since 1970 UTC."""
        return round(self.now().timestamp() * 1000)

    def server_time(self) -> str:
        """The time as answers and lines of the centre write it."""
        return to_rfc3339(self.now())

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, all of it from one moment: what others commit meanwhile is not in it.

        An answer made of several queries (a head and its totals, a verification) would else tell of a state that
        never was.
        """
        options = {**READING, **(_ONE_MOMENT if self.engine.dialect.name == "postgresql" else {})}
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def reading_at_length(self) -> Iterator[Connection]:
        """The same for what takes longer than any request may: verifying and backing up."""
        with self.reading() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                # It stands idle while another program reads what it holds still.
                connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield connection

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction that has the cooperative's row locked, again where the database asks for it.

        One batch of a cooperative is applied at a time: what lines of different devices say about one member or
        receipt is computed from all of them, and two transactions blind to each other would both get it wrong.
        Raises Unavailable("centre_busy") and Unavailable("disk_full").
        """
        started = time.monotonic()
        for attempt in itertools.count(1):
            try:
                with self.engine.begin() as connection:
                    self._lock(connection)
                    return work(connection)
            except DBAPIError as error:
                if is_disk_trouble(error):
                    raise Unavailable("disk_full") from error
                if not _is_passing(error):
                    raise
                if time.monotonic() - started > PATIENCE:
                    raise Unavailable("centre_busy") from error
                time.sleep(random.uniform(0, min(0.01 * 2**attempt, 1.0)))
        raise AssertionError("unreachable")

    def run_alone(self, statement: str, *parameters: str) -> Any:
        """Run what may stand in no transaction; the first value it gives, if any.

        Raises DBAPIError on PostgreSQL, sqlcipher3's own errors on SQLite.
        """
        if self.engine.dialect.name == "postgresql":
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(statement, parameters)
            return None
        raw = self.engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute(statement, parameters)
            row = cursor.fetchone() if cursor.description else None
            cursor.close()
            return None if row is None else row[0]
        finally:
            raw.close()

    def _lock(self, connection: Connection) -> None:
        row = select(tables.cooperative.c.coop).where(tables.cooperative.c.coop == self.coop)
        connection.execute(row.with_for_update()).first()


def _is_passing(error: DBAPIError) -> bool:
    """Whether the same transaction may well succeed a moment later."""
    return getattr(error.orig, "sqlstate", None) in _AGAIN or "database is locked" in str(error.orig)
