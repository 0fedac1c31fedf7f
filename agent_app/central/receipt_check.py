"""What anybody who holds a paper may learn of it: whether it is booked, and how far its months have come.

The check printed on the paper is the key: without it, or with another, a number is as good as unknown. No name, no
NIK and no member id is ever part of the answer.
"""

import hmac
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.domain.coverage import MonthState
from agent_app.domain.errors import Refused
from agent_app.domain.months import Month
from agent_app.domain.papers import PaperKind, check_of, parse_paper_number, read_check
from agent_app.records.tables.money import titipan
from agent_app.records.views import members, receipts, reviews
from agent_app.records.views.members import Member
from agent_app.records.views.months import months_of_people
from agent_app.records.views.receipts import Receipt


class PaperState(StrEnum):
    """What is to be said of a paper as a whole."""

    UNKNOWN = "unknown"
    BOOKED = "booked"
    REVIEW = "review"
    """Booked, and a supervisor is asked to look at it."""
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True, order=True)
class MonthStage:
    """A contribution month of the paper: `people` of its members have come to `stage` with it."""

    month: Month
    stage: MonthState
    people: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A paper as the centre holds it: its business day ("YYYY-MM-DD"), its rupiah and its months."""

    state: PaperState
    day: str = ""
    rupiah: int = 0
    people: int = 0
    months: tuple[MonthStage, ...] = ()


UNKNOWN = Checked(PaperState.UNKNOWN)


def look_up(connection: Connection, coop: str, number: str, check: str) -> Checked:
    """The paper of this number and check; `UNKNOWN` where either is unreadable, or no paper has both."""
    try:
        parsed, wanted = parse_paper_number(number), read_check(check)
    except Refused:
        return UNKNOWN
    if parsed.kind is PaperKind.TITIPAN_SLIP:
        return _slip(connection, coop, str(parsed), wanted)
    found = (one for one in receipts.by_number(connection, coop, str(parsed)) if hmac.compare_digest(one.check, wanted))
    receipt = next(found, None)
    return _receipt(connection, coop, receipt) if receipt is not None else UNKNOWN


def _receipt(connection: Connection, coop: str, receipt: Receipt) -> Checked:
    state = PaperState.BOOKED
    if receipt.reversed_day is not None:
        state = PaperState.REVERSED
    elif any(receipt.origin == one.origin for one in reviews.open_reviews(connection, coop, receipt.agent)):
        state = PaperState.REVIEW
    months = _stages(connection, coop, receipt) if state is not PaperState.REVERSED else ()
    return Checked(state, receipt.day, receipt.rupiah, len(receipt.members), tuple(months))


def _stages(connection: Connection, coop: str, receipt: Receipt) -> Sequence[MonthStage]:
    """A paper is known before its members are: what nobody registered yet has only been paid to the agent."""
    going_on = {id_: _going_on(connection, coop, id_) for id_ in receipt.members}
    known = months_of_people(connection, coop, [one for one in going_on.values() if one is not None])
    counted: Counter[tuple[Month, MonthState]] = Counter()
    for row in receipt.rows:
        member = going_on[row.member]
        states = known[member.member].states if member is not None else {}
        counted[row.month, states.get(row.month, MonthState.PAID_TO_AGENT)] += 1
    return sorted(MonthStage(month, stage, people) for (month, stage), people in counted.items())


def _going_on(connection: Connection, coop: str, id_: str) -> Member | None:
    """The registration a member's months stand under now."""
    member = members.find(connection, coop, id_)
    if member is None or member.merged_into is None:
        return member
    return members.find(connection, coop, member.merged_into)


def _slip(connection: Connection, coop: str, number: str, check: str) -> Checked:
    rows = connection.execute(select(titipan).where(titipan.c.coop == coop, titipan.c.number == number)).all()
    row = next((one for one in rows if hmac.compare_digest(check_of(bytes(one.h)), check)), None)
    if row is None:
        return UNKNOWN
    state = PaperState.REVERSED if row.reversed_day is not None else PaperState.BOOKED
    return Checked(state, row.day, row.rupiah, 1)
