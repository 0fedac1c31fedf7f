"""Writes reports for office programs: numbers as numbers, every text as a text, and what the file is known by."""

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from agent_app.documents.report_table import Kind, ReportTable, Share, Value
from agent_app.documents.text_workbook import formula_safe, replace_file
from agent_app.domain.months import Language
from agent_app.domain.shares import DECIMALS, thousandths

_LONGEST_SHEET_NAME: Final = 31
_NARROWEST, _WIDEST = 10, 44


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """What a file is known by: rows without heading and total, the sum of its rupiah, SHA-256 of its bytes in hex."""

    path: Path
    rows: int
    rupiah: int | None
    sha256: str


def write_csv(path: Path, table: ReportTable, language: Language) -> WrittenFile:
    """Semicolons, UTF-8 with its mark: as office programs of Indonesian settings open it. Days as 2026-11-23.

    Raises Unavailable: disk_full, or file_not_writable when another program holds the file.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([formula_safe(line)] for line in table.heading)
    writer.writerow([])
    writer.writerow([formula_safe(column.heading) for column in table.columns])
    for row in _every_row(table):
        writer.writerow([_plain(value, language) for value in row])
    return _put(path, text.getvalue().encode("utf-8-sig"), table)


def write_xlsx(path: Path, table: ReportTable) -> WrittenFile:
    """One sheet. Texts are text cells, so that a NIK keeps its digits and nothing is taken for a formula.

    Raises as `write_csv`.
    """
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(table.name[:_LONGEST_SHEET_NAME])
    first = len(table.heading) + 2
    _lay_out(sheet, table, first)
    for number, line in enumerate(table.heading):
        sheet.append([_text(sheet, line, bold=number == 0)])
    sheet.append([])
    sheet.append([_text(sheet, column.heading, bold=True) for column in table.columns])
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])
    if table.total is not None:
        sheet.append([_cell(sheet, value, bold=True) for value in table.total])
    content = io.BytesIO()
    workbook.save(content)
    return _put(path, content.getvalue(), table)


def known_by(path: Path, content: bytes, table: ReportTable) -> WrittenFile:
    """What a file with this content is known by."""
    return WrittenFile(path, len(table.rows), table.rupiah, hashlib.sha256(content).hexdigest())


def _put(path: Path, content: bytes, table: ReportTable) -> WrittenFile:
    replace_file(path, content)
    return known_by(path, content, table)


def _every_row(table: ReportTable) -> list[tuple[Value, ...]]:
    return [*table.rows, *([table.total] if table.total is not None else [])]


def _plain(value: Value, language: Language) -> str | int:
    if value is None:
        return ""
    if isinstance(value, Share):
        return value.shown(language)
    if isinstance(value, date):
        return value.isoformat()
    return formula_safe(value) if isinstance(value, str) else value


def _cell(sheet: WriteOnlyWorksheet, value: Value, bold: bool = False) -> Cell | None:
    if value is None:
        return None
    if isinstance(value, str):
        return _text(sheet, value, bold)
    if isinstance(value, Share):
        share = thousandths(value.part, value.whole)
        if share is None:
            return None
        # Exact below this; a program rounds it to the same decimals.
        return _number(sheet, Decimal(value.part) / Decimal(value.whole), f"0.{'0' * DECIMALS}%", bold)
    return _number(sheet, value, "yyyy-mm-dd" if isinstance(value, date) else "#,##0", bold)


def _number(sheet: WriteOnlyWorksheet, value: Any, number_format: str, bold: bool) -> Cell:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = number_format
    if bold:
        cell.font = Font(bold=True)
    return cell


def _text(sheet: WriteOnlyWorksheet, text: str, bold: bool = False) -> Cell:
    cell = WriteOnlyCell(sheet, formula_safe(text))
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _lay_out(sheet: Any, table: ReportTable, first: int) -> None:
    """Column widths and fixed headings; the type stubs of openpyxl do not know them for write-only sheets."""
    for number, column in enumerate(table.columns):
        longest = max([len(str(row[number])) for row in table.rows if isinstance(row[number], str)], default=0)
        wanted = max(longest, len(column.heading)) + 2 + (4 if column.kind is Kind.RUPIAH else 0)
        letter = get_column_letter(number + 1)
        sheet.column_dimensions[letter].width = min(max(wanted, _NARROWEST), _WIDEST)
    sheet.freeze_panes = f"A{first + 1}"
