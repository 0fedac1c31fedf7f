"""What one laptop holds after it has read all its streams, as a side with tables of its own."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from agent_app.central.centre import Centre
from agent_app.records.log import Run
from agent_app.records.tables import metadata
from tests.central.laptop import Laptop
from tests.records.sides import Side, sqlite_engine

PARTIAL = frozenset({"kind_total", "agent_day", "audit"})
"""Sums over all that a side holds, and the first and last line of acts: they differ where it holds less."""


def streams_of(laptop: Laptop) -> tuple[str, ...]:
    me = laptop.identity
    shared = ("coop", f"roster:{me.branch}", f"agent:{me.person}")
    return (*shared, f"branch:{me.branch}") if me.role == "supervisor" else shared


def held_by(laptop: Laptop, folder: Path) -> Side:
    """The tables of a laptop: its own journal, and all that the centre gives it."""
    side = Side(sqlite_engine(folder).connect())
    side.take(Run(laptop.device, 1, laptop.genesis, tuple(laptop.lines)))
    for stream in streams_of(laptop):
        for run in laptop.read(stream):
            side.take(Run(run.device, run.first, run.prev, run.lines, whole=False))
    return side


def differing(side: Side, centre: Centre) -> list[str]:
    """Rows that a side has and the centre has not so."""
    found = []
    with centre.reading() as connection:
        for table in metadata.sorted_tables:
            if table.info["side"] != "both" or not table.info["derived"] or table.name in PARTIAL:
                continue
            there = {_plain(row) for row in connection.execute(select(table))}
            here = {_plain(row) for row in side.connection.execute(select(table))}
            found += [f"{table.name}: {row}" for row in sorted(here - there, key=repr)]
    return found


def _plain(row: Any) -> tuple[Any, ...]:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
