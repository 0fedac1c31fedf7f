"""What the words in an answer of BPJS mean: yes, no, a doubt, nothing at all, or nobody knows.

A word nobody knows is never taken for a yes. The words stand in resources/bpjs/answer_words.json.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Final

from agent_app.domain.texts import fold
from agent_app.paths import resource

_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_NOT_LETTERS: Final = re.compile(r"[^a-z]+")
_FIGURES: Final = re.compile(r"[0-9]+")
_SPACED_LETTERS: Final = re.compile(r"(?:[^\W\d_][\s._\-]+){2,}[^\W\d_]")
_CROSSES: Final = frozenset("✗✘✕✖❌❎×☒⛔🚫👎")
_BETWEEN_SIGNS: Final = " -\u2010\u2011\u2012\u2013\u2014_./*:;,|()'\""
_ERRORS: Final = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)|Err:\d+", re.IGNORECASE)
_LONGEST_ALIKE: Final = 40
_DOUBLED: Final = re.compile(r"(.)\1+")
_ALIKE: Final = str.maketrans("014357@$", "oiaestas")


class Meaning(StrEnum):
    """What a text says of the row it stands in."""

    YES = "yes"
    NO = "no"
    DOUBT = "doubt"
    """A word that stands beside refusals, but refuses nothing by itself: pending, meninggal, tidak ditolak."""
    NOTHING = "nothing"
    UNKNOWN = "unknown"


def meaning(text: str, said: Mapping[str, Meaning] | None = None) -> Meaning:
    """The meaning of a status or remark; `said` has, by folded text, what a person said of words nobody knew.

    What is known to refuse refuses, whatever anybody said of it.
    """
    own = _own_meaning(text)
    return (said or {}).get(folded(text), own) if own is Meaning.UNKNOWN else own


def mentions_yes(text: str) -> bool:
    """Whether a word of acceptance stands in a text without one that turns it round."""
    some, words = set(folded(text).split()), _words()
    return not some.isdisjoint(words["taken"]) and some.isdisjoint(words["negations"])


def is_waiting(text: str) -> bool:
    """Whether a text says that something is still under way."""
    return not set(folded(text).split()).isdisjoint(_words()["waiting"])


def speaks_against(text: str) -> bool:
    """Whether a text says no, or a word that stands beside refusals."""
    return meaning(text) in (Meaning.NO, Meaning.DOUBT)


def has_sign(text: str) -> bool:
    """Whether a name, an address or an occupation bears a word of refusal that no such text has otherwise."""
    if _has_mark(text):
        return True
    plain = folded(text)
    tokens = set(plain.split())
    words = _words()
    return not tokens.isdisjoint(words["among_names"]) or any(
        f" {phrase} " in f" {plain} " for phrase in words["phrases_among_names"]
    )


def is_sum(text: str) -> bool:
    """Whether a text says that its row adds up others."""
    plain = folded(text)
    return plain in _words()["sums"] or any(plain.startswith(f"{word} ") for word in ("total", "jumlah", "subtotal"))


def says_ended(text: str) -> bool:
    """Whether a sheet's name or a heading says that it lists memberships that have ended."""
    plain = f" {folded(text)} "
    return any(f" {word} " in plain for word in _words()["ended"])


def folded(text: str) -> str:
    """A text as words are compared: lower case, without accents, signs, invisible marks and letters set apart."""
    plain = text if text.isascii() else _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    plain = _SPACED_LETTERS.sub(lambda found: re.sub(r"[\s._\-]+", "", found[0]), plain)
    return fold(plain) or plain.strip(_BETWEEN_SIGNS)


def is_code(text: str) -> bool:
    """Whether a text is a short number, as programs answer with: 00, 51, 1."""
    return re.fullmatch(r"[0-9]{1,4}", folded(text)) is not None


def is_tick(text: str) -> bool:
    """Whether a text is a sign and nothing else, as people tick a row."""
    return bool(folded(text)) and not any(letter.isalnum() for letter in text)


def _has_mark(text: str) -> bool:
    """A cross, or what an office program shows for a failed formula."""
    return not _CROSSES.isdisjoint(text) or _ERRORS.search(text) is not None


@lru_cache(1024)
def _own_meaning(text: str) -> Meaning:
    """The same few words stand in thousands of rows."""
    plain = folded(text)
    return Meaning.DOUBT if _has_mark(text) else _exact().get(plain) or _by_words(plain)


def _by_words(plain: str) -> Meaning:
    words = _words()
    tokens = plain.split()
    some = set(tokens)
    negated = _is_negated(some)
    if not some.isdisjoint(words["waiting"]):
        return Meaning.DOUBT
    if not some.isdisjoint(words["no"]):
        return Meaning.DOUBT if negated or not some.isdisjoint(words["taken"]) else Meaning.NO
    if not some.isdisjoint(words["doubtful"]):
        return Meaning.DOUBT
    if negated:
        return Meaning.NO
    squeezed = _NOT_LETTERS.sub("", plain)
    if any(part in squeezed for part in words["inside"]) or _is_nearly_a_sign(tokens):
        return Meaning.DOUBT
    rest = [one for one in tokens if one not in words["harmless"] and not _FIGURES.fullmatch(one)]
    if not rest:
        return Meaning.NOTHING
    return Meaning.YES if all(one in words["taken"] for one in rest) else Meaning.UNKNOWN


def _is_negated(tokens: set[str]) -> bool:
    """Whether a word turns a text round. A letter beside others is part of a number (`X-12`), and `no` before figures
    a heading (`No. 12`)."""
    found = tokens & _words()["negations"]
    if len(tokens) > 1:
        found = {one for one in found if len(one) > 1}
        if any(_FIGURES.fullmatch(one) for one in tokens):
            found -= {"no"}
    return bool(found)


def _is_nearly_a_sign(tokens: list[str]) -> bool:
    """Whether a word is a sign with doubled letters or figures for letters: `gaagal`, `g4g4l`."""
    for token in tokens:
        if len(token) > _LONGEST_ALIKE or token.isdecimal():
            continue
        thin = _DOUBLED.sub(r"\1", token.translate(_ALIKE))
        if any(part in thin for part in _thin_signs()):
            return True
    return False


@cache
def _thin_signs() -> tuple[str, ...]:
    return tuple(_DOUBLED.sub(r"\1", part) for part in _words()["inside"])


@cache
def _exact() -> Mapping[str, Meaning]:
    kinds = (("nothing", Meaning.NOTHING), ("taken", Meaning.YES), ("refused", Meaning.NO))
    return {word: means for name, means in kinds for word in _words()[name]}


@cache
def _words() -> Mapping[str, frozenset[str]]:
    content: Any = json.loads(resource("bpjs", "answer_words.json").read_text(encoding="utf-8"))
    return {name: frozenset(map(fold, some)) for name, some in content.items() if name != "source"}
