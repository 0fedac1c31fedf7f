"""Reads the cells of xlsx sheets from their XML text, so that every digit of a number is as stored.

No spreadsheet library is used here: they turn numbers into floats in one notation or another, and give either
the formula or its stored result, never the fact that a formula has none.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

from agent_app.documents.merged_cells import Merge, MergedCells
from agent_app.documents.plain_xml import past_plain
from agent_app.documents.spreadsheet import (
    EMPTY,
    LAST_ROW,
    PLAIN,
    Cell,
    CellKind,
    Limits,
    SheetRow,
    SheetStream,
    date_cell,
)
from agent_app.documents.xlsx_parts import CellStyle, Workbook, read_workbook, text_cell
from agent_app.documents.xml_parts import Attributes, Package, feed, local, small_number, xml_reader
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_LAST_SERIAL = 2_958_465
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Za-z]{1,3}[0-9]{1,7}):([A-Za-z]{1,3}[0-9]{1,7})"')
_LONGEST_TAG = 200
# A row as office programs write it, of cells with shared texts or numbers: printable ASCII without < > &.
_TEXT = r"[\x20-\x25\x27-\x3b\x3d\x3f-\x7e]"
_VALUE = r"[\x20\x21\x23-\x25\x27-\x3b\x3d\x3f-\x7e]"
_CELL_PATTERN = (
    r'<c r="{0}[A-Z]{{1,3}}{1}[1-9][0-9]{{0,6}}"(?: s="{0}[0-9]{{1,9}}{1}")?+(?: t="{0}[a-zA-Z]{{1,9}}{1}")?+'
    r"(?:/>|>(?:<v>{0}" + _TEXT + r"*+{1}</v>)?+"
    r'(?:<is><t(?: xml:space="preserve")?+>{0}' + _TEXT + r"*+{1}</t></is>)?+</c>)"
)
_CELL = re.compile(_CELL_PATTERN.format("(", ")"))
_PLAIN_ROW = re.compile(
    (
        r'<row((?: [A-Za-z][A-Za-z0-9]*+(?::[A-Za-z0-9]++)?+="' + _VALUE + r'*+")*+)>'
        r"((?:" + _CELL_PATTERN.format("", "") + r")*+)</row>"
    ).encode()
)
_ATTRIBUTE = re.compile(r' ([A-Za-z0-9:]+)="([^"]*)"')
_SHEET_DATA = re.compile(rb"<sheetData>")
_PLAIN_STYLE = CellStyle()
_ROW_AND_COLUMN = re.compile(r"[Rr][0-9]*[Cc]([0-9]{1,5})")


def xlsx_sheets(path: Path | BinaryIO, limits: Limits) -> Iterator[SheetStream]:
    """The sheets in the order of their tabs; each must be read before the next is asked for."""
    with Package(path, limits) as package:
        workbook = read_workbook(package)
        if len(workbook.sheets) > limits.sheets:
            raise Refused(RefusalCode.FILE_TOO_MANY_SHEETS, limit=limits.sheets)
        for sheet in workbook.sheets:
            reader = _SheetReader(workbook, limits, _merged_cells(package, sheet.part, limits))
            yield SheetStream(sheet.name, _rows(package, sheet.part, reader), sheet.hidden, reader.hidden_columns)


def _rows(package: Package, part: str, reader: "_SheetReader") -> Iterator[SheetRow]:
    pieces = past_plain(package.chunks(part, again=True), _SHEET_DATA, _PLAIN_ROW, b"</row>", reader.plain_row)
    for _ in feed(xml_reader(reader.start, reader.end, reader.text), pieces):
        yield from reader.take()


def _merged_cells(package: Package, part: str, limits: Limits) -> MergedCells:
    """The merged cells of a sheet, which its part lists behind its rows."""
    merged, tail, count = MergedCells(), b"", 0
    for piece in package.chunks(part):
        window = tail + piece
        end = 0
        if b"mergeCell" not in window:
            tail = window[-_LONGEST_TAG:]
            continue
        for found in _MERGE.finditer(window):
            end = found.end()
            count += 1
            (row, column), (last_row, last_column) = _place(found[1]), _place(found[2])
            if count > limits.rows:
                raise Refused(RefusalCode.FILE_TOO_MANY_ROWS, limit=limits.rows)
            merged.add(Merge(row, column, last_row, last_column))
        tail = window[max(end, len(window) - _LONGEST_TAG) :]
    return merged


def _place(reference: bytes) -> tuple[int, int]:
    text = reference.decode("ascii")
    letters = text.rstrip("0123456789")
    return int(text[len(letters) :]) - 1, column_index(letters)


class _SheetReader:
    """Collects cells into rows while the parser walks through a sheet."""

    def __init__(self, workbook: Workbook, limits: Limits, merged: MergedCells) -> None:
        self.hidden_columns: set[int] = set()
        self._workbook = workbook
        self._limits = limits
        self._merged = merged
        self._hidden_row = False
        self._first_numbered_column: int | None = None
        self._ready: list[SheetRow] = []
        self._number = 0
        self._cells: list[Cell] = []
        self._column = 0
        self._type = ""
        self._style = ""
        self._has_formula = False
        self._collecting = False
        self._pieces: list[str] = []
        self._formula: list[str] = []
        self._target = self._pieces
        self._names: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._styles: dict[str, CellStyle] = {}

    def take(self) -> list[SheetRow]:
        """The rows completed since the last call."""
        ready, self._ready = self._ready, []
        return ready

    def start(self, name: str, attributes: Attributes) -> None:
        match self._names.get(name) or self._learned(name):
            case "c":
                self._column = self._column_of(attributes.get("r"))
                self._type = attributes.get("t", "n")
                self._style = attributes.get("s", "")
                self._has_formula = False
                self._pieces = []
            case "v" | "t":
                self._collecting = True
                self._target = self._pieces
            case "f":
                self._collecting = self._has_formula = True
                self._target = self._formula = []
            case "rPh":
                self._collecting = False
            case "row":
                number = small_number(attributes.get("r")) or self._number + 1
                if not self._number < number <= LAST_ROW:
                    raise Refused(RefusalCode.FILE_CUT_OFF)
                self._number = number
                self._cells, self._column = [], -1
                self._hidden_row = attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0"
            case "col":
                self._hide_columns(attributes)

    def plain_row(self, found: re.Match[bytes]) -> bool:
        """A whole row without anything a parser is needed for; False where one is needed after all."""
        pairs = _ATTRIBUTE.findall(found[1].decode("ascii"))
        attributes = dict(pairs)
        if len(attributes) < len(pairs):
            return False
        self.start("row", attributes)
        texts, columns = self._workbook.shared_texts, self._columns
        count, widest = len(texts), self._limits.columns
        for letters, self._style, kind, value, inline in _CELL.findall(found[2].decode("ascii")):
            text = value + inline
            self._column = column = columns.get(letters, -1)
            if column < 0:
                self._column = column = columns[letters] = column_index(letters)
            if kind == "s" and not self._style and text.isdecimal() and len(text) < 9 and int(text) < count:
                cell = texts[int(text)]
            else:
                self._type, self._has_formula = kind or "n", False
                cell = self._cell(text)
            if cell is EMPTY:
                continue
            if column == len(self._cells) < widest:
                self._cells.append(cell)
            else:
                self._put(cell)
        self.end("row")
        return True

    def text(self, piece: str) -> None:
        if self._collecting:
            self._target.append(piece)

    def end(self, name: str) -> None:
        match self._names[name]:
            case "v" | "t" | "f":
                self._collecting = False
            case "c":
                cell = self._cell("".join(self._pieces))
                if cell is not EMPTY:
                    self._put(cell)
            case "row":
                cells = self._cells
                if cells and self._merged:
                    cells = self._merged.filled(self._number - 1, cells)
                if cells:
                    self._ready.append(SheetRow(self._number, tuple(cells), self._hidden_row))

    def _column_of(self, reference: str | None) -> int:
        """The column index in a reference such as `AB12`; without one, the column after the last cell,
        also an empty one."""
        if not reference:
            return self._column + 1
        letters = reference.rstrip("0123456789")
        known = self._columns.get(letters)
        if known is None:
            if not (letters.isascii() and letters.isalpha()):
                return self._column_of_odd(reference.replace("$", ""))
            known = self._columns[letters] = column_index(letters)
        return known

    def _column_of_odd(self, reference: str) -> int:
        """The column of `R1C3`, or of a mere number as some programs write it: they count from their first cell."""
        if found := _ROW_AND_COLUMN.fullmatch(reference):
            return int(found[1]) - 1
        number = small_number(reference)
        if number is None:
            return column_index(reference.rstrip("0123456789"))
        if self._first_numbered_column is None:
            self._first_numbered_column = min(number, 1)
        return number - self._first_numbered_column

    def _hide_columns(self, attributes: Attributes) -> None:
        first, last = small_number(attributes.get("min")), small_number(attributes.get("max"))
        hidden = attributes.get("hidden") in ("1", "true") or attributes.get("width") == "0"
        if hidden and first is not None and last is not None:
            self.hidden_columns.update(range(first - 1, min(last, self._limits.columns)))

    def _learned(self, name: str) -> str:
        """The element's name without prefix, kept: a sheet has a handful of names and millions of elements."""
        self._names[name] = local(name)
        return self._names[name]

    def _put(self, cell: Cell) -> None:
        missing = self._column - len(self._cells)
        if self._column >= self._limits.columns:
            raise Refused(RefusalCode.FILE_TOO_WIDE, limit=self._limits.columns)
        if missing < 0:
            self._cells[self._column] = cell
            return
        self._cells.extend([EMPTY] * missing)
        self._cells.append(cell)

    def _cell(self, text: str) -> Cell:
        style = self._style_of_cell()
        match self._type:
            case "s":
                shared = self._shared(text)
                return shared if style.text is PLAIN or shared is EMPTY else Cell(shared.text, shared.kind, style.text)
            case "n" if text:
                return self._number_or_date(text, style)
            case "str" | "inlineStr":
                return text_cell(text, style.text)
            case "e":
                return Cell(text or "#N/A", CellKind.ERROR)
            case "b" if text:
                return Cell("TRUE" if text == "1" else "FALSE", CellKind.TEXT, style.text)
            case "d" if text:
                return date_cell(text, style.value)
        if self._has_formula:
            return Cell("=" + "".join(self._formula), CellKind.FORMULA_WITHOUT_RESULT)
        return EMPTY

    def _style_of_cell(self) -> CellStyle:
        known = self._styles.get(self._style)
        if known is None:
            number, styles = small_number(self._style), self._workbook.styles
            known = styles[number] if number is not None and number < len(styles) else _PLAIN_STYLE
            self._styles[self._style] = known
        return known

    def _shared(self, index: str) -> Cell:
        number, texts = small_number(index), self._workbook.shared_texts
        if number is None or number >= len(texts):
            raise Refused(RefusalCode.FILE_CUT_OFF)
        return texts[number]

    def _number_or_date(self, text: str, style: CellStyle) -> Cell:
        if style.is_date:
            day = date_of_serial(text, self._workbook.counts_from_1904)
            if day is not None:
                return Cell(day.isoformat(), CellKind.DATE, style.value)
        return Cell(text.strip(), CellKind.NUMBER, style.value)


def column_index(letters: str) -> int:
    """`A` as 0, `Z` as 25, `AA` as 26; what is no column name lies beyond every limit."""
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return LAST_ROW
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def date_of_serial(serial: str, counts_from_1904: bool = False) -> date | None:
    """The day behind a date serial of Excel; None where it is no number or no day.

    In the 1900 system Excel counts a 29 February 1900 that never was, so serials below 61 lie one day off.
    """
    try:
        days = int(float(serial))
    except (ValueError, OverflowError):
        return None
    if not 1 <= days <= _LAST_SERIAL:
        return None
    if counts_from_1904:
        return _EPOCH_1904 + timedelta(days) if days <= _LAST_SERIAL - 1462 else None
    return _EPOCH_1900 + timedelta(days + 1 if days < 60 else days)
