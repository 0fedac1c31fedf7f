"""Words for every code, in both languages."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

import agent_app
from agent_app.domain.cash import DifferenceState
from agent_app.domain.contributions import Programme, Sector, Sureness
from agent_app.domain.coverage import MemberStatus, MonthState
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.funding import Budget, FundingSource
from agent_app.domain.nik import NikWarning
from agent_app.domain.refusals import RefusalCode, UnavailableCode
from agent_app.domain.reviews import REVIEWS, Decision
from agent_app.reference.words import Words, words

INDONESIAN, ENGLISH = words("id"), words("en")
ROOMS: dict[str, type[StrEnum]] = {
    "refused": RefusalCode,
    "unavailable": UnavailableCode,
    "decision": Decision,
    "nik_warning": NikWarning,
    "month_state": MonthState,
    "member_status": MemberStatus,
    "difference": DifferenceState,
    "funding": FundingSource,
    "budget": Budget,
    "sector": Sector,
    "sureness": Sureness,
    "programme": Programme,
}


def expected_keys() -> set[str]:
    by_room = {f"{room}.{code}" for room, codes in ROOMS.items() for code in codes}
    return by_room | {f"review.{code}.{part}" for code in REVIEWS for part in ("title", "rule")}


def keys_of_these_rooms(language: Words) -> set[str]:
    return {key for key in language.keys if key.split(".")[0] in {*ROOMS, "review"}}


def test_every_code_has_words_in_both_languages_and_no_words_are_left_over() -> None:
    assert keys_of_these_rooms(INDONESIAN) == expected_keys()
    assert keys_of_these_rooms(ENGLISH) == expected_keys()
    assert INDONESIAN.keys == ENGLISH.keys


def test_both_languages_carry_the_same_parameters() -> None:
    differing = {key for key in INDONESIAN.keys if INDONESIAN.parameters(key) != ENGLISH.parameters(key)}
    assert differing == set()


def test_no_text_is_empty_in_either_language() -> None:
    assert [key for key in INDONESIAN.keys if not INDONESIAN.say(key).strip()] == []
    assert [key for key in ENGLISH.keys if not ENGLISH.say(key).strip()] == []


def test_the_english_rule_of_a_review_is_the_one_in_the_code() -> None:
    assert {code: ENGLISH.say(f"review.{code}.rule") for code in REVIEWS} == {
        code: review.rule for code, review in REVIEWS.items()
    }


def raised_codes() -> Iterator[tuple[str, str]]:
    """(room, code) of each Refused("…") and Unavailable("…") with a code written out in the package."""
    for path in sorted(Path(agent_app.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                room = {"Refused": "refused", "Unavailable": "unavailable"}.get(node.func.id)
                code = node.args[0]
                if room and isinstance(code, ast.Constant):
                    yield room, str(code.value)


def test_every_code_written_out_where_it_is_raised_has_words() -> None:
    assert {f"{room}.{code}" for room, code in raised_codes()} - INDONESIAN.keys == set()


def test_parameters_are_filled_in_and_missing_ones_stay_visible() -> None:
    assert "16 angka, yang diisi 12" in INDONESIAN.of(Refused(RefusalCode.NIK_LENGTH, length=12))
    assert "{length}" in ENGLISH.say("refused.nik_length")
    assert "rates/x.csv" in ENGLISH.of(Unavailable(UnavailableCode.RESOURCE_MISSING, name="rates/x.csv"))


def test_a_parameter_cannot_smuggle_in_another() -> None:
    said = ENGLISH.say("refused.nik_length", length="{length}")
    assert said.count("{length}") == 1


def test_a_code_without_words_is_a_mistake_that_shows() -> None:
    with pytest.raises(KeyError):
        INDONESIAN.say("refused.no_such_code")
