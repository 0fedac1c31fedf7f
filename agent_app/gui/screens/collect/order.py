"""What somebody is about to pay: members, months, prices, cash. Values and sums only, nothing is drawn here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from agent_app.domain.contributions import Programme, Quote, Schedule, Sector
from agent_app.domain.coverage import Coverage, MemberStatus, MonthState
from agent_app.domain.funding import Budget, Funding, FundingSource
from agent_app.domain.months import Month, add_months, month_of, month_range
from agent_app.domain.offers import Offer, offers_without_coins
from agent_app.records.views.members import Member
from agent_app.records.views.schedules import PublishedSchedule
from agent_app.services.collection import CollectPremium, PayFor
from agent_app.services.pricing import funding, quote_member, schedule_among

MOST_MONTHS: Final = 12
CELLS_BEFORE: Final = 2
"""Months before the first one to be paid that are shown too."""
NOTE_STEPS: Final = (500, 1_000, 5_000, 10_000, 20_000, 50_000, 100_000)
"""What people round up to when they look for notes."""
MOST_NOTES: Final = 5


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Somebody to take money from: how far each month has come, the standing today, the titipan in rupiah."""

    member: Member
    states: dict[Month, MonthState]
    coverage: Coverage
    titipan: int

    @property
    def name(self) -> str:
        return self.member.name or "—"

    @property
    def ended(self) -> bool:
        """Whether only a new registration brings this person back. Money on its way keeps a membership open."""
        return self.coverage.status is MemberStatus.ENDED and not self.coverage.with_agent_or_branch

    def payable(self, today: date) -> tuple[Month, ...]:
        """The months that may be paid next, arrears first; at most twelve."""
        reached = max([self.coverage.last_paid or "", self.member.opening or ""])
        found = [month for month in self.coverage.payable_arrears if month not in self.states]
        month = month_of(today)
        while len(found) < MOST_MONTHS:
            if month > reached and month not in self.states and month not in found:
                found.append(month)
            month = add_months(month, 1)
        return tuple(sorted(found)[:MOST_MONTHS])

    def strip(self, today: date) -> tuple[Month, ...]:
        """The months shown: two before the first to be paid, and twelve from it on."""
        first = self.payable(today)[0]
        return month_range(add_months(first, -CELLS_BEFORE), CELLS_BEFORE + MOST_MONTHS)


@dataclass(slots=True, repr=False)
class Line:
    """The months chosen for one person."""

    person: Person
    months: tuple[Month, ...] = ()
    count: int | None = None
    """How many months were asked for, while nobody has chosen single ones."""
    use_titipan: bool = False

    def choose_count(self, count: int, today: date) -> None:
        """The next so many months to be paid."""
        self.count = count
        self.months = self.person.payable(today)[:count]

    def know(self, person: Person, today: date) -> None:
        """The same person as known by now."""
        self.person = person
        self.use_titipan = self.use_titipan and person.titipan > 0
        if self.count is not None:
            self.choose_count(self.count, today)

    def choose_until(self, month: Month, today: date) -> None:
        """All months to be paid up to this one; the last one chosen is taken away again. A month that is paid or
        past is put in or taken out by itself."""
        payable = self.person.payable(today)
        self.count = None
        if month not in payable:
            self.months = tuple(sorted(set(self.months) ^ {month}))
            return
        others = tuple(one for one in self.months if one not in payable)
        up_to = payable[: payable.index(month) + 1]
        if [one for one in self.months if one in payable] == list(up_to):
            up_to = up_to[:-1]
        self.months = tuple(sorted({*others, *up_to}))

    def twice(self) -> tuple[Month, ...]:
        """The chosen months that somebody has paid already."""
        return tuple(month for month in self.months if month in self.person.states)


@dataclass(frozen=True, slots=True)
class Sums:
    """In rupiah: the price, what titipan pays of it, the rest, and what goes back or stays. `short` is missing."""

    total: int
    titipan: int
    due: int
    received: int | None
    change: int
    kept: int
    short: int

    @property
    def is_offered(self) -> bool:
        """Whether the cash is an amount the page itself offers for this sum."""
        return self.received in notes_above(self.due)


