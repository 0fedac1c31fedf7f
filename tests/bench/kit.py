"""What the benchmarks share: an enrolled laptop, a published schedule, members, and acts as the services write them."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent_app.central import admin, server
from agent_app.central.centre import Centre
from agent_app.demo.people import SamplePeople
from agent_app.domain.contributions import Sector
from agent_app.domain.funding import CASH
from agent_app.domain.months import month_range
from agent_app.domain.nik import Sex
from agent_app.journal.entries.members import Heir
from agent_app.records.views import members, schedules
from agent_app.services.branch import AcceptSchedule, accept_schedule
from agent_app.services.collection import CollectPremium, PayFor, Receipt, collect_premium
from agent_app.services.deposit import DepositCash, DepositSlip, deposit_cash
from agent_app.services.members import Consent, Purpose, RegisterMember, register_member
from agent_app.services.pricing import quote_member
from agent_app.store.store import Store, open_store
from agent_app.store.tx import Now
from agent_app.sync.enrolment import enrol
from agent_app.sync.once import sync_once
from agent_app.sync.transport import HttpTransport
from dev import ROOT
from tests.postgres import Server

Serving = Callable[[Centre], contextlib.AbstractContextManager[str]]
"""Serves a centre while it is entered, and gives its base URL."""

START = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
SEED = 77
MONTHS = month_range("2026-11", 3)


@dataclass
class Clock:
    """Moves on a little with every look, as a day does."""

    now: datetime = START
    step: timedelta = timedelta(seconds=41.137)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now


@dataclass
class Laptop:
    """An agent's device with members to collect from."""

    store: Store
    centre: Centre
    address: str
    people: SamplePeople = field(default_factory=lambda: SamplePeople(SEED))
    members: list[str] = field(default_factory=list)
    drawn: int = 0

    def register(self) -> str:
        self.drawn += 1
        person = self.people.draw(1, self.drawn)[0]
        command = RegisterMember(
            nik=person.nik,
            name=person.name,
            income=(1_000_000, 1_000_000, 1_200_000)[self.drawn % 3],
            sector=Sector.TRANSPORT if self.drawn % 6 == 0 else Sector.OTHER,
            consent=Consent(text="2026-1", purposes=(Purpose.REGISTRATION,), signed="screen"),
            declared_working=True,
            declared_healthy=True,
            birth=person.birth,
            sex=Sex(person.sex),
            phone=person.phone,
            village=person.village.code,
            occupation=person.trade,
            heirs=(Heir(name=person.name.split()[-1], relation="anak"),),
        )
        member = self.store.write(register_member, command).result().result.member
        self.members.append(member)
        return member

    def command(self, member: str, first: str = "2026-11", count: int = 3) -> CollectPremium:
        months = month_range(first, count)
        with self.store.reading() as connection:
            me = self.store.identity
            known = schedules.newest(connection, me.coop, me.branch)
            found = members.find(connection, me.coop, member)
        assert known is not None
        assert found is not None
        total = quote_member(known.schedule, found, CASH, (), months).total
        return CollectPremium(members=(PayFor(member=member, months=months),), total=total)

    def collect(self, member: str, first: str = "2026-11", count: int = 3) -> Receipt:
        return self.store.write(collect_premium, self.command(member, first, count)).result().result

    def deposit(self, rupiah: int) -> DepositSlip:
        command = DepositCash(rupiah=rupiah, reason="still_collecting")
        return self.store.write(deposit_cash, command).result().result

    def sync(self, address: str | None = None) -> HttpTransport:
        transport = HttpTransport(address or self.address)
        outcome = sync_once(self.store, transport)
        assert outcome.is_done, outcome
        return transport


@contextlib.contextmanager
def laptop(
    folder: Path, database: str | None = None, clock: Now | None = None, serving: Serving = server.running
) -> Iterator[Laptop]:
    """An enrolled agent's laptop at a centre that is served, with an accepted schedule."""
    clock = clock or Clock()
    centre = admin.init(folder / "centre", "KCL", "Kopdit Contoh", database, now=clock)
    admin.add_branch(centre, "LWB", "Lewoleba", "Asia/Makassar", folder / "recovery.key")
    with serving(centre) as address:
        supervisor = _enrolled(folder, centre, address, clock, "S003", "supervisor")
        sync_once(supervisor, HttpTransport(address))
        with supervisor.reading() as connection:
            known = schedules.published(connection, "KCL", "LWB")
        for one in known:
            supervisor.write(accept_schedule, AcceptSchedule(schedule=one.schedule.id)).result()
        sync_once(supervisor, HttpTransport(address))
        supervisor.close()
        store = _enrolled(folder, centre, address, clock, "A017", "agent")
        found = Laptop(store, centre, address)
        found.sync()
        try:
            yield found
        finally:
            store.close()
    centre.engine.dispose()


def _enrolled(folder: Path, centre: Centre, address: str, clock: Now, person: str, role: str) -> Store:
    invitation = admin.invite(centre, address, "LWB", person, person, role)  # type: ignore[arg-type]
    store = open_store(folder / person, os.urandom(32).hex(), clock)
    enrol(store, str(invitation), "", "bench")
    return store


@contextlib.contextmanager
def served_apart(centre: Centre) -> Iterator[str]:
    """The centre as a cooperative runs it: by its command, in a process of its own, by the clock on the wall."""
    command = [sys.executable, "-m", "agent_app", "central", "serve", "--dir", str(centre.folder), "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, "the centre did not start"
        yield address
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A database on a PostgreSQL that commits to the disk as in production."""
    running = Server(fsync=True)
    try:
        yield running.make_database("bench")
    finally:
        running.stop()
