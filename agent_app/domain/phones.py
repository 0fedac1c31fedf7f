"""Indonesian telephone numbers: one reader for what people type, and the few forms in which they are shown and sent.

`0812…`, `812…` (a number cell loses the zero), `62812…`, `+62 812…`, `+62 (0)812…` and `0062812…` are one number.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

COUNTRY: Final = "62"
"""The country code that stands for the 0 before a number."""
_FEWEST, _MOST = 7, 12
_NOT_A_NUMBER: Final = re.compile(r"[^\d\s().+\-]")
_UNSEEN: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad']")
_DASHES: Final = re.compile(r"[\u2010-\u2015\u2212]")
_BETWEEN: Final = re.compile(r"\s*(?:[/;,&|]|\bdan\b|\batau\b|\bor\b|\n)\s*", re.IGNORECASE)
_BEGINS: Final = re.compile(r"(?:\+|00)?62|0|8")


def read_phones(text: str) -> tuple[str, ...] | None:
    """All numbers of a text as `+62…`, each once; None where any part of it is no number."""
    plain = _DASHES.sub("-", _UNSEEN.sub("", unicodedata.normalize("NFKC", text)))
    parts = [part for part in _BETWEEN.split(plain) if part.strip()]
    found: list[str] = []
    for part in parts:
        numbers = [one] if (one := _number(part)) is not None else list(_side_by_side(part))
        if not numbers:
            return None
        found += [f"+{COUNTRY}{number}" for number in numbers]
    return tuple(dict.fromkeys(found)) or None


def dialled(text: str) -> str:
    """The first number of a text as people dial it, `0812…`; the text itself where it holds none."""
    numbers = read_phones(text)
    return f"0{numbers[0].removeprefix(f'+{COUNTRY}')}" if numbers else text


def international(text: str) -> str:
    """The first number of a text with the country code in front, `62812…`; its figures where it holds none."""
    numbers = read_phones(text)
    return numbers[0].removeprefix("+") if numbers else re.sub(r"[^0-9]", "", text)


def _number(text: str) -> str | None:
    """One number without country code and without its 0."""
    if _NOT_A_NUMBER.search(text):
        return None
    digits = re.sub(r"\D", "", text)
    foreign = text.strip().startswith("+") and not digits.startswith(COUNTRY)
    for prefix in (f"00{COUNTRY}", COUNTRY, "0"):
        if digits.startswith(prefix):
            digits = digits.removeprefix(prefix).removeprefix("0")
            break
    plain = _FEWEST <= len(digits) <= _MOST and not digits.startswith("0")
    return digits if plain and not foreign else None


def _side_by_side(text: str) -> Iterator[str]:
    """Numbers with nothing but blanks or a dash between them; none where a part is no number."""
    found: list[str] = []
    open_still = ""
    for piece in re.split(r"\s+(?:-\s+)?", text.strip()):
        known = _number(open_still) if open_still else None
        if known is not None and _BEGINS.match(piece):
            found.append(known)
            open_still = piece
        else:
            open_still = f"{open_still} {piece}".strip()
    last = _number(open_still)
    if last is not None and found:
        yield from (*found, last)
