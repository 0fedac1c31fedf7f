"""Reads the cells of xlsx sheets from their XML text, so that every digit of a number is as stored.

No spreadsheet library is used here: they turn numbers into floats in one notation or another, and give either
the formula or its stored result, never the fact that a formula has none.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from agent_app.documents.spreadsheet import EMPTY, LAST_ROW, Cell, CellKind, Limits, SheetRow, SheetStream, date_cell
from agent_app.documents.xlsx_parts import Workbook, read_workbook, text_cell
from agent_app.documents.xml_parts import Attributes, Package, feed, local, small_number, xml_reader
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_LAST_SERIAL = 2_958_465


def xlsx_sheets(path: Path, limits: Limits) -> Iterator[SheetStream]:
    """The sheets in the order of their tabs; each must be read before the next is asked for."""
    with Package(path, limits) as package:
        workbook = read_workbook(package)
        if len(workbook.sheets) > limits.sheets:
            raise Refused(RefusalCode.FILE_TOO_MANY_SHEETS, limit=limits.sheets)
        for sheet in workbook.sheets:
            yield SheetStream(sheet.name, _rows(package, sheet.part, workbook, limits), sheet.hidden)


def _rows(package: Package, part: str, workbook: Workbook, limits: Limits) -> Iterator[SheetRow]:
    reader = _SheetReader(workbook, limits)
    for _ in feed(xml_reader(reader.start, reader.end, reader.text), package.chunks(part)):
        yield from reader.take()


class _SheetReader:
    """Collects cells into rows while the parser walks through a sheet."""

    def __init__(self, workbook: Workbook, limits: Limits) -> None:
        self._workbook = workbook
        self._limits = limits
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
                if self._cells:
                    self._ready.append(SheetRow(self._number, tuple(self._cells)))

    def _column_of(self, reference: str | None) -> int:
        """The column index in a reference such as `AB12`; without one, the column after the last cell,
        also an empty one."""
        if not reference:
            return self._column + 1
        letters = reference.rstrip("0123456789")
        known = self._columns.get(letters)
        if known is None:
            known = self._columns[letters] = column_index(letters)
        return known

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
        match self._type:
            case "s":
                return self._shared(text)
            case "n" if text:
                return self._number_or_date(text)
            case "str" | "inlineStr":
                return text_cell(text)
            case "e":
                return Cell(text or "#N/A", CellKind.ERROR)
            case "b" if text:
                return Cell("TRUE" if text == "1" else "FALSE", CellKind.TEXT)
            case "d" if text:
                return date_cell(text)
        if self._has_formula:
            return Cell("=" + "".join(self._formula), CellKind.FORMULA_WITHOUT_RESULT)
        return EMPTY

    def _shared(self, index: str) -> Cell:
        number, texts = small_number(index), self._workbook.shared_texts
        if number is None or number >= len(texts):
            raise Refused(RefusalCode.FILE_CUT_OFF)
        return texts[number]

    def _number_or_date(self, text: str) -> Cell:
        style, styles = small_number(self._style), self._workbook.date_styles
        if style is not None and style < len(styles) and styles[style]:
            day = date_of_serial(text, self._workbook.counts_from_1904)
            if day is not None:
                return Cell(day.isoformat(), CellKind.DATE)
        return Cell(text.strip(), CellKind.NUMBER)


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
