"""Writes the same marked sheet in every kind of workbook: hidden, merged, struck through, months without a day."""

import datetime
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from openpyxl.styles import Font

from tests.documents.tables import Values, ods, with_part_changed

_ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"><office:automatic-styles>
<number:date-style style:name="N1"><number:month number:textual="true"/><number:text>-</number:text><number:year/>
</number:date-style>
<number:number-style style:name="N2"><number:number number:min-integer-digits="5"/></number:number-style>
<style:style style:name="month" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="five" style:family="table-cell" style:data-style-name="N2"/>
<style:style style:name="struck" style:family="table-cell">
<style:text-properties style:text-line-through-style="solid"/>
</style:style><style:style style:name="gone" style:family="table"><style:table-properties table:display="false"/>
</style:style></office:automatic-styles><office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>
</office:document-content>"""


class Marked:
    """A sheet to be written: `values`, and what about it. Rows count from 1, columns from 0."""

    def __init__(self, values: Values, **marks: Any) -> None:
        self.values = values
        self.hidden = bool(marks.get("hidden"))
        self.hidden_rows: set[int] = set(marks.get("hidden_rows", ()))
        self.hidden_columns: set[int] = set(marks.get("hidden_columns", ()))
        self.struck_rows: set[int] = set(marks.get("struck_rows", ()))
        self.merged: list[tuple[int, int, int, int]] = list(marks.get("merged", ()))
        """Row, column, last row, last column."""
        self.months: set[tuple[int, int]] = set(marks.get("months", ()))
        self.five_digits: set[tuple[int, int]] = set(marks.get("five_digits", ()))


def marked_workbook(path: Path, sheets: dict[str, Marked]) -> Path:
    """By the ending of `path`: xlsx, xls or ods."""
    {".xlsx": _xlsx, ".xls": _xls, ".ods": _ods}[path.suffix](path, sheets)
    return path


def _xlsx(path: Path, sheets: dict[str, Marked]) -> None:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, marked in sheets.items():
        sheet = workbook.create_sheet(name)
        for number, row in enumerate(marked.values, start=1):
            for column, value in enumerate(row):
                if value in (None, ""):
                    continue
                cell = sheet.cell(number, column + 1, value)
                if number in marked.struck_rows:
                    cell.font = Font(strike=True)
                if (number, column) in marked.months:
                    cell.number_format = "mmm-yy"
                if (number, column) in marked.five_digits:
                    cell.number_format = "00000"
        for row_number in marked.hidden_rows:
            sheet.row_dimensions[row_number].hidden = True
        for column in marked.hidden_columns:
            sheet.column_dimensions[openpyxl.utils.get_column_letter(column + 1)].hidden = True
        for row_number, column, last_row, last_column in marked.merged:
            sheet.merge_cells(None, row_number, column + 1, last_row, last_column + 1)
        sheet.sheet_state = "hidden" if marked.hidden else "visible"
    if all(marked.hidden for marked in sheets.values()):
        raise ValueError("a workbook shows at least one sheet")
    workbook.save(path)


def _xls(path: Path, sheets: dict[str, Marked]) -> None:
    workbook = xlwt.Workbook()
    struck = xlwt.easyxf("font: struck_out on")
    for name, marked in sheets.items():
        sheet = workbook.add_sheet(name)
        sheet.visibility = 1 if marked.hidden else 0
        spans = {(row, column): (last_row, last_column) for row, column, last_row, last_column in marked.merged}
        for number, row in enumerate(marked.values, start=1):
            for column, value in enumerate(row):
                if value in (None, ""):
                    continue
                style = struck if number in marked.struck_rows else xlwt.XFStyle()
                if isinstance(value, datetime.date):
                    style = xlwt.easyxf(num_format_str="mmm-yy" if (number, column) in marked.months else "dd/mm/yyyy")
                elif (number, column) in marked.five_digits:
                    style = xlwt.easyxf(num_format_str="00000")
                if (number, column) in spans:
                    last_row, last_column = spans[number, column]
                    sheet.write_merge(number - 1, last_row - 1, column, last_column, value, style)
                else:
                    sheet.write(number - 1, column, value, style)
            sheet.row(number - 1).hidden = number in marked.hidden_rows
        for column in marked.hidden_columns:
            sheet.col(column).hidden = True
    workbook.save(str(path))


def _ods(path: Path, sheets: dict[str, Marked]) -> None:
    ods(path, [["x"]])
    with zipfile.ZipFile(path) as package:
        content = package.read("content.xml").decode()
    text = _ODS.format(sheets="".join(_ods_sheet(name, marked) for name, marked in sheets.items()))
    with_part_changed(path, "content.xml", content, text)


def _ods_sheet(name: str, marked: Marked) -> str:
    width = max(len(row) for row in marked.values)
    columns = "".join(
        f'<table:table-column{_collapsed(column in marked.hidden_columns)}/>' for column in range(width)
    )  # fmt: skip
    rows = "".join(_ods_row(number, row, marked) for number, row in enumerate(marked.values, start=1))
    style = ' table:style-name="gone"' if marked.hidden else ""
    return f'<table:table table:name="{name}"{style}>{columns}{rows}</table:table>'


def _ods_row(number: int, row: Any, marked: Marked) -> str:
    spans = {(top, column): (last_row, last_column) for top, column, last_row, last_column in marked.merged}
    cells = []
    for column, value in enumerate(row):
        attributes = ""
        if (number, column) in spans:
            last_row, last_column = spans[number, column]
            attributes += f' table:number-rows-spanned="{last_row - number + 1}"'
            attributes += f' table:number-columns-spanned="{last_column - column + 1}"'
        style = "struck" if number in marked.struck_rows else ""
        style = "month" if (number, column) in marked.months else style
        style = "five" if (number, column) in marked.five_digits else style
        attributes += f' table:style-name="{style}"' if style else ""
        cells.append(_ods_cell(value, attributes))
    return f"<table:table-row{_collapsed(number in marked.hidden_rows)}>{''.join(cells)}</table:table-row>"


def _ods_cell(value: Any, attributes: str) -> str:
    if value in (None, ""):
        return f"<table:table-cell{attributes}/>"
    if isinstance(value, datetime.date):
        attributes += f' office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, int):
        attributes += f' office:value-type="float" office:value="{value}"'
    else:
        attributes += ' office:value-type="string"'
    text = str(value).replace("&", "&amp;").replace("<", "&lt;")
    return f"<table:table-cell{attributes}><text:p>{text}</text:p></table:table-cell>"


def _collapsed(hidden: bool) -> str:
    return ' table:visibility="collapse"' if hidden else ""
