"""What a member list becomes: member rows, rows with a problem, and the sums of what was skipped."""

from datetime import date

import msgspec

from agent_app.documents.roster_account import Question, SheetAccount
from agent_app.documents.roster_headings import RosterField
from agent_app.documents.roster_mapping import Mapping
from agent_app.documents.roster_reasons import Reason, RowWarning, SkipCause
from agent_app.domain.months import Month
from agent_app.domain.nik import Sex

Source = tuple[str, int]
"""Sheet and row number, counted from 1 as office programs show it."""


class RosterRow(msgspec.Struct, frozen=True, kw_only=True):
    """One member or prospect as listed; None where the list says nothing or nothing readable.

    `phone` is `+62…`, `income` whole rupiah a month, `last_paid_month` the opening balance. What stood in a
    cell but could not be read is kept in `unread` as (field, original text), each with a warning.
    """

    source: Source
    name: str
    nik: str | None = None
    member_no: str | None = None
    birth: date | None = None
    birth_place: str | None = None
    sex: Sex | None = None
    phone: str | None = None
    address: str | None = None
    village: str | None = None
    district: str | None = None
    occupation: str | None = None
    income: int | None = None
    last_paid_month: Month | None = None
    joined: date | None = None
    warnings: tuple[RowWarning, ...] = ()
    unread: tuple[tuple[RosterField, str], ...] = ()

    def __repr__(self) -> str:
        return f"RosterRow(source={self.source!r}, warnings={[str(one) for one in self.warnings]})"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A row that needs a person: where it stands, why, and all its cells as texts, nothing left out.

    `field` is the column at fault, `first_row` the earlier row a repeated NIK stands in, `length` the number
    of digits of a NIK that has not sixteen, `damaged` the indexes of cells whose last digits an office program
    has lost, `known` the value on the roster that the row is at odds with, `said` the words of the list that are
    the reason.
    """

    source: Source
    reason: Reason
    cells: tuple[str, ...]
    field: RosterField | None = None
    first_row: Source | None = None
    length: int | None = None
    damaged: tuple[int, ...] = ()
    known: str = ""
    said: str = ""

    @property
    def row_number(self) -> int:
        return self.source[1]

    def __repr__(self) -> str:
        return f"Problem(source={self.source!r}, reason={self.reason.value})"


class RosterSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The sums of a read file: listed + problems + all skipped = `rows_in_file`, over all its sheets.

    `account` tells the same sheet by sheet and column by column, `questions` what a person should decide first.
    """

    account: tuple[SheetAccount, ...] = ()
    questions: tuple[Question, ...] = ()
    listed: int
    problems: int
    skipped: dict[SkipCause, int]
    rows_in_file: int
    mappings: tuple[Mapping, ...]


class RosterChunk(msgspec.Struct, frozen=True, kw_only=True):
    """Some rows and problems in file order; `summary` comes with the last chunk of a file only.

    A file is looked through before its first row is given: chunks without rows tell how many were `surveyed` so far.
    """

    surveyed: int = 0
    rows: tuple[RosterRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    summary: RosterSummary | None = None


class RosterFile(msgspec.Struct, frozen=True, kw_only=True):
    """A whole member list in memory. `mappings` has one entry a sheet that was read."""

    rows: list[RosterRow]
    problems: list[Problem]
    skipped: dict[SkipCause, int]
    rows_in_file: int
    mappings: tuple[Mapping, ...]
    account: tuple[SheetAccount, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def mapping(self) -> Mapping:
        """The mapping of the first sheet that was read."""
        return self.mappings[0]
