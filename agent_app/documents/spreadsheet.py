"""A sheet as read from any file: cells as texts with their kind, and how much of a file is read at most."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import msgspec


class CellKind(StrEnum):
    """What a cell was in its file. `TEXT` includes truth values and the text results of formulas."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FORMULA_WITHOUT_RESULT = "formula_without_result"
    ERROR = "error"
    EMPTY = "empty"


class Look(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """How a cell is shown beside its value; cells of one style share one.

    `format` is the number format of a date or of a number with leading zeros (`mmm-yy`, `00000`), else empty.
    `merged` marks the value of a merged cell repeated in a row below its first; `across` is how many columns a
    merged cell covers. `odd_bytes` are those of a text file that are no UTF-8, in hex, comma between.
    """

    struck: bool = False
    format: str = ""
    merged: bool = False
    across: int = 1
    odd_bytes: str = ""


PLAIN = Look()


class Cell(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One cell. A number is the text in the file, a date is `YYYY-MM-DD`, an error its name (`#REF!`).

    A formula without stored result is the formula. What the cell shows may differ: `number_formats.shown_text`.
    """

    text: str
    kind: CellKind
    look: Look = PLAIN

    def __repr__(self) -> str:
        return f"Cell({self.kind.value}, {len(self.text)} characters)"


EMPTY = Cell("", CellKind.EMPTY)


class SheetRow(msgspec.Struct, frozen=True):
    """A row with at least one cell that is not empty; `number` counts from 1 as office programs show it.

    `hidden`: by a filter, a closed group or by hand. What stands in it only because a merged cell reaches down from
    above is no content: such a row is left out like a blank one.
    """

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False

    def cell(self, index: int) -> Cell:
        return self.cells[index] if index < len(self.cells) else EMPTY

    def __repr__(self) -> str:
        return f"SheetRow({self.number}, {len(self.cells)} cells)"


@dataclass(frozen=True, slots=True)
class SheetStream:
    """A sheet whose rows are read while they are asked for, once.

    `hidden_columns` (indexes from 0) is filled before the first row comes.
    """

    name: str
    rows: Iterator[SheetRow]
    hidden: bool = False
    hidden_columns: Set[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet in memory: `rows[0]` is row 1, blank rows are empty tuples, trailing ones are left out.

    `hidden_rows` are numbers from 1, `hidden_columns` indexes from 0.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may hold at most; beyond it a file is refused and not read in part.

    `unpacked_bytes` caps what is unpacked, and the letters in all cells: a text kept once may stand in many.
    """

    file_bytes: int = 50_000_000
    unpacked_bytes: int = 300_000_000
    rows: int = 300_000
    columns: int = 256
    sheets: int = 500


DEFAULT_LIMITS = Limits()
LAST_ROW = 1_048_576
"""The highest row number that office programs know; a file that claims a higher one is broken."""


def date_cell(text: str, look: Look = PLAIN) -> Cell:
    """A date or moment as a file states it in ISO form; a text where it is none."""
    try:
        return Cell(date.fromisoformat(text.strip()[:10]).isoformat(), CellKind.DATE, look)
    except ValueError:
        return Cell(text, CellKind.TEXT, look) if text.strip() else EMPTY


def trimmed(cells: list[Cell]) -> tuple[Cell, ...]:
    """The cells without the empty ones at the end."""
    end = len(cells)
    while end and cells[end - 1].kind is CellKind.EMPTY:
        end -= 1
    return tuple(cells[:end])
