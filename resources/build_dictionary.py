"""Trains resources/zstd/1.dict, the compression dictionary of batches and pages, on invented lines.

A developer runs it once: `python -m resources.build_dictionary`. A dictionary that was ever shipped stays as it
is, for devices that are away for years; a better one gets the next number. The names and the seed are its own, so
that a benchmark on other people measures what a village would see.
"""

import random
import sys
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path

import zstandard

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agent_app.domain.contributions import Programme, Sector, quote
from agent_app.domain.funding import CASH
from agent_app.domain.months import month_range
from agent_app.journal import chain, lines
from agent_app.journal.encoding import to_base64, to_rfc3339
from agent_app.journal.entries import cash, kinds, members, money
from agent_app.journal.entries.base import Entry, Note, Origin
from agent_app.reference.schedules import packaged_schedules

SEED = 20_260_401
SIZE = 24 * 1024
NUMBER = 1
TARGET = Path(__file__).parent / "zstd" / f"{NUMBER}.dict"

NAMES = (
    "Sutrisno", "Wulandari", "Hidayat", "Nurhaliza", "Simanjuntak", "Siregar", "Pangestu", "Kusuma", "Rahmawati",
    "Setiawan", "Tampubolon", "Mokoginta", "Manoppo", "Wowor", "Lumban", "Harahap", "Gunawan", "Suryani",
)  # fmt: skip
PLACES = ("Kendari", "Kolaka", "Bitung", "Tomohon", "Medan", "Binjai", "Garut", "Cianjur")
TRADES = ("petani", "nelayan", "peternak", "tukang_ojek", "pedagang_pasar", "penjahit")
ZONES = (timezone(timedelta(hours=7)), timezone(timedelta(hours=8)))


