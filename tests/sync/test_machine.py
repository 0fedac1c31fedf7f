"""Any history of two agents, a supervisor and a centre ends with the same lines and the same money on every side."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import func, select

from agent_app.central import admin, mark
from agent_app.central.app import build
from agent_app.central.centre import Centre
from agent_app.central.database import open_centre
from agent_app.central.epochs import check_mark
from agent_app.records.tables import money
from agent_app.records.tables.journal import journal
from agent_app.records.verify import verify
from agent_app.store import restore
from agent_app.store.store import Store, open_store
from agent_app.sync.enrolment import enrol
from agent_app.sync.once import sync_once
from agent_app.sync.outcome import Outcome, Result
from agent_app.sync.transport import NoContact, Raw, Reason, Request
from tests.sync.acts import RUPIAH, collect
from tests.sync.conftest import KEY, Clock

ADDRESS = "http://127.0.0.1:1"
AGENTS = st.sampled_from(["A017", "A018"])
EVERYBODY = ("A017", "A018", "S001")
Place = tuple[int, int, bytes]


class Wire:
    """Carries requests straight into the endpoint's application, and does to one of them what a bad line does."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.loop = asyncio.new_event_loop()
        self.fault, self.at = "none", 0
        self.late: Request | None = None

    def send(self, request: Request) -> Raw:
        self.at -= 1
        fault = self.fault if self.at == 0 else "none"
        if fault == "lose request":
            raise NoContact(Reason.TIMEOUT)
        if fault == "portal":
            raise NoContact(Reason.CAPTIVE_PORTAL, 200)
        if fault == "late duplicate":
            self.late = request
        if fault == "duplicate":
            self.deliver(request)
        raw = self.deliver(request)
        if fault == "lose answer":
            raise NoContact(Reason.CUT)
        return raw

    def deliver(self, request: Request) -> Raw:
        return self.loop.run_until_complete(self._deliver(request))

    async def _deliver(self, request: Request) -> Raw:
        path, _, query = request.path.partition("?")
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": request.body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        headers = {**request.headers, "content-length": str(len(request.body))}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 1),
        }
        await self.app(scope, receive, send)
        answered = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        return Raw(sent[0]["status"], answered, b"".join(message.get("body", b"") for message in sent[1:]))


