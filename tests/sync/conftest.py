"""A real centre on SQLite over real HTTP, and devices with real encrypted stores."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_app.central import admin
from agent_app.central.database import open_centre
from agent_app.central.server import running
from agent_app.store.store import Store, open_store
from agent_app.sync.enrolment import enrol
from agent_app.sync.once import sync_once
from agent_app.sync.outcome import Outcome
from agent_app.sync.transport import HttpTransport, Raw, Request, Transport

KEY = os.urandom(32).hex()


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Link:
    """A transport that counts, and may do something before a request leaves or after its answer has come."""

    inner: Transport
    before: Callable[[Request], None] = lambda request: None
    after: Callable[[Request, Raw], Raw] = lambda request, raw: raw
    asked: list[Request] = field(default_factory=list)

    def send(self, request: Request) -> Raw:
        self.asked.append(request)
        self.before(request)
        return self.after(request, self.inner.send(request))

    def calls(self, method: str, path: str) -> int:
        """How often this was asked."""
        return sum(one.method == method and one.path.split("?")[0] == path for one in self.asked)


class Office:
    """A centre with one branch, and its devices."""

    def __init__(self, folder: Path, clock: Clock, template: Path) -> None:
        self.folder = folder
        self.clock = clock
        self._template = template / "device"
        shutil.copytree(template / "centre", folder / "centre")
        self.centre = open_centre(folder / "centre", clock)
        self._running = ExitStack()
        self.address = self._running.enter_context(running(self.centre, with_worker=False))
        self.stores: list[Store] = []

    def invite(self, person: str, role: admin.Role = "agent") -> str:
        return str(admin.invite(self.centre, self.address, "LWB", person, f"Orang {person}", role))

    def open(self, name: str, clock: Callable[[], datetime] | None = None) -> Store:
        """The folder of this name as the program opens it; migrated once for all tests."""
        folder = self.folder / name
        if not folder.exists():
            shutil.copytree(self._template, folder)
        store = open_store(folder, KEY, clock or self.clock)
        self.stores.append(store)
        return store

    def device(
        self,
        person: str,
        role: admin.Role = "agent",
        name: str | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> Store:
        store = self.open(name or person, clock)
        enrol(store, self.invite(person, role), f"Laptop {person}", "1.0.0")
        return store

    def link(self, store: Store) -> Link:
        return Link(HttpTransport(self.address))

    def sync(self, store: Store) -> Outcome:
        return sync_once(store, self.link(store))

    def restart(self, put_back: Path | None = None, copy_to: str | None = None) -> None:
        """End the centre's server and start it again, on an old copy of its folder if one is given."""
        self._running.close()
        self.centre.engine.dispose()
        if copy_to is not None:
            shutil.copytree(self.centre.folder, self.folder / copy_to)
        if put_back is not None:
            shutil.rmtree(self.centre.folder)
            shutil.copytree(put_back, self.centre.folder)
        self.centre = open_centre(self.centre.folder, self.clock)
        self.address = self._running.enter_context(running(self.centre, with_worker=False))

    def copy_centre(self) -> Path:
        """A copy of the centre's folder as it stands, made while nobody writes."""
        self.restart(copy_to="copy")
        return self.folder / "copy"

    def close(self, store: Store) -> None:
        self.stores.remove(store)
        store.close()

    def close_all(self) -> None:
        for store in list(self.stores):
            self.close(store)
        self._running.close()
        self.centre.engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def found(folder: Path, clock: Clock) -> Path:
    """A folder with a founded centre and an empty device, to be copied: both take their time to make."""
    centre = admin.init(folder / "centre", "KCL", "Koperasi Kopi Lembata", None, clock)
    admin.add_branch(centre, "LWB", "Lewoleba", "Asia/Makassar", folder / "LWB.recovery")
    centre.engine.dispose()
    open_store(folder / "device", KEY, clock).close()
    return folder


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return found(tmp_path_factory.mktemp("template"), Clock())


@pytest.fixture
def office(tmp_path: Path, clock: Clock, template: Path) -> Iterator[Office]:
    made = Office(tmp_path, clock, template)
    yield made
    made.close_all()
