"""What surrounds the sheets of an xlsx file: names and parts, shared texts, and which styles show dates."""

import posixpath
import re
from dataclasses import dataclass

from agent_app.documents.number_formats import BUILT_IN, kept_format
from agent_app.documents.plain_xml import past_plain
from agent_app.documents.spreadsheet import EMPTY, PLAIN, Cell, CellKind, Look
from agent_app.documents.xml_parts import (
    Attributes,
    Package,
    feed,
    local,
    local_attribute,
    parse_part,
    small_number,
    xml_reader,
)
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

# ECMA-376 part 1, 18.8.30: formats without an entry of their own; 27-36 and 50-58 are East Asian dates.
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
# A shared text without marks of its own. U+FFFE and U+FFFF, which XML may not hold, are left to the parser.
_PLAIN_TEXT = re.compile(
    rb'<si><t(?: xml:space="preserve")?+>'
    rb"((?:[\x09\x0a\x20-\x25\x27-\x3b\x3d\x3f-\x7e\x80-\xee\xf0-\xf4]|\xef(?!\xbf))*+)</t></si>"
)
_UTF8_TEXTS = re.compile(
    rb"""\A(?:\xef\xbb\xbf)?(?:<\?xml version=["']1\.0["'](?: encoding=["'](?:utf|UTF)-8["'])?"""
    rb"""(?: standalone=["'](?:yes|no)["'])?\s?\?>\s*)?<sst[^<>]*>"""
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class SheetPart:
    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class CellStyle:
    """Whether a style shows dates, and how cells of it look: a value with its number format, a text without."""

    is_date: bool = False
    value: Look = PLAIN
    text: Look = PLAIN


@dataclass(frozen=True, slots=True)
class Workbook:
    """What is needed to read the cells of every sheet; `styles` in the order cells count them."""

    sheets: tuple[SheetPart, ...]
    shared_texts: tuple[Cell, ...]
    styles: tuple[CellStyle, ...]
    counts_from_1904: bool


@dataclass(frozen=True, slots=True)
class _Relation:
    kind: str
    target: str


def read_workbook(package: Package) -> Workbook:
    """The frame of the file; Refused(file_cut_off) where a part is missing or broken."""
    root = _relations(package, "")
    main = next((one.target for one in root.values() if one.kind == "officeDocument"), "xl/workbook.xml")
    relations = _relations(package, main)
    targets = {one.kind: one.target for one in relations.values()}
    sheets: list[SheetPart] = []
    from_1904 = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal from_1904
        match local(name):
            case "sheet":
                relation = relations.get(local_attribute(attributes, "id") or "")
                if relation is not None and relation.kind == "worksheet":
                    hidden = attributes.get("state", "visible") != "visible"
                    sheets.append(SheetPart(attributes.get("name", ""), relation.target, hidden))
            case "workbookPr":
                from_1904 = attributes.get("date1904") in ("1", "true")

    parse_part(package, main, start)
    if not sheets:
        raise Refused(RefusalCode.FILE_CUT_OFF)
    return Workbook(
        tuple(sheets),
        _shared_texts(package, targets.get("sharedStrings", "")),
        _styles(package, targets.get("styles", "")),
        from_1904,
    )


def _relations(package: Package, part: str) -> dict[str, _Relation]:
    """The parts that `part` points to, by relation id; targets are full paths inside the package."""
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, _Relation] = {}

    def start(element: str, attributes: Attributes) -> None:
        if local(element) == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = _Relation(kind, target)

    if package.has(where):
        parse_part(package, where, start)
    return found


def _shared_texts(package: Package, part: str) -> tuple[Cell, ...]:
    """Every shared text as a ready cell; reading aids in other scripts (`rPh`) are no part of the text.

    A text is struck through where all its runs are.
    """
    cells: list[Cell] = []
    pieces: list[str] = []
    struck_pieces: list[bool] = []
    collecting = aside = struck = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal collecting, aside, struck
        match local(name):
            case "si":
                pieces.clear()
                struck_pieces.clear()
                struck = False
            case "r":
                struck = False
            case "strike":
                struck = is_on(attributes)
            case "rPh":
                aside = True
            case "t":
                collecting = not aside

    def end(name: str) -> None:
        nonlocal collecting, aside
        match local(name):
            case "si":
                look = Look(struck=True) if struck_pieces and all(struck_pieces) else PLAIN
                cells.append(text_cell("".join(pieces), look))
            case "rPh":
                aside = False
            case "t":
                collecting = False

    def text(piece: str) -> None:
        if collecting:
            pieces.append(piece)
            if piece.strip():
                struck_pieces.append(struck)

    def plain(found: re.Match[bytes]) -> bool:
        try:
            cells.append(text_cell(found[1].decode("utf-8")))
        except UnicodeDecodeError:
            return False
        return True

    if package.has(part):
        content = past_plain(package.chunks(part), _UTF8_TEXTS, _PLAIN_TEXT, b"</si>", plain)
        for _ in feed(xml_reader(start, end, text), content):
            pass
    return tuple(cells)


def is_on(attributes: Attributes) -> bool:
    """Whether a switch such as `<strike/>` is on: it is unless it says otherwise."""
    return attributes.get("val", "1") not in ("0", "false")


def text_cell(text: str, look: Look = PLAIN) -> Cell:
    """A text as a cell: escaped characters (`_x000D_`) read, nothing but spaces counted as empty.

    Half a character, which no UTF-8 can hold, becomes the replacement mark: it must not spoil the whole file.
    """
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return Cell(text, CellKind.TEXT, look) if text.strip() else EMPTY


def _styles(package: Package, part: str) -> tuple[CellStyle, ...]:
    own_formats: dict[str, str] = {}
    struck_fonts: list[bool] = []
    styles: list[CellStyle] = []
    inside = ""

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        element = local(name)
        match element:
            case "numFmt":
                own_formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            case "cellXfs" | "fonts" | "dxfs":
                inside = element
            case "font" if inside == "fonts":
                struck_fonts.append(False)
            case "strike" if inside == "fonts" and struck_fonts:
                struck_fonts[-1] = is_on(attributes)
            case "xf" if inside == "cellXfs":
                font = small_number(attributes.get("fontId")) or 0
                struck = font < len(struck_fonts) and struck_fonts[font]
                styles.append(_style(attributes.get("numFmtId", "0"), own_formats, struck))

    def end(name: str) -> None:
        nonlocal inside
        if local(name) == inside:
            inside = ""

    if package.has(part):
        parse_part(package, part, start, end)
    return tuple(styles)


def _style(number: str, own_formats: dict[str, str], struck: bool) -> CellStyle:
    code = own_formats.get(number, BUILT_IN.get(small_number(number) or 0, ""))
    is_date = shows_dates(own_formats[number]) if number in own_formats else small_number(number) in _BUILT_IN_DATES
    kept = kept_format(code, is_date=is_date)
    return CellStyle(is_date, _look(struck, kept), _look(struck, ""))


def _look(struck: bool, code: str) -> Look:
    return Look(struck=struck, format=code) if struck or code else PLAIN


def shows_dates(format_code: str) -> bool:
    """Whether a number format shows a day, month or year: `[$-421]d mmmm yyyy`, but not `#,##0` or `0"d"`."""
    first_section = _NOT_SHOWN.sub("", format_code).partition(";")[0].lower()
    return "general" not in first_section and any(letter in first_section for letter in "dmyb")
