"""What the palette offers: people, receipts, villages, acts, settings and help, in groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from agent_app.domain.money import format_rupiah
from agent_app.domain.texts import words
from agent_app.gui.models.statuses import status_pill
from agent_app.gui.moments import short_date
from agent_app.gui.session import Session
from agent_app.records.views import receipts, standings
from agent_app.records.views.directory import Directory, VillageCount
from agent_app.records.views.paper_search import PaperHit, receipts_numbered
from agent_app.records.views.standings import Person
from agent_app.records.views.villages import place_of
from agent_app.reference.rules import rules

PEOPLE, VILLAGES = 6, 3
RECENT = 5


class Group(StrEnum):
    """The groups in their order."""

    PEOPLE = "people"
    RECENT = "recent"
    RECEIPTS = "receipts"
    VILLAGES = "villages"
    ACTS = "acts"
    SETTINGS = "settings"
    HELP = "help"


@dataclass(frozen=True, slots=True, repr=False)
class Hit:
    """A row. `icon` is None for a person, who has initials; `collect_from` is the member Tab takes money from."""

    group: Group
    title: str
    below: str
    act: Callable[[], None]
    icon: str | None = None
    keys: str = ""
    collect_from: str = ""
    words_to_find: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What the tables say to a text."""

    text: str
    people: tuple[Person, ...]
    papers: tuple[PaperHit, ...]


def look_up(session: Session, connection: Any, directory: Directory, text: str) -> Answer:
    """People and receipts for a text; without one those served last. On the reading thread."""
    if text.strip():
        found = directory.find(text)
        ids = [directory.id(place) for place, _ in zip(found, range(PEOPLE), strict=False)]
        return Answer(text, _persons(session, connection, directory, ids), _papers(session, connection, text))
    latest = receipts.recent(connection, session.coop, session.person, limit=RECENT * 2)
    ids = list(dict.fromkeys(member for one in latest for member in one.members))[:RECENT]
    return Answer(text, _persons(session, connection, directory, ids), ())


def person_hit(session: Session, person: Person, group: Group, go: Callable[..., None]) -> Hit:
    """Somebody, who is opened by Enter; Tab takes their contribution."""
    pill = status_pill(session, person)[0]
    below = " · ".join(part for part in (place_of(person.village).name, pill, _end(person)) if part)
    agent = session.identity.role == "agent"
    collect_from = person.member if person.registered and agent else ""
    return Hit(group, person.name, below, lambda: go("members", member=person.member), collect_from=collect_from)


def paper_hit(session: Session, paper: PaperHit, go: Callable[..., None]) -> Hit:
    """A receipt, which is opened."""
    others = session.say("palette.others", count=paper.others) if paper.others else ""
    amount = session.say("palette.voided") if paper.voided else format_rupiah(paper.rupiah)
    parts = (paper.name, others, _day(session, paper.day), amount)
    below = " · ".join(part for part in parts if part)
    return Hit(Group.RECEIPTS, paper.number, below, lambda: go("receipt", origin=paper.origin), "receipt-text")


def village_hits(session: Session, villages: Sequence[VillageCount], text: str, go: Callable[..., None]) -> list[Hit]:
    """Villages with a word that begins so; opening one shows who lives there."""
    typed = words(text)
    fitting = [one for one in villages if one.key and typed and begins(one.name, typed)]
    return [
        Hit(
            Group.VILLAGES,
            one.name,
            session.say("palette.village", members=one.members, candidates=one.candidates),
            lambda key=one.key: go("members", village=key),
            "map-pin",
        )
        for one in fitting[:VILLAGES]
    ]


def begins(text: str, typed: Sequence[str]) -> bool:
    """Whether each word typed begins a word of the text."""
    parts = words(text)
    return all(any(part.startswith(one) for part in parts) for one in typed)


def _persons(session: Session, connection: Any, directory: Directory, ids: Sequence[str]) -> tuple[Person, ...]:
    today = session.today()
    rule, device = rules(today).coverage, session.identity.device
    found = standings.member_persons(connection, session.coop, device, ids, rule, today)
    found |= standings.roster_persons(connection, session.coop, [one for one in ids if one not in found])
    return tuple(found[one] for one in ids if one in found)


def _papers(session: Session, connection: Any, text: str) -> tuple[PaperHit, ...]:
    return receipts_numbered(connection, session.coop, text)


def _end(person: Person) -> str:
    """How the NIK ends: what tells two of one name apart."""
    return f"•••• {person.nik[-4:]}" if person.nik else ""


def _day(session: Session, day: str) -> str:
    return short_date(session, date.fromisoformat(day))
