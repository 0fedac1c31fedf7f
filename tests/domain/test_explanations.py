"""What explains a difference: papers that add up, months paid twice, digits, one note; and never for too long."""

from itertools import combinations, count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.domain.explanations import (
    AddUp,
    CountedTwice,
    Finding,
    OnePiece,
    PaidTwice,
    Paper,
    Question,
    Slipped,
    Swapped,
    explain,
)
from agent_app.domain.subset_sums import smallest_subset

DEPOSITED = 1_000
PRICES = st.sampled_from((8_400, 16_800, 25_200, 50_400, 67_200, 28_400, 5_000, 1_600))


def standing_still() -> float:
    return 0.0


def paper(number: int, cash: int, at: int, *paid: tuple[str, str]) -> Paper:
    return Paper(number=f"LWB-A002-3-26-{number:06d}", cash=cash, at=at, paid=frozenset(paid))


def question(rupiah: int, *papers: Paper, short: bool = True, expected: int = 0, found: int = 0) -> Question:
    return Question(rupiah=rupiah, expected=expected, found=found, short=short, papers=papers, deposited_at=DEPOSITED)


def explained(asked: Question) -> tuple[Finding, ...]:
    return explain(asked, standing_still)


def test_papers_after_the_deposit_that_are_the_whole_difference_come_first() -> None:
    later = (paper(29, 50_400, 1_100), paper(30, 50_400, 1_200), paper(31, 67_200, 1_300))
    asked = question(168_000, paper(3, 168_000, 500), *later, expected=1_142_400, found=974_400)
    assert explained(asked)[0] == AddUp(later, after_deposit=True)


def test_some_papers_after_the_deposit_come_before_fewer_made_earlier() -> None:
    later = (paper(29, 8_400, 1_100), paper(30, 8_400, 1_200), paper(31, 5_000, 1_300))
    assert explained(question(16_800, paper(3, 16_800, 500), *later))[0] == AddUp(later[:2], after_deposit=True)


def test_of_earlier_papers_the_fewest_that_add_up_are_told() -> None:
    single = paper(5, 33_600, 400)
    papers = [paper(number, 8_400, number) for number in range(1, 5)]
    assert explained(question(33_600, *papers, single)) == (AddUp((single,), after_deposit=False),)


def test_without_a_deposit_all_papers_are_looked_through() -> None:
    asked = Question(rupiah=8_400, expected=8_400, found=0, short=True, papers=(paper(1, 8_400, 5),))
    assert explained(asked) == (AddUp((paper(1, 8_400, 5),), after_deposit=False),)


def test_a_month_of_one_member_paid_twice_is_told_with_both_papers() -> None:
    first, second = paper(1, 8_400, 10, ("maria", "2026-11")), paper(2, 8_400, 20, ("maria", "2026-11"))
    other = paper(3, 8_400, 30, ("yosef", "2026-11"))
    assert PaidTwice(first, second) in explained(question(8_400, second, first, other))


def test_money_that_is_too_much_by_one_paper_is_told_and_never_added_up() -> None:
    one = paper(1, 16_800, 10)
    assert explained(question(16_800, one, paper(2, 8_400, 20), short=False)) == (CountedTwice((one,)),)


@pytest.mark.parametrize(
    ("written", "meant", "finding"),
    [
        (947_400, 974_400, Swapped(947_400, 974_400)),
        (974_400, 947_400, Swapped(974_400, 947_400)),
        (97_440, 974_400, Slipped(97_440, 974_400)),
        (9_774_400, 974_400, Slipped(9_774_400, 974_400)),
        (94_400, 974_400, Slipped(94_400, 974_400)),
    ],
)
def test_digits_that_changed_places_or_slipped_are_told(written: int, meant: int, finding: Finding) -> None:
    asked = question(abs(meant - written), short=written < meant, expected=meant, found=written)
    assert explained(asked) == (finding,)


def test_nothing_is_said_of_digits_of_sums_the_difference_is_not_between() -> None:
    assert explained(question(13, expected=974_400, found=947_400)) == ()


@pytest.mark.parametrize("face", [100_000, 500, 1_000])
def test_one_note_or_coin_is_told_by_its_face(face: int) -> None:
    assert explained(question(face)) == (OnePiece(face),)
    assert explained(question(face, short=False)) == (OnePiece(face),)


@pytest.mark.parametrize("rupiah", [0, -8_400])
def test_no_difference_needs_no_explanation(rupiah: int) -> None:
    assert explained(question(rupiah, paper(1, 8_400, 5))) == ()


def test_a_search_that_runs_out_of_time_tells_what_takes_none() -> None:
    ticks = count(0.0, 0.15)
    papers = [paper(number, 8_400 + number, number) for number in range(1, 26)]
    found = explain(question(50_000, *papers), lambda: next(ticks))
    assert found == (OnePiece(50_000),)


@given(st.lists(st.tuples(PRICES, st.integers(0, 2 * DEPOSITED)), max_size=30), st.integers(1, 200_000))
def test_papers_told_make_the_difference_to_the_rupiah(papers: list[tuple[int, int]], rupiah: int) -> None:
    asked = question(rupiah, *(paper(number, cash, at) for number, (cash, at) in enumerate(papers)))
    for finding in explained(asked):
        if isinstance(finding, AddUp):
            assert sum(one.cash for one in finding.papers) == rupiah
            assert not finding.after_deposit or min(one.at for one in finding.papers) > DEPOSITED


@given(st.lists(st.tuples(PRICES, st.integers(0, 2 * DEPOSITED)), min_size=1, max_size=25), st.data())
def test_whatever_adds_up_is_found(papers: list[tuple[int, int]], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(range(len(papers))), min_size=1, unique=True))
    rupiah = sum(papers[place][0] for place in chosen)
    asked = question(rupiah, *(paper(number, cash, at) for number, (cash, at) in enumerate(papers)))
    found = [one for one in explained(asked) if isinstance(one, AddUp)]
    assert len(found) == 1
    if min(papers[place][1] for place in chosen) > DEPOSITED:
        assert found[0].after_deposit


@given(st.lists(st.one_of(PRICES, st.integers(1, 60)), max_size=9), st.integers(1, 300))
def test_as_few_amounts_as_possible_are_taken_and_of_these_the_latest(amounts: list[int], target: int) -> None:
    places = smallest_subset(amounts, target, lambda: True)
    every = [
        some
        for size in range(1, len(amounts) + 1)
        for some in combinations(range(len(amounts)), size)
        if sum(amounts[place] for place in some) == target
    ]
    fewest = [some for some in every if len(some) == len(every[0])]
    assert places == (max(fewest, key=lambda some: sum(1 << place for place in some)) if fewest else ())


def test_a_search_stops_soon_after_its_time_is_over() -> None:
    looks = iter(range(26))
    amounts = [3**place for place in range(25)]
    smallest_subset(amounts, sum(amounts[:24]) + 1, lambda: next(looks, None) is not None)
    assert next(looks, None) is None
