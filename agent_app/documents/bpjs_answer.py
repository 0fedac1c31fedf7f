"""Reads an answer of BPJS Ketenagakerjaan to a remittance: who is protected for which months, from which day.

Its layout is nowhere official, so the headings stand in resources/bpjs/answer_columns.json, where a spelling can
be added without a release.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from agent_app.documents.roster_dates import read_day, read_months
from agent_app.documents.roster_process import read_sheets_in_child
from agent_app.documents.roster_rows import Source
from agent_app.documents.roster_values import clean_text, optional_text, read_nik
from agent_app.documents.spreadsheet import EMPTY, LAST_ROW, Cell, Sheet
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.months import Month, month_range, months_between
from agent_app.domain.refusals import RefusalCode, UnavailableCode
from agent_app.domain.texts import fold
from agent_app.paths import resource

_NEEDED: Final = frozenset({"nik", "months"})
_ROWS_ABOVE_HEADER: Final = 20
# No answer covers more than a few years: a longer span is a slip of the year.
_MOST_MONTHS: Final = 36
_PARTICIPANT_NUMBER: Final = re.compile(r"[0-9][0-9 .\-]{4,39}")


class Unreadable(StrEnum):
    """Why a row cannot be taken in; its words are `answer.<code>`."""

    NIK = "nik_unreadable"
    MONTHS = "months_unreadable"
    EFFECTIVE_FROM = "effective_from_unreadable"
    PARTICIPANT_NUMBER = "participant_number_unreadable"
    STATUS = "status_unknown"


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row that says somebody is protected. `months` are "YYYY-MM"; `source` is sheet and row number."""

    source: Source
    nik: str
    months: tuple[Month, ...]
    effective_from: date
    participant_number: str | None
    reference: str | None

    def __repr__(self) -> str:
        return f"AnswerRow(source={self.source!r}, months={self.months})"


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that BPJS did not take, with its `reason` as written there; all else as far as readable."""

    source: Source
    reason: str
    nik: str | None = None
    months: tuple[Month, ...] = ()
    participant_number: str | None = None
    reference: str | None = None

    def __repr__(self) -> str:
        return f"RefusedRow(source={self.source!r}, months={self.months})"


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """All rows of an answer: `rows` protect somebody, `refused` has BPJS's reason why one does not, `unreadable` ours.

    `proof` is the SHA-256 of the file, in hex; `cells` are the texts of every row by its place and `headings` those
    above them by sheet, to give rows back as they came.
    """

    proof: str
    rows: tuple[AnswerRow, ...]
    refused: tuple[RefusedRow, ...]
    unreadable: tuple[tuple[Source, Unreadable], ...]
    cells: Mapping[Source, tuple[str, ...]]
    headings: Mapping[str, tuple[str, ...]]

    @property
    def references(self) -> tuple[str, ...]:
        """The payment codes that its rows name."""
        codes = (*(row.reference for row in self.rows), *(row.reference for row in self.refused))
        return tuple(dict.fromkeys(code for code in codes if code is not None))


def read_answer(path: Path, *, today: date) -> Answer:
    """Read a file of any table format, all its visible sheets, in a child process.

    Raises Refused("answer_no_header") where no row names NIK and month, and what `read_sheets_in_child` raises.
    """
    reading = _Reading(today)
    for sheet in read_sheets_in_child(path, LAST_ROW):
        found = None if sheet.hidden else _header(sheet)
        if found is not None:
            reading.sheet(sheet, *found)
    if not reading.headings:
        raise Refused(RefusalCode.ANSWER_NO_HEADER)
    return reading.answer(_proof(path))


class _Reading:
    """Sorts the rows of all sheets."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._rows: list[AnswerRow] = []
        self._refused: list[RefusedRow] = []
        self._unreadable: list[tuple[Source, Unreadable]] = []
        self._cells: dict[Source, tuple[str, ...]] = {}
        self.headings: dict[str, tuple[str, ...]] = {}

    def sheet(self, sheet: Sheet, header: int, columns: dict[str, int]) -> None:
        self.headings[sheet.name] = tuple(clean_text(cell) for cell in sheet.rows[header])
        for source, named in _rows_below(sheet, header, columns):
            self._cells[source] = tuple(clean_text(cell) for cell in sheet.rows[source[1] - 1])
            self._sort(source, named)

    def answer(self, proof: str) -> Answer:
        return Answer(
            proof, tuple(self._rows), tuple(self._refused), tuple(self._unreadable), self._cells, self.headings
        )

    def _sort(self, source: Source, named: dict[str, Cell]) -> None:
        reason = _refusal(named)
        if reason is not None:
            self._refused.append(_refused(source, reason, named, self._today))
            return
        row = _row(source, named, self._today)
        if isinstance(row, Unreadable):
            self._unreadable.append((source, row))
        else:
            self._rows.append(row)


