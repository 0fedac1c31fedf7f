"""One agent's cash over one business day: what was there before, what came, what went, what should be there now."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from agent_app.domain.funding import FundingSource
from agent_app.records.tables.cash import deposit
from agent_app.records.tables.money import receipt
from agent_app.records.views import cash
from agent_app.records.views.day_figures import Through, given_back, through


@dataclass(frozen=True, slots=True)
class CashDay:
    """Rupiah in cash: before + received − reversed − deposited + returned = on_hand. `papers` counts what was written
    on the day and still stands; `deposits` is the number of deposits declared on it. `without_cash`: rupiah of
    receipts of the day that were paid from another source and still stand."""

    before: int
    received: int
    papers: int
    reversed: int
    deposited: int
    deposits: int
    returned: int
    on_hand: int
    without_cash: int = 0

    @property
    def collected(self) -> int:
        """What was received, less what was taken back."""
        return self.received - self.reversed


def cash_day(connection: Connection, coop: str, agent: str, day: str) -> CashDay:
    """The day ("YYYY-MM-DD") of one agent, by person code."""
    of = through(connection, coop, [agent], day).get(agent, Through()).today
    on_hand = cash.position(connection, coop, agent).on_hand
    returned = given_back(connection, coop, [agent], day).get(agent, 0)
    return CashDay(
        before=on_hand - of["collected"] + of["reversed"] + of["declared"] - returned,
        received=of["collected"],
        papers=of["papers"],
        reversed=of["reversed"],
        deposited=of["declared"],
        deposits=_deposits(connection, coop, agent, day),
        returned=returned,
        on_hand=on_hand,
        without_cash=_without_cash(connection, coop, agent, day),
    )


def _deposits(connection: Connection, coop: str, agent: str, day: str) -> int:
    of = deposit.c
    count = select(func.count()).where(of.coop == coop, of.agent == agent, of.day == day)
    return int(connection.execute(count).scalar_one())


def _without_cash(connection: Connection, coop: str, agent: str, day: str) -> int:
    of = receipt.c
    paid = select(func.sum(of.rupiah)).where(
        of.coop == coop,
        of.agent == agent,
        of.day == day,
        of.reversed_day.is_(None),
        of.source != FundingSource.CASH.value,
    )
    return int(connection.execute(paid).scalar() or 0)
