"""Turns one row of a sheet into a member row or a problem, with the warnings of every cell."""

from collections.abc import Callable
from datetime import date
from typing import Final, TypeVar

from agent_app.documents.roster_columns import Mapping
from agent_app.documents.roster_dates import day_may_be_year, read_birth, read_day, read_month
from agent_app.documents.roster_headings import RosterField
from agent_app.documents.roster_reasons import Reason, RowWarning
from agent_app.documents.roster_rows import Problem, RosterRow, Source
from agent_app.documents.roster_values import (
    ReadNik,
    clean_text,
    is_error_text,
    optional_text,
    read_income,
    read_nik,
    read_phones,
    read_sex,
    says_nothing,
)
from agent_app.documents.spreadsheet import Cell, CellKind, SheetRow
from agent_app.domain.months import Month, add_months, month_of
from agent_app.domain.nik import Sex, parse_nik

_LONGEST_TEXT: Final = 500
# In bytes: what fits a line of the journal even where every letter of it is escaped.
_LONGEST_ROW: Final = 5_000
_LONGEST_KEPT: Final = 2_000
# BPJS Ketenagakerjaan began in July 2015; nobody pays for more than a few years in advance.
_FIRST_MONTH: Final = "2015-07"
_MOST_MONTHS_AHEAD: Final = 36
_REPLACEMENT = "\ufffd"
_Value = TypeVar("_Value")


class _Unusable(Exception):
    """Stops the reading of a row: it goes to the error file."""

    def __init__(self, reason: Reason, field: RosterField, length: int | None = None) -> None:
        super().__init__(reason.value)
        self.reason, self.field, self.length = reason, field, length


class RowReader:
    """Reads the rows of one sheet by its mapping. `zeros_are_damage` distrusts every NIK that ends in 0."""

    def __init__(self, mapping: Mapping, today: date, zeros_are_damage: bool) -> None:
        self._mapping = mapping
        self._today = today
        self._zeros_are_damage = zeros_are_damage

    def read(self, row: SheetRow, village: str | None) -> RosterRow | Problem:
        """The member of a row; `village` is that of the section it stands in, where its own cell is empty."""
        source = (self._mapping.sheet, row.number)
        cells = {column.field: row.cell(column.index) for column in self._mapping.columns}
        try:
            return _MemberReading(cells, self._today, self._zeros_are_damage).member(source, village)
        except _Unusable as trouble:
            return problem(
                row,
                source,
                trouble.reason,
                field=trouble.field,
                length=trouble.length,
                damaged=self._damaged(row),
            )

    def _damaged(self, row: SheetRow) -> tuple[int, ...]:
        index = self._mapping.index_of(RosterField.NIK)
        if index is None:
            return ()
        read = read_nik(row.cell(index))
        damaged = read.reason is Reason.NIK_DAMAGED or (self._zeros_are_damage and _ends_in_zero(read))
        return (index,) if damaged else ()


def problem(
    row: SheetRow,
    source: Source,
    reason: Reason,
    *,
    field: RosterField | None = None,
    first_row: Source | None = None,
    length: int | None = None,
    damaged: tuple[int, ...] = (),
    known: str = "",
) -> Problem:
    """A row for the error file with all its cells as texts."""
    return Problem(
        source=source,
        reason=reason,
        cells=tuple(_original_text(cell) for cell in row.cells),
        field=field,
        first_row=first_row,
        length=length,
        damaged=damaged,
        known=known,
    )


def _original_text(cell: Cell) -> str:
    return cell.text[:_LONGEST_KEPT]


def _ends_in_zero(read: ReadNik) -> bool:
    return read.digits is not None and read.digits.endswith("0")


