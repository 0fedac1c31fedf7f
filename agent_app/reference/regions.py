"""Provinces, regencies, districts and villages of Indonesia, from the shipped read-only regions.sqlite.

Codes are digits without dots, as inside a NIK: province 2, regency 4, district 6, village 10.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode
from agent_app.domain.texts import words
from agent_app.paths import resource
from agent_app.reference.spelling import within_edits

_VILLAGE_DIGITS: Final = 10
_SHORTEST_MISSPELT: Final = 4
_PARENT_DIGITS: Final = {10: 6, 6: 4, 4: 2}
_TITLES: Final = frozenset({"desa", "ds", "kelurahan", "kel", "kecamatan", "kec", "kabupaten", "kab", "kota"})


@dataclass(frozen=True, slots=True)
class Region:
    """A region with the names above it, nearest first: a village's district, regency and province."""

    code: str
    name: str
    above: tuple[str, ...]

    @property
    def label(self) -> str:
        """`Waijarang, Nubatukan, Kabupaten Lembata, Nusa Tenggara Timur`."""
        return ", ".join((self.name, *self.above))


class Regions:
    """Lookup and search over one file; safe to ask from several threads."""

    def __init__(self, path: Path) -> None:
        """Raises Unavailable(resource_missing, name) when the file is not there."""
        if not path.is_file():
            raise Unavailable(UnavailableCode.RESOURCE_MISSING, name=path.name)
        self._database = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._lock = threading.Lock()

    def close(self) -> None:
        self._database.close()

    def province(self, code: str) -> Region | None:
        return self._find(code, digits=2)

    def regency(self, code: str) -> Region | None:
        return self._find(code, digits=4)

    def district(self, code: str) -> Region | None:
        """The district of a 6-digit code; None when there is none today, as with districts once split."""
        return self._find(code, digits=6)

    def village(self, code: str) -> Region | None:
        return self._find(code, digits=_VILLAGE_DIGITS)

    def search(self, text: str, near: str | None = None, limit: int = 20) -> list[Region]:
        """Villages for what somebody types, best first.

        Each word typed must begin a word of the village's name or of a name above it; where that fits no village,
        those of a district or regency so called are offered. Where that finds nothing either, titles such as
        `Desa` are overlooked, then slips of a letter or two. Villages near the region of code `near` (of any
        level) come first.
        """
        typed = words(text)
        if not typed:
            return []
        untitled = tuple(word for word in typed if word not in _TITLES) or typed
        codes = (
            self._matching_all([self._starting_with(word) for word in typed])
            or self._matching_all([self._starting_with(word) for word in untitled])
            or self._matching_all([self._starting_with(word) or self._similar_to(word) for word in untitled])
        )
        codes = _nearest(codes, near, limit)
        names = self._names(codes)
        ranked = sorted(codes, key=lambda code: (-_nearness(code, near), _untyped(names[code], typed), code))
        return [region for code in ranked[:limit] if (region := self.village(code)) is not None]

    def counts(self) -> dict[int, int]:
        """How many regions there are, by number of digits of their code."""
        return dict(self._ask("SELECT length(code), count(*) FROM region GROUP BY 1 ORDER BY 1"))

    def source(self) -> dict[str, str]:
        """Where the data comes from: `source`, `source_version`, `licence`."""
        return dict(self._ask("SELECT key, value FROM meta"))

    def _find(self, code: str, digits: int) -> Region | None:
        if len(code) != digits or not (code.isascii() and code.isdigit()):
            return None
        line = _with_parents(code)
        found = self._names(line)
        if code not in found:
            return None
        return Region(code, found[code], tuple(found[parent] for parent in line[1:]))

    def _names(self, codes: Iterable[str]) -> dict[str, str]:
        wanted = json.dumps([int(code) for code in codes])
        rows = self._ask("SELECT code, name FROM region WHERE code IN (SELECT value FROM json_each(?))", wanted)
        return {str(code): name for code, name in rows}

    def _starting_with(self, word: str) -> set[str]:
        rows = self._ask("SELECT code FROM word WHERE word >= ? AND word < ?", word, f"{word}\uffff")
        return {str(code) for (code,) in rows}

    def _similar_to(self, word: str) -> set[str]:
        if len(word) < _SHORTEST_MISSPELT:
            return set()
        edits = 1 if len(word) < 6 else 2
        rows = self._ask(
            "SELECT DISTINCT word FROM word WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ?",
            word[0],
            f"{word[0]}\uffff",
            len(word) - edits,
            len(word) + edits,
        )
        alike = [candidate for (candidate,) in rows if within_edits(word, candidate, edits)]
        found = self._ask("SELECT code FROM word WHERE word IN (SELECT value FROM json_each(?))", json.dumps(alike))
        return {str(code) for (code,) in found}

    def _matching_all(self, matches: list[set[str]]) -> set[str]:
        """Villages with a name matching one word at least and each other word matched on the way up; where there
        are none, the villages inside the districts or regencies of which this is true."""
        candidates = {code for found in matches for code in found if _matched(code, matches)}
        villages = {code for code in candidates if len(code) == _VILLAGE_DIGITS}
        if villages:
            return villages
        inside: set[str] = set()
        for code in (code for code in candidates if len(code) > 2):
            span = 10 ** (_VILLAGE_DIGITS - len(code))
            first = int(code) * span
            rows = self._ask("SELECT code FROM region WHERE code BETWEEN ? AND ?", first, first + span - 1)
            inside.update(str(village) for (village,) in rows)
        return inside

    def _ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(statement, values).fetchall()


def _with_parents(code: str) -> list[str]:
    line = [code]
    while len(line[-1]) > 2:
        line.append(code[: _PARENT_DIGITS[len(line[-1])]])
    return line


def _matched(code: str, matches: list[set[str]]) -> bool:
    line = _with_parents(code)
    return all(any(region in found for region in line) for found in matches)


def _untyped(name: str, typed: tuple[str, ...]) -> int:
    """How many words of a name were not typed in full: 0 for the very name."""
    return len(set(words(name)) - set(typed))


def _nearest(codes: set[str], near: str | None, limit: int) -> set[str]:
    """At least `limit` of the codes, and with each all that are as near, so that few names need be looked at."""
    by_nearness = sorted((_nearness(code, near) for code in codes), reverse=True)
    least = by_nearness[limit - 1] if len(by_nearness) >= limit else 0
    return {code for code in codes if _nearness(code, near) >= least}


def _nearness(code: str, near: str | None) -> int:
    """How many levels a village shares with the region `near`: 0 to 4."""
    if near is None:
        return 0
    return sum(near[:digits] == code[:digits] for digits in (2, 4, 6, 10) if len(near) >= digits)


@cache
def regions() -> Regions:
    """The shipped regions, opened once."""
    return Regions(resource("regions.sqlite"))
