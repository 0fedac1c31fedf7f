"""Paid, deposited, remitted, protected: told apart for each month, and what follows for the member."""

from datetime import date
from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.domain.coverage import (
    Coverage,
    CoverageRules,
    MemberStatus,
    MonthState,
    coverage,
    ended_on,
    month_state,
)
from agent_app.domain.months import add_months, first_day, month_of, month_range, months_between

RULES = CoverageRules(
    effective_from="2022-07-01",
    insured_in_arrears=False,
    arrears_months=3,
    ended_after_months=4,
    death_benefit_months=3,
    scholarship_months=36,
)
LAST_PAID = "2026-07"


def paid_through(last: str, count: int = 1, state: MonthState = MonthState.REMITTED) -> dict[str, MonthState]:
    return dict.fromkeys(month_range(add_months(last, 1 - count), count), state)


def on(today: date, months: dict[str, MonthState] | None = None, rules: CoverageRules = RULES) -> Coverage:
    return coverage(paid_through(LAST_PAID) if months is None else months, rules, today)


def test_a_month_stands_at_the_furthest_point_recorded() -> None:
    for paid, deposited, remitted, protected in product([False, True], repeat=4):
        state = month_state(paid_to_agent=paid, deposited=deposited, remitted=remitted, protected=protected)
        assert (state is MonthState.PROTECTED) == protected
        assert (state is MonthState.REMITTED) == (remitted and not protected)
        assert (state is None) == (not any((paid, deposited, remitted, protected)))


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (date(2026, 7, 31), MemberStatus.ACTIVE),
        (date(2026, 8, 1), MemberStatus.IN_ARREARS),
        (date(2026, 9, 15), MemberStatus.IN_ARREARS),
        (date(2026, 10, 31), MemberStatus.IN_ARREARS),
        (date(2026, 11, 1), MemberStatus.ENDED),
        (date(2028, 1, 1), MemberStatus.ENDED),
    ],
)
def test_three_months_of_arrears_then_ended_on_the_first_of_the_fourth(today: date, status: MemberStatus) -> None:
    assert on(today).status is status


@given(st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 12, 31)))
def test_a_membership_is_over_from_the_very_day_it_ended_on(today: date) -> None:
    assert (on(today).status is MemberStatus.ENDED) == (today >= ended_on(LAST_PAID, RULES))


def test_arrears_that_may_be_paid_run_from_the_missed_month_to_the_present() -> None:
    assert on(date(2026, 8, 20)).payable_arrears == ("2026-08",)
    assert on(date(2026, 10, 20)).payable_arrears == ("2026-08", "2026-09", "2026-10")
    assert on(date(2026, 11, 1)).payable_arrears == ()


def test_the_countdown_ends_on_the_last_day_of_arrears() -> None:
    assert on(date(2026, 10, 31)).days_left_until_ended == 1
    assert on(date(2026, 10, 1)).days_left_until_ended == 31
    assert on(date(2026, 7, 1)).days_left_until_ended is None
    assert on(date(2026, 11, 1)).days_left_until_ended is None


def test_a_month_the_agent_holds_neither_protects_nor_is_asked_for_again() -> None:
    months = paid_through(LAST_PAID) | {"2026-08": MonthState.PAID_TO_AGENT, "2026-09": MonthState.DEPOSITED}
    standing = on(date(2026, 9, 20), months)
    assert standing.status is MemberStatus.IN_ARREARS
    assert standing.payable_arrears == ()
    assert standing.with_agent_or_branch == ("2026-08", "2026-09")
    assert not standing.protected


def test_without_opening_balance_and_remittance_a_history_is_unknown() -> None:
    assert on(date(2026, 9, 20), {}).status is MemberStatus.UNKNOWN
    held = on(date(2026, 9, 20), {"2026-03": MonthState.PAID_TO_AGENT})
    assert held.status is MemberStatus.UNKNOWN
    assert held.payable_arrears == ()


def test_a_first_registration_has_a_known_empty_history() -> None:
    standing = coverage({}, RULES, date(2026, 9, 20), first_registration=True)
    assert standing.status is MemberStatus.REGISTERED


