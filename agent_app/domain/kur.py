"""KUR, the people's business credit: by tier, whether its borrowers must be insured. It blocks nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from agent_app.domain.contributions import Programme, Sureness


class Participation(StrEnum):
    OPTIONAL = "optional"
    MANDATORY = "mandatory"


@dataclass(frozen=True, slots=True)
class KurRule:
    """One tier: loans above `loan_over` up to `loan_up_to` rupiah (None: no upper limit)."""

    regulation: str
    effective_from: date
    tier: str
    loan_over: int
    loan_up_to: int | None
    participation: Participation
    minimum_programmes: tuple[Programme, ...]
    source: str
    sureness: Sureness


def kur_rule(rules: Iterable[KurRule], tier: str, on: date) -> KurRule | None:
    """The rule of a tier in force on a day; None when the tier has none yet."""
    begun = [rule for rule in rules if rule.tier == tier and rule.effective_from <= on]
    return max(begun, key=lambda rule: rule.effective_from, default=None)


def kur_tiers_of(rules: Iterable[KurRule], loan: int, on: date) -> tuple[KurRule, ...]:
    """The rules in force whose tier may hold a loan of that many rupiah (kecil and khusus overlap)."""
    rules = tuple(rules)
    in_force = (kur_rule(rules, tier, on) for tier in dict.fromkeys(rule.tier for rule in rules))
    return tuple(
        rule
        for rule in in_force
        if rule is not None and rule.loan_over < loan and (rule.loan_up_to is None or loan <= rule.loan_up_to)
    )
