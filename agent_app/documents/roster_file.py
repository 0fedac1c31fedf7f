"""Reads a cooperative's member list: every row of it is listed, a problem, or skipped for a counted cause."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Final

import msgspec

from agent_app.documents.roster_account import Answers, Keep, Treatment
from agent_app.documents.roster_books import Asking, ListBook
from agent_app.documents.roster_columns import guess_mapping
from agent_app.documents.roster_ended import title_says_ended
from agent_app.documents.roster_headings import RosterField
from agent_app.documents.roster_lines import LineSorter, heading_key
from agent_app.documents.roster_mapping import SAMPLE_ROWS, Mapping
from agent_app.documents.roster_reader import Place, RowReader
from agent_app.documents.roster_reasons import SkipCause
from agent_app.documents.roster_repeats import Repeats
from agent_app.documents.roster_rows import Problem, RosterChunk, RosterFile, RosterRow, RosterSummary
from agent_app.documents.roster_survey import SheetInHand, Survey
from agent_app.documents.spreadsheet import (
    DEFAULT_LIMITS,
    EMPTY,
    CellKind,
    Limits,
    Sheet,
    SheetRow,
    SheetStream,
    trimmed,
)
from agent_app.documents.workbooks import in_memory, stream_sheets
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

_CHUNK_ROWS: Final = 500
_SURVEYED_ROWS: Final = 5_000
_FEWEST_NIKS_TO_JUDGE: Final = 10
_NO_ANSWERS: Final = Answers()


def read_roster(
    path: Path,
    mapping: Mapping | Sequence[Mapping] | None = None,
    sheet: str | Collection[str] | None = None,
    *,
    today: date,
    limits: Limits = DEFAULT_LIMITS,
    answers: Answers = _NO_ANSWERS,
) -> RosterFile:
    """The whole list in memory; arguments and errors as `stream_roster`."""
    rows: list[RosterRow] = []
    problems: list[Problem] = []
    summary: RosterSummary | None = None
    for chunk in stream_roster(path, mapping, sheet, today=today, limits=limits, answers=answers):
        rows.extend(chunk.rows)
        problems.extend(chunk.problems)
        summary = chunk.summary
    assert summary is not None, "the last chunk carries the summary"
    return RosterFile(
        rows=rows,
        problems=problems,
        skipped=summary.skipped,
        rows_in_file=summary.rows_in_file,
        mappings=summary.mappings,
        account=summary.account,
        questions=summary.questions,
    )


def stream_roster(
    path: Path,
    mapping: Mapping | Sequence[Mapping] | None = None,
    sheet: str | Collection[str] | None = None,
    *,
    today: date,
    limits: Limits = DEFAULT_LIMITS,
    answers: Answers = _NO_ANSWERS,
) -> Iterator[RosterChunk]:
    """The list in chunks of some hundred rows, in file order, with bounded memory; the last has the summary.

    `mapping` (one or several, each for the sheet it names) overrides the guess. `sheet` (one name or several) reads
    those sheets only; otherwise all that name members are read and the others counted. `answers` are what a person
    decided of hidden rows, people who left and the like: without an answer such rows are problems, or have a note. A
    hidden sheet asked for by name is hidden no more.
    `today` decides the century of two-digit years and what is plausible.

    Raises Refused with a `file_…` code (roster_no_header when no sheet names members, file_no_such_sheet)
    and Unavailable(file_not_readable).
    """
    chosen = (mapping,) if isinstance(mapping, Mapping) else tuple(mapping or ())
    reading = _FileReading({one.sheet: one for one in chosen}, today, answers)
    asked = None if sheet is None else frozenset([sheet] if isinstance(sheet, str) else sheet)
    for stream in stream_sheets(path, limits):
        yield from reading.survey(stream, is_wanted=asked is None or stream.name in asked)
    if asked is not None and not reading.saw(asked):
        raise Refused(RefusalCode.FILE_NO_SUCH_SHEET)
    if not reading.mappings:
        raise Refused(RefusalCode.ROSTER_NO_HEADER)
    yield from reading.members()
    yield RosterChunk(summary=reading.summary())


class _FileReading:
    """Counts and repeats over all sheets of one file."""

    def __init__(self, chosen: dict[str, Mapping], today: date, answers: Answers) -> None:
        self._chosen = chosen
        self._today = today
        self._answers = answers
        self._survey = Survey(today)
        self._repeats = Repeats()
        self._asking = Asking(answers)
        self._surveyed = 0
        self._sheets: list[tuple[SheetInHand, Sheet]] = []
        self._names: list[str] = []
        self._books: list[ListBook] = []

    @property
    def mappings(self) -> tuple[Mapping, ...]:
        """Of the sheets that are read."""
        return tuple(sheet.mapping for sheet, _ in self._sheets)

    def saw(self, names: Collection[str]) -> bool:
        """Whether one of these sheets is in the file."""
        return bool(set(self._names) & set(names))

    def survey(self, stream: SheetStream, is_wanted: bool) -> Iterator[RosterChunk]:
        """Look through a sheet and keep its rows, or count them where it is not read."""
        self._names.append(stream.name)
        head, rest = _head_of(stream.rows)
        sample = in_memory(stream, iter(head))
        hidden_columns = sample.hidden_columns
        mapping = self._without_hidden(self._chosen.get(stream.name) or guess_mapping(sample), hidden_columns)
        hidden = stream.hidden and stream.name not in self._answers.sheets
        sheet = SheetInHand(stream.name, mapping, hidden, hidden_columns)
        is_read = is_wanted and mapping.names_a_member
        for row in chain(head, rest):
            sheet.rows_in_sheet, sheet.filled_rows = row.number, sheet.filled_rows + 1
            sheet.hidden_rows += row.hidden
            self._surveyed += 1
            if is_read:
                sheet.kept.add(row)
                if row.number > mapping.first_data_row:
                    self._survey.look(sheet, row)
            if self._surveyed % _SURVEYED_ROWS == 0:
                yield RosterChunk(surveyed=self._surveyed)
        if is_read:
            self._sheets.append((sheet, sample))
        else:
            self._leave(sheet, Treatment.WITHOUT_NAMES if is_wanted else Treatment.NOT_CHOSEN)

    def members(self) -> Iterator[RosterChunk]:
        """The rows of all sheets that are read."""
        shared = self._survey.shared_niks([sheet for sheet, _ in self._sheets])
        for sheet, sample in self._sheets:
            hidden = [one.heading for one in sheet.mapping.columns if one.index in sheet.hidden_columns]
            self._asking.hidden_columns(hidden)
            for mapping in sheet.mapping.lists:
                evidence = sheet.evidence(mapping, shared)
                self._asking.branches(evidence.branches.said)
                damage = _zeros_are_damage(mapping, sample)
                reader = RowReader(mapping, self._today, damage, evidence, self._answers)
                yield from self._list(sheet, sample, mapping, reader)

    def summary(self) -> RosterSummary:
        skipped: Counter[SkipCause] = Counter()
        for book in self._books:
            skipped += book.skipped
        accounts = [book.account() for book in self._books]
        listed, problems = sum(book.listed for book in self._books), sum(book.given_back for book in self._books)
        return RosterSummary(
            listed=listed,
            problems=problems,
            skipped=dict(skipped),
            rows_in_file=listed + problems + skipped.total(),
            mappings=self.mappings,
            account=tuple(sorted(accounts, key=lambda one: self._names.index(one.name))),
            questions=self._asking.questions(),
        )

    def _without_hidden(self, mapping: Mapping, hidden: frozenset[int]) -> Mapping:
        """The mapping without hidden columns, where they are to be left."""
        if self._answers.hidden is not Keep.LEAVE:
            return mapping
        kept = tuple(one for one in mapping.columns if one.index not in hidden or one.field is RosterField.NAME)
        return msgspec.structs.replace(mapping, columns=kept)

    def _leave(self, sheet: SheetInHand, treatment: Treatment) -> None:
        book = ListBook(sheet, None, treatment)
        cause = SkipCause.SHEET_NOT_CHOSEN if treatment is Treatment.NOT_CHOSEN else SkipCause.SHEET_WITHOUT_NAMES
        book.skipped[SkipCause.BLANK] = sheet.rows_in_sheet - sheet.filled_rows
        book.skipped[cause] = sheet.filled_rows
        self._books.append(book)

    def _list(self, sheet: SheetInHand, sample: Sheet, mapping: Mapping, reader: RowReader) -> Iterator[RosterChunk]:
        sorter = LineSorter(mapping, _heading_lines(mapping, sample))
        is_hidden = sheet.hidden
        book = ListBook(sheet, mapping, Treatment.HIDDEN if is_hidden else Treatment.READ)
        self._books.append(book)
        book.skipped[SkipCause.BLANK] = sheet.rows_in_sheet - sheet.filled_rows
        ended = sheet.name if title_says_ended(sheet.name) else ""
        listed: list[RosterRow] = []
        problems: list[Problem] = []
        for row in sheet.kept:
            own = own_cells(row, mapping)
            found = self._found(own, sorter, reader, is_hidden, ended)
            book.put(found)
            self._asking.put(found)
            if isinstance(found, RosterRow):
                listed.append(found)
            elif isinstance(found, Problem):
                problems.append(found)
            if len(listed) + len(problems) >= _CHUNK_ROWS:
                yield RosterChunk(rows=tuple(listed), problems=tuple(problems))
                listed, problems = [], []
        if listed or problems:
            yield RosterChunk(rows=tuple(listed), problems=tuple(problems))

    def _found(
        self, row: SheetRow, sorter: LineSorter, reader: RowReader, is_hidden: bool, ended: str
    ) -> RosterRow | Problem | SkipCause:
        if not row.cells:
            return SkipCause.BLANK
        cause = sorter.cause(row)
        if cause is not None:
            return cause
        found = reader.read(row, Place(sorter.village, is_hidden, sorter.ended or ended))
        return self._repeats.judged(found, row) if isinstance(found, RosterRow) else found


def own_cells(row: SheetRow, mapping: Mapping) -> SheetRow:
    """The row with the cells of one list only, where several stand beside each other."""
    if mapping.first == 0 and mapping.last is None:
        return row
    used = [column.index for column in mapping.columns]
    below = row.number > mapping.first_data_row
    if below and all(row.cell(index).kind is CellKind.EMPTY for index in used):
        # Nobody stands here; what is beside belongs to the row of the other list, such as why it was given back.
        return SheetRow(row.number, (), row.hidden)
    cells = [cell if mapping.holds(index) else EMPTY for index, cell in enumerate(row.cells)]
    return SheetRow(row.number, trimmed(cells), row.hidden)


def _head_of(rows: Iterator[SheetRow]) -> tuple[list[SheetRow], Iterator[SheetRow]]:
    """The rows by which a mapping is guessed, and those after them."""
    head: list[SheetRow] = []
    for row in rows:
        if row.number > SAMPLE_ROWS:
            return head, chain((row,), rows)
        head.append(row)
    return head, iter(())


def _heading_lines(mapping: Mapping, sample: Sheet) -> frozenset[tuple[str, ...]]:
    """The heading rows as they look when a new page repeats them."""
    if mapping.header_row is None:
        return frozenset()
    lines = sample.rows[mapping.header_row : mapping.first_data_row]
    return frozenset(tuple(heading_key(cell) for cell in cells) for cells in lines if cells)


def _zeros_are_damage(mapping: Mapping, sample: Sheet) -> bool:
    """Whether the NIK texts of a sheet went through a number before: then most end in 0, of sound ones a tenth.

    A list saved as csv by Excel, or a number column made text afterwards, shows no number cell any more.
    """
    index = mapping.index_of(RosterField.NIK)
    if index is None:
        return False
    cells = [row[index] for row in sample.rows[mapping.first_data_row :] if index < len(row)]
    texts = [re.sub(r"\D", "", cell.text) for cell in cells if cell.kind is CellKind.TEXT]
    niks = {text for text in texts if len(text) == 16}
    return len(niks) >= _FEWEST_NIKS_TO_JUDGE and sum(nik.endswith("0") for nik in niks) * 2 > len(niks)
