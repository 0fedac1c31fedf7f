"""What the page of a receipt asks the tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent_app.documents.receipt_facts import PaperFacts
from agent_app.gui.screens.home.choice import load_choice
from agent_app.gui.screens.receipt.facts import receipt_facts, slip_facts
from agent_app.gui.session import Session
from agent_app.gui.ticks import tick_of_line, tick_of_receipt
from agent_app.gui.widgets.rows import Tick
from agent_app.journal.entries.base import Origin
from agent_app.records.views import cash, deposited, deposits, members, prices, receipts, reversals, schedules, slips
from agent_app.records.views.members import Member
from agent_app.records.views.receipts import Receipt
from agent_app.records.views.reversals import Reversal
from agent_app.records.views.slips import Slip
from agent_app.records.views.village_day import MemberDay, village_day
from agent_app.records.views.villages import villages
from agent_app.reference.rules import rules
from agent_app.store import kept


@dataclass(frozen=True, slots=True, repr=False)
class NextPerson:
    """Who is due next in the village of the day, and how many are left with them."""

    member: MemberDay
    village: str
    left: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Loaded:
    """A paper as it stands. `at` in milliseconds UTC; `copies` were handed out already; `asked` is the request to
    take it back, if any; `slip` the rupiah kept on a slip of the same act; `own` says that this laptop wrote it."""

    origin: Origin
    facts: PaperFacts
    at: int
    members: tuple[str, ...]
    phone: str | None
    own: bool
    mine: bool
    tick: Tick
    in_deposit: bool
    asked: Reversal | None
    copies: int
    on_hand: int
    cash_limit: int

    @property
    def served(self) -> tuple[str, ...]:
        """The members whom this paper leaves nothing due; one that was taken back serves nobody."""
        return self.members if self.facts.void is None else ()

    @property
    def is_receipt(self) -> bool:
        return bool(self.facts.months)


def copies_key(origin: Origin) -> str:
    """Under which key the number of papers handed out is kept."""
    return f"copies.{origin.h}"


def load(session: Session, connection: Any, origin: Origin, acknowledged: int) -> Loaded | None:
    """The receipt or titipan slip of an origin; None where this laptop knows neither."""
    coop, me = session.coop, session.identity
    receipt = receipts.find(connection, coop, origin)
    slip = slips.find(connection, coop, origin) if receipt is None else None
    paper: Receipt | Slip | None = receipt or slip
    if paper is None:
        return None
    ids = receipt.members if receipt is not None else (slip.member,)
    people = {one: found for one in ids if (found := members.find(connection, coop, one)) is not None}
    agent_name = me.person_name if paper.person == me.person else paper.person
    if receipt is not None:
        facts = _receipt_facts(session, connection, receipt, people, agent_name)
    else:
        facts = slip_facts(session, slip, people.get(slip.member), agent_name)
    asked = reversals.of_paper(connection, coop, origin)
    own = origin.device == me.device
    return Loaded(
        origin=origin,
        facts=facts,
        at=paper.at,
        members=ids,
        phone=next((one.phone for one in people.values() if one.phone), None),
        own=own,
        mine=paper.person == me.person,
        tick=_tick(connection, coop, paper, me.device, acknowledged),
        in_deposit=own and _in_deposit(connection, coop, paper.agent, origin),
        asked=asked[0] if asked else None,
        copies=int(kept.load(connection, copies_key(origin)) or 0),
        on_hand=cash.position(connection, coop, me.person).on_hand,
        cash_limit=rules(session.today()).cash_limit,
    )


def next_person(session: Session, connection: Any, without: tuple[str, ...], today: date) -> NextPerson | None:
    """The next one due where the agent works today; None when everybody there is served."""
    me = session.identity
    known = villages(connection, me.coop, me.person)
    choice = load_choice(connection, today)
    chosen = [one for one in known if choice is not None and one.key == choice.key] or list(known[:1])
    if not chosen:
        return None
    priced = prices.prices(connection, me.coop, me.branch)
    day = village_day(connection, me.coop, me.person, chosen[0].written, priced, rules(today), today)
    left = [one for one in day.left if one.member not in without]
    return NextPerson(left[0], chosen[0].place.name, len(left)) if left else None


def _receipt_facts(
    session: Session, connection: Any, receipt: Receipt, people: Mapping[str, Member], agent_name: str
) -> PaperFacts:
    published = schedules.published(connection, session.coop, session.identity.branch)
    schedule = next((one.schedule for one in published if one.schedule.id == receipt.schedule), None)
    slip = slips.written_with(connection, session.coop, receipt.origin, receipt.at)
    return receipt_facts(session, receipt, slip.rupiah if slip is not None else 0, people, schedule, agent_name)


def _tick(connection: Any, coop: str, paper: Receipt | Slip, device: int, acknowledged: int) -> Tick:
    reached = deposited.frontier(connection, coop, paper.agent)
    if isinstance(paper, Receipt):
        return tick_of_receipt(paper, device, acknowledged, reached)
    if paper.origin.device == device and paper.origin.seq > acknowledged:
        return tick_of_line(paper.origin.seq, acknowledged)
    place = (paper.day, paper.at, paper.origin.device, paper.origin.seq)
    return Tick.MATCHED if paper.reversed_day is None and reached.covers(place) else Tick.SERVER


def _in_deposit(connection: Any, coop: str, agent: str, origin: Origin) -> bool:
    own = (one.origin for one in deposits.of_agent(connection, coop, agent))
    return any(one.device == origin.device and one.seq > origin.seq for one in own)
