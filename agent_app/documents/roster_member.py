"""Reads the cells of one row as a member, with a note for everything that is odd about them."""

import re
from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from datetime import date
from typing import Final, Protocol, TypeVar

from agent_app.documents.roster_account import Answers, DayOrder
from agent_app.documents.roster_dates import Birth, day_may_be_year, read_birth, read_day, read_month
from agent_app.documents.roster_headings import RosterField
from agent_app.documents.roster_reasons import Reason, RowWarning
from agent_app.documents.roster_rows import RosterRow, Source
from agent_app.documents.roster_values import (
    clean_text,
    is_error_text,
    is_formula_text,
    kept_text,
    once_encoded,
    optional_text,
    read_income,
    read_nik,
    read_phones,
    read_sex,
    says_nothing,
    stands_in,
)
from agent_app.documents.spreadsheet import Cell, CellKind
from agent_app.domain.errors import Refused
from agent_app.domain.months import Month, add_months, month_of
from agent_app.domain.nik import Nik, Sex, parse_nik

_LONGEST_TEXT: Final = 500
# In bytes: what fits a line of the journal even where every letter of it is escaped.
_LONGEST_ROW: Final = 5_000
# BPJS Ketenagakerjaan began in July 2015; nobody pays for more than a few years in advance.
_FIRST_MONTH: Final = "2015-07"
_MOST_MONTHS_AHEAD: Final = 36
_REPLACEMENT = "\ufffd"
_ODD = re.compile("[#=\ufffd]|Err:")
_USABLE: Final = frozenset({CellKind.TEXT, CellKind.NUMBER, CellKind.DATE})
_SIXTEEN = re.compile(r"(?<!\d)\d{16}(?!\d)")
_NO_NIK: Final = frozenset({Reason.NIK_ALL_EQUAL, Reason.NIK_DAY, Reason.NIK_MONTH, Reason.NIK_SERIAL})
_ODD_NIK: Final = frozenset({Reason.NIK_NOT_DIGITS, Reason.NIK_LENGTH})
_Value = TypeVar("_Value")


class EvidenceOfRow(Protocol):
    """What is known from the rest of the list; see `roster_reader.Evidence`."""

    @property
    def shared_niks(self) -> Dictionary[str, str | None]: ...

    @property
    def month_first(self) -> bool: ...


class Unusable(Exception):
    """Stops the reading of a row: it goes to the error file."""

    def __init__(self, reason: Reason, field: RosterField, length: int | None = None) -> None:
        super().__init__(reason.value)
        self.reason, self.field, self.length = reason, field, length


