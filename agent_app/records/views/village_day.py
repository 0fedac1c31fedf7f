"""A village on one day: who of an agent's members there still owes which months, what these cost, who was served."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.engine import Connection

from agent_app.domain.coverage import Coverage, MonthState, coverage, ended_on
from agent_app.domain.errors import Refused
from agent_app.domain.months import Month, add_months, month_of
from agent_app.records import bulk
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.members import roster_row
from agent_app.records.tables.money import receipt
from agent_app.records.views import members
from agent_app.records.views.months import MemberMonths, months_of, months_of_many
from agent_app.records.views.prices import Payer, Prices
from agent_app.records.views.villages import living
from agent_app.reference.rules import Rules

AT_ONCE = 300


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MemberDay:
    """A member on the day. `state` is how far the money of the present month has come, None where nobody paid it;
    `until` the last month paid without a gap. `due` are the months to ask for and `rupiah` their price, None where
    no schedule prices them. `protected_from` is the first day of protection BPJS names. `served_at`: when money was
    taken today, milliseconds since 1970 UTC.
    """

    member: str
    name: str
    occupation: str
    payer: Payer
    standing: Coverage
    state: MonthState | None
    until: Month | None
    protected_from: date | None
    due: tuple[Month, ...]
    rupiah: int | None
    ended: bool
    served_at: int | None

    @property
    def is_left(self) -> bool:
        """To be visited: something is due and nothing was taken today."""
        return bool(self.due) and self.served_at is None


@dataclass(frozen=True, slots=True)
class VillageDay:
    """The members of a village: who is left in the order of the visit, then who is served, then ended ones."""

    members: tuple[MemberDay, ...]

    @property
    def left(self) -> tuple[MemberDay, ...]:
        return tuple(one for one in self.members if one.is_left)

    @property
    def served(self) -> tuple[MemberDay, ...]:
        """Who needs nothing any more today."""
        return tuple(one for one in self.members if not one.is_left and not one.ended)

    @property
    def rupiah_left(self) -> int:
        """What is due from those who are left."""
        return sum(one.rupiah or 0 for one in self.left)

    @property
    def payers(self) -> Counter[Payer]:
        """By what prices depend on, how many members there are of it."""
        return Counter(one.payer for one in self.members if not one.ended)


@dataclass(frozen=True, slots=True, repr=False)
class Basis:
    """What all villages of one agent share on a day. `served`: by member id, when money was last taken today;
    `lately`: who paid something since the month began. Both as far as the receipt still counts."""

    coop: str
    agent: str
    today: date
    rules: Rules
    prices: Prices
    served: Mapping[str, int]
    lately: frozenset[str]


def village_day(
    connection: Connection,
    coop: str,
    agent: str,
    written: Collection[str | None],
    prices: Prices,
    rules: Rules,
    today: date,
) -> VillageDay:
    """The agent's members whose village is stored as one of `written`.

    Due are the months in arrears and the present one; from the due day of a month on also the next one, from those
    whose paid time ends with this month and who paid nothing in it. An ended membership owes nothing: a return is
    a new registration.
    """
    return day_in(connection, basis_of(connection, coop, agent, prices, rules, today), written)


def basis_of(connection: Connection, coop: str, agent: str, prices: Prices, rules: Rules, today: date) -> Basis:
    """Read once for any number of villages."""
    of = receipt.c
    here = (of.coop == coop, of.agent == agent, of.day >= f"{month_of(today)}-01", of.reversed_day.is_(None))
    served: dict[str, int] = {}
    lately: set[str] = set()
    for ids, day, at in connection.execute(select(of.members, of.day, of.at).where(*here)):
        people = json.loads(ids)
        lately.update(people)
        if day >= today.isoformat():
            served |= {each: max(at, served.get(each, 0)) for each in people}
    return Basis(coop, agent, today, rules, prices, served, frozenset(lately))


def day_in(connection: Connection, basis: Basis, written: Collection[str | None]) -> VillageDay:
    """As `village_day`, for one of several villages."""
    people = _people(connection, basis.coop, basis.agent, written)
    months = _months(connection, basis.coop, people)
    return VillageDay(tuple(sorted((_member_day(basis, row, months[row.member]) for row in people), key=_order)))


def _member_day(basis: Basis, row: Any, known: MemberMonths) -> MemberDay:
    today, states = basis.today, known.states
    protected_from = known.effective_from(today)
    standing = coverage(
        states,
        basis.rules.coverage,
        today,
        effective_from=protected_from,
        opening=row.opening,
        first_registration=row.roster is None and row.replaces is None,
    )
    ended = has_ended(known, row.opening, row.day, basis.rules, today)
    due = () if ended else _due(states, standing, row.opening, basis, row.member in basis.lately)
    payer = Payer(row.base, row.sector, tuple((row.programmes or "").split()))
    return MemberDay(
        member=row.member,
        name=row.name or "",
        occupation=row.occupation or "",
        payer=payer,
        standing=standing,
        state=states.get(month_of(today)),
        until=_until(states, row.opening, today),
        protected_from=protected_from,
        due=due,
        rupiah=_price(basis.prices, payer, due),
        ended=ended,
        served_at=basis.served.get(row.member),
    )


def has_ended(known: MemberMonths, opening: Month | None, registered: str, rules: Rules, today: date) -> bool:
    """Whether a return must be a new registration. Money that agent or branch hold keeps the membership open."""
    settled = {*known.remitted, *known.protected, *([opening] if opening else [])}
    if not settled or {one.month for one in known.paid} - settled:
        return False
    over = ended_on(max(settled), rules.coverage)
    return date.fromisoformat(registered) < over <= today


def _due(
    taken: Mapping[Month, MonthState], standing: Coverage, opening: Month | None, basis: Basis, paid_lately: bool
) -> tuple[Month, ...]:
    present = month_of(basis.today)
    covered = present in taken or (opening is not None and opening >= present)
    due = set(standing.payable_arrears) | (set() if covered else {present})
    following = add_months(present, 1)
    ahead = following in taken or (opening is not None and opening >= following)
    if not due and not ahead and not paid_lately and basis.today.day >= basis.rules.due_day:
        due = {following}
    return tuple(sorted(due - taken.keys()))


def _until(states: Mapping[Month, MonthState], opening: Month | None, today: date) -> Month | None:
    """The last month paid in a row from the present one on; before it the last one paid at all."""
    taken = {*states, *([opening] if opening else [])}
    until = month_of(today)
    if until not in taken and not (opening is not None and opening >= until):
        return max((month for month in taken if month < until), default=None)
    if opening is not None and opening > until:
        until = opening
    while add_months(until, 1) in taken:
        until = add_months(until, 1)
    return until


def _price(prices: Prices, payer: Payer, due: Sequence[Month]) -> int | None:
    try:
        return sum(prices.of(payer, month) for month in due)
    except Refused:
        return None


def _order(one: MemberDay) -> tuple[Any, ...]:
    if one.is_left:
        days = one.standing.days_left_until_ended
        return 0, days is None, days or 0, one.name
    return (2 if one.ended else 1), -(one.served_at or 0), 0, one.name


def _people(connection: Connection, coop: str, agent: str, written: Collection[str | None]) -> list[Any]:
    of = member_table.c
    columns = (of.member, of.day, of.name, of.occupation, of.programmes, of.base, of.sector, of.roster)
    joined = member_table.outerjoin(roster_row, and_(roster_row.c.coop == of.coop, roster_row.c.member == of.roster))
    statement = (
        select(*columns, of.replaces, roster_row.c.last_paid.label("opening"))
        .select_from(joined)
        .where(of.coop == coop, of.agent == agent, one_of(of.village, written), *living())
    )
    return list(connection.execute(statement))


def one_of(column: ColumnElement[Any], values: Iterable[str | None]) -> ColumnElement[bool]:
    """That a column holds one of the values, of which one may be none at all."""
    wanted = list(values)
    texts = column.in_([each for each in wanted if each is not None])
    return or_(texts, column.is_(None)) if None in wanted else texts


def _months(connection: Connection, coop: str, people: Sequence[Any]) -> dict[str, MemberMonths]:
    """The months of each. The few that others were merged into are read with theirs, one by one."""
    found = months_of_many(connection, coop, [row.member for row in people])
    of = member_table.c
    for ids in bulk.chunks((row.member for row in people), AT_ONCE):
        merged = select(of.merged_into).where(of.coop == coop, of.merged_into.in_(ids))
        for survivor in connection.execute(merged.distinct()).scalars():
            one = members.find(connection, coop, survivor) if survivor in found else None
            if one is not None:
                found[survivor] = months_of(connection, coop, one)
    return found
