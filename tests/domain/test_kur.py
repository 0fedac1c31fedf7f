"""KUR tiers: who must be insured."""

from dataclasses import replace
from datetime import date

import pytest

from agent_app.domain.contributions import Programme
from agent_app.domain.kur import Participation, kur_rule, kur_tiers_of
from agent_app.reference.rules import kur_rules

RULES = kur_rules()
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("tier", "participation"),
    [
        ("super_mikro", Participation.OPTIONAL),
        ("mikro", Participation.OPTIONAL),
        ("kecil", Participation.MANDATORY),
        ("khusus", Participation.MANDATORY),
    ],
)
def test_small_and_special_loans_make_participation_mandatory(tier: str, participation: Participation) -> None:
    rule = kur_rule(RULES, tier, TODAY)
    assert rule is not None
    assert rule.participation is participation
    assert rule.minimum_programmes == (Programme.JKK, Programme.JKM)


@pytest.mark.parametrize(
    ("loan", "tiers"),
    [
        (10_000_000, {"super_mikro"}),
        (10_000_001, {"mikro"}),
        (100_000_000, {"mikro"}),
        (100_000_001, {"kecil", "khusus"}),
        (500_000_001, {"khusus"}),
    ],
)
def test_a_loan_falls_into_the_tiers_that_may_hold_it(loan: int, tiers: set[str]) -> None:
    assert {rule.tier for rule in kur_tiers_of(RULES, loan, TODAY)} == tiers


def test_a_later_regulation_takes_the_place_of_the_former() -> None:
    former = next(rule for rule in RULES if rule.tier == "kecil")
    later = replace(former, effective_from=date(2027, 1, 1), participation=Participation.OPTIONAL)
    both = [later, former]
    assert kur_rule(both, "kecil", date(2026, 12, 31)) is former
    assert kur_rule(both, "kecil", date(2027, 1, 1)) is later
    assert kur_rule(both, "kecil", date(2022, 12, 31)) is None
