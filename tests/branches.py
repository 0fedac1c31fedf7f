"""Bigger branches than the sample's: a day of thirty agents, and a year of their receipts.

The day is lived through: real laptops at a real centre, every receipt and deposit by its service. The year is written
as the laptops would have written it, line by line, and taken in by `records.log.extend`, the one path of every write.
"""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from agent_app.central import admin
from agent_app.demo.people import SamplePeople, SamplePerson
from agent_app.demo.stage import BRANCH, Clock, Laptop, Stage, build
from agent_app.demo.village import pieces_of
from agent_app.domain.contributions import Sector
from agent_app.domain.months import month_range
from agent_app.records.views import cash
from agent_app.records.views.deposits import open_deposits
from agent_app.reference.schedules import packaged_schedules
from agent_app.services.branch import AcceptSchedule, accept_schedule
from agent_app.services.collection import CollectPremium, PayFor, collect_premium
from agent_app.services.deposit import (
    ConfirmDeposit,
    CountDeposit,
    DepositCash,
    confirm_deposit,
    count_deposit,
    deposit_cash,
)
from agent_app.services.members import Consent, Purpose, RegisterMember, register_member
from agent_app.store.store import open_store
from agent_app.sync.enrolment import enrol

MORNING = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""8 o'clock in Lewoleba."""
AFTERNOON = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
DAY = "2026-11-23"
MONTHLY = 8_400
"""A farmer's two programmes at half price."""
RECEIPTS, AFTER = 20, (4, 4, 5)
"""Receipts of an agent's day, and the months of those one agent takes after the deposit."""
KEPT = 168_000
"""What these make: 50.400 + 50.400 + 67.200 rupiah."""
COUNTED_OFF = (-16_800, 16_800)
KEY = "5a" * 32
SUPERVISOR, SECOND = "S003", "S001"


@dataclass
class Made:
    """A branch on the disk: the first supervisor's folder, and what was made by agent code."""

    folder: Path
    agents: tuple[str, ...]
    exceptions: tuple[str, ...]
    rest: str
    after_deposit: tuple[str, ...] = field(default=())


def make_branch(folder: Path, agents: int = 30, exceptions: int = 6, silent: int = 0, receipts: int = RECEIPTS) -> Made:
    """The afternoon of a day of so many receipts of each agent, before anybody at the desk has done anything.

    Of the exceptions one agent has collected more after his deposit, two were counted otherwise than declared, and
    the others have declared nothing. All other deposits are counted by the second supervisor and equal, not yet
    confirmed. `silent` agents of those have sent nothing of the day.
    """
    stage = build(folder, MORNING)
    people = SamplePeople(4_711)
    codes = [f"A{number:03d}" for number in range(1, agents + 1)]
    with stage.online():
        first = stage.enrol(SUPERVISOR, "Theresia Somi", "supervisor")
        second = enrol_laptop(stage, SECOND, "Paulus Kopong", "supervisor")
        stage.sync(first)
        first.do(accept_schedule, AcceptSchedule(schedule=packaged_schedules()[-1].id))
        stage.sync(first)
        laptops = [
            enrol_laptop(stage, code, person.name, "agent")
            for code, person in zip(codes, people.draw(agents), strict=True)
        ]
        stage.sync(*laptops)
        after = _day(stage, laptops, people, exceptions, receipts)
        sending = laptops[: agents - silent]
        stage.sync(*sending)
        stage.sync(second)
        _count(second, codes, exceptions)
        stage.sync(second)
        stage.sync(first)
    stage.close()
    for laptop in (second, *laptops):
        laptop.store.close()
    return Made(folder / f"supervisor-{SUPERVISOR}", tuple(codes), tuple(codes[:exceptions]), codes[0], after)


def enrol_laptop(stage: Stage, person: str, name: str, role: str) -> Laptop:
    """A laptop whose data key is not wrapped by anybody's secret: nobody opens its window."""
    assert stage.address is not None
    invitation = admin.invite(stage.centre, stage.address, BRANCH, person, name, role)  # type: ignore[arg-type]
    shutil.copytree(_empty().name, stage.folder / person)
    store = open_store(stage.folder / person, KEY, stage.clock)
    enrol(store, str(invitation), f"Laptop {name}", "test")
    return Laptop(person, name, store)


@cache
def _empty() -> TemporaryDirectory[str]:
    """An empty database with its tables: made once and copied, which is quicker than thirty migrations."""
    folder = TemporaryDirectory(prefix="keagenan-empty-")
    open_store(Path(folder.name), KEY, lambda: MORNING).close()
    return folder


def _day(stage: Stage, laptops: list[Laptop], people: SamplePeople, exceptions: int, receipts: int) -> tuple[str, ...]:
    drawn = iter(people.draw(len(laptops) * receipts + len(AFTER), 1_000))
    for place, laptop in enumerate(laptops):
        for number in range(receipts):
            _collect(laptop, stage.clock, next(drawn), 1 + (place + number) % 6)
        if not 3 <= place < exceptions:
            _deposit(laptop)
    stage.clock.wait(1_200)
    if not exceptions:
        return ()
    return tuple(_collect(laptops[0], stage.clock, next(drawn), months) for months in AFTER)


def _collect(laptop: Laptop, clock: Clock, person: SamplePerson, months: int) -> str:
    """Register somebody and take so many months; the receipt's number."""
    clock.wait(1)
    command = RegisterMember(
        nik=person.nik,
        name=person.name,
        income=1_000_000,
        sector=Sector.OTHER,
        consent=Consent(text="2026-1", purposes=(Purpose.REGISTRATION,), signed="screen"),
        declared_working=True,
        declared_healthy=True,
        birth=person.birth,
        village=person.village.code,
        occupation="Petani",
    )
    member = laptop.do(register_member, command).member
    pay = PayFor(member=member, months=tuple(month_range("2026-11", months)))
    return laptop.do(collect_premium, CollectPremium(members=(pay,), total=_price(months))).number


def _price(months: int) -> int:
    """November and December of 2026 at half price, later months in full."""
    relieved = min(months, 2)
    return MONTHLY * relieved + 2 * MONTHLY * (months - relieved)


def _deposit(laptop: Laptop) -> None:
    with laptop.store.reading() as connection:
        on_hand = cash.position(connection, laptop.store.identity.coop, laptop.person).on_hand
    laptop.do(deposit_cash, DepositCash(rupiah=on_hand, pieces=pieces_of(on_hand)))


def _count(laptop: Laptop, codes: list[str], exceptions: int) -> None:
    """The second supervisor counts every deposit but that of the first agent; two turn out otherwise."""
    off = dict(zip(codes[1:3], COUNTED_OFF, strict=True)) if exceptions > 2 else {}
    with laptop.store.reading() as connection:
        deposits = open_deposits(connection, laptop.store.identity.coop)
    for deposit in deposits:
        if exceptions and deposit.agent == codes[0]:
            continue
        there = pieces_of(deposit.rupiah + off.get(deposit.agent, 0))
        counted = laptop.do(count_deposit, CountDeposit(deposit=deposit.origin, pieces=there))
        if deposit.agent in off:
            laptop.do(confirm_deposit, ConfirmDeposit(deposit=deposit.origin, count=counted.origin))
