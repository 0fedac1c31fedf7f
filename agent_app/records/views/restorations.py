"""Laptops whose data was put back to an older state, and what was lost by it, as they told themselves."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.records.tables.house import restoration


@dataclass(frozen=True, slots=True)
class Lost:
    """Acts and rupiah handed out from a laptop and held by nobody, over all times it was put back; `at` is the last
    time (milliseconds since 1970 UTC).

    `is_partly_unknown`: at least once nobody could tell what was missing. `settled`: the centre was asked each time;
    before that some of it may still be at the centre.
    """

    at: int
    acts: int
    rupiah: int
    is_partly_unknown: bool
    settled: bool

    @property
    def is_anything(self) -> bool:
        """Whether anything was lost, or may have been."""
        return self.is_partly_unknown or self.acts > 0 or self.rupiah > 0


def lost_of(connection: Connection, coop: str) -> dict[int, Lost]:
    """By device; of the lines about one time the last word counts."""
    order = (restoration.c.at, restoration.c.settled, restoration.c.seq)
    last: dict[tuple[int, int, bytes], Any] = {}
    for row in connection.execute(select(restoration).where(restoration.c.coop == coop).order_by(*order)):
        last[row.device, row.last_seq, bytes(row.last_h)] = row
    found: dict[int, list[Any]] = {}
    for row in last.values():
        found.setdefault(row.device, []).append(row)
    return {
        device: Lost(
            at=max(row.at for row in rows),
            acts=sum(row.lost_acts or 0 for row in rows),
            rupiah=sum(row.lost_rupiah or 0 for row in rows),
            is_partly_unknown=any(row.lost_acts is None for row in rows),
            settled=all(row.settled for row in rows),
        )
        for device, rows in found.items()
    }
