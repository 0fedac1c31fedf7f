"""What the tables know of one person: read at once, on the reading thread."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from agent_app.domain.coverage import Coverage
from agent_app.gui.drafts import latest
from agent_app.gui.screens.members.correction import Correction, draft_key, read_draft
from agent_app.gui.session import Session
from agent_app.gui.ticks import tick_of_receipt
from agent_app.gui.widgets.rows import Tick
from agent_app.records.views import history, members, months, receipts, standings, titipan
from agent_app.records.views.deposited import frontier
from agent_app.records.views.history import Told
from agent_app.records.views.members import Member, RosterEntry
from agent_app.records.views.months import MemberMonths
from agent_app.records.views.receipts import Receipt
from agent_app.records.views.standings import Person
from agent_app.reference.rules import rules

RECEIPTS = 6


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """A member with months and papers, or (`member` None) somebody on the roster. `told` is newest first;
    `receipts` too, each with how far it has come."""

    person: Person
    told: tuple[Told, ...]
    entry: RosterEntry | None = None
    member: Member | None = None
    months: MemberMonths | None = None
    coverage: Coverage | None = None
    titipan: int = 0
    receipts: tuple[tuple[Receipt, Tick], ...] = ()
    correction: Correction | None = None
    """What was typed to put this member right and is not saved."""

    @property
    def id(self) -> str:
        return self.person.member


def find(session: Session, connection: Any, id_: str, acknowledged: int, today: date) -> Found | None:
    """Somebody by id; None for who is gone. Who was merged into another registration is that one."""
    coop, device = session.coop, session.identity.device
    member = members.find(connection, coop, id_)
    if member is not None and member.merged_into is not None:
        member = members.find(connection, coop, member.merged_into)
    rule = rules(today).coverage
    if member is None:
        person = standings.roster_persons(connection, coop, [id_]).get(id_)
        entry = members.roster_entry(connection, coop, id_)
        return None if person is None else Found(person, _told(connection, coop, {id_}), entry=entry)
    person = standings.member_persons(connection, coop, device, [member.member], rule, today).get(member.member)
    if person is None:
        return None
    same = {member.member, *members.merged_into(connection, coop, member)}
    papers = [one for each in sorted(same) for one in receipts.of_member(connection, coop, each)]
    papers.sort(key=lambda one: (one.at, one.origin), reverse=True)
    reached = {agent: frontier(connection, coop, agent) for agent in {one.agent for one in papers[:RECEIPTS]}}
    return Found(
        person,
        _told(connection, coop, same | ({member.roster} if member.roster else set())),
        entry=members.roster_entry(connection, coop, member.roster) if member.roster else None,
        member=member,
        months=months.months_of(connection, coop, member),
        coverage=months.standing(connection, coop, member, rule, today),
        titipan=titipan.balance(connection, coop, member.member),
        receipts=tuple(
            (one, tick_of_receipt(one, device, acknowledged, reached[one.agent])) for one in papers[:RECEIPTS]
        ),
        correction=read_draft(latest(session, connection, draft_key(member.member))),
    )


def _told(connection: Any, coop: str, ids: set[str]) -> tuple[Told, ...]:
    return tuple(reversed(history.history(connection, coop, ids)))
