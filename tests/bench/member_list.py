"""A cooperative's member list as an office program saves it: so many rows of people who do not exist, in an XLSX."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from agent_app.demo.people import SamplePeople, SamplePerson

HEADINGS: Final = ("No", "Nama Anggota", "NIK", "Tgl Lahir", "L/P", "Desa", "No HP", "Pekerjaan", "No Anggota")
_SEED = 5
_PARTS: Final = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
    '<Relationship Id="rId2" Target="sharedStrings.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Anggota" sheetId="1" r:id="rId1"/></sheets></workbook>',
}
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def write_member_list(path: Path, rows: int) -> Path:
    """Write the list; the same number of rows gives the same people."""
    texts: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, content in _PARTS.items():
            package.writestr(name, content)
        with package.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f"<worksheet {_MAIN}><sheetData>".encode())
            for number, cells in enumerate(_cells(rows), start=1):
                sheet.write(_row(number, cells, texts).encode())
            sheet.write(b"</sheetData></worksheet>")
        with package.open("xl/sharedStrings.xml", "w") as shared:
            shared.write(f"<sst {_MAIN}>".encode())
            for text in texts:
                shared.write(f"<si><t>{escape(text)}</t></si>".encode())
            shared.write(b"</sst>")
    return path


def _cells(rows: int) -> Iterator[tuple[str | int, ...]]:
    yield HEADINGS
    people = SamplePeople(_SEED)
    for number in range(1, rows + 1):
        yield _listed(number, people.draw(1, number)[0])


def _listed(number: int, person: SamplePerson) -> tuple[str | int, ...]:
    sex = "P" if person.sex == "female" else "L"
    born = f"{person.birth:%d-%m-%Y}"
    contact = (person.village.name, person.phone or "", person.trade)
    return number, person.name, person.nik, born, sex, *contact, f"LWB-{person.member_no}"


def _row(number: int, cells: tuple[str | int, ...], texts: dict[str, int]) -> str:
    written = []
    for column, value in zip("ABCDEFGHI", cells, strict=True):
        if isinstance(value, int):
            written.append(f'<c r="{column}{number}"><v>{value}</v></c>')
        elif value:
            index = texts.setdefault(value, len(texts))
            written.append(f'<c r="{column}{number}" t="s"><v>{index}</v></c>')
    return f'<row r="{number}">{"".join(written)}</row>'