class MemberReading:
    """The cells of one row on their way to a member; gathers warnings and what could not be read."""

    def __init__(
        self,
        cells: dict[RosterField, Cell],
        rivals: tuple[Cell, ...],
        today: date,
        zeros_are_damage: bool,
        nik_is_doubtful: bool,
    ) -> None:
        self._cells = {field: cell for field, cell in cells.items() if cell.kind is not CellKind.EMPTY}
        self._rivals = rivals
        self._nik_is_doubtful = nik_is_doubtful
        self._today = today
        self._zeros_are_damage = zeros_are_damage
        self._warnings: list[RowWarning] = []
        self._unread: list[tuple[RosterField, str]] = []

    def member(self, source: Source, evidence: EvidenceOfRow, answers: Answers) -> RosterRow:
        """The row as a member. Raises Unusable where a person has to look at it."""
        self._refuse_unusable_cells()
        if self._cells.keys() - {RosterField.STATUS, RosterField.BRANCH} == {RosterField.NAME}:
            self._warn(RowWarning.ONLY_A_NAME)
        birth = self._read_birth()
        nik = self._nik(birth)
        name = self._name(nik)
        nik = self._own_nik(nik, name, evidence)
        day, nik = self._judged_birth(birth, nik, evidence, answers)
        sex = self._sex(nik)
        place = self._text(RosterField.BIRTH_PLACE) or birth.place
        return RosterRow(
            source=source,
            name=name,
            nik=nik,
            member_no=self._text(RosterField.MEMBER_NO),
            birth=day,
            birth_place=place,
            sex=sex,
            phone=self._phone(),
            address=self._text(RosterField.ADDRESS),
            village=self._text(RosterField.VILLAGE),
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
        cells = self._cells.values()
        texts = "\n".join([cell.text for cell in cells])
        # Nearly all rows are short and hold none of the marks that are looked for below.
        if len(texts) <= _LONGEST_TEXT and _ODD.search(texts) is None and not [one for one in cells if _is_odd(one)]:
            return
        # No letter takes more than four bytes.
        if len(texts) * 4 > _LONGEST_ROW:
            sizes = {field: len(cell.text.encode()) for field, cell in self._cells.items()}
            if sum(sizes.values()) > _LONGEST_ROW:
                raise Unusable(Reason.TEXT_TOO_LONG, max(sizes, key=lambda field: sizes[field]))
        for field, cell in self._cells.items():
            if cell.kind is CellKind.FORMULA_WITHOUT_RESULT:
                raise Unusable(Reason.FORMULA_WITHOUT_RESULT, field)
            if cell.kind is CellKind.ERROR or is_error_text(cell.text):
                raise Unusable(Reason.CELL_ERROR, field)
            if len(cell.text) > _LONGEST_TEXT:
                raise Unusable(Reason.TEXT_TOO_LONG, field)
            if cell.text.lstrip("' ").startswith("=") and is_formula_text(kept_text(cell)):
                raise Unusable(Reason.FORMULA_AS_TEXT, field)
            if cell.look.odd_bytes:
                self._warn(RowWarning.LETTERS_ODD_BYTE)
                self._unread.append((field, cell.look.odd_bytes))
            if _REPLACEMENT in cell.text:
                self._warn(RowWarning.LETTERS_DAMAGED)

    def _name(self, nik: str | None) -> str:
        """The name as written. `Null` or `Nihil` is one wherever the row has a number of the person."""
        cell = self._cells.get(RosterField.NAME)
        text = self._repaired(cell) if cell is not None else ""
        if says_nothing(text):
            number = self._cells.get(RosterField.MEMBER_NO)
            has_number = nik is not None or (number is not None and optional_text(number) is not None)
            if not (has_number and text.isalpha()):
                raise Unusable(Reason.NAME_MISSING, RosterField.NAME)
            self._warn(RowWarning.NAME_LIKE_FILLER)
        if not any(letter.isalpha() for letter in text):
            raise Unusable(Reason.NAME_WITHOUT_LETTERS, RosterField.NAME)
        return text

    def _nik(self, birth: Birth) -> str | None:
        cell = self._cells.get(RosterField.NIK)
        digits = self._read_nik(cell, birth) if cell is not None else None
        others = {read.digits for read in map(read_nik, self._rivals) if read.digits is not None} - {digits}
        if not others:
            return digits
        agreeing = [one for one in (digits, *others) if one is not None and holds_birth(one, birth, self._today)]
        if len(agreeing) == 1:
            return agreeing[0]
        raise Unusable(Reason.NIK_COLUMNS_DIFFER, RosterField.NIK)

    def _read_nik(self, cell: Cell, birth: Birth) -> str | None:
        read, text = read_nik(cell), clean_text(cell)
        if read.reason in _NO_NIK or (read.reason in _ODD_NIK and stands_in(text)) or read.says_nothing:
            if any(letter.isalnum() for letter in text):
                self._warn(RowWarning.NIK_STAND_IN if stands_in(text) else RowWarning.NIK_WITHOUT_BIRTH)
                self._keep_unread(RosterField.NIK, cell)
            return None
        if read.reason in _ODD_NIK and (one := self._one_of_two(text, birth)) is not None:
            return one
        if read.reason is not None:
            raise Unusable(read.reason, RosterField.NIK, read.length)
        if self._zeros_are_damage and read.digits is not None and read.digits.endswith("0"):
            raise Unusable(Reason.NIK_DAMAGED, RosterField.NIK)
        if read.from_number:
            self._warn(RowWarning.NIK_FROM_NUMBER)
        return read.digits

    def _one_of_two(self, text: str, birth: Birth) -> str | None:
        """Of two numbers in one cell (`NIK / No. KK`) the one that holds the birth date."""
        numbers: list[str] = [one for one in _SIXTEEN.findall(text) if holds_birth(one, birth, self._today)]
        if len(numbers) != 1:
            return None
        self._warn(RowWarning.NIK_MAY_BE_CARD)
        self._unread.append((RosterField.NIK, text))
        return numbers[0]

    def _own_nik(self, nik: str | None, name: str, evidence: EvidenceOfRow) -> str | None:
        """None where several people stand under the number and it is not known to be this one's."""
        if nik is None or nik not in evidence.shared_niks:
            return nik
        owner = evidence.shared_niks[nik]
        if owner is not None and owner == folded_name(name):
            return nik
        self._warn(RowWarning.NIK_SHARED)
        self._unread.append((RosterField.NIK, nik))
        return None

    def _read_birth(self) -> Birth:
        cell = self._cells.get(RosterField.BIRTH)
        if cell is None or says_nothing(clean_text(cell)):
            return Birth()
        birth = read_birth(cell, self._today)
        if birth.warning is not None:
            self._warn(birth.warning)
            if birth.day is None:
                self._keep_unread(RosterField.BIRTH, cell)
        return birth

    def _judged_birth(
        self, birth: Birth, nik: str | None, evidence: EvidenceOfRow, answers: Answers
    ) -> tuple[date | None, str | None]:
        """Birth date and NIK held against each other: the NIK knows the order of day and month."""
        day = birth.day
        if day is None:
            if nik is not None and self._nik_is_doubtful:
                self._warn(RowWarning.NIK_MAY_BE_CARD)
            return None, nik
        inside = Nik(nik).birth_date(self._today, day) if nik is not None else None
        if inside == day:
            return day, nik
        if birth.turned is not None and inside == birth.turned:
            self._warn(RowWarning.BIRTH_SWAPPED_IN_NIK)
            return inside, nik
        if birth.turned is not None and evidence.month_first:
            if answers.day_order is None:
                raise Unusable(Reason.BIRTH_ORDER_UNKNOWN, RosterField.BIRTH)
            day = birth.turned if answers.day_order is DayOrder.MONTH_FIRST else day
        if nik is None:
            return day, None
        if self._nik_is_doubtful:
            self._warn(RowWarning.NIK_CONTRADICTS_BIRTH)
            self._unread.append((RosterField.NIK, nik))
            return day, None
        self._warn(RowWarning.BIRTH_NOT_IN_NIK)
        return day, nik

    def _sex(self, nik: str | None) -> Sex | None:
        sex = self._optional(RosterField.SEX, read_sex, RowWarning.SEX_UNREADABLE)
        if sex is not None and nik is not None and Nik(nik).sex is not sex:
            self._warn(RowWarning.SEX_NOT_IN_NIK)
        return sex

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
            raise Unusable(Reason.LAST_PAID_UNREADABLE, RosterField.LAST_PAID_MONTH)
        if not _FIRST_MONTH <= month <= add_months(month_of(self._today), _MOST_MONTHS_AHEAD):
            raise Unusable(Reason.LAST_PAID_IMPLAUSIBLE, RosterField.LAST_PAID_MONTH)
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
        text = self._repaired(cell)
        return None if says_nothing(text) else text

    def _repaired(self, cell: Cell) -> str:
        """The letters as they were meant, where UTF-8 was taken for another encoding on the way."""
        meant = cell.text if cell.text.isascii() else once_encoded(cell.text)
        if meant == cell.text:
            return kept_text(cell)
        self._warn(RowWarning.LETTERS_TWICE_ENCODED)
        return kept_text(Cell(meant, cell.kind))

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


def _is_odd(cell: Cell) -> bool:
    return cell.kind not in _USABLE or cell.look.odd_bytes != ""


def holds_birth(digits: str, birth: Birth, today: date) -> bool:
    """Whether a number of NIK form holds this birth date, in whatever order its day and month were written."""
    if birth.day is None:
        return False
    try:
        inside = parse_nik(digits).birth_date(today, birth.day)
    except Refused:
        return False
    return inside is not None and inside in (birth.day, birth.turned)


def folded_name(name: str) -> str:
    """A name as it is compared within a list."""
    return " ".join(name.casefold().split())
