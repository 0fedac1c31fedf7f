"""Rows and texts taken from the bytes of a part are those the XML parser would give, and broken files stay broken."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_app.documents.plain_xml import past_plain
from agent_app.documents.spreadsheet import Sheet
from agent_app.documents.workbooks import read_sheets
from agent_app.domain.errors import Refused
from tests.documents.tables import xlsx

ROWS = st.sampled_from(
    [
        '<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="C{n}"><v>12.50</v></c></row>',
        '<row r="{n}" spans="1:3" hidden="1"><c r="B{n}" s="1"><v>44000</v></c></row>',
        '<row r="{n}" x:dyDescent="0.25"><c r="A{n}" s="0" t="s"><v>1</v></c><c r="B{n}"/></row>',
        '<row r="{n}"/>',
        '<row><c><v>7</v></c></row>',
        '<row r="{n}"><c r="A{n}" t="str"><f>B1</f><v>formula</v></c></row>',
        '<row r="{n}"><c r="A{n}"><f>B1</f></c></row>',
        '<row r="{n}"><c r="A{n}" t="e"><v>#N/A</v></c><c r="B{n}" t="b"><v>1</v></c></row>',
        '<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>Contoh &amp; \u00e9</t></is></c></row>',
        '<row r="{n}"><c r="A{n}" t="inlineStr"><is><t xml:space="preserve"> Contoh</t></is></c></row>',
        '<row r="{n}"><c r="A{n}" t="inlineStr"><v>1</v><is><t>2</t></is></c></row>',
        '<row r="{n}"><c r="A{n}" t="str"><v>a &lt; b</v></c></row>',
        '<row r="{n}"><c r="A{n}"><v>1<!-- not this -->2</v></c></row>',
        '<row r="{n}"><c r="A{n}" t="str"><v><![CDATA[<c>]]></v></c></row>',
        '<row r="{n}" r="{n}"><c r="A{n}"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="{n}"><c r="A{n}" t="s"><v>99</v></c></row>',
        '<row r="{n}"><c r="A{n}" t="s"/></row>',
        '<row r="{n}"><c r="ZZZ{n}"><v>1</v></c></row>',
        '<row r="{n}"><c r="A{n}"><v>1</v></row>',
        '<row r="{n}"><c r="A{n}"><v>]]></v></c></row>',
        '<row r="{n}"><c r="B{n}"><v>2</v></c><c r="A{n}"><v>1</v></c></row>',
        '<?note rows?>',
        '<!-- <row r="900"><c r="A900"><v>1</v></c></row> -->',
        "\n  ",
    ]
)  # fmt: skip
TEXTS = st.sampled_from(
    [
        "<si><t>Maria Contoh</t></si>",
        '<si><t xml:space="preserve"> dengan spasi </t></si>',
        "<si><t>Bu Nuapu\u2019u \u00e9</t></si>",
        "<si><t>A &amp; B</t></si>",
        "<si><r><t>dua</t></r><r><t>bagian</t></r></si>",
        "<si><t>baris\r\nkedua</t></si>",
        "<si><t/></si>",
        "<si><t>_x0041_</t></si>",
        "<si><t>\uffff</t></si>",
        "<si><t>]]></t></si>",
        "<!-- <si><t>tidak</t></si> -->",
        "\n",
    ]
)
SHARED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_parts(file: Path, rows: str, texts: str, note: str) -> Path:
    """The workbook with these rows and shared texts; a `note` at their beginning leaves all of them to the parser."""
    with zipfile.ZipFile(xlsx(file, [["Contoh", 1]])) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = re.sub(
        "<sheetData>.*</sheetData>", lambda _: f"<sheetData>{note}{rows}</sheetData>", sheet, flags=re.DOTALL
    ).encode()
    relation = f'<Relationship Type="{SHARED}" Target="sharedStrings.xml" Id="rId99"/></Relationships>'
    relations = "xl/_rels/workbook.xml.rels"
    parts[relations] = parts[relations].replace(b"</Relationships>", relation.encode())
    parts["xl/sharedStrings.xml"] = f'{note}<sst xmlns="{MAIN}"><si><t>satu</t></si>{texts}</sst>'.encode()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file


def read(file: Path) -> list[Sheet] | str:
    try:
        return read_sheets(file)
    except Refused as refusal:
        return refusal.code


@settings(max_examples=120, deadline=None)
@given(st.lists(ROWS, max_size=7), st.lists(TEXTS, max_size=4))
def test_rows_are_read_as_the_parser_reads_them(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("plain")
    numbered = "".join(row.replace("{n}", str(2 + number)) for number, row in enumerate(rows))
    quick = with_parts(folder / "quick.xlsx", numbered, "".join(texts), "")
    parsed = with_parts(folder / "parsed.xlsx", numbered, "".join(texts), "<!-- -->")
    assert read(quick) == read(parsed)


OPENING, PLAIN = re.compile(rb"<all>"), re.compile(rb"<p>([a-z]*)</p>")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_pieces_may_be_cut_anywhere(size: int) -> None:
    whole = b"<all><p>a</p><p>b</p><p>C</p><p>d</p></all>"
    taken: list[bytes] = []

    def take(found: re.Match[bytes]) -> bool:
        taken.append(found[1])
        return True

    def pieces() -> Iterator[bytes]:
        for at in range(0, len(whole), size):
            yield whole[at : at + size]

    rest = b"".join(past_plain(pieces(), OPENING, PLAIN, b"</p>", take))
    assert (taken, rest) == ([b"a", b"b", b"d"], b"<all><p>C</p></all>")


def test_what_comes_before_an_element_is_parsed_before_it_is_taken() -> None:
    order: list[bytes] = []
    whole = iter([b"<all><p>X</p><p>a</p><p>Y</p>", b"<p>b</p></all>"])
    for piece in past_plain(whole, OPENING, PLAIN, b"</p>", lambda found: order.append(found[1]) or True):
        order.append(piece)
    assert order == [b"<all>", b"<p>X</p>", b"a", b"<p>Y</p>", b"b", b"</all>"]


def test_nothing_is_taken_once_a_comment_came() -> None:
    whole = [b"<all><p>a</p>", b"<!-- <p>b</p>", b"<p>c</p> --></all>"]
    taken: list[bytes] = []
    rest = b"".join(past_plain(iter(whole), OPENING, PLAIN, b"</p>", lambda found: taken.append(found[1]) or True))
    assert (taken, rest) == ([b"a"], b"<all><!-- <p>b</p><p>c</p> --></all>")
