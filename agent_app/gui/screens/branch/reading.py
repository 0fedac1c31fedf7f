"""What the supervisor's home asks the tables, all of it on the reading thread."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from agent_app.records.views.branch_day import BranchDay, branch_day
from agent_app.records.views.branch_tasks import BranchTasks, Unremitted, branch_tasks, unremitted
from agent_app.records.views.day_figures import DayTotal, by_day
from agent_app.records.views.protection_ending import Ending, endings
from agent_app.records.views.set_up import SetUp, set_up
from agent_app.store.identity import Identity

CHART_DAYS = 14


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """The day, what waits, and the last days for the chart, as of one state of the tables."""

    today: date
    day: BranchDay
    tasks: BranchTasks
    set_up: SetUp
    days: tuple[DayTotal, ...]


@dataclass(frozen=True, slots=True)
class Later:
    """What takes longer to add up: money that lies at the branch, protection that ends; None before it is known."""

    unremitted: Unremitted | None = None
    endings: tuple[Ending, ...] | None = None


def read_branch(connection: Any, me: Identity, today: date) -> Found:
    """The day and what waits."""
    return Found(
        today=today,
        day=branch_day(connection, me.coop, me.branch, today.isoformat()),
        set_up=set_up(connection, me.coop, me.branch, today),
        tasks=branch_tasks(connection, me.coop, me.branch, today),
        days=by_day(connection, me.coop, me.branch, today, CHART_DAYS),
    )


def read_unremitted(connection: Any, me: Identity, today: date) -> Unremitted:
    """Money that lies at the branch, by age."""
    return unremitted(connection, me.coop, me.branch, today)


def read_endings(connection: Any, me: Identity, today: date) -> tuple[Ending, ...]:
    """Protection that ends."""
    return endings(connection, me.coop, me.branch, today)
