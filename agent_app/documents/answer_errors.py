"""Rows of an answer of BPJS that protected nobody, given back as a workbook with the reason of each."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from agent_app.documents.bpjs_answer import Answer
from agent_app.documents.roster_rows import Source
from agent_app.documents.text_workbook import TextSheet, Value, write_text_workbook

_WIDTH: Final = 20
_REASON_WIDTH: Final = 60


def write_answer_errors(path: Path, answer: Answer, unmatched: Collection[Source], words: Callable[[str], str]) -> None:
    """Writes the refused, the unreadable and the `unmatched` rows, a sheet for each sheet of the answer.

    Every row stands as it came, then why it protects nobody and its row number. `words` gives the text of a key
    (`answer.<code>`, `answer.unmatched`, `answer.reason_heading`, `answer.row_heading`). All cells are texts.
    Raises Unavailable: disk_full, file_not_writable.
    """
    reasons = {one.source: one.reason for one in answer.refused}
    reasons |= {source: words(f"answer.{code.value}") for source, code in answer.unreadable}
    reasons |= dict.fromkeys(unmatched, words("answer.unmatched"))
    sheets = [_sheet(name, answer, reasons, words) for name in answer.headings]
    write_text_workbook(path, [sheet for sheet in sheets if sheet.rows])


def _sheet(name: str, answer: Answer, reasons: dict[Source, str], words: Callable[[str], str]) -> TextSheet:
    of_sheet = sorted(source for source in reasons if source[0] == name)
    width = max([len(answer.headings[name]), *(len(answer.cells[source]) for source in of_sheet)])
    headings = [*_padded(answer.headings[name], width), words("answer.reason_heading"), words("answer.row_heading")]
    rows: list[list[Value]] = [
        [*_padded(answer.cells[source], width), reasons[source], str(source[1])] for source in of_sheet
    ]
    return TextSheet(name, headings, rows, [_WIDTH] * width + [_REASON_WIDTH])


def _padded(texts: tuple[str, ...], width: int) -> list[str]:
    return [*texts, *[""] * (width - len(texts))]