class _MemberReading:
    """The cells of one row on their way to a member; gathers warnings and what could not be read."""

    def __init__(self, cells: dict[RosterField, Cell], today: date, zeros_are_damage: bool) -> None:
        self._cells = {field: cell for field, cell in cells.items() if cell.kind is not CellKind.EMPTY}
        self._today = today
        self._zeros_are_damage = zeros_are_damage
        self._warnings: list[RowWarning] = []
        self._unread: list[tuple[RosterField, str]] = []

    def member(self, source: Source, village: str | None) -> RosterRow:
        self._refuse_unusable_cells()
        if set(self._cells) == {RosterField.NAME}:
            self._warn(RowWarning.ONLY_A_NAME)
        name, nik = self._name(), self._nik()
        birth, place = self._birth(nik)
        place = self._text(RosterField.BIRTH_PLACE) or place
        return RosterRow(
            source=source,
            name=name,
            nik=nik,
            member_no=self._text(RosterField.MEMBER_NO),
            birth=birth,
            birth_place=place,
            sex=self._sex(),
            phone=self._phone(),
            address=self._text(RosterField.ADDRESS),
            village=self._text(RosterField.VILLAGE) or village,
            district=self._text(RosterField.DISTRICT),
            occupation=self._text(RosterField.OCCUPATION),
            income=self._income(),
            last_paid_month=self._last_paid_month(),
            joined=self._joined(),
            # Read last: the fields above add to both.
            warnings=tuple(self._warnings),
            unread=tuple(self._unread),
        )

    def _refuse_unusable_cells(self) -> None:
        sizes = {field: len(cell.text.encode()) for field, cell in self._cells.items()}
        if sum(sizes.values()) > _LONGEST_ROW:
            raise _Unusable(Reason.TEXT_TOO_LONG, max(sizes, key=lambda field: sizes[field]))
        for field, cell in self._cells.items():
            if cell.kind is CellKind.FORMULA_WITHOUT_RESULT:
                raise _Unusable(Reason.FORMULA_WITHOUT_RESULT, field)
            if cell.kind is CellKind.ERROR or is_error_text(cell.text):
                raise _Unusable(Reason.CELL_ERROR, field)
            if len(cell.text) > _LONGEST_TEXT:
                raise _Unusable(Reason.TEXT_TOO_LONG, field)
            if "=" in cell.text and clean_text(cell).startswith("="):
                raise _Unusable(Reason.FORMULA_AS_TEXT, field)
            if _REPLACEMENT in cell.text:
                self._warn(RowWarning.LETTERS_DAMAGED)

    def _name(self) -> str:
        cell = self._cells.get(RosterField.NAME)
        text = clean_text(cell) if cell is not None else ""
        if says_nothing(text):
            raise _Unusable(Reason.NAME_MISSING, RosterField.NAME)
        if not any(letter.isalpha() for letter in text):
            raise _Unusable(Reason.NAME_WITHOUT_LETTERS, RosterField.NAME)
        return text

    def _nik(self) -> str | None:
        cell = self._cells.get(RosterField.NIK)
        if cell is None:
            return None
        read = read_nik(cell)
        if read.reason is not None:
            raise _Unusable(read.reason, RosterField.NIK, read.length)
        if self._zeros_are_damage and _ends_in_zero(read):
            raise _Unusable(Reason.NIK_DAMAGED, RosterField.NIK)
        if read.from_number and read.digits is not None:
            self._warn(RowWarning.NIK_FROM_NUMBER)
        return read.digits

    def _birth(self, nik: str | None) -> tuple[date | None, str | None]:
        cell = self._cells.get(RosterField.BIRTH)
        if cell is None or says_nothing(clean_text(cell)):
            return None, None
        birth = read_birth(cell, self._today)
        if birth.warning is not None:
            self._warn(birth.warning)
            if birth.day is None:
                self._keep_unread(RosterField.BIRTH, cell)
        if birth.day is not None and nik is not None and _swapped_in(nik, birth.day, self._today):
            self._warn(RowWarning.BIRTH_SWAPPED_IN_NIK)
        return birth.day, birth.place

    def _sex(self) -> Sex | None:
        return self._optional(RosterField.SEX, read_sex, RowWarning.SEX_UNREADABLE)

    def _income(self) -> int | None:
        return self._optional(RosterField.INCOME, read_income, RowWarning.INCOME_UNREADABLE)

    def _joined(self) -> date | None:
        read = self._optional(
            RosterField.JOINED, lambda cell: read_day(cell, self._today), RowWarning.JOINED_UNREADABLE
        )
        return read.day if read is not None else None

    def _phone(self) -> str | None:
        phones = self._optional(RosterField.PHONE, read_phones, RowWarning.PHONE_UNREADABLE)
        if not phones:
            return None
        if len(phones) > 1:
            self._warn(RowWarning.PHONE_SEVERAL)
            self._keep_unread(RosterField.PHONE, self._cells[RosterField.PHONE])
        return phones[0]

    def _last_paid_month(self) -> Month | None:
        cell = self._cells.get(RosterField.LAST_PAID_MONTH)
        if cell is None or says_nothing(clean_text(cell)):
            return None
        month = read_month(cell, self._today)
        if month is None:
            raise _Unusable(Reason.LAST_PAID_UNREADABLE, RosterField.LAST_PAID_MONTH)
        if not _FIRST_MONTH <= month <= add_months(month_of(self._today), _MOST_MONTHS_AHEAD):
            raise _Unusable(Reason.LAST_PAID_IMPLAUSIBLE, RosterField.LAST_PAID_MONTH)
        if cell.kind is CellKind.DATE and day_may_be_year(date.fromisoformat(cell.text), self._today):
            self._warn(RowWarning.LAST_PAID_DAY_MAY_BE_YEAR)
        return month

    def _text(self, field: RosterField) -> str | None:
        cell = self._cells.get(field)
        if cell is None:
            return None
        if cell.kind is CellKind.DATE:
            self._warn(RowWarning.TEXT_FROM_DATE)
            self._keep_unread(field, cell)
            return None
        return optional_text(cell)

    def _optional(
        self, field: RosterField, read: Callable[[Cell], _Value | None], warning: RowWarning
    ) -> _Value | None:
        cell = self._cells.get(field)
        if cell is None or says_nothing(clean_text(cell)):
            return None
        value = read(cell)
        if value is None:
            self._warn(warning)
            self._keep_unread(field, cell)
        return value

    def _warn(self, warning: RowWarning) -> None:
        if warning not in self._warnings:
            self._warnings.append(warning)

    def _keep_unread(self, field: RosterField, cell: Cell) -> None:
        self._unread.append((field, clean_text(cell)))


def _swapped_in(nik: str, birth: date, today: date) -> bool:
    """Whether the NIK holds this birth date with day and month exchanged: an office program read it that way."""
    inside = parse_nik(nik).birth_date(today, birth)
    if inside is None or inside == birth:
        return False
    return (inside.year, inside.month, inside.day) == (birth.year, birth.day, birth.month)