def _refusal(named: Mapping[str, Cell]) -> str | None:
    """Why BPJS did not take the row; None where it did, or where nobody knows what its status means."""
    status, reason, remark = (optional_text(named.get(name, EMPTY)) for name in ("status", "refusal", "remark"))
    if reason is not None and _meaning(reason) is not True:
        return reason
    return remark or status if status is not None and _meaning(status) is False else None


def _meaning(status: str) -> bool | None:
    """Whether a status says yes or no; None for words nobody knows."""
    return _status_words().get(fold(status))


def _proof(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unavailable(UnavailableCode.FILE_NOT_READABLE, errno=error.errno) from None


@cache
def _spellings() -> Mapping[str, str]:
    return {fold(spelling): name for name, spellings in _resource()["columns"].items() for spelling in spellings}


@cache
def _status_words() -> Mapping[str, bool]:
    words = _resource()["status"]
    return {fold(word): meaning for name, meaning in (("taken", True), ("refused", False)) for word in words[name]}


def _resource() -> Any:
    return json.loads(resource("bpjs", "answer_columns.json").read_text(encoding="utf-8"))


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for index, cells in enumerate(sheet.rows[:_ROWS_ABOVE_HEADER]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(cells):
            name = _spellings().get(fold(cell.text))
            if name is not None:
                columns.setdefault(name, column)
        if columns.keys() >= _NEEDED:
            return index, columns
    return None


def _rows_below(sheet: Sheet, header: int, columns: dict[str, int]) -> Iterator[tuple[Source, dict[str, Cell]]]:
    """The rows that say something in a known column, by the names of the columns."""
    for number, cells in enumerate(sheet.rows[header + 1 :], start=header + 2):
        named = {name: cells[column] if column < len(cells) else EMPTY for name, column in columns.items()}
        if any(clean_text(cell) for cell in named.values()):
            yield (sheet.name, number), named


def _row(source: Source, named: Mapping[str, Cell], today: date) -> AnswerRow | Unreadable:
    """The row, or the reason why it cannot be read. A status in words nobody knows protects nobody."""
    status = optional_text(named.get("status", EMPTY))
    if status is not None and _meaning(status) is None:
        return Unreadable.STATUS
    nik = read_nik(named["nik"])
    if nik.digits is None:
        return Unreadable.NIK
    months = _months(named["months"], today)
    if not months:
        return Unreadable.MONTHS
    effective = read_day(named.get("effective_from", EMPTY), today)
    if effective is None:
        return Unreadable.EFFECTIVE_FROM
    number = optional_text(named.get("participant_number", EMPTY))
    if number is not None and _PARTICIPANT_NUMBER.fullmatch(number) is None:
        return Unreadable.PARTICIPANT_NUMBER
    return AnswerRow(
        source=source,
        nik=nik.digits,
        months=months,
        effective_from=effective.day,
        participant_number=number,
        reference=optional_text(named.get("reference", EMPTY)),
    )


def _refused(source: Source, reason: str, named: Mapping[str, Cell], today: date) -> RefusedRow:
    number, reference = (optional_text(named.get(name, EMPTY)) for name in ("participant_number", "reference"))
    known = number if number is not None and _PARTICIPANT_NUMBER.fullmatch(number) else None
    return RefusedRow(source, reason, read_nik(named["nik"]).digits, _months(named["months"], today), known, reference)


def _months(cell: Cell, today: date) -> tuple[Month, ...]:
    """One month, or all from the first to the last; none where unreadable."""
    found = read_months(cell, today)
    count = months_between(*found) + 1 if found is not None else 0
    return month_range(found[0], count) if found is not None and count <= _MOST_MONTHS else ()
