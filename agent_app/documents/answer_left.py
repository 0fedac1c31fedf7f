"""Rows of an answer of BPJS that were not taken in, given back as a workbook with the reason of each.

Read in again it loses nothing: every row has its cells and its sheet, and one that still bears a reason is not taken
unasked.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from agent_app.documents.bpjs_answer import Answer
from agent_app.documents.roster_rows import Source
from agent_app.documents.text_workbook import TextSheet, Value, write_text_workbook

_WIDTH: Final = 20
_REASON_WIDTH: Final = 60


def write_left_out(path: Path, answer: Answer, reasons: Mapping[Source, str], words: Callable[[str], str]) -> None:
    """Writes the rows that have a reason, a sheet for each sheet of the answer.

    Every row stands as it came, then why it was not taken and its row number. `words` gives the text of
    `answer.reason_heading` and `answer.row_heading`. All cells are texts.
    Raises Unavailable: disk_full, file_not_writable.
    """
    sheets = [_sheet(name, answer, reasons, words) for name in answer.headings]
    write_text_workbook(path, [sheet for sheet in sheets if sheet.rows])


def _sheet(name: str, answer: Answer, reasons: Mapping[Source, str], words: Callable[[str], str]) -> TextSheet:
    of_sheet = sorted(source for source in reasons if source[0] == name)
    width = max([len(answer.headings[name]), *(len(answer.cells[source]) for source in of_sheet)])
    headings = [*_padded(answer.headings[name], width), words("answer.reason_heading"), words("answer.row_heading")]
    rows: list[list[Value]] = [
        [*_padded(answer.cells[source], width), reasons[source], str(source[1])] for source in of_sheet
    ]
    return TextSheet(name, headings, rows, [_WIDTH] * width + [_REASON_WIDTH])


def _padded(texts: tuple[str, ...], width: int) -> list[str]:
    return [*texts, *[""] * (width - len(texts))]
