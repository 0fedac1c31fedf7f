"""Records that say of each other that they are one person's: merged, replaced, or found on a row of the roster."""

from collections.abc import Callable, Collection, Iterable
from typing import Literal

from sqlalchemy import or_, select

from agent_app.records.tables.members import member as member_table
from agent_app.store.tx import Tx

Link = Literal["merged_into", "replaces", "roster"]


def linked(tx: Tx, ids: Collection[str], *links: Link) -> set[str]:
    """What these records name by these links, what names them, and they themselves where they are registrations."""
    columns = [member_table.c[name] for name in ("member", *links)]
    here = or_(*(column.in_(sorted(ids)) for column in columns))
    rows = tx.connection.execute(select(*columns).where(member_table.c.coop == tx.coop, here))
    return {each for row in rows for each in row if each is not None}


def closure(start: Iterable[str], step: Callable[[set[str]], Iterable[str]]) -> frozenset[str]:
    """What is reached from `start` by any number of steps."""
    reached: set[str] = set()
    more = set(start)
    while more:
        reached |= more
        more = set(step(more)) - reached
    return frozenset(reached)
