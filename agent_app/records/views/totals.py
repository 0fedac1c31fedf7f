"""The sums by which agents, supervisors and the centre are compared: one computation for all sides."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.engine import Connection

from agent_app.domain.cash import CashPosition
from agent_app.domain.cash import total as sum_of
from agent_app.records.tables.members import member
from agent_app.records.tables.money import receipt
from agent_app.records.views import cash


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts and rupiah. `members`: registrations before any merge, without roster rows; `receipts`: also those
    taken back; `deposited`: everything declared, also what was returned."""

    members: int
    receipts: int
    cash: CashPosition

    def as_dict(self) -> dict[str, int]:
        """The figures by name, as they are compared."""
        return {"members": self.members, "receipts": self.receipts, **asdict(self.cash)}


@dataclass(frozen=True, slots=True)
class AllTotals:
    """In all, and per person code: members by who registered them, receipts and cash by who took the money."""

    all: Totals
    per_agent: Mapping[str, Totals]


def totals(connection: Connection, coop: str) -> AllTotals:
    """The totals of what this side holds."""
    members = _counts(connection, coop, member, member.c.registered_by, member.c.day.is_not(None))
    receipts = _counts(connection, coop, receipt, receipt.c.agent, receipt.c.number.is_not(None))
    positions = cash.positions(connection, coop)
    people = sorted({*members, *receipts, *positions})
    per_agent = {
        person: Totals(members.get(person, 0), receipts.get(person, 0), positions.get(person, CashPosition()))
        for person in people
    }
    return AllTotals(Totals(sum(members.values()), sum(receipts.values()), sum_of(positions.values())), per_agent)


def _counts(
    connection: Connection, coop: str, table: Table, by: ColumnElement[str], condition: ColumnElement[bool]
) -> dict[str, int]:
    statement = select(by, func.count()).where(table.c.coop == coop, condition).group_by(by)
    return dict(connection.execute(statement).all())
