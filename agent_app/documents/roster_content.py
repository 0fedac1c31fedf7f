"""What only the cells of a sheet tell of its columns: which number is the NIK, which values are typed once."""

import re
from collections.abc import Callable
from datetime import date
from typing import Final

import msgspec

from agent_app.documents.roster_account import Doubt
from agent_app.documents.roster_dates import read_birth
from agent_app.documents.roster_headings import (
    RosterField,
    field_of_heading,
    field_of_similar_heading,
    names_another_number,
    parts_of_double_heading,
)
from agent_app.documents.roster_mapping import SAMPLE_ROWS, Column, Confidence, Mapping, sample_of
from agent_app.documents.roster_values import clean_text, read_nik, read_phones, read_sex, says_nothing
from agent_app.documents.spreadsheet import EMPTY, Cell, CellKind, Sheet
from agent_app.domain.nik import parse_nik

_SIXTEEN_DIGITS = re.compile(r"[1-9]\d{15}")
_MANY: Final = 0.5
_FEW: Final = 0.2
_FEWEST_TO_JUDGE: Final = 3
# Only day and month are compared here, so any day will do to place the year.
_SOME_DAY: Final = date(2026, 1, 1)
_CARRIED: Final = (RosterField.VILLAGE, RosterField.DISTRICT)


def with_double_headings(sheet: Sheet, mapping: Mapping) -> Mapping:
    """Columns under a heading for two things, by what most of their cells are; doubtful all the same."""
    for index, heading in mapping.unmapped:
        fields = [_field_of(part) for part in parts_of_double_heading(heading)] if mapping.holds(index) else []
        wanted = [field for field in fields if field is not None and mapping.index_of(field) is None]
        cells = sample_of(sheet, mapping, index)
        field = next((one for one in wanted if _mostly(cells, one)), None)
        if wanted:
            mapping = _doubted(mapping, index, Doubt.DOUBLE_HEADING)
        if field is not None:
            mapping = _with_column(mapping, Column(field, index, heading, Confidence.GUESSED))
            is_nik = field is RosterField.NIK
            mapping = msgspec.structs.replace(mapping, nik_is_doubtful=mapping.nik_is_doubtful or is_nik)
    return mapping


def with_repeated_fields(mapping: Mapping) -> Mapping:
    """The columns left out because another one has their heading, as doubtful; NIKs are told apart later."""
    for index, heading in mapping.unmapped:
        field = field_of_heading(heading) if mapping.holds(index) else None
        if field is not None and field is not RosterField.NIK and mapping.index_of(field) is not None:
            mapping = _doubted(mapping, index, Doubt.SAME_FIELD_TWICE)
    return mapping


def with_nik_column(sheet: Sheet, mapping: Mapping) -> Mapping:
    """The column of the NIK where several may hold it, or none says so: the birth dates decide, else both are kept
    in mind, and rows in which they differ wait for a person."""
    own = mapping.index_of(RosterField.NIK)
    named = [index for index, text in enumerate(mapping.headings) if mapping.holds(index) and _names_nik(text)]
    candidates = [own, *(index for index in named if index != own)] if own is not None else named
    if not candidates:
        candidates = [index for index in _unused_columns(sheet, mapping) if _looks_like_niks(sheet, mapping, index)][:1]
    if not candidates:
        return mapping
    shares = {index: _agreement(sheet, mapping, index) for index in candidates}
    best = max(candidates, key=lambda index: (_rank(shares[index]), -candidates.index(index)))
    if best != own:
        mapping = _taken_as_nik(mapping, best)
    for index in candidates:
        if index != best:
            mapping = _doubted(mapping, index, Doubt.SAME_FIELD_TWICE)
    undecided = [index for index in candidates if index != best and _rank(shares[index]) == _rank(shares[best])]
    share = shares[best]
    contradicts = share is not None and share < _FEW
    if contradicts:
        mapping = _doubted(mapping, best, Doubt.CONTRADICTS_BIRTH)
    doubtful = mapping.nik_is_doubtful or contradicts
    return msgspec.structs.replace(mapping, rivals=tuple(undecided), nik_is_doubtful=doubtful)


def with_typed_once(sheet: Sheet, mapping: Mapping) -> Mapping:
    """The fields whose values are typed once over several rows without being merged: village, district."""
    rows = [row for row in sheet.rows[mapping.first_data_row : SAMPLE_ROWS] if _says_a_name(row, mapping)]
    once = []
    for field in _CARRIED:
        index = mapping.index_of(field)
        if index is None or len(rows) < _FEWEST_TO_JUDGE:
            continue
        filled = [not says_nothing(clean_text(_at(row, index))) for row in rows]
        if filled[0] and not filled[1] and sum(filled) * 2 <= len(filled):
            once.append(field)
            mapping = _doubted(mapping, index, Doubt.FIRST_TYPED_ONLY)
    return msgspec.structs.replace(mapping, typed_once=tuple(once))