@dataclass(slots=True, repr=False)
class Order:
    """One payer, one total, one paper. `exact`: the cash is what is due, whatever that comes to."""

    lines: list[Line] = field(default_factory=list)
    source: FundingSource = FundingSource.CASH
    budget: Budget = Budget.UNKNOWN
    cash: int | None = None
    exact: bool = False
    keep: bool = False
    payer: str = ""
    paper_no: str = ""
    collected_on: date | None = None
    paper_typed: tuple[str, str] = ("", "")
    """Number and day as typed in the sheet that asks for them."""

    @property
    def paid_by(self) -> Funding:
        return funding(self.source, self.budget)

    def lines_of(self, people: Sequence[Person], count: int | None, today: date) -> list[Line]:
        """The lines of these people: as they stand for who has one, else `count` months, or what is owed."""
        known = {line.person.member.member: line for line in self.lines}
        found = []
        for person in people:
            line = known.get(person.member.member)
            if line is None:
                line = Line(person)
                line.choose_count(count or max(len(person.coverage.payable_arrears), 1), today)
            else:
                line.know(person, today)
            found.append(line)
        return found

    def quotes(self, known: Sequence[PublishedSchedule]) -> tuple[Quote, ...]:
        """The price of each line. Raises what pricing raises."""
        schedule = schedule_among(known, [month for line in self.lines for month in line.months])
        return tuple(quote_member(schedule, line.person.member, self.paid_by, (), line.months) for line in self.lines)

    def sums(self, quotes: Sequence[Quote]) -> Sums:
        """What it comes to."""
        total = sum(quote.total for quote in quotes)
        titipan = sum(
            min(line.person.titipan, quote.total)
            for line, quote in zip(self.lines, quotes, strict=True)
            if line.use_titipan
        )
        due = total - titipan
        if not self.source.is_cash:
            return Sums(total, titipan, due, None, 0, 0, 0)
        received = due if self.exact else self.cash
        over = max((received or 0) - due, 0)
        return Sums(
            total=total,
            titipan=titipan,
            due=due,
            received=received,
            change=0 if self.keep else over,
            kept=over if self.keep else 0,
            short=max(due - received, 0) if received is not None else 0,
        )

    def command(self, quotes: Sequence[Quote], *, twice: bool) -> CollectPremium:
        """The act that writes it; `twice`: the person has said that months paid already are paid again."""
        sums = self.sums(quotes)
        return CollectPremium(
            members=tuple(
                PayFor(
                    member=line.person.member.member,
                    months=line.months,
                    titipan=min(line.person.titipan, quote.total) if line.use_titipan else 0,
                )
                for line, quote in zip(self.lines, quotes, strict=True)
            ),
            total=sums.total,
            source=self.source,
            budget=self.budget,
            received=sums.received if self.source.is_cash else None,
            keep=sums.kept,
            payer=self.payer.strip() or None,
            paper_no=self.paper_no.strip() or None,
            collected_on=self.collected_on,
            confirmed_twice=twice,
        )


def notes_above(due: int) -> tuple[int, ...]:
    """Amounts people put together from real notes for a sum: 50.500, 51.000, 55.000, 60.000, 100.000 for 50.400."""
    amounts = {-(-due // step) * step for step in NOTE_STEPS}
    return tuple(sorted(amount for amount in amounts if amount > due)[:MOST_NOTES])


def coinless(line: Line, schedule: Schedule, paid_by: Funding, today: date) -> tuple[Offer, ...]:
    """The next shorter and the next longer prepayment of this person that needs no coins."""
    payable = line.person.payable(today)
    count = len(line.months)
    if not count or payable[:count] != line.months or payable != month_range(payable[0], len(payable)):
        return ()
    member = line.person.member
    offers = offers_without_coins(
        schedule,
        member.base,
        Sector(member.sector),
        paid_by,
        tuple(Programme(each) for each in member.programmes),
        payable[0],
    )
    shorter = [one for one in offers if one.months < count]
    longer = [one for one in offers if one.months > count]
    return (*shorter[-1:], *longer[:1])


def affordable(order: Order, quote: Quote, cash: int) -> int:
    """How many of the first months of a quote this cash pays, with the titipan that is used."""
    room = cash + (order.lines[0].person.titipan if order.lines[0].use_titipan else 0)
    count = 0
    for price in quote.months:
        room -= price.paid
        if room < 0:
            break
        count += 1
    return count


def runs(prices: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Prices in a row that are the same, as (how many, price)."""
    at = 0
    while at < len(prices):
        end = at
        while end < len(prices) and prices[end] == prices[at]:
            end += 1
        yield end - at, prices[at]
        at = end
