"""Reads the dates and months of a member list in the many forms offices write them."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from agent_app.documents.roster_reasons import RowWarning
from agent_app.documents.spreadsheet import Cell, CellKind
from agent_app.documents.xlsx_cells import date_of_serial
from agent_app.domain.errors import Refused
from agent_app.domain.months import Month, month_of, parse_month
from agent_app.domain.nik import age

_BIRTHS_KEPT: Final = 32_768
"""A long list has some fifteen thousand birth dates, again and again."""
_TIME = r"(?:[T\s]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?Z?)?"
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})\s*[-/. ]\s*(?P<month>\d{{1,2}})\s*[-/. ]\s*(?P<day>\d{{1,2}}){_TIME}")
_FIGURES = re.compile(
    rf"(?P<day>\d{{1,2}})\s*[-/.,\s]\s*(?P<month>\d{{1,2}})\s*[-/.,\s]\s*['\u2019]?(?P<year>\d{{4}}|\d{{2}}){_TIME}"
)
_NAMED = re.compile(r"(?P<day>\d{1,2})[-/.,\s]*(?P<name>[^\W\d_]{3,10})[-/.,'\s]*(?P<year>\d{4}|\d{2})")
_NAME_FIRST = re.compile(r"(?P<name>[^\W\d_]{3,10})\.?\s+(?P<day>\d{1,2})\s*,\s*(?P<year>\d{4})")
_TOGETHER = re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})")
_DATE_AT_END = re.compile(
    r"(?P<place>[^\d]*?)[\s,;:/.\-]*(?P<date>\d{1,4}\s*[-/.,\s]?\s*(?:\d{1,2}|[^\W\d_]{3,10}\.?)\s*[-/.,'\s]?\s*\d{1,4})"
)
_ORDER = re.compile(r"(?<!\d)(\d{1,2})\s*[-/.,\s]\s*(\d{1,2})\s*[-/.,\s]\s*\d{2}(?:\d{2})?(?!\d)")
_EARLIEST_BIRTH = 1900
# Whom a cooperative lists: nobody younger is a member, nobody older is one still.
_YOUNGEST_MEMBER = 15
_OLDEST_MEMBER = 99
# Serials of Excel from 1927 to 2064: a birth date whose cell lost its date format.
_SERIAL = re.compile(r"[1-5]\d{4}(?:\.\d+)?")
_UNTIL = re.compile(r"^(?:lunas\s+|dibayar\s+|bulan\s+)?(?:s\s*/\s*d|s\.d\.?|sd|sampai(?:\s+dengan)?|hingga)\b\.?\s*")
_RANGE = re.compile(r"^(?:[a-z]{3,9}\.?(?:\s*\d{4})?|\d{1,2}(?:[/.]\d{4})?)\s*(?:-|–|s/d|sd|sampai|hingga)\s*")
_BETWEEN_MARKED = re.compile(
    r"\s+-\s+|\s*(?:[–—]|\bs\s*/\s*d\b|\bs\.d\.?|\bsd\b|\bsampai(?:\s+dengan)?\b|\bhingga\b)\s*"
)
_BETWEEN = re.compile(r"-")
_MONTH_TOGETHER = re.compile(r"(20\d{2})(0[1-9]|1[0-2])")
_MONTH_SHORT_YEAR = re.compile(r"(0?[1-9]|1[0-2])\s*[/\-.]\s*(\d{2})")


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as read; `month_first` says that only the American order made a date of it (`6/13/1988`).

    `turned` is the date with day and month exchanged where both readings are one; `short_year`: the century is ours.
    """

    day: date
    month_first: bool = False
    turned: date | None = None
    short_year: bool = False


@dataclass(frozen=True, slots=True)
class Birth:
    """What a birth cell says: place, date, or both. `warning` where the date could not be taken.

    `turned`: see ReadDate.
    """

    day: date | None = None
    place: str | None = None
    warning: RowWarning | None = None
    turned: date | None = None


def read_date(text: str, today: date) -> ReadDate | None:
    """A day in any usual form; the day comes before the month. None where it is no date.

    Years of two digits above the present one belong to the 1900s.
    """
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    if found := _YEAR_FIRST.fullmatch(text):
        return _from_figures(found["day"], found["month"], found["year"], today)
    if found := _FIGURES.fullmatch(text):
        read = _from_figures(found["day"], found["month"], found["year"], today)
        return _with_turned(read)
    if found := _NAMED.fullmatch(text) or _NAME_FIRST.fullmatch(text):
        month = _month_number(found["name"])
        return _from_figures(found["day"], str(month), found["year"], today) if month else None
    if found := _TOGETHER.fullmatch(text):
        return _from_figures(found["day"], found["month"], found["year"], today)
    return None


def _from_figures(day: str, month: str, year: str, today: date) -> ReadDate | None:
    full_year = int(year)
    if len(year) == 2:
        full_year += 1900 if full_year > today.year % 100 else 2000
    try:
        if int(month) > 12 >= int(day):
            return ReadDate(date(full_year, int(day), int(month)), month_first=True, short_year=len(year) == 2)
        return ReadDate(date(full_year, int(month), int(day)), short_year=len(year) == 2)
    except ValueError:
        return None


def _with_turned(read: ReadDate | None) -> ReadDate | None:
    if read is None or read.month_first or read.day.day > 12 or read.day.day == read.day.month:
        return read
    return replace(read, turned=_turned(read.day))


def _turned(day: date) -> date:
    return date(day.year, day.day, day.month)


