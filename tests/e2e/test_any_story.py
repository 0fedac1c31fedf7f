"""Any story of a branch, told in any order over a line that lies, ends with the same books on all sides."""

import os
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from agent_app.central import backups, reviews
from agent_app.domain.errors import Refused, Unavailable
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.members import PersonErased
from agent_app.records.rebuild import rebuild
from agent_app.records.tables.cash import deposit
from agent_app.records.tables.members import member
from agent_app.records.tables.money import receipt, receipt_month, reversal_request
from agent_app.services.clock import ConfirmClock, confirm_clock
from agent_app.sync.continue_journal import continue_journal, read_old
from agent_app.sync.once import sync_once
from agent_app.sync.outcome import Outcome, Result
from agent_app.sync.transport import HttpTransport
from tests.e2e import acts, kit
from tests.e2e.kit import LONG, NIGHTLY, Clock, Cooperative, Laptop, WrongClock
from tests.faults.proxy import LyingProxy

STORIES, STEPS = (40, 300) if NIGHTLY else (2, 45)
SEEDS = [int(os.environ["KEAGENAN_SEED"])] if "KEAGENAN_SEED" in os.environ else list(range(1, STORIES + 1))
MOST_TRIES = 200
MONTHS = ("2026-10", "2026-11", "2026-12", "2027-01")


@dataclass
class Story:
    """A branch, what may happen in it, and what was taken so far as the tellers of the story know it."""

    cooperative: Cooperative
    random: random.Random
    with_clones: bool
    """A story has either copied laptops or restored centres: both at once leave lines that no reader can hold."""
    agents: list[Laptop] = field(default_factory=list)
    supervisors: list[Laptop] = field(default_factory=list)
    copies: dict[Path, Path] = field(default_factory=dict)
    backup: Path | None = None
    named: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def laptops(self) -> list[Laptop]:
        return [*self.agents, *self.supervisors]

    def enrol(self, person: str, role: Any = "agent") -> Laptop:
        self.named += 1
        clock = WrongClock(self.cooperative.clock, timedelta(minutes=self.random.choice((0, 0, -300, 90))))
        laptop = self.cooperative.enrol(person, role, name=f"{person}-{self.named}", clock=clock)
        (self.agents if role == "agent" else self.supervisors).append(laptop)
        return laptop

    def some_row(self, laptop: Laptop, statement: Any) -> Any:
        """Any row the laptop knows, or None."""
        with laptop.store.reading() as connection:
            rows = connection.execute(statement).all()
        return self.random.choice(rows) if rows else None

    def act(self, laptop: Laptop, work: Callable[[], object]) -> None:
        """An act as a person does it: a clock that fell far behind is vouched for."""
        try:
            work()
        except Refused as refused:
            if refused.code != "clock_doubtful":
                raise
            laptop.store.write(confirm_clock, ConfirmClock()).result()
            work()

    # what agents do

    def register_and_collect(self) -> None:
        laptop = self.random.choice(self.agents)
        self.act(laptop, lambda: acts.receipt(laptop.store, acts.nik(self.random.randrange(500))))

    def collect(self) -> None:
        laptop = self.random.choice(self.agents)
        known = self.some_row(laptop, select(member.c.member).where(member.c.day.is_not(None)))
        if known is not None:
            months = tuple(self.random.sample(MONTHS, self.random.choice((1, 2))))
            self.act(laptop, lambda: acts.collect(laptop.store, known.member, months))

    def hand_over(self) -> None:
        laptop = self.random.choice(self.agents)
        self.act(laptop, lambda: acts.deposit(laptop.store, self.random.randrange(1, 10) * acts.RUPIAH))

    def ask_reversal(self) -> None:
        laptop = self.random.choice(self.agents)
        row = self.some_row(laptop, with_member().where(receipt.c.person == laptop.person))
        if row is not None:
            taken, who = origin(row), row.member
            self.act(laptop, lambda: acts.ask_reversal(laptop.store, taken, who, row.number, row.rupiah))

    # what supervisors do

    def confirm(self) -> None:
        laptop = self.random.choice(self.supervisors)
        row = self.some_row(laptop, select(deposit))
        if row is not None:
            counted = row.rupiah - self.random.choice((0, 0, 8_400, -1_000))
            self.act(laptop, lambda: acts.confirm(laptop.store, row.agent, origin(row), counted))

    def decide(self) -> None:
        laptop = self.random.choice(self.supervisors)
        row = self.some_row(laptop, select(reversal_request))
        if row is not None:
            of = Origin(row.of_device, row.of_seq, bytes(row.of_h).hex())
            accepted = self.random.random() < 0.7
            who = (row.person, acts.new_member())
            self.act(laptop, lambda: acts.decide_reversal(laptop.store, origin(row), of, *who, accepted=accepted))

    def assign(self) -> None:
        laptop = self.random.choice(self.supervisors)
        known = self.some_row(laptop, select(member.c.member))
        to = self.random.choice(self.agents).person
        if known is not None:
            self.act(laptop, lambda: acts.assign(laptop.store, known.member, to))

    def erase(self) -> None:
        laptop = self.random.choice(self.supervisors)
        known = self.some_row(laptop, select(member.c.member))
        if known is not None:
            day = laptop.store.identity.business_day(laptop.store.now()).isoformat()
            entry = PersonErased(day=day, members=(known.member,), reason="request")
            self.act(laptop, lambda: acts.write(laptop.store, entry))

    # what happens to machines

    def sync(self) -> None:
        self.answer(laptop := self.random.choice(self.laptops), self.synced(laptop))

    def synced(self, laptop: Laptop) -> Outcome:
        transport = HttpTransport(self.cooperative.address, timeouts=(5, 20))
        try:
            return sync_once(laptop.store, transport)
        finally:
            transport.close()

    def answer(self, laptop: Laptop, outcome: Outcome) -> None:
        """Whose laptop is told of a fork enrols anew and carries over what the old folder holds."""
        assert outcome.result not in (Result.DEFECT, Result.PROTOCOL, Result.JOURNAL_DAMAGED), outcome
        if outcome.result is Result.FORK:
            self.replace(laptop)

    def replace(self, laptop: Laptop) -> None:
        (self.agents if laptop in self.agents else self.supervisors).remove(laptop)
        me = laptop.store.identity
        try:
            anew = self.enrol(me.person, me.role)
        except Unavailable:
            (self.agents if me.role == "agent" else self.supervisors).append(laptop)
            self.cooperative.laptops.pop().close()
            return
        old = read_old(laptop.store)
        for _ in range(MOST_TRIES):
            with suppress(Unavailable):
                continued = continue_journal(anew.store, HttpTransport(self.cooperative.address), old)
                assert continued.left == ()
                return
        raise AssertionError("the old journal could not be continued")

    def let_reviews_be_opened(self) -> None:
        reviews.review_once(self.cooperative.centre)

    def pass_time(self) -> None:
        self.cooperative.clock.forward(minutes=self.random.choice((1, 3, 30, 600)))

    def turn_a_clock(self) -> None:
        clock = self.random.choice(self.laptops).clock
        assert isinstance(clock, WrongClock)
        clock.by = timedelta(minutes=self.random.choice((0, 5, -5, 45, -45, 400_000, -400_000)))

    def copy_a_folder(self) -> None:
        laptop = self.random.choice(self.laptops)
        self.named += 1
        self.copies[laptop.folder] = laptop.copy(f"copy-{self.named}")

    def put_a_folder_back(self) -> None:
        """Sometimes it works on before it asks the centre: then it has forked itself."""
        laptop = self.random.choice(self.laptops)
        if laptop.folder in self.copies:
            laptop.put_back(self.copies.pop(laptop.folder))
            if not self.with_clones:
                self.sync_plainly(laptop)

    def sync_plainly(self, laptop: Laptop) -> None:
        for _ in range(MOST_TRIES):
            outcome = self.synced(laptop)
            self.answer(laptop, outcome)
            if outcome.is_done or outcome.result is Result.FORK:
                return
        raise AssertionError(outcome)

    def clone(self) -> None:
        laptop = self.random.choice(self.agents)
        if self.with_clones and len(self.agents) < 5:
            self.named += 1
            name = f"clone-{self.named}"
            laptop.copy(name)
            clock = WrongClock(self.cooperative.clock, timedelta())
            self.agents.append(self.cooperative.laptop(name, clock))

    def compute_tables_afresh(self) -> None:
        laptop = self.random.choice(self.laptops)
        before = kit.derived(laptop)
        laptop.store.run(lambda connection: rebuild(connection, kit.COOP)).result()
        assert kit.derived(laptop) == before

    def back_up(self) -> None:
        self.named += 1
        self.backup = backups.back_up(self.cooperative.centre, self.cooperative.folder / f"backup-{self.named}").path


