"""Rows of a list that are given back after all, read once more as they stand in the file, in a child process."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from agent_app.documents.roster_headings import RosterField
from agent_app.documents.roster_reader import problem
from agent_app.documents.roster_reasons import Reason
from agent_app.documents.roster_rows import Problem, Source
from agent_app.documents.spreadsheet import DEFAULT_LIMITS, Limits
from agent_app.documents.workbooks import stream_sheets

Back = tuple[Reason, str]
"""Why a row is given back, and the value on the roster that it is at odds with."""


def rows_again(path: Path, wanted: Mapping[Source, Back], limits: Limits = DEFAULT_LIMITS) -> Iterator[Problem]:
    """The wanted rows with all their cells, in the order of the file; one that is gone from it is left out.

    Raises as `stream_sheets`.
    """
    sheets = {sheet for sheet, _ in wanted}
    for stream in stream_sheets(path, limits):
        for row in stream.rows if stream.name in sheets else ():
            back = wanted.get((stream.name, row.number))
            if back is not None:
                reason, known = back
                yield problem(row, (stream.name, row.number), reason, field=RosterField.NIK, known=known)
