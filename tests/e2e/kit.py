"""A cooperative in miniature: a real centre over real HTTP, laptops with real encrypted stores, and comparisons.

Everything that is compared is computed afresh from what each side holds, never from what it says of itself.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from agent_app.central import admin, checks, reviews
from agent_app.central.centre import Centre
from agent_app.central.database import open_centre
from agent_app.central.server import running
from agent_app.journal import chain
from agent_app.records import verify as records_verify
from agent_app.records.tables import house, metadata
from agent_app.records.tables.journal import State, journal, kind_total, line_member
from agent_app.records.verify import Report
from agent_app.records.views.totals import AllTotals, totals
from agent_app.store.store import Store, open_store
from agent_app.sync.enrolment import enrol
from agent_app.sync.once import sync_once
from agent_app.sync.outcome import Outcome
from agent_app.sync.transport import HttpTransport
from dev import ROOT

NIGHTLY = os.environ.get("KEAGENAN_NIGHTLY") == "1"
"""Longer runs with more of everything."""
LONG = pytest.mark.timeout(3600 if NIGHTLY else 300)
ON_POSTGRES = pytest.param("postgresql", marks=pytest.mark.needs("postgres"))
EMBEDDED = pytest.mark.parametrize("cooperative", ["sqlite"], indirect=True)
POSTGRES = pytest.mark.parametrize("cooperative", [ON_POSTGRES], indirect=True)
COOP, BRANCH = "KCL", "LWB"
KEY = os.urandom(32).hex()
"""The data key of every laptop of this run: a folder with the tables in it is made once and copied."""


class Clock:
    """The time of the centre and of every laptop whose clock is right; it stands until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


class WrongClock:
    """A laptop's clock that is `by` away from the right time."""

    def __init__(self, right: Clock, by: timedelta) -> None:
        self.right = right
        self.by = by

    def __call__(self) -> datetime:
        return self.right() + self.by


@cache
def _template() -> "tempfile.TemporaryDirectory[str]":
    made = tempfile.TemporaryDirectory(prefix="keagenan-laptop-")
    open_store(Path(made.name), KEY, Clock()).close()
    return made


@dataclass
class Laptop:
    """One device's folder, and its store while it is open."""

    folder: Path
    clock: Callable[[], datetime]
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        if not self.folder.exists():
            shutil.copytree(_template().name, self.folder)
        self.open()

    @property
    def device(self) -> int:
        return self.store.identity.device

    @property
    def person(self) -> str:
        return self.store.identity.person

    def open(self) -> None:
        self.store = open_store(self.folder, KEY, self.clock)

    def close(self) -> None:
        self.store.close()

    def copy(self, name: str) -> Path:
        """A copy of the closed folder beside it, as somebody takes one by hand."""
        self.close()
        target = self.folder.with_name(name)
        shutil.copytree(self.folder, target)
        self.open()
        return target

    def put_back(self, copy: Path) -> None:
        """Replace the folder by a copy of it."""
        self.close()
        shutil.rmtree(self.folder)
        shutil.copytree(copy, self.folder)
        self.open()

    def sync(self, address: str) -> Outcome:
        transport = HttpTransport(address)
        try:
            return sync_once(self.store, transport)
        finally:
            transport.close()


