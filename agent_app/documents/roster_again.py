"""Rows of a list that are given back after all, read once more as they stand in the file, in a child process."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from agent_app.documents import roster_mapping
from agent_app.documents.roster_file import own_cells
from agent_app.documents.roster_headings import RosterField
from agent_app.documents.roster_member import folded_name
from agent_app.documents.roster_reader import problem
from agent_app.documents.roster_reasons import Reason
from agent_app.documents.roster_rows import Problem, Source
from agent_app.documents.roster_values import kept_text
from agent_app.documents.spreadsheet import DEFAULT_LIMITS, Limits, SheetRow
from agent_app.documents.workbooks import stream_sheets


class Back(msgspec.Struct, frozen=True, kw_only=True):
    """Why a row is given back: `name` is whose it is, `known` the value on the roster that it is at odds with."""

    reason: Reason
    name: str
    known: str = ""

    def __repr__(self) -> str:
        return f"Back({self.reason.value})"


def rows_again(
    path: Path,
    mappings: Sequence[roster_mapping.Mapping],
    wanted: Mapping[Source, Sequence[Back]],
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Problem]:
    """The wanted rows with all their cells, in the order of the file; one that is gone from it is left out.

    A row of lists beside each other has only the cells of the list in which the person stands. Raises as
    `stream_sheets`.
    """
    by_sheet = {mapping.sheet: mapping for mapping in mappings}
    sheets = {sheet for sheet, _ in wanted}
    for stream in stream_sheets(path, limits):
        mapping = by_sheet.get(stream.name)
        for row in stream.rows if stream.name in sheets and mapping is not None else ():
            source = (stream.name, row.number)
            for back in wanted.get(source, ()):
                own = _of_person(row, mapping, back.name)
                yield problem(own, source, back.reason, RosterField.NIK, known=back.known)


def _of_person(row: SheetRow, mapping: roster_mapping.Mapping | None, name: str) -> SheetRow:
    """The cells of the list of the sheet in which this name stands."""
    lists = mapping.lists if mapping is not None else ()
    for one in lists if len(lists) > 1 else ():
        index = one.index_of(RosterField.NAME)
        own = own_cells(row, one)
        if index is not None and folded_name(kept_text(own.cell(index))) == folded_name(name):
            return own
    return row
