"""What was handed over at the counter, as its slip says it: a deposit decided, change float moved, a shortage paid."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.domain.papers import check_of
from agent_app.journal.entries.base import Origin
from agent_app.records.tables.cash import deposit_decision, difference_settlement, float_movement
from agent_app.records.views.deposits import Deposit
from agent_app.records.views.origins import origin_of, row_of, rows_about

NEWEST = 5


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Decision:
    """The decision a deposit's outcome rests on. `rupiah` is the second number, or what was returned; `basis` is
    count or bank, None for a return. `at` in milliseconds UTC; `reason` is a code, `note` what was said on top."""

    origin: Origin
    check: str
    person: str
    at: int
    outcome: str
    rupiah: int
    basis: str | None
    count: Origin | None
    bank_day: str | None
    bank_reference: str | None
    reason: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Change float that moved, or a payment towards a shortage: `rupiah` above zero. `back`: from agent to branch."""

    origin: Origin
    number: str
    check: str
    agent: str
    person: str
    at: int
    rupiah: int
    back: bool
    pieces: Mapping[str, int]


def decision_of(connection: Connection, coop: str, deposit: Deposit) -> Decision | None:
    """The decision about a deposit that counts; None while there is none."""
    row = row_of(connection, coop, deposit_decision, deposit.confirmation) if deposit.confirmation else None
    if row is None:
        return None
    plain = ("person", "at", "outcome", "rupiah", "basis", "bank_day", "bank_reference", "reason", "note")
    return Decision(
        origin=origin_of(row),
        check=check_of(bytes(row.h)),
        count=origin_of(row, "count_") if row.count_h is not None else None,
        **{name: getattr(row, name) for name in plain},
    )


def float_moves(connection: Connection, coop: str, agent: str) -> tuple[Movement, ...]:
    """The newest hand-overs of change float of an agent, newest first."""
    of = float_movement.c
    statement = select(float_movement).where(of.coop == coop, of.agent == agent)
    rows = connection.execute(statement.order_by(of.at.desc(), of.device, of.seq.desc()).limit(NEWEST))
    return tuple(_movement(row, row.issued or row.returned, back=bool(row.returned)) for row in rows)


def payments_of(connection: Connection, coop: str, deposit: Deposit) -> tuple[Movement, ...]:
    """What was paid of a deposit's shortage, oldest first."""
    if deposit.confirmation is None:
        return ()
    rows = rows_about(connection, coop, difference_settlement, deposit.confirmation, "of_")
    return tuple(_movement(row, row.rupiah, back=True, pieces=row.pieces) for row in rows)


def _movement(row: Any, rupiah: int, *, back: bool, pieces: str | None = None) -> Movement:
    return Movement(
        origin=origin_of(row),
        number=row.number,
        check=check_of(bytes(row.h)),
        agent=row.agent,
        person=row.person,
        at=row.at,
        rupiah=rupiah,
        back=back,
        pieces=json.loads(pieces or "{}"),
    )
