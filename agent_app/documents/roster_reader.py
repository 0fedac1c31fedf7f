"""Turns one row of a sheet into a member row, a problem, or a cause to leave it out that somebody decided on."""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import msgspec

from agent_app.documents.roster_account import Answers, Keep
from agent_app.documents.roster_branches import Branches
from agent_app.documents.roster_ended import name_says_ended, status_is_known, status_says_ended
from agent_app.documents.roster_headings import RosterField, is_remark
from agent_app.documents.roster_mapping import Mapping
from agent_app.documents.roster_member import MemberReading, Unusable
from agent_app.documents.roster_reasons import Reason, RowWarning, SkipCause
from agent_app.documents.roster_rows import Problem, RosterRow, Source
from agent_app.documents.roster_values import clean_text, read_nik, says_nothing
from agent_app.documents.spreadsheet import EMPTY, Cell, CellKind, SheetRow

# What fits a cell of the error file.
_LONGEST_KEPT: Final = 32_000
_LONGEST_SAID: Final = 60


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the whole list says of a row. `shared_niks`: numbers under several names, each with the folded name of the
    one whose birth date it holds, if there is one. `month_first`: some birth date has the month before the day."""

    shared_niks: Dictionary[str, str | None] = field(default_factory=dict)
    month_first: bool = False
    branches: Branches = field(default_factory=Branches)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the village of its section, whether its sheet is hidden, and the title of a sheet or section
    that is of people who left, else empty."""

    village: str | None = None
    is_hidden_sheet: bool = False
    ended: str = ""


class RowReader:
    """Reads the rows of one list by its mapping. `zeros_are_damage` distrusts every NIK that ends in 0."""

    def __init__(
        self,
        mapping: Mapping,
        today: date,
        zeros_are_damage: bool,
        evidence: Evidence = Evidence(),
        answers: Answers = Answers(),  # noqa: B008 (frozen)
    ) -> None:
        self._mapping = mapping
        self._today = today
        self._zeros_are_damage = zeros_are_damage
        self._evidence, self._answers = evidence, answers
        self._remarks = _remark_columns(mapping)
        self._name, self._status = mapping.index_of(RosterField.NAME), mapping.index_of(RosterField.STATUS)
        self._branch = mapping.index_of(RosterField.BRANCH)
        self._above: dict[RosterField, str] = {}

    def read(self, row: SheetRow, place: Place = Place()) -> RosterRow | Problem | SkipCause:
        """The member of a row; its village is that of its section where its own cell is empty."""
        hidden = place.is_hidden_sheet or row.hidden
        if hidden and self._answers.hidden is Keep.LEAVE:
            return SkipCause.HIDDEN_LEFT
        if hidden and self._answers.hidden is None:
            return self._given_back(row, Reason.HIDDEN_SHEET if place.is_hidden_sheet else Reason.HIDDEN_ROW)
        said = clean_text(row.cell(self._branch)) if self._branch is not None else ""
        if said and not self._evidence.branches.is_ours(said, self._answers):
            decided = self._answers.branches is not None
            return SkipCause.OTHER_BRANCH_LEFT if decided else self._given_back(row, Reason.OTHER_BRANCH, said)
        found = self._member(row, place)
        if isinstance(found, Problem):
            return found
        if hidden:
            found = noted(found, RowWarning.WAS_HIDDEN)
        return self._judged_ended(row, found, place)

    def _member(self, row: SheetRow, place: Place) -> RosterRow | Problem:
        cells = {column.field: row.cell(column.index) for column in self._mapping.columns}
        rivals = tuple(row.cell(index) for index in self._mapping.rivals)
        reading = MemberReading(cells, rivals, self._today, self._zeros_are_damage, self._mapping.nik_is_doubtful)
        try:
            member = reading.member((self._mapping.sheet, row.number), self._evidence, self._answers)
        except Unusable as trouble:
            damaged = self._damaged(row)
            return problem(
                row, self._source(row), trouble.reason, trouble.field, length=trouble.length, damaged=damaged
            )
        return self._with_what_stands_above(member, place)

    def _with_what_stands_above(self, member: RosterRow, place: Place) -> RosterRow:
        """The village of the section; of the row above where a value is typed once and somebody said so."""
        if member.village is None and place.village is not None:
            member = msgspec.structs.replace(member, village=place.village)
        for once in self._mapping.typed_once:
            own = getattr(member, once.value)
            if own is not None:
                self._above[once] = own
            elif once in self._above and self._answers.typed_once is Keep.KEEP:
                member = msgspec.structs.replace(member, **{once.value: self._above[once]})
            elif once in self._above and self._answers.typed_once is None:
                member = noted(member, RowWarning.VILLAGE_MAY_BE_ABOVE)
        return member

    def _judged_ended(self, row: SheetRow, member: RosterRow, place: Place) -> RosterRow | Problem | SkipCause:
        ended = self._ended(row, place)
        if ended is None:
            known = self._status is None or status_is_known(clean_text(row.cell(self._status)))
            return member if known else noted(member, RowWarning.STATUS_UNKNOWN)
        if self._answers.ended is None:
            return self._given_back(row, *ended)
        kept = self._answers.ended is Keep.KEEP
        return noted(member, RowWarning.SAID_ENDED) if kept else SkipCause.ENDED_LEFT

    def _ended(self, row: SheetRow, place: Place) -> tuple[Reason, str] | None:
        """Why the list says that somebody is no member any more, and the words."""
        for index in self._remarks:
            remark = clean_text(row.cell(index))
            if remark and status_says_ended(remark):
                return Reason.STATUS_ENDED, remark[:_LONGEST_SAID]
        name = row.cell(self._name) if self._name is not None else EMPTY
        if name_says_ended(name.text):
            return Reason.NAME_ENDED, ""
        if _is_struck(row, name):
            return Reason.STRUCK_THROUGH, ""
        return (Reason.SHEET_ENDED, place.ended) if place.ended else None

    def _given_back(self, row: SheetRow, reason: Reason, said: str = "") -> Problem:
        return problem(row, self._source(row), reason, said=said)

    def _source(self, row: SheetRow) -> Source:
        return (self._mapping.sheet, row.number)

    def _damaged(self, row: SheetRow) -> tuple[int, ...]:
        index = self._mapping.index_of(RosterField.NIK)
        if index is None:
            return ()
        read = read_nik(row.cell(index))
        ends_in_zero = read.digits is not None and read.digits.endswith("0")
        damaged = read.reason is Reason.NIK_DAMAGED or (self._zeros_are_damage and ends_in_zero)
        return (index,) if damaged else ()


