"""Reads an answer of BPJS Ketenagakerjaan to a remittance: every row of every sheet, with what it says and of whom.

Nothing is left out without a word: a row is an `AnswerRow`, or it is passed over for a reason that is told.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from agent_app.documents import answer_cells
from agent_app.documents.answer_columns import AnswerColumns, AnswerField, at, guess_columns
from agent_app.documents.answer_rows import AnswerRow
from agent_app.documents.answer_verdict import Sense, hear, sense_of
from agent_app.documents.answer_words import Meaning, folded, is_sum, meaning, says_ended, speaks_against
from agent_app.documents.roster_process import read_sheets_in_child
from agent_app.documents.roster_rows import Source
from agent_app.documents.roster_values import clean_text, optional_text
from agent_app.documents.spreadsheet import LAST_ROW, Cell, Sheet
from agent_app.domain.answers import Doubt, Passed, Verdict
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.refusals import RefusalCode, UnavailableCode

_LONGEST_TITLE: Final = 8
_FEWEST_DIGITS: Final = 9
_AGAINST: Final = (Meaning.NO, Meaning.DOUBT)


@dataclass(frozen=True, slots=True, repr=False)
class AnswerFile:
    """All sheets of an answer in memory. `proof` is the SHA-256 of the file, in hex."""

    proof: str
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a person said of a file: `columns` of sheets by name, and what `words` mean that nobody knew (folded)."""

    columns: Mapping[str, AnswerColumns] = field(default_factory=dict)
    words: Mapping[str, Meaning] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """A whole answer: rows + passed are all rows of the file that are not blank.

    `columns` has one entry a sheet; `cells` are the texts of every row by its place and `headings` those above them
    by sheet, to give rows back as they came. `unknown` are the words nobody knows (folded), each with how many rows say
    it.
    """

    proof: str
    rows: tuple[AnswerRow, ...]
    passed: tuple[tuple[Source, Passed], ...]
    columns: tuple[AnswerColumns, ...]
    cells: Mapping[Source, tuple[str, ...]]
    headings: Mapping[str, tuple[str, ...]]
    unknown: tuple[tuple[str, int], ...]

    @property
    def references(self) -> tuple[str, ...]:
        """The payment codes that its rows name."""
        return tuple(dict.fromkeys(row.reference for row in self.rows if row.reference is not None))

    @property
    def tells_days(self) -> bool:
        """Whether every row that may be taken stands in a sheet that tells from which day."""
        return all(row.has_day_column for row in self.rows if row.verdict not in (Verdict.NO, Verdict.ENDED))


def read_answer(path: Path, *, today: date, reading: Reading | None = None) -> Answer:
    """Read a file of any table format, all its sheets, in a child process.

    Raises Refused("answer_no_header") where no sheet names people, and what `load_answer` raises.
    """
    answer = sort_answer(load_answer(path), today=today, reading=reading)
    if not any(one.names_people for one in answer.columns):
        raise Refused(RefusalCode.ANSWER_NO_HEADER)
    return answer


def load_answer(path: Path) -> AnswerFile:
    """The sheets of a file. Raises Unavailable(file_not_readable), and what `read_sheets_in_child` raises."""
    return AnswerFile(_proof(path), read_sheets_in_child(path, LAST_ROW))


def sort_answer(file: AnswerFile, *, today: date, reading: Reading | None = None) -> Answer:
    """What every row of the file says; `reading` is what a person said of its columns and words."""
    reading = reading or Reading()
    sorting = _Sorting(today, reading)
    for sheet in file.sheets:
        sorting.sheet(sheet, reading.columns.get(sheet.name) or guess_columns(sheet))
    return sorting.answer(file.proof)


