"""Cash of an agent: one identity that holds per agent and in total, on every side.

    collected - reversed = on_hand + in_transit + confirmed - surplus + receivable

Collected is gross and holds what was taken in cash (contributions and titipan); change float has an equation
of its own. What is expected yet not declared stays on hand and is no debt.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from agent_app.domain.errors import Refused
from agent_app.domain.money import DENOMINATIONS
from agent_app.domain.refusals import RefusalCode


class DifferenceState(StrEnum):
    """Where a counted difference stands. A shortage is the agent's receivable from the first moment."""

    NONE = "none"
    OPEN = "open"
    ACCEPTED = "accepted"
    """By the agent, on a line of his own."""
    DISPUTED = "disputed"
    DECIDED = "decided"
    """By a second person."""


class DifferenceDecision(StrEnum):
    """What a second person may decide about a counted difference."""

    STANDS = "stands"
    """The count stands; the receivable is final."""
    RECOUNTED = "recounted"
    """The count was wrong; what was really there takes its place."""


@dataclass(frozen=True, slots=True)
class DepositOutcome:
    """What one deposit contributes, in rupiah. `declared` holds in every state, also of a returned deposit;
    exactly one of in_transit, (confirmed, receivable, surplus) and returned accounts for it."""

    declared: int
    in_transit: int = 0
    confirmed: int = 0
    receivable: int = 0
    surplus: int = 0
    returned: int = 0

    @classmethod
    def undecided(cls, declared: int) -> "DepositOutcome":
        """On its way: declared by the agent, not yet counted."""
        return cls(declared, in_transit=declared)

    @classmethod
    def counted(cls, declared: int, counted: int, settled: int = 0) -> "DepositOutcome":
        """Counted by the receiver, or found as a bank line of `counted` rupiah; `settled` was paid of a shortage
        since: what of it is more than was missing is a surplus."""
        there = counted + settled
        return cls(declared, confirmed=there, receivable=max(declared - there, 0), surplus=max(there - declared, 0))

    @classmethod
    def sent_back(cls, declared: int) -> "DepositOutcome":
        """Returned by the receiver: the money is back on hand."""
        return cls(declared, returned=declared)


@dataclass(frozen=True, slots=True)
class CashPosition:
    """The cash of one agent or of many, in rupiah. `on_hand` may be negative, when deposited money is paid
    back out of the agent's own pocket; it is shown as such."""

    collected: int = 0
    reversed: int = 0
    deposited: int = 0
    """Everything declared, also what was returned."""
    in_transit: int = 0
    confirmed: int = 0
    receivable: int = 0
    surplus: int = 0
    on_hand: int = 0

    @classmethod
    def of(cls, collected: int, reversed: int, deposits: Iterable[DepositOutcome]) -> "CashPosition":
        """`on_hand` is what was collected and neither paid back nor handed over; it is not solved from the
        identity, so `identity_holds` is a check of what the deposits became."""
        outcomes = tuple(deposits)
        declared = sum(outcome.declared for outcome in outcomes)
        returned = sum(outcome.returned for outcome in outcomes)
        return cls(
            collected=collected,
            reversed=reversed,
            deposited=declared,
            in_transit=sum(outcome.in_transit for outcome in outcomes),
            confirmed=sum(outcome.confirmed for outcome in outcomes),
            receivable=sum(outcome.receivable for outcome in outcomes),
            surplus=sum(outcome.surplus for outcome in outcomes),
            on_hand=collected - reversed - declared + returned,
        )

    def __add__(self, other: "CashPosition") -> "CashPosition":
        return CashPosition(
            **{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)}
        )

    @property
    def identity_holds(self) -> bool:
        handed_over = self.in_transit + self.confirmed - self.surplus + self.receivable
        return self.collected - self.reversed == self.on_hand + handed_over


def total(positions: Iterable[CashPosition]) -> CashPosition:
    """The sum over agents; of none, a position of zeros."""
    return sum(positions, start=CashPosition())


@dataclass(frozen=True, slots=True)
class FloatPosition:
    """Change float (uang kembalian) lent by the branch, in rupiah: held = issued - returned."""

    issued: int = 0
    returned: int = 0

    @property
    def held(self) -> int:
        return self.issued - self.returned

    def __add__(self, other: "FloatPosition") -> "FloatPosition":
        return FloatPosition(self.issued + other.issued, self.returned + other.returned)


_FACES = frozenset(denomination.face for denomination in DENOMINATIONS)


@dataclass(frozen=True, slots=True)
class CashCount:
    """A count by note and coin: face value in rupiah to number of pieces (the note and the coin of 1.000
    together).

    `other_money` is rupiah of other business found in the bag, noted and not counted.
    Raises Refused(denomination_unknown, denomination) or Refused(pieces_negative).
    """

    pieces: Mapping[int, int]
    other_money: int = 0

    def __post_init__(self) -> None:
        for face in self.pieces:
            if face not in _FACES:
                raise Refused(RefusalCode.DENOMINATION_UNKNOWN, denomination=face)
        if min(*self.pieces.values(), 0, self.other_money) < 0:
            raise Refused(RefusalCode.PIECES_NEGATIVE)

    @property
    def total(self) -> int:
        return sum(face * count for face, count in self.pieces.items())
