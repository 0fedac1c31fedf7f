"""Rows about many members as portions that fit a line of the journal."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from agent_app.journal import lines

MEMBERS_A_LINE = 100
_ROOM_FOR_THE_REST = 1024
MOST_BYTES = lines.MAX_WRITTEN_BYTES - _ROOM_FOR_THE_REST

Months = TypeVar("Months", bound=msgspec.Struct)


def portions(rows: Iterable[tuple[str, Months]]) -> Iterator[list[tuple[str, Months]]]:
    """Rows of (member, months) in their order, each portion naming a member once and at most a hundred of them."""
    portion: list[tuple[str, Months]] = []
    size = 0
    for row in rows:
        length = len(msgspec.json.encode(row))
        full = len(portion) == MEMBERS_A_LINE or size + length > MOST_BYTES
        if full or any(member == row[0] for member, _ in portion):
            yield portion
            portion, size = [], 0
        portion.append(row)
        size += length
    if portion:
        yield portion
