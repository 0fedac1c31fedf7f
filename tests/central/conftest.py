"""A real centre on either database, served over real HTTP, and laptops that speak the protocol by hand.

Centres are copied from patterns that are made once a session: a bare one, and one with a village enrolled.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from agent_app.central import admin
from agent_app.central.centre import Centre
from agent_app.central.database import Settings, open_centre, write_settings
from agent_app.central.server import running
from tests.central.laptop import Laptop
from tests.central.switchboard import Switchboard
from tests.postgres import Server

ADDRESS = "https://centre.example"
ON_POSTGRES = pytest.param("postgresql", marks=pytest.mark.needs("postgres"))

EMBEDDED = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""For tests in which the kind of database makes no difference."""
POSTGRES = pytest.mark.parametrize("database", [ON_POSTGRES], indirect=True)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def make_centre(folder: Path, database: str | None, clock: Clock) -> Centre:
    """A centre with two branches."""
    centre = admin.init(folder, "KCL", "Koperasi Kopi Lembata", database, clock)
    admin.add_branch(centre, "LWB", "Lewoleba", "Asia/Makassar", folder / "LWB.recovery")
    admin.add_branch(centre, "LRT", "Larantuka", "Asia/Makassar", folder / "LRT.recovery")
    return centre


def enrol(centre: Centre, address: str, person: str, role: admin.Role, branch: str = "LWB") -> Laptop:
    """A laptop of one person, enrolled by an invitation."""
    invitation = admin.invite(centre, ADDRESS, branch, person, f"Orang {person}", role)
    laptop = Laptop(address, centre.now)
    laptop.enrol(invitation.coop, invitation.code)
    return laptop


class Village:
    """Two agents and a supervisor of Lewoleba; others enrol when a test needs them."""

    def __init__(self, centre: Centre, address: str, people: list[Laptop] | None = None) -> None:
        self.centre = centre
        self.address = address
        self.agent, self.other_agent, self.supervisor = people or [
            self.enrol("A017", "agent"),
            self.enrol("A018", "agent"),
            self.enrol("S001", "supervisor"),
        ]

    def enrol(self, person: str, role: admin.Role, branch: str = "LWB") -> Laptop:
        return enrol(self.centre, self.address, person, role, branch)


class Patterns:
    """Centres to copy, by kind of database, with or without people."""

    def __init__(self, folder: Path, request: pytest.FixtureRequest) -> None:
        self._folder = folder
        self._request = request
        self._made: set[str] = set()
        self._people: dict[str, list[Laptop]] = {}
        self._numbers = count(1)

    def copy(self, kind: str, with_people: bool, target: Path, clock: Clock) -> tuple[Centre, list[Laptop]]:
        name = f"{kind}_{'village' if with_people else 'bare'}"
        if name not in self._made:
            self._make(name, kind, with_people)
        shutil.copytree(self._folder / name, target)
        if kind == "postgresql":
            url = self._database(f"central_{next(self._numbers)}", name)
            write_settings(target, Settings(coop="KCL", database=url))
        centre = open_centre(target, clock)
        return centre, [laptop.copy(clock) for laptop in self._people.get(name, [])]

    def drop(self, centre: Centre) -> None:
        centre.engine.dispose()
        if centre.engine.dialect.name == "postgresql":
            self._server.drop_database(str(centre.engine.url.database))

    @property
    def _server(self) -> Server:
        server: Server = self._request.getfixturevalue("postgres")
        return server

    def _database(self, name: str, pattern: str) -> str:
        engine = create_engine(self._server.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {pattern}")
        engine.dispose()
        return self._server.url(name)

    def _make(self, name: str, kind: str, with_people: bool) -> None:
        url = self._server.make_database(name) if kind == "postgresql" else None
        centre = make_centre(self._folder / name, url, Clock())
        if with_people:
            with running(centre, with_worker=False) as address:
                village = Village(centre, address)
            self._people[name] = [village.agent, village.other_agent, village.supervisor]
        centre.engine.dispose()
        self._made.add(name)


@pytest.fixture(scope="session")
def patterns(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Patterns:
    return Patterns(tmp_path_factory.mktemp("patterns"), request)


@pytest.fixture(scope="session")
def switchboard() -> Iterator[Switchboard]:
    with Switchboard() as board:
        yield board


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database."""
    return str(request.param)


@pytest.fixture
def centre(tmp_path: Path, patterns: Patterns, database: str, clock: Clock) -> Iterator[Centre]:
    """A centre with two branches and nobody enrolled."""
    made, _ = patterns.copy(database, False, tmp_path / "centre", clock)
    yield made
    patterns.drop(made)


@pytest.fixture
def address(centre: Centre, switchboard: Switchboard) -> str:
    """The base URL under which the centre is served; its worker is called by hand."""
    return switchboard.connect(centre)


@pytest.fixture
def village(
    tmp_path: Path, patterns: Patterns, database: str, clock: Clock, switchboard: Switchboard
) -> Iterator[Village]:
    """A served centre with people; `village.centre` is the centre."""
    made, people = patterns.copy(database, True, tmp_path / "village", clock)
    address = switchboard.connect(made)
    for laptop in people:
        laptop.address = address
    yield Village(made, address, people)
    patterns.drop(made)