def _proof(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unavailable(UnavailableCode.FILE_NOT_READABLE, errno=error.errno) from None


class _Sorting:
    """Goes through all sheets, row by row."""

    def __init__(self, today: date, reading: Reading) -> None:
        self._today, self._words = today, reading.words
        self._rows: list[AnswerRow] = []
        self._passed: list[tuple[Source, Passed]] = []
        self._columns: list[AnswerColumns] = []
        self._cells: dict[Source, tuple[str, ...]] = {}
        self._headings: dict[str, tuple[str, ...]] = {}
        self._unknown: Counter[str] = Counter()

    def sheet(self, sheet: Sheet, columns: AnswerColumns) -> None:
        self._columns.append(columns)
        self._headings[sheet.name] = tuple(one.heading for one in columns.columns)
        is_of_ended = not columns.all_of(AnswerField.MONTHS) and says_ended(
            " ".join((sheet.name, *self._headings[sheet.name]))
        )
        above, sense = _against(sheet.name), sense_of(columns, sheet.rows[columns.first_data_row :])
        for source, cells in _filled(sheet):
            self._cells[source] = tuple(clean_text(cell) for cell in cells)
            passed = _passed(source, cells, columns, self._headings[sheet.name])
            if passed is None:
                hidden = sheet.hidden or source[1] in sheet.hidden_rows
                self._take(source, cells, columns, (above, sense), hidden=hidden, ended=is_of_ended)
                continue
            self._passed.append((source, passed))
            if passed in (Passed.TITLE, Passed.NOTE):
                above = _against(" ".join(self._cells[source])) or (above if passed is Passed.TITLE else "")

    def answer(self, proof: str) -> Answer:
        return Answer(
            proof,
            tuple(_heard_elsewhere(self._rows, self._loose())),
            tuple(self._passed),
            tuple(self._columns),
            self._cells,
            self._headings,
            tuple(self._unknown.most_common()),
        )

    def _loose(self) -> tuple[str, ...]:
        """What notes and titles say against anybody, folded."""
        notes = (" ".join(self._cells[source]) for source, why in self._passed if why in (Passed.NOTE, Passed.TITLE))
        return tuple(f" {folded(text)} " for text in notes if speaks_against(text))

    def _take(
        self,
        source: Source,
        cells: tuple[Cell, ...],
        columns: AnswerColumns,
        around: tuple[str, Sense],
        *,
        hidden: bool,
        ended: bool,
    ) -> None:
        above, sense = around
        said = hear(columns, cells, above, self._words, sense)
        row = _row(source, cells, columns, self._today)
        doubts = [*said.doubts, *row.doubts]
        marks = [Doubt.HIDDEN] if hidden else []
        marks += [Doubt.STRUCK_THROUGH] if any(cell.look.struck and clean_text(cell) for cell in cells) else []
        doubts += marks
        verdict = said.verdict
        if ended:
            verdict, doubts = Verdict.ENDED, []
        elif verdict is Verdict.NO and marks:
            verdict = Verdict.UNCLEAR
        elif verdict is Verdict.NO:
            doubts = []
        elif doubts:
            verdict = Verdict.UNCLEAR
        if verdict is Verdict.UNCLEAR:
            self._unknown.update({folded(text) for text in said.unknown})
        self._rows.append(_with(row, verdict, tuple(dict.fromkeys(doubts)), said.words, said.sign))


def _heard_elsewhere(rows: Iterable[AnswerRow], notes: Sequence[str]) -> Iterator[AnswerRow]:
    """The rows, doubtful where a note that speaks against somebody names their person."""
    for row in rows:
        names = [folded(text) for text in (row.name, row.nik, row.participant_number) if text]
        note = next((note for note in notes if any(f" {name} " in note for name in names)), None)
        if note is None or row.verdict is not Verdict.YES:
            yield row
        else:
            yield _with(row, Verdict.UNCLEAR, (*row.doubts, Doubt.SIGN_OF_REFUSAL), row.said, note.strip())


def _with(row: AnswerRow, verdict: Verdict, doubts: tuple[Doubt, ...], said: str, sign: str) -> AnswerRow:
    return msgspec.structs.replace(row, verdict=verdict, doubts=doubts, said=said, sign=sign)


def _filled(sheet: Sheet) -> Iterator[tuple[Source, tuple[Cell, ...]]]:
    """The rows in which something stands, headings too."""
    for number, cells in enumerate(sheet.rows, start=1):
        if any(clean_text(cell) for cell in cells):
            yield (sheet.name, number), cells


def _passed(source: Source, cells: tuple[Cell, ...], columns: AnswerColumns, headings: Sequence[str]) -> Passed | None:
    """Why a row speaks of nobody; None where it speaks of somebody."""
    if columns.header_row is not None and source[1] <= columns.first_data_row:
        return Passed.HEADING if source[1] > columns.header_row else Passed.TITLE
    texts = [clean_text(cell) for cell in cells]
    filled = [(index, text) for index, text in enumerate(texts) if text]
    again = [index for index, text in filled if index < len(headings) and folded(text) == folded(headings[index])]
    if len(again) > 1 and len(again) * 2 >= len(filled):
        return Passed.HEADING
    if any(_is_numbered(text) for text in texts):
        return None
    if any(is_sum(text) for _, text in filled):
        return Passed.TOTAL
    names_somebody = any(
        clean_text(columns.cell(one, cells)) for one in (AnswerField.NIK, AnswerField.PARTICIPANT_NUMBER)
    )
    says_something = any(
        clean_text(at(cells, one.index))
        for name in (AnswerField.MONTHS, AnswerField.STATUS)
        for one in columns.all_of(name)
    )
    if len(filled) > 1 and (names_somebody or says_something or clean_text(columns.cell(AnswerField.NAME, cells))):
        return None
    return Passed.NOTE


def _is_numbered(text: str) -> bool:
    """Whether a text may hold a NIK or a participant number, whatever became of its digits."""
    if sum(letter.isdigit() for letter in text) >= _FEWEST_DIGITS:
        return True
    return "E+" in text.upper() and text[:1].isdigit()


def _against(text: str) -> str:
    """A short title or name that speaks against what stands below it, else nothing."""
    return text if len(text.split()) <= _LONGEST_TITLE and meaning(text) in _AGAINST else ""


def _row(source: Source, cells: tuple[Cell, ...], columns: AnswerColumns, today: date) -> AnswerRow:
    """Whom and what a row names, with the doubts of its single cells."""

    def cell(name: AnswerField) -> Cell:
        return columns.cell(name, cells)

    nik, number = answer_cells.nik_of(cell(AnswerField.NIK)), cell(AnswerField.PARTICIPANT_NUMBER)
    known = answer_cells.participant_number(number)
    months = answer_cells.month_readings(
        cell(AnswerField.MONTHS), cell(AnswerField.MONTH_TO), cell(AnswerField.YEAR), today
    )
    days = answer_cells.day_readings(cell(AnswerField.EFFECTIVE_FROM), today)
    rupiah = answer_cells.rupiah(cell(AnswerField.RUPIAH))
    row = AnswerRow(
        source=source,
        verdict=Verdict.UNCLEAR,
        nik=nik,
        nik_shown=answer_cells.nik_shown(cell(AnswerField.NIK)),
        participant_number=known,
        number_shown=answer_cells.shown(number),
        name=optional_text(cell(AnswerField.NAME)),
        months=months,
        months_shown=answer_cells.shown(cell(AnswerField.MONTHS)),
        days=days,
        day_shown=answer_cells.shown(cell(AnswerField.EFFECTIVE_FROM)),
        has_day_column=bool(columns.all_of(AnswerField.EFFECTIVE_FROM)),
        reference=optional_text(cell(AnswerField.REFERENCE)),
        rupiah=rupiah,
        rupiah_shown=clean_text(cell(AnswerField.RUPIAH)),
    )
    return _with(row, row.verdict, tuple(_doubts_of(row, optional_text(number) is not None)), "", "")


def _doubts_of(row: AnswerRow, has_number: bool) -> Iterator[Doubt]:
    if row.nik is None and row.participant_number is None:
        yield Doubt.NIK_UNREADABLE
    if has_number and row.participant_number is None:
        yield Doubt.NUMBER_UNREADABLE
    if not row.months:
        yield Doubt.MONTHS_UNREADABLE
    if row.has_day_column and not row.days:
        yield Doubt.DAY_UNREADABLE if row.day_shown else Doubt.DAY_MISSING
    if row.rupiah_shown and row.rupiah is None:
        yield Doubt.RUPIAH_UNREADABLE
