"""Dated parameters."""

from datetime import date

from agent_app.domain.contributions import Sureness
from agent_app.reference.rules import kur_rules, parameters, rules

TODAY = date(2026, 11, 21)


def test_arrears_follow_the_handbook_and_the_stricter_reading() -> None:
    coverage = rules(TODAY).coverage
    assert (coverage.insured_in_arrears, coverage.arrears_months, coverage.ended_after_months) == (False, 3, 4)
    assert (coverage.death_benefit_months, coverage.scholarship_months) == (3, 36)


def test_the_other_parameters_are_read_as_numbers() -> None:
    found = rules(TODAY)
    assert found.prepayment_months == (1, 2, 3, 6, 12)
    assert (found.due_day, found.cash_limit, found.stamp_duty_threshold) == (15, 2_000_000, 5_000_000)
    assert (found.ages.minimum, found.ages.maximum) == (17, 65)


def test_every_parameter_says_since_when_and_by_whom() -> None:
    known = parameters(TODAY)
    assert len(known) >= 14
    assert all(parameter.source and parameter.effective_from <= TODAY for parameter in known.values())


def test_what_no_page_says_is_not_called_official() -> None:
    known = parameters(TODAY)
    assert {key for key, parameter in known.items() if parameter.sureness is Sureness.OFFICIAL} == set()
    assert known["cash_limit"].sureness is Sureness.UNCONFIRMED


def test_every_rule_of_kur_names_its_source_and_none_is_sure_since_the_newer_regulation() -> None:
    assert all("Permenko" in rule.source for rule in kur_rules())
    assert {rule.sureness for rule in kur_rules()} == {Sureness.UNCONFIRMED}


def test_the_coverage_rules_are_as_old_as_their_youngest_parameter() -> None:
    assert rules(TODAY).coverage.effective_from == "2022-07-01"


def test_a_day_before_the_first_rules_shows_those() -> None:
    """A clock with a dead battery stands there; screens are to answer, and nothing is written on such a day."""
    assert rules(date(2010, 1, 1)) == rules(date(2022, 7, 1))
