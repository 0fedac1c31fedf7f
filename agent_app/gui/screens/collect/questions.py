"""What the page of taking contributions asks the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from agent_app.gui.screens.collect.order import Person
from agent_app.gui.session import Session
from agent_app.records.views import members, months, own_acts, people, receipts, schedules, titipan
from agent_app.records.views.members import Found, Member
from agent_app.records.views.schedules import PublishedSchedule
from agent_app.reference.rules import rules

RECENT = 5
HITS = 30


@dataclass(frozen=True, slots=True, repr=False)
class Loaded:
    """The people asked for, the price lists, and the moment of this laptop's last line in milliseconds."""

    people: tuple[Person, ...]
    schedules: tuple[PublishedSchedule, ...]
    last_at: int | None


@dataclass(frozen=True, slots=True, repr=False)
class Hit:
    """Somebody to pick. `member` is an id of a registered member, or of a roster row where `registered` is False;
    `village` is where the roster says that one lives."""

    member: str
    name: str
    registered: bool
    detail: Member | None
    village: str = ""


def load(session: Session, connection: Any, ids: Sequence[str], today: date) -> Loaded:
    """People by id; ids nobody is registered under are left out."""
    coop, me = session.coop, session.identity
    people = tuple(person for one in ids if (person := load_person(connection, coop, one, today)) is not None)
    last = own_acts.own_acts(connection, coop, me.device, limit=1)
    return Loaded(people, schedules.published(connection, coop, me.branch), last[0].at if last else None)


def load_person(connection: Any, coop: str, member: str, today: date) -> Person | None:
    """One registered member with everything the page shows of months and money."""
    found = members.find(connection, coop, member)
    if found is None or found.erased:
        return None
    if found.merged_into is not None:
        found = members.find(connection, coop, found.merged_into) or found
    known = months.months_of(connection, coop, found)
    standing = months.standing(connection, coop, found, rules(today).coverage, today)
    return Person(found, known.states, standing, titipan.balance(connection, coop, found.member))


def recent(session: Session, connection: Any) -> tuple[Hit, ...]:
    """The members this agent took money from last, without repeats."""
    found: dict[str, None] = {}
    for one in receipts.recent(connection, session.coop, session.person, limit=RECENT * 4):
        found.update(dict.fromkeys(one.members))
    hits = [_registered(connection, session.coop, member) for member in list(found)[: RECENT * 2]]
    return tuple(hit for hit in hits if hit is not None)[:RECENT]


def search(session: Session, connection: Any, text: str) -> tuple[Hit, ...]:
    """Members and rows of the roster by words of the name; by digits members, and rows whose NIK is all of them."""
    coop, wanted = session.coop, people.asked(text)
    if wanted.digits:
        return _of_digits(connection, coop, wanted)
    return tuple(hit for one in members.search(connection, coop, text, HITS) if (hit := _hit(connection, coop, one)))


def _of_digits(connection: Any, coop: str, wanted: people.Asked) -> tuple[Hit, ...]:
    shelf = people.read_members(connection, coop).shelf
    places = islice(shelf.matching(wanted), HITS)
    found = tuple(hit for place in places if (hit := _registered(connection, coop, shelf.id(place))) is not None)
    if found or len(wanted.digits) != 1:
        return found
    rows = members.roster_of_nik(connection, coop, wanted.digits[0].decode())
    return tuple(Hit(row.member, row.name or "—", False, None, row.village or "") for row in rows)


def _hit(connection: Any, coop: str, found: Found) -> Hit | None:
    if found.registered:
        return _registered(connection, coop, found.member)
    row = members.roster_entry(connection, coop, found.member)
    return Hit(found.member, found.name, False, None, row.village or "" if row is not None else "")


def _registered(connection: Any, coop: str, member: str) -> Hit | None:
    found = members.find(connection, coop, member)
    return None if found is None or found.merged_into or found.erased else Hit(member, found.name or "—", True, found)
