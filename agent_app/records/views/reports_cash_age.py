"""How long the cash that agents have on hand has been there.

Cash goes to the branch first in, first out (see `records.views.deposited`): what is still on hand is of the newest
papers.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from agent_app.records.tables.money import receipt, titipan

BUCKETS = ((0, 1), (2, 3), (4, 7))
"""Days from the first to the last of each age; what is older stands in one more."""


@dataclass(frozen=True, slots=True)
class CashAge:
    """Rupiah on hand of one agent by age in days: 0 to 1, 2 to 3, 4 to 7, more than 7.

    Money paid back out of the agent's own pocket makes less than nothing: it stands in the first.
    """

    agent: str
    ages: tuple[int, int, int, int]

    @property
    def on_hand(self) -> int:
        return sum(self.ages)


def cash_ages(connection: Connection, coop: str, on_hand: Mapping[str, int], today: date) -> tuple[CashAge, ...]:
    """The age of what each agent has on hand, given how much that is; by agent."""
    newest = _taken(connection, coop, sorted(on_hand), today)
    return tuple(CashAge(agent, _spread(rupiah, newest[agent])) for agent, rupiah in sorted(on_hand.items()))


def _spread(rupiah: int, taken: tuple[int, int, int]) -> tuple[int, int, int, int]:
    if rupiah < 0:
        return rupiah, 0, 0, 0
    found = []
    for each in taken:
        found.append(min(rupiah, max(each, 0)))
        rupiah -= found[-1]
    first, second, third = found
    return first, second, third, rupiah


def _taken(connection: Connection, coop: str, agents: list[str], today: date) -> dict[str, tuple[int, int, int]]:
    """What each agent took in cash in the last days and did not take back, by the same ages."""
    oldest = (today - timedelta(days=BUCKETS[-1][1])).isoformat()
    by_age: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for table in (receipt, titipan):
        statement = (
            select(table.c.agent, table.c.day, func.sum(table.c.cash))
            .where(table.c.coop == coop, table.c.agent.in_(agents))
            .where(table.c.day >= oldest, table.c.reversed_day.is_(None))
            .group_by(table.c.agent, table.c.day)
        )
        for agent, day, rupiah in connection.execute(statement):
            age = max((today - date.fromisoformat(day)).days, 0)
            place = next(number for number, (_, last) in enumerate(BUCKETS) if age <= last)
            by_age[agent][place] += int(rupiah)
    return {agent: (by_age[agent][0], by_age[agent][1], by_age[agent][2]) for agent in agents}
