"""Rupiah shown, read, written in words and handed out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.domain.errors import Refused
from agent_app.domain.money import (
    LARGEST,
    amount_in_words,
    change_by_denomination,
    format_rupiah,
    parse_rupiah,
)

AMOUNTS = st.integers(min_value=0, max_value=LARGEST)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (50_400, "Rp\u00a050.400"),
        (0, "Rp\u00a00"),
        (1_250_000, "Rp\u00a01.250.000"),
        (-168_000, "\u2212Rp\u00a0168.000"),
    ],
)
def test_rupiah_has_a_no_break_space_dots_and_a_real_minus(amount: int, shown: str) -> None:
    assert format_rupiah(amount) == shown


@given(AMOUNTS)
def test_every_amount_shown_is_read_back_the_same(amount: int) -> None:
    assert parse_rupiah(format_rupiah(amount)) == amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("60rb", 60_000),
        ("60k", 60_000),
        ("60 ribu", 60_000),
        ("60 RB", 60_000),
        ("1,5jt", 1_500_000),
        ("1.5 juta", 1_500_000),
        ("16,8rb", 16_800),
        ("2,125jt", 2_125_000),
        ("1 miliar", 1_000_000_000),
        ("Rp 16.800", 16_800),
        ("rp16800", 16_800),
        ("Rp. 16.800,-", 16_800),
        ("16.800,00", 16_800),
        ("16,800", 16_800),
        ("16,800.00", 16_800),
        ("IDR 1.250.000", 1_250_000),
        ("Rp\u00a050.400", 50_400),
        ("0", 0),
    ],
)
def test_money_is_read_in_the_ways_people_type_it(typed: str, amount: int) -> None:
    assert parse_rupiah(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "rp",
        "-5000",
        "5000-",
        "16.80",
        "1.6800",
        "16.800,50",
        "16,8",
        "1.250jt",
        "1,2345rb",
        "0,0005rb",
        "60m",
        "rb",
        "seribu",
        "60rb 5",
        "١٢٣",
        "9" * 40,
        "9" * 5_000,
    ],
)
def test_money_that_could_mean_another_amount_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_rupiah(typed)
    assert refused.value.code == "money_unreadable"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (19, "sembilan belas"),
        (100, "seratus"),
        (1_000, "seribu"),
        (1_001, "seribu satu"),
        (8_400, "delapan ribu empat ratus"),
        (11_000, "sebelas ribu"),
        (16_800, "enam belas ribu delapan ratus"),
        (36_800, "tiga puluh enam ribu delapan ratus"),
        (50_400, "lima puluh ribu empat ratus"),
        (100_000, "seratus ribu"),
        (111_111, "seratus sebelas ribu seratus sebelas"),
        (1_000_000, "satu juta"),
        (42_000_000, "empat puluh dua juta"),
        (174_000_000, "seratus tujuh puluh empat juta"),
        (2_000_000_000, "dua miliar"),
        (1_000_000_000_000, "satu triliun"),
    ],
)
def test_amounts_are_written_out_in_indonesian(amount: int, words: str) -> None:
    assert amount_in_words(amount) == f"{words} rupiah"


@given(st.integers(min_value=0, max_value=10**15 - 1), st.integers(min_value=0, max_value=10**15 - 1))
def test_two_amounts_never_share_their_words(one: int, other: int) -> None:
    assert (amount_in_words(one) == amount_in_words(other)) == (one == other)


@pytest.mark.parametrize("amount", [-1, 10**15])
def test_amounts_beyond_the_words_are_a_mistake_of_the_caller(amount: int) -> None:
    with pytest.raises(ValueError, match="words"):
        amount_in_words(amount)


def test_change_for_a_month_at_half_price_needs_coins() -> None:
    change = change_by_denomination(10_000 - 8_400)
    assert [(piece.face, piece.coin, count) for piece, count in change.pieces] == [
        (1_000, False, 1),
        (500, True, 1),
        (100, True, 1),
    ]
    assert change.needs_coins
    assert change.rest == 0


@given(st.integers(min_value=0, max_value=10**8))
def test_change_and_its_rest_make_up_the_amount(amount: int) -> None:
    change = change_by_denomination(amount)
    assert sum(piece.face * count for piece, count in change.pieces) + change.rest == amount
    assert 0 <= change.rest < 100


def test_change_cannot_be_negative_at_all() -> None:
    with pytest.raises(ValueError, match="negative"):
        change_by_denomination(-1)
