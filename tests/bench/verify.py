"""verify: lines a second, with chains, signatures, numbering, counters and totals; and an altered line is named."""

import tempfile
import time
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.engine import Connection

from agent_app.bootstrap import wall_clock
from agent_app.records.tables.journal import journal
from agent_app.records.verify import verify as check
from tests.bench.day import AN_ACT, write_day
from tests.bench.figures import RUNS, Figure, against_aim
from tests.bench.kit import Laptop, laptop, served_apart
from tests.bench.push import await_reviews

LINES = 40_000
AIM = 150_000.0


def measure() -> list[Figure]:
    """Verify a journal of 40,000 lines; the run fails unless a planted altered line is named."""
    with (
        tempfile.TemporaryDirectory() as folder,
        laptop(Path(folder), None, wall_clock, served_apart) as device,
    ):
        for number in range(LINES // AN_ACT):
            device.store.write(write_day, number * AN_ACT).result()
        device.sync()
        await_reviews(device)
        runs = [_run(device) for _ in range(RUNS + 1)][1:]
        _plant_and_find(device)
    return [against_aim("verify", runs, "lines/s", AIM)]


def _run(device: Laptop) -> float:
    with device.store.reading() as connection:
        start = time.perf_counter()
        report = check(connection, device.store.identity.coop)
        seconds = time.perf_counter() - start
    assert report.is_sound, report.problems[:3]
    return report.lines / seconds


def _plant_and_find(device: Laptop) -> None:
    me, seq = device.store.identity, LINES // 2 // 2 * 2

    def alter(connection: Connection) -> None:
        here = (journal.c.coop == me.coop, journal.c.device == me.device, journal.c.seq == seq)
        line = connection.execute(journal.select().where(*here)).one().line
        changed = bytes(line).replace(b"33600", b"33500", 1)
        connection.execute(update(journal).where(*here).values(line=changed))

    device.store.run(alter).result()
    with device.store.reading() as connection:
        report = check(connection, me.coop)
    assert any((problem.device, problem.seq) == (me.device, seq) for problem in report.problems), "not found"
