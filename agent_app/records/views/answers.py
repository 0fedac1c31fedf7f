"""What agents said about a counted difference, in their own words."""

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from agent_app.records.tables.cash import difference_answer
from agent_app.records.views.deposits import Deposit
from agent_app.records.views.origins import rows_about


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """`answer` is accepted or disputed; `at` in milliseconds UTC."""

    answer: str
    at: int
    note: str | None


def answer_to(connection: Connection, coop: str, deposit: Deposit) -> Answer | None:
    """The last word of whoever declared the deposit; None where there is none, or nothing to answer."""
    if deposit.confirmation is None:
        return None
    rows = rows_about(connection, coop, difference_answer, deposit.confirmation, "of_")
    own = [row for row in rows if row.person == deposit.person]
    return Answer(own[-1].answer, own[-1].at, own[-1].note) if own else None
