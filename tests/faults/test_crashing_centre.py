"""PostgreSQL and the endpoint are killed again and again while devices push: nothing acknowledged is lost."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Event

import pytest
from sqlalchemy import select

from agent_app.records.tables.journal import journal
from agent_app.store import contact
from agent_app.sync.once import sync_once
from agent_app.sync.push import BatchSize
from agent_app.sync.status import status
from agent_app.sync.transport import HttpTransport
from tests.e2e import acts, kit
from tests.e2e.kit import LONG, NIGHTLY, Clock, Cooperative, Laptop, ServerProcess
from tests.postgres import Server

pytestmark = pytest.mark.needs("postgres")

DEVICES, RECEIPTS = (8, 200) if NIGHTLY else (3, 16)
KILLS = 30 if NIGHTLY else 2
"""Of each kind; between two kills there is progress."""
MOST_TRIES = 500
FEW_BYTES = 1500
PATIENCE = 60.0


@pytest.fixture
def own_postgres() -> Iterator[Server]:
    """A server of this test's own: nobody else's is killed."""
    server = Server()
    yield server
    server.stop()


class HastyServer(Server):
    """The planted mistake: a PostgreSQL that says a commit is done long before it has written it anywhere."""

    def _settings(self) -> dict[str, object]:
        return super()._settings() | {"synchronous_commit": "off", "wal_writer_delay": "10s"}


@pytest.fixture
def hasty_postgres() -> Iterator[Server]:
    server = HastyServer()
    yield server
    server.stop()


@dataclass
class Run:
    """What the devices were told: the last line of each that was acknowledged, and its hash."""

    acknowledged: dict[int, tuple[int, bytes]] = field(default_factory=dict)
    failures: int = 0
    changed: Condition = field(default_factory=Condition)
    serving: Event = field(default_factory=Event)

    def note(self, laptop: Laptop, failed: bool) -> None:
        with laptop.store.reading() as connection:
            known = contact.load(connection)
        with self.changed:
            self.failures += failed
            if known.acknowledged_h is not None:
                self.acknowledged[laptop.device] = (known.acknowledged, bytes(known.acknowledged_h))
            self.changed.notify_all()

    def lines(self) -> int:
        return sum(seq for seq, _ in self.acknowledged.values())

    def wait_for(self, lines: int) -> None:
        """Until the devices have been told of so many lines."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.lines() >= lines, PATIENCE), "the devices get nowhere"


def work(laptop: Laptop, cooperative: Cooperative, run: Run) -> None:
    """Write and push in turn until all is sent, whatever is killed meanwhile."""
    tries = 0
    for number in range(RECEIPTS):
        acts.receipt(laptop.store, acts.nik(laptop.device * 100 + number))
        while number % 4 == 3 and status(laptop.store).unsent.lines:
            tries += 1
            assert tries < MOST_TRIES
            assert run.serving.wait(PATIENCE)
            transport = HttpTransport(cooperative.address, timeouts=(5, 20))
            outcome = sync_once(laptop.store, transport, size=BatchSize(FEW_BYTES))
            transport.close()
            run.note(laptop, not outcome.is_done)


def crash(kind: str, server: Server, process: ServerProcess, run: Run) -> None:
    """Kill one of the two in the middle of whatever it is doing, and start it again."""
    if kind == "postgresql":
        server.kill()
        run.serving.clear()
        server.start()
    else:
        process.kill()
        run.serving.clear()
        process.start()
    run.serving.set()


def missing(cooperative: Cooperative, run: Run) -> list[tuple[int, int]]:
    """The check: device and number of acknowledged lines that the centre does not hold as they were acknowledged."""
    with cooperative.centre.reading() as connection:
        rows = connection.execute(select(journal.c.device, journal.c.seq, journal.c.h).where(journal.c.device > 0))
        held = {(row.device, row.seq): bytes(row.h) for row in rows}
    return [(device, seq) for device, (seq, h) in run.acknowledged.items() if seq and held.get((device, seq)) != h]


@LONG
def test_no_acknowledged_line_is_lost_when_database_and_endpoint_are_killed(
    tmp_path: Path, own_postgres: Server
) -> None:
    cooperative = Cooperative(tmp_path, Clock(), own_postgres.make_database("centre"))
    run = Run()
    with cooperative.serving_apart() as process, ThreadPoolExecutor(DEVICES) as pool:
        supervisor = cooperative.enrol("S001", "supervisor")
        laptops = [cooperative.enrol(f"A{number:03d}") for number in range(DEVICES)]
        run.serving.set()
        working: list[Future[None]] = [pool.submit(work, laptop, cooperative, run) for laptop in laptops]
        total, kills = DEVICES * RECEIPTS * 2, 2 * KILLS
        for number in range(kills):
            run.wait_for(total * number // (kills + 1))
            crash("postgresql" if number % 2 == 0 else "endpoint", own_postgres, process, run)
            assert missing(cooperative, run) == []
        for one in working:
            one.result()
        print(f"{run.failures} syncs failed")
        assert run.failures >= KILLS
        cooperative.settle()
        kit.assert_equal(cooperative.centre, supervisor, *laptops)
        assert kit.all_totals(supervisor).all.receipts == DEVICES * RECEIPTS
        assert kit.all_totals(supervisor).all.cash.collected == DEVICES * RECEIPTS * acts.RUPIAH
    cooperative.close()


def test_a_database_that_acknowledges_too_early_fails_the_same_check_and_is_refilled(
    tmp_path: Path, hasty_postgres: Server
) -> None:
    cooperative = Cooperative(tmp_path, Clock(), hasty_postgres.make_database("centre"))
    run = Run()
    with cooperative.serving():
        supervisor, laptop = cooperative.enrol("S001", "supervisor"), cooperative.enrol("A017")
        with cooperative.centre.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CHECKPOINT")
        acts.receipt(laptop.store, acts.nik(1))
        cooperative.sync()
        run.note(laptop, failed=False)
        assert missing(cooperative, run) == []
        hasty_postgres.kill()
        hasty_postgres.start()
        assert missing(cooperative, run) == [(laptop.device, 2)]
        cooperative.clock.forward(minutes=1)
        cooperative.sync(laptop)
        assert missing(cooperative, run) == []
        cooperative.settle()
        kit.assert_equal(cooperative.centre, supervisor, laptop)
    cooperative.close()
