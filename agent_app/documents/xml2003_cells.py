"""Reads XML spreadsheets of Office 2003, which many programs still save under the name of an old workbook."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from agent_app.documents.merged_cells import Merge, MergedCells
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
from agent_app.documents.xml_parts import Attributes, feed, local, local_attribute, small_number, xml_reader
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

_PIECE = 262_144


def xml2003_sheets(path: Path | BinaryIO, limits: Limits) -> Iterator[SheetStream]:
    """The sheets in the order of their tabs; each must be read before the next is asked for."""
    content = path.read_bytes() if isinstance(path, Path) else path.read()
    frame = _Frame()
    for _ in feed(xml_reader(frame.start, frame.end, frame.text), _pieces(content)):
        pass
    if not frame.names:
        raise Refused(RefusalCode.FILE_CUT_OFF)
    if len(frame.names) > limits.sheets:
        raise Refused(RefusalCode.FILE_TOO_MANY_SHEETS, limit=limits.sheets)
    for number, name in enumerate(frame.names):
        reader = _SheetReader(number, frame.struck, limits)
        rows = _rows(reader, content)
        yield SheetStream(name, rows, number in frame.hidden, reader.hidden_columns)


def _pieces(content: bytes) -> Iterator[bytes]:
    return iter(partial(BytesIO(content).read, _PIECE), b"")


def _rows(reader: "_SheetReader", content: bytes) -> Iterator[SheetRow]:
    for _ in feed(xml_reader(reader.start, reader.end, reader.text), _pieces(content)):
        ready, reader.ready = reader.ready, []
        yield from ready
        if reader.is_past:
            return


class _Frame:
    """Names of the sheets, which are hidden, and the styles that strike through."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.hidden: set[int] = set()
        self.struck: set[str] = set()
        self._style = ""
        self._in_visible = False

    def start(self, name: str, attributes: Attributes) -> None:
        match local(name):
            case "Worksheet":
                self.names.append(local_attribute(attributes, "Name") or "")
            case "Style":
                self._style = local_attribute(attributes, "ID") or ""
            case "Font" if local_attribute(attributes, "StrikeThrough") == "1" and not self.names:
                self.struck.add(self._style)
            case "Visible":
                self._in_visible = True

    def text(self, piece: str) -> None:
        if self._in_visible and "Hidden" in piece and self.names:
            self.hidden.add(len(self.names) - 1)

    def end(self, name: str) -> None:
        if local(name) == "Visible":
            self._in_visible = False


class _SheetReader:
    """Collects the rows of one sheet."""

    def __init__(self, number: int, struck: set[str], limits: Limits) -> None:
        self.ready: list[SheetRow] = []
        self.is_past = False
        self.hidden_columns: set[int] = set()
        self._wanted, self._sheet = number, -1
        self._struck, self._limits = struck, limits
        self._merged = MergedCells()
        self._row = self._column = self._sheet_column = 0
        self._row_hidden = False
        self._span = 0
        self._cells: list[Cell] = []
        self._cell: Attributes = {}
        self._type = ""
        self._pieces: list[str] = []
        self._in_data = False
        self._aside = 0

    def start(self, name: str, attributes: Attributes) -> None:
        element = local(name)
        if element == "Worksheet":
            self._sheet += 1
            self.is_past = self._sheet > self._wanted
        if self._sheet != self._wanted:
            return
        if self._aside or element == "Comment":
            self._aside += 1
            return
        match element:
            case "Column":
                self._begin_column(attributes)
            case "Row":
                self._begin_row(attributes)
            case "Cell":
                index = small_number(local_attribute(attributes, "Index"))
                self._column = index - 1 if index else self._column
                self._cell, self._type, self._pieces = attributes, "", []
            case "Data":
                self._type, self._in_data = local_attribute(attributes, "Type") or "String", True

    def text(self, piece: str) -> None:
        if self._in_data and not self._aside:
            self._pieces.append(piece)

    def end(self, name: str) -> None:
        if self._sheet != self._wanted:
            return
        if self._aside:
            self._aside -= 1
            return
        match local(name):
            case "Data":
                self._in_data = False
            case "Cell":
                self._put()
            case "Row":
                self._finish_row()

    def _begin_column(self, attributes: Attributes) -> None:
        index = small_number(local_attribute(attributes, "Index"))
        first = index - 1 if index else self._sheet_column
        count = 1 + (small_number(local_attribute(attributes, "Span")) or 0)
        if local_attribute(attributes, "Hidden") == "1":
            self.hidden_columns.update(range(first, min(first + count, self._limits.columns)))
        self._sheet_column = first + count

    def _begin_row(self, attributes: Attributes) -> None:
        index = small_number(local_attribute(attributes, "Index")) or self._row + self._span + 1
        if not self._row < index <= LAST_ROW:
            raise Refused(RefusalCode.FILE_CUT_OFF)
        self._row, self._column, self._cells = index, 0, []
        self._span = small_number(local_attribute(attributes, "Span")) or 0
        self._row_hidden = local_attribute(attributes, "Hidden") == "1" or local_attribute(attributes, "Height") == "0"

    def _put(self) -> None:
        across = small_number(local_attribute(self._cell, "MergeAcross")) or 0
        down = small_number(local_attribute(self._cell, "MergeDown")) or 0
        cell = self._value()
        if cell is not EMPTY:
            if self._column >= self._limits.columns:
                raise Refused(RefusalCode.FILE_TOO_WIDE, limit=self._limits.columns)
            self._cells.extend([EMPTY] * (self._column + 1 - len(self._cells)))
            self._cells[self._column] = cell
            if across or down:
                row = self._row - 1
                self._merged.add(Merge(row, self._column, row + down, self._column + across))
        self._column += 1 + across

    def _value(self) -> Cell:
        text = "".join(self._pieces)
        look = Look(struck=True) if local_attribute(self._cell, "StyleID") in self._struck else PLAIN
        match self._type:
            case "Number" if text.strip():
                return Cell(text.strip(), CellKind.NUMBER, look)
            case "DateTime":
                return date_cell(text, look)
            case "Error":
                return Cell(text or "#N/A", CellKind.ERROR)
            case "Boolean" if text:
                return Cell("TRUE" if text == "1" else "FALSE", CellKind.TEXT, look)
            case "":
                formula = local_attribute(self._cell, "Formula")
                return Cell(formula, CellKind.FORMULA_WITHOUT_RESULT) if formula else EMPTY
        return text_cell(text, look)

    def _finish_row(self) -> None:
        if self._cells:
            cells = self._merged.filled(self._row - 1, self._cells) if self._merged else self._cells
            self.ready.append(SheetRow(self._row, trimmed(cells), self._row_hidden))
