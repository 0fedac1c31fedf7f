"""The villages an agent goes to: where his members live and where the roster lists people, each under one name.

Members carry the code of their village, or what somebody typed; the roster carries names as its file had them.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from agent_app.domain.texts import fold
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.members import roster_row
from agent_app.records.tables.money import receipt
from agent_app.reference.regions import Region, regions

NOWHERE = ""
"""The key of those of whom no village is written down."""
LATEST_RECEIPTS = 100
_TITLES = ("desa", "ds", "kelurahan", "kel", "kecamatan", "kec")


@dataclass(frozen=True, slots=True)
class Place:
    """A village with its district, "" where not known; `code` of 10 digits where it was chosen from the list."""

    name: str
    district: str = ""
    code: str = ""

    @property
    def key(self) -> str:
        """The same for all ways of writing one village."""
        return f"{_plain(self.name)}|{_plain(self.district)}" if self.name else NOWHERE


@dataclass(frozen=True, slots=True)
class Listed:
    """A village and district as the roster's file has them, and how many there are not registered yet."""

    village: str | None
    district: str | None
    prospects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """`written` is how members' villages are stored, `listed` (village, district) as the roster has them."""

    key: str
    place: Place
    members: int
    prospects: int
    written: tuple[str | None, ...]
    listed: tuple[tuple[str | None, str | None], ...]


def listed(connection: Connection, coop: str, branch: str) -> tuple[Listed, ...]:
    """What the branch's roster says of villages; it walks the whole roster, so it is asked once and kept."""
    here = _on_the_list(coop, branch)
    names = (roster_row.c.village, roster_row.c.district)
    registered = (
        select(*names, func.count(roster_row.c.member.distinct()))
        .join(member_table, (member_table.c.coop == coop) & (member_table.c.roster == roster_row.c.member))
        .where(*here, member_table.c.day.is_not(None))
        .group_by(*names)
    )
    known = {(village, district): int(count) for village, district, count in connection.execute(registered)}
    return tuple(
        Listed(village, district, int(count) - known.get((village, district), 0))
        for village, district, count in everybody_listed(connection, coop, branch)
    )


def everybody_listed(connection: Connection, coop: str, branch: str) -> tuple[tuple[str | None, str | None, int], ...]:
    """Village and district as the branch's roster has them, and how many rows of it, registered or not."""
    names = (roster_row.c.village, roster_row.c.district)
    statement = select(*names, func.count()).where(*_on_the_list(coop, branch)).group_by(*names)
    return tuple((village, district, int(count)) for village, district, count in connection.execute(statement))


def _on_the_list(coop: str, branch: str) -> tuple[Any, ...]:
    return roster_row.c.coop == coop, roster_row.c.branch == branch, roster_row.c.listed


def villages(connection: Connection, coop: str, agent: str, roster: Sequence[Listed] = ()) -> tuple[Village, ...]:
    """The villages of the agent's members and of the roster's rows: where he last worked first, then by members,
    then by prospects. Those without a village come last."""
    written = _written(connection, coop, agent)
    unite = uniter([place_of(each) for each in written] + [roster_place(one) for one in roster])
    stored: dict[str, list[str | None]] = defaultdict(list)
    rows: dict[str, list[Listed]] = defaultdict(list)
    places: dict[str, Place] = {}
    for each in written:
        place = unite(place_of(each))
        stored[place.key].append(each)
        places.setdefault(place.key, place)
    for one in roster:
        place = unite(roster_place(one))
        rows[place.key].append(one)
        places.setdefault(place.key, place)
    found = [
        Village(
            key=key,
            place=place,
            members=sum(written[each] for each in stored[key]),
            prospects=sum(one.prospects for one in rows[key]),
            written=tuple(stored[key]),
            listed=tuple((one.village, one.district) for one in rows[key]),
        )
        for key, place in places.items()
    ]
    return _ranked(found, [unite(place_of(each)).key for each in _latest(connection, coop, agent)])


