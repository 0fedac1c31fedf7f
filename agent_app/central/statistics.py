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

    def is_due(self, lines: int) -> bool:
        """Count stored lines; whether the tables should be looked at again."""
        with self._lock:
            self._stored += lines
            if self._stored < self._next:
                return False
            self._next = self._stored * 2
            return True


def refresh(engine: Engine) -> None:
    """Let PostgreSQL take its statistics anew: guesses from an empty table cost seconds a batch."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql(f"ANALYZE {', '.join(TABLES)}")
