"""Which column of an answer of BPJS holds what: guessed, shown, and changed by a person who knows better.

Its layout is nowhere official, so the headings stand in resources/bpjs/answer_columns.json, where a spelling can
be added without a release.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Final, Self

import msgspec

from agent_app.documents.roster_values import clean_text
from agent_app.documents.spreadsheet import EMPTY, Cell, CellKind, Sheet
from agent_app.domain.texts import fold
from agent_app.paths import resource

_ROWS_ABOVE_HEADER: Final = 40
_LONGEST_HEADING: Final = 80
_NO_HEADINGS: Final = (False, 0)


class AnswerField(StrEnum):
    """What a column may hold. `YEAR` is the year of `MONTHS` where that stands alone, `MONTH_TO` the last of several;
    `UNUSED` says nothing of the answer."""

    NIK = "nik"
    PARTICIPANT_NUMBER = "participant_number"
    NAME = "name"
    MONTHS = "months"
    MONTH_TO = "month_to"
    YEAR = "year"
    EFFECTIVE_FROM = "effective_from"
    REFERENCE = "reference"
    RUPIAH = "rupiah"
    STATUS = "status"
    REFUSAL = "refusal"
    REMARK = "remark"
    UNUSED = "unused"


SPOKEN: Final = (AnswerField.STATUS, AnswerField.REFUSAL, AnswerField.REMARK)
"""Fields of which a file may have several columns: all of them are read."""
WHO: Final = (AnswerField.NIK, AnswerField.PARTICIPANT_NUMBER)


class Certainty(StrEnum):
    """How a column was found: a known heading, a similar one, or chosen by a person. `DOUBTFUL`: nobody knows what it
    holds, so what it says in words nobody knows keeps its row from being taken."""

    SURE = "sure"
    LIKELY = "likely"
    CHOSEN = "chosen"
    DOUBTFUL = "doubtful"


class AnswerColumn(msgspec.Struct, frozen=True):
    """Column `index` (from 0) under `heading`; `field` is None where nobody knows."""

    index: int
    heading: str
    field: AnswerField | None
    certainty: Certainty


class AnswerColumns(msgspec.Struct, frozen=True, kw_only=True):
    """How to read one sheet. `header_row` is the index of its heading row, None where there is none; `header_height`
    is 2 where a second one stands below."""

    sheet: str
    header_row: int | None
    header_height: int = 1
    columns: tuple[AnswerColumn, ...] = ()

    @property
    def names_people(self) -> bool:
        return any(self.all_of(field) for field in WHO)

    @property
    def first_data_row(self) -> int:
        """The index of the first row below the headings."""
        return 0 if self.header_row is None else self.header_row + self.header_height

    @property
    def doubtful(self) -> tuple[AnswerColumn, ...]:
        return tuple(one for one in self.columns if one.field is None)

    @property
    def missing(self) -> tuple[AnswerField, ...]:
        """The needed fields that no column has: whom (either number) and for which months."""
        needed = [] if self.names_people else [AnswerField.NIK]
        return (*needed, *([] if self.all_of(AnswerField.MONTHS) else [AnswerField.MONTHS]))

    def all_of(self, field: AnswerField) -> tuple[AnswerColumn, ...]:
        return tuple(one for one in self.columns if one.field is field)

    def cell(self, field: AnswerField, cells: tuple[Cell, ...]) -> Cell:
        """The cell of a field that has one column; EMPTY where it has none."""
        column = next((one for one in self.columns if one.field is field), None)
        return at(cells, column.index) if column is not None else EMPTY

    def with_field(self, index: int, field: AnswerField | None) -> Self:
        """These columns with column `index` read as `field`; but for what is spoken a field has one column."""
        changed = []
        for one in self.columns:
            if one.index == index:
                certainty = Certainty.DOUBTFUL if field is None else Certainty.CHOSEN
                changed.append(AnswerColumn(index, one.heading, field, certainty))
            elif field is not None and one.field is field and field not in (*SPOKEN, AnswerField.UNUSED):
                changed.append(AnswerColumn(one.index, one.heading, None, Certainty.DOUBTFUL))
            else:
                changed.append(one)
        return msgspec.structs.replace(self, columns=tuple(changed))


def guess_columns(sheet: Sheet) -> AnswerColumns:
    """The heading row among the first forty that names most, people above all, and what its columns hold. Without a
    row that names two fields there is no heading row, and every column is doubtful."""
    best, best_score = columns_at(sheet, None), _NO_HEADINGS
    for index in range(min(len(sheet.rows), _ROWS_ABOVE_HEADER)):
        found = columns_at(sheet, index)
        score = _score(found)
        if score > best_score:
            best, best_score = found, score
    return best


def columns_at(sheet: Sheet, header_row: int | None) -> AnswerColumns:
    """What the columns hold by the headings of a row (from 0), and of the one below it where that has headings too."""
    width = max((len(cells) for cells in sheet.rows), default=0)
    if header_row is None:
        return AnswerColumns(sheet=sheet.name, header_row=None, columns=_columns([""] * width))
    own = _texts(sheet, header_row, width)
    alone = AnswerColumns(sheet=sheet.name, header_row=header_row, columns=_columns(own))
    lower = _texts(sheet, header_row + 1, width)
    if not any(lower) or not _may_be_headings(sheet, header_row + 1):
        return alone
    columns = _columns([_both(over, under) for over, under in zip(_carried(own, lower), lower, strict=True)])
    both = AnswerColumns(sheet=sheet.name, header_row=header_row, header_height=2, columns=columns)
    return both if _score(both) > _score(alone) else alone


def tells_why_left_out(heading: str) -> bool:
    """Whether a column has this program's own reasons, in a file in which it gave rows back."""
    return fold(heading) in _names()["left_out"]


