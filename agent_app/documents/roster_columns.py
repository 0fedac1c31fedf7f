"""Guesses which column of a sheet holds what; the guess is a plain value that a person may change."""

import re
from enum import StrEnum
from typing import Self

import msgspec

from agent_app.documents.roster_headings import (
    RosterField,
    asks_for_place_and_date,
    field_of_heading,
    field_of_similar_heading,
    squeezed,
)
from agent_app.documents.spreadsheet import EMPTY, Cell, CellKind, Sheet

SAMPLE_ROWS = 200
_ROWS_BEFORE_HEADER = 60
_SIXTEEN_DIGITS = re.compile(r"[1-9]\d{15}")
_DATE_LIKE = re.compile(r"\d{1,4}\W+\w{1,9}\W+\d{2,4}")
_OTHER_NUMBERS = frozenset(
    [
        "kk",
        "keluarga",
        "npwp",
        "rekening",
        "rek",
        "kpj",
        "suami",
        "istri",
        "pasangan",
        "waris",
        "ahli",
        "ibu",
        "ayah",
        "anak",
    ]
)


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
    heading (index, heading) and no field: their content is not imported.
    """

    sheet: str
    header_row: int | None
    header_height: int = 1
    columns: tuple[Column, ...] = ()
    headings: tuple[str, ...] = ()

    @property
    def unmapped(self) -> tuple[tuple[int, str], ...]:
        used = {column.index for column in self.columns}
        return tuple((index, text) for index, text in enumerate(self.headings) if text and index not in used)

    @property
    def first_data_row(self) -> int:
        """The index of the first row below the headings."""
        return 0 if self.header_row is None else self.header_row + self.header_height

    @property
    def names_a_member(self) -> bool:
        """Whether a name column is known, without which nothing can be read."""
        return self.index_of(RosterField.NAME) is not None

    def index_of(self, field: RosterField) -> int | None:
        return next((column.index for column in self.columns if column.field is field), None)

    def with_column(self, field: RosterField, index: int | None) -> Self:
        """This mapping with `field` read from column `index`, or from none; a column has one field at most."""
        kept = [column for column in self.columns if column.field is not field and column.index != index]
        if index is not None:
            heading = self.headings[index] if index < len(self.headings) else ""
            kept.append(Column(field, index, heading, Confidence.CHOSEN))
        return msgspec.structs.replace(self, columns=tuple(sorted(kept, key=lambda column: column.index)))


def guess_mapping(sheet: Sheet) -> Mapping:
    """The most likely heading row among the first sixty rows and the columns it names.

    Where no row names a member the result has no header row and no columns; a person may still fill it.
    """
    best = Mapping(sheet=sheet.name, header_row=None)
    best_score = 0
    for index, cells in enumerate(sheet.rows[:_ROWS_BEFORE_HEADER]):
        mapping = _mapping_at(sheet, index, cells)
        score = _score(mapping)
        if score > best_score:
            best, best_score = mapping, score
    return _completed_by_content(sheet, best) if best_score else best


def mapping_at(sheet: Sheet, header_row: int | None) -> Mapping:
    """The columns that a row names which a person says is the heading row (from 0), None where there is none.

    A number of NIK form is found by its content all the same.
    """
    if header_row is None:
        return _completed_by_content(sheet, Mapping(sheet=sheet.name, header_row=None))
    cells = sheet.rows[header_row] if header_row < len(sheet.rows) else ()
    return _completed_by_content(sheet, _mapping_at(sheet, header_row, cells))


def _score(mapping: Mapping) -> int:
    """Sure columns count double; a lone name is a heading only where nothing stands beside it."""
    if not mapping.names_a_member:
        return 0
    if len(mapping.columns) == 1 and len([text for text in mapping.headings if text]) > 3:
        return 0
    return sum(2 if column.confidence is Confidence.SURE else 1 for column in mapping.columns)


def _mapping_at(sheet: Sheet, index: int, cells: tuple[Cell, ...]) -> Mapping:
    own = [_heading(cell) for cell in cells]
    alone = Mapping(sheet=sheet.name, header_row=index, headings=tuple(own), columns=_columns(own))
    below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else ()
    name = alone.index_of(RosterField.NAME)
    if name is None or not below or _at(below, name) is not EMPTY:
        return alone
    lower = [_heading(_at(below, column)) for column in range(max(len(own), len(below)))]
    upper = own + [""] * (len(lower) - len(own))
    both = [under or over for over, under in zip(upper, lower, strict=True)]
    columns = _columns(both)
    if not any(field_of_heading(text) for text in lower if text) or len(columns) <= len(alone.columns):
        return alone
    return Mapping(sheet=sheet.name, header_row=index, header_height=2, headings=tuple(both), columns=columns)


def _heading(cell: Cell) -> str:
    return " ".join(cell.text.split())[:200] if cell.kind is CellKind.TEXT else ""


def _columns(headings: list[str]) -> tuple[Column, ...]:
    """One column a field: the first that is sure, else the first that is likely."""
    found: dict[RosterField, Column] = {}
    for confidence, field_of in (
        (Confidence.SURE, field_of_heading),
        (Confidence.LIKELY, field_of_similar_heading),
    ):
        taken = {column.index for column in found.values()}
        for index, heading in enumerate(headings):
            field = field_of(heading) if heading and index not in taken else None
            if field is not None and field not in found:
                found[field] = Column(field, index, heading, confidence)
    return tuple(sorted(found.values(), key=lambda column: column.index))


def _completed_by_content(sheet: Sheet, mapping: Mapping) -> Mapping:
    return _with_nik_by_content(sheet, _with_split_birth(sheet, mapping))


def _with_split_birth(sheet: Sheet, mapping: Mapping) -> Mapping:
    """`Tempat/Tgl Lahir` written once over two columns: the place stands under it, the date beside it."""
    index = mapping.index_of(RosterField.BIRTH)
    if index is None or mapping.index_of(RosterField.BIRTH_PLACE) is not None:
        return mapping
    heading = mapping.headings[index]
    beside = mapping.headings[index + 1] if index + 1 < len(mapping.headings) else ""
    if beside or not asks_for_place_and_date(heading):
        return mapping
    own, next_to_it = _sample(sheet, mapping, index), _sample(sheet, mapping, index + 1)
    if not next_to_it or any(any(letter.isdigit() for letter in cell.text) for cell in own):
        return mapping
    if not all(cell.kind is CellKind.DATE or _DATE_LIKE.fullmatch(cell.text.strip()) for cell in next_to_it[:5]):
        return mapping
    columns = [column for column in mapping.columns if column.index != index]
    columns.append(Column(RosterField.BIRTH_PLACE, index, heading, Confidence.GUESSED))
    columns.append(Column(RosterField.BIRTH, index + 1, heading, Confidence.GUESSED))
    return msgspec.structs.replace(mapping, columns=tuple(sorted(columns, key=lambda column: column.index)))


def _with_nik_by_content(sheet: Sheet, mapping: Mapping) -> Mapping:
    """A column of unknown heading whose cells are mostly sixteen digits, unless it names other numbers."""
    if mapping.index_of(RosterField.NIK) is not None:
        return mapping
    used = {column.index for column in mapping.columns}
    width = max((len(cells) for cells in sheet.rows[:SAMPLE_ROWS]), default=0)
    for index in range(width):
        heading = mapping.headings[index] if index < len(mapping.headings) else ""
        if index in used or _OTHER_NUMBERS & set(squeezed(heading).split()):
            continue
        cells = _sample(sheet, mapping, index)
        like_a_nik = sum(1 for cell in cells if _SIXTEEN_DIGITS.fullmatch(re.sub(r"[\s.'-]", "", cell.text)))
        if cells and like_a_nik * 2 > len(cells):
            column = Column(RosterField.NIK, index, heading, Confidence.GUESSED)
            columns = sorted((*mapping.columns, column), key=lambda one: one.index)
            return msgspec.structs.replace(mapping, columns=tuple(columns))
    return mapping


def _sample(sheet: Sheet, mapping: Mapping, index: int) -> list[Cell]:
    """The cells of a column below the headings that hold something."""
    rows = sheet.rows[mapping.first_data_row : SAMPLE_ROWS]
    return [cells[index] for cells in rows if index < len(cells) and cells[index].kind is not CellKind.EMPTY]


def _at(cells: tuple[Cell, ...], index: int) -> Cell:
    return cells[index] if index < len(cells) else EMPTY
