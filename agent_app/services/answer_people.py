"""Whom each row of an answer of BPJS speaks of, and what in its numbers and names speaks against that."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.engine import Connection

from agent_app.documents.answer_cells import fits
from agent_app.documents.answer_rows import AnswerRow
from agent_app.domain.answers import Doubt, Note
from agent_app.domain.names import may_be_one_name
from agent_app.records.views import members as members_view
from agent_app.records.views.members import Member
from agent_app.services.answered_people import members_by_number, number_key, of_number

Candidates = tuple[Member, ...]


class People:
    """Everybody a file speaks of. `ids` has for each person all registrations that are theirs."""

    def __init__(self, connection: Connection, coop: str, rows: Sequence[AnswerRow]) -> None:
        self._connection, self._coop = connection, coop
        self._numbered = members_by_number(connection, coop)
        self.candidates = [self._candidates(row) for row in rows]
        people = {one.member: one for some in self.candidates for one in some}
        self.ids = {each: (each, *members_view.merged_into(connection, coop, one)) for each, one in people.items()}

    def doubts(self, row: AnswerRow, member: Member) -> Iterator[Doubt]:
        """What speaks against the row being this member's."""
        by_number = self._with_number(row)
        if by_number and member.member not in {one.member for one in by_number}:
            yield Doubt.OTHER_PERSON
        if len(by_number) > 1:
            yield Doubt.NUMBER_OF_SEVERAL
        if member.nik is not None and not _may_be_its_nik(row, member.nik):
            yield Doubt.NIK_DIFFERS
        known, number = member.participant_number, row.participant_number
        if number is not None and known is not None and number_key(known) != number_key(number):
            yield Doubt.OTHER_NUMBER
        if row.name is not None and member.name is not None and not may_be_one_name(row.name, member.name):
            yield Doubt.OTHER_NAME

    def notes(self, row: AnswerRow, member: Member) -> Iterator[Note]:
        if row.nik is None or row.nik != member.nik:
            yield Note.FOUND_BY_NUMBER

    def _candidates(self, row: AnswerRow) -> Candidates:
        same = members_view.of_nik(self._connection, self._coop, row.nik) if row.nik is not None else ()
        return same or self._with_number(row)

    def _with_number(self, row: AnswerRow) -> Candidates:
        return of_number(self._connection, self._coop, row.participant_number, self._numbered)


def numbers_that_contradict(rows: Sequence[AnswerRow], people: Sequence[Member | None]) -> dict[int, set[Doubt]]:
    """By the position of a row: that the file gives its person several participant numbers, or its number to several
    people."""
    numbers: Mapping[str, set[str]] = defaultdict(set)
    owners: Mapping[str, set[str]] = defaultdict(set)
    for row, member in zip(rows, people, strict=True):
        who, number = _who(row, member), number_key(row.participant_number or "")
        if who and number:
            numbers[who].add(number)
            owners[number].add(who)
    found: dict[int, set[Doubt]] = defaultdict(set)
    for position, (row, member) in enumerate(zip(rows, people, strict=True)):
        who, number = _who(row, member), number_key(row.participant_number or "")
        if len(numbers.get(who, ())) > 1:
            found[position].add(Doubt.NUMBERS_OF_ONE)
        if len(owners.get(number, ())) > 1:
            found[position].add(Doubt.NUMBER_OF_SEVERAL)
    return found


def _may_be_its_nik(row: AnswerRow, nik: str) -> bool:
    """Whether the NIK of a row is a member's, or what a mask or an office program has left of it: one that was a number
    once ends in a 0."""
    if row.nik is None or (row.nik.endswith("0") and row.nik != nik):
        return fits(row.nik or row.nik_shown, nik)
    return row.nik == nik


def _who(row: AnswerRow, member: Member | None) -> str:
    return member.member if member is not None else row.nik or ""