def _taken_as_nik(mapping: Mapping, index: int) -> Mapping:
    heading = mapping.headings[index] if index < len(mapping.headings) else ""
    is_named = field_of_heading(heading) is RosterField.NIK
    confidence = Confidence.SURE if is_named else Confidence.LIKELY if _names_nik(heading) else Confidence.GUESSED
    columns = tuple(one for one in mapping.columns if one.field is not RosterField.NIK)
    mapping = msgspec.structs.replace(mapping, columns=columns)
    return _with_column(mapping, Column(RosterField.NIK, index, heading, confidence))


def _agreement(sheet: Sheet, mapping: Mapping, index: int) -> float | None:
    """Which part of a column's numbers holds the birth date of its row; None where too few can be compared."""
    birth = mapping.index_of(RosterField.BIRTH)
    compared = agreed = 0
    for row in sheet.rows[mapping.first_data_row : SAMPLE_ROWS]:
        digits = read_nik(_at(row, index)).digits
        day = read_birth(_at(row, birth), _SOME_DAY).day if birth is not None and digits is not None else None
        if digits is not None and day is not None:
            inside = parse_nik(digits).birth_date(_SOME_DAY, day)
            compared += 1
            agreed += inside is not None and {inside.day, inside.month} == {day.day, day.month}
    return agreed / compared if compared >= _FEWEST_TO_JUDGE else None


def _rank(share: float | None) -> int:
    """Two: the numbers agree with the birth dates; one: nobody knows; none: they contradict them."""
    return 1 if share is None else 2 if share >= _MANY else 0


def _names_nik(heading: str) -> bool:
    return _field_of(heading) is RosterField.NIK


def _looks_like_niks(sheet: Sheet, mapping: Mapping, index: int) -> bool:
    heading = mapping.headings[index] if index < len(mapping.headings) else ""
    return not names_another_number(heading) and _mostly(sample_of(sheet, mapping, index), RosterField.NIK)


def _unused_columns(sheet: Sheet, mapping: Mapping) -> list[int]:
    used = {column.index for column in mapping.columns}
    width = max((len(cells) for cells in sheet.rows[:SAMPLE_ROWS]), default=0)
    return [index for index in range(width) if index not in used and mapping.holds(index)]


def _mostly(cells: list[Cell], field: RosterField) -> bool:
    """Whether more than half of the cells are what a field holds; a name is nothing else that is known."""
    test = _IS_A.get(field)
    return test is not None and bool(cells) and sum(1 for cell in cells if test(cell)) * 2 > len(cells)


def _is_nik(cell: Cell) -> bool:
    return _SIXTEEN_DIGITS.fullmatch(re.sub(r"[\s.'-]", "", cell.text)) is not None


def _is_phone(cell: Cell) -> bool:
    return not _is_nik(cell) and bool(read_phones(cell))


def _is_birth(cell: Cell) -> bool:
    return cell.kind is CellKind.DATE or read_birth(cell, _SOME_DAY).day is not None


def _is_name(cell: Cell) -> bool:
    letters = sum(letter.isalpha() for letter in cell.text)
    return letters > 1 and not any(letter.isdigit() for letter in cell.text)


_IS_A: Final[dict[RosterField, Callable[[Cell], bool]]] = {
    RosterField.NIK: _is_nik,
    RosterField.PHONE: _is_phone,
    RosterField.BIRTH: _is_birth,
    RosterField.NAME: _is_name,
    RosterField.SEX: lambda cell: read_sex(cell) is not None,
    RosterField.VILLAGE: _is_name,
    RosterField.ADDRESS: lambda cell: any(letter.isalpha() for letter in cell.text),
    RosterField.MEMBER_NO: lambda cell: not _is_nik(cell) and any(letter.isdigit() for letter in cell.text),
}


def _field_of(heading: str) -> RosterField | None:
    return field_of_heading(heading) or field_of_similar_heading(heading)


def _with_column(mapping: Mapping, column: Column) -> Mapping:
    columns = sorted((*mapping.columns, column), key=lambda one: one.index)
    return msgspec.structs.replace(mapping, columns=tuple(columns))


def _doubted(mapping: Mapping, index: int, doubt: Doubt) -> Mapping:
    return msgspec.structs.replace(mapping, doubts=(*mapping.doubts, (index, doubt)))


def _says_a_name(row: tuple[Cell, ...], mapping: Mapping) -> bool:
    name = mapping.index_of(RosterField.NAME)
    return name is not None and any(letter.isalpha() for letter in _at(row, name).text)


def _at(row: tuple[Cell, ...], index: int) -> Cell:
    return row[index] if index < len(row) else EMPTY