def shows_month_first(cell: Cell) -> bool:
    """Whether only the order month, day makes a date of a cell's figures (`6/13/1988`), an ISO date left aside."""
    found = _ORDER.search(cell.text) if cell.kind is CellKind.TEXT else None
    return found is not None and int(found[1]) <= 12 < int(found[2]) <= 31


def _month_number(name: str) -> int | None:
    try:
        return int(parse_month(f"{name} 2000")[5:])
    except Refused:
        return None


def read_day(cell: Cell, today: date) -> ReadDate | None:
    """A date cell, a text that is a date, or a number that lost its date format."""
    if _SERIAL.fullmatch(cell.text.strip()):
        day = date_of_serial(cell.text)
        return ReadDate(day) if day else None
    read = read_date(cell.text, today)
    if read is not None and cell.kind is CellKind.DATE and read.day.day <= 12 and read.day.day != read.day.month:
        return replace(read, turned=_turned(read.day))
    return read


@lru_cache(_BIRTHS_KEPT)
def read_birth(cell: Cell, today: date) -> Birth:
    """A birth cell: `17/8/1988`, `LEWOLEBA, 17-8-1988`, a date cell, or only a place."""
    read = read_day(cell, today)
    if read is not None:
        return _judged(read, None, today)
    text = " ".join(cell.text.split())
    if not any(letter.isdigit() for letter in text):
        return Birth(place=text)
    found = _DATE_AT_END.fullmatch(text)
    read = read_date(found["date"], today) if found else None
    if found is None or read is None:
        return Birth(warning=RowWarning.BIRTH_UNREADABLE)
    return _judged(read, found["place"].strip(" ,;:/.-") or None, today)


def _judged(read: ReadDate, place: str | None, today: date) -> Birth:
    if read.short_year:
        return _judged_century(read, place, today)
    if not read.day.year >= _EARLIEST_BIRTH or read.day > today:
        return Birth(place=place, warning=RowWarning.BIRTH_IMPLAUSIBLE)
    return Birth(read.day, place, RowWarning.BIRTH_MONTH_FIRST if read.month_first else None, read.turned)


def _judged_century(read: ReadDate, place: str | None, today: date) -> Birth:
    """The century in which somebody with this year of two digits can be a member; none where in no one."""
    for century in (1900, 2000):
        try:
            day = read.day.replace(year=century + read.day.year % 100)
        except ValueError:
            continue
        if _YOUNGEST_MEMBER <= age(day, today) <= _OLDEST_MEMBER:
            turned = _turned(day) if read.turned is not None else None
            return Birth(day, place, RowWarning.BIRTH_MONTH_FIRST if read.month_first else None, turned)
    return Birth(place=place, warning=RowWarning.BIRTH_CENTURY_UNKNOWN)


def read_month(cell: Cell, today: date) -> Month | None:
    """The last month paid: `Okt 2026`, `10/2026`, `s/d Okt 2026`, `Jan-Okt 2026`, a date; None if unreadable."""
    if cell.kind is CellKind.DATE or _SERIAL.fullmatch(cell.text.strip()):
        day = read_day(cell, today)
        return month_of(day.day) if day else None
    text = " ".join(unicodedata.normalize("NFKC", cell.text).casefold().split())
    text = _UNTIL.sub("", text)
    if found := _MONTH_TOGETHER.fullmatch(text):
        return f"{found[1]}-{found[2]}"
    month = _plain_month(text, today)
    return month if month is not None else _plain_month(_RANGE.sub("", text, count=1), today)


def read_months(cell: Cell, today: date) -> tuple[Month, Month] | None:
    """The first and the last of the months a cell names: `Nov 2026`, `Nov 2026 - Jan 2027`, `Nov-Des 2026`.

    None if unreadable; so is `s/d Okt 2026`, which leaves open where it begins.
    """
    if cell.kind is CellKind.DATE or _SERIAL.fullmatch(cell.text.strip()):
        day = read_day(cell, today)
        return (month_of(day.day), month_of(day.day)) if day else None
    text = " ".join(unicodedata.normalize("NFKC", cell.text).casefold().split())
    for between in (_BETWEEN_MARKED, _BETWEEN):
        if between is _BETWEEN and (single := _single_month(text, today)):
            return single, single
        for found in between.finditer(text):
            last = _single_month(text[found.end() :], today)
            first = _single_month(text[: found.start()], today, year_of=last)
            if first is not None and last is not None and first <= last:
                return first, last
    return None


def _single_month(text: str, today: date, year_of: Month | None = None) -> Month | None:
    """A month; one without a year of its own is of the year of `year_of`."""
    if found := _MONTH_TOGETHER.fullmatch(text):
        return f"{found[1]}-{found[2]}"
    month = _plain_month(text, today)
    return _plain_month(f"{text} {year_of[:4]}", today) if month is None and year_of is not None else month


def _plain_month(text: str, today: date) -> Month | None:
    if day := read_date(text, today):
        return month_of(day.day)
    if found := _MONTH_SHORT_YEAR.fullmatch(text):
        text = f"{found[1]}/20{found[2]}" if int(found[2]) > 12 else ""
    try:
        return parse_month(text)
    except Refused:
        return None


def day_may_be_year(day: date, today: date) -> bool:
    """Whether an office program may have read a month and year (`Okt-25`) as a day of this year (25 October)."""
    years_back = today.year - (2000 + day.day)
    return day.year == today.year and 0 < years_back <= 10
