"""The account of a member list: what became of every sheet, every column and every row, and what is to be asked."""

from enum import StrEnum

import msgspec

from agent_app.documents.roster_headings import RosterField
from agent_app.documents.roster_reasons import Reason, RowWarning, SkipCause


class Treatment(StrEnum):
    """What became of a sheet; its words are `roster.sheet_<code>`."""

    READ = "read"
    WITHOUT_NAMES = "without_names"
    HIDDEN = "hidden"
    NOT_CHOSEN = "not_chosen"


class ColumnUse(StrEnum):
    """Whether a column is taken in; its words are `roster.column_<code>`."""

    USED = "used"
    NOT_USED = "not_used"
    DOUBTFUL = "doubtful"


class Doubt(StrEnum):
    """Why a column is doubtful; its words are `roster.doubt_<code>`."""

    GUESSED = "guessed"
    DOUBLE_HEADING = "double_heading"
    CONTRADICTS_BIRTH = "contradicts_birth"
    SAME_FIELD_TWICE = "same_field_twice"
    HIDDEN = "hidden"
    FIRST_TYPED_ONLY = "first_typed_only"


class ColumnAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Column `index` (from 0) under `heading`: read as `field`, or not used (None)."""

    index: int
    heading: str
    use: ColumnUse
    field: RosterField | None = None
    doubts: tuple[Doubt, ...] = ()


class SheetAccount(msgspec.Struct, frozen=True, kw_only=True):
    """One list of a sheet: `rows` = `taken` + `noted` + `given_back` + all `skipped`, blank rows included.

    Lists beside each other on one sheet have an account each, with the letters of its columns in `part` (`A–D`); every
    row of the sheet counts once in each. `hidden_rows` of them are hidden.
    """

    name: str
    treatment: Treatment
    rows: int
    taken: int = 0
    noted: int = 0
    given_back: int = 0
    skipped: dict[SkipCause, int] = {}
    part: str = ""
    hidden: bool = False
    hidden_rows: int = 0
    says_ended: bool = False
    columns: tuple[ColumnAccount, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is lost."""
        return self.rows == self.taken + self.noted + self.given_back + sum(self.skipped.values())


class Keep(StrEnum):
    """Take rows in, or leave them out."""

    KEEP = "keep"
    LEAVE = "leave"


class DayOrder(StrEnum):
    """What stands first in a date of figures."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class QuestionKind(StrEnum):
    """What only a person knows; its words are `roster.ask_<code>`, the command's option `FLAGS[kind]`."""

    HIDDEN = "hidden"
    ENDED = "ended"
    DAY_ORDER = "day_order"
    TYPED_ONCE = "typed_once"
    BRANCH = "branch"


FLAGS = {
    QuestionKind.HIDDEN: "--hidden",
    QuestionKind.ENDED: "--ended",
    QuestionKind.DAY_ORDER: "--day-order",
    QuestionKind.TYPED_ONCE: "--typed-once",
    QuestionKind.BRANCH: "--branch",
}


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be decided before an import: `count` rows wait for it. `options` are values of its answer;
    `said` are words of the file that raised it."""

    kind: QuestionKind
    count: int
    options: tuple[str, ...]
    said: tuple[str, ...] = ()


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What a person decided; None where nobody did: then the rows go back, or come in with a note.

    `sheets` are hidden sheets somebody asked for by name; `branches` the values of a column of branches that are
    this one, `own_branch` the branch's names by which it knows itself.
    """

    hidden: Keep | None = None
    ended: Keep | None = None
    day_order: DayOrder | None = None
    typed_once: Keep | None = None
    branches: tuple[str, ...] | None = None
    own_branch: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()

    def has(self, kind: QuestionKind, option: str) -> bool:
        """Whether this is what was answered."""
        if kind is QuestionKind.BRANCH:
            return option in (self.branches or ())
        return bool(getattr(self, kind.value) == option)

    def without_answer(self, kind: QuestionKind, option: str) -> "Answers":
        """These with an answer taken back."""
        if kind is QuestionKind.BRANCH:
            left = tuple(one for one in self.branches or () if one != option)
            return msgspec.structs.replace(self, branches=left or None)
        return msgspec.structs.replace(self, **{kind.value: None})

    def with_answer(self, kind: QuestionKind, option: str) -> "Answers":
        """These with one more; a branch is added to those chosen before."""
        match kind:
            case QuestionKind.HIDDEN:
                return msgspec.structs.replace(self, hidden=Keep(option))
            case QuestionKind.ENDED:
                return msgspec.structs.replace(self, ended=Keep(option))
            case QuestionKind.DAY_ORDER:
                return msgspec.structs.replace(self, day_order=DayOrder(option))
            case QuestionKind.TYPED_ONCE:
                return msgspec.structs.replace(self, typed_once=Keep(option))
            case QuestionKind.BRANCH:
                return msgspec.structs.replace(self, branches=(*(self.branches or ()), option))


QUESTION_OF_REASON = {
    Reason.HIDDEN_ROW: QuestionKind.HIDDEN,
    Reason.HIDDEN_SHEET: QuestionKind.HIDDEN,
    Reason.SHEET_ENDED: QuestionKind.ENDED,
    Reason.STATUS_ENDED: QuestionKind.ENDED,
    Reason.NAME_ENDED: QuestionKind.ENDED,
    Reason.STRUCK_THROUGH: QuestionKind.ENDED,
    Reason.BIRTH_ORDER_UNKNOWN: QuestionKind.DAY_ORDER,
    Reason.OTHER_BRANCH: QuestionKind.BRANCH,
}
QUESTION_OF_WARNING = {RowWarning.VILLAGE_MAY_BE_ABOVE: QuestionKind.TYPED_ONCE}
