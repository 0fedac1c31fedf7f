"""Walks through old xls workbooks before calamine does: for a password, for cells outside any sheet, which make it
ask for all memory, and for what it does not give: errors, formulas without a stored result, what is hidden, merged
or struck through, and number formats.

Layout: [MS-CFB] for the file, [MS-XLS] 2.4.28 (BoundSheet8), 2.4.127 (Formula), 2.4.24 (BoolErr), 2.4.221 (Row),
2.4.53 (ColInfo), 2.4.168 (MergeCells) for the records; `xls_styles` for those of the styles.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from agent_app.documents.merged_cells import Merge, MergedCells
from agent_app.documents.spreadsheet import PLAIN, Cell, CellKind, Look
from agent_app.documents.xls_styles import STYLE_RECORDS, xls_looks
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

Marks = dict[int, dict[int, Cell]]
"""Cells by row index and column index, both from 0."""


@dataclass(slots=True)
class SheetMarks:
    """What is known of a sheet beside its values; rows and columns are indexes from 0."""

    cells: Marks = field(default_factory=dict)
    looks: dict[int, dict[int, Look]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: MergedCells = field(default_factory=MergedCells)


_SECTOR_SHIFTS: Final = (9, 12)
_FREE: Final = 0xFFFFFFFA
_FORMULA, _END, _PASSWORD, _BOUND_SHEET, _BOOL_OR_ERROR, _BEGIN = 0x0006, 0x000A, 0x002F, 0x0085, 0x0205, 0x0809
_ROW, _COLUMN_INFO, _MERGED, _MANY_NUMBERS = 0x0208, 0x007D, 0x00E5, 0x00BD
# Formula, MulRk, MulBlank, LabelSst, RString, Blank, Number, Label, BoolErr and Rk begin with row and column.
_CELLS: Final = frozenset({_FORMULA, 0x00BD, 0x00BE, 0x00FD, 0x00D6, 0x0201, 0x0203, 0x0204, _BOOL_OR_ERROR, 0x027E})
_KEPT: Final = frozenset({_PASSWORD, _BOUND_SHEET, _ROW, _COLUMN_INFO, _MERGED}) | _CELLS | STYLE_RECORDS
_ROW_HIDDEN: Final = 0x20
_COLUMNS: Final = 256
_ERRORS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_RESULT_ERROR, _RESULT_EMPTY = 2, 3


def sheet_marks(content: bytes) -> list[SheetMarks]:
    """The marks of every sheet in the order of the tabs. Raises Refused: file_encrypted, file_cut_off.

    An empty text as result counts as none: programs that do not calculate write just that.
    """
    try:
        stream = _workbook_stream(content)
        frame = list(_records(stream, 0))
        if any(kind == _PASSWORD for kind, _ in frame):
            raise Refused(RefusalCode.FILE_ENCRYPTED)
        starts = [struct.unpack_from("<I", body)[0] for kind, body in frame if kind == _BOUND_SHEET]
        looks = xls_looks(frame, is_biff8=stream[4:6] == b"\x00\x06")
        return [_marks(stream, start, looks) for start in starts]
    except (struct.error, IndexError):
        raise Refused(RefusalCode.FILE_CUT_OFF) from None


def is_encrypted_xls(path: Path) -> bool:
    """Whether an old workbook is encrypted, with whatever password. Raises Refused(file_cut_off)."""
    try:
        return any(kind == _PASSWORD for kind, _ in _records(_workbook_stream(path.read_bytes()), 0))
    except (struct.error, IndexError):
        raise Refused(RefusalCode.FILE_CUT_OFF) from None


def _workbook_stream(content: bytes) -> bytes:
    """The stream named Workbook (Book before 1997) of a compound file; small ones are padded beyond the mini size."""
    shift = struct.unpack_from("<H", content, 30)[0]
    if shift not in _SECTOR_SHIFTS:
        raise Refused(RefusalCode.FILE_CUT_OFF)
    size = 1 << shift
    table = _allocation_table(content, size)
    directory = _chain(content, size, table, struct.unpack_from("<I", content, 48)[0])
    for offset in range(0, len(directory) - 127, 128):
        name_length = struct.unpack_from("<H", directory, offset + 64)[0]
        name = directory[offset : offset + max(name_length - 2, 0)].decode("utf-16-le", errors="replace")
        if name.lower() in ("workbook", "book"):
            start, length = struct.unpack_from("<II", directory, offset + 116)
            return _chain(content, size, table, start)[:length]
    raise Refused(RefusalCode.FILE_CUT_OFF)


def _allocation_table(content: bytes, size: int) -> list[int]:
    """Which sector follows which, from the sectors listed in the header and in the chain behind it."""
    listed = list(struct.unpack_from("<109I", content, 76))
    more = struct.unpack_from("<I", content, 68)[0]
    while more < _FREE and len(listed) * size < len(content):
        numbers = struct.unpack_from(f"<{size // 4}I", content, (more + 1) * size)
        listed.extend(numbers[:-1])
        more = numbers[-1]
    table: list[int] = []
    for sector in listed:
        if sector < _FREE:
            table.extend(struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size))
    return table


def _chain(content: bytes, size: int, table: list[int], sector: int) -> bytes:
    pieces: list[bytes] = []
    while sector < _FREE:
        if len(pieces) > len(table):
            raise Refused(RefusalCode.FILE_CUT_OFF)
        pieces.append(content[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(pieces)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of the part that begins at `start`, charts inside it left out."""
    position, depth = start, 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        depth += kind == _BEGIN
        if kind in _CELLS and struct.unpack_from("<H", stream, position + 6)[0] >= _COLUMNS:
            raise Refused(RefusalCode.FILE_CUT_OFF)
        if depth == 1 and kind in _KEPT:
            yield kind, stream[position + 4 : position + 4 + length]
        if kind == _END:
            depth -= 1
            if depth <= 0:
                return
        position += 4 + length