def test_an_opening_balance_counts_as_paid_and_never_as_proof() -> None:
    standing = coverage({}, RULES, date(2026, 9, 20), opening="2026-09", effective_from=date(2026, 1, 1))
    assert (standing.status, standing.protected) == (MemberStatus.ACTIVE, False)
    assert coverage({}, RULES, date(2026, 10, 1), opening="2026-09").status is MemberStatus.IN_ARREARS


def test_protection_begins_on_the_day_of_the_proof_and_not_before() -> None:
    months = paid_through("2026-11", state=MonthState.PROTECTED)
    effective = date(2026, 11, 18)

    def protected(day: int) -> bool:
        return coverage(months, RULES, date(2026, 11, day), effective_from=effective).protected

    assert [protected(1), protected(17), protected(18), protected(30)] == [False, False, True, True]


def test_nothing_but_a_proof_with_its_date_protects() -> None:
    today = date(2026, 11, 20)
    for state in MonthState:
        standing = coverage({"2026-11": state}, RULES, today, effective_from=date(2026, 1, 1))
        assert standing.protected == (state is MonthState.PROTECTED)
    assert not coverage({"2026-11": MonthState.PROTECTED}, RULES, today).protected


@pytest.mark.parametrize("insured", [False, True])
def test_insurance_in_arrears_is_a_parameter_that_needs_a_proof_too(insured: bool) -> None:
    rules = msgspec.structs.replace(RULES, insured_in_arrears=insured)
    today, since = date(2026, 8, 20), date(2026, 1, 1)
    proven = paid_through(LAST_PAID, state=MonthState.PROTECTED)
    assert coverage(proven, rules, today, effective_from=since).protected is insured
    assert not coverage(paid_through(LAST_PAID), rules, today, effective_from=since).protected
    assert not coverage(proven, rules, date(2026, 11, 1), effective_from=since).protected


def test_other_parameters_move_the_end_of_the_membership() -> None:
    rules = msgspec.structs.replace(RULES, arrears_months=1, ended_after_months=2)
    assert on(date(2026, 8, 1), rules=rules).status is MemberStatus.IN_ARREARS
    assert on(date(2026, 9, 1), rules=rules).status is MemberStatus.ENDED


def test_paying_again_after_the_end_begins_a_new_membership() -> None:
    months = paid_through("2026-03", count=40) | paid_through("2026-07")
    standing = on(date(2026, 7, 20), months)
    assert (standing.status, standing.member_since, standing.paid_months) == (MemberStatus.ACTIVE, "2026-07", 1)
    assert not standing.full_death_benefit
    assert not standing.scholarship


def test_a_gap_that_was_arrears_does_not_break_the_membership() -> None:
    months = paid_through("2026-03", count=2) | paid_through("2026-06")
    standing = on(date(2026, 6, 20), months)
    assert (standing.member_since, standing.paid_months) == ("2026-02", 3)
    assert standing.full_death_benefit


def test_waiting_times_are_counted_in_paid_months() -> None:
    assert not on(date(2026, 7, 1), paid_through(LAST_PAID, 2)).full_death_benefit
    assert on(date(2026, 7, 1), paid_through(LAST_PAID, 3)).full_death_benefit
    assert not on(date(2026, 7, 1), paid_through(LAST_PAID, 35)).scholarship
    assert on(date(2026, 7, 1), paid_through(LAST_PAID, 36)).scholarship


MONTHS = st.dictionaries(
    st.integers(min_value=0, max_value=40).map(lambda n: add_months("2024-01", n)),
    st.sampled_from(MonthState),
    max_size=20,
)


@given(MONTHS, st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 1, 1)))
def test_status_follows_from_the_last_month_that_reached_bpjs(months: dict[str, MonthState], today: date) -> None:
    standing = coverage(months, RULES, today, effective_from=first_day("2024-01"))
    reached = [month for month, state in months.items() if state.reached_bpjs]
    assert standing.last_paid == max(reached, default=None)
    if not reached:
        assert standing.status is MemberStatus.UNKNOWN
        return
    late = months_between(max(reached), month_of(today))
    expected = MemberStatus.ACTIVE if late <= 0 else MemberStatus.IN_ARREARS if late <= 3 else MemberStatus.ENDED
    assert standing.status is expected
    assert not set(standing.payable_arrears) & set(months)
    assert standing.protected <= (months.get(month_of(today)) is MonthState.PROTECTED)
