"""Synthetic people of Lembata for the sample day: names, NIKs with serials 99xx, villages, trades."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agent_app.reference.regions import Region, regions

LEMBATA = "5313"
FIRST_SERIALS = range(9901, 9990)

_WOMEN = (
    "Maria", "Veronika", "Agnes", "Kristina", "Theresia", "Elisabet", "Anastasia", "Katarina", "Magdalena",
    "Rosalia", "Bernadeta", "Yuliana", "Margareta", "Lusia", "Fransiska", "Benedikta", "Paulina", "Skolastika",
)  # fmt: skip
_MEN = (
    "Yosef", "Petrus", "Yohanes", "Aloysius", "Fransiskus", "Paulus", "Bernadus", "Dominikus", "Gabriel",
    "Stefanus", "Antonius", "Markus", "Lukas", "Kornelis", "Laurensius", "Ignasius", "Blasius", "Viktor",
)  # fmt: skip
_FAMILIES = (
    "Bala", "Wutun", "Kewa", "Tukan", "Ola", "Peni", "Hurint", "Making", "Huar", "Boli", "Nama", "Demon",
    "Lamak", "Lelaona", "Atawolo", "Lejap", "Koban", "Tolok", "Watun", "Lewar", "Betekeneng", "Ruing", "Namang",
    "Goran", "Laga", "Muda", "Sabon", "Kedang", "Liliweri", "Ujan",
)  # fmt: skip
_TRADES = (
    ("Petani", 8), ("Nelayan", 4), ("Peternak", 1), ("Tukang ojek", 3), ("Pedagang pasar", 2),
    ("Penenun ikat", 2), ("Tukang batu", 1), ("Penjahit", 1), ("Kios/UMKM", 1),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody who does not exist. `sex` is male or female, `village` a 10-digit area code."""

    name: str
    nik: str
    birth: date
    sex: str
    village: Region
    phone: str | None
    trade: str
    member_no: str
    last_paid: str | None


class SamplePeople:
    """Draws people from one seed: the same seed gives the same people."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._villages = self._sample_villages()
        self._serials: dict[str, int] = {}

    def draw(self, count: int, first_number: int = 1) -> list[SamplePerson]:
        """So many people, numbered as members of the cooperative from `first_number` on."""
        return [self._person(number) for number in range(first_number, first_number + count)]

    def _sample_villages(self) -> Sequence[Region]:
        found = regions()
        villages = [village for code in _village_codes() if (village := found.village(code)) is not None]
        return [self._random.choice(villages) for _ in range(24)]

    def _person(self, number: int) -> SamplePerson:
        draw = self._random
        woman = draw.random() < 0.5
        village = draw.choice(self._villages)
        birth = date(1962, 1, 1) + timedelta(days=draw.randrange(365 * 43))
        name = f"{draw.choice(_WOMEN if woman else _MEN)} {draw.choice(_FAMILIES)}"
        if draw.random() < 0.35:
            name += f" {draw.choice(_FAMILIES)}"
        trades, weights = zip(*_TRADES, strict=True)
        phone = f"08{draw.choice(('12', '13', '21', '22', '52'))}{draw.randrange(10**7, 10**8)}"
        return SamplePerson(
            name=name,
            nik=self._nik(village.code[:6], birth, woman),
            birth=birth,
            sex="female" if woman else "male",
            village=village,
            phone=phone if draw.random() < 0.8 else None,
            trade=draw.choices(trades, weights)[0],
            member_no=f"{number:06d}",
            last_paid=draw.choice((None, None, None, "2026-08", "2026-09", "2026-10")),
        )

    def _nik(self, district: str, birth: date, woman: bool) -> str:
        stem = f"{district}{birth.day + (40 if woman else 0):02d}{birth:%m%y}"
        serial = self._serials.get(stem) or self._random.choice(FIRST_SERIALS)
        self._serials[stem] = serial + 1
        return f"{stem}{serial:04d}"


def _village_codes() -> list[str]:
    return [f"{LEMBATA}{district:02d}{village}" for district in range(1, 10) for village in range(2001, 2025)]
