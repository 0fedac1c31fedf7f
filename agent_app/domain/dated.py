"""Rows that hold from a day on until a later row of the same subject takes their place."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    @property
    def effective_from(self) -> date: ...


Row = TypeVar("Row", bound=Dated)


def in_force(rows: Iterable[Row], on: date) -> Row | None:
    """The row of one subject in force on a day; None before the first begins."""
    begun = [row for row in rows if row.effective_from <= on]
    return max(begun, key=lambda row: row.effective_from) if begun else None
