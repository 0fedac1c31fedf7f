"""Reads OpenDocument sheets from their XML text: digits as stored, repeats unfolded only under the limits.

A sheet library unfolds repeated cells first: 1 kB of XML then takes gigabytes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from agent_app.documents.merged_cells import Merge, MergedCells
from agent_app.documents.ods_styles import OdsStyles
from agent_app.documents.spreadsheet import (
    EMPTY,
    LAST_ROW,
    PLAIN,
    Cell,
    CellKind,
    Limits,
    Look,
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


def ods_sheets(path: Path | BinaryIO, limits: Limits) -> Iterator[SheetStream]:
    """The sheets in the order of their tabs; each must be read before the next is asked for."""
    with Package(path, limits) as package:
        _refuse_encrypted(package)
        reader = _ContentReader(limits)
        steps = feed(xml_reader(reader.start, reader.end, reader.text), package.chunks("content.xml"))
        done = 0
        while reader.advance_to_sheet(steps, done):
            rows = reader.rows_of(steps, done)
            yield SheetStream(reader.names[done], rows, reader.hidden[done], reader.hidden_columns[done])
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
        self.hidden: list[bool] = []
        self.hidden_columns: list[set[int]] = []
        self._styles = OdsStyles()
        self._merged = MergedCells()
        self._hidden_groups = 0
        self._groups: list[bool] = []
        self._hidden_row = False
        self._sheet_column = 0
        self._default_styles: dict[int, str] = {}
        self._row_style: str | None = None
        self._struck_letters = self._letters = 0
        self._spans: list[bool] = []
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
        if not self.names and element != "table":
            self._styles.start(element, attributes)
            return
        match element:
            case "table":
                self._begin_sheet(attributes)
            case "table-column":
                self._begin_columns(attributes)
            case "table-column-group" | "table-row-group":
                self._groups.append(local_attribute(attributes, "display") == "false")
                self._hidden_groups += self._groups[-1]
            case "table-row":
                self._row_repeat = _repeat(attributes, "number-rows-repeated")
                self._cells, self._column = [], 0
                self._hidden_row = _is_hidden(attributes) or self._hidden_groups > 0
                self._row_style = local_attribute(attributes, "default-cell-style-name")
            case "table-cell" | "covered-table-cell":
                self._cell_attributes = attributes
                self._inside_cell = True
                self._pieces = []
                self._struck_letters = self._letters = 0
            case "p" if self._inside_cell:
                if self._pieces:
                    self._pieces.append("\n")
                self._inside_text = True
            case "span" if self._inside_text:
                self._spans.append(self._styles.strikes(local_attribute(attributes, "style-name")))
            case "s" if self._inside_text:
                self._pieces.append(" " * min(_repeat(attributes, "c"), 1000))
            case "tab" | "line-break" if self._inside_text:
                self._pieces.append(" ")

    def text(self, piece: str) -> None:
        if not self.names:
            self._styles.text(piece)
        if self._inside_text and not self._ignored_depth:
            self._pieces.append(piece)
            self._letters += len(piece)
            self._struck_letters += len(piece) if any(self._spans) else 0

    def end(self, name: str) -> None:
        if self._ignored_depth:
            self._ignored_depth -= 1
            return
        element = local(name)
        if not self.names:
            self._styles.end(element)
            return
        match element:
            case "p":
                self._inside_text = False
            case "span" if self._spans:
                self._spans.pop()
            case "table-column-group" | "table-row-group" if self._groups:
                self._hidden_groups -= self._groups.pop()
            case "table-cell" | "covered-table-cell":
                self._inside_cell = False
                self._put(_cell(self._cell_attributes, "".join(self._pieces), self._look()))
            case "table-row":
                self._finish_row()

    def _begin_sheet(self, attributes: Attributes) -> None:
        self.names.append(local_attribute(attributes, "name") or "")
        self.hidden.append((local_attribute(attributes, "style-name") or "") in self._styles.hidden_tables)
        self.hidden_columns.append(set())
        self._number = self._sheet_column = 0
        self._default_styles = {}
        self._merged = MergedCells()

    def _begin_columns(self, attributes: Attributes) -> None:
        repeat = min(_repeat(attributes, "number-columns-repeated"), self._limits.columns)
        columns = range(self._sheet_column, min(self._sheet_column + repeat, self._limits.columns))
        if _is_hidden(attributes) or self._hidden_groups:
            self.hidden_columns[-1].update(columns)
        style = local_attribute(attributes, "default-cell-style-name")
        if style:
            self._default_styles.update(dict.fromkeys(columns, style))
        self._sheet_column += repeat

    def _look(self) -> Look:
        own = local_attribute(self._cell_attributes, "style-name")
        look = self._styles.look(own or self._row_style or self._default_styles.get(self._column))
        if self._letters and self._struck_letters == self._letters and not look.struck:
            return Look(struck=True, format=look.format)
        return look

    def _put(self, cell: Cell) -> None:
        repeat = _repeat(self._cell_attributes, "number-columns-repeated")
        if cell is not EMPTY:
            if self._column + repeat > self._limits.columns:
                raise Refused(RefusalCode.FILE_TOO_WIDE, limit=self._limits.columns)
            self._cells.extend([EMPTY] * (self._column - len(self._cells)))
            self._cells.extend([cell] * repeat)
            self._note_merged()
        self._column += repeat

    def _note_merged(self) -> None:
        rows = _repeat(self._cell_attributes, "number-rows-spanned")
        columns = _repeat(self._cell_attributes, "number-columns-spanned")
        if rows > 1 or columns > 1:
            last_row, last_column = self._number + rows - 1, self._column + columns - 1
            self._merged.add(Merge(self._number, self._column, last_row, last_column))

    def _finish_row(self) -> None:
        if self._cells:
            self._rows += self._row_repeat
            if self._rows > self._limits.rows or self._number + self._row_repeat > LAST_ROW:
                raise Refused(RefusalCode.FILE_TOO_MANY_ROWS, limit=self._limits.rows)
            sheet = len(self.names) - 1
            for index in range(self._number, self._number + self._row_repeat):
                cells = self._merged.filled(index, list(self._cells)) if self._merged else self._cells
                self._waiting.append((sheet, SheetRow(index + 1, trimmed(cells), self._hidden_row)))
        self._number += self._row_repeat


def _repeat(attributes: Attributes, name: str) -> int:
    return small_number(local_attribute(attributes, name)) or 1


def _is_hidden(attributes: Attributes) -> bool:
    return local_attribute(attributes, "visibility") in ("collapse", "filter")


def _cell(attributes: Attributes, text: str, look: Look) -> Cell:
    kind = _office(attributes, "value-type")
    if kind in _NUMBER_TYPES:
        return Cell((_office(attributes, "value") or text).strip(), CellKind.NUMBER, look)
    if kind == "date":
        return date_cell(_office(attributes, "date-value") or text, look)
    formula = local_attribute(attributes, "formula")
    if formula is not None and (text.startswith(("#", "Err:")) or attributes.get("calcext:value-type") == "error"):
        return Cell(text or "#N/A", CellKind.ERROR)
    text = text or _office(attributes, "string-value")
    if formula is not None and not kind and not text:
        return Cell("=" + formula.partition("=")[2], CellKind.FORMULA_WITHOUT_RESULT)
    return text_cell(text, Look(struck=True) if look.struck else PLAIN)


def _office(attributes: Attributes, name: str) -> str:
    """An attribute of the standard; extensions repeat some of them under another prefix."""
    return attributes.get(f"office:{name}") or local_attribute(attributes, name) or ""
