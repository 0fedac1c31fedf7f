"""Reads old xls workbooks (BIFF) through calamine; its numbers are floats, so long ones are never certain."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from agent_app.documents.spreadsheet import EMPTY, PLAIN, Cell, CellKind, Limits, Look, SheetRow, SheetStream, trimmed
from agent_app.documents.xls_marks import SheetMarks, sheet_marks
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

_Value = int | float | str | bool | time | date | datetime | timedelta


def xls_sheets(path: Path | BinaryIO, limits: Limits) -> Iterator[SheetStream]:
    """The sheets in the order of their tabs.

    Raises Refused: file_encrypted, file_cut_off, file_too_many_sheets, file_too_wide.
    """
    content = path.read_bytes() if isinstance(path, Path) else path.read()
    all_marks = sheet_marks(content)
    with _broken_is_refused():
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    with workbook:
        if len(workbook.sheet_names) > limits.sheets:
            raise Refused(RefusalCode.FILE_TOO_MANY_SHEETS, limit=limits.sheets)
        for about, marks in zip(workbook.sheets_metadata, all_marks, strict=False):
            hidden = about.visible is not SheetVisibleEnum.Visible
            rows = _rows(workbook, about.name, marks, limits)
            yield SheetStream(about.name, rows, hidden, marks.hidden_columns)


@contextmanager
def _broken_is_refused() -> Iterator[None]:
    """Refuses what calamine cannot read; on some broken files it panics, which is no ordinary exception."""
    try:
        yield
    except PasswordError:
        raise Refused(RefusalCode.FILE_ENCRYPTED) from None
    except (CalamineError, OSError):
        raise Refused(RefusalCode.FILE_CUT_OFF) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Refused(RefusalCode.FILE_CUT_OFF) from None


def _rows(workbook: CalamineWorkbook, name: str, marks: SheetMarks, limits: Limits) -> Iterator[SheetRow]:
    with _broken_is_refused():
        sheet = workbook.get_sheet_by_name(name)
    first_row, first_column = sheet.start or (0, 0)
    if sheet.width + first_column > limits.columns:
        raise Refused(RefusalCode.FILE_TOO_WIDE, limit=limits.columns)
    values = _values(sheet)
    lead = [EMPTY] * first_column
    for index in sorted({*range(first_row, first_row + sheet.height), *marks.cells}):
        inside = first_row <= index < first_row + sheet.height
        cells = lead + [_cell(value) for value in next(values, ())] if inside else []
        marked = _looking(_marked(cells, marks.cells.get(index, {})), marks.looks.get(index, {}))
        if trimmed(marked):
            cells = marks.merged.filled(index, marked) if marks.merged else marked
            yield SheetRow(index + 1, trimmed(cells), index in marks.hidden_rows)


def _looking(cells: list[Cell], looks: dict[int, Look]) -> list[Cell]:
    for column, look in looks.items():
        if column < len(cells) and cells[column] is not EMPTY:
            cell = cells[column]
            is_value = cell.kind in (CellKind.DATE, CellKind.NUMBER)
            own = look if is_value or not look.format else Look(struck=True) if look.struck else PLAIN
            cells[column] = Cell(cell.text, cell.kind, own)
    return cells


def _values(sheet: CalamineSheet) -> Iterator[list[_Value]]:
    return iter(()) if sheet.start is None else sheet.iter_rows()


def _marked(cells: list[Cell], marks: dict[int, Cell]) -> list[Cell]:
    """The cells with the marks of their row; a row of nothing but formulas without result is as blank as it looks."""
    errors = any(mark.kind is CellKind.ERROR for mark in marks.values())
    if not errors and all(cell is EMPTY for cell in cells):
        return []
    for column, mark in marks.items():
        cells.extend([EMPTY] * (column + 1 - len(cells)))
        cells[column] = mark
    return cells


def _cell(value: _Value) -> Cell:
    if isinstance(value, str):
        return Cell(value, CellKind.TEXT) if value.strip() else EMPTY
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", CellKind.TEXT)
    if isinstance(value, int | float):
        whole = value == value and abs(value) < 1e300 and value == int(value)
        return Cell(str(int(value)) if whole else repr(value), CellKind.NUMBER)
    if isinstance(value, datetime):
        return Cell(value.date().isoformat(), CellKind.DATE)
    if isinstance(value, date):
        return Cell(value.isoformat(), CellKind.DATE)
    return Cell(str(value), CellKind.TEXT)
