"""Reads tables in text files: finds out separator and encoding, refuses a quote that never ends."""

import codecs
import csv
import re
import secrets
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from agent_app.documents.file_kinds import looks_like_utf16
from agent_app.documents.spreadsheet import EMPTY, Cell, CellKind, Limits, Look, SheetRow, SheetStream, trimmed
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

_SEPARATORS: Final = ",;\t|"
_SAMPLE = 65_536
# How Python keeps a byte that is no UTF-8: PEP 383.
_ODD = 0xDC00
_ODD_BYTES = re.compile(r"[\udc80-\udcff]")
# Addresses may run over several lines in one cell; more than this is a quote that was never closed.
_MOST_LINES_IN_A_CELL = 20


def delimited_sheets(path: Path, limits: Limits) -> Iterator[SheetStream]:
    """The file as one sheet named after it."""
    encoding = text_encoding(path)
    with path.open(encoding=encoding, errors=_errors(encoding), newline="") as file:
        sample = file.read(_SAMPLE)
    yield SheetStream(path.stem, _rows(path, encoding, sample, limits))


def text_encoding(path: Path) -> str:
    """UTF-16 or UTF-8 where the bytes say so, else Windows-1252, what offices save without being asked."""
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if guess := looks_like_utf16(start):
            return guess
        return _utf8_or_windows(file, start)


def _utf8_or_windows(file: BinaryIO, start: bytes) -> str:
    """UTF-8 where all is, or where some letters can be nothing else: single odd bytes then belong to their lines."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    odd = whole = 0
    piece = start
    while piece:
        text = decoder.decode(piece)
        if not text.isascii():
            odd_here = len(_ODD_BYTES.findall(text))
            odd += odd_here
            whole += sum(not letter.isascii() for letter in text) - odd_here
        piece = file.read(_SAMPLE)
    odd += len(decoder.decode(b"", True))
    return "utf-8-sig" if whole or not odd else "cp1252"


def separator(sample: str) -> str:
    """The character that cuts most lines of the sample into the same number of cells, two or more.

    A first line `sep=;`, as Excel writes it, decides at once.
    """
    if stated := _stated_separator(sample):
        return stated
    lines = [line for line in sample.splitlines()[:200] if line.strip()]
    if len(sample) >= _SAMPLE and len(lines) > 1:
        lines = lines[:-1]
    return max(_SEPARATORS, key=lambda one: _evenness(lines, one))


def _stated_separator(sample: str) -> str | None:
    first = sample.partition("\n")[0].strip("\r\ufeff ").lower()
    return first[4] if len(first) == 5 and first.startswith("sep=") and first[4] in _SEPARATORS else None


def _evenness(lines: list[str], mark: str) -> tuple[int, int]:
    """How many lines share the most frequent number of cells above one, and that number."""
    try:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=mark))
    except csv.Error:
        return (0, 0)
    widths.pop(1, None)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _rows(path: Path, encoding: str, sample: str, limits: Limits) -> Iterator[SheetRow]:
    mark = separator(sample)
    skip = 1 if _stated_separator(sample) else 0
    number = 0
    ended = False
    end = secrets.token_hex()  # no file can hold it and so hide its other rows
    with path.open(encoding=encoding, errors=_errors(encoding), newline="") as file:
        reader = csv.reader(_with_end(file, end), delimiter=mark)
        try:
            for number, texts in enumerate(reader, start=1):
                if texts == [end]:
                    ended = True
                    break
                if number > skip and (cells := _cells(texts, number, limits)):
                    yield SheetRow(number, cells)
        except csv.Error:
            raise Refused(RefusalCode.FILE_QUOTE_NEVER_CLOSED, row=number + 1) from None
    if not ended:
        raise Refused(RefusalCode.FILE_QUOTE_NEVER_CLOSED, row=number)


def _errors(encoding: str) -> str:
    return "surrogateescape" if encoding == "utf-8-sig" else "replace"


def _cell(text: str) -> Cell:
    if not text.strip("\x00 \t\r\n\xa0"):
        return EMPTY
    odd = _ODD_BYTES.findall(text) if not text.isascii() else []
    if not odd:
        return Cell(text, CellKind.TEXT)
    known = _ODD_BYTES.sub(lambda found: bytes([ord(found[0]) - _ODD]).decode("cp1252", "replace"), text)
    named = ", ".join(dict.fromkeys(f"0x{ord(letter) - _ODD:02X}" for letter in odd))
    return Cell(known, CellKind.TEXT, Look(odd_bytes=named))


def _with_end(lines: Iterator[str], end: str) -> Iterator[str]:
    """The lines and `end` as a last one: when the reader does not give it back alone, a quote is open."""
    last = ""
    for last in lines:
        yield last
    if last and not last.endswith(("\n", "\r")):
        yield "\r\n"
    yield end


def _cells(texts: list[str], number: int, limits: Limits) -> tuple[Cell, ...]:
    if any(text.count("\n") > _MOST_LINES_IN_A_CELL for text in texts):
        raise Refused(RefusalCode.FILE_QUOTE_NEVER_CLOSED, row=number)
    cells = trimmed([_cell(text) for text in texts])
    if len(cells) > limits.columns:
        raise Refused(RefusalCode.FILE_TOO_WIDE, limit=limits.columns)
    return cells
