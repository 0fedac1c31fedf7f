"""Looks through a whole list before its first row is given: what only all rows together tell of one."""

from dataclasses import dataclass, field
from datetime import date

from agent_app.documents.kept_rows import KeptRows
from agent_app.documents.roster_branches import Branches
from agent_app.documents.roster_dates import read_birth, shows_month_first
from agent_app.documents.roster_headings import RosterField
from agent_app.documents.roster_mapping import Mapping
from agent_app.documents.roster_member import folded_name, holds_birth
from agent_app.documents.roster_reader import Evidence
from agent_app.documents.roster_values import clean_text, kept_text, read_nik
from agent_app.documents.spreadsheet import Cell, CellKind, SheetRow
from agent_app.reference.spelling import within_edits

_NIK_LENGTH = 16
_LOOKED_AT = (RosterField.NIK, RosterField.NAME, RosterField.BIRTH, RosterField.BRANCH)


@dataclass(slots=True)
class SheetInHand:
    """A sheet that was looked through. `rows_in_sheet` counts blank ones, `filled` the columns that hold something."""

    name: str
    mapping: Mapping
    hidden: bool
    hidden_columns: frozenset[int]
    kept: KeptRows = field(default_factory=KeptRows)
    rows_in_sheet: int = 0
    filled_rows: int = 0
    hidden_rows: int = 0
    filled: set[int] = field(default_factory=set)
    month_first: dict[int, bool] = field(default_factory=dict)
    branches: dict[int, Branches] = field(default_factory=dict)

    def evidence(self, mapping: Mapping, shared_niks: dict[str, str | None]) -> Evidence:
        """What is known of the rows of one of its lists."""
        branches = self.branches.get(mapping.first, Branches())
        return Evidence(shared_niks, self.month_first.get(mapping.first, False), branches)


class Survey:
    """Looks at the rows of all sheets of a file; holds of each NIK only whose name stood with it first."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._names: dict[int, int] = {}
        self._doubtful: set[str] = set()
        self._mapping: Mapping | None = None
        self._fields_at: list[int | None] = []

    def look(self, sheet: SheetInHand, row: SheetRow) -> None:
        """One row below the headings."""
        if len(sheet.filled) < len(row.cells):
            sheet.filled.update(
                index
                for index, cell in enumerate(row.cells)
                if index not in sheet.filled and cell.kind is not CellKind.EMPTY
            )
        for mapping in sheet.mapping.lists:
            self._look_at_member(sheet, mapping, row)

    def shared_niks(self, sheets: list[SheetInHand]) -> dict[str, str | None]:
        """Numbers that stand under several people, with the folded name of the one whose birth date they hold.

        Asked once, at the end: what was gathered of everybody is let go.
        """
        self._names = {}
        if not self._doubtful:
            return {}
        people: dict[str, dict[str, bool]] = {}
        for sheet in sheets:
            for row in sheet.kept:
                for mapping in sheet.mapping.lists:
                    self._gather(people, mapping, row)
        return {nik: _owner(names) for nik, names in people.items() if _are_several(list(names))}

    def _look_at_member(self, sheet: SheetInHand, mapping: Mapping, row: SheetRow) -> None:
        nik_at, name_at, birth_at, branch_at = self._places(mapping)
        digits = _digits(row.cell(nik_at)) if nik_at is not None else None
        if digits is not None and name_at is not None:
            name = hash(_name(row.cell(name_at)))
            if self._names.setdefault(int(digits), name) != name:
                self._doubtful.add(digits)
        if birth_at is not None and not sheet.month_first.get(mapping.first) and shows_month_first(row.cell(birth_at)):
            sheet.month_first[mapping.first] = True
        if branch_at is not None:
            sheet.branches.setdefault(mapping.first, Branches()).add(clean_text(row.cell(branch_at)))

    def _places(self, mapping: Mapping) -> list[int | None]:
        """Where the fields stand that are looked at, found once for a list."""
        if self._mapping is not mapping:
            self._mapping, self._fields_at = mapping, [mapping.index_of(field) for field in _LOOKED_AT]
        return self._fields_at

    def _gather(self, people: dict[str, dict[str, bool]], mapping: Mapping, row: SheetRow) -> None:
        nik_at, name_at = mapping.index_of(RosterField.NIK), mapping.index_of(RosterField.NAME)
        digits = _digits(row.cell(nik_at)) if nik_at is not None else None
        if digits not in self._doubtful or digits is None or name_at is None:
            return
        birth_at = mapping.index_of(RosterField.BIRTH)
        birth = read_birth(row.cell(birth_at), self._today) if birth_at is not None else None
        holds = birth is not None and holds_birth(digits, birth, self._today)
        name = _name(row.cell(name_at))
        names = people.setdefault(digits, {})
        names[name] = holds or names.get(name, False)


def _digits(cell: Cell) -> str | None:
    text = cell.text
    if len(text) == _NIK_LENGTH and text.isdecimal() and text.isascii():
        return text
    return read_nik(cell).digits if any(letter.isdigit() for letter in text) else None


def _name(cell: Cell) -> str:
    return folded_name(kept_text(cell))


def _are_several(names: list[str]) -> bool:
    """Whether these are names of different people, not spellings of one."""
    first = names[0]
    return any(not _is_spelling(first, other) for other in names[1:])


def _is_spelling(one: str, other: str) -> bool:
    words, others = set(one.split()), set(other.split())
    return words <= others or others <= words or within_edits(one, other, 2)


def _owner(names: dict[str, bool]) -> str | None:
    holding = [name for name, holds in names.items() if holds]
    return holding[0] if len(holding) == 1 else None
