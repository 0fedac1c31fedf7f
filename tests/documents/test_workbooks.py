"""Table files of every kind read into sheets, and what is no table refused."""

import datetime
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from agent_app.documents.spreadsheet import EMPTY, Cell, CellKind, Limits
from agent_app.documents.workbooks import read_sheets
from agent_app.domain.errors import Refused, Unavailable
from tests.documents.tables import (
    Values,
    delimited,
    nik,
    ods,
    with_part_changed,
    with_rows,
    with_shared_texts,
    xls,
    xlsx,
    xlsx_of_sheets,
)

Writer = Callable[[Path, Values], Path]
BORN = datetime.date(1988, 8, 17)
TABLE: Values = [
    ["Nama", "NIK", "Lahir", "Gaji"],
    [],
    ["Yosef Contoh", nik(1), BORN, 1500000],
    ["Åse Ñu", "", "", 12.5],
]
SHEET = "xl/worksheets/sheet1.xml"


def text(value: str) -> Cell:
    return Cell(value, CellKind.TEXT)


EXPECTED = (
    (text("Nama"), text("NIK"), text("Lahir"), text("Gaji")),
    (),
    (text("Yosef Contoh"), text(nik(1)), Cell("1988-08-17", CellKind.DATE), Cell("1500000", CellKind.NUMBER)),
    (text("Åse Ñu"), EMPTY, EMPTY, Cell("12.5", CellKind.NUMBER)),
)


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as caught:
        read_sheets(path, limits=limits or Limits())
    return caught.value.code


@pytest.mark.parametrize(("write", "name"), [(xlsx, "a.xlsx"), (xls, "a.xls"), (ods, "a.ods")])
def test_texts_dates_and_numbers_come_out_of_every_workbook_alike(tmp_path: Path, write: Writer, name: str) -> None:
    (sheet,) = read_sheets(write(tmp_path / name, TABLE))
    assert sheet.name == "Anggota"
    assert [[(cell.text, cell.kind) for cell in row] for row in sheet.rows] == [
        [(cell.text, cell.kind) for cell in row] for row in EXPECTED
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_delimited_text_is_read_in_every_separator_and_encoding(tmp_path: Path, separator: str, encoding: str) -> None:
    values = [["Nama", "Alamat"], [], ["Åse Ñu", "Jl. Trans\nLembata, RT 1; RW 2"], ["Yosef", "x"]]
    (sheet,) = read_sheets(delimited(tmp_path / "list.txt", values, separator, encoding))
    assert sheet.rows == (
        (text("Nama"), text("Alamat")),
        (),
        (text("Åse Ñu"), text("Jl. Trans\nLembata, RT 1; RW 2")),
        (text("Yosef"), text("x")),
    )


def test_a_first_line_that_names_the_separator_is_obeyed_and_no_data(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nNama;Alamat\nYosef;a,b,c\nMaria;d,e,f\n", encoding="utf-8")
    assert read_sheets(path)[0].rows == (
        (),
        (text("Nama"), text("Alamat")),
        (text("Yosef"), text("a,b,c")),
        (text("Maria"), text("d,e,f")),
    )


def test_a_quote_that_is_never_closed_swallows_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Nama,Alamat\nYosef,"Lamahora\nMaria,Waikomo\nAna,Ile Ape\n', encoding="utf-8")
    assert refusal(path) == "file_quote_never_closed"
    path.write_text('Nama,Alamat\nYosef,"Lamahora\n' + "Maria,Waikomo\n" * 50 + 'Ana,"x"\n', encoding="utf-8")
    assert refusal(path) == "file_quote_never_closed"


def test_no_line_of_a_text_file_passes_for_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    filler = "".join(f"Anggota {number},x\n" for number in range(10_000))
    path.write_text(f"Nama,Alamat\n{filler}\x1cend of file\x1c\nMaria,Waikomo\n", encoding="utf-8")
    assert read_sheets(path)[0].rows[-1] == (text("Maria"), text("Waikomo"))


def test_a_sixteen_digit_number_cell_keeps_every_digit_of_the_file(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["Nama", 7]])
    with_part_changed(path, SHEET, "<v>7</v>", "<v>9107051708889901</v>")
    assert read_sheets(path)[0].rows[0][1] == Cell("9107051708889901", CellKind.NUMBER)
    path = ods(tmp_path / "a.ods", [["Nama", 7]])
    with_part_changed(path, "content.xml", 'office:value="7"', 'office:value="9107051708889901"')
    assert read_sheets(path)[0].rows[0][1] == Cell("9107051708889901", CellKind.NUMBER)


def test_a_formula_is_its_stored_result_or_known_to_have_none(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["Nama", "=A1", "=B1", "=C1", "=1/0"]])
    with_part_changed(path, SHEET, "<f>A1</f><v></v>", "<f>A1</f><v>12</v>")
    with_part_changed(path, SHEET, '<c r="C1"><f>B1</f><v></v>', '<c r="C1" t="str"><f>B1</f><v>Yosef</v>')
    with_part_changed(path, SHEET, '<c r="E1"><f>1/0</f><v></v>', '<c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v>')
    assert read_sheets(path)[0].rows[0] == (
        text("Nama"),
        Cell("12", CellKind.NUMBER),
        text("Yosef"),
        Cell("=C1", CellKind.FORMULA_WITHOUT_RESULT),
        Cell("#DIV/0!", CellKind.ERROR),
    )


