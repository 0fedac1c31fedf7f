"""Guesses which column of a sheet holds what, by the headings and what stands below them."""

import re
from itertools import takewhile

import msgspec

from agent_app.documents.roster_content import (
    with_double_headings,
    with_nik_column,
    with_repeated_fields,
    with_typed_once,
)
from agent_app.documents.roster_heading_rows import (
    Heading,
    heading_text,
    headings_of,
    is_certain_second_row,
    is_second_row,
)
from agent_app.documents.roster_headings import RosterField, asks_for_place_and_date, field_of_heading, squeezed
from agent_app.documents.roster_mapping import Column, Confidence, Mapping, sample_of
from agent_app.documents.spreadsheet import Cell, CellKind, Sheet

_ROWS_BEFORE_HEADER = 60
_DATE_LIKE = re.compile(r"\d{1,4}\W+\w{1,9}\W+\d{2,4}")


def guess_mapping(sheet: Sheet) -> Mapping:
    """The most likely heading row among the first sixty rows and the columns it names.

    Where no row names a member the result has no header row and no columns; a person may still fill it.
    """
    best = Mapping(sheet=sheet.name, header_row=None)
    best_score = (0, 0)
    for index in range(min(len(sheet.rows), _ROWS_BEFORE_HEADER)):
        mapping = _mapping_at(sheet, index)
        score = (_score(mapping), -mapping.header_height)
        if score > best_score:
            best, best_score = mapping, score
    return completed_by_content(sheet, best) if best.names_a_member else best


def mapping_at(sheet: Sheet, header_row: int | None) -> Mapping:
    """The columns that a row names which a person says is the heading row (from 0), None where there is none.

    A number of NIK form is found by its content all the same.
    """
    if header_row is None:
        return completed_by_content(sheet, Mapping(sheet=sheet.name, header_row=None))
    return completed_by_content(sheet, _mapping_at(sheet, header_row))


def _score(mapping: Mapping) -> int:
    """Sure columns count double; a lone name is a heading only where nothing stands beside it."""
    if not mapping.names_a_member:
        return 0
    if len(mapping.columns) == 1 and len([text for text in mapping.headings if text]) > 3:
        return 0
    return sum(2 if column.confidence is Confidence.SURE else 1 for column in mapping.columns)


def _mapping_at(sheet: Sheet, index: int) -> Mapping:
    """The headings of a row, together with the row below where that says more or belongs to them for sure."""
    cells = sheet.rows[index] if index < len(sheet.rows) else ()
    alone = _mapping_of(sheet, index, headings_of([cells]), 1)
    below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else ()
    if not is_second_row(cells, below):
        return alone
    both = _mapping_of(sheet, index, headings_of([cells, below]), 2)
    name = alone.index_of(RosterField.NAME)
    if name is not None and is_certain_second_row(cells, below, name):
        return both if both.names_a_member else alone
    if name is not None and name < len(below) and below[name].kind is not CellKind.EMPTY:
        return alone
    return both if _says_more(both, alone, below) else alone


def _says_more(both: Mapping, alone: Mapping, below: tuple[Cell, ...]) -> bool:
    return any(field_of_heading(heading_text(cell)) for cell in below) and len(both.columns) > len(alone.columns)


def _mapping_of(sheet: Sheet, index: int, headings: list[Heading], height: int) -> Mapping:
    return Mapping(
        sheet=sheet.name,
        header_row=index,
        header_height=height,
        headings=tuple(heading.text for heading in headings),
        columns=_columns(headings),
    )


def _columns(headings: list[Heading], first: int = 0) -> tuple[Column, ...]:
    """One column a field: the first that is sure, else the first that is likely. `first` is the index of the first."""
    found: dict[RosterField, Column] = {}
    for confidence, field_of in ((Confidence.SURE, Heading.field), (Confidence.LIKELY, Heading.similar_field)):
        taken = {column.index for column in found.values()}
        for index, heading in enumerate(headings, start=first):
            field = field_of(heading) if heading.text and index not in taken else None
            if field is not None and field not in found:
                found[field] = Column(field, index, heading.text, confidence)
    return tuple(sorted(found.values(), key=lambda column: column.index))