@lru_cache(maxsize=4096)
def place_of(written: str | None) -> Place:
    """The place of a member's village as it is stored."""
    if written is None or not written.strip():
        return Place("")
    region = regions().village(written)
    if region is not None:
        return _place(region)
    name, _, district = written.partition(",")
    return Place(" ".join(name.split()), " ".join(district.partition(",")[0].split()))


def roster_place(one: Listed) -> Place:
    """The place a row of the roster speaks of, by name or by code."""
    if (region := regions().village(one.village or "")) is not None:
        return _place(region)
    name = _untitled(one.village or "")
    return Place(name, _untitled(one.district or "") if name else "")


def code_of(place: Place) -> str | None:
    """The code of a place that has this very name in the list of regions; None where it cannot be told."""
    if place.code or not place.name:
        return place.code or None
    found = [one for one in regions().search(f"{place.name} {place.district}") if _place(one).key == place.key]
    return found[0].code if len(found) == 1 else None


def _place(region: Region) -> Place:
    return Place(region.name, region.above[0] if region.above else "", region.code)


def uniter(places: Iterable[Place]) -> Callable[[Place], Place]:
    """A place without its district is the one village of that name that is known with a district, if it is one;
    of two ways to write a village the one from the list of regions is shown."""
    by_key: dict[str, Place] = {}
    by_name: dict[str, set[str]] = defaultdict(set)
    for place in places:
        if place.name and (place.key not in by_key or place.code):
            by_key[place.key] = place
            by_name[_plain(place.name)].add(place.key)

    def unite(place: Place) -> Place:
        alike = [key for key in by_name[_plain(place.name)] if not key.endswith("|")]
        if place.name and not place.district and len(alike) == 1:
            return by_key[alike[0]]
        return by_key.get(place.key, place)

    return unite


def _ranked(found: Collection[Village], latest: Sequence[str]) -> tuple[Village, ...]:
    worked = {key: number for number, key in reversed(list(enumerate(latest)))}

    def order(one: Village) -> tuple[bool, int, int, int, str]:
        return one.key == NOWHERE, worked.get(one.key, len(latest)), -one.members, -one.prospects, one.key

    return tuple(sorted(found, key=order))


def _written(connection: Connection, coop: str, agent: str) -> dict[str | None, int]:
    """How many of the agent's members, wage earners left out, have each village; they pay no dues to him."""
    village = member_table.c.village
    here = (member_table.c.coop == coop, member_table.c.agent == agent, *living())
    rows = connection.execute(select(village, func.count()).where(*here).group_by(village))
    return {each: int(count) for each, count in rows}


def living() -> tuple[Any, ...]:
    """The conditions of a member who is somebody of their own and pays dues."""
    of = member_table.c
    return of.day.is_not(None), of.merged_into.is_(None), of.erased.is_(False), of.base > 0


def _latest(connection: Connection, coop: str, agent: str) -> list[str | None]:
    """The villages of those the agent last took money from, the latest first."""
    newest = (receipt.c.day.desc(), receipt.c.at.desc(), receipt.c.seq.desc())
    papers = select(receipt.c.members).where(receipt.c.coop == coop, receipt.c.agent == agent).order_by(*newest)
    ids = [json.loads(each)[0] for each in connection.execute(papers.limit(LATEST_RECEIPTS)).scalars()]
    lived = select(member_table.c.member, member_table.c.village).where(
        member_table.c.coop == coop, member_table.c.member.in_(sorted(set(ids)))
    )
    where: dict[str, str | None] = {row.member: row.village for row in connection.execute(lived)}
    return list(dict.fromkeys(where[each] for each in ids if each in where))


def _untitled(name: str) -> str:
    """`Ds. Waijarang` as `Waijarang`."""
    parts = name.split()
    while len(parts) > 1 and fold(parts[0]) in _TITLES:
        parts = parts[1:]
    return " ".join(parts)


def _plain(name: str) -> str:
    return fold(_untitled(name))
