"""Which of several lines about one thing comes first: the order by which the first word counts on every side."""

from collections.abc import Iterable
from typing import Any


def in_order(rows: Iterable[Any]) -> list[Any]:
    """Rows of facts by (at, device, seq), but that what a laptop wrote later is never earlier, whatever time it says.

    Only rows about one thing are compared, and each side holds all of them: so each finds the same order.
    """
    latest: dict[int, int] = {}
    placed = []
    for row in sorted(rows, key=lambda row: (row.device, row.seq)):
        latest[row.device] = max(row.at, latest.get(row.device, row.at))
        placed.append(((latest[row.device], row.device, row.seq, bytes(row.h)), row))
    return [row for _, row in sorted(placed, key=lambda one: one[0])]
