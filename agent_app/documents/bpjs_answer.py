"""Reads an answer of BPJS Ketenagakerjaan to a remittance: who is protected for which months, from which day.

Its layout is nowhere official, so the headings stand in resources/bpjs/answer_columns.json, where a spelling can
be added without a release.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from agent_app.documents.roster_dates import read_day, read_month
from agent_app.documents.roster_values import clean_text, optional_text, read_nik
from agent_app.documents.spreadsheet import EMPTY, Cell, CellKind, Sheet
from agent_app.documents.workbooks import read_sheets
from agent_app.domain.errors import Refused
from agent_app.domain.months import Month, month_range, months_between
from agent_app.domain.refusals import RefusalCode
from agent_app.domain.texts import fold
from agent_app.paths import resource

NEEDED = frozenset({"nik", "months"})
ROWS_ABOVE_HEADER = 20
BETWEEN_MONTHS = (" s.d. ", " s/d ", " sd ", " - ", "–")


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row that says somebody is protected. `months` are "YYYY-MM"; `row` is the row number in the file."""

    row: int
    nik: str
    months: tuple[Month, ...]
    effective_from: date
    participant_number: str | None
    reference: str | None

    def __repr__(self) -> str:
        return f"AnswerRow(row={self.row}, months={self.months})"


@dataclass(frozen=True, slots=True)
class Answer:
    """All rows of an answer: `rows` protect somebody, `refused` says why one does not, `unreadable` has a reason.

    `proof` is the SHA-256 of the file, in hex.
    """

    proof: str
    rows: tuple[AnswerRow, ...]
    refused: tuple[tuple[int, str], ...]
    unreadable: tuple[tuple[int, str], ...]


def read_answer(path: Path, *, today: date) -> Answer:
    """Read a file of any table format.

    Raises Refused("answer_no_header") where no row names NIK and month, and what `read_sheets` raises.
    """
    proof = hashlib.sha256(path.read_bytes()).hexdigest()
    for sheet in read_sheets(path):
        found = _header(sheet)
        if found is not None:
            return _read(sheet, *found, proof, today)
    raise Refused(RefusalCode.ANSWER_NO_HEADER)


@cache
def _spellings() -> Mapping[str, str]:
    columns = json.loads(resource("bpjs", "answer_columns.json").read_text(encoding="utf-8"))["columns"]
    return {fold(spelling): name for name, spellings in columns.items() for spelling in spellings}


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for index, cells in enumerate(sheet.rows[:ROWS_ABOVE_HEADER]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(cells):
            name = _spellings().get(fold(cell.text))
            if name is not None:
                columns.setdefault(name, column)
        if columns.keys() >= NEEDED:
            return index, columns
    return None


def _read(sheet: Sheet, header: int, columns: dict[str, int], proof: str, today: date) -> Answer:
    rows: list[AnswerRow] = []
    refused: list[tuple[int, str]] = []
    unreadable: list[tuple[int, str]] = []
    for number, cells in enumerate(sheet.rows[header + 1 :], start=header + 2):
        named = {name: cells[column] if column < len(cells) else EMPTY for name, column in columns.items()}
        if not any(clean_text(cell) for cell in named.values()):
            continue
        reason = optional_text(named.get("refusal", EMPTY))
        if reason is not None:
            refused.append((number, reason))
            continue
        row = _row(number, named, today)
        if isinstance(row, str):
            unreadable.append((number, row))
        else:
            rows.append(row)
    return Answer(proof, tuple(rows), tuple(refused), tuple(unreadable))


def _row(number: int, named: Mapping[str, Cell], today: date) -> AnswerRow | str:
    """The row, or the reason why it cannot be read."""
    nik = read_nik(named["nik"])
    if nik.digits is None:
        return "nik_unreadable"
    months = _months(named["months"], today)
    if not months:
        return "month_unreadable"
    effective = read_day(named.get("effective_from", EMPTY), today)
    if effective is None:
        return "date_unreadable"
    return AnswerRow(
        row=number,
        nik=nik.digits,
        months=months,
        effective_from=effective.day,
        participant_number=optional_text(named.get("participant_number", EMPTY)),
        reference=optional_text(named.get("reference", EMPTY)),
    )


def _months(cell: Cell, today: date) -> tuple[Month, ...]:
    """One month, or two with a mark between them: from the first to the last."""
    for mark in BETWEEN_MONTHS:
        first, found, last = clean_text(cell).partition(mark)
        if found:
            ends = [read_month(Cell(part.strip(), CellKind.TEXT), today) for part in (first, last)]
            if ends[0] is not None and ends[1] is not None and ends[0] <= ends[1]:
                return tuple(month_range(ends[0], months_between(ends[0], ends[1]) + 1))
    single = read_month(cell, today)
    return () if single is None else (single,)