def completed_by_content(sheet: Sheet, mapping: Mapping) -> Mapping:
    """The mapping with what only the cells below the headings tell; the lists beside the first as its own."""
    lists = [_completed(sheet, one) for one in _side_by_side(sheet, mapping)]
    return msgspec.structs.replace(lists[0], beside=tuple(lists[1:]))


def _completed(sheet: Sheet, mapping: Mapping) -> Mapping:
    mapping = with_double_headings(sheet, _with_split_birth(sheet, mapping))
    return with_typed_once(sheet, with_nik_column(sheet, with_repeated_fields(mapping)))


def _side_by_side(sheet: Sheet, mapping: Mapping) -> tuple[Mapping, ...]:
    """The lists of a heading row whose headings come again to the right, in the same order."""
    name = next((one for one in mapping.columns if one.field is RosterField.NAME), None)
    if name is None:
        return (mapping,)
    empty = {index for index in range(len(mapping.headings)) if not sample_of(sheet, mapping, index)}
    starts = _starts_of_lists(mapping.headings, name.index, empty)
    if len(starts) < 2:
        return (mapping,)
    found = []
    for start, end in zip(starts, [*starts[1:], len(mapping.headings)], strict=True):
        headings = [Heading(text) for text in mapping.headings[start:end]]
        one = msgspec.structs.replace(mapping, columns=_columns(headings, start), first=start, last=end - 1)
        found.append(one)
    return tuple(found) if all(one.names_a_member for one in found) else (mapping,)


def _starts_of_lists(headings: tuple[str, ...], name: int, empty: set[int]) -> list[int]:
    """Where each list begins: where the first heading comes again and the same ones follow, or behind an empty column
    where members are named anew."""
    keys = [squeezed(text) for text in headings]
    first = next((index for index, key in enumerate(keys) if key), 0)
    length = next((at for at in range(first + 1, len(keys)) if keys[at] == keys[first]), len(keys)) - first
    own = [key for key in keys[first : first + length] if key]
    starts = [first]
    for at in range(first + 1, len(keys)):
        again = keys[at] == keys[first] and name < first + length
        same = again and _same_list(keys[at : at + length], own, keys[name], starts_with_name=first == name)
        behind_a_gap = bool(keys[at]) and not keys[at - 1] and at - 1 in empty and name < at
        if same or (behind_a_gap and _names_members(headings, at)):
            starts.append(at)
    return starts


def _same_list(there: list[str], own: list[str], name: str, *, starts_with_name: bool) -> bool:
    filled = [key for key in there if key]
    if filled == own and len(own) > 1:
        return True
    return not starts_with_name and name in filled and set(filled) <= set(own)


def _names_members(headings: tuple[str, ...], start: int) -> bool:
    """Whether the headings from here to the next empty one name members and something else of them."""
    run = list(takewhile(bool, headings[start:]))
    fields = {column.field for column in _columns([Heading(text) for text in run])}
    return RosterField.NAME in fields and len(fields) > 1


def _with_split_birth(sheet: Sheet, mapping: Mapping) -> Mapping:
    """`Tempat/Tgl Lahir` written once over two columns: the place stands under it, the date beside it."""
    index = mapping.index_of(RosterField.BIRTH)
    if index is None or mapping.index_of(RosterField.BIRTH_PLACE) is not None:
        return mapping
    heading = mapping.headings[index]
    beside = mapping.headings[index + 1] if index + 1 < len(mapping.headings) else ""
    if beside or not asks_for_place_and_date(heading):
        return mapping
    own, next_to_it = sample_of(sheet, mapping, index), sample_of(sheet, mapping, index + 1)
    if not next_to_it or any(any(letter.isdigit() for letter in cell.text) for cell in own):
        return mapping
    if not all(cell.kind is CellKind.DATE or _DATE_LIKE.fullmatch(cell.text.strip()) for cell in next_to_it[:5]):
        return mapping
    columns = [column for column in mapping.columns if column.index != index]
    columns.append(Column(RosterField.BIRTH_PLACE, index, heading, Confidence.GUESSED))
    columns.append(Column(RosterField.BIRTH, index + 1, heading, Confidence.GUESSED))
    return msgspec.structs.replace(mapping, columns=tuple(sorted(columns, key=lambda column: column.index)))
