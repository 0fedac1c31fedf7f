"""Reads OpenDocument sheets from their XML text: digits as stored, repeats unfolded only under the limits.

A sheet library unfolds repeated cells first: 1 kB of XML then takes gigabytes.
"""

from collections.abc import Iterator
from pathlib import Path

from agent_app.documents.spreadsheet import (
    EMPTY,
    LAST_ROW,
    Cell,
    CellKind,
    Limits,
    SheetRow,
    SheetStream,
    date_cell,
    trimmed,
)
from agent_app.documents.xlsx_parts import text_cell
from agent_app.documents.xml_parts import Attributes, Package, feed, local, local_attribute, small_number, xml_reader
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

_NUMBER_TYPES = frozenset({"float", "currency", "percentage"})


def ods_sheets(path: Path, limits: Limits) -> Iterator[SheetStream]:
    """The sheets in the order of their tabs; each must be read before the next is asked for."""
    with Package(path, limits) as package:
        _refuse_encrypted(package)
        reader = _ContentReader(limits)
        steps = feed(xml_reader(reader.start, reader.end, reader.text), package.chunks("content.xml"))
        done = 0
        while reader.advance_to_sheet(steps, done):
            yield SheetStream(reader.names[done], reader.rows_of(steps, done))
            done += 1
            if done > limits.sheets:
                raise Refused(RefusalCode.FILE_TOO_MANY_SHEETS, limit=limits.sheets)


def _refuse_encrypted(package: Package) -> None:
    if package.has("META-INF/manifest.xml"):
        manifest = b"".join(package.chunks("META-INF/manifest.xml"))
        if b"encryption-data" in manifest:
            raise Refused(RefusalCode.FILE_ENCRYPTED)


class _ContentReader:
    """Collects rows while the parser walks through `content.xml`; they wait until their sheet is read."""

    def __init__(self, limits: Limits) -> None:
        self.names: list[str] = []
        self._limits = limits
        self._waiting: list[tuple[int, SheetRow]] = []
        self._ignored_depth = 0
        self._number = 0
        self._rows = 0
        self._row_repeat = 1
        self._cells: list[Cell] = []
        self._column = 0
        self._cell_attributes: Attributes = {}
        self._inside_cell = False
        self._inside_text = False
        self._pieces: list[str] = []

    def advance_to_sheet(self, steps: Iterator[None], index: int) -> bool:
        """Reads on until sheet `index` has begun; False when the file ends before."""
        while len(self.names) <= index:
            if next(steps, self) is self:
                return False
        self._waiting = [(sheet, row) for sheet, row in self._waiting if sheet >= index]
        return True

    def rows_of(self, steps: Iterator[None], index: int) -> Iterator[SheetRow]:
        while True:
            own = [row for sheet, row in self._waiting if sheet == index]
            self._waiting = [(sheet, row) for sheet, row in self._waiting if sheet > index]
            yield from own
            if len(self.names) > index + 1 or next(steps, self) is self:
                break
        yield from (row for sheet, row in self._waiting if sheet == index)

    def start(self, name: str, attributes: Attributes) -> None:
        element = local(name)
        if self._ignored_depth or element in ("annotation", "shapes", "tracked-changes"):
            self._ignored_depth += 1
            return
        match element:
            case "table":
                self.names.append(local_attribute(attributes, "name") or "")
                self._number = 0
            case "table-row":
                self._row_repeat = _repeat(attributes, "number-rows-repeated")
                self._cells, self._column = [], 0
            case "table-cell" | "covered-table-cell":
                self._cell_attributes = attributes
                self._inside_cell = True
                self._pieces = []
            case "p" if self._inside_cell:
                if self._pieces:
                    self._pieces.append("\n")
                self._inside_text = True
            case "s" if self._inside_text:
                self._pieces.append(" " * min(_repeat(attributes, "c"), 1000))
            case "tab" | "line-break" if self._inside_text:
                self._pieces.append(" ")

    def text(self, piece: str) -> None:
        if self._inside_text and not self._ignored_depth:
            self._pieces.append(piece)

    def end(self, name: str) -> None:
        if self._ignored_depth:
            self._ignored_depth -= 1
            return
        match local(name):
            case "p":
                self._inside_text = False
            case "table-cell" | "covered-table-cell":
                self._inside_cell = False
                self._put(_cell(self._cell_attributes, "".join(self._pieces)))
            case "table-row":
                self._finish_row()

    def _put(self, cell: Cell) -> None:
        repeat = _repeat(self._cell_attributes, "number-columns-repeated")
        if cell is not EMPTY:
            if self._column + repeat > self._limits.columns:
                raise Refused(RefusalCode.FILE_TOO_WIDE, limit=self._limits.columns)
            self._cells.extend([EMPTY] * (self._column - len(self._cells)))
            self._cells.extend([cell] * repeat)
        self._column += repeat

    def _finish_row(self) -> None:
        if self._cells:
            self._rows += self._row_repeat
            if self._rows > self._limits.rows or self._number + self._row_repeat > LAST_ROW:
                raise Refused(RefusalCode.FILE_TOO_MANY_ROWS, limit=self._limits.rows)
            cells, sheet = trimmed(self._cells), len(self.names) - 1
            numbers = range(self._number + 1, self._number + 1 + self._row_repeat)
            self._waiting.extend((sheet, SheetRow(number, cells)) for number in numbers)
        self._number += self._row_repeat


def _repeat(attributes: Attributes, name: str) -> int:
    return small_number(local_attribute(attributes, name)) or 1


def _cell(attributes: Attributes, text: str) -> Cell:
    kind = _office(attributes, "value-type")
    if kind in _NUMBER_TYPES:
        return Cell((_office(attributes, "value") or text).strip(), CellKind.NUMBER)
    if kind == "date":
        return date_cell(_office(attributes, "date-value") or text)
    formula = local_attribute(attributes, "formula")
    if formula is not None and (text.startswith(("#", "Err:")) or attributes.get("calcext:value-type") == "error"):
        return Cell(text or "#N/A", CellKind.ERROR)
    text = text or _office(attributes, "string-value")
    if formula is not None and not kind and not text:
        return Cell("=" + formula.partition("=")[2], CellKind.FORMULA_WITHOUT_RESULT)
    return text_cell(text)


def _office(attributes: Attributes, name: str) -> str:
    """An attribute of the standard; extensions repeat some of them under another prefix."""
    return attributes.get(f"office:{name}") or local_attribute(attributes, name) or ""
