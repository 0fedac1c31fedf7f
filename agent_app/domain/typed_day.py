"""A day as people type it into a field: the same forms in every field of the app."""

import re
from datetime import date
from typing import Final

from agent_app.domain.errors import Refused
from agent_app.domain.months import month_number

_BETWEEN = r"\s*[-/., ]\s*"
_NUMERIC = re.compile(rf"(?P<day>\d{{1,2}}){_BETWEEN}(?P<month>\d{{1,2}})(?:{_BETWEEN}(?P<year>\d{{4}}|\d{{2}}))?")
_NAMED = re.compile(
    rf"(?P<day>\d{{1,2}})(?:{_BETWEEN})?(?P<name>[a-z]{{3,9}})\.?(?:(?:{_BETWEEN})?(?P<year>\d{{4}}|\d{{2}}))?"
)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_SOLID = re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})")
_CENTURY: Final = 100


def read_day(text: str, today: date, *, past: bool = False) -> date | None:
    """`17-03-1988`, `17/3/88`, `17.3.1988`, `17031988`, `17 Maret 1988`, `17 Mar 88` or `1988-03-17`; None for others.

    The day comes before the month. Without a year it is this year's. Two figures of a year are of this century; where
    only a `past` day makes sense and that is still to come, of the one before.
    """
    cleaned = " ".join(text.casefold().split())
    for form in (_ISO, _SOLID, _NUMERIC, _NAMED):
        if (found := form.fullmatch(cleaned)) is not None:
            parts = found.groupdict()
            month = int(parts["month"]) if "month" in parts else _named(parts["name"])
            return _day(int(parts["day"]), month, parts["year"], today, past)
    return None


def _named(name: str) -> int:
    try:
        return month_number(name)
    except Refused:
        return 0


def _day(day: int, month: int, year: str | None, today: date, past: bool) -> date | None:
    known = int(year) if year is not None else today.year
    is_short = year is not None and len(year) == 2
    if is_short:
        known += today.year // _CENTURY * _CENTURY
    try:
        found = date(known, month, day)
        return date(known - _CENTURY, month, day) if is_short and past and found > today else found
    except ValueError:
        return None


def written_day(day: date) -> str:
    """As a field shows it: `17-03-1988`."""
    return f"{day:%d-%m-%Y}"
