"""Where the money of one paper is now: an agent's cash goes to the branch oldest first."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select, tuple_
from sqlalchemy.engine import Connection

from agent_app.records.tables.money import receipt, titipan
from agent_app.records.views import cash as cash_view
from agent_app.records.views import deposited
from agent_app.records.views.deposited import Place


class Where(StrEnum):
    """Where a paper's money is."""

    AGENT = "agent"
    """With the agent, all of it or a part."""
    ON_THE_WAY = "on_the_way"
    """Handed over in a deposit that nobody has counted, or that was counted short."""
    BRANCH = "branch"
    """Counted at the branch, or confirmed to have come in."""
    AWAITED = "awaited"
    """No cash, and nobody has said that it came in."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`cash` is the paper's part in notes and coins, `on_hand` all that the agent holds now; both in rupiah."""

    where: Where
    cash: int
    on_hand: int


def whereabouts(
    connection: Connection, coop: str, agent: str, place: Place, *, cash: int, source: str, funds_day: str | None
) -> Whereabouts:
    """Where the money of an agent's standing paper is; `place` is its (day, at, device, seq)."""
    on_hand = cash_view.position(connection, coop, agent).on_hand
    if source != "cash":
        return Whereabouts(Where.AWAITED if funds_day is None else Where.BRANCH, cash, on_hand)
    if deposited.frontier(connection, coop, agent).covers(place):
        return Whereabouts(Where.BRANCH, cash, on_hand)
    still_held = on_hand - _taken_after(connection, coop, agent, place)
    return Whereabouts(Where.AGENT if still_held > 0 else Where.ON_THE_WAY, cash, on_hand)


def _taken_after(connection: Connection, coop: str, agent: str, place: Place) -> int:
    taken = 0
    for table in (receipt, titipan):
        stands = tuple_(table.c.day, table.c.at, table.c.device, table.c.seq)
        statement = select(func.sum(table.c.cash)).where(
            table.c.coop == coop,
            table.c.agent == agent,
            table.c.day >= place[0],
            stands > place,
            table.c.reversed_day.is_(None),
        )
        taken += int(connection.execute(statement).scalar() or 0)
    return taken
