"""What a report asks the tables, on the reading thread."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from agent_app.records.views import reports_coverage, reports_programmes
from agent_app.records.views.branch_day import branch_day
from agent_app.records.views.day_figures import DayFigures, by_day_and_agent, collectors_of
from agent_app.records.views.reports_cash_age import CashAge, cash_ages
from agent_app.records.views.reports_coverage import Coverage
from agent_app.records.views.reports_programmes import ProgrammeTotals
from agent_app.records.views.staff import names_of_staff
from agent_app.store.identity import Identity


class Name(StrEnum):
    """Which report."""

    DAILY = "daily"
    COVERAGE = "coverage"
    CASH_AGE = "cash_age"
    PROGRAMMES = "programmes"


CHOICES: dict[Name, tuple[str, ...]] = {
    Name.DAILY: ("agents", "days"),
    Name.COVERAGE: ("village", "agent"),
    Name.CASH_AGE: (),
    Name.PROGRAMMES: ("remitted", "collected"),
}
"""What of a report can be chosen, the usual one first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A report from `first` to `last`, both included; one as of a day is as of `last`. `choice` is one of `CHOICES`."""

    name: Name
    first: date
    last: date
    choice: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Figures:
    """What was found for a question: rows of the view that answers it, and names of staff by person code."""

    asked: Asked
    names: dict[str, str]
    days: tuple[DayFigures, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    ages: tuple[CashAge, ...] = ()
    programmes: tuple[ProgrammeTotals, ...] = ()


def read_figures(connection: Any, me: Identity, asked: Asked, today: date) -> Figures:
    """Answer the question of a report."""
    coop, branch = me.coop, me.branch
    names = names_of_staff(connection, coop)
    match asked.name:
        case Name.DAILY:
            people = collectors_of(connection, coop, branch)
            days = by_day_and_agent(connection, coop, people, asked.first, asked.last)
            return Figures(asked, names, days=days)
        case Name.COVERAGE:
            view = reports_coverage.by_village if asked.choice == "village" else reports_coverage.by_agent
            return Figures(asked, names, coverage=view(connection, coop, branch, asked.last))
        case Name.CASH_AGE:
            rows = branch_day(connection, coop, branch, today.isoformat()).rows
            on_hand = {row.agent: row.position.on_hand for row in rows}
            return Figures(asked, names, ages=cash_ages(connection, coop, on_hand, today))
        case Name.PROGRAMMES:
            count = reports_programmes.remitted if asked.choice == "remitted" else reports_programmes.collected
            return Figures(asked, names, programmes=count(connection, coop, branch, asked.first, asked.last))
