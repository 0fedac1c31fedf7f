"""What the laptop knows about somebody who is being registered, and what it can offer for what is typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from agent_app.domain.contributions import Schedule, schedule_for
from agent_app.domain.coverage import ended_on
from agent_app.domain.errors import Refused
from agent_app.domain.months import month_of
from agent_app.domain.texts import fold, words
from agent_app.gui.widgets.autocomplete import Offer
from agent_app.records.views import habits, members, months, schedules
from agent_app.records.views.members import Member, RosterEntry
from agent_app.reference.occupations import Occupation, occupations
from agent_app.reference.regions import Region, regions
from agent_app.reference.rules import rules
from agent_app.store import kept

VILLAGES_OFFERED = 8
OCCUPATIONS_OFFERED = 8
NAMES_OFFERED = 2
VILLAGE_OF_THE_DAY = "village"

Standing = Literal["active", "ended", "listed"]


@dataclass(frozen=True, slots=True, repr=False)
class Known:
    """Somebody this laptop knows: registered and going on, registered and ended, or on the member list only."""

    standing: Standing
    id: str
    name: str
    village: str
    by_nik: bool
    ends_with: str = ""
    """The NIK's last four digits."""


@dataclass(frozen=True, slots=True, repr=False)
class Desk:
    """What is fixed while the screen is open. `schedule` is None before the centre published one."""

    village: Region | None
    villages: tuple[str, ...]
    recent: tuple[str, ...]
    schedule: Schedule | None
    accepted: bool


def desk(connection: Any, coop: str, branch: str, person: str, today: date) -> Desk:
    """The village of the day, what this agent used of late, and the price list of the month."""
    village = kept.load(connection, VILLAGE_OF_THE_DAY)
    published = schedules.published(connection, coop, branch)
    try:
        schedule = schedule_for([one.schedule for one in published], month_of(today))
    except Refused:
        schedule = None
    return Desk(
        regions().village(village) if isinstance(village, str) else None,
        habits.villages_served(connection, coop, person),
        habits.recent_occupations(connection, coop, person),
        schedule,
        any(one.accepted for one in published if one.schedule is schedule),
    )


def villages(text: str, today_in: Region | None, served: Sequence[str], nik_district: str) -> list[Offer]:
    """Villages for what is typed: today's first, then those this agent serves, then the nearest."""
    near = today_in.code if today_in is not None else (served[0] if served and served[0].isdigit() else nik_district)
    found = regions().search(text, near=near or None, limit=VILLAGES_OFFERED * 3)
    rank = {code: number for number, code in enumerate(served)}
    typed = words(text)

    def order(region: Region) -> tuple[bool, bool, bool]:
        own = any(word.startswith(typed[0]) for word in words(region.name)) if typed else True
        return region.code != (today_in.code if today_in else ""), region.code not in rank, not own

    return [village_offer(region) for region in sorted(found, key=order)[:VILLAGES_OFFERED]]


def village_offer(region: Region) -> Offer:
    """`Waijarang` with `Nubatukan, Lembata`."""
    regency = region.above[1].removeprefix("Kabupaten ") if len(region.above) > 1 else ""
    return Offer(region.code, region.name, ", ".join(part for part in (region.above[0], regency) if part))


def occupations_for(text: str, recent: Sequence[str], on: date, sectors: dict[str, str]) -> list[Offer]:
    """Occupations with a word beginning with each word typed: those used of late first, then village work."""
    typed = words(text)
    latest = {fold(name): number for number, name in enumerate(recent)}
    fitting = [
        one for one in occupations(on).values() if _begins(one.name, typed) and (typed or fold(one.name) in latest)
    ]
    fitting.sort(key=lambda one: latest.get(fold(one.name), len(latest)))
    once = {fold(one.name): one for one in reversed(fitting)}
    chosen = [one for one in fitting if once[fold(one.name)] is one]
    return [_occupation_offer(one, sectors) for one in chosen[:OCCUPATIONS_OFFERED]]


def _begins(name: str, typed: tuple[str, ...]) -> bool:
    return all(any(word.startswith(one) for word in words(name)) for one in typed)


def _occupation_offer(one: Occupation, sectors: dict[str, str]) -> Offer:
    return Offer(one.code, one.name, sectors.get(one.sector.value, ""))


def of_nik(connection: Any, coop: str, nik: str, today: date) -> tuple[Known, ...]:
    """Who has this NIK here: registrations first, else rows of the member list."""
    registered = members.of_nik(connection, coop, nik)
    if registered:
        return tuple(_registered(connection, coop, one, today, by_nik=True) for one in registered)
    return tuple(_listed(row, by_nik=True) for row in members.roster_of_nik(connection, coop, nik) if row.listed)


def of_name(connection: Any, coop: str, name: str, today: date) -> tuple[Known, ...]:
    """A few people whose name has all words typed."""
    found = members.search(connection, coop, name, limit=NAMES_OFFERED)
    known: list[Known] = []
    for one in found:
        if one.registered and (member := members.find(connection, coop, one.member)) is not None:
            known.append(_registered(connection, coop, member, today, by_nik=False))
        elif (row := members.roster_entry(connection, coop, one.member)) is not None:
            known.append(_listed(row, by_nik=False))
    return tuple(known)


def _registered(connection: Any, coop: str, member: Member, today: date, *, by_nik: bool) -> Known:
    ended = _has_ended(connection, coop, member, today)
    village = regions().village(member.village or "")
    return Known(
        "ended" if ended else "active",
        member.member,
        member.name or "",
        village.name if village is not None else member.village or "",
        by_nik,
        (member.nik or "")[-4:],
    )


def _has_ended(connection: Any, coop: str, member: Member, today: date) -> bool:
    """As `services.membership.has_ended` will find when it is saved: money still held keeps a membership open."""
    standing = months.standing(connection, coop, member, rules(today).coverage, today)
    if standing.with_agent_or_branch or standing.last_paid is None:
        return False
    return date.fromisoformat(member.day) < ended_on(standing.last_paid, rules(today).coverage) <= today


def _listed(row: RosterEntry, *, by_nik: bool) -> Known:
    return Known("listed", row.member, row.name or "", row.village or "", by_nik, (row.nik or "")[-4:])


def roster_village(row: RosterEntry) -> Region | None:
    """The village a row of the member list names, where only one can be meant."""
    if not row.village:
        return None
    if row.village.isdigit():
        return regions().village(row.village)
    found = [
        one for one in regions().search(f"{row.village} {row.district or ''}") if fold(one.name) == fold(row.village)
    ]
    return found[0] if len(found) == 1 else None