def origin(row: Any) -> Origin:
    return Origin(row.device, row.seq, bytes(row.h).hex())


def with_member() -> Any:
    same = [receipt.c[name] == receipt_month.c[name] for name in ("device", "seq", "h")]
    return select(receipt, receipt_month.c.member).where(*same)


OFTEN = ("register_and_collect", "collect", "sync", "sync", "sync", "hand_over", "confirm", "pass_time")
SELDOM = (
    "ask_reversal",
    "decide",
    "assign",
    "erase",
    "turn_a_clock",
    "copy_a_folder",
    "put_a_folder_back",
    "clone",
    "compute_tables_afresh",
    "let_reviews_be_opened",
    "back_up",
)


@LONG
@pytest.mark.parametrize("seed", SEEDS)
def test_any_story_ends_with_the_same_books_on_all_sides(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    cooperative = Cooperative(tmp_path, Clock())
    story = Story(cooperative, chance, with_clones=seed % 2 == 0)
    with cooperative.serving():
        for person in ("A017", "A018"):
            story.enrol(person)
        for person in ("S001", "S002"):
            story.enrol(person, "supervisor")
    for chapter in range(3):
        with cooperative.serving() as address, LyingProxy(address, seed + chapter, 0.15).running() as lying:
            cooperative.address = lying
            for _ in range(STEPS // 3):
                step = chance.choice(OFTEN if chance.random() < 0.7 else SELDOM)
                story.told.append(step)
                getattr(story, step)()
        if story.backup is not None and not story.with_clones:
            story.told.append("restore")
            cooperative.clock.forward(minutes=1)
            cooperative.centre.engine.dispose()
            cooperative.reopen(backups.restore(cooperative.centre.folder, story.backup, cooperative.clock))
            story.backup = None
    print(seed, story.told)
    with cooperative.serving():
        for _ in range(3):
            for laptop in list(story.laptops):
                story.answer(laptop, story.synced(laptop))
            reviews.review_once(cooperative.centre)
        for laptop in story.laptops:
            assert story.synced(laptop).is_done
        reviews.review_once(cooperative.centre)
        for laptop in story.laptops:
            assert story.synced(laptop).is_done
        for supervisor in story.supervisors:
            kit.assert_equal(cooperative.centre, supervisor, *story.agents)
    cooperative.close()
