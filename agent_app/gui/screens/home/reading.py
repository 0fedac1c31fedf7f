"""What Home asks the tables, all of it on the reading thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent_app.domain.months import month_of
from agent_app.gui.screens.home.choice import Choice, load_choice
from agent_app.journal.entries.base import Origin
from agent_app.records.views import members, prices, prospects, receipts, reviews, villages
from agent_app.records.views.cash_day import CashDay, cash_day
from agent_app.records.views.deposited import Frontier, frontier
from agent_app.records.views.prices import PriceChange
from agent_app.records.views.prospects import Prospect
from agent_app.records.views.receipts import Receipt
from agent_app.records.views.village_day import VillageDay, basis_of, day_in, village_day
from agent_app.records.views.villages import NOWHERE, Listed, Place, Village
from agent_app.reference.rules import rules
from agent_app.store.identity import Identity

LATEST = 12
LOOKED_THROUGH = 6
"""How many villages are looked through for the next one where somebody is due."""


@dataclass(frozen=True, slots=True, repr=False)
class Latest:
    """The newest receipts, names by member id, how far the branch has counted, and what needs help."""

    receipts: tuple[Receipt, ...]
    names: Mapping[str, str]
    reached: Frontier
    helped: frozenset[Origin]


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """Home as of one state of the tables. `village` is None where there is none at all. Money in rupiah."""

    today: date
    villages: tuple[Village, ...]
    village: Village | None
    day: VillageDay
    accepted: bool
    cash: CashDay
    cash_limit: int
    change: PriceChange | None
    latest: Latest


@dataclass(frozen=True, slots=True)
class Next:
    """Where to go when a village is done, and how many are left there."""

    village: Village
    left: int


def read_home(
    connection: Any, me: Identity, today: date, chosen: Choice | None, roster: Sequence[Listed] | None
) -> Found:
    """Everything but the prospects. `chosen` is the village the person chose now, None: the one kept for today, else
    where they last worked; `roster` is None where the roster's villages are not known yet."""
    known = villages.villages(connection, me.coop, me.person, roster or ())
    village = village_chosen(known, chosen or load_choice(connection, today))
    priced, in_force = prices.prices(connection, me.coop, me.branch), rules(today)
    written = village.written if village is not None else ()
    day = village_day(connection, me.coop, me.person, written, priced, in_force, today)
    return Found(
        today=today,
        villages=known,
        village=village,
        day=day,
        accepted=priced.accepted(month_of(today)),
        cash=cash_day(connection, me.coop, me.person, today.isoformat()),
        cash_limit=in_force.cash_limit,
        change=priced.next_change(day.payers, month_of(today)),
        latest=_latest(connection, me),
    )


def read_next(connection: Any, me: Identity, today: date, villages: Sequence[Village], done: Village) -> Next | None:
    """The next village with somebody left, of those the agent goes to most; None where there is none."""
    priced = prices.prices(connection, me.coop, me.branch)
    basis = basis_of(connection, me.coop, me.person, priced, rules(today), today)
    others = [one for one in villages if one.members and one.key not in (NOWHERE, done.key)]
    for one in others[:LOOKED_THROUGH]:
        if left := len(day_in(connection, basis, one.written).left):
            return Next(one, left)
    return None


def read_roster(connection: Any, me: Identity) -> tuple[Listed, ...]:
    """What the roster says of villages."""
    return villages.listed(connection, me.coop, me.branch)


def read_prospects(connection: Any, me: Identity, village: Village, today: date) -> tuple[Prospect, ...]:
    """Who of the village is on the roster and not registered."""
    return prospects.prospects(connection, me.coop, me.branch, village.listed, today.isoformat())


def village_chosen(known: Sequence[Village], chosen: Choice | None) -> Village | None:
    """The village chosen as it is known now: with its first member a village of the list gets its district."""
    if chosen is None:
        return known[0] if known else None
    place = Place(chosen.name, chosen.district)
    keys = (chosen.key, villages.uniter([one.place for one in known])(place).key)
    nobody = Village(key=chosen.key, place=place, members=0, prospects=0, written=(), listed=())
    return next((one for key in keys for one in known if one.key == key), nobody)


def _latest(connection: Any, me: Identity) -> Latest:
    found = receipts.recent(connection, me.coop, me.person, LATEST)
    ids = {one.members[0] for one in found if one.members}
    names = {each: one.name for each in ids if (one := members.find(connection, me.coop, each)) and one.name}
    asked = frozenset(one.origin for one in reviews.open_reviews(connection, me.coop, me.person))
    return Latest(found, names, frontier(connection, me.coop, me.person), asked)
