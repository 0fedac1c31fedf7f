"""What months cost: the whole table, relief by contribution month, and what is never priced."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.domain.contributions import (
    BASE_PAIR,
    Programme,
    Quote,
    Schedule,
    Sector,
    Segment,
    Sureness,
    bracket_for,
    quote,
    quote_for_base,
    schedule_for,
    schedule_from_json,
    schedule_to_json,
)
from agent_app.domain.errors import Refused
from agent_app.domain.funding import CASH, Budget, Funding
from agent_app.domain.months import add_months, month_range
from agent_app.reference.schedules import packaged_schedules

SCHEDULE = packaged_schedules()[-1]
ALL_THREE = frozenset(Programme)
FULL_PRICE_MONTH = "2027-06"
HALF_PRICE_MONTH = "2026-11"

# number, income from, base, JKK, JHT, JKK+JKM, with JHT, JKK+JKM at 50 %
TABLE = [
    (1, 0, 1_000_000, 10_000, 20_000, 16_800, 36_800, 8_400),
    (2, 1_100_000, 1_200_000, 12_000, 24_000, 18_800, 42_800, 9_400),
    (3, 1_300_000, 1_450_000, 14_500, 29_000, 21_300, 50_300, 10_650),
    (4, 1_600_000, 1_750_000, 17_500, 35_000, 24_300, 59_300, 12_150),
    (5, 1_900_000, 2_050_000, 20_500, 41_000, 27_300, 68_300, 13_650),
    (6, 2_200_000, 2_350_000, 23_500, 47_000, 30_300, 77_300, 15_150),
    (7, 2_500_000, 2_650_000, 26_500, 53_000, 33_300, 86_300, 16_650),
    (8, 2_800_000, 3_000_000, 30_000, 60_000, 36_800, 96_800, 18_400),
    (9, 3_200_000, 3_450_000, 34_500, 69_000, 41_300, 110_300, 20_650),
    (10, 3_700_000, 3_950_000, 39_500, 79_000, 46_300, 125_300, 23_150),
    (11, 4_200_000, 4_450_000, 44_500, 89_000, 51_300, 140_300, 25_650),
    (12, 4_700_000, 4_950_000, 49_500, 99_000, 56_300, 155_300, 28_150),
    (13, 5_200_000, 5_450_000, 54_500, 109_000, 61_300, 170_300, 30_650),
    (14, 5_700_000, 5_950_000, 59_500, 119_000, 66_300, 185_300, 33_150),
    (15, 6_200_000, 6_450_000, 64_500, 129_000, 71_300, 200_300, 35_650),
    (16, 6_700_000, 6_950_000, 69_500, 139_000, 76_300, 215_300, 38_150),
    (17, 7_200_000, 7_450_000, 74_500, 149_000, 81_300, 230_300, 40_650),
    (18, 7_700_000, 7_950_000, 79_500, 159_000, 86_300, 245_300, 43_150),
    (19, 8_200_000, 8_700_000, 87_000, 174_000, 93_800, 267_800, 46_900),
    (20, 9_200_000, 9_700_000, 97_000, 194_000, 103_800, 297_800, 51_900),
    (21, 10_200_000, 10_700_000, 107_000, 214_000, 113_800, 327_800, 56_900),
    (22, 11_200_000, 11_700_000, 117_000, 234_000, 123_800, 357_800, 61_900),
    (23, 12_200_000, 12_700_000, 127_000, 254_000, 133_800, 387_800, 66_900),
    (24, 13_200_000, 13_700_000, 137_000, 274_000, 143_800, 417_800, 71_900),
    (25, 14_200_000, 14_700_000, 147_000, 294_000, 153_800, 447_800, 76_900),
    (26, 15_200_000, 15_700_000, 157_000, 314_000, 163_800, 477_800, 81_900),
    (27, 16_200_000, 16_700_000, 167_000, 334_000, 173_800, 507_800, 86_900),
    (28, 17_200_000, 17_700_000, 177_000, 354_000, 183_800, 537_800, 91_900),
    (29, 18_200_000, 18_700_000, 187_000, 374_000, 193_800, 567_800, 96_900),
    (30, 19_200_000, 19_700_000, 197_000, 394_000, 203_800, 597_800, 101_900),
    (31, 20_200_000, 20_700_000, 207_000, 414_000, 213_800, 627_800, 106_900),
]


def farmer(income: int, *months: str, programmes: frozenset[Programme] = BASE_PAIR) -> Quote:
    return quote(SCHEDULE, income, Sector.OTHER, CASH, programmes, months)


@pytest.mark.parametrize(("number", "income_from", "base", "jkk", "jht", "pair", "three", "pair_at_half"), TABLE)
def test_each_bracket_costs_what_the_table_says(
    number: int, income_from: int, base: int, jkk: int, jht: int, pair: int, three: int, pair_at_half: int
) -> None:
    full = farmer(income_from, FULL_PRICE_MONTH, programmes=ALL_THREE)
    assert (full.bracket.number, full.base) == (number, base)
    assert {line.programme: line.paid for line in full.lines} == {"JKK": jkk, "JKM": 6_800, "JHT": jht}
    assert full.total == three
    assert farmer(income_from, FULL_PRICE_MONTH).total == pair
    half = farmer(income_from, HALF_PRICE_MONTH, programmes=ALL_THREE)
    assert half.total == pair_at_half + jht
    assert farmer(income_from, HALF_PRICE_MONTH).total == pair_at_half


def test_the_table_has_all_rows_of_the_packaged_schedule() -> None:
    assert [row[0] for row in TABLE] == [bracket.number for bracket in SCHEDULE.brackets]
    assert len(TABLE) == 31


@pytest.mark.parametrize(
    ("income", "number"),
    [(0, 1), (1_099_000, 1), (1_099_500, 1), (1_099_999, 1), (1_100_000, 2), (20_199_999, 30), (90_000_000, 31)],
)
def test_an_income_in_a_printed_gap_stays_in_the_lower_bracket(income: int, number: int) -> None:
    assert bracket_for(SCHEDULE, income).number == number


def test_a_farmer_prepays_half_a_year_over_the_end_of_the_relief() -> None:
    paid = farmer(900_000, *month_range("2026-11", 6))
    assert [month.paid for month in paid.months] == [8_400, 8_400, 16_800, 16_800, 16_800, 16_800]
    assert paid.total == 84_000
    assert paid.full_total == 100_800


def test_an_ojek_driver_has_the_relief_three_months_longer() -> None:
    paid = quote(SCHEDULE, 900_000, Sector.TRANSPORT, CASH, BASE_PAIR, month_range("2026-11", 6))
    assert [month.paid for month in paid.months] == [8_400] * 5 + [16_800]
    assert paid.total == 58_800


@pytest.mark.parametrize(
    ("sector", "first", "last"),
    [(Sector.OTHER, "2026-04", "2026-12"), (Sector.TRANSPORT, "2026-01", "2027-03")],
)
def test_the_relief_begins_and_ends_with_its_contribution_months(sector: Sector, first: str, last: str) -> None:
    def paid(month: str) -> int:
        return quote(SCHEDULE, 0, sector, CASH, BASE_PAIR, [month]).total

    assert [paid(add_months(first, -1)), paid(first), paid(last), paid(add_months(last, 1))] == [
        16_800,
        8_400,
        8_400,
        16_800,
    ]


def test_each_line_names_the_relief_it_was_given() -> None:
    lines = {line.programme: line for line in farmer(0, HALF_PRICE_MONTH, programmes=ALL_THREE).lines}
    assert lines[Programme.JKK].relief == lines[Programme.JKM].relief == "pp50-2025-other"
    assert lines[Programme.JHT].relief is None
    assert lines[Programme.JHT].paid == lines[Programme.JHT].full


def test_state_budgets_pay_in_full() -> None:
    paid = quote(SCHEDULE, 0, Sector.OTHER, Funding.sponsor(Budget.STATE), BASE_PAIR, [HALF_PRICE_MONTH])
    assert paid.total == 16_800
    assert {line.relief for line in paid.lines} == {None}


def test_a_private_sponsor_has_the_relief() -> None:
    donor = Funding.sponsor(Budget.PRIVATE)
    assert quote(SCHEDULE, 0, Sector.OTHER, donor, BASE_PAIR, [HALF_PRICE_MONTH]).total == 8_400


def refusal(
    *,
    income: int = 0,
    funding: Funding = CASH,
    programmes: frozenset[Programme] = BASE_PAIR,
    months: tuple[str, ...] = (HALF_PRICE_MONTH,),
    segment: Segment = Segment.BPU,
) -> str:
    with pytest.raises(Refused) as refused:
        quote(SCHEDULE, income, Sector.OTHER, funding, programmes, months, segment)
    return refused.value.code


def test_a_sponsor_of_unknown_budget_is_not_priced() -> None:
    assert refusal(funding=Funding.sponsor(Budget.UNKNOWN)) == "funding_unknown"


def test_wage_earners_are_never_quoted_at_all() -> None:
    assert refusal(segment=Segment.PU) == "wage_earner_not_quoted"


@pytest.mark.parametrize(
    "programmes", [set(), {Programme.JHT}, {Programme.JKK}, {Programme.JKM}, {Programme.JKK, Programme.JHT}]
)
def test_without_the_base_pair_there_is_no_price(programmes: set[Programme]) -> None:
    assert refusal(programmes=frozenset(programmes)) == "base_pair_required"


def test_months_must_be_named_once_and_lie_in_the_schedule() -> None:
    assert refusal(months=()) == "months_missing"
    assert refusal(months=("2026-12", "2026-13")) == "month_unreadable"
    assert refusal(months=("2026-11", "2026-12", "2026-11")) == "months_repeated"
    assert refusal(months=(add_months(SCHEDULE.valid_from, -1), "2026-11")) == "no_schedule_for_month"


def test_an_income_that_was_not_given_is_not_zero() -> None:
    assert refusal(income=-1) == "income_missing"


def test_a_stored_base_gives_the_same_quote_as_the_income() -> None:
    months = month_range("2026-11", 6)
    by_income = farmer(2_300_000, *months, programmes=ALL_THREE)
    by_base = quote_for_base(SCHEDULE, by_income.base, Sector.OTHER, CASH, ALL_THREE, months)
    assert by_base == by_income


def test_a_base_of_no_bracket_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        quote_for_base(SCHEDULE, 1_000_001, Sector.OTHER, CASH, BASE_PAIR, ["2026-11"])
    assert refused.value.code == "base_unknown"


@given(
    st.integers(min_value=0, max_value=60_000_000),
    st.sampled_from(Sector),
    st.booleans(),
    st.integers(min_value=0, max_value=36),
    st.integers(min_value=1, max_value=24),
)
def test_a_quote_is_the_sum_of_quotes_of_its_months(
    income: int, sector: Sector, with_jht: bool, offset: int, count: int
) -> None:
    programmes = ALL_THREE if with_jht else BASE_PAIR
    months = month_range(add_months("2025-06", offset), count)
    together = quote(SCHEDULE, income, sector, CASH, programmes, months)
    alone = [quote(SCHEDULE, income, sector, CASH, programmes, [month]) for month in months]
    assert together.lines == tuple(line for each in alone for line in each.lines)
    assert together.total == sum(month.paid for month in together.months)
    assert all(0 < line.paid <= line.full for line in together.lines)


def test_months_are_quoted_in_their_order_however_they_were_picked() -> None:
    assert farmer(0, "2027-01", "2026-11", "2026-12") == farmer(0, "2026-11", "2026-12", "2027-01")


def test_a_schedule_survives_the_way_through_a_journal_line() -> None:
    plain = schedule_to_json(SCHEDULE)
    line = msgspec.json.encode(plain)
    assert schedule_from_json(msgspec.json.decode(line)) == SCHEDULE
    assert len(line) < 12_000


def _leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in _leaves(each)]
    if isinstance(value, list):
        return [leaf for each in value for leaf in _leaves(each)]
    return [value]


def test_a_schedule_as_json_holds_only_texts_and_whole_numbers() -> None:
    assert {type(leaf) for leaf in _leaves(schedule_to_json(SCHEDULE))} == {str, int}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda plain: plain.pop("relief"),
        lambda plain: plain["brackets"].reverse(),
        lambda plain: plain["brackets"].clear(),
        lambda plain: plain["brackets"][0].update(income_from=1),
        lambda plain: plain["brackets"][0].update(jkk=10_000.5),
        lambda plain: plain["brackets"][0].update(jkk="10000"),
        lambda plain: plain["brackets"][4].update(jkm=6_801),
        lambda plain: plain["brackets"][0].update(jkk=-10_000),
        lambda plain: plain["brackets"][0].update(base=0),
        lambda plain: plain["relief"][0].update(sector="sea"),
        lambda plain: plain["relief"][0].update(percent_paid=150),
        lambda plain: plain["relief"][0].update(percent_paid=-50),
        lambda plain: plain["relief"][0].update(first_month="2026-4"),
        lambda plain: plain["relief"][0].update(first_month="2027-04", last_month="2026-12"),
        lambda plain: plain.update(valid_from="2026"),
        lambda plain: plain.update(surprise=1),
    ],
)
def test_a_schedule_that_cannot_be_used_is_refused(spoil: Callable[[dict[str, Any]], object]) -> None:
    plain = schedule_to_json(SCHEDULE)
    spoil(plain)
    with pytest.raises(Refused) as refused:
        schedule_from_json(plain)
    assert refused.value.code == "schedule_unusable"


def test_the_latest_schedule_that_has_begun_is_in_force() -> None:
    later = msgspec.structs.replace(SCHEDULE, id="next", valid_from="2027-01")
    both: list[Schedule] = [later, SCHEDULE]
    assert schedule_for(both, "2026-12") is SCHEDULE
    assert schedule_for(both, "2027-01") is later
    with pytest.raises(Refused) as refused:
        schedule_for(both, "2023-12")
    assert refused.value.params == {"month": "2023-12"}


def test_the_packaged_schedule_says_that_rows_are_unconfirmed() -> None:
    assert not SCHEDULE.fully_confirmed
    confirmed = msgspec.structs.replace(
        SCHEDULE,
        brackets=tuple(msgspec.structs.replace(row, sureness=Sureness.OFFICIAL) for row in SCHEDULE.brackets),
    )
    assert confirmed.fully_confirmed
