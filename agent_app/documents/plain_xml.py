"""Long runs of plain elements taken from a part's bytes by one pattern; all else goes to the XML parser.

A sheet of 200,000 rows is some nine million events for a parser that calls Python back for each. An element counts as
plain only where nothing about it depends on a parser: complete, balanced, without entities, comments or marked
sections, in characters that mean the same in every encoding the file may be in. The parser sees everything else in its
order, so that a broken file is as broken as before.
"""

import re
from collections.abc import Callable, Generator, Iterator
from typing import Final

_MOST_WAITING: Final = 1_048_576
_LONGEST_OPENING: Final = 4_096
_LONGEST_MARK: Final = 3
"""Bytes that may stand before the declaration of an XML file: the mark of UTF-8."""


def past_plain(
    pieces: Iterator[bytes],
    opening: re.Pattern[bytes],
    plain: re.Pattern[bytes],
    closing: bytes,
    take: Callable[[re.Match[bytes]], bool],
) -> Iterator[bytes]:
    """The bytes for the parser, in order; `take` gets each plain element between them, or says that it is none.

    Elements are looked for right behind `opening` and behind each other; a stretch in between ends with `closing`. Once
    something other than elements and texts comes, all the rest is the parser's. Each piece has to be parsed before
    the next one is asked for.
    """
    rest = b""
    for piece in pieces:
        rest += piece
        found = opening.search(rest)
        if b"<!" in rest or rest.find(b"<?", _LONGEST_MARK + 1) >= 0:
            break
        if found is not None:
            yield rest[: found.end()]
            rest = rest[found.end() :]
            rest = yield from _between(rest, pieces, plain, closing, take)
            break
        if len(rest) > _LONGEST_OPENING:
            yield rest[:-_LONGEST_OPENING]
            rest = rest[-_LONGEST_OPENING:]
    if rest:
        yield rest
    yield from pieces


def _between(
    waiting: bytes,
    pieces: Iterator[bytes],
    plain: re.Pattern[bytes],
    closing: bytes,
    take: Callable[[re.Match[bytes]], bool],
) -> Generator[bytes, None, bytes]:
    """Takes plain elements as long as there are any; returns what is left for the parser."""
    at = 0
    while True:
        found = plain.match(waiting, at)
        if found is not None and take(found):
            at = found.end()
            continue
        end = waiting.find(closing, at)
        if end < 0:
            waiting, at = waiting[at:], 0
            piece = next(pieces, None)
            if piece is None or len(waiting) > _MOST_WAITING:
                return waiting + (piece or b"")
            waiting += piece
            continue
        end += len(closing)
        if b"<!" in waiting[at:end] or b"<?" in waiting[at:end]:
            return waiting[at:]
        yield waiting[at:end]
        at = end