def is_of_people(heading: str) -> bool:
    """Whether a column holds names, places or trades, in which words such as `tidak` and `keluar` say nothing of the
    answer."""
    return not _names()["of_people"].isdisjoint(fold(heading).split())


def at(cells: tuple[Cell, ...], index: int) -> Cell:
    return cells[index] if index < len(cells) else EMPTY


def _score(found: AnswerColumns) -> tuple[bool, int]:
    fields = {one.field for one in found.columns if one.field not in (None, AnswerField.UNUSED)}
    # Of two readings that name as much the one without a second row of headings is taken.
    return (found.names_people, len(fields) * 2 - found.header_height) if len(fields) > 1 else _NO_HEADINGS


def _texts(sheet: Sheet, row: int, width: int) -> list[str]:
    cells = sheet.rows[row] if row < len(sheet.rows) else ()
    return [_heading(at(cells, index)) for index in range(width)]


def _heading(cell: Cell) -> str:
    text = clean_text(cell)
    return text[:_LONGEST_HEADING] if cell.kind is CellKind.TEXT else ""


def _may_be_headings(sheet: Sheet, row: int) -> bool:
    """Whether a row holds words only: a number of eight digits or more is somebody's."""
    cells = sheet.rows[row] if row < len(sheet.rows) else ()
    return all(sum(letter.isdigit() for letter in cell.text) < 3 and cell.kind is not CellKind.DATE for cell in cells)


def _carried(own: list[str], lower: list[str]) -> list[str]:
    """Upper headings over several columns reach to the right as far as headings stand below them."""
    carried: list[str] = []
    for over, under in zip(own, lower, strict=True):
        carried.append(over or (carried[-1] if under and carried else ""))
    return carried


def _both(over: str, under: str) -> str:
    if not under or not over:
        return over or under
    return under if _known(under) is not None and _known(f"{over} {under}") is None else f"{over} {under}"


def _known(heading: str) -> AnswerField | None:
    return _spellings().get(fold(heading))


def _columns(headings: list[str]) -> tuple[AnswerColumn, ...]:
    found: dict[int, AnswerColumn] = {}
    taken: set[AnswerField] = set()
    for certainty, field_of in ((Certainty.SURE, _known), (Certainty.LIKELY, _similar)):
        for index, heading in enumerate(headings):
            field = field_of(heading) if heading and index not in found else None
            if field is None or (field in taken and field not in (*SPOKEN, AnswerField.UNUSED)):
                continue
            taken.add(field)
            found[index] = AnswerColumn(index, heading, field, certainty)
    return tuple(
        found.get(index, AnswerColumn(index, heading, None, Certainty.DOUBTFUL))
        for index, heading in enumerate(headings)
    )


def _similar(heading: str) -> AnswerField | None:
    """The field whose words all stand in a heading, in the order of the resource."""
    tokens = set(fold(heading).split())
    if not tokens.isdisjoint(_names()["never_similar"]):
        return None
    for name, groups in _resource()["similar"].items():
        if any(tokens >= set(group) for group in groups):
            return AnswerField(name)
    return None


@cache
def _spellings() -> Mapping[str, AnswerField]:
    content = _resource()
    known = {fold(text): AnswerField.UNUSED for text in (*content["harmless"], *content["left_out"])}
    return known | {fold(text): AnswerField(name) for name, some in content["columns"].items() for text in some}


@cache
def _names() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(map(fold, _resource()[name])) for name in ("never_similar", "left_out", "of_people")}


@cache
def _resource() -> Any:
    return json.loads(resource("bpjs", "answer_columns.json").read_text(encoding="utf-8"))
