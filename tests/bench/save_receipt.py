"""save_receipt: one receipt of three months, from the command to the durable result."""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlcipher3 import dbapi2

from agent_app.records.tables import cash, money
from agent_app.records.tables import journal as journal_tables
from agent_app.services.collection import collect_premium
from agent_app.store.tx import Tx
from tests.bench.figures import Figure, figure, interleaved
from tests.bench.kit import Clock, Laptop, laptop

RECEIPTS = 120
TABLES = (journal_tables.journal, journal_tables.line_member, money.receipt, money.receipt_month)


def measure() -> list[Figure]:
    """The figure, and how it splits into deciding, applying and committing."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, laptop(Path(folder), clock=clock) as device:
        for _ in range(RECEIPTS * 7):
            device.register()
        waiting = iter(list(device.members))
        split: list[tuple[float, float, float]] = []
        peer = _Peer(Path(folder) / "peer.db", device)

        def ours() -> float:
            # A new day: nobody writes hundreds of receipts on one, whose sums each receipt computes afresh.
            clock.now += timedelta(days=1)
            members = [next(waiting) for _ in range(RECEIPTS)]
            times = [_save(device, member, split) for member in members]
            peer.learn(device, len(members))
            return statistics.median(times)

        runs, against = interleaved(ours, peer.run)
    name = "one sqlcipher3 transaction with the same rows"
    parts = [statistics.median(part) for part in zip(*split[RECEIPTS:], strict=True)]
    return [
        figure("save_receipt", runs, "ms", name, against),
        *(
            figure(f"save_receipt_{label}", [part], "ms", name, against)
            for label, part in zip(("decide", "apply", "commit"), parts, strict=True)
        ),
    ]


def _save(device: Laptop, member: str, split: list[tuple[float, float, float]]) -> float:
    command = device.command(member)
    marks: list[float] = []

    def timed(tx: Tx, wanted: Any) -> Any:
        begin = time.perf_counter()
        result = collect_premium(tx, wanted)
        marks.extend((begin, time.perf_counter()))
        _mark_flush(tx, marks)
        return result

    start = time.perf_counter()
    device.store.write(timed, command).result()
    end = time.perf_counter()
    split.append(((marks[1] - marks[0]) * 1e3, (marks[2] - marks[1]) * 1e3, (end - marks[2]) * 1e3))
    return (end - start) * 1e3


def _mark_flush(tx: Tx, marks: list[float]) -> None:
    """Note when the lines are applied; what follows until the result is the commit and the hand-over."""
    flush: Callable[[], Any] = tx.flush

    def marked() -> Any:
        found = flush()
        marks.append(time.perf_counter())
        return found

    tx.flush = marked  # type: ignore[method-assign]


class _Peer:
    """The floor: the same journal line and rows, inserted with prepared statements in one transaction each."""

    def __init__(self, path: Path, device: Laptop) -> None:
        self._rows: list[list[tuple[str, tuple[Any, ...]]]] = []
        self._connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA key = \"x'" + "42" * 32 + "'\"")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        with device.store.reading() as connection:
            schema = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN (?, ?, ?, ?, ?, ?)",
                (*(table.name for table in TABLES), journal_tables.kind_total.name, cash.agent_day.name),
            )
            for (statement,) in schema.all():
                self._connection.execute(statement)

    def learn(self, device: Laptop, count: int) -> None:
        """Take over the rows of the last receipts."""
        me = device.store.identity
        with device.store.reading() as connection:
            last = connection.execute(
                select(money.receipt.c.seq).order_by(money.receipt.c.seq.desc()).limit(count)
            ).scalars()
            self._rows = [self._rows_of(connection, me.device, seq) for seq in sorted(last)]

    def _rows_of(self, connection: Any, device: int, seq: int) -> list[tuple[str, tuple[Any, ...]]]:
        found = []
        for table in TABLES:
            names = [column.name for column in table.columns]
            statement = f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(names))})"
            here = select(table).where(table.c.device == device, table.c.seq == seq)
            found += [(statement, tuple(row)) for row in connection.execute(here)]
        total = "INSERT INTO kind_total VALUES ('KCL', ?, 'contribution_collected', 1, 33600)"
        total += " ON CONFLICT DO UPDATE SET count = count + 1, rupiah = rupiah + 33600"
        names = [column.name for column in cash.agent_day.columns]
        day = f"INSERT INTO agent_day ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        day += " ON CONFLICT DO UPDATE SET papers = papers + 1, collected = collected + 33600"
        on = select(money.receipt.c.day).where(money.receipt.c.device == device, money.receipt.c.seq == seq)
        sums = {"coop": "KCL", "agent": "A017", "day": connection.execute(on).scalar_one()}
        return [*found, (total, (device,)), (day, tuple(sums.get(name, 0) for name in names))]

    def run(self) -> float:
        """Median milliseconds of one transaction."""
        times = []
        for rows in self._rows:
            start = time.perf_counter()
            self._connection.execute("BEGIN IMMEDIATE")
            for statement, values in rows:
                self._connection.execute(statement, values)
            self._connection.execute("COMMIT")
            times.append((time.perf_counter() - start) * 1e3)
        return statistics.median(times)
