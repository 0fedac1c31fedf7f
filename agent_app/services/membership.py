"""Whether a membership still goes on, as far as this laptop knows: what receipts and registrations ask."""

from datetime import date
from functools import lru_cache

from agent_app.domain.coverage import ended_on
from agent_app.records.views.members import Member
from agent_app.records.views.taken_months import TakenMonths
from agent_app.reference.rules import Rules, rules
from agent_app.store.tx import Tx


@lru_cache(maxsize=8)
def rules_on(day: date) -> Rules:
    """The rules in force on a day, read once a day."""
    return rules(day)


def has_ended(tx: Tx, member: Member, taken: TakenMonths) -> bool:
    """Whether a return must be a new registration: too many months unpaid since this one began.

    Money that agent or branch still hold is no fault of the member's, and keeps the membership open here.
    """
    if taken.paid - taken.settled:
        return False
    last = max(taken.settled | ({member.opening} if member.opening else set()), default=None)
    if last is None:
        return False
    over = ended_on(last, rules_on(tx.day).coverage)
    return date.fromisoformat(member.day) < over <= tx.day
