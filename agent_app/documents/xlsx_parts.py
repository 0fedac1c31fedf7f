"""What surrounds the sheets of an xlsx file: names and parts, shared texts, and which styles show dates."""

import posixpath
import re
from dataclasses import dataclass

from agent_app.documents.spreadsheet import EMPTY, Cell, CellKind
from agent_app.documents.xml_parts import Attributes, Package, local, local_attribute, parse_part, small_number
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

# ECMA-376 part 1, 18.8.30: formats without an entry of their own; 27-36 and 50-58 are East Asian dates.
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class SheetPart:
    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """What is needed to read the cells of every sheet. `date_styles[i]` says whether style i shows dates."""

    sheets: tuple[SheetPart, ...]
    shared_texts: tuple[Cell, ...]
    date_styles: tuple[bool, ...]
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
        _date_styles(package, targets.get("styles", "")),
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
    """Every shared text as a ready cell; reading aids in other scripts (`rPh`) are no part of the text."""
    cells: list[Cell] = []
    pieces: list[str] = []
    collecting = aside = False

    def start(name: str, _: Attributes) -> None:
        nonlocal collecting, aside
        match local(name):
            case "si":
                pieces.clear()
            case "rPh":
                aside = True
            case "t":
                collecting = not aside

    def end(name: str) -> None:
        nonlocal collecting, aside
        match local(name):
            case "si":
                cells.append(text_cell("".join(pieces)))
            case "rPh":
                aside = False
            case "t":
                collecting = False

    def text(piece: str) -> None:
        if collecting:
            pieces.append(piece)

    if package.has(part):
        parse_part(package, part, start, end, text)
    return tuple(cells)


def text_cell(text: str) -> Cell:
    """A text as a cell: escaped characters (`_x000D_`) read, nothing but spaces counted as empty.

    Half a character, which no UTF-8 can hold, becomes the replacement mark: it must not spoil the whole file.
    """
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return Cell(text, CellKind.TEXT) if text.strip() else EMPTY


def _date_styles(package: Package, part: str) -> tuple[bool, ...]:
    own_formats: dict[str, bool] = {}
    styles: list[bool] = []
    inside_cell_styles = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside_cell_styles
        match local(name):
            case "numFmt":
                own_formats[attributes.get("numFmtId", "")] = shows_dates(attributes.get("formatCode", ""))
            case "cellXfs":
                inside_cell_styles = True
            case "xf" if inside_cell_styles:
                number = attributes.get("numFmtId", "0")
                styles.append(own_formats.get(number, small_number(number) in _BUILT_IN_DATES))

    def end(name: str) -> None:
        nonlocal inside_cell_styles
        if local(name) == "cellXfs":
            inside_cell_styles = False

    if package.has(part):
        parse_part(package, part, start, end)
    return tuple(styles)


def shows_dates(format_code: str) -> bool:
    """Whether a number format shows a day, month or year: `[$-421]d mmmm yyyy`, but not `#,##0` or `0"d"`."""
    first_section = _NOT_SHOWN.sub("", format_code).partition(";")[0].lower()
    return "general" not in first_section and any(letter in first_section for letter in "dmyb")
