"""A telephone number is the same number however people write it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from agent_app.domain.phones import dialled, international, read_phones

MOBILES = st.from_regex(r"8[1-9][0-9]{7,10}", fullmatch=True)
PREFIXES = st.sampled_from(["0", "62", "+62", "+62 ", "0062", "", "+62 (0)", "+62-", "62 "])
GAPS = st.lists(st.sampled_from(["", "", "", " ", "-", ".", "\u00a0", "\u2011", "\u200b"]), min_size=12, max_size=12)


def written(number: str, prefix: str, gaps: list[str]) -> str:
    return prefix + "".join(digit + gap for digit, gap in zip(number, gaps, strict=False))


@given(MOBILES, PREFIXES, GAPS)
def test_every_way_to_write_a_number_is_that_number(number: str, prefix: str, gaps: list[str]) -> None:
    text = written(number, prefix, gaps)
    assert read_phones(text) == (f"+62{number}",)
    assert (dialled(text), international(text)) == (f"0{number}", f"62{number}")
    # What was read once is read again as the same: no form gets a zero or a country code more.
    assert dialled(dialled(text)) == dialled(f"+62{number}") == f"0{number}"
    assert international(international(text)) == f"62{number}"


@given(MOBILES, MOBILES, PREFIXES, PREFIXES, st.sampled_from([" / ", ";", ", ", " dan ", " atau ", "\n", " & ", "|"]))
def test_two_numbers_in_a_cell_are_two(one: str, other: str, first: str, second: str, between: str) -> None:
    text = first + one + between + second + other
    assert read_phones(text) == tuple(dict.fromkeys((f"+62{one}", f"+62{other}")))
    assert dialled(text) == f"0{one}"


@given(MOBILES, MOBILES)
def test_two_numbers_with_a_blank_between_them_are_two(one: str, other: str) -> None:
    assert read_phones(f"0{one} 0{other}") == tuple(dict.fromkeys((f"+62{one}", f"+62{other}")))
    assert read_phones(f"+62{one} - +62{other}") == tuple(dict.fromkeys((f"+62{one}", f"+62{other}")))


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
def test_what_is_no_number_stays_as_it_was_written(text: str) -> None:
    numbers = read_phones(text)
    if numbers is None:
        assert dialled(text) == text
    else:
        assert all(re.fullmatch(r"\+62[1-9][0-9]{6,11}", number) for number in numbers)


def test_foreign_numbers_words_and_numbers_of_another_length_are_none() -> None:
    for text in ("", "-", "belum ada", "+60 12 345 6789", "0812", "08123456789012345", "081234x5678", "112"):
        assert read_phones(text) is None, text


def test_a_number_of_a_town_keeps_its_area_code() -> None:
    assert dialled("(0383) 41-234") == "038341234"
    assert dialled("+62 383 41234") == "038341234"
