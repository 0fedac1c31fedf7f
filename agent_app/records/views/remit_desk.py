"""What lies at the branch for BPJS, with who it is for, how long it has lain, and what it costs by today's schedule."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.engine import Connection

from agent_app.domain.months import Month
from agent_app.records.views import members
from agent_app.records.views.members import Member
from agent_app.records.views.prices_now import PriceNow, PricesNow
from agent_app.records.views.refused import RefusedMonths, refused_of
from agent_app.records.views.remittable import CountedMonth, counted_months, survivors

AGES = ((0, 1), (2, 3), (4, 7), (8, None))
"""Days since the branch counted the money, from and to; the last has no end."""


@dataclass(frozen=True, slots=True)
class WaitingMonth:
    """A month to be remitted; `days` since the branch counted it, `price` what it costs under the schedules the
    branch has accepted as of today, None where none says; `refused`: what BPJS last said when it did not take it."""

    counted: CountedMonth
    days: int
    price: PriceNow | None
    refused: RefusedMonths | None = None

    @property
    def to_pay(self) -> int:
        """What BPJS asks for it, in rupiah: today's price, or what was collected where no schedule says one."""
        return self.counted.rupiah if self.price is None else self.price.rupiah

    @property
    def difference(self) -> int:
        """Rupiah that BPJS asks above what was collected; below it, negative."""
        return self.to_pay - self.counted.rupiah


@dataclass(frozen=True, slots=True, repr=False)
class WaitingMember:
    """Somebody whose months wait to be remitted."""

    member: Member
    months: tuple[WaitingMonth, ...]

    @property
    def rupiah(self) -> int:
        return sum(one.counted.rupiah for one in self.months)

    @property
    def days(self) -> int:
        """Since when the oldest of the money lies there."""
        return max(one.days for one in self.months)


def age_of(days: int) -> int:
    """The position in `AGES` of so many days."""
    return next(number for number, (_, last) in enumerate(AGES) if last is None or days <= last)


def waiting_members(connection: Connection, coop: str, branch: str, today: date) -> tuple[WaitingMember, ...]:
    """Everybody with counted months that nobody has remitted, by name."""
    prices = PricesNow(connection, coop, branch)
    found = []
    counted = counted_months(connection, coop, branch)
    refused = _refused(connection, coop, {one.member for one in counted})
    known = members.find_many(connection, coop, [one.member for one in counted])
    for one in counted:
        member = known.get(one.member)
        if member is not None:
            months = tuple(
                WaitingMonth(each, _days(each, today), prices.of(each), refused.get((one.member, each.month)))
                for each in one.months
            )
            found.append(WaitingMember(member, months))
    return tuple(sorted(found, key=lambda one: ((one.member.name or "").casefold(), one.member.member)))


def _refused(connection: Connection, coop: str, waiting: Collection[str]) -> dict[tuple[str, Month], RefusedMonths]:
    """The last refusal by member and month; what was said of a merged registration counts for the one that goes on."""
    into = survivors(connection, coop)
    ids = {*waiting, *(merged for merged, one in into.items() if one in waiting)}
    said = refused_of(connection, coop, ids)
    return {(into.get(one.member, one.member), month): one for one in said for month in one.months}


def _days(month: CountedMonth, today: date) -> int:
    return max((today - date.fromisoformat(month.counted_day)).days, 0)
