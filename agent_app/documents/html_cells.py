"""Reads tables of web pages and web archives, which office programs and websites save under the name of a workbook."""

import email
import email.policy
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import BinaryIO

from agent_app.documents.file_kinds import looks_like_utf16
from agent_app.documents.kept_rows import KeptRows
from agent_app.documents.merged_cells import Merge, MergedCells
from agent_app.documents.spreadsheet import EMPTY, PLAIN, Cell, CellKind, Limits, Look, SheetRow, SheetStream, trimmed
from agent_app.documents.xlsx_parts import text_cell
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
_CLASS = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")
_SHEET = re.compile(r"<x:ExcelWorksheet>(.*?)</x:ExcelWorksheet>", re.DOTALL | re.IGNORECASE)
_SHEET_NAME = re.compile(r"<x:Name>(.*?)</x:Name>", re.DOTALL | re.IGNORECASE)
_FIGURES = re.compile(r"-?\d+(?:[.,]\d+)*")
_STRUCK_TAGS = frozenset(("s", "strike", "del"))
_MOST_SPAN = 1000


def html_sheets(path: Path | BinaryIO, limits: Limits) -> Iterator[SheetStream]:
    """The tables of a page, each as a sheet. Raises Refused(file_is_web_page) where none holds a list."""
    content = path.read_bytes() if isinstance(path, Path) else path.read()
    name = path.stem if isinstance(path, Path) else "Tabel"
    yield from _named(_tables(_text_of(content), limits), [], name)


def archive_sheets(path: Path | BinaryIO, limits: Limits) -> Iterator[SheetStream]:
    """The tables of all pages of a web archive (MHTML). Raises as `html_sheets`."""
    content = path.read_bytes() if isinstance(path, Path) else path.read()
    message = email.message_from_bytes(content, policy=email.policy.default)
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    contents = [part.get_payload(decode=True) for part in pages]
    texts = [_text_of(one) for one in contents if isinstance(one, bytes)]
    sheets = [found for text in texts for found in _SHEET.findall(text)]
    tables = [table for text in texts for table in _tables(text, limits)]
    name = path.stem if isinstance(path, Path) else "Tabel"
    yield from _named(tables, sheets, name)


def _named(tables: list["_Table"], sheets: list[str], name: str) -> Iterator[SheetStream]:
    if not any(table.is_list for table in tables):
        raise Refused(RefusalCode.FILE_IS_WEB_PAGE)
    for number, table in enumerate(tables, start=1):
        own, hidden = f"{name} {number}" if len(tables) > 1 else name, False
        if len(sheets) == len(tables):
            found = _SHEET_NAME.search(sheets[number - 1])
            own, hidden = found[1].strip() if found else own, "hidden" in sheets[number - 1].casefold()
        yield SheetStream(own, iter(table.rows), hidden, table.hidden_columns)


