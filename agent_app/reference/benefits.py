"""The packaged figures of benefits, as they stand on a day."""

from datetime import date

from agent_app.domain.benefits import Benefit, BenefitCode, Benefits, ScholarshipLevel, SchoolLevel
from agent_app.domain.contributions import Sureness
from agent_app.reference.rules import rules
from agent_app.reference.tables import read_rows


def benefits(on: date) -> Benefits:
    """All figures in force on a day; of rows with the same subject the latest that has begun."""
    return Benefits(
        rows=tuple(_benefit(row) for row in _latest("benefits.csv", "code", on)),
        scholarship=tuple(_level(row) for row in _latest("scholarship.csv", "level", on)),
        scholarship_children=rules(on).scholarship_children,
    )


def _latest(name: str, subject: str, on: date) -> list[dict[str, str]]:
    begun = [row for row in read_rows("rates", name) if row["effective_from"] <= on.isoformat()]
    begun.sort(key=lambda row: row["effective_from"])
    return list({row[subject]: row for row in begun}.values())


def _benefit(row: dict[str, str]) -> Benefit:
    return Benefit(
        code=BenefitCode(row["code"]),
        effective_from=date.fromisoformat(row["effective_from"]),
        amount=int(row["amount"]) if row["amount"] else None,
        times_base=int(row["times_base"]) if row["times_base"] else None,
        condition=row["condition"],
        source=row["source"],
        sureness=Sureness(row["sureness"]),
    )


def _level(row: dict[str, str]) -> ScholarshipLevel:
    return ScholarshipLevel(
        level=SchoolLevel(row["level"]),
        yearly=int(row["yearly"]),
        years=int(row["years"]),
        source=row["source"],
        sureness=Sureness(row["sureness"]),
    )
