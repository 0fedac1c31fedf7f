"""Writes the kinds of table files that tests read, with the libraries that offices' programs resemble."""

import csv
import datetime
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from odfdo import Document, Row, Table

TODAY = datetime.date(2026, 11, 21)
HEADINGS = ["No", "Nama Anggota", "No. KTP", "No. Anggota", "Tempat/Tgl Lahir", "L/P", "No HP", "Desa/Kel"]

Values = Sequence[Sequence[Any]]


def nik(serial: int, born: str = "170888") -> str:
    """A NIK of Lembata with a serial from 9900 on, as no resident has."""
    return f"531305{born}{9900 + serial:04d}"


def member(serial: int, name: str = "") -> list[Any]:
    """A full row under `HEADINGS`."""
    return [
        serial,
        name or f"Anggota Contoh {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[serial % 26]}{'x' * (serial // 26 % 50)}",
        nik(serial),
        f"A-{serial:04d}",
        "LEWOLEBA, 17-8-1988",
        "L",
        f"0812{serial:08d}",
        "Lamahora",
    ]


def xlsx(path: Path, values: Values, sheet: str = "Anggota") -> Path:
    return xlsx_of_sheets(path, {sheet: values})


def xlsx_of_sheets(path: Path, sheets: dict[str, Values]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, values in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in values:
            sheet.append(list(row))
    workbook.save(path)
    return path


def with_part_changed(path: Path, part: str, old: str, new: str) -> Path:
    """Changes the XML text of one part of a zipped file, as no library would write it."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    text = parts[part].decode()
    assert old in text, f"{part} does not hold the text to change"
    parts[part] = text.replace(old, new).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def with_rows(path: Path, rows: str) -> Path:
    """Puts these rows, as XML, in place of those of the first sheet."""
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    start, end = sheet.index("<sheetData>"), sheet.index("</sheetData>")
    return with_part_changed(path, "xl/worksheets/sheet1.xml", sheet[start:end], f"<sheetData>{rows}")


def with_shared_texts(path: Path, shared: str) -> Path:
    """Lets the first cell of the first sheet point to the first of the shared texts, as Excel keeps its texts."""
    cell = '<c r="A1" t="inlineStr"><is><t>Nama</t></is></c>'
    with_part_changed(path, "xl/worksheets/sheet1.xml", cell, '<c r="A1" t="s"><v>0</v></c>')
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Type="{kind}" Target="sharedStrings.xml" Id="rId99"/></Relationships>'
    with_part_changed(path, "xl/_rels/workbook.xml.rels", "</Relationships>", relation)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/sharedStrings.xml", f"<sst>{shared}</sst>")
    return path


def xls(path: Path, values: Values, sheet: str = "Anggota") -> Path:
    workbook = xlwt.Workbook()
    page = workbook.add_sheet(sheet)
    date_style = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for number, row in enumerate(values):
        for column, value in enumerate(row):
            if isinstance(value, datetime.date):
                page.write(number, column, value, date_style)
            elif value not in (None, ""):
                page.write(number, column, value)
    workbook.save(str(path))
    return path


def ods(path: Path, values: Values, sheet: str = "Anggota") -> Path:
    document = Document("spreadsheet")
    document.body.clear()
    table = Table(sheet)
    for number, row in enumerate(values):
        line = Row()
        for column, value in enumerate(row):
            if value not in (None, ""):
                line.set_value(column, value)
        table.set_row(number, line)
    document.body.append(table)
    document.save(str(path))
    return path


def delimited(path: Path, values: Values, separator: str = ",", encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([["" if one is None else one for one in row] for row in values])
    path.write_bytes(text.getvalue().encode(encoding))
    return path