class Cooperative:
    """A centre with one branch, and its laptops. `database` is a PostgreSQL URL, or None for the embedded one."""

    def __init__(self, folder: Path, clock: Clock, database: str | None = None) -> None:
        self.folder = folder
        self.clock = clock
        self.centre = admin.init(folder / "centre", COOP, "Koperasi Kopi Lembata", database, clock)
        admin.add_branch(self.centre, BRANCH, "Lewoleba", "Asia/Makassar", folder / f"{BRANCH}.recovery")
        self.address = ""
        self.laptops: list[Laptop] = []

    @contextmanager
    def serving(self, with_worker: bool = False) -> Iterator[str]:
        """The centre over HTTP; unless it has a worker of the reviews, `settle` does that work."""
        with running(self.centre, with_worker) as self.address:
            yield self.address

    @contextmanager
    def serving_apart(self) -> Iterator["ServerProcess"]:
        """The centre served by a process of its own, which can be killed."""
        process = ServerProcess(self)
        try:
            process.start()
            yield process
        finally:
            process.kill()

    def reopen(self, centre: Centre | None = None) -> None:
        """Go on with the database as it now lies in the centre's folder."""
        self.centre.engine.dispose()
        self.centre = centre or open_centre(self.centre.folder, self.clock)

    def laptop(self, name: str, clock: Callable[[], datetime] | None = None) -> Laptop:
        """The folder of this name, opened."""
        made = Laptop(self.folder / name, clock or self.clock)
        self.laptops.append(made)
        return made

    def enrol(
        self,
        person: str,
        role: admin.Role = "agent",
        name: str | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> Laptop:
        """A new device, by an invitation over HTTP."""
        laptop = self.laptop(name or person, clock)
        invitation = admin.invite(self.centre, self.address, BRANCH, person, f"Orang {person}", role)
        enrol(laptop.store, str(invitation), f"Laptop {person}", "1.0.0")
        return laptop

    def sync(self, *laptops: Laptop) -> None:
        """Each syncs once, in this order, and has to succeed."""
        for laptop in laptops or self.laptops:
            outcome = laptop.sync(self.address)
            assert outcome.is_done, outcome

    def settle(self, *laptops: Laptop) -> None:
        """Everybody sends, reviews are opened, everybody reads what the others wrote."""
        self.sync(*laptops)
        reviews.review_once(self.centre)
        self.sync(*laptops)

    def close(self) -> None:
        for laptop in self.laptops:
            laptop.close()
        self.centre.engine.dispose()


class ServerProcess:
    """The endpoint of a centre, with its worker of the reviews, as a process."""

    def __init__(self, cooperative: Cooperative) -> None:
        self._cooperative = cooperative
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """Start serving on a free port; the base URL."""
        place = str(self._cooperative.centre.folder)
        command = [sys.executable, "-m", "tests.e2e.serve", place, self._cooperative.clock().isoformat()]
        with (self._cooperative.folder / "endpoint.log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self._process.stdout is not None
        self._cooperative.address = self._process.stdout.readline().strip()
        assert self._cooperative.address, "the centre did not start"
        return self._cooperative.address

    def kill(self) -> None:
        """End it as a crash does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


# What the sides hold


@contextmanager
def books(side: Centre | Laptop) -> Iterator[Connection]:
    """A side's database, to read."""
    reading = side.reading() if isinstance(side, Centre) else side.store.reading()
    with reading as connection:
        yield connection


def all_totals(side: Centre | Laptop) -> AllTotals:
    """The sums of what a side holds."""
    with books(side) as connection:
        return totals(connection, COOP)


def totals_of(side: Centre | Laptop, person: str) -> dict[str, int]:
    """The sums of one person, as a side has them; empty where it knows of none."""
    theirs = all_totals(side).per_agent.get(person)
    return theirs.as_dict() if theirs else {}


def genesis(connection: Connection, device: int) -> bytes:
    """h(0) of a device's journal, from its key as enrolled."""
    key = connection.execute(select(house.device.c.public_key).where(house.device.c.device == device)).scalar_one()
    return chain.genesis(COOP, device, bytes(key))


def recomputed_heads(side: Centre | Laptop) -> dict[int, tuple[int, str]]:
    """The head of every device's journal that a side holds whole, walked from the device's key and line 1."""
    with books(side) as connection:
        rows = connection.execute(select(journal).where(journal.c.device > 0).order_by(journal.c.device, journal.c.seq))
        held: dict[int, list[Any]] = {}
        for row in rows:
            held.setdefault(row.device, []).append(row)
        starts = {device: genesis(connection, device) for device in held}
    heads = {}
    for device, some in held.items():
        if [row.seq for row in some] == list(range(1, len(some) + 1)):
            h = chain.walk(starts[device], [bytes(row.line) for row in some])[-1]
            heads[device] = (len(some), h.hex())
    return heads


def states(side: Centre | Laptop, device: int) -> list[State]:
    """What became of each line of a journal on this side."""
    with books(side) as connection:
        statement = select(journal.c.state).where(journal.c.device == device).order_by(journal.c.seq)
        return [State(state) for state in connection.execute(statement).scalars()]


def rows(side: Centre | Laptop, table: Table) -> list[dict[str, Any]]:
    """All rows of a table in the order of their keys."""
    with books(side) as connection:
        found = connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
        return [dict(row) for row in found]


def derived(side: Centre | Laptop) -> dict[str, list[dict[str, Any]]]:
    """All derived tables."""
    return {table.name: rows(side, table) for table in metadata.sorted_tables if table.info["derived"]}


def superseded(side: Centre | Laptop) -> set[int]:
    """Journals of a former centre of which lines are kept here that do not count any more."""
    with books(side) as connection:
        statement = select(journal.c.device).where(journal.c.state == int(State.SUPERSEDED))
        return set(connection.execute(statement).scalars())


def differences(one: Centre | Laptop, other: Centre | Laptop) -> list[str]:
    """In what two sides that hold everything differ: rows of derived tables, and heads of journals."""
    here, there = derived(one), derived(other)
    former = superseded(one) | superseded(other)
    found = []
    for name in here:
        if name in (kind_total.name, line_member.name):
            here[name], there[name] = (
                [row for row in side[name] if row["device"] not in former] for side in (here, there)
            )
        found += [f"{name}, only on the first side: {row}" for row in here[name] if row not in there[name]]
        found += [f"{name}, only on the second side: {row}" for row in there[name] if row not in here[name]]
    if recomputed_heads(one) != recomputed_heads(other):
        found.append(f"heads: {recomputed_heads(one)} and {recomputed_heads(other)}")
    return found


def verify(side: Centre | Laptop) -> Report:
    """Check all that a side holds."""
    if isinstance(side, Centre):
        with side.reading() as connection:
            return checks.verify(connection, side)
    with side.store.reading() as connection:
        return records_verify.verify(connection, COOP)


def assert_equal(centre: Centre, supervisor: Laptop, *agents: Laptop) -> None:
    """Totals, heads and all derived tables agree: of everything with the supervisor, of their own with the agents."""
    assert differences(centre, supervisor) == []
    everything = all_totals(centre)
    assert all_totals(supervisor) == everything
    heads = recomputed_heads(centre)
    for agent in agents:
        assert totals_of(agent, agent.person) == totals_of(centre, agent.person)
        assert recomputed_heads(agent).get(agent.device) == heads.get(agent.device)
    position = everything.all.cash
    assert position.identity_holds, position
    sides: tuple[Centre | Laptop, ...] = (centre, supervisor, *agents)
    for side in sides:
        assert verify(side).problems == []
