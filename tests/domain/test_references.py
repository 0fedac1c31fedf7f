"""When two spellings of a bank's or BPJS's reference are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.domain.references import bank_line_key, reference_key

LETTERS = st.text(st.sampled_from("ABCXYZ0123456789"), min_size=1, max_size=20)


@given(LETTERS, st.lists(st.sampled_from(["", " ", "-", "/", ".", "\u200b", "\u00a0", "_", "\ufeff"]), min_size=20))
def test_blanks_signs_case_and_unseen_letters_are_spelling(reference: str, between: list[str]) -> None:
    spelled = "".join(letter + gap for letter, gap in zip(reference, between, strict=False))
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in reference)
    for other in (spelled, spelled.lower(), wide, f" {reference} ", f"0{reference}"):
        assert reference_key(other) == reference_key(reference)


@pytest.mark.parametrize(
    ("one", "other"),
    [("TRX-1", "TRX-2"), ("TRX-1", "TRX-10"), ("TRX-01", "TRX-1"), ("TRX-100", "TRX-10"), ("1", "10"), ("A1B", "AB1")],
)
def test_another_letter_or_figure_is_another_reference(one: str, other: str) -> None:
    assert reference_key(one) != reference_key(other)


def test_a_reference_of_signs_only_is_none() -> None:
    assert reference_key(" -./\u200b ") == ""
    assert reference_key("000") == "0"


def test_words_name_a_line_with_their_day_only_and_a_number_alone() -> None:
    assert bank_line_key("SETORAN TUNAI", "2026-11-23") != bank_line_key("SETORAN TUNAI", "2026-11-24")
    assert bank_line_key("TRX 123456", "2026-11-23") == bank_line_key("trx-123456", "2026-11-24")
