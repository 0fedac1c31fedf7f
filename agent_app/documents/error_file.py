"""Writes the rows that could not be imported back as a workbook, each with its reason, to correct and import again."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from agent_app.documents.roster_headings import field_of_heading
from agent_app.documents.roster_mapping import Mapping
from agent_app.documents.roster_rows import Problem
from agent_app.documents.roster_values import fifteen_kept
from agent_app.documents.text_workbook import TextSheet, free_name, write_text_workbook
from agent_app.domain.errors import Unavailable

_WIDTH: Final = 20
_REASON_WIDTH: Final = 70
# A name of letters that take four bytes each must still fit a file system.
_LONGEST_STEM: Final = 50


def write_error_file(
    path: Path, problems: Iterable[Problem], mappings: Sequence[Mapping], words: Callable[[str], str]
) -> None:
    """Writes one sheet for each sheet with problems: its columns, then the reason in words and the old row number.

    All cells are texts, so a NIK keeps its digits; a damaged one ends in `?`. `words` gives the text of a key
    (`roster.<reason>`, `roster.field_<field>`, `roster.reason_heading`, `roster.row_heading`) with the places
    {sheet}, {row}, {length}, {heading} and {known} to be filled. A file at `path` is replaced only when all is written.
    Raises Unavailable: disk_full, or file_not_writable when another program holds the file.
    """
    by_sheet: dict[str, list[Problem]] = {}
    for problem in problems:
        by_sheet.setdefault(problem.source[0], []).append(problem)
    known = {mapping.sheet: mapping for mapping in mappings}
    sheets = [_sheet(name, of_sheet, known[name], words) for name, of_sheet in by_sheet.items()]
    write_text_workbook(path, sheets)


def write_error_file_somewhere(
    source: Path, problems: Sequence[Problem], mappings: Sequence[Mapping], words: Callable[[str], str]
) -> Path:
    """Writes the error file of the list `source` beside it, or where the person's documents are when nothing can be
    written there (a read-only stick); the place. A file that is there already stays.

    Raises as `write_error_file`, of the last place tried.
    """
    name = f"{source.stem[:_LONGEST_STEM]}-perlu-diperbaiki.xlsx"
    home = Path.home()
    places = [source.parent, *(folder for folder in (home / "Documents", home / "Dokumen", home) if folder.is_dir())]
    for place in places[:-1]:
        with suppress(Unavailable):
            return _written(place / name, problems, mappings, words)
    return _written(places[-1] / name, problems, mappings, words)


def _written(file: Path, problems: Sequence[Problem], mappings: Sequence[Mapping], words: Callable[[str], str]) -> Path:
    free = free_name(file)
    write_error_file(free, problems, mappings, words)
    return free


def _sheet(name: str, problems: list[Problem], mapping: Mapping, words: Callable[[str], str]) -> TextSheet:
    width = max([len(mapping.headings), *(len(problem.cells) for problem in problems)])
    headings = [*_headings(mapping, width, words), words("roster.reason_heading"), words("roster.row_heading")]
    rows = [_row(problem, width, mapping, words) for problem in problems]
    return TextSheet(name, headings, rows, [_WIDTH] * width + [_REASON_WIDTH])


def _row(problem: Problem, width: int, mapping: Mapping, words: Callable[[str], str]) -> list[str]:
    cells = [_cell_text(problem, index) for index in range(width)]
    return [*cells, _reason(problem, mapping, words), str(problem.row_number)]


def _headings(mapping: Mapping, width: int, words: Callable[[str], str]) -> list[str]:
    """The file's own headings; where they do not say which field a column holds, the product's word for it."""
    headings = [mapping.headings[index] if index < len(mapping.headings) else "" for index in range(width)]
    for column in mapping.columns:
        if column.index < width and field_of_heading(headings[column.index]) is not column.field:
            headings[column.index] = words(f"roster.field_{column.field.value}")
    return headings


def _cell_text(problem: Problem, index: int) -> str:
    text = problem.cells[index] if index < len(problem.cells) else ""
    return fifteen_kept(text) if index in problem.damaged else text


def _reason(problem: Problem, mapping: Mapping, words: Callable[[str], str]) -> str:
    sheet, row = problem.first_row or problem.source
    index = mapping.index_of(problem.field) if problem.field is not None else None
    heading = mapping.headings[index] if index is not None and index < len(mapping.headings) else ""
    text = words(f"roster.{problem.reason.value}")
    places = {"sheet": sheet, "row": row, "length": problem.length, "heading": heading}
    return text.format(**places, known=problem.known, said=problem.said)
