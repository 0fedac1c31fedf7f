"""A branch office without a network: laptops with real encrypted stores, and lines handed from one to the other."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy import select

from agent_app.domain.contributions import Schedule, Sector, schedule_to_json
from agent_app.domain.money import change_by_denomination
from agent_app.journal import chain, lines
from agent_app.journal.encoding import to_base64, to_rfc3339
from agent_app.journal.entries.base import Entry, Origin
from agent_app.journal.entries.house import BranchOpened, DeviceEnrolled, RatesPublished, ReviewOpened, Role
from agent_app.journal.entries.kinds import BY_SHAPE
from agent_app.records import log
from agent_app.records.tables.journal import journal
from agent_app.records.views import cash
from agent_app.records.views.totals import AllTotals, totals
from agent_app.reference.schedules import packaged_schedules
from agent_app.services.branch import AcceptSchedule, accept_schedule
from agent_app.services.collection import CollectPremium, PayFor, Receipt, collect_premium
from agent_app.services.deposit import (
    ConfirmDeposit,
    CountDeposit,
    DepositCash,
    DepositSlip,
    code_of,
    confirm_deposit,
    count_deposit,
    deposit_cash,
)
from agent_app.services.members import Consent, Purpose, RegisterMember, register_member
from agent_app.store import identity
from agent_app.store.store import Store, open_store
from agent_app.store.tx import Tx
from agent_app.wire import answers
from agent_app.wire.documents import CentreKey, Certificate, Enrolment

COOP, BRANCH, ZONE = "KCL", "LWB", "Asia/Makassar"
KEY = os.urandom(32).hex()
SCHEDULE = packaged_schedules()[-1]

Command = TypeVar("Command")
Result = TypeVar("Result")


class Clock:
    """Everybody's time; it stands until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


class Laptop:
    """One person's store, with the acts that most tests begin with."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self._clock = clock
        self._people = count(1)
        self._lines: tuple[bytes, ...] = ()
        self.knows: dict[int, int] = {}

    @property
    def person(self) -> str:
        return self.store.identity.person

    @property
    def device(self) -> int:
        return self.store.identity.device

    def do(self, act: Callable[[Tx, Command], Result], command: Command) -> Result:
        """Run an act to the end, a moment after the one before; what it returned."""
        self._clock.forward(milliseconds=20)
        return self.store.write(act, command).result().result

    def ask(self, view: Callable[..., Result], *arguments: Any, **options: Any) -> Result:
        """What a view answers."""
        with self.store.reading() as connection:
            return view(connection, COOP, *arguments, **options)

    def journal(self) -> log.Run:
        """This device's whole journal; lines read once are not read again."""
        later = (journal.c.coop == COOP, journal.c.device == self.device, journal.c.seq > len(self._lines))
        with self.store.reading() as connection:
            rows = connection.execute(select(journal.c.line).where(*later).order_by(journal.c.seq)).scalars()
            self._lines += tuple(bytes(row) for row in rows)
        return log.Run(self.device, 1, self.store.identity.genesis, self._lines)

    def totals(self) -> AllTotals:
        return self.ask(totals)

    def on_hand(self) -> int:
        return self.ask(cash.position, self.person).on_hand

    def register(self, **changes: Any) -> str:
        """Register somebody who does not exist; the id."""
        return self.do(register_member, registration(self.device * 1000 + next(self._people), **changes)).member

    def collect(self, member: str, *months: str, **changes: Any) -> Receipt:
        """Take two programmes of the lowest bracket for a farmer at half price, in cash."""
        total = changes.pop("total", 8_400 * len(months))
        command = CollectPremium(members=(PayFor(member=member, months=months),), total=total, **changes)
        return self.do(collect_premium, command)

    def deposit(self, keep: int = 0) -> DepositSlip:
        """Declare all cash on hand but for `keep`."""
        reason = "still_collecting" if keep else None
        return self.do(deposit_cash, DepositCash(rupiah=self.on_hand() - keep, reason=reason))

    def receive(self, slip: DepositSlip, missing: int = 0) -> Origin:
        """Count and confirm a deposit in which `missing` rupiah are missing."""
        counting = CountDeposit(deposit=slip.origin, pieces=pieces_of(slip.rupiah - missing))
        counted = self.do(count_deposit, counting)
        return self.do(confirm_deposit, ConfirmDeposit(deposit=slip.origin, count=counted.origin))


