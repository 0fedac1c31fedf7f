"""Keeping PostgreSQL's planner informed while a young database grows faster than autovacuum looks at it."""

import threading

from sqlalchemy import Engine

TABLES = ("journal", "line_member", "member", "receipt", "receipt_month", "batch_signature", "stream_run", "device")
FIRST = 500
"""Lines after which a process has the tables looked at for the first time; then at every doubling."""


class Growth:
    """Lines stored by this process, and when the tables were last looked at."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stored = 0
        self._next = FIRST

    def add(self, lines: int) -> None:
        """Count stored lines."""
        with self._lock:
            self._stored += lines

    def is_due(self) -> bool:
        """Whether the tables should be looked at again; asked once, it is done."""
        with self._lock:
            if self._stored < self._next:
                return False
            self._next = self._stored * 2
            return True


def refresh(engine: Engine) -> None:
    """Let PostgreSQL take its statistics anew: guesses from an empty table cost seconds a batch.

    It does so beside the batches that come in, none of which waits for it.
    """
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql(f"ANALYZE {', '.join(TABLES)}")
