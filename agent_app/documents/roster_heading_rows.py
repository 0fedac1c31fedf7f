"""Headings over one, two or three rows: a group heading above, what it holds below."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from agent_app.documents.roster_headings import (
    RosterField,
    field_of_heading,
    field_of_similar_heading,
    speaks_of_others,
    squeezed,
)
from agent_app.documents.spreadsheet import EMPTY, Cell, CellKind

_MOST_DIGITS = 5
_PLACE = ("tempat", "tpt", "tmpt", "tmp", "kota")
_DATE = ("tanggal", "tgl", "tg", "hari")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column: `over` it alone or over several columns (`is_group`), `under` what stands below."""

    over: str
    under: str = ""
    is_group: bool = False
    is_first: bool = True

    @property
    def text(self) -> str:
        return " ".join(part for part in (self.over, self.under) if part)

    def field(self) -> RosterField | None:
        """The field it is known to name."""
        if not self.under or not self.over:
            return field_of_heading(self.under or self.over)
        known = field_of_heading(self.text) or self._part_of_birth()
        if known is not None:
            return known
        if speaks_of_others(self.over):
            return None
        return field_of_heading(self.under) or (None if self.is_group else field_of_heading(self.over))

    def similar_field(self) -> RosterField | None:
        """The field it names once explaining words are left out, or by its group where the column is the first."""
        if speaks_of_others(self.over):
            return None
        parts = [self.text, self.under] if self.is_group else [self.text, self.under, self.over]
        known = (field_of_similar_heading(part) for part in parts if part)
        found = next((field for field in known if field is not None), None)
        if found is None and self.is_group and self.is_first and self.under:
            return field_of_heading(self.over) or field_of_similar_heading(self.over)
        return found

    def _part_of_birth(self) -> RosterField | None:
        """`Tempat/Tgl Lahir` over `Tempat` and `Tanggal`."""
        if field_of_heading(self.over) is not RosterField.BIRTH:
            return None
        first = squeezed(self.under).partition(" ")[0]
        return RosterField.BIRTH_PLACE if first in _PLACE else RosterField.BIRTH if first in _DATE else None


def headings_of(rows: Sequence[tuple[Cell, ...]]) -> list[Heading]:
    """The headings of these rows taken together, one a column."""
    headings = [Heading(text) for text in _texts(rows[0])]
    spans = _spans(rows)
    for below in rows[1:]:
        texts = ["" if cell.look.merged else heading_text(cell) for cell in below]
        headings = [
            _joined(upper or Heading(""), under or "", spans.get(column, (column, 1)), headings)
            for column, (upper, under) in enumerate(zip_longest(headings, texts))
        ]
    return headings


def is_second_row(upper: tuple[Cell, ...], lower: tuple[Cell, ...]) -> bool:
    """Whether the lower row may belong to the headings: texts without long numbers, nothing else."""
    filled = [cell for cell in lower if cell.kind is not CellKind.EMPTY and not cell.look.merged]
    own = [cell for cell in filled if cell.kind is CellKind.TEXT and _digits(cell.text) <= _MOST_DIGITS]
    return bool(upper) and bool(filled) and len(own) == len(filled)


def is_certain_second_row(upper: tuple[Cell, ...], lower: tuple[Cell, ...], name: int) -> bool:
    """Whether the lower row is a heading for sure: `upper` names members in column `name`, and one of its headings
    is merged down, or stands over several that the lower row names."""
    if not _at(upper, name).text or (_at(lower, name).text and not _at(lower, name).look.merged):
        return False
    merged = any(cell.look.merged for cell in lower)
    return is_second_row(upper, lower) and (merged or any(span > 1 for _, span in _spans((upper, lower)).values()))


def heading_text(cell: Cell) -> str:
    """A heading in one line; only a text is one."""
    return " ".join(cell.text.split())[:200] if cell.kind is CellKind.TEXT else ""


def _joined(upper: Heading, under: str, span: tuple[int, int], headings: list[Heading]) -> Heading:
    first, width = span
    over = headings[first].text if first < len(headings) else upper.text
    if width == 1:
        return Heading(upper.text, under, upper.is_group and not under, upper.is_first)
    return Heading(over, under, is_group=True, is_first=upper.text == over)


def _spans(rows: Sequence[tuple[Cell, ...]]) -> dict[int, tuple[int, int]]:
    """For each column under a heading over several: the first of them and how many. Merged, or typed once with
    nothing beside it where the row below has texts."""
    upper, lower = rows[0], rows[1] if len(rows) > 1 else ()
    spans: dict[int, tuple[int, int]] = {}
    for column, cell in enumerate(upper):
        if not heading_text(cell) or column in spans:
            continue
        width = cell.look.across
        while width >= 1 and cell.look.across == 1 and _continues(upper, lower, column, width):
            width += 1
        if width > 1:
            spans.update(dict.fromkeys(range(column, column + width), (column, width)))
    return spans


def _continues(upper: tuple[Cell, ...], lower: tuple[Cell, ...], column: int, width: int) -> bool:
    beside, below = _at(upper, column + width), _at(lower, column + width)
    own = _at(lower, column)
    named = bool(heading_text(below)) and not below.look.merged and bool(heading_text(own)) and not own.look.merged
    return beside.kind is CellKind.EMPTY and named


def _texts(cells: tuple[Cell, ...]) -> list[str]:
    return [heading_text(cell) for cell in cells]


def _digits(text: str) -> int:
    return sum(letter.isdigit() for letter in text)


def _at(cells: tuple[Cell, ...], index: int) -> Cell:
    return cells[index] if index < len(cells) else EMPTY
