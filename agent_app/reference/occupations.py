"""Occupations: the KTP list and a list of our own for village work, each with the sector that decides the relief."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from agent_app.domain.contributions import Sector
from agent_app.domain.texts import fold
from agent_app.reference.tables import read_rows


class OccupationList(StrEnum):
    KTP = "ktp"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class Occupation:
    """`code` is the KTP number as text, or a word of the village list. Where `is_bpu_work` is False (student,
    civil servant, high office) the KTP entry is no informal work by itself: ask for the actual occupation."""

    code: str
    list: OccupationList
    name: str
    sector: Sector
    is_bpu_work: bool
    effective_from: date
    source: str


@cache
def _rows() -> tuple[Occupation, ...]:
    return tuple(
        Occupation(
            code=row["code"],
            list=OccupationList(row["list"]),
            name=row["name"],
            sector=Sector(row["sector"]),
            is_bpu_work=row["bpu"] == "yes",
            effective_from=date.fromisoformat(row["effective_from"]),
            source=row["source"],
        )
        for row in read_rows("occupations.csv")
    )


def occupations(on: date) -> dict[str, Occupation]:
    """By code, the occupations as they stand on a day; village work first where it is to be offered."""
    begun = sorted((row for row in _rows() if row.effective_from <= on), key=lambda row: row.effective_from)
    latest = {row.code: row for row in begun}
    return dict(sorted(latest.items(), key=lambda item: item[1].list is OccupationList.KTP))


def occupation_named(name: str, on: date) -> Occupation | None:
    """The occupation that a member list names, overlooking case and punctuation; None when none is so called."""
    wanted = fold(name)
    return next((row for row in occupations(on).values() if fold(row.name) == wanted), None)
