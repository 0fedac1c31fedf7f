"""What a person looks at before an import: the columns of a sheet with samples, and rows that may be its heading."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from agent_app.documents.roster_account import Doubt
from agent_app.documents.roster_headings import RosterField
from agent_app.documents.roster_mapping import Confidence, Mapping
from agent_app.documents.roster_values import clean_text
from agent_app.documents.spreadsheet import Cell, CellKind, Sheet

SAMPLES: Final = 3
_HEADING_ROWS: Final = 12
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True, repr=False)
class ColumnPreview:
    """Column `index` (from 0) under `heading`, with its first different values; `field` None: it is not imported.

    `doubts` tell why it should be looked at.
    """

    index: int
    heading: str
    samples: tuple[str, ...]
    field: RosterField | None
    confidence: Confidence | None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class HeadingRow:
    """A row that may be the heading: its index (from 0) and what stands in it."""

    index: int
    text: str


def columns_of(sheet: Sheet, mapping: Mapping) -> tuple[ColumnPreview, ...]:
    """All columns that hold something, in the order of the sheet."""
    used = {column.index: column for one in mapping.lists for column in one.columns}
    doubts = [doubt for one in mapping.lists for doubt in one.doubts]
    found = []
    for index in range(max((len(row) for row in sheet.rows), default=0)):
        heading = mapping.headings[index] if index < len(mapping.headings) else ""
        samples = _samples(sheet, mapping, index)
        if heading or samples or index in used:
            column = used.get(index)
            field, confidence = (column.field, column.confidence) if column is not None else (None, None)
            own = tuple(doubt for at, doubt in doubts if at == index)
            hidden = (Doubt.HIDDEN,) if index in sheet.hidden_columns else ()
            found.append(ColumnPreview(index, heading, samples, field, confidence, (*own, *hidden)))
    return tuple(found)


def heading_rows(sheet: Sheet) -> tuple[HeadingRow, ...]:
    """The first rows with texts, of which one may be the heading."""
    found = []
    for index, row in enumerate(sheet.rows):
        texts = [_short(cell) for cell in row if cell.kind is CellKind.TEXT]
        if texts:
            found.append(HeadingRow(index, " · ".join(texts)[:_LONGEST]))
        if len(found) == _HEADING_ROWS:
            break
    return tuple(found)


def _samples(sheet: Sheet, mapping: Mapping, index: int) -> tuple[str, ...]:
    samples: dict[str, None] = {}
    for cell in _column(sheet, mapping.first_data_row, index):
        if text := _short(cell):
            samples[text] = None
        if len(samples) == SAMPLES:
            break
    return tuple(samples)


def _column(sheet: Sheet, first: int, index: int) -> Iterator[Cell]:
    return (row[index] for row in sheet.rows[first:] if index < len(row))


def _short(cell: Cell) -> str:
    text = clean_text(cell)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