def _marks(stream: bytes, start: int, looks: list[Look]) -> SheetMarks:
    marks = SheetMarks()
    for kind, body in _records(stream, start):
        if kind in _CELLS:
            _mark_cell(marks, kind, body, looks)
        elif kind == _ROW and body[12] & _ROW_HIDDEN:
            marks.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLUMN_INFO:
            first, last, _, _, options = struct.unpack_from("<5H", body)
            marks.hidden_columns.update(range(first, min(last + 1, _COLUMNS)) if options & 1 else ())
        elif kind == _MERGED:
            for number in range(struct.unpack_from("<H", body)[0]):
                row, last_row, column, last_column = struct.unpack_from("<4H", body, 2 + number * 8)
                marks.merged.add(Merge(row, column, last_row, last_column))
    return marks


def _mark_cell(marks: SheetMarks, kind: int, body: bytes, looks: list[Look]) -> None:
    row, column = struct.unpack_from("<HH", body)
    cell = _formula_mark(body) if kind == _FORMULA else _error_mark(body) if kind == _BOOL_OR_ERROR else None
    if cell is not None:
        marks.cells.setdefault(row, {})[column] = cell
    step, count = (6, (len(body) - 6) // 6) if kind == _MANY_NUMBERS else (0, 1)
    for number in range(count):
        style = struct.unpack_from("<H", body, 4 + number * step)[0]
        if style < len(looks) and looks[style] is not PLAIN:
            marks.looks.setdefault(row, {})[column + number] = looks[style]


def _formula_mark(body: bytes) -> Cell | None:
    result, is_no_number = body[6:14], body[12:14] == b"\xff\xff"
    if is_no_number and result[0] == _RESULT_ERROR:
        return Cell(_ERRORS.get(result[2], "#N/A"), CellKind.ERROR)
    if is_no_number and result[0] == _RESULT_EMPTY:
        return Cell("=", CellKind.FORMULA_WITHOUT_RESULT)
    return None


def _error_mark(body: bytes) -> Cell | None:
    value, is_error = body[6], body[7]
    return Cell(_ERRORS.get(value, "#N/A"), CellKind.ERROR) if is_error else None
