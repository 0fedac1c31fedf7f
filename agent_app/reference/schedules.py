"""The packaged schedules of contributions, which the centre publishes as lines."""

from functools import cache

from agent_app.domain.contributions import Bracket, Programme, ReliefRule, Schedule, Sector, Sureness
from agent_app.domain.months import month
from agent_app.reference.tables import read_rows


@cache
def packaged_schedules() -> tuple[Schedule, ...]:
    """All schedules in resources/rates, oldest first."""
    brackets = read_rows("rates", "contribution_brackets.csv")
    relief = read_rows("rates", "relief_rules.csv")
    schedules = [
        Schedule(
            id=row["id"],
            valid_from=month(row["valid_from"]),
            regulation=row["regulation"],
            brackets=tuple(_bracket(each) for each in brackets if each["schedule"] == row["id"]),
            relief=tuple(_relief_rule(each) for each in relief if each["schedule"] == row["id"]),
        )
        for row in read_rows("rates", "schedules.csv")
    ]
    return tuple(sorted(schedules, key=lambda schedule: schedule.valid_from))


def _bracket(row: dict[str, str]) -> Bracket:
    return Bracket(
        number=int(row["number"]),
        income_from=int(row["income_from"]),
        base=int(row["base"]),
        jkk=int(row["jkk"]),
        jkm=int(row["jkm"]),
        jht=int(row["jht"]),
        source=row["source"],
        sureness=Sureness(row["sureness"]),
    )


def _relief_rule(row: dict[str, str]) -> ReliefRule:
    return ReliefRule(
        id=row["id"],
        regulation=row["regulation"],
        programmes=tuple(Programme(each) for each in row["programmes"].split("+")),
        sector=Sector(row["sector"]),
        first_month=month(row["first_month"]),
        last_month=month(row["last_month"]),
        percent_paid=int(row["percent_paid"]),
        source=row["source"],
        sureness=Sureness(row["sureness"]),
    )
