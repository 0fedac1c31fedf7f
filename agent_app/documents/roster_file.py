"""Reads a cooperative's member list: every row of it is listed, a problem, or skipped for a counted cause."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from agent_app.documents.roster_columns import SAMPLE_ROWS, Mapping, guess_mapping
from agent_app.documents.roster_headings import RosterField
from agent_app.documents.roster_lines import LineSorter, heading_key
from agent_app.documents.roster_reader import RowReader
from agent_app.documents.roster_reasons import SkipCause
from agent_app.documents.roster_repeats import Repeats
from agent_app.documents.roster_rows import Problem, RosterChunk, RosterFile, RosterRow, RosterSummary
from agent_app.documents.spreadsheet import DEFAULT_LIMITS, CellKind, Limits, Sheet, SheetRow, SheetStream
from agent_app.documents.workbooks import filled, stream_sheets
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

_CHUNK_ROWS = 500
_FEWEST_NIKS_TO_JUDGE = 10


def read_roster(
    path: Path,
    mapping: Mapping | Sequence[Mapping] | None = None,
    sheet: str | Collection[str] | None = None,
    *,
    today: date,
    limits: Limits = DEFAULT_LIMITS,
) -> RosterFile:
    """The whole list in memory; arguments and errors as `stream_roster`."""
    rows: list[RosterRow] = []
    problems: list[Problem] = []
    summary: RosterSummary | None = None
    for chunk in stream_roster(path, mapping, sheet, today=today, limits=limits):
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
    )


def stream_roster(
    path: Path,
    mapping: Mapping | Sequence[Mapping] | None = None,
    sheet: str | Collection[str] | None = None,
    *,
    today: date,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[RosterChunk]:
    """The list in chunks of some hundred rows, in file order, with bounded memory; the last has the summary.

    `mapping` (one or several, each for the sheet it names) overrides the guess. `sheet` (one name or several) reads
    those sheets only, hidden or not; otherwise all visible sheets that name members are read and the others counted.
    `today` decides the century of two-digit years and what is plausible.

    Raises Refused with a `file_…` code (roster_no_header when no sheet names members, file_no_such_sheet)
    and Unavailable(file_not_readable).
    """
    chosen = (mapping,) if isinstance(mapping, Mapping) else tuple(mapping or ())
    reading = _FileReading({one.sheet: one for one in chosen}, today)
    asked = None if sheet is None else frozenset([sheet] if isinstance(sheet, str) else sheet)
    for stream in stream_sheets(path, limits):
        if asked is None or stream.name in asked:
            yield from reading.sheet(stream, asked_for=asked is not None)
    if asked is not None and not reading.sheets_seen:
        raise Refused(RefusalCode.FILE_NO_SUCH_SHEET)
    if not reading.mappings:
        raise Refused(RefusalCode.ROSTER_NO_HEADER)
    yield RosterChunk(summary=reading.summary())


class _FileReading:
    """Counts and repeats over all sheets of one file."""

    def __init__(self, chosen: dict[str, Mapping], today: date) -> None:
        self._chosen = chosen
        self._today = today
        self._repeats = Repeats()
        self._skipped: Counter[SkipCause] = Counter()
        self._listed = 0
        self._problems = 0
        self.sheets_seen = 0
        self.mappings: list[Mapping] = []

    def sheet(self, stream: SheetStream, asked_for: bool) -> Iterator[RosterChunk]:
        self.sheets_seen += 1
        head, rest = _head_of(stream.rows)
        rows = self._counting_blanks(chain(head, rest))
        if stream.hidden and not asked_for and stream.name not in self._chosen:
            self._skipped[SkipCause.HIDDEN_SHEET] += sum(1 for _ in rows)
            return
        sample = Sheet(stream.name, filled(iter(head)))
        mapping = self._chosen.get(stream.name) or guess_mapping(sample)
        if not mapping.names_a_member:
            self._skipped[SkipCause.SHEET_WITHOUT_NAMES] += sum(1 for _ in rows)
            return
        self.mappings.append(mapping)
        yield from self._members(mapping, sample, rows)

    def summary(self) -> RosterSummary:
        return RosterSummary(
            listed=self._listed,
            problems=self._problems,
            skipped={cause: count for cause, count in self._skipped.items() if count},
            rows_in_file=self._listed + self._problems + self._skipped.total(),
            mappings=tuple(self.mappings),
        )

    def _counting_blanks(self, rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
        last = 0
        for row in rows:
            self._skipped[SkipCause.BLANK] += row.number - last - 1
            last = row.number
            yield row

    def _members(self, mapping: Mapping, sample: Sheet, rows: Iterator[SheetRow]) -> Iterator[RosterChunk]:
        sorter = LineSorter(mapping, _heading_lines(mapping, sample))
        reader = RowReader(mapping, self._today, _zeros_are_damage(mapping, sample))
        listed: list[RosterRow] = []
        problems: list[Problem] = []
        for row in rows:
            cause = sorter.cause(row)
            if cause is not None:
                self._skipped[cause] += 1
                continue
            found = reader.read(row, sorter.village)
            if isinstance(found, RosterRow):
                found = self._repeats.judged(found, row)
            if isinstance(found, RosterRow):
                listed.append(found)
            else:
                problems.append(found)
            if len(listed) + len(problems) >= _CHUNK_ROWS:
                yield self._chunk(listed, problems)
                listed, problems = [], []
        if listed or problems:
            yield self._chunk(listed, problems)

    def _chunk(self, listed: list[RosterRow], problems: list[Problem]) -> RosterChunk:
        self._listed += len(listed)
        self._problems += len(problems)
        return RosterChunk(rows=tuple(listed), problems=tuple(problems))


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