@dataclass
class CentreJournal:
    """The centre, reduced to its key and its lines."""

    key: bytes = field(default_factory=chain.new_private_key)
    lines: list[bytes] = field(default_factory=list)

    @property
    def public_key(self) -> bytes:
        return chain.public_key_of(self.key)

    @property
    def run(self) -> log.Run:
        return log.Run(0, 1, chain.genesis(COOP, 0, self.public_key), tuple(self.lines))

    def say(self, entry: Entry, at: datetime) -> Origin:
        kind = BY_SHAPE[type(entry)]
        number = len(self.lines) + 1
        self.lines.append(lines.write(number, to_rfc3339(at), kind.name, kind.v, entry))
        return Origin(0, number, chain.walk(self.run.prev, self.lines)[-1].hex())

    def certificate(self, device: int, branch: str, person: str, role: str, public_key: str) -> Certificate:
        enrolment = Enrolment(
            coop=COOP,
            coop_name="Koperasi Contoh",
            branch=branch,
            branch_name="Lewoleba",
            zone=ZONE,
            person=person,
            person_name=f"Contoh {person}",
            role=role,
            device=device,
            centre_key=CentreKey(id=answers.key_id(self.public_key), key=to_base64(self.public_key)),
            seal_key=to_base64(bytes(32)),
            recovery_key=to_base64(bytes(32)),
            epoch="e1",
            server_time="2026-11-23T10:00:00.000+08:00",
        )
        body = msgspec.json.encode(enrolment)
        signature = answers.sign(self.key, COOP, device, public_key, 201, body)
        return Certificate(body=body.decode(), nonce=public_key, status=201, signature=signature)


class Office:
    """A centre that is nothing but its journal, and laptops, each opened when it is first asked for."""

    def __init__(self, folder: Path, centre: CentreJournal) -> None:
        self.folder = folder
        self.centre = centre
        self.clock = Clock()
        self._open: dict[str, Laptop] = {}

    def say(self, entry: Entry) -> Origin:
        """A line of the centre; it reaches the laptops with the next `share`."""
        return self.centre.say(entry, self.clock())

    def publish(self, schedule: Schedule) -> None:
        self.say(RatesPublished(schedule=schedule.id, content=schedule_to_json(schedule)))
        self.share()

    def ask_review(self, origin: Origin, code: str, *members: str, others: tuple[Origin, ...] = ()) -> None:
        self.say(ReviewOpened(origin=origin, code=code, members=members, others=others))
        self.share()

    def enrol(self, device: int, person: str, role: Role, branch: str = BRANCH) -> Laptop:
        """A new laptop, which knows what all others have shared."""
        private_key = chain.new_private_key()
        public_key = to_base64(chain.public_key_of(private_key))
        self.say(DeviceEnrolled(device=device, branch=branch, person=person, role=role, public_key=public_key))
        shutil.copytree(_empty().name, self.folder / person)
        certificate = self.centre.certificate(device, branch, person, role, public_key)
        me = identity.from_certificate(certificate, "http://localhost", private_key)
        store = open_store(self.folder / person, KEY, self.clock)
        store.enrol(me, "e1", lambda connection: log.extend(connection, COOP, self.centre.run))
        return self._keep(person, store)

    def laptop(self, person: str) -> Laptop:
        """The laptop of an enrolled person."""
        if person in self._open:
            return self._open[person]
        return self._keep(person, open_store(self.folder / person, KEY, self.clock))

    def share(self) -> None:
        """Everybody learns every line of everybody, as a sync with a centre would bring it."""
        journals = [(0, self.centre.run), *((laptop.device, laptop.journal()) for laptop in self._open.values())]
        for laptop in self._open.values():
            for device, run in journals:
                known = laptop.knows.get(device, 0)
                if device != laptop.device and known < len(run.lines):
                    prev = chain.walk(run.prev, run.lines[:known])[-1] if known else run.prev
                    news = log.Run(device, known + 1, prev, run.lines[known:])
                    laptop.store.run(partial(log.extend, coop=COOP, run=news)).result()
                    laptop.knows[device] = len(run.lines)

    def close(self) -> None:
        for laptop in self._open.values():
            laptop.store.close()

    def _keep(self, person: str, store: Store) -> Laptop:
        self._open[person] = Laptop(store, self.clock)
        self.share()
        return self._open[person]


