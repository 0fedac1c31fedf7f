"""Single cells of an answer of BPJS: every way in which a month, a day, a number or a sum can be meant."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Final

from agent_app.documents.number_formats import shown_text
from agent_app.documents.roster_dates import ReadDate, read_day, read_months
from agent_app.documents.roster_values import clean_text, read_nik, whole_number
from agent_app.documents.spreadsheet import Cell, CellKind
from agent_app.documents.xlsx_cells import date_of_serial
from agent_app.domain.errors import Refused
from agent_app.domain.months import Month, month_of, month_range, months_between, parse_month

Months = tuple[Month, ...]

# No answer covers more than a few years: a longer span is a slip of the year.
_MOST_MONTHS: Final = 36
_YEARS_APART: Final = 3
_FEWEST_SHOWN: Final = 4
_SERIAL: Final = re.compile(r"[1-5]\d{4}(?:\.0+)?")
_MONTH_THEN_YEAR: Final = re.compile(r"(0?[1-9]|1[0-2])\s*(20\d{2})")
_DAY_NAMED: Final = re.compile(r"(\d{2})[-\s/.]*([^\W\d_]{3,10})\.?")
_TWO_SMALL: Final = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?:\s+[\d:.]+)?")
_BEFORE_MONTH: Final = re.compile(r"^(?:(?:bulan|iuran|periode|bln|blth|masa)\b[\s.:]*)+")
_LISTED: Final = re.compile(r"\s*(?:[,;&+]|\bdan\b)\s*")
_MASK: Final = re.compile(r"[*xX•·#●_?]")
_NUMBER: Final = re.compile(r"[0-9][0-9 .\-]{4,39}")
_RUPIAH: Final = re.compile(r"(?:rp\.?|idr)?\s*(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,]\d{2}|,-)?\s*(?:,-)?", re.IGNORECASE)


def month_readings(cell: Cell, last: Cell, year: Cell, today: date) -> tuple[Months, ...]:
    """Every way to read the months of a row, the usual one first; none where unreadable.

    `last` is the last month where it has a column of its own, `year` the year where that stands alone.
    """
    text = clean_text(cell)
    if clean_text(year) and not re.search(r"\d{4}", text):
        cell = Cell(f"{text} {clean_text(year)}", CellKind.TEXT)
    firsts = list(dict.fromkeys(_readings(cell, today)))
    if not clean_text(last):
        return tuple(firsts)
    lasts = list(dict.fromkeys(_readings(last, today)))
    return tuple(
        dict.fromkeys(some for one in firsts for other in lasts if (some := _span(one[0], other[-1])) is not None)
    )


def day_readings(cell: Cell, today: date) -> tuple[date, ...]:
    """The days a cell may mean, the usual one first: `05/12/2026` is 5 December, or 12 May."""
    read = read_day(cell, today)
    if read is None:
        return ()
    swapped = _swapped(cell)
    return (read.day,) if swapped is None or swapped.day == read.day else (read.day, swapped.day)


def nik_of(cell: Cell) -> str | None:
    """A sound NIK; None where it is missing, masked or damaged. A number of sixteen digits whose last may be lost
    is none."""
    return read_nik(cell).digits


def nik_shown(cell: Cell) -> str:
    """The NIK as it stands there, the digits of a number written out."""
    text = clean_text(cell)
    return whole_number(text.replace(",", ".")) or text


def fits(shown: str, nik: str) -> bool:
    """Whether a masked, shortened or rounded NIK may be this one: every digit that was kept is the same."""
    text = re.sub(r"[\s.\-']", "", unicodedata.normalize("NFKC", shown))
    if not text:
        return True
    if len(text) == len(nik) and _MASK.search(text):
        return all(_MASK.fullmatch(one) or one == other for one, other in zip(text, nik, strict=True))
    if not text.isdecimal():
        return _ends_fit(text, nik)
    kept = text.rstrip("0") or text
    return len(kept) >= _FEWEST_SHOWN and (nik.startswith(kept) or _is_rounded(text, nik))


def shown(cell: Cell) -> str:
    """The text of a cell as an office program shows it: a month without its day, a number with its zeros."""
    return clean_text(Cell(shown_text(cell), CellKind.TEXT)) if cell.look.format else clean_text(cell)


def participant_number(cell: Cell) -> str | None:
    """A participant number as shown, without the fraction of a number cell; None where it is none."""
    text = shown(cell)
    return text if _NUMBER.fullmatch(text) else None


def rupiah(cell: Cell) -> int | None:
    """Whole rupiah; None where it is no sum."""
    text = clean_text(cell)
    if cell.kind is CellKind.NUMBER:
        whole = whole_number(cell.text)
        return int(whole) if whole is not None else None
    found = _RUPIAH.fullmatch(text)
    return int(re.sub(r"\D", "", found[1])) if found else None


def _readings(cell: Cell, today: date) -> Iterator[Months]:
    text = " ".join(unicodedata.normalize("NFKC", clean_text(cell)).casefold().split())
    if cell.kind is CellKind.DATE or _SERIAL.fullmatch(text):
        if cell.look.format:
            yield from _readings(Cell(shown(cell), CellKind.TEXT), today)
        yield from _of_date(cell, today)
        return
    text = _BEFORE_MONTH.sub("", text)
    if found := _MONTH_THEN_YEAR.fullmatch(text):
        yield (f"{found[2]}-{int(found[1]):02d}",)
        return
    if found := _DAY_NAMED.fullmatch(text):
        yield from _of_day_and_name(found[1], found[2], today)
    plain = read_months(Cell(text, CellKind.TEXT), today)
    some = _span(*plain) if plain is not None else None
    if some is not None or (some := _listed(text, today)):
        yield some
    elif not any(letter.isdigit() for letter in text):
        yield from _without_year(text, today)
    # A month stands as its first day: figures that begin with a 1 are not turned round.
    swapped = _swapped(cell)
    if swapped is not None and not text.lstrip("0").startswith(("1-", "1/", "1.", "1 ")):
        yield (month_of(swapped.day),)


def _of_date(cell: Cell, today: date) -> Iterator[Months]:
    """The month of a date; and the one an office program made that date of: `Nov-26` became a 26 November."""
    day = date_of_serial(cell.text) if cell.kind is not CellKind.DATE else date.fromisoformat(cell.text)
    if day is None:
        return
    yield (month_of(day),)
    if abs(2000 + day.day - today.year) <= _YEARS_APART:
        yield (f"{2000 + day.day}-{day.month:02d}",)


def _of_day_and_name(day: str, name: str, today: date) -> Iterator[Months]:
    """`26-Nov`, as an office program shows what was typed as `Nov-26`."""
    if abs(2000 + int(day) - today.year) <= _YEARS_APART:
        try:
            yield (parse_month(f"{name} 20{day}"),)
        except Refused:
            return


def _listed(text: str, today: date) -> Months | None:
    """Months one by one, `Nov, Des 2026`: one without a year is of the year of the last."""
    parts = _LISTED.split(text)
    ends = read_months(Cell(parts[-1], CellKind.TEXT), today)
    if len(parts) < 2 or ends is None:
        return None
    found: list[Month] = []
    for part in parts:
        whole = part if re.search(r"\d{4}", part) else f"{part} {ends[0][:4]}"
        one = read_months(Cell(whole, CellKind.TEXT), today)
        some = _span(*one) if one is not None else None
        if some is None:
            return None
        found += some
    return tuple(sorted(set(found)))


def _without_year(name: str, today: date) -> Iterator[Months]:
    """A month by its name alone, of this year, the next or the last: what was paid decides."""
    for year in (today.year, today.year + 1, today.year - 1):
        try:
            yield (parse_month(f"{name} {year}"),)
        except Refused:
            return


def _span(first: Month, last: Month) -> Months | None:
    count = months_between(first, last) + 1
    return month_range(first, count) if 1 <= count <= _MOST_MONTHS else None


def _swapped(cell: Cell) -> ReadDate | None:
    """The other date of figures that both may be a month."""
    found = _TWO_SMALL.fullmatch(" ".join(clean_text(cell).split()))
    if found is None or max(int(found[1]), int(found[2])) > 12:
        return None
    year = found[3] if len(found[3]) == 4 else f"20{found[3]}"
    try:
        return ReadDate(date(int(year), int(found[1]), int(found[2])), month_first=True)
    except ValueError:
        return None


def _is_rounded(text: str, nik: str) -> bool:
    """Whether the figures are those of the NIK as a number keeps them: `5.31306E+15`, or fifteen digits and a 0."""
    kept = len(text.rstrip("0"))
    return len(text) == len(nik) and abs(int(text) - int(nik)) <= 10 ** (len(nik) - kept) // 2


def _ends_fit(text: str, nik: str) -> bool:
    """Whether what is left before and after a mask of another length is the beginning and the end of the NIK."""
    parts = [part for part in re.split(r"[^0-9]+", text) if part]
    if len(parts) != 2 or sum(map(len, parts)) < _FEWEST_SHOWN:
        return False
    return nik.startswith(parts[0]) and nik.endswith(parts[1])
