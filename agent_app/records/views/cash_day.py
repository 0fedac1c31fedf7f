"""One agent's cash over one business day: what was there before, what came, what went, what should be there now."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, case, func, select
from sqlalchemy.engine import Connection

from agent_app.records.tables.cash import deposit
from agent_app.records.tables.money import receipt, titipan
from agent_app.records.views import cash


@dataclass(frozen=True, slots=True)
class CashDay:
    """Rupiah in cash: before + received − reversed − deposited + returned = on_hand. `papers` counts what was
    taken today and still stands; `deposits` is the number of deposits declared today."""

    before: int
    received: int
    papers: int
    reversed: int
    deposited: int
    deposits: int
    returned: int
    on_hand: int


def cash_day(connection: Connection, coop: str, agent: str, day: str) -> CashDay:
    """The day ("YYYY-MM-DD") of one agent, by person code."""
    on_hand = cash.position(connection, coop, agent).on_hand
    taken = [_papers(connection, table, coop, agent, day) for table in (receipt, titipan)]
    received, papers, reversed_ = (sum(column) for column in zip(*taken, strict=True))
    sent = connection.execute(
        select(
            func.coalesce(func.sum(case((deposit.c.day == day, deposit.c.rupiah), else_=0)), 0),
            func.count(case((deposit.c.day == day, 1))),
            func.coalesce(
                func.sum(
                    case(
                        ((deposit.c.outcome == "returned") & (deposit.c.outcome_day == day), deposit.c.rupiah), else_=0
                    )
                ),
                0,
            ),
        ).where(deposit.c.coop == coop, deposit.c.agent == agent)
    ).one()
    deposited, deposits, returned = (int(each) for each in sent)
    before = on_hand - received + reversed_ + deposited - returned
    return CashDay(before, received, papers, reversed_, deposited, deposits, returned, on_hand)


def _papers(connection: Connection, table: Table, coop: str, agent: str, day: str) -> tuple[int, int, int]:
    """Cash taken on the day, papers of the day that still stand, cash of papers taken back on the day."""
    today: Any = table.c.day == day
    row = connection.execute(
        select(
            func.coalesce(func.sum(case((today, table.c.cash), else_=0)), 0),
            func.count(case((today & table.c.reversed_day.is_(None), 1))),
            func.coalesce(func.sum(case((table.c.reversed_day == day, table.c.cash), else_=0)), 0),
        ).where(table.c.coop == coop, table.c.agent == agent, (today) | (table.c.reversed_day == day))
    ).one()
    return int(row[0]), int(row[1]), int(row[2])
