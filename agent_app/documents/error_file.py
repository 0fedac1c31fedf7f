"""Writes the rows that could not be imported back as a workbook, each with its reason, to correct and import again."""

import io
import os
import re
from collections.abc import Callable, Iterable, Sequence
from errno import ENOSPC
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from agent_app.documents.roster_columns import Mapping
from agent_app.documents.roster_headings import field_of_heading
from agent_app.documents.roster_rows import Problem
from agent_app.documents.roster_values import fifteen_kept
from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\0")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_IN_SHEET_NAMES = re.compile(r"[\\*?:/\[\]]")
_WIDTH = 20
_REASON_WIDTH = 70


def write_error_file(
    path: Path, problems: Iterable[Problem], mappings: Sequence[Mapping], words: Callable[[str], str]
) -> None:
    """Writes one sheet for each sheet with problems: its columns, then the reason in words and the old row number.

    All cells are texts, so a NIK keeps its digits; a damaged one ends in `?`. `words` gives the text of a key
    (`roster.<reason>`, `roster.field_<field>`, `roster.reason_heading`, `roster.row_heading`) with the places
    {sheet}, {row}, {length} and {heading} to be filled. A file at `path` is replaced only when all is written.
    Raises Unavailable: disk_full, or file_not_writable when another program holds the file.
    """
    workbook = Workbook(write_only=True)
    by_sheet: dict[str, list[Problem]] = {}
    for problem in problems:
        by_sheet.setdefault(problem.source[0], []).append(problem)
    known = {mapping.sheet: mapping for mapping in mappings}
    for name, of_sheet in by_sheet.items():
        _write_sheet(workbook.create_sheet(_sheet_name(name)), of_sheet, known[name], words)
    if not by_sheet:
        workbook.create_sheet()
    content = io.BytesIO()
    workbook.save(content)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        unfinished.write_bytes(content.getvalue())
        os.replace(unfinished, path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        code = UnavailableCode.DISK_FULL if error.errno == ENOSPC else UnavailableCode.FILE_NOT_WRITABLE
        raise Unavailable(code, errno=error.errno) from None


def formula_safe(text: str) -> str:
    """A text that no spreadsheet program takes for a formula, without characters that XML cannot hold."""
    kept = _NOT_IN_XML.sub("", text)
    return f"'{kept}" if text.startswith(_STARTS_A_FORMULA) or kept.startswith(_STARTS_A_FORMULA) else kept


def _write_sheet(
    sheet: WriteOnlyWorksheet, problems: list[Problem], mapping: Mapping, words: Callable[[str], str]
) -> None:
    width = max([len(mapping.headings), *(len(problem.cells) for problem in problems)])
    _lay_out(sheet, width)
    headings = [*_headings(mapping, width, words), words("roster.reason_heading"), words("roster.row_heading")]
    sheet.append([_text_cell(sheet, heading, bold=True) for heading in headings])
    for problem in problems:
        texts = [_cell_text(problem, index) for index in range(width)]
        texts += [_reason(problem, mapping, words), str(problem.row_number)]
        sheet.append([_text_cell(sheet, text) for text in texts])


def _lay_out(sheet: Any, width: int) -> None:
    """Column widths and fixed headings; the type stubs of openpyxl do not know them for write-only sheets."""
    for index in range(width):
        sheet.column_dimensions[get_column_letter(index + 1)].width = _WIDTH
    sheet.column_dimensions[get_column_letter(width + 1)].width = _REASON_WIDTH
    sheet.freeze_panes = "A2"


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
    return words(f"roster.{problem.reason.value}").format(sheet=sheet, row=row, length=problem.length, heading=heading)


def _text_cell(sheet: WriteOnlyWorksheet, text: str, bold: bool = False) -> Cell:
    cell = WriteOnlyCell(sheet, formula_safe(text))
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _sheet_name(name: str) -> str:
    return _NOT_IN_SHEET_NAMES.sub(" ", name).strip("' ")[:31] or "Data"
