"""Office formats under other names, files that are encrypted for nobody, and text with odd bytes."""

import io
from pathlib import Path

import msoffcrypto.format.ooxml
import pytest

from agent_app.documents.roster_file import read_roster
from agent_app.documents.roster_headings import RosterField as F
from agent_app.documents.roster_reasons import RowWarning
from agent_app.documents.workbooks import read_sheets
from agent_app.domain.errors import Refused
from tests.documents.tables import TODAY, nik, xlsx

NIK_1, NIK_2, NIK_3 = nik(1), nik(2), nik(3)
XML = f"""<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="s1"><Font ss:StrikeThrough="1"/></Style>
</Styles><Worksheet ss:Name="Anggota"><Table><Column/><Column ss:Hidden="1"/>
<Row><Cell><Data ss:Type="String">Desa</Data></Cell><Cell><Data ss:Type="String">Nama</Data></Cell>
<Cell><Data ss:Type="String">NIK</Data></Cell><Cell><Data ss:Type="String">Tgl Lahir</Data></Cell></Row>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">Lamahora</Data><Comment><Data>x</Data></Comment></Cell>
<Cell><Data ss:Type="String">Yosef</Data></Cell><Cell><Data ss:Type="String">{NIK_1}</Data></Cell>
<Cell><Data ss:Type="DateTime">1988-08-17T00:00:00.000</Data></Cell></Row>
<Row ss:Index="4" ss:Hidden="1"><Cell ss:Index="2" ss:StyleID="s1"><Data ss:Type="String">Maria</Data></Cell>
<Cell><Data ss:Type="Number">{NIK_2}</Data></Cell></Row></Table></Worksheet>
<Worksheet ss:Name="Lama"><Table><Row><Cell><Data ss:Type="String">Nama</Data></Cell></Row></Table>
<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""
PAGE = f"""<html><head><meta charset="utf-8"><style><!-- .xl7 {{text-decoration:line-through;}} --></style></head><body>
<table><col><col style='display:none'><tr><th colspan=2>Desa &amp; No</th><th>Nama</th><th>NIK</th></tr>
<tr><td rowspan=2>Lamahora</td><td>1</td><td>Mar&iacute;a<br>Uji</td><td>{NIK_1}</td></tr>
<tr><td>2</td><td><s>Yosef</s></td><td x:num>5313051708889902</td></tr>
<tr style="display:none"><td>Waikomo<td>3<td class=xl7>Ana<td x:str>{NIK_3}</table></body></html>"""
HTML_ROWS = [
    ["Desa & No", "", "Nama", "NIK"], ["Lamahora", "1", "María Uji", NIK_1], ["Lamahora", "2", "Yosef", NIK_2],
    ["Waikomo", "3", "Ana", NIK_3],
]  # fmt: skip


def texts(rows: tuple[tuple[object, ...], ...]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_spreadsheet_of_office_2003_in_xml_is_read_under_any_name(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "daftar.xls"
    path.write_bytes(XML.replace('version="1.0"', f'version="1.0" encoding="{encoding}"').encode(encoding))
    sheet, old = read_sheets(path)
    assert texts(sheet.rows) == [
        ["Desa", "Nama", "NIK", "Tgl Lahir"], ["Lamahora", "Yosef", NIK_1, "1988-08-17"], [], ["", "Maria", NIK_2],
    ]  # fmt: skip
    assert (sheet.hidden_rows, sheet.hidden_columns, old.hidden) == ({4}, {1}, True)
    assert sheet.rows[3][1].look.struck


def test_a_table_saved_as_a_web_page_is_read_under_any_name(tmp_path: Path) -> None:
    path = tmp_path / "daftar.xls"
    path.write_text(PAGE, encoding="utf-8")
    (sheet,) = read_sheets(path)
    assert texts(sheet.rows) == HTML_ROWS
    assert (sheet.name, sheet.hidden_rows, sheet.hidden_columns) == ("daftar", {4}, {1})
    assert [row[2].look.struck for row in sheet.rows] == [False, False, True, True]
    assert sheet.rows[0][0].look.across == 2


def test_a_web_archive_is_read_with_the_names_of_its_sheets(tmp_path: Path) -> None:
    names = "<x:ExcelWorksheet><x:Name>Anggota</x:Name></x:ExcelWorksheet>"
    frame = f"<html><!--[if gte mso 9]><xml>{names}</xml><![endif]--></html>"
    part = "Content-Transfer-Encoding: 8bit\nContent-Type: text/html; charset=utf-8\n\n"
    head = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="=_x"\n\n'
    path = tmp_path / "daftar.xls"
    path.write_text(f"{head}--=_x\n{part}{frame}\n--=_x\n{part}{PAGE}\n--=_x--\n", encoding="utf-8")
    (sheet,) = read_sheets(path)
    assert (sheet.name, texts(sheet.rows)) == ("Anggota", HTML_ROWS)


@pytest.mark.parametrize(
    "page", ["<html><body><p>Silakan masuk</p></body></html>", "<html><table><tr><td>Masuk</td></tr></table></html>"]
)
def test_a_page_without_a_list_is_told_to_be_a_page(tmp_path: Path, page: str) -> None:
    path = tmp_path / "daftar.xls"
    path.write_text(page)
    with pytest.raises(Refused) as caught:
        read_sheets(path)
    assert caught.value.code == "file_is_web_page"


def encrypted(path: Path, password: str) -> Path:
    plain = xlsx(path, [["Nama", "NIK"], ["Yosef", NIK_1]])
    inside, outside = io.BytesIO(plain.read_bytes()), io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(inside).encrypt(password, outside)
    path.write_bytes(outside.getvalue())
    return path


def test_a_workbook_encrypted_with_everybodys_password_opens_and_another_is_told(tmp_path: Path) -> None:
    (sheet,) = read_sheets(encrypted(tmp_path / "a.xlsx", "VelvetSweatshop"))
    assert texts(sheet.rows) == [["Nama", "NIK"], ["Yosef", NIK_1]]
    with pytest.raises(Refused) as caught:
        read_sheets(encrypted(tmp_path / "b.xlsx", "rahasia"))
    assert caught.value.code == "file_encrypted"


def test_an_odd_byte_in_utf8_spoils_no_other_letter_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    good = f"Nama;NIK\nMaría Uji;{NIK_1}\n".encode()
    path.write_bytes(good + b"D\x92Contoh;" + NIK_2.encode() + b"\n")
    first, second = read_roster(path, today=TODAY).rows
    assert (first.name, first.warnings) == ("María Uji", ())
    assert (second.name, second.warnings) == ("D’Contoh", (RowWarning.LETTERS_ODD_BYTE,))
    assert second.unread == ((F.NAME, "0x92"),)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_that_is_no_utf8_at_all_is_read_in_its_own_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"Nama;NIK\nMaría Uji;{NIK_1}\nD’Contoh;{NIK_2}\n".encode(encoding))
    rows = read_roster(path, today=TODAY).rows
    assert [(row.name, row.warnings) for row in rows] == [("María Uji", ()), ("D’Contoh", ())]


def test_letters_encoded_twice_are_restored_with_a_note(tmp_path: Path) -> None:
    twice = "María ‘Uji’".encode().decode("cp1252")
    (row,) = read_roster(xlsx(tmp_path / "a.xlsx", [["Nama", "NIK"], [twice, NIK_1]]), today=TODAY).rows
    assert (row.name, row.warnings) == ("María ‘Uji’", (RowWarning.LETTERS_TWICE_ENCODED,))
