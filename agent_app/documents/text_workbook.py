"""Writes tables for office programs: texts stay texts, nothing runs, and a file is whole or absent."""

import csv
import io
import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\0")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_IN_SHEET_NAMES = re.compile(r"[\\*?:/\[\]]")
_WIDTH: Final = 20

Value = str | int
"""A cell: a text, or whole rupiah and counts as numbers that can be added up."""


@dataclass(frozen=True, slots=True, repr=False)
class TextSheet:
    """A sheet to be written: headings, then rows; `widths` by column in letters, 20 where none is given."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int] = ()


def write_text_workbook(path: Path, sheets: Sequence[TextSheet]) -> None:
    """Writes an XLSX whose texts are text cells, so that a NIK keeps its digits and nothing is taken for a formula.

    A file at `path` is replaced only when all is written. Raises Unavailable: disk_full, or file_not_writable when
    another program holds the file.
    """
    workbook = Workbook(write_only=True)
    for one in sheets:
        _write_sheet(workbook.create_sheet(_sheet_name(one.name)), one)
    if not sheets:
        workbook.create_sheet()
    content = io.BytesIO()
    workbook.save(content)
    replace_file(path, content.getvalue())


def write_text_table(path: Path, sheet: TextSheet, separator: str = ";") -> None:
    """Writes the same as delimited text in UTF-8 with its mark, as Excel of Indonesian settings opens it.

    Raises as `write_text_workbook`.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow([formula_safe(heading) for heading in sheet.headings])
    for row in sheet.rows:
        writer.writerow([formula_safe(one) if isinstance(one, str) else one for one in row])
    replace_file(path, text.getvalue().encode("utf-8-sig"))


def replace_file(path: Path, content: bytes) -> None:
    """Puts a whole file in place. Raises Unavailable: disk_full, file_not_writable."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        unfinished.write_bytes(content)
        os.replace(unfinished, path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        code = UnavailableCode.DISK_FULL if error.errno == ENOSPC else UnavailableCode.FILE_NOT_WRITABLE
        raise Unavailable(code, errno=error.errno) from None


def free_name(file: Path) -> Path:
    """The file's name, or the next with a number that is not taken: what somebody has worked on stays."""
    number, free = 1, file
    while free.exists():
        number += 1
        free = file.with_name(f"{file.stem}-{number}{file.suffix}")
    return free


def formula_safe(text: str) -> str:
    """A text that no spreadsheet program takes for a formula, without characters that XML cannot hold."""
    kept = _NOT_IN_XML.sub("", text)
    return f"'{kept}" if text.startswith(_STARTS_A_FORMULA) or kept.startswith(_STARTS_A_FORMULA) else kept


def _write_sheet(sheet: WriteOnlyWorksheet, content: TextSheet) -> None:
    _lay_out(sheet, content)
    sheet.append([_cell(sheet, heading, bold=True) for heading in content.headings])
    for row in content.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _lay_out(sheet: Any, content: TextSheet) -> None:
    """Column widths and fixed headings; the type stubs of openpyxl do not know them for write-only sheets."""
    for index in range(len(content.headings)):
        width = content.widths[index] if index < len(content.widths) else _WIDTH
        sheet.column_dimensions[get_column_letter(index + 1)].width = width
    sheet.freeze_panes = "A2"


def _cell(sheet: WriteOnlyWorksheet, value: Value, bold: bool = False) -> Cell:
    if isinstance(value, int):
        number = WriteOnlyCell(sheet, value)
        number.number_format = "#,##0"
        return number
    cell = WriteOnlyCell(sheet, formula_safe(value))
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _sheet_name(name: str) -> str:
    return _NOT_IN_SHEET_NAMES.sub(" ", name).strip("' ")[:31] or "Data"
