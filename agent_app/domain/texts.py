"""Folding of names, so that search and comparison overlook case, accents, quotes and spacing."""

import re
import unicodedata

_QUOTES = re.compile("['\"`´’‘‛ʼʻ′″“”]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """`Bu Nuapu’u` as `bu nuapuu`: lower case, without accents and quotes, words parted by one space."""
    plain = _QUOTES.sub("", text).casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _BETWEEN_WORDS.sub(" ", plain).strip()


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(fold(text).split())


def same_name(one: str, other: str) -> bool:
    """Whether two names differ in nothing but case, accents, quotes, punctuation and spacing."""
    return fold(one) == fold(other)