class Village:
    """One agent's day: lines of every kind that agents write often."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.zone = draw.choice(ZONES)
        self.now = datetime(2026, draw.randint(1, 12), draw.randint(1, 28), 8, tzinfo=self.zone)
        self.seq = draw.randint(1, 4000)
        self.paper = draw.randint(1, 900)
        self.device = draw.randint(3, 400)
        self.branch = "".join(draw.choices("BCDFGHJKLMNPQRSTVWXYZ", k=3))
        self.agent = f"{draw.choice('ABP')}{draw.randint(1, 999):03d}"
        self.schedule = packaged_schedules()[-1]
        self.people: list[tuple[str, Sector, int]] = []

    def line(self, entry: Entry) -> bytes:
        kind = kinds.BY_SHAPE[type(entry)]
        self.seq += 1
        return lines.write(self.seq, to_rfc3339(self.now), kind.name, kind.v, entry)

    def wait(self) -> None:
        self.now += timedelta(seconds=self.draw.randint(40, 400), milliseconds=self.draw.randint(0, 999))

    @property
    def day(self) -> str:
        return self.now.date().isoformat()

    def number(self, letter: str = "") -> str:
        self.paper += 1
        return f"{self.branch}-{self.agent}-{self.device}-{self.now:%y}-{letter}{self.paper:06d}"

    def new_id(self) -> str:
        milliseconds = int(self.now.timestamp() * 1000)
        rest = self.draw.getrandbits(74)
        value = milliseconds << 80 | 0x7 << 76 | (rest >> 62) << 64 | 0x2 << 62 | rest & (1 << 62) - 1
        return str(uuid.UUID(int=value))

    def register(self) -> list[bytes]:
        self.wait()
        draw, member = self.draw, self.new_id()
        birth = f"{draw.randint(1962, 2006)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
        sector = Sector.TRANSPORT if draw.random() < 0.2 else Sector.OTHER
        base = draw.choice(self.schedule.brackets[:6]).base
        self.people.append((member, sector, base))
        private = members.MemberPrivate(
            salt=to_base64(draw.randbytes(16)),
            nik="".join(draw.choices("0123456789", k=16)),
            name=f"{draw.choice(NAMES)} {draw.choice(NAMES)}",
            birth=birth,
            birth_place=draw.choice(PLACES),
            sex=draw.choice(("male", "female")),
            phone=f"08{draw.randrange(10**9, 10**10)}",
            village="".join(draw.choices("0123456789", k=10)),
            occupation=draw.choice(TRADES),
            income=draw.choice((0, 1_000_000, 1_200_000, 1_500_000)),
            heirs=(
                members.Heir(
                    name=f"{draw.choice(NAMES)} {draw.choice(NAMES)}", relation=draw.choice(("istri", "suami", "anak"))
                ),
            ),
            declared_working=True,
            declared_healthy=True,
        )
        consent = members.ConsentGiven(
            day=self.day,
            member=member,
            agent=self.agent,
            text="2026-1",
            purposes=("registration",),
            signed=draw.choice(("paper", "screen")),
            private=members.ConsentPrivate(salt=to_base64(draw.randbytes(16)), sheet="A1", row=draw.randint(1, 30)),
        )
        registration = members.MemberRegistered(
            day=self.day,
            member=member,
            agent=self.agent,
            programmes=("JKK", "JKM"),
            base=base,
            sector=sector.value,
            funding="private",
            private=private,
        )
        return [self.line(consent), self.line(registration)]

    def collect(self) -> list[bytes]:
        self.wait()
        draw = self.draw
        member, sector, base = draw.choice(self.people)
        bracket = next(row for row in self.schedule.brackets if row.base == base)
        months = month_range(f"{self.now:%Y-%m}", draw.choice((1, 2, 3, 3, 6, 12)))
        programmes = [Programme.JKK, Programme.JKM] + [Programme.JHT] * (draw.random() < 0.2)
        price = quote(self.schedule, bracket.income_from, sector, CASH, programmes, months)
        paid = {name: tuple(line.paid for line in price.lines if line.programme == name) for name in programmes}
        row = money.PaidMonths(
            months=tuple(months),
            base=base,
            sector=sector.value,
            funding="private",
            jkk=paid[Programme.JKK],
            jkm=paid[Programme.JKM],
            jht=paid.get(Programme.JHT, ()),
        )
        receipt = money.ContributionCollected(
            day=self.day,
            members=(member,),
            agent=self.agent,
            rupiah=row.rupiah,
            cash=row.rupiah,
            number=self.number(),
            source="cash",
            schedule=self.schedule.id,
            rows=(row,),
            received=row.rupiah if draw.random() < 0.6 else (row.rupiah // 50_000 + 1) * 50_000,
        )
        return [self.line(receipt)]

    def deposit(self) -> list[bytes]:
        self.wait()
        amount = self.draw.randrange(100_000, 2_000_000, 100)
        pieces = {face: self.draw.randint(1, 9) for face in ("100000", "50000", "20000", "10000", "5000", "2000")}
        deposit = cash.CashDeposited(
            day=self.day,
            agent=self.agent,
            rupiah=amount,
            expected=amount,
            number=self.number("S"),
            channel="teller",
            pieces=pieces,
        )
        return [self.line(deposit)]

    def take_back(self) -> list[bytes]:
        self.wait()
        member, _, _ = self.draw.choice(self.people)
        receipt = Origin(self.device, self.draw.randint(1, self.seq), chain.genesis("", self.seq, b"").hex())
        common = {"day": self.day, "members": (member,), "agent": self.agent, "rupiah": 16_800, "receipt": receipt}
        note = Note(salt=to_base64(self.draw.randbytes(16)), note="salah bulan")
        if self.draw.random() < 0.5:
            return [self.line(money.ReceiptVoided(**common, number=self.number(), reason="wrong_months"))]
        return [self.line(money.ReversalRequested(**common, number=self.number(), reason="other", private=note))]

    def visit(self) -> list[bytes]:
        self.wait()
        outcome = self.draw.choice(("interested", "thinking", "refused", "return"))
        return [
            self.line(members.ProspectVisited(day=self.day, member=self.new_id(), agent=self.agent, outcome=outcome))
        ]


def sample(draw: random.Random) -> bytes:
    """What one push carries: from a single act to a whole day."""
    village = Village(draw)
    found = village.register()
    acts = draw.choices(
        (village.register, village.collect, village.deposit, village.take_back, village.visit),
        (5, 12, 1, 1, 2),
        k=draw.choice((0, 1, 2, 5, 20, 40)),
    )
    for act in acts:
        found += act()
    header = b'{"batch":1,"coop":"%s","device":%d,"from":%d,"prev":"%s"}' % (
        village.branch.encode(), village.device, village.seq, draw.randbytes(32).hex().encode(),
    )  # fmt: skip
    footer = b'{"to":%d,"head":"%s","sig":"%s"}' % (
        village.seq, draw.randbytes(32).hex().encode(), to_base64(draw.randbytes(64)).encode(),
    )  # fmt: skip
    return b"\n".join([header, *found, footer, b""])


def main() -> None:
    """Train and write the dictionary; one that exists is never replaced."""
    if TARGET.exists():
        raise SystemExit(f"{TARGET.name} is shipped already; a new one takes the next number")
    draw = random.Random(SEED)
    trained = zstandard.train_dictionary(SIZE, [sample(draw) for _ in range(1500)], dict_id=NUMBER, level=19)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(trained.as_bytes())
    print(f"{TARGET.name}: {len(trained.as_bytes())} bytes")


if __name__ == "__main__":
    main()
