"""A year of a branch of thirty agents: about 220,000 receipts, and what became of their money, as one laptop holds it.

The laptops are enrolled at a real centre. Their journals are written here line by line as the services write them, and
taken in by `records.log.extend`, the one path of every write; nothing is signed, since nobody sends it on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from uuid_utils.compat import uuid7

from agent_app.demo.people import SamplePeople
from agent_app.demo.stage import BRANCH, COOP, ZONE, Laptop, build
from agent_app.demo.village import pieces_of
from agent_app.journal import chain, lines
from agent_app.journal.encoding import to_rfc3339
from agent_app.journal.entries.base import Entry, Origin
from agent_app.journal.entries.cash import CashDeposited, DepositConfirmed, DepositCounted
from agent_app.journal.entries.kinds import BY_SHAPE
from agent_app.journal.entries.members import MemberPrivate, MemberRegistered
from agent_app.journal.entries.money import ContributionCollected, PaidMonths
from agent_app.records import log
from agent_app.records.log import Run
from agent_app.reference.schedules import packaged_schedules
from agent_app.services.branch import AcceptSchedule, accept_schedule
from tests.branches import SECOND, SUPERVISOR, enrol_laptop

LAST_DAY = date(2026, 11, 23)
DAYS, AGENTS, RECEIPTS = 366, 30, 20
SCHEDULE = packaged_schedules()[-1].id
PRICE = {"base": 1_000_000, "sector": "other", "funding": "private", "jkk": (5_000,), "jkm": (3_400,)}
MONTHLY = 8_400
PART = 2_000
"""Lines taken in at once, as a page of the feed brings them."""


@dataclass(slots=True)
class Author:
    """A device's journal as it grows."""

    device: int
    person: str
    head: bytes
    lines: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, laptop: Laptop) -> "Author":
        me = laptop.store.identity
        return cls(me.device, laptop.person, me.genesis)

    def write(self, entry: Entry, at: datetime) -> Origin:
        kind = BY_SHAPE[type(entry)]
        seq = len(self.lines) + 1
        self.lines.append(lines.write(seq, to_rfc3339(at), kind.name, kind.v, entry))
        self.hashes.append(chain.step(self.hashes[-1] if self.hashes else self.head, self.lines[-1]))
        return Origin(self.device, seq, self.hashes[-1].hex())

    def number(self, day: date, letter: str = "") -> str:
        self.numbers[letter] = self.numbers.get(letter, 0) + 1
        return f"{BRANCH}-{self.person}-{self.device}-{day:%y}-{letter}{self.numbers[letter]:06d}"

    def runs(self) -> Iterator[Run]:
        """The journal in parts."""
        for first in range(0, len(self.lines), PART):
            prev = self.hashes[first - 1] if first else self.head
            yield Run(self.device, first + 1, prev, tuple(self.lines[first : first + PART]))


def make_year(folder: Path, agents: int = AGENTS, days: int = DAYS, receipts: int = RECEIPTS) -> Path:
    """The folder of the first supervisor's laptop, at the end of the last day: its deposits are not counted yet."""
    stage = build(folder, datetime(2025, 11, 1, tzinfo=UTC))
    people = SamplePeople(8_128)
    with stage.online():
        supervisor = stage.enrol(SUPERVISOR, "Theresia Somi", "supervisor")
        second = enrol_laptop(stage, SECOND, "Paulus Kopong", "supervisor")
        stage.sync(supervisor)
        supervisor.do(accept_schedule, AcceptSchedule(schedule=SCHEDULE))
        named = people.draw(agents)
        laptops = [
            enrol_laptop(stage, f"A{number:03d}", one.name, "agent") for number, one in enumerate(named, start=1)
        ]
        stage.sync(supervisor)
    counting = Author.of(second)
    authors = [Author.of(laptop) for laptop in laptops]
    for place, author in enumerate(authors):
        _write_year(author, counting, people, place, days, receipts)
    for author in (*authors, counting):
        for run in author.runs():
            supervisor.store.run(lambda connection, run=run: log.extend(connection, COOP, run)).result()
    stage.close()
    for laptop in (second, *laptops):
        laptop.store.close()
    return folder / f"supervisor-{SUPERVISOR}"


def _write_year(author: Author, counting: Author, people: SamplePeople, place: int, days: int, receipts: int) -> None:
    """Every member pays one month a month; every day is deposited, and all but the last are counted."""
    first_day = LAST_DAY - timedelta(days=days - 1)
    members = _register(author, people, place, first_day, receipts)
    for back in range(days):
        day = first_day + timedelta(days=back)
        rows = (PaidMonths(months=(f"{day:%Y-%m}",), **PRICE),)
        for number in range(receipts):
            entry = ContributionCollected(
                day=day.isoformat(),
                members=(members[(back * receipts + number) % len(members)],),
                agent=author.person,
                rupiah=MONTHLY,
                cash=MONTHLY,
                number=author.number(day),
                source="cash",
                schedule=SCHEDULE,
                rows=rows,
            )
            author.write(entry, _moment(day, 8, number * 15))
        _hand_over(author, counting, day, MONTHLY * receipts)


def _register(author: Author, people: SamplePeople, place: int, day: date, receipts: int) -> Sequence[str]:
    count = receipts * 31
    ids = []
    for number, person in enumerate(people.draw(count, 10_000 + place * count)):
        ids.append(str(uuid7()))
        entry = MemberRegistered(
            day=day.isoformat(),
            member=ids[-1],
            agent=author.person,
            programmes=("JKK", "JKM"),
            base=1_000_000,
            sector="other",
            funding="private",
            private=MemberPrivate(nik=person.nik, name=person.name, village=person.village.code, occupation="Petani"),
        )
        author.write(entry, _moment(day, 6, number // 30))
    return ids


def _hand_over(author: Author, counting: Author, day: date, rupiah: int) -> None:
    pieces, about = pieces_of(rupiah), {"day": day.isoformat(), "agent": author.person, "rupiah": rupiah}
    declared = author.write(
        CashDeposited(**about, expected=rupiah, number=author.number(day, "S"), channel="teller", pieces=pieces),
        _moment(day, 14, 0),
    )
    if day == LAST_DAY:
        return
    counted = counting.write(DepositCounted(**about, deposit=declared, pieces=pieces), _moment(day, 15, 0))
    counting.write(DepositConfirmed(**about, deposit=declared, basis="count", count=counted), _moment(day, 15, 1))


def _moment(day: date, hour: int, minutes: int) -> datetime:
    return datetime.combine(day, time(hour), ZONE).astimezone(UTC) + timedelta(minutes=minutes)
