"""The cash identity, deposits and their differences, change float, and counting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.domain.cash import CashCount, CashPosition, DepositOutcome, FloatPosition, total
from agent_app.domain.errors import Refused

RUPIAH = st.integers(min_value=0, max_value=10_000_000)
OUTCOMES = st.one_of(
    RUPIAH.map(DepositOutcome.undecided),
    RUPIAH.map(DepositOutcome.sent_back),
    st.builds(DepositOutcome.counted, RUPIAH, RUPIAH),
)
POSITIONS = st.builds(CashPosition.of, RUPIAH, RUPIAH, st.lists(OUTCOMES, max_size=6))


@given(POSITIONS)
def test_the_identity_holds_for_whatever_became_of_the_deposits(position: CashPosition) -> None:
    assert position.identity_holds


@given(st.lists(POSITIONS, max_size=5))
def test_the_identity_holds_for_all_agents_together(positions: list[CashPosition]) -> None:
    together = total(positions)
    assert together.identity_holds
    assert together.on_hand == sum(position.on_hand for position in positions)
    assert together.deposited == sum(position.deposited for position in positions)


def test_a_rupiah_that_went_missing_breaks_the_identity() -> None:
    assert not CashPosition(collected=16_800, on_hand=16_799).identity_holds
    lost = DepositOutcome(declared=100_000, confirmed=83_200)
    assert not CashPosition.of(100_000, 0, [lost]).identity_holds


def test_cash_that_was_not_declared_stays_on_hand_and_is_no_debt() -> None:
    position = CashPosition.of(1_142_400, 0, [DepositOutcome.undecided(974_400)])
    assert (position.on_hand, position.in_transit, position.receivable) == (168_000, 974_400, 0)


def test_a_count_below_the_declaration_is_the_agents_receivable() -> None:
    position = CashPosition.of(500_000, 0, [DepositOutcome.counted(500_000, 483_200)])
    assert (position.confirmed, position.receivable, position.surplus) == (483_200, 16_800, 0)
    assert (position.on_hand, position.in_transit) == (0, 0)


def test_a_count_above_the_declaration_is_a_surplus() -> None:
    position = CashPosition.of(500_000, 0, [DepositOutcome.counted(500_000, 510_000)])
    assert (position.confirmed, position.receivable, position.surplus) == (510_000, 0, 10_000)


def test_a_returned_deposit_goes_back_on_hand_and_stays_declared() -> None:
    position = CashPosition.of(500_000, 0, [DepositOutcome.sent_back(500_000)])
    assert (position.on_hand, position.deposited, position.in_transit) == (500_000, 500_000, 0)


def test_reversing_deposited_money_makes_cash_on_hand_negative() -> None:
    position = CashPosition.of(16_800, 16_800, [DepositOutcome.undecided(16_800)])
    assert position.on_hand == -16_800
    assert position.identity_holds


def test_change_float_has_an_equation_of_its_own() -> None:
    position = FloatPosition(issued=200_000, returned=150_000)
    assert position.held == 50_000
    assert (position + FloatPosition(issued=10_000)).held == 60_000


def test_a_count_by_note_and_coin_has_its_total() -> None:
    assert CashCount({100_000: 3, 2_000: 4, 1_000: 2, 500: 1, 200: 2}).total == 310_900
    assert CashCount({}).total == 0


def test_money_of_other_business_is_noted_and_not_counted() -> None:
    assert CashCount({50_000: 1}, other_money=75_000).total == 50_000


@pytest.mark.parametrize("face", [0, 25, 75_000, -1_000])
def test_a_note_that_does_not_exist_is_refused(face: int) -> None:
    with pytest.raises(Refused) as refused:
        CashCount({face: 1})
    assert (refused.value.code, refused.value.params) == ("denomination_unknown", {"denomination": face})


def test_fewer_than_no_pieces_are_refused() -> None:
    for pieces, other in (({1_000: -1}, 0), ({}, -1)):
        with pytest.raises(Refused) as refused:
            CashCount(pieces, other)
        assert refused.value.code == "pieces_negative"
