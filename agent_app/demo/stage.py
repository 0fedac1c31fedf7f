"""The stage of the sample day: a clock that the play moves, an embedded centre, and laptops enrolled at it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

from agent_app import __version__, bootstrap
from agent_app.central import admin, server
from agent_app.central.centre import Centre
from agent_app.domain.errors import Unavailable
from agent_app.store.store import Store
from agent_app.store.tx import Tx
from agent_app.sync.enrolment import enrol
from agent_app.sync.once import sync_once
from agent_app.sync.outcome import Outcome
from agent_app.sync.transport import HttpTransport

COOP, BRANCH = "KCL", "LWB"
ZONE = ZoneInfo("Asia/Makassar")
PASSPHRASE = "desa waijarang pagi hari"
"""Opens the kept folders of the sample; nothing in them is anybody's."""

Command = TypeVar("Command")
Result = TypeVar("Result")


class Clock:
    """The time of the play, shared by all laptops and the centre."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        return self._now

    def at(self, hour: int, minute: int) -> None:
        """Move on to an hour of the branch's day."""
        local = self._now.astimezone(ZONE).replace(hour=hour, minute=minute, second=0, microsecond=0)
        self._now = max(self._now, local.astimezone(UTC))

    def wait(self, seconds: float) -> None:
        """Let some time pass."""
        self._now += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Laptop:
    """Somebody's device."""

    person: str
    name: str
    store: Store

    def do(self, act: Callable[[Tx, Command], Result], command: Command) -> Result:
        """Run an act and wait until it is on the disk."""
        return self.store.write(act, command).result().result


@dataclass(slots=True)
class Stage:
    """Folders of the centre and of the laptops, and the address while the centre answers."""

    folder: Path
    clock: Clock
    centre: Centre
    laptops: dict[str, Laptop] = field(default_factory=dict)
    address: str | None = None

    @property
    def secret_file(self) -> Path:
        """Where the passphrase of all laptops stands, for whoever keeps the folders."""
        return self.folder / "passphrase.txt"

    @contextmanager
    def online(self) -> Iterator[None]:
        """The centre answers; outside of this there is no network."""
        with server.running(self.centre) as address:
            self.address = address
            try:
                yield
            finally:
                self.address = None

    def enrol(self, person: str, name: str, role: Literal["agent", "supervisor"]) -> Laptop:
        """Invite somebody and enrol a laptop of theirs; the centre must be online."""
        if self.address is None:
            raise Unavailable("no_network")
        invitation = admin.invite(self.centre, self.address, BRANCH, person, name, role)
        folder = self.folder / f"{role}-{person}"
        store = bootstrap.new_device(folder, "passphrase", PASSPHRASE, clock=self.clock, is_shown_only=True)
        enrol(store, str(invitation), f"Laptop {name}", __version__)
        self.laptops[person] = Laptop(person, name, store)
        return self.laptops[person]

    def sync(self, *laptops: Laptop) -> list[Outcome]:
        """Each laptop sends and fetches. The sample's centre has another port each time it comes back."""
        address = self.address or "http://127.0.0.1:9"
        return [_sync(laptop, address) for laptop in laptops]

    def close(self) -> None:
        """Close all databases."""
        for laptop in self.laptops.values():
            laptop.store.close()
        self.centre.engine.dispose()


def _sync(laptop: Laptop, address: str) -> Outcome:
    transport = HttpTransport(address)
    try:
        return sync_once(laptop.store, transport)
    finally:
        transport.close()


def build(folder: Path, start: datetime) -> Stage:
    """An empty stage: a centre with one branch."""
    clock = Clock(start)
    centre = admin.init(folder / "centre", COOP, "Kopdit Contoh Lembata", now=clock)
    admin.add_branch(centre, BRANCH, "Lewoleba", ZONE.key, folder / "centre" / f"recovery-{BRANCH}.key")
    stage = Stage(folder, clock, centre)
    stage.secret_file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return stage
