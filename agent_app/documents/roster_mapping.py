"""How a sheet is read: which column holds what. A plain value that is guessed and that a person may change."""

from enum import StrEnum
from functools import reduce
from typing import Self

import msgspec

from agent_app.documents.roster_account import Doubt
from agent_app.documents.roster_headings import RosterField, squeezed
from agent_app.documents.spreadsheet import Cell, CellKind, Sheet

SAMPLE_ROWS = 200
_MOST_LETTERS = 2


class Confidence(StrEnum):
    """How a column was found: a known heading, a similar one, by its content, or chosen by a person."""

    SURE = "sure"
    LIKELY = "likely"
    GUESSED = "guessed"
    CHOSEN = "chosen"


class Column(msgspec.Struct, frozen=True):
    """Field `field` stands in column `index` (from 0) under `heading`."""

    field: RosterField
    index: int
    heading: str
    confidence: Confidence


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """How to read one sheet. `header_row` is the index of the heading row, None when there is none.

    `header_height` is 2 when a second heading row stands below, `unmapped` lists the columns that have a
    heading (index, heading) and no field: their content is not imported. `first` and `last` bound the columns of this
    list, `beside` are further lists on the same sheet. `doubts` tell by column why it is doubtful. `rivals` are
    columns that may hold the NIK as well as the one used; `nik_is_doubtful`: a number against the birth date is none.
    """

    sheet: str
    header_row: int | None
    header_height: int = 1
    columns: tuple[Column, ...] = ()
    headings: tuple[str, ...] = ()
    first: int = 0
    last: int | None = None
    beside: tuple["Mapping", ...] = ()
    doubts: tuple[tuple[int, Doubt], ...] = ()
    rivals: tuple[int, ...] = ()
    nik_is_doubtful: bool = False
    typed_once: tuple[RosterField, ...] = ()

    @property
    def unmapped(self) -> tuple[tuple[int, str], ...]:
        used = {column.index for one in self.lists for column in one.columns}
        return tuple((index, text) for index, text in enumerate(self.headings) if text and index not in used)

    @property
    def lists(self) -> tuple["Mapping", ...]:
        """The lists of the sheet, side by side."""
        return (self, *self.beside)

    def holds(self, index: int) -> bool:
        """Whether a column belongs to this list."""
        return self.first <= index and (self.last is None or index <= self.last)

    @property
    def first_data_row(self) -> int:
        """The index of the first row below the headings."""
        return 0 if self.header_row is None else self.header_row + self.header_height

    @property
    def names_a_member(self) -> bool:
        """Whether a name column is known, without which nothing can be read."""
        return self.index_of(RosterField.NAME) is not None

    def index_of_column(self, column: str) -> int | None:
        """The index of a column by its heading, else by its letters (`C`, `AA`) as office programs name it."""
        wanted = squeezed(column)
        for index, text in enumerate(self.headings):
            if wanted and squeezed(text) == wanted:
                return index
        letters = column.strip().upper()
        if not (letters.isascii() and letters.isalpha() and len(letters) <= _MOST_LETTERS):
            return None
        return reduce(lambda index, letter: index * 26 + ord(letter) - 64, letters, 0) - 1

    def index_of(self, field: RosterField) -> int | None:
        return next((column.index for column in self.columns if column.field is field), None)

    def without_column(self, index: int) -> Self:
        """This mapping without what it reads from a column."""
        beside = tuple(one.without_column(index) for one in self.beside)
        kept = tuple(column for column in self.columns if column.index != index)
        return msgspec.structs.replace(self, columns=kept, beside=beside)

    def with_column(self, field: RosterField, index: int | None) -> Self:
        """This mapping with `field` read from column `index`, or from none; a column has one field at most.

        What a person chose is no longer doubtful.
        """
        if index is not None and not self.holds(index) and any(one.holds(index) for one in self.beside):
            beside = (one.with_column(field, index) if one.holds(index) else one for one in self.beside)
            return msgspec.structs.replace(self, beside=tuple(beside))
        kept = [column for column in self.columns if column.field is not field and column.index != index]
        if index is not None:
            heading = self.headings[index] if index < len(self.headings) else ""
            kept.append(Column(field, index, heading, Confidence.CHOSEN))
        changed = msgspec.structs.replace(self, columns=tuple(sorted(kept, key=lambda column: column.index)))
        if field is RosterField.NIK:
            changed = msgspec.structs.replace(changed, rivals=(), nik_is_doubtful=False)
        doubts = tuple((at, doubt) for at, doubt in self.doubts if at != index)
        return msgspec.structs.replace(changed, doubts=doubts)


def sample_of(sheet: Sheet, mapping: Mapping, index: int) -> list[Cell]:
    """The cells of a column below the headings that hold something."""
    rows = sheet.rows[mapping.first_data_row : SAMPLE_ROWS]
    return [cells[index] for cells in rows if index < len(cells) and cells[index].kind is not CellKind.EMPTY]