def noted(member: RosterRow, warning: RowWarning) -> RosterRow:
    """A row with one more note."""
    if warning in member.warnings:
        return member
    return msgspec.structs.replace(member, warnings=(*member.warnings, warning))


def problem(
    row: SheetRow,
    source: Source,
    reason: Reason,
    field: RosterField | None = None,
    *,
    first_row: Source | None = None,
    length: int | None = None,
    damaged: tuple[int, ...] = (),
    known: str = "",
    said: str = "",
) -> Problem:
    """A row for the error file with all its cells as texts."""
    return Problem(
        source=source,
        reason=reason,
        cells=tuple(cell.text[:_LONGEST_KEPT] for cell in row.cells),
        field=field,
        first_row=first_row,
        length=length,
        damaged=damaged,
        known=known,
        said=said,
    )


def _remark_columns(mapping: Mapping) -> list[int]:
    """The column of the status and those of remarks."""
    status = mapping.index_of(RosterField.STATUS)
    used = {column.index for column in mapping.columns}
    free = [index for index in range(len(mapping.headings)) if index not in used and mapping.holds(index)]
    remarks = [index for index in free if is_remark(mapping.headings[index])]
    return remarks if status is None else [status, *remarks]


def _is_struck(row: SheetRow, name: Cell) -> bool:
    """The name is struck through, or most of what the row holds."""
    if not any(cell.look.struck for cell in row.cells):
        return False
    if name.look.struck:
        return True
    filled = [cell for cell in row.cells if cell.kind is not CellKind.EMPTY and not says_nothing(cell.text)]
    return sum(cell.look.struck for cell in filled) * 2 > len(filled)
