"""Closing a business day of the branch, and opening it again: a supervisor's word that everything was looked at."""

from dataclasses import dataclass
from datetime import date
from typing import get_args

from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.journal.entries.base import Note, Origin
from agent_app.journal.entries.days import DayClosed, DayReopened, DayTotals, HeldUntil, OpenMatter, ReopenReason
from agent_app.records.views import day_close
from agent_app.services.permissions import supervisor_only
from agent_app.store.tx import Tx

MOST_AGENTS = 100
"""Agents named beside what is still open: a line has room for so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDay:
    """The business day of the branch that is to be closed: today's, or one before."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What stands in the line: the figures of the day, and what was still open."""

    origin: Origin
    totals: DayTotals
    still_open: tuple[OpenMatter, ...]


def close_day(tx: Tx, command: CloseDay) -> Closed:
    """Close a day as it stands on this laptop; what is still open is written into the line, and hinders nothing.

    Raises Refused(role_not_allowed), date_unreadable for a day to come, day_already_closed.
    """
    supervisor_only(tx)
    if command.day > tx.day:
        raise Refused(RefusalCode.DATE_UNREADABLE)
    day, branch = command.day.isoformat(), tx.identity.branch
    if day_close.state(tx.connection, tx.coop, branch, day).closing is not None:
        raise Refused(RefusalCode.DAY_ALREADY_CLOSED)
    looked = day_close.look(tx.connection, tx.coop, branch, day)
    still_open = tuple(
        OpenMatter(code=one.code, count=one.count, rupiah=one.rupiah, agents=one.agents[:MOST_AGENTS])
        for one in looked.blockers
    )
    held = day_close.held(tx.connection, tx.coop, branch)
    origin = tx.append(
        DayClosed(
            day=tx.day.isoformat(),
            branch=branch,
            closed_day=day,
            totals=looked.totals,
            still_open=still_open,
            held=tuple(HeldUntil(device=device, seq=seq) for device, seq in sorted(held.items())),
        )
    )
    return Closed(origin=origin, totals=looked.totals, still_open=still_open)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReopenDay:
    """`reason` is a code, because it stands in the line's open part; what else is to be said is `note`."""

    day: date
    reason: ReopenReason
    note: str | None = None


def reopen_day(tx: Tx, command: ReopenDay) -> Origin:
    """Open a closed day again. Raises Refused(role_not_allowed), reason_missing, day_not_closed."""
    supervisor_only(tx)
    if command.reason not in get_args(ReopenReason):
        raise Refused(RefusalCode.REASON_MISSING)
    day, branch = command.day.isoformat(), tx.identity.branch
    closing = day_close.state(tx.connection, tx.coop, branch, day).closing
    if closing is None:
        raise Refused(RefusalCode.DAY_NOT_CLOSED)
    return tx.append(
        DayReopened(
            day=tx.day.isoformat(),
            branch=branch,
            closed_day=day,
            closing=closing.origin,
            reason=command.reason,
            private=Note(note=command.note) if command.note else None,
        )
    )
