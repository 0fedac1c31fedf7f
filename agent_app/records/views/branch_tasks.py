"""What a supervisor is to do: matters of the branch that wait for somebody, as counts and rupiah."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from agent_app.domain.contributions import Schedule, schedule_for
from agent_app.domain.errors import Refused
from agent_app.domain.months import add_months, month_of
from agent_app.records.tables.cash import deposit
from agent_app.records.views import decisions, schedules
from agent_app.records.views.decisions import Kind
from agent_app.records.views.remit_desk import AGES, age_of
from agent_app.records.views.remittable import counted_months, is_over

MOST_MONTHS = 20_000
"""About a month's work of thirty agents."""
LOOK_AHEAD = 1
"""Months before a schedule holds in which somebody may already pay by it."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How many, and of how many rupiah."""

    count: int = 0
    rupiah: int = 0

    @classmethod
    def of(cls, rupiah: Iterable[int]) -> "Amount":
        """Of so many things of these rupiah."""
        each = tuple(rupiah)
        return cls(len(each), sum(each))


@dataclass(frozen=True, slots=True)
class BranchTasks:
    """What waits. `deposits` are declared and neither confirmed nor returned; `matters` what somebody has to decide,
    and shortages that are only owed, by kind, with `short` and `over` the rupiah of the differences among them;
    `schedule` the one by which nobody of the branch has accepted to collect, None where there is none."""

    deposits: Amount
    matters: Mapping[Kind, Amount]
    short: int
    over: int
    schedule: Schedule | None


@dataclass(frozen=True, slots=True)
class Unremitted:
    """Money the branch has counted and not paid to BPJS: rupiah by the ages of `remit_desk.AGES`, of how many months
    of how many members, and the days since the oldest of it was counted. `too_many`: so many months were taken and not
    paid that a glance does not add them up; all figures are zero then."""

    ages: tuple[int, ...]
    months: int
    members: int
    oldest: int
    too_many: bool = False

    @property
    def rupiah(self) -> int:
        return sum(self.ages)


def branch_tasks(connection: Connection, coop: str, branch: str, today: date) -> BranchTasks:
    """What waits at a branch now."""
    waiting = decisions.decisions(connection, coop, branch)
    counted = {kind: [one for one in waiting if one.kind is kind and not one.put_off] for kind in Kind}
    differing = [one.rupiah or 0 for one in counted[Kind.DIFFERENCE]]
    return BranchTasks(
        deposits=_undecided(connection, coop, branch),
        matters={kind: Amount.of(abs(one.rupiah or 0) for one in some) for kind, some in counted.items()},
        short=sum(max(rupiah, 0) for rupiah in differing),
        over=sum(max(-rupiah, 0) for rupiah in differing),
        schedule=unaccepted(connection, coop, branch, today),
    )


def unaccepted(connection: Connection, coop: str, branch: str, today: date) -> Schedule | None:
    """The first schedule of this month or the next that the branch has not accepted."""
    known = schedules.published(connection, coop, branch)
    accepted = {one.schedule.id for one in known if one.accepted}
    for ahead in range(LOOK_AHEAD + 1):
        try:
            found = schedule_for([one.schedule for one in known], add_months(month_of(today), ahead))
        except Refused:
            continue
        if found.id not in accepted:
            return found
    return None


def unremitted(connection: Connection, coop: str, branch: str, today: date) -> Unremitted:
    """What lies at the branch for BPJS, by how long it has lain there."""
    if is_over(connection, coop, branch, MOST_MONTHS):
        return Unremitted((0,) * len(AGES), 0, 0, 0, too_many=True)
    found = counted_months(connection, coop, branch)
    ages, oldest = [0] * len(AGES), 0
    for month in (month for one in found for month in one.months):
        days = max((today - date.fromisoformat(month.counted_day)).days, 0)
        ages[age_of(days)] += month.rupiah
        oldest = max(oldest, days)
    return Unremitted(tuple(ages), sum(len(one.months) for one in found), len(found), oldest)


def _undecided(connection: Connection, coop: str, branch: str) -> Amount:
    of = deposit.c
    here = (of.coop == coop, of.branch == branch, of.outcome.is_(None))
    count, rupiah = connection.execute(select(func.count(), func.sum(of.rupiah)).where(*here)).one()
    return Amount(int(count), int(rupiah or 0))