class House:
    """A centre's folder and the folders of its devices."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.centre: Centre
        self.wire: Wire
        self.stores: dict[str, Store] = {}

    @classmethod
    def founded(cls, folder: Path) -> "House":
        house = cls(folder)
        centre = admin.init(folder / "centre", "KCL", "Koperasi Kopi Lembata", None, house.clock)
        admin.add_branch(centre, "LWB", "Lewoleba", "Asia/Makassar", folder / "LWB.recovery")
        centre.engine.dispose()
        house.open_centre()
        for person in EVERYBODY:
            role: admin.Role = "supervisor" if person == "S001" else "agent"
            house.stores[person] = open_store(folder / person, KEY, house.clock)
            invitation = str(admin.invite(house.centre, ADDRESS, "LWB", person, f"Orang {person}", role))
            enrol(house.stores[person], invitation, "Laptop", "1.0.0", house.wire)
        return house

    def open_centre(self) -> None:
        self.centre = open_centre(self.folder / "centre", self.clock)
        check_mark(self.centre)
        self.wire = Wire(build(self.centre, with_worker=False))

    def open_all(self) -> None:
        self.open_centre()
        for person in EVERYBODY:
            self.stores[person] = open_store(self.folder / person, KEY, self.clock)

    def close_centre(self) -> None:
        self.wire.loop.close()
        self.centre.engine.dispose()

    def close_all(self) -> None:
        for store in self.stores.values():
            store.close()
        self.close_centre()


def lines(source: Callable[[], Any], device: int) -> dict[Place, str]:
    """The lines of one journal on one side, and their kinds."""
    with source() as connection:
        rows = connection.execute(select(journal).where(journal.c.device == device))
        return {(row.device, row.seq, bytes(row.h)): row.kind for row in rows}


_ends = ExitStack()
_template: list[Path] = []


def template() -> Path:
    """A founded house, made once and copied for every example."""
    if not _template:
        folder = Path(_ends.enter_context(tempfile.TemporaryDirectory()))
        House.founded(folder).close_all()
        _template.append(folder)
    return _template[0]


def teardown_module() -> None:
    _ends.close()
    _template.clear()


class Sync(RuleBasedStateMachine):
    """Acts, syncs over a bad line, restores of laptops and of the centre, in any order."""

    @initialize()
    def found(self) -> None:
        self.ends = ExitStack()
        self.folder = Path(self.ends.enter_context(tempfile.TemporaryDirectory())) / "house"
        shutil.copytree(template(), self.folder)
        self.house = House(self.folder)
        self.house.open_all()
        self.number = 0
        self.backups: dict[str, Path] = {}
        self.copy: Path | None = None
        self.unmet: set[str] = set()

    def store(self, person: str) -> Store:
        return self.house.stores[person]

    def own(self, person: str) -> dict[Place, str]:
        return lines(self.store(person).reading, self.store(person).identity.device)

    def sync(self, person: str, fault: str = "none", at: int = 0) -> Outcome:
        self.house.wire.fault, self.house.wire.at = fault, at
        outcome = sync_once(self.store(person), self.house.wire)
        assert outcome.result is not Result.FORK
        assert not outcome.unread
        assert not outcome.differences
        if outcome.result is Result.DONE:
            self.unmet.discard(person)
        else:
            assert outcome.result in (Result.TIMEOUT, Result.CUT, Result.CAPTIVE_PORTAL), outcome
        return outcome

    @rule(person=AGENTS, many=st.integers(1, 3), registers=st.booleans())
    def take_money(self, person: str, many: int, registers: bool) -> None:
        for _ in range(many):
            self.number += 1
            self.house.clock.forward(seconds=1)
            collect(self.store(person), self.number, registers)

    @rule(
        person=st.sampled_from(EVERYBODY),
        fault=st.sampled_from(["none", "lose request", "lose answer", "duplicate", "late duplicate", "portal"]),
        at=st.integers(1, 5),
    )
    def sync_over_a_bad_line(self, person: str, fault: str, at: int) -> None:
        self.sync(person, fault, at)

    @precondition(lambda self: self.house.wire.late is not None)
    @rule()
    def a_late_duplicate_arrives(self) -> None:
        late, self.house.wire.late = self.house.wire.late, None
        assert late is not None
        self.house.wire.deliver(late)

    @rule(person=AGENTS)
    def back_a_laptop_up(self, person: str) -> None:
        self.house.clock.forward(seconds=1)
        self.backups[person] = self.store(person).back_up()

    @precondition(lambda self: self.backups and not self.unmet)
    @rule(person=AGENTS)
    def put_a_laptop_back(self, person: str) -> None:
        """What it had not sent since is lost; what it had sent comes back from the centre."""
        if person not in self.backups:
            return
        sent = self.own(person).keys() & lines(self.house.centre.reading, self.store(person).identity.device).keys()
        self.store(person).close()
        restore.restore(self.folder / person, self.backups[person], KEY)
        self.house.stores[person] = open_store(self.folder / person, KEY, self.house.clock)
        assert self.sync(person).result is Result.DONE
        assert sent <= self.own(person).keys()

    @rule()
    def copy_the_centre(self) -> None:
        self.house.close_centre()
        self.copy = self.folder / "copy"
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.folder / "centre", self.copy)
        self.house.open_centre()

    @precondition(lambda self: self.copy is not None)
    @rule(keeps_mark=st.booleans())
    def put_the_centre_back(self, keeps_mark: bool) -> None:
        assert self.copy is not None
        self.house.close_centre()
        newest = (self.folder / "centre" / mark.FILE).read_bytes()
        shutil.rmtree(self.folder / "centre")
        shutil.copytree(self.copy, self.folder / "centre")
        if keeps_mark:
            (self.folder / "centre" / mark.FILE).write_bytes(newest)
        else:
            os.unlink(self.folder / "centre" / mark.FILE)
        self.house.open_centre()
        # Until it has met the restored centre, a laptop is the only one that holds its newest lines.
        self.unmet = set(EVERYBODY)

    def teardown(self) -> None:
        if not hasattr(self, "house"):
            return
        try:
            for person in (*EVERYBODY, *EVERYBODY):
                assert self.sync(person).result is Result.DONE
            self.compare()
        finally:
            self.house.close_all()
            self.ends.close()

    def compare(self) -> None:
        supervisor = self.store("S001")
        expected = 0
        for person in ("A017", "A018"):
            device = self.store(person).identity.device
            own = self.own(person)
            assert sorted(seq for _, seq, _ in own) == list(range(1, len(own) + 1))
            assert own == lines(self.house.centre.reading, device) == lines(supervisor.reading, device)
            expected += sum(kind == "contribution_collected" for kind in own.values())
        total = select(func.count(), func.coalesce(func.sum(money.receipt.c.rupiah), 0)).select_from(money.receipt)
        for reading in (supervisor.reading, self.house.centre.reading):
            with reading() as connection:
                assert tuple(connection.execute(total).one()) == (expected, expected * RUPIAH)
        for store in self.house.stores.values():
            with store.reading() as connection:
                assert verify(connection, "KCL").problems == []


TestSync = Sync.TestCase
TestSync.settings = settings(
    max_examples=8, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
