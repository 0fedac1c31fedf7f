"""Numbers and checks of papers."""

import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.domain.errors import Refused
from agent_app.domain.papers import (
    CROCKFORD,
    PaperKind,
    PaperNumber,
    check_of,
    code,
    needs_stamp_duty,
    paper_number,
    parse_paper_number,
    read_check,
)

CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=8)
NUMBERS = st.builds(
    PaperNumber,
    branch=CODES,
    person=CODES,
    device=st.integers(min_value=1, max_value=9_999_999),
    year=st.integers(min_value=0, max_value=99),
    counter=st.integers(min_value=1, max_value=999_999),
    kind=st.sampled_from(PaperKind),
)


def test_a_receipt_number_has_no_letter_before_its_counter() -> None:
    assert str(paper_number("LWB", "A017", 12, date(2026, 11, 23), 431)) == "LWB-A017-12-26-000431"


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (PaperKind.DEPOSIT_SLIP, "LWB-A017-12-26-S000004"),
        (PaperKind.TITIPAN_SLIP, "LWB-A017-12-26-T000004"),
        (PaperKind.HANDOVER_SLIP, "LWB-A017-12-26-H000004"),
    ],
)
def test_other_papers_have_their_letter_before_the_counter(kind: PaperKind, shown: str) -> None:
    assert str(paper_number("LWB", "A017", 12, date(2026, 11, 23), 4, kind)) == shown


@given(NUMBERS)
def test_every_number_is_read_back_from_its_text(number: PaperNumber) -> None:
    assert parse_paper_number(str(number)) == number
    assert parse_paper_number(f" {str(number).lower()} ") == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "LWB-A017-12-26-431",
        "LWB-A017-12-26-000000",
        "LWB-A017-0-26-000431",
        "LWB-A017-012-26-000431",
        "LWB-A017-12345678-26-000431",
        "LWB-A017-12-2026-000431",
        "LWB-A017-12-26-X000431",
        "L-A017-12-26-000431",
        "LWB-A017-12-26",
    ],
)
def test_a_text_of_another_form_is_no_number(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_paper_number(text)
    assert refused.value.code == "paper_number_unreadable"


@pytest.mark.parametrize("counter", [0, 1_000_000])
def test_a_counter_never_outgrows_its_six_digits(counter: int) -> None:
    with pytest.raises(Refused):
        paper_number("LWB", "A017", 12, date(2026, 1, 1), counter)


@pytest.mark.parametrize(("typed", "read"), [("lwb", "LWB"), (" A017 ", "A017"), ("KCL", "KCL")])
def test_codes_are_read_without_regard_to_case(typed: str, read: str) -> None:
    assert code(typed) == read


@pytest.mark.parametrize("typed", ["L", "LEWOLEBA1", "LW-B", "", "LÉB"])
def test_codes_of_another_form_are_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        code(typed)
    assert refused.value.code == "code_unreadable"


def test_the_check_is_the_first_35_bits_of_the_hash() -> None:
    assert check_of(bytes(32)) == "000-0000"
    assert check_of(b"\xff" * 32) == "ZZZ-ZZZZ"
    assert check_of(bytes.fromhex("0842108420") + bytes(27)) == "111-1111"


@given(st.binary())
def test_a_check_holds_exactly_the_beginning_of_its_hash(seed: bytes) -> None:
    line_hash = hashlib.sha256(seed).digest()
    letters = check_of(line_hash).replace("-", "")
    value = 0
    for letter in letters:
        value = value * 32 + CROCKFORD.index(letter)
    assert value == int.from_bytes(line_hash, "big") >> (256 - 35)


@pytest.mark.parametrize("typed", ["4f0-k91x", "4FOK9IX", " 4fo k9lx ", "4F0–K91X", "4-F0K-91X"])
def test_a_check_is_read_as_people_write_it_down(typed: str) -> None:
    assert read_check(typed) == "4F0-K91X"


@pytest.mark.parametrize("typed", ["", "4F0-K91", "4F0-K91XX", "4F0-K91U", "4F0-K91é"])
def test_a_check_that_cannot_be_one_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        read_check(typed)
    assert refused.value.code == "paper_check_unreadable"


def test_a_hash_of_another_length_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="32"):
        check_of(b"short")


def test_stamp_duty_falls_due_above_the_threshold_only() -> None:
    assert not needs_stamp_duty(5_000_000, threshold=5_000_000)
    assert needs_stamp_duty(5_000_001, threshold=5_000_000)
