"""An answer of BPJS held against what the branch paid: each row protects, is refused, or waits for a person to look.

Nothing is written here. A row that anything speaks against, in the file or in the records, protects nobody unasked.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy.engine import Connection

from agent_app.documents.answer_cells import Months
from agent_app.documents.answer_rows import AnswerRow
from agent_app.documents.bpjs_answer import Answer
from agent_app.domain.answers import Doubt, Note, Standing, Verdict
from agent_app.domain.months import Month
from agent_app.domain.references import reference_key
from agent_app.records.views import months as months_view
from agent_app.records.views.members import Member
from agent_app.records.views.months import MemberMonths
from agent_app.records.views.paid_by_branch import MonthPaid, codes_of_payments, months_paid, protected_by
from agent_app.services.answer_people import People, numbers_that_contradict
from agent_app.services.answered_people import number_key

# Protection begins when BPJS has the payment; an answer that names a day more than a month ahead is a slip.
DAYS_AHEAD: Final = 31
_OF_THE_PERSON: Final = frozenset(
    {Doubt.OTHER_PERSON, Doubt.OTHER_NAME, Doubt.NIK_DIFFERS, Doubt.NUMBER_OF_SEVERAL, Doubt.NUMBERS_OF_ONE}
)
"""Doubts that also keep a refusal from being recorded: its months would be paid again for somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CheckedRow:
    """A row with whom it speaks of and where it ends. `months` is the reading that counts, `day` the first day of
    protection, `reference` the payment code as the branch wrote it; `paid` is what the branch paid of those months."""

    row: AnswerRow
    standing: Standing
    member: Member | None
    months: Months
    day: date | None
    reference: str | None
    doubts: tuple[Doubt, ...] = ()
    notes: tuple[Note, ...] = ()
    paid: tuple[MonthPaid, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class CheckedAnswer:
    """All rows of an answer, each in one standing; rows + the answer's `passed` are the whole file."""

    answer: Answer
    rows: tuple[CheckedRow, ...]

    def of(self, standing: Standing) -> tuple[CheckedRow, ...]:
        return tuple(one for one in self.rows if one.standing is standing)

    @property
    def needs_day(self) -> bool:
        """Whether rows wait for nothing but the day that the whole file leaves out."""
        return any(Doubt.DAY_MISSING in one.doubts and not one.row.has_day_column for one in self.rows)


def check_answer(
    connection: Connection, coop: str, branch: str, answer: Answer, *, today: date, given_day: date | None = None
) -> CheckedAnswer:
    """Where every row of an answer ends; `given_day` counts for sheets that tell no day of protection."""
    checking = _Checking(connection, coop, branch, answer, today, given_day)
    return CheckedAnswer(answer, checking.checked())


class _Checking:
    """Holds all that the records have about the people of one file."""

    def __init__(
        self,
        connection: Connection,
        coop: str,
        branch: str,
        answer: Answer,
        today: date,
        given_day: date | None,
    ) -> None:
        self._rows, self._today, self._given_day = answer.rows, today, given_day
        self._people = People(connection, coop, answer.rows)
        self._taken = protected_by(connection, coop, answer.proof)
        self._codes = codes_of_payments(connection, coop, branch)
        every = {each for ids in self._people.ids.values() for each in ids}
        paid: dict[str, list[MonthPaid]] = defaultdict(list)
        for one in months_paid(connection, coop, branch, every):
            paid[one.member].append(one)
        self._paid = {member: [one for each in ids for one in paid[each]] for member, ids in self._people.ids.items()}
        members = {one.member: one for some in self._people.candidates for one in some}
        self._known = months_view.months_of_people(connection, coop, members.values())

    def checked(self) -> tuple[CheckedRow, ...]:
        members = [self._best(row, some) for row, some in zip(self._rows, self._people.candidates, strict=True)]
        found = [self._look(row, member) for row, member in zip(self._rows, members, strict=True)]
        numbers = numbers_that_contradict(self._rows, members)
        against = _contradictions(found)
        return tuple(
            self._judged(one, (*one.doubts, *sorted(numbers.get(at, ())), *against.get(at, ())))
            for at, one in enumerate(found)
        )

    def _best(self, row: AnswerRow, candidates: Sequence[Member]) -> Member | None:
        """Of registrations with one NIK, the one whose months were paid; else the oldest that nothing replaced."""
        replaced = {one.replaces for one in candidates}
        wanted = {month for months in row.months for month in months}

        def rank(one: Member) -> tuple[int, bool]:
            return len({paid.month for paid in self._paid[one.member]} & wanted), one.member not in replaced

        return max(candidates, key=rank, default=None)

    def _look(self, row: AnswerRow, member: Member | None) -> CheckedRow:
        doubts, notes = list(row.doubts), []
        paid = self._paid[member.member] if member is not None else []
        months, how_read = self._months(row, paid)
        doubts += [one for one in how_read if isinstance(one, Doubt)]
        notes += [one for one in how_read if isinstance(one, Note)]
        of_it = tuple(one for one in paid if one.month in months)
        if member is None:
            doubts.append(Doubt.NOBODY)
        else:
            doubts += self._people.doubts(row, member)
            notes += self._people.notes(row, member)
        code = self._codes.get(reference_key(row.reference or ""))
        day, why = self._day(row, of_it)
        doubts += [one for one in why if isinstance(one, Doubt)]
        notes += [one for one in why if isinstance(one, Note)]
        if member is not None:
            doubts += _of_payment(row, months, of_it, code, self._known[member.member])
        elif row.reference is not None and code is None:
            doubts.append(Doubt.CODE_UNKNOWN)
        return CheckedRow(
            row=row,
            standing=Standing.CHECK,
            member=member,
            months=months,
            day=day,
            reference=code or row.reference or _code_of(of_it, months),
            doubts=tuple(doubts),
            notes=tuple(notes),
            paid=of_it,
        )

    def _months(self, row: AnswerRow, paid: Sequence[MonthPaid]) -> tuple[Months, tuple[Doubt | Note, ...]]:
        """The reading that was paid; where several were, nobody knows which is meant."""
        if not row.months:
            return (), ()
        had = {one.month for one in paid}
        fitting = [months for months in row.months if had.issuperset(months)]
        if len(fitting) > 1:
            return row.months[0], (Doubt.MONTH_UNCERTAIN,)
        if not fitting or fitting[0] == row.months[0]:
            return row.months[0], ()
        return fitting[0], (Note.MONTH_BY_PAYMENT,)

    def _day(self, row: AnswerRow, paid: Sequence[MonthPaid]) -> tuple[date | None, tuple[Doubt | Note, ...]]:
        """The first day of protection, and what speaks against it. Of two readings the one that may be counts, but a
        person looks at it."""
        if not row.days:
            if row.has_day_column or row.verdict in (Verdict.NO, Verdict.ENDED):
                return None, ()
            if self._given_day is None:
                return None, (Doubt.DAY_MISSING,)
            why = self._against_day(self._given_day, paid)
            return self._given_day, (Note.DAY_GIVEN, *([why] if why else []))
        why = self._against_day(row.days[0], paid)
        if why is None:
            return row.days[0], ()
        return next((day for day in row.days[1:] if self._against_day(day, paid) is None), row.days[0]), (why,)

    def _against_day(self, day: date, paid: Sequence[MonthPaid]) -> Doubt | None:
        if day > self._today + timedelta(days=DAYS_AHEAD):
            return Doubt.DAY_FAR
        first = min((one.day for one in paid), default=None)
        if first is None:
            return Doubt.DAY_FAR if day < self._today - timedelta(days=365) else None
        return Doubt.DAY_BEFORE_PAYMENT if day < first else None

    def _judged(self, one: CheckedRow, every: tuple[Doubt, ...]) -> CheckedRow:
        doubts = tuple(dict.fromkeys(every))
        standing = self._standing(one, doubts)
        return replace(one, standing=standing, doubts=doubts if standing is Standing.CHECK else ())

    def _standing(self, one: CheckedRow, doubts: tuple[Doubt, ...]) -> Standing:
        if one.row.verdict is Verdict.ENDED:
            return Standing.ENDED
        if one.row.verdict is Verdict.NO:
            stops = {*_OF_THE_PERSON, Doubt.ROWS_CONTRADICT, Doubt.PROTECTED_BEFORE, Doubt.MONTH_UNCERTAIN}
            return Standing.CHECK if stops.intersection(doubts) else Standing.REFUSED
        if one.member is not None and _is_known(one, self._known[one.member.member]):
            taken = {(one.member.member, month) for month in one.months} <= self._taken
            if taken or one.row.verdict is Verdict.YES:
                return Standing.KNOWN
        return Standing.CHECK if doubts or one.row.verdict is not Verdict.YES else Standing.PROTECTS


def _of_payment(
    row: AnswerRow, months: Months, paid: Sequence[MonthPaid], code: str | None, known: MemberMonths
) -> Iterator[Doubt]:
    """What the records of payments have against a row."""
    had = {one.month for one in paid}
    if row.reference is not None and code is None:
        yield Doubt.CODE_UNKNOWN
    if not months:
        return
    if not had.issuperset(months):
        yield Doubt.MONTH_NEVER_PAID
    elif code is not None and not {one.month for one in paid if one.reference == code}.issuperset(months):
        yield Doubt.CODE_OF_OTHERS
    if row.verdict is Verdict.NO:
        if set(months) & known.protected.keys():
            yield Doubt.PROTECTED_BEFORE
    elif had.issuperset(months) and not {one.month for one in paid if not one.refused}.issuperset(months):
        yield Doubt.REFUSED_BEFORE
    if row.rupiah is not None and not _costs(row.rupiah, months, paid):
        yield Doubt.RUPIAH_DIFFER


def _costs(rupiah: int, months: Months, paid: Sequence[MonthPaid]) -> bool:
    """Whether so many rupiah are what the months cost; unknown prices are held against nobody but a nothing."""
    sums = {0}
    for month in months:
        prices = {price for one in paid if one.month == month for price in one.rupiah}
        if not prices:
            return rupiah > 0
        sums = {total + price for total in sums for price in prices}
    return rupiah in sums


def _code_of(paid: Sequence[MonthPaid], months: Months) -> str | None:
    """The one code under which the months were paid."""
    codes = {one.reference for one in paid if not one.refused}
    return codes.pop() if len(codes) == 1 and {one.month for one in paid}.issuperset(months) and months else None


def _is_known(one: CheckedRow, known: MemberMonths) -> bool:
    """Whether all that a row says stands here already: nothing of it would be written."""
    number, here = one.row.participant_number, one.member.participant_number if one.member is not None else None
    if not one.months or (number is not None and (here is None or number_key(number) != number_key(here))):
        return False
    return all(month in known.protected for month in one.months) and (
        one.day is None or all(known.protected[month] <= one.day for month in one.months)
    )


def _contradictions(rows: Sequence[CheckedRow]) -> dict[int, tuple[Doubt, ...]]:
    """The rows, by position, of which others of the same person and month say something else: no beside yes, or
    another first day. A no without months, and an ended membership, speak of all months."""
    said: Mapping[tuple[str, Month | None], list[tuple[int, object]]] = defaultdict(list)
    for at, one in enumerate(rows):
        if one.member is not None:
            for month in one.months or (None,):
                said[one.member.member, month].append((at, _says(one)))
    found: set[int] = set()
    for (member, month), some in said.items():
        every = some if month is None else [*some, *said.get((member, None), ())]
        if len({what for _, what in every}) > 1:
            found.update(at for at, _ in every)
    return dict.fromkeys(found, (Doubt.ROWS_CONTRADICT,))


def _says(one: CheckedRow) -> object:
    """What a row says of its months: a first day of protection, that there is none, or nothing plain."""
    if one.row.verdict is Verdict.YES:
        return one.day
    return Verdict.UNCLEAR if one.row.verdict is Verdict.UNCLEAR else Verdict.NO