def test_an_ods_formula_without_result_is_known(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", [["Nama", "XX"]])
    written = "<text:p>XX</text:p></table:table-cell>"
    with_part_changed(path, "content.xml", written, '</table:table-cell><table:table-cell table:formula="of:=[.A1]"/>')
    assert read_sheets(path)[0].rows[0][2] == Cell("=[.A1]", CellKind.FORMULA_WITHOUT_RESULT)


def test_rich_text_escaped_marks_and_reading_aids_are_read_as_shown(tmp_path: Path) -> None:
    rich = "<si><r><t>Yo</t></r><r><t>sef_x000D_</t></r><rPh><t>aid</t></rPh></si>"
    path = with_shared_texts(xlsx(tmp_path / "a.xlsx", [["Nama"]]), rich)
    assert read_sheets(path)[0].rows[0] == (text("Yosef\r"),)


def test_cells_without_a_reference_stand_one_after_the_other_also_behind_empty_ones(tmp_path: Path) -> None:
    rows = '<row><c/><c t="str"><v>Yosef</v></c></row><row><c t="str"><v>A-1</v></c><c/><c><v>7</v></c></row>'
    path = with_rows(xlsx(tmp_path / "a.xlsx", [["x"]]), rows)
    assert read_sheets(path)[0].rows == (
        (EMPTY, text("Yosef")),
        (text("A-1"), EMPTY, Cell("7", CellKind.NUMBER)),
    )


def test_rows_that_go_back_are_a_broken_file_and_none_is_passed_over(tmp_path: Path) -> None:
    for number in (1, 2):
        rows = f'<row r="2"><c t="str"><v>a</v></c></row><row r="{number}"><c t="str"><v>b</v></c></row>'
        assert refusal(with_rows(xlsx(tmp_path / "a.xlsx", [["x"]]), rows)) == "file_cut_off"


def test_half_a_character_is_marked_as_damaged_and_a_whole_one_is_read(tmp_path: Path) -> None:
    path = with_shared_texts(xlsx(tmp_path / "a.xlsx", [["Nama"]]), "<si><t>Yo_xD800_sef _xD83D__xDE00_</t></si>")
    assert read_sheets(path)[0].rows[0] == (text("Yo\ufffdsef \U0001f600"),)


def test_a_date_that_is_none_is_a_text_like_any_other(tmp_path: Path) -> None:
    rows = '<row><c t="d"><v>1988-08-17T00:00:00</v></c><c t="d"><v>besok</v></c></row>'
    path = with_rows(xlsx(tmp_path / "a.xlsx", [["x"]]), rows)
    assert read_sheets(path)[0].rows[0] == (Cell("1988-08-17", CellKind.DATE), text("besok"))
    path = ods(tmp_path / "a.ods", [[BORN]])
    with_part_changed(path, "content.xml", 'office:date-value="1988-08-17', 'office:date-value="1988-02-31')
    assert read_sheets(path)[0].rows[0][0].kind is CellKind.TEXT


def test_dates_follow_the_number_format_and_the_year_the_file_counts_from(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for column, code in enumerate(("dd/mm/yyyy", "[$-421]d mmmm yyyy", "mmm-yy", '#,##0" d"', "General"), start=1):
        sheet.cell(1, column, 32372).number_format = code
    path = tmp_path / "a.xlsx"
    workbook.save(path)
    kinds = [cell.kind for cell in read_sheets(path)[0].rows[0]]
    assert kinds == [CellKind.DATE] * 3 + [CellKind.NUMBER] * 2
    assert read_sheets(path)[0].rows[0][0].text == "1988-08-17"
    with_part_changed(path, "xl/workbook.xml", "<workbookPr/>", '<workbookPr date1904="1"/>')
    assert read_sheets(path)[0].rows[0][0].text == "1992-08-18"


def test_sheets_keep_their_order_and_hidden_ones_are_marked(tmp_path: Path) -> None:
    path = xlsx_of_sheets(tmp_path / "a.xlsx", {"Desa B": [["x"]], "Desa A": [["y"]]})
    visible = 'sheetId="2" state="visible"'
    with_part_changed(path, "xl/workbook.xml", visible, visible.replace("visible", "hidden"))
    assert [(sheet.name, sheet.hidden) for sheet in read_sheets(path)] == [("Desa B", False), ("Desa A", True)]


def test_only_the_first_rows_are_read_when_asked(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", [["Nama"], ["Yosef"], ["Maria"]])
    assert len(read_sheets(path, first_rows=2)[0].rows) == 2


@pytest.mark.parametrize("write", [xlsx, ods])
def test_a_cut_off_workbook_is_refused_as_such_at_any_length(tmp_path: Path, write: Writer) -> None:
    path = write(tmp_path / "a", [[f"Nama {i}", i] for i in range(200)])
    whole = path.read_bytes()
    for length in range(40, len(whole) - 1, max(1, len(whole) // 25)):
        path.write_bytes(whole[:length])
        assert refusal(path) == "file_cut_off"


def test_a_cut_off_old_workbook_is_refused(tmp_path: Path) -> None:
    path = xls(tmp_path / "a.xls", [[f"Nama {i}", i] for i in range(200)])
    whole = path.read_bytes()
    for length in (600, len(whole) // 3, len(whole) // 2):
        path.write_bytes(whole[:length])
        assert refusal(path) in {"file_cut_off", "file_not_a_workbook"}


def test_a_part_with_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["Nama"]])
    with zipfile.ZipFile(path) as package:
        offset = package.getinfo(SHEET).header_offset + 30 + len(SHEET)
    content = bytearray(path.read_bytes())
    content[offset + 12 : offset + 30] = bytes(18)
    path.write_bytes(content)
    assert refusal(path) == "file_cut_off"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\0" * 5000, "file_empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "file_not_a_workbook"),
        (b"%PDF-1.7\nnothing", "file_not_a_workbook"),
        (b"PK\x03\x04 and nothing more", "file_cut_off"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 600, "file_not_a_workbook"),
        (b"\r\n<html xmlns='x'><body><table><tr><td>Nama</td></tr></table>", "file_is_web_page"),
        (b"<table border=1><tr><td>Nama</td></tr></table>", "file_is_web_page"),
        (b"<?xml version='1.0'?><Workbook/>", "file_kind_not_supported"),
    ],
)
def test_what_is_no_workbook_is_refused_whatever_its_name(tmp_path: Path, content: bytes, code: str) -> None:
    for name in ("list.xlsx", "list.xls", "list.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        assert refusal(path) == code


def test_another_zip_another_office_file_and_a_binary_workbook_are_told_apart(tmp_path: Path) -> None:
    for part, content, code in (
        ("photo.jpg", b"x", "file_not_a_workbook"),
        ("mimetype", b"application/vnd.oasis.opendocument.text", "file_kind_not_supported"),
        ("xl/workbook.bin", b"x", "file_kind_not_supported"),
    ):
        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(path, "w") as package:
            package.writestr(part, content)
        assert refusal(path) == code


def compound_file(stream: str) -> bytes:
    """The smallest compound file with one named stream, as Excel writes for a workbook under a password."""
    sizes = struct.pack("<HHHHH6xIIIII", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + sizes
    header += struct.pack("<iIiI", -2, 0, -2, 0) + struct.pack("<109i", 0, *[-1] * 108)
    fat = struct.pack("<128i", -3, -2, *[-1] * 126)
    entry = stream.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", len(stream) * 2 + 2)
    return header.ljust(512, b"\0") + fat + entry.ljust(128, b"\0") + bytes(384)


def test_a_workbook_under_a_password_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(compound_file("EncryptedPackage"))
    assert refusal(path) == "file_encrypted"
    path = ods(tmp_path / "a.ods", [["Nama"]])
    end = "</manifest:manifest>"
    with_part_changed(path, "META-INF/manifest.xml", end, f"<manifest:encryption-data/>{end}")
    assert refusal(path) == "file_encrypted"


def test_a_bomb_of_zeros_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["Nama"]])
    with_part_changed(path, "xl/_rels/workbook.xml.rels", "/sheet1.xml", "/big.xml")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/big.xml", b" " * 310_000_000)
    assert path.stat().st_size < 1_000_000
    assert refusal(path) == "file_unpacked_too_large"


def test_a_text_kept_once_and_shown_in_every_cell_is_counted_in_every_cell(tmp_path: Path) -> None:
    path = with_shared_texts(xlsx(tmp_path / "a.xlsx", [["Nama"]]), f"<si><t>{'x' * 10_000}</t></si>")
    with_rows(path, "".join(f'<row r="{row}"><c t="s"><v>0</v></c></row>' for row in range(1, 101)))
    assert refusal(path, Limits(unpacked_bytes=900_000)) == "file_unpacked_too_large"
    assert len(read_sheets(path, limits=Limits(unpacked_bytes=1_100_000))[0].rows) == 100


def test_a_file_that_says_its_kind_in_a_bomb_is_refused_without_unpacking_it(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", b"x" * 200_000_000)
    tracemalloc.start()
    assert refusal(path) == "file_kind_not_supported"
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10_000_000


def test_rows_repeated_on_many_sheets_of_an_ods_file_never_unfold_together(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", [["Nama"]])
    sheet = '<table:table table:name="x"><table:table-row table:number-rows-repeated="50000"><table:table-cell>'
    cell = "<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
    with_part_changed(path, "content.xml", "</office:spreadsheet>", f"{(sheet + cell) * 20}</office:spreadsheet>")
    tracemalloc.start()
    assert refusal(path, Limits(rows=60_000)) == "file_too_many_rows"
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 30_000_000


def test_repeated_cells_of_an_ods_file_do_not_unfold_into_memory(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", [["Nama"]])
    wide = '<table:table-cell table:number-columns-repeated="16384" '
    with_part_changed(path, "content.xml", "<table:table-cell ", wide)
    assert refusal(path) == "file_too_wide"
    path = ods(tmp_path / "a.ods", [["Nama"]])
    long = '<table:table-row table:number-rows-repeated="1048576">'
    with_part_changed(path, "content.xml", "<table:table-row>", long)
    assert refusal(path) == "file_too_many_rows"


def test_empty_formatted_rows_to_the_end_of_the_sheet_are_no_rows(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", [["Nama"], ["Yosef"]])
    filler = (
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>'
    )
    with_part_changed(path, "content.xml", "</table:table>", filler)
    assert len(read_sheets(path)[0].rows) == 2


@pytest.mark.parametrize(("part", "start"), [(SHEET, "<worksheet"), ("xl/workbook.xml", "<workbook ")])
def test_a_document_type_with_entities_is_refused_in_every_part(tmp_path: Path, part: str, start: str) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["Nama"]])
    with_part_changed(path, part, start, f'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>{start}')
    assert refusal(path) == "file_unsafe_xml"


def test_a_document_type_in_the_shared_texts_or_in_an_ods_file_is_refused(tmp_path: Path) -> None:
    path = with_shared_texts(xlsx(tmp_path / "a.xlsx", [["Nama"]]), "<si><t>&a;</t></si>")
    with_part_changed(path, "xl/sharedStrings.xml", "<sst>", '<!DOCTYPE x [<!ENTITY a "aaaa">]><sst>')
    assert refusal(path) == "file_unsafe_xml"
    path = ods(tmp_path / "a.ods", [["Nama"]])
    outside = '<!DOCTYPE x SYSTEM "file:///etc/hostname"><office:document-content'
    with_part_changed(path, "content.xml", "<office:document-content", outside)
    assert refusal(path) == "file_unsafe_xml"


def test_size_rows_columns_and_sheets_have_caps(tmp_path: Path) -> None:
    many = xlsx_of_sheets(tmp_path / "a.xlsx", {f"Desa {i}": [["x"] * 5] * 10 for i in range(4)})
    assert refusal(many, Limits(file_bytes=1000)) == "file_too_large"
    assert refusal(many, Limits(rows=35)) == "file_too_many_rows"
    assert refusal(many, Limits(columns=4)) == "file_too_wide"
    assert refusal(many, Limits(sheets=3)) == "file_too_many_sheets"
    assert len(read_sheets(many, limits=Limits(rows=40, columns=5, sheets=4))) == 4


def test_a_file_that_is_gone_is_unavailable_not_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        read_sheets(tmp_path / "gone.xlsx")
    assert caught.value.code == "file_not_readable"


def test_a_cell_shows_nothing_of_its_text_in_a_log() -> None:
    assert "Yosef" not in repr(text("Yosef"))