class Branch:
    """Agents A017 and A018, supervisors S001 and S002, and a schedule that S001 has accepted."""

    def __init__(self, here: Office) -> None:
        self.office = here
        self.clock = here.clock

    @property
    def maria(self) -> Laptop:
        return self.office.laptop("A017")

    @property
    def yosef(self) -> Laptop:
        return self.office.laptop("A018")

    @property
    def theresia(self) -> Laptop:
        return self.office.laptop("S001")

    @property
    def paulus(self) -> Laptop:
        return self.office.laptop("S002")

    def share(self) -> None:
        self.office.share()


@cache
def _empty() -> tempfile.TemporaryDirectory[str]:
    """An empty database with its tables, made once, copied, and gone at the end."""
    folder = tempfile.TemporaryDirectory(prefix="keagenan-empty-")
    open_store(Path(folder.name), KEY, Clock()).close()
    return folder


@cache
def _furnished() -> tuple[tempfile.TemporaryDirectory[str], CentreJournal]:
    """The folders of a branch at the start of a day, made once, copied, and gone at the end."""
    folder = tempfile.TemporaryDirectory(prefix="keagenan-branch-")
    here = Office(Path(folder.name), CentreJournal())
    here.say(BranchOpened(branch=BRANCH, name="Lewoleba", zone=ZONE, recovery_key=to_base64(bytes(32))))
    here.publish(SCHEDULE)
    here.enrol(11, "A017", "agent")
    here.enrol(12, "A018", "agent")
    supervisor = here.enrol(13, "S001", "supervisor")
    here.enrol(14, "S002", "supervisor")
    supervisor.do(accept_schedule, AcceptSchedule(schedule=SCHEDULE.id))
    here.share()
    here.close()
    return folder, here.centre


@contextmanager
def branch_office(folder: Path) -> Iterator[Branch]:
    """A branch at the start of a day, in a folder that does not exist yet."""
    furnished, centre = _furnished()
    shutil.copytree(furnished.name, folder)
    here = Office(folder, CentreJournal(centre.key, list(centre.lines)))
    try:
        yield Branch(here)
    finally:
        here.close()


def registration(person: int, **changes: Any) -> RegisterMember:
    """Somebody who does not exist, born on a day of their own; NIK serials begin with 99."""
    birth = date(1980, 1, 1) + timedelta(days=person // 100 * 31 + person % 100 % 28)
    fields: dict[str, Any] = {
        "nik": f"531305{birth:%d%m%y}99{person % 100:02d}",
        "name": f"Contoh Orang {person}",
        "income": 1_000_000,
        "sector": Sector.OTHER,
        "consent": Consent(text="2026-1", purposes=(Purpose.REGISTRATION,), signed="screen"),
        "declared_working": True,
        "declared_healthy": True,
        "birth": birth,
    }
    return RegisterMember(**(fields | changes))


def pieces_of(rupiah: int) -> dict[str, int]:
    """Notes and coins that make an amount."""
    return {code_of(piece): pieces for piece, pieces in change_by_denomination(rupiah).pieces}
