"""Everything else a decree or the cooperative can change: dated parameters and the rules of KUR."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from agent_app.domain.contributions import Programme, Sureness
from agent_app.domain.coverage import CoverageRules
from agent_app.domain.dated import in_force
from agent_app.domain.kur import KurRule, Participation
from agent_app.domain.nik import AgeLimits
from agent_app.reference.tables import read_rows

_COVERAGE_KEYS: Final = (
    "insured_in_arrears", "arrears_months", "ended_after_months", "death_benefit_months", "scholarship_months",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One dated value with where it comes from; shown beside whatever is decided by it."""

    key: str
    value: str
    effective_from: date
    source: str
    sureness: Sureness


@dataclass(frozen=True, slots=True)
class Rules:
    """The parameters in force on one day. Money in rupiah; `due_day` is a day of the month, `months_ahead` how far
    from the present month the last prepaid month may be."""

    coverage: CoverageRules
    prepayment_months: tuple[int, ...]
    months_ahead: int
    due_day: int
    ages: AgeLimits
    cash_limit: int
    cash_limit_days: int
    stamp_duty_threshold: int
    stamp_duty: int
    scholarship_children: int
    ordinary_income: tuple[int, int]
    """Rupiah a month, from and to: an income outside is asked about once more before it is written."""


@cache
def _all_parameters() -> tuple[Parameter, ...]:
    return tuple(
        Parameter(
            row["key"],
            row["value"],
            date.fromisoformat(row["effective_from"]),
            row["source"],
            Sureness(row["sureness"]),
        )
        for row in read_rows("rates", "parameters.csv")
    )


def parameters(on: date) -> dict[str, Parameter]:
    """By key, the parameters in force on a day."""
    rows = _all_parameters()
    found = {key: in_force([row for row in rows if row.key == key], on) for key in {row.key for row in rows}}
    return {key: parameter for key, parameter in found.items() if parameter is not None}


@cache
def _first_parameters() -> dict[str, Parameter]:
    """By key, the parameters as they first held."""
    return {row.key: row for row in sorted(_all_parameters(), key=lambda row: row.effective_from, reverse=True)}


def rules(on: date) -> Rules:
    """The rules in force on a day. Before a rule begins, its first form: a clock that stands in the past may show a
    day without rules, and nothing is written on such a day, but the screens are to answer."""
    known = _first_parameters() | parameters(on)

    def number(key: str) -> int:
        return int(known[key].value)

    return Rules(
        coverage=CoverageRules(
            effective_from=max(known[key].effective_from for key in _COVERAGE_KEYS).isoformat(),
            insured_in_arrears=known["insured_in_arrears"].value == "yes",
            arrears_months=number("arrears_months"),
            ended_after_months=number("ended_after_months"),
            death_benefit_months=number("death_benefit_months"),
            scholarship_months=number("scholarship_months"),
        ),
        prepayment_months=tuple(int(each) for each in known["prepayment_months"].value.split()),
        months_ahead=number("months_ahead"),
        due_day=number("due_day"),
        ages=AgeLimits(number("minimum_age"), number("registration_age_limit")),
        cash_limit=number("cash_limit"),
        cash_limit_days=number("cash_limit_days"),
        stamp_duty_threshold=number("stamp_duty_threshold"),
        stamp_duty=number("stamp_duty"),
        scholarship_children=number("scholarship_children"),
        ordinary_income=(number("ordinary_income_from"), number("ordinary_income_to")),
    )


@cache
def kur_rules() -> tuple[KurRule, ...]:
    """The rules of KUR of all dates; `agent_app.domain.kur` picks those in force."""
    return tuple(
        KurRule(
            regulation=row["regulation"],
            effective_from=date.fromisoformat(row["effective_from"]),
            tier=row["tier"],
            loan_over=int(row["loan_over"]),
            loan_up_to=int(row["loan_up_to"]) if row["loan_up_to"] else None,
            participation=Participation(row["participation"]),
            minimum_programmes=tuple(Programme(each) for each in row["minimum_programmes"].split("+")),
            source=row["source"],
            sureness=Sureness(row["sureness"]),
        )
        for row in read_rows("rates", "kur_rules.csv")
    )
