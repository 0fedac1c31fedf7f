"""Requests to take a paper back, and whether somebody has decided them."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.journal.entries.base import Origin
from agent_app.records.tables.money import receipt, reversal_decision, reversal_request, titipan
from agent_app.records.views.origins import origin_of, row_of, rows_about


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """A request to reverse the paper at `paper`; `outcome` is None, accepted or refused."""

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


def find(connection: Connection, coop: str, request: Origin) -> Reversal | None:
    """The request a line made."""
    row = row_of(connection, coop, reversal_request, request)
    return None if row is None else _reversal(connection, coop, row)


def of_paper(connection: Connection, coop: str, origin: Origin) -> tuple[Reversal, ...]:
    """All requests about a paper, oldest first; the first decision of a second person settles them all."""
    rows = rows_about(connection, coop, reversal_request, origin, "of_")
    return tuple(_reversal(connection, coop, row) for row in rows)


def undecided(connection: Connection, coop: str, agent: str | None = None) -> tuple[Reversal, ...]:
    """Requests that no second person has decided, oldest first."""
    request = reversal_request
    statement = select(request).where(request.c.coop == coop)
    if agent is not None:
        statement = statement.where(request.c.agent == agent)
    rows = connection.execute(statement.order_by(request.c.at, request.c.device, request.c.seq)).all()
    return tuple(one for row in rows if (one := _reversal(connection, coop, row)).outcome is None)


def _reversal(connection: Connection, coop: str, row: Any) -> Reversal:
    of = origin_of(row, "of_")
    return Reversal(
        origin=origin_of(row),
        paper=of,
        outcome=_outcome(connection, coop, of),
        **{name: getattr(row, name) for name in ("number", "person", "branch", "agent", "day", "rupiah", "reason")},
    )


def _outcome(connection: Connection, coop: str, of: Origin) -> str | None:
    """What the first decision says by somebody of the branch who neither asked nor took the money."""
    taken = paper(connection, coop, of)
    if taken is None:
        return None
    requests = {origin_of(row): row.person for row in rows_about(connection, coop, reversal_request, of, "of_")}
    for row in rows_about(connection, coop, reversal_decision, of, "of_"):
        asked_by = requests.get(origin_of(row, "request_"))
        if asked_by is not None and row.person not in (asked_by, taken.person) and row.branch == taken.branch:
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
