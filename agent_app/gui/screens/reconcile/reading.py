"""What the desk asks the tables, all of it on the reading thread."""

import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent_app.domain.explanations import Finding, explain
from agent_app.journal.entries.base import Origin
from agent_app.records.views import branch_day, deposits
from agent_app.records.views.agent_day import AgentDay, BranchDay
from agent_app.records.views.agent_papers import DayPaper, papers_of_day, question_of
from agent_app.records.views.day_figures import DayTotal, by_day
from agent_app.records.views.deposits import Deposit

CHART_DAYS = 8


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """The branch on a day, and the days of the chart, oldest first."""

    day: BranchDay
    days: tuple[DayTotal, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Detail:
    """One agent's day: the papers, oldest first, the deposit that waits for an act, and what explains the rest."""

    row: AgentDay
    papers: tuple[DayPaper, ...]
    waiting: Deposit | None
    findings: tuple[Finding, ...]


def read(connection: Any, coop: str, branch: str, day: str) -> Found:
    """The whole page."""
    return Found(
        branch_day.branch_day(connection, coop, branch, day),
        by_day(connection, coop, branch, date.fromisoformat(day), CHART_DAYS),
    )


def read_detail(connection: Any, coop: str, row: AgentDay, day: str) -> Detail:
    """What is shown of one agent."""
    papers = papers_of_day(connection, coop, row.agent, day)
    waiting = waiting_deposit(row)
    asked = question_of(row, papers)
    return Detail(
        row=row,
        papers=papers,
        waiting=deposits.find(connection, coop, waiting) if waiting is not None else None,
        findings=explain(asked, time.monotonic) if asked is not None else (),
    )


def waiting_deposit(row: AgentDay) -> Origin | None:
    """The deposit somebody at the branch must do something about: a difference before what is to be counted."""
    differing = next((one.origin for one in row.deposits if one.is_unsettled), None)
    return differing or next((one.origin for one in row.deposits if one.is_undecided), None)
