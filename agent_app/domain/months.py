"""Contribution months as text `YYYY-MM`, the form they have in journal lines, tables and files."""

import re
from datetime import date
from typing import Final, Literal

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

Month = str
"""A contribution month, `2026-11`; sorts and compares as text."""

Language = Literal["id", "en"]

_FORM = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_NAMES: Final[dict[Language, tuple[str, ...]]] = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_BY_SHORT_NAME: Final = {
    name.casefold()[:3]: number for names in _NAMES.values() for number, name in enumerate(names, start=1)
} | {"agt": 8, "ags": 8, "nop": 11, "peb": 2}
_OLD_SPELLINGS: Final = {"nopember", "pebruari"}
_NUMERIC = re.compile(r"(?P<month>[0-9]{1,2})\s*[-/.]\s*(?P<year>[0-9]{4})")
_ISO_LIKE = re.compile(r"(?P<year>[0-9]{4})\s*[-/.]\s*(?P<month>[0-9]{1,2})(?:\s*[-/.]\s*[0-9]{1,2})?")
_NAMED = re.compile(r"(?P<name>[a-z]{3,9})\.?\s*[-/' ]?\s*(?P<year>[0-9]{4}|[0-9]{2})")


def month(text: str) -> Month:
    """`text` itself when it is a month `YYYY-MM` from year 1000 on; else Refused(month_unreadable)."""
    if _FORM.fullmatch(text) is None or text < "1000":
        raise Refused(RefusalCode.MONTH_UNREADABLE)
    return text


def parse_month(text: str) -> Month:
    """A month as people write it: `2026-11`, `11/2026`, `November 2026`, `Nov 26`, `Agt-26`, `2026-11-30`.

    Raises Refused(month_unreadable).
    """
    cleaned = " ".join(text.casefold().split())
    for form in (_ISO_LIKE, _NUMERIC):
        if found := form.fullmatch(cleaned):
            return month(f"{found['year']}-{int(found['month']):02d}")
    found = _NAMED.fullmatch(cleaned)
    number = _month_of_name(found["name"]) if found else None
    if found is None or number is None:
        raise Refused(RefusalCode.MONTH_UNREADABLE)
    year = found["year"] if len(found["year"]) == 4 else f"20{found['year']}"
    return month(f"{year}-{number:02d}")


def month_number(name: str) -> int:
    """1 to 12 for a month's name or the first letters of it, in Indonesian or English.

    Raises Refused(month_unreadable).
    """
    number = _month_of_name(name.casefold())
    if number is None:
        raise Refused(RefusalCode.MONTH_UNREADABLE)
    return number


def _month_of_name(name: str) -> int | None:
    known = _BY_SHORT_NAME.get(name[:3])
    if known is None or len(name) == 3:
        return known
    spellings = {names[known - 1].casefold() for names in _NAMES.values()} | _OLD_SPELLINGS
    return known if any(spelling.startswith(name) for spelling in spellings) else None


def month_of(day: date) -> Month:
    return f"{day.year:04d}-{day.month:02d}"


def first_day(of: Month) -> date:
    return date(int(of[:4]), int(of[5:]), 1)


def add_months(start: Month, count: int) -> Month:
    """The month `count` after `start`; negative counts go back."""
    year, index = divmod(int(start[:4]) * 12 + int(start[5:]) - 1 + count, 12)
    return f"{year:04d}-{index + 1:02d}"


def months_between(earlier: Month, later: Month) -> int:
    """How many months `later` comes after `earlier`: 0 when equal, negative when it comes before."""
    return (int(later[:4]) - int(earlier[:4])) * 12 + int(later[5:]) - int(earlier[5:])


def month_range(first: Month, count: int) -> tuple[Month, ...]:
    return tuple(add_months(first, offset) for offset in range(count))


def month_label(of: Month, language: Language = "id") -> str:
    """`2026-11` as `November 2026`."""
    return f"{_NAMES[language][int(of[5:]) - 1]} {of[:4]}"


def date_label(day: date, language: Language = "id") -> str:
    """A date as papers show it, `21 November 2026`; never figures only, which are read in two ways."""
    return f"{day.day} {month_label(month_of(day), language)}"
