"""Requests to take a paper back, and whether somebody has decided them."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection

from agent_app.domain.months import Month
from agent_app.journal.entries.base import Origin
from agent_app.records.facts.collector import origin_key
from agent_app.records.tables.cash import remittance, remitted_month
from agent_app.records.tables.members import member
from agent_app.records.tables.money import receipt, receipt_month, reversal_decision, reversal_request, titipan
from agent_app.records.touched import at
from agent_app.records.views.origins import origin_of, row_of, rows_about


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """A request to reverse the paper at `paper`; `outcome` is None, accepted or refused.

    `number`, `agent` and `rupiah` are the paper's own once it is held, whatever the request says of it.
    """

    origin: Origin
    paper: Origin
    number: str
    person: str
    branch: str
    agent: str
    day: str
    rupiah: int
    reason: str
    outcome: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a void or a reversal takes back: a receipt, or a titipan slip of one member."""

    origin: Origin
    is_receipt: bool
    number: str
    agent: str
    person: str
    branch: str
    at: int
    rupiah: int
    reversed_by: str | None
    members: tuple[str, ...]


def paper(connection: Connection, coop: str, origin: Origin) -> Paper | None:
    """The receipt or titipan slip that a line wrote."""
    row = row_of(connection, coop, receipt, origin)
    if row is not None:
        return _paper(row, origin, tuple(sorted(json.loads(row.members))))
    row = row_of(connection, coop, titipan, origin)
    return None if row is None else _paper(row, origin, None)


def month_remitted_by(connection: Connection, coop: str, of: Paper) -> Month | None:
    """A month that the branch remitted with this receipt's money: paid by no other receipt that stands, and remitted
    after it was written. Money that has gone to BPJS cannot be paid back out of what the branch still has."""
    mine, other, beside = receipt_month, receipt_month.alias(), receipt.alias()
    merged = select(member.c.merged_into).where(member.c.coop == mine.c.coop, member.c.member == mine.c.member)
    sent = and_(
        remitted_month.c.coop == mine.c.coop,
        remitted_month.c.month == mine.c.month,
        or_(remitted_month.c.member == mine.c.member, remitted_month.c.member == merged.scalar_subquery()),
        remitted_month.c.refused_day.is_(None),
    )
    line = and_(*(remitted_month.c[name] == remittance.c[name] for name in ("coop", "device", "seq", "h")))
    elsewhere = (
        select(other.c.month)
        .join(beside, and_(*(other.c[name] == beside.c[name] for name in ("coop", "device", "seq", "h"))))
        .where(
            other.c.coop == mine.c.coop,
            other.c.member == mine.c.member,
            other.c.month == mine.c.month,
            beside.c.reversed_day.is_(None),
            or_(other.c.device != mine.c.device, other.c.seq != mine.c.seq),
        )
    )
    statement = (
        select(mine.c.month)
        .select_from(mine)
        .join(remitted_month, sent)
        .join(remittance, line)
        .where(at(mine, coop, origin_key(of.origin)), remittance.c.at > of.at, ~elsewhere.correlate(mine).exists())
        .order_by(mine.c.month)
    )
    return connection.execute(statement.limit(1)).scalar()


def find(connection: Connection, coop: str, request: Origin) -> Reversal | None:
    """The request a line made; None for one that does not name whose paper it is about."""
    row = row_of(connection, coop, reversal_request, request)
    found = None if row is None else _reversal(connection, coop, row)
    return found if found is None or row is None or found.agent == row.agent else None


def of_paper(connection: Connection, coop: str, origin: Origin) -> tuple[Reversal, ...]:
    """All requests about a paper, oldest first; the first decision of a second person settles them all."""
    return tuple(_reversal(connection, coop, row) for row in _requests(connection, coop, origin))


def undecided(connection: Connection, coop: str, agent: str | None = None) -> tuple[Reversal, ...]:
    """Requests that no second person has decided, oldest first."""
    request = reversal_request
    statement = select(request).where(request.c.coop == coop)
    if agent is not None:
        statement = statement.where(request.c.agent == agent)
    rows = connection.execute(statement.order_by(request.c.at, request.c.device, request.c.seq)).all()
    found = ((row, _reversal(connection, coop, row)) for row in rows)
    return tuple(one for row, one in found if one.outcome is None and one.agent == row.agent)


def _reversal(connection: Connection, coop: str, row: Any) -> Reversal:
    of = origin_of(row, "of_")
    about = paper(connection, coop, of) or row
    return Reversal(
        origin=origin_of(row),
        paper=of,
        outcome=_outcome(connection, coop, of),
        **{name: getattr(about, name) for name in ("number", "agent", "rupiah")},
        **{name: getattr(row, name) for name in ("person", "branch", "day", "reason")},
    )


def _requests(connection: Connection, coop: str, of: Origin) -> list[Any]:
    """The requests about a paper that count: they name whose it is, who else would never hear of them."""
    taken = paper(connection, coop, of)
    rows = rows_about(connection, coop, reversal_request, of, "of_")
    return [row for row in rows if taken is None or row.agent == taken.agent]


def _outcome(connection: Connection, coop: str, of: Origin) -> str | None:
    """What the first decision says by somebody of the branch who neither asked nor took the money."""
    taken = paper(connection, coop, of)
    if taken is None:
        return None
    requests = {origin_of(row): row.person for row in _requests(connection, coop, of)}
    for row in rows_about(connection, coop, reversal_decision, of, "of_"):
        asked_by = requests.get(origin_of(row, "request_"))
        is_seconds = asked_by is not None and row.person not in (asked_by, taken.person) and row.branch == taken.branch
        if is_seconds and row.agent == taken.agent:
            return str(row.outcome)
    return None


def _paper(row: Any, origin: Origin, members: tuple[str, ...] | None) -> Paper:
    plain = ("number", "agent", "person", "branch", "at", "rupiah", "reversed_by")
    return Paper(
        origin=origin,
        is_receipt=members is not None,
        members=members if members is not None else (row.member,),
        **{name: getattr(row, name) for name in plain},
    )
