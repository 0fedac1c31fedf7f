"""What a number format makes of a value: dates as a cell shows them, numbers with their leading zeros."""

import re
from datetime import date
from typing import Final

from agent_app.documents.spreadsheet import Cell, CellKind

_ENGLISH: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
                   "October", "November", "December")  # fmt: skip
_INDONESIAN: Final = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
                      "Oktober", "November", "Desember")  # fmt: skip
_INDONESIAN_MARK = re.compile(r"\[\$-(?:[0-9a-f]*)0?421\]|\[\$-id(?:-id)?\]", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\[[^\]]*\]")
_PIECE = re.compile(r'"[^"]*"|\\.|_.|\*.|y+|m+|d+|h+|s+|AM/PM|A/P|.', re.IGNORECASE)
_ZEROS = re.compile(r"0{2,20}")
_ONLY_TIME = frozenset("hs")
# ECMA-376 part 1, 18.8.30: the formats that have a number only.
BUILT_IN: Final = {
    14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "dd/mm/yyyy h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd"),
}  # fmt: skip


def kept_format(code: str, *, is_date: bool) -> str:
    """The part of a format that `shown_text` needs: all of a date's, of a number's only leading zeros."""
    if is_date:
        return code.partition(";")[0][:80]
    plain = code.partition(";")[0].strip()
    return plain if _ZEROS.fullmatch(plain) else ""


def shown_text(cell: Cell) -> str:
    """The text that an office program shows for a cell: `Nov-26` for a day with the format `mmm-yy`, `00012` for 12.

    Where no format is known it is the text of the cell.
    """
    code = cell.look.format
    if not code:
        return cell.text
    if cell.kind is CellKind.NUMBER and _ZEROS.fullmatch(code) and cell.text.isdecimal():
        return cell.text.zfill(len(code))
    if cell.kind is CellKind.DATE:
        return _shown_date(date.fromisoformat(cell.text), code)
    return cell.text


def shows_no_day(cell: Cell) -> bool:
    """Whether a date cell shows a month and a year but no day (`mmm-yy`): the day behind it means nothing."""
    if cell.kind is not CellKind.DATE or not cell.look.format:
        return False
    pieces = {piece[0].lower() for piece in _PIECE.findall(_IN_BRACKETS.sub("", cell.look.format))}
    return "d" not in pieces and {"m", "y"} <= pieces


def _shown_date(day: date, code: str) -> str:
    names = _INDONESIAN if _INDONESIAN_MARK.search(code) else _ENGLISH
    pieces = _PIECE.findall(_IN_BRACKETS.sub("", code))
    return "".join(_shown_piece(piece, day, names) for piece in pieces).strip()


def _shown_piece(piece: str, day: date, names: tuple[str, ...]) -> str:
    letter, length = piece[0].lower(), len(piece)
    if letter == "y":
        return f"{day.year:04d}" if length > 2 else f"{day.year % 100:02d}"
    if letter == "m" and set(piece.lower()) == {"m"}:
        name = names[day.month - 1]
        return {1: str(day.month), 2: f"{day.month:02d}", 3: name[:3], 5: name[0]}.get(length, name)
    if letter == "d":
        return str(day.day) if length == 1 else f"{day.day:02d}" if length == 2 else ""
    if letter in _ONLY_TIME or piece.upper() in ("AM/PM", "A/P"):
        return "0" * min(length, 2)
    if piece[0] == '"':
        return piece[1:-1]
    if piece[0] == "\\":
        return piece[1:]
    return " " if piece[0] in "_*" else piece if piece not in "@;" else ""
