"""Which waiting deposits many at once may be confirmed: those a second number exists for that is equal."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.engine import Connection

from agent_app.journal.entries.base import Origin
from agent_app.records.views import deposits
from agent_app.records.views.deposits import Count, Deposit


class Skip(StrEnum):
    """Why a deposit is left for somebody to look at alone."""

    NOT_COUNTED = "not_counted"
    DIFFERENT = "different"
    """The newest count is another sum than was declared."""
    OWN = "own"
    """Declared by the person who would confirm it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A deposit and the count it may be confirmed by."""

    deposit: Deposit
    count: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A deposit that is left out; `difference` is counted less declared, 0 where nobody counted."""

    deposit: Deposit
    why: Skip
    difference: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmable:
    """Waiting deposits of a branch, oldest first."""

    ready: tuple[Ready, ...]
    skipped: tuple[Skipped, ...]

    @property
    def rupiah(self) -> int:
        """The sum of what is ready."""
        return sum(one.deposit.rupiah for one in self.ready)


def confirmable(connection: Connection, coop: str, branch: str, person: str) -> Confirmable:
    """What of a branch's waiting deposits this person may confirm without looking at each."""
    ready, skipped = [], []
    for one in deposits.open_deposits(connection, coop):
        if one.branch != branch:
            continue
        count = newest_count(one)
        if person in (one.person, one.agent):
            skipped.append(Skipped(deposit=one, why=Skip.OWN))
        elif count is None:
            skipped.append(Skipped(deposit=one, why=Skip.NOT_COUNTED))
        elif count.rupiah != one.rupiah:
            skipped.append(Skipped(deposit=one, why=Skip.DIFFERENT, difference=count.rupiah - one.rupiah))
        else:
            ready.append(Ready(deposit=one, count=count.origin))
    return Confirmable(ready=tuple(ready), skipped=tuple(skipped))


def newest_count(deposit: Deposit) -> Count | None:
    """The last count by somebody else than whoever declared the deposit."""
    return next((one for one in reversed(deposit.counts) if one.person != deposit.person), None)
