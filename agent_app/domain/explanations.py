"""What may explain that another sum of money is there than should be: a search for causes people can check.

Nothing here decides anything: each finding is a hint that names papers, digits or a note, for a supervisor to look at.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from agent_app.domain.money import DENOMINATIONS
from agent_app.domain.months import Month
from agent_app.domain.subset_sums import smallest_subset

SECONDS = 0.2
"""How long a search may take; what was found by then is told."""
MOST_PAPERS = 25
"""Papers looked through for some that add up; of more, the newest."""

Clock = Callable[[], float]
"""Seconds that only go forward, such as time.monotonic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A receipt or slip that stands: `cash` in rupiah, `at` in milliseconds UTC, `paid` as (member, month)."""

    number: str
    cash: int
    at: int
    paid: frozenset[tuple[str, Month]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A difference of `rupiah`, above zero: of what is `expected` by the papers, only `found` was declared or counted.

    `short`: less was found than expected. `deposited_at`: when it was declared, milliseconds UTC, None where nothing
    was.
    """

    rupiah: int
    expected: int
    found: int
    short: bool
    papers: tuple[Paper, ...]
    deposited_at: int | None = None


@dataclass(frozen=True, slots=True)
class AddUp:
    """Papers, oldest first, whose cash makes exactly the difference; `after_deposit`: all made after it."""

    papers: tuple[Paper, ...]
    after_deposit: bool


@dataclass(frozen=True, slots=True)
class PaidTwice:
    """Two papers for the same months of the same member; the later one is as much as the difference."""

    first: Paper
    second: Paper


@dataclass(frozen=True, slots=True)
class CountedTwice:
    """Each of these papers, newest first, is as much as the surplus: the money of one was put in twice, or the paper
    of another payment is missing."""

    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Swapped:
    """Two neighbouring digits changed places: `written` stands where `meant` was right. Rupiah."""

    written: int
    meant: int


@dataclass(frozen=True, slots=True)
class Slipped:
    """A digit was lost or typed twice, so that the rest moved by a place: 97.440 for 974.400. Rupiah."""

    written: int
    meant: int


@dataclass(frozen=True, slots=True)
class OnePiece:
    """One note or coin of this face more or less, in rupiah."""

    face: int


Finding = AddUp | PaidTwice | CountedTwice | Swapped | Slipped | OnePiece


def explain(question: Question, clock: Clock) -> tuple[Finding, ...]:
    """Findings, the most telling first: papers made after the deposit, months paid twice, digits, one note, then any
    papers that add up. Stops after `SECONDS` of `clock` with what it has."""
    if question.rupiah <= 0:
        return ()
    until = clock() + SECONDS
    adding_up = _adding_up(question, clock, until) if question.short else None
    found: list[Finding] = []
    if adding_up is not None and adding_up.after_deposit:
        found.append(adding_up)
    found += _twice(question)
    found += _digits(question)
    found += [OnePiece(face) for face in _FACES if face == question.rupiah]
    if adding_up is not None and not adding_up.after_deposit:
        found.append(adding_up)
    return tuple(found)


def _adding_up(question: Question, clock: Clock, until: float) -> AddUp | None:
    """All papers after the deposit before some of them, those before any others, and few before many."""
    papers = sorted((one for one in question.papers if one.cash > 0), key=lambda one: (one.at, one.number))
    if question.deposited_at is not None:
        later = [one for one in papers if one.at > question.deposited_at]
        if later and sum(one.cash for one in later) == question.rupiah:
            return AddUp(tuple(later), after_deposit=True)
        if chosen := _some_of(later, question.rupiah, clock, until):
            return AddUp(chosen, after_deposit=True)
    chosen = _some_of(papers, question.rupiah, clock, until)
    return AddUp(chosen, after_deposit=False) if chosen else None


def _some_of(papers: Sequence[Paper], rupiah: int, clock: Clock, until: float) -> tuple[Paper, ...]:
    newest = papers[-MOST_PAPERS:]
    places = smallest_subset([one.cash for one in newest], rupiah, lambda: clock() < until)
    return tuple(newest[place] for place in places)


def _twice(question: Question) -> Iterator[Finding]:
    papers = sorted(question.papers, key=lambda one: (one.at, one.number))
    if not question.short:
        if same := tuple(one for one in reversed(papers) if one.cash == question.rupiah):
            yield CountedTwice(same)
        return
    for place, second in enumerate(papers):
        if second.cash == question.rupiah:
            first = next((one for one in papers[:place] if one.paid & second.paid), None)
            if first is not None:
                yield PaidTwice(first, second)


def _digits(question: Question) -> Iterator[Finding]:
    written, meant = question.found, question.expected
    if written <= 0 or meant <= 0 or abs(meant - written) != question.rupiah:
        return
    if meant in _with_neighbours_swapped(written):
        yield Swapped(written, meant)
    elif written in _with_a_digit_lost(meant) or meant in _with_a_digit_lost(written):
        yield Slipped(written, meant)


def _with_neighbours_swapped(amount: int) -> set[int]:
    digits = str(amount)
    places = [place for place, (one, other) in enumerate(pairwise(digits)) if one != other]
    return {int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]) for place in places}


def _with_a_digit_lost(amount: int) -> set[int]:
    """The amounts one digit shorter, of which at least two figures are left to tell something."""
    digits = str(amount)
    return {int(digits[:place] + digits[place + 1 :]) for place in range(len(digits)) if len(digits) > 2}


_FACES = sorted({piece.face for piece in DENOMINATIONS}, reverse=True)