def _text_of(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    stated = _CHARSET.search(content[:4096])
    for encoding in (looks_like_utf16(content), "utf-8-sig", stated[1].decode() if stated else None, "cp1252"):
        try:
            if encoding:
                return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")


def _tables(text: str, limits: Limits) -> list["_Table"]:
    reader = _PageReader(limits)
    reader.feed(text)
    reader.close()
    reader.finish()
    return [table for table in reader.tables if table.count]


class _Table:
    """Rows of a table as they are closed."""

    def __init__(self, limits: Limits) -> None:
        self.rows = KeptRows()
        self.count = 0
        self.is_list = False
        self.hidden_columns: set[int] = set()
        self._limits = limits
        self._merged = MergedCells()
        self._taken: dict[int, int] = {}
        self._number = self._column = self._columns = 0
        self._cells: list[Cell] = []
        self._hidden = False

    def begin_columns(self, count: int, hidden: bool) -> None:
        if hidden:
            self.hidden_columns.update(range(self._columns, min(self._columns + count, self._limits.columns)))
        self._columns += count

    def begin_row(self, hidden: bool) -> None:
        self.finish_row()
        self._number, self._column, self._cells, self._hidden = self._number + 1, 0, [], hidden

    def put(self, cell: Cell, across: int, down: int) -> None:
        """The next cell; places that a cell above reaches into are passed over."""
        while self._taken.get(self._column, 0) >= max(self._number, 1):
            self._column += 1
        if cell is not EMPTY:
            if self._column >= self._limits.columns:
                raise Refused(RefusalCode.FILE_TOO_WIDE, limit=self._limits.columns)
            self._cells.extend([EMPTY] * (self._column + 1 - len(self._cells)))
            self._cells[self._column] = cell
            row = max(self._number, 1) - 1
            self._merged.add(Merge(row, self._column, row + down - 1, self._column + across - 1))
        if down > 1:
            last = max(self._number, 1) + down - 1
            self._taken.update(dict.fromkeys(range(self._column, self._column + across), last))
        self._column += across

    def finish_row(self) -> None:
        if not self._cells:
            return
        self.is_list = self.is_list or sum(cell is not EMPTY for cell in self._cells) > 1
        cells = self._merged.filled(self._number - 1, self._cells)
        self.rows.add(SheetRow(max(self._number, 1), trimmed(cells), self._hidden))
        self.count, self._cells = self.count + 1, []
        if self.count > self._limits.rows:
            raise Refused(RefusalCode.FILE_TOO_MANY_ROWS, limit=self._limits.rows)


class _PageReader(HTMLParser):
    """Walks through a page; a table inside a cell is a table of its own."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._limits = limits
        self._open: list[_Table] = []
        self._cell: dict[str, str] | None = None
        self._pieces: list[str] = []
        self._letters = self._struck_letters = self._struck_depth = 0
        self._in_style = False
        self._styles: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "style":
            self._in_style = True
        elif tag == "table":
            self._finish_cell()
            self._open.append(_Table(self._limits))
            self.tables.append(self._open[-1])
        elif tag in _STRUCK_TAGS or (tag in ("span", "font") and self._strikes(attributes)):
            self._struck_depth += 1
        elif tag == "br":
            self._pieces.append(" ")
        elif self._open:
            self._table_tag(tag, attributes)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "col"):
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._in_style = False
        elif tag in _STRUCK_TAGS or tag in ("span", "font"):
            self._struck_depth = max(self._struck_depth - 1, 0)
        elif tag in ("td", "th"):
            self._finish_cell()
        elif tag == "tr" and self._open:
            self._finish_cell()
            self._open[-1].finish_row()
        elif tag == "table" and self._open:
            self._finish_cell()
            self._open.pop().finish_row()

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self._styles |= {name: body.casefold() for name, body in _CLASS.findall(data)}
        elif self._cell is not None:
            self._pieces.append(data)
            letters = len(data.strip())
            self._letters += letters
            self._struck_letters += letters if self._struck_depth else 0

    def handle_comment(self, data: str) -> None:
        if self._in_style:
            self._styles |= {name: body.casefold() for name, body in _CLASS.findall(data)}

    def finish(self) -> None:
        """What was still open at the end of the page."""
        self._finish_cell()
        for table in reversed(self._open):
            table.finish_row()

    def _table_tag(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("td", "th"):
            self._finish_cell()
            self._cell, self._pieces = attributes, []
            self._letters = self._struck_letters = self._struck_depth = 0
        elif tag == "tr":
            self._finish_cell()
            self._open[-1].begin_row(self._hides(attributes))
        elif tag == "col":
            self._open[-1].begin_columns(_span(attributes.get("span")), self._hides(attributes))

    def _finish_cell(self) -> None:
        if self._cell is None or not self._open:
            return
        attributes, text = self._cell, " ".join("".join(self._pieces).split())
        struck = self._strikes(attributes) or (self._letters > 0 and self._struck_letters == self._letters)
        look = Look(struck=True) if struck else PLAIN
        cell = text_cell(text, look)
        if "x:num" in attributes and _FIGURES.fullmatch(text):
            cell = Cell(attributes["x:num"].strip() or text, CellKind.NUMBER, look)
        self._open[-1].put(cell, _span(attributes.get("colspan")), _span(attributes.get("rowspan")))
        self._cell = None

    def _style_of(self, attributes: dict[str, str]) -> str:
        classes = [self._styles.get(name, "") for name in attributes.get("class", "").split()]
        return ";".join((attributes.get("style", "").casefold(), *classes)).replace(" ", "")

    def _strikes(self, attributes: dict[str, str]) -> bool:
        return "line-through" in self._style_of(attributes)

    def _hides(self, attributes: dict[str, str]) -> bool:
        style = self._style_of(attributes)
        return "hidden" in attributes or "display:none" in style or "visibility:collapse" in style


def _span(text: str | None) -> int:
    return min(int(text), _MOST_SPAN) if text and text.isascii() and text.isdecimal() and 0 < len(text) < 6 else 1
