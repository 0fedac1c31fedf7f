"""Opens any table file (xlsx, old xls, ods, delimited text) and gives its sheets; executes nothing."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from agent_app.documents.delimited import delimited_sheets
from agent_app.documents.file_kinds import FileKind, file_kind, kind_inside
from agent_app.documents.html_cells import archive_sheets, html_sheets
from agent_app.documents.ods_cells import ods_sheets
from agent_app.documents.protected import decrypted
from agent_app.documents.spreadsheet import DEFAULT_LIMITS, Cell, Limits, Sheet, SheetRow, SheetStream
from agent_app.documents.xls_cells import xls_sheets
from agent_app.documents.xls_marks import is_encrypted_xls
from agent_app.documents.xlsx_cells import xlsx_sheets
from agent_app.documents.xml2003_cells import xml2003_sheets
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

_READERS = {
    FileKind.XLSX: xlsx_sheets,
    FileKind.XLS: xls_sheets,
    FileKind.ODS: ods_sheets,
    FileKind.XML_2003: xml2003_sheets,
    FileKind.WEB_PAGE: html_sheets,
    FileKind.WEB_ARCHIVE: archive_sheets,
}


def stream_sheets(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[SheetStream]:
    """The sheets of a file, each read row by row; a sheet must be read before the next one is asked for.

    Raises Refused with a `file_…` code, some only while rows are read, and Unavailable(file_not_readable).
    The cap on rows counts all rows of the file that are not blank.
    """
    counted = _Count(limits)
    for sheet in _sheets(path, limits):
        yield SheetStream(sheet.name, counted.through(sheet.rows), sheet.hidden, sheet.hidden_columns)


def _sheets(path: Path, limits: Limits) -> Iterator[SheetStream]:
    kind = file_kind(path, limits)
    if kind is FileKind.DELIMITED:
        return delimited_sheets(path, limits)
    if kind is FileKind.PROTECTED or (kind is FileKind.XLS and is_encrypted_xls(path)):
        content = decrypted(path)
        kind = kind_inside(content)
        content.seek(0)
        return _READERS[kind](content, limits)
    return _READERS[kind](path, limits)


def read_sheets(path: Path, first_rows: int | None = None, limits: Limits = DEFAULT_LIMITS) -> list[Sheet]:
    """The sheets of a file in memory, or of each sheet only the rows up to number `first_rows`.

    Raises as `stream_sheets`.
    """
    return [in_memory(sheet, _up_to(sheet.rows, first_rows)) for sheet in stream_sheets(path, limits)]


class _Count:
    """Counts rows and letters over all sheets of a file up to its limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._rows = 0
        self._letters = 0

    def through(self, rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
        for row in rows:
            self._rows += 1
            if self._rows > self._limits.rows:
                raise Refused(RefusalCode.FILE_TOO_MANY_ROWS, limit=self._limits.rows)
            self._letters += sum([len(cell.text) for cell in row.cells])
            if self._letters > self._limits.unpacked_bytes:
                raise Refused(RefusalCode.FILE_UNPACKED_TOO_LARGE, limit=self._limits.unpacked_bytes)
            yield row


def _up_to(rows: Iterator[SheetRow], first_rows: int | None) -> Iterator[SheetRow]:
    if first_rows is None:
        return rows
    return (row for row in islice(rows, first_rows) if row.number <= first_rows)


def in_memory(stream: SheetStream, rows: Iterator[SheetRow]) -> Sheet:
    """A sheet of these of its rows."""
    kept = list(rows)
    hidden = frozenset(row.number for row in kept if row.hidden)
    return Sheet(stream.name, filled(iter(kept)), stream.hidden, hidden, frozenset(stream.hidden_columns))


def filled(rows: Iterator[SheetRow]) -> tuple[tuple[Cell, ...], ...]:
    """The rows with an empty tuple for every blank one between them."""
    filled: list[tuple[Cell, ...]] = []
    for row in rows:
        filled.extend(() for _ in range(row.number - 1 - len(filled)))
        filled.append(row.cells)
    return tuple(filled)
