"""Merged cells: the value of a cell merged over several rows stands in each of them, marked as repeated."""

from dataclasses import dataclass

import msgspec

from agent_app.documents.spreadsheet import EMPTY, Cell


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged cell from (`row`, `column`) to (`last_row`, `last_column`), all from 0."""

    row: int
    column: int
    last_row: int
    last_column: int

    @property
    def is_one_cell(self) -> bool:
        return self.row == self.last_row and self.column == self.last_column


class MergedCells:
    """Walks down a sheet beside its rows. A range of any height costs what the rows cost that are there."""

    def __init__(self) -> None:
        self._starting: dict[int, list[Merge]] = {}
        self._open: dict[int, tuple[Cell, int]] = {}

    def add(self, merge: Merge) -> None:
        """Know a range before its first row is asked for."""
        if not merge.is_one_cell:
            self._starting.setdefault(merge.row, []).append(merge)

    def __bool__(self) -> bool:
        return bool(self._starting or self._open)

    def filled(self, index: int, cells: list[Cell]) -> list[Cell]:
        """The cells of row `index` (from 0) with what reaches into it from above."""
        for column, (above, last) in list(self._open.items()):
            if index > last:
                del self._open[column]
            elif column >= len(cells) or cells[column] is EMPTY:
                cells.extend([EMPTY] * (column + 1 - len(cells)))
                cells[column] = above
        for merge in self._starting.pop(index, ()):
            self._begin(merge, cells)
        return cells

    def _begin(self, merge: Merge, cells: list[Cell]) -> None:
        column = merge.column
        if column >= len(cells) or cells[column] is EMPTY:
            return
        own = cells[column]
        if merge.last_column > column:
            look = msgspec.structs.replace(own.look, across=merge.last_column - column + 1)
            own = cells[column] = Cell(own.text, own.kind, look)
        if merge.last_row > merge.row:
            look = msgspec.structs.replace(own.look, merged=True)
            self._open[column] = (Cell(own.text, own.kind, look), merge.last_row)
