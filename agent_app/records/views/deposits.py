"""Deposits on their way and decided, their counts, and the differences found at the counting."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from agent_app.domain.cash import DifferenceState
from agent_app.domain.references import bank_line_key
from agent_app.journal.entries.base import Origin
from agent_app.records.tables.cash import deposit, deposit_count, deposit_decision, funds_receipt
from agent_app.records.views.origins import origin_of, row_of, rows_about


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What a receiver counted; `pieces` by the codes of notes and coins."""

    origin: Origin
    person: str
    rupiah: int
    pieces: Mapping[str, int]
    other_money: int | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Deposit:
    """A deposit as declared, and what became of it: `outcome` is None, confirmed or returned.

    `confirmation` is the decision that counts and `confirmed_by` its person; `counted` what was really there,
    `settled` what of a shortage was paid since. `reason` is a code of why less was declared, `note` the agent's.
    """

    origin: Origin
    number: str
    agent: str
    person: str
    branch: str
    day: str
    at: int
    rupiah: int
    expected: int
    channel: str
    reference: str | None
    pieces: Mapping[str, int]
    reason: str | None
    note: str | None
    outcome: str | None
    outcome_day: str | None
    counted: int | None
    settled: int
    difference: DifferenceState
    confirmation: Origin | None
    confirmed_by: str | None
    counts: tuple[Count, ...]

    @property
    def short(self) -> int:
        """Declared less counted: a shortage above zero, a surplus below."""
        return 0 if self.counted is None else self.rupiah - self.counted

    @property
    def owed(self) -> int:
        """What of a shortage is not paid yet."""
        return max(self.short - self.settled, 0)


def find(connection: Connection, coop: str, origin: Origin) -> Deposit | None:
    """The deposit a line declared."""
    row = row_of(connection, coop, deposit, origin)
    return None if row is None else _deposit(connection, coop, row)


def open_deposits(connection: Connection, coop: str, agent: str | None = None) -> tuple[Deposit, ...]:
    """Deposits nobody has confirmed or returned yet, oldest first."""
    return _list(connection, coop, agent, deposit.c.outcome.is_(None))


def differences(connection: Connection, coop: str, agent: str | None = None) -> tuple[Deposit, ...]:
    """Deposits with a difference that is open or disputed, oldest first."""
    unsettled = (DifferenceState.OPEN.value, DifferenceState.DISPUTED.value)
    return _list(connection, coop, agent, deposit.c.difference.in_(unsettled))


def owed(connection: Connection, coop: str, agent: str | None = None) -> tuple[Deposit, ...]:
    """Deposits with a final shortage that is not wholly paid yet, oldest first."""
    final = (DifferenceState.ACCEPTED.value, DifferenceState.DECIDED.value)
    found = _list(connection, coop, agent, deposit.c.difference.in_(final))
    return tuple(one for one in found if one.owed > 0)


def of_agent(connection: Connection, coop: str, agent: str) -> tuple[Deposit, ...]:
    """All deposits of an agent, oldest first."""
    return _list(connection, coop, agent, deposit.c.agent == agent)


def bank_line_used(connection: Connection, coop: str, day: str, reference: str, balance: int | None = None) -> bool:
    """Whether a confirmation, of a deposit or of other money, already rests on this line of the bank's statement,
    however it is spelled. With the account's `balance` after it, in rupiah, it is another line than those with another
    balance, or told without one."""
    key = bank_line_key(reference, day)
    by_deposit = select(deposit_decision.c.bank_balance).where(
        deposit_decision.c.coop == coop, deposit_decision.c.bank_key == key, deposit_decision.c.outcome == "confirmed"
    )
    by_funds = select(funds_receipt.c.bank_balance).where(funds_receipt.c.coop == coop, funds_receipt.c.bank_key == key)
    balances = [one for each in (by_deposit, by_funds) for one in connection.execute(each).scalars()]
    return bool(balances) if balance is None else balance in balances


def _list(connection: Connection, coop: str, agent: str | None, condition: Any) -> tuple[Deposit, ...]:
    statement = select(deposit).where(deposit.c.coop == coop, condition)
    if agent is not None:
        statement = statement.where(deposit.c.agent == agent)
    rows = connection.execute(statement.order_by(deposit.c.day, deposit.c.at, deposit.c.device, deposit.c.seq)).all()
    return tuple(_deposit(connection, coop, row) for row in rows)


def _deposit(connection: Connection, coop: str, row: Any) -> Deposit:
    origin = origin_of(row)
    decision = _decision(connection, coop, row, origin)
    plain = ("number", "agent", "person", "branch", "day", "at", "rupiah", "expected", "channel", "reference")
    told = ("reason", "note", "outcome", "outcome_day", "counted")
    return Deposit(
        origin=origin,
        pieces=json.loads(row.pieces or "{}"),
        settled=row.settled or 0,
        difference=DifferenceState(row.difference or "none"),
        confirmation=origin_of(decision) if decision is not None else None,
        confirmed_by=decision.person if decision is not None else None,
        counts=tuple(_count(one) for one in rows_about(connection, coop, deposit_count, origin, "deposit_")),
        **{name: getattr(row, name) for name in (*plain, *told)},
    )


def _decision(connection: Connection, coop: str, row: Any, origin: Origin) -> Any | None:
    """The decision the deposit's outcome rests on: the first that was another person's and says the same."""
    if row.outcome is None:
        return None
    for one in rows_about(connection, coop, deposit_decision, origin, "deposit_"):
        theirs = one.person != row.person and (one.branch, one.agent) == (row.branch, row.agent)
        same = (one.outcome, one.day) == (row.outcome, row.outcome_day)
        recounted = row.difference == DifferenceState.DECIDED
        if theirs and same and (one.outcome == "returned" or recounted or one.rupiah == row.counted):
            return one
    return None


def _count(row: Any) -> Count:
    return Count(
        origin=origin_of(row),
        person=row.person,
        rupiah=row.rupiah,
        pieces=json.loads(row.pieces or "{}"),
        other_money=row.other_money,
    )
