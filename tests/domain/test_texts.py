"""Names compared without regard to how they were typed."""

import pytest

from agent_app.domain.texts import fold, same_name, words


@pytest.mark.parametrize("written", ["Bu Nuapu’u", "bu nuapu'u", "BU  NUAPU‘U", 'Bu Nuapu"u', "Bu-Nuapu`u"])
def test_quotes_case_dashes_and_spaces_do_not_part_names(written: str) -> None:
    assert fold(written) == "bu nuapuu"


def test_accents_are_overlooked_in_names() -> None:
    assert same_name("José D’Costa", "jose dcosta")
    assert fold("É") == fold("E\u0301") == "e"


def test_names_that_differ_in_a_letter_are_two() -> None:
    assert not same_name("Maria Kewa", "Maria Kewae")


def test_letters_of_other_scripts_are_kept_apart() -> None:
    assert not same_name("北", "南")


def test_words_are_the_folded_parts_of_a_text() -> None:
    assert words(" Yohanes  de-Rosari, S.Pd. ") == ("yohanes", "de", "rosari", "s", "pd")
    assert words("’ -") == ()
