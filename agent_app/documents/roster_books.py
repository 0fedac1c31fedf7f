"""Keeps the account of a list while it is read: a counter for each list of each sheet."""

from collections import Counter

from agent_app.documents.roster_account import (
    QUESTION_OF_REASON,
    QUESTION_OF_WARNING,
    Answers,
    ColumnAccount,
    ColumnUse,
    DayOrder,
    Doubt,
    Keep,
    Question,
    QuestionKind,
    SheetAccount,
    Treatment,
)
from agent_app.documents.roster_ended import title_says_ended
from agent_app.documents.roster_mapping import Column, Confidence, Mapping
from agent_app.documents.roster_reasons import SkipCause
from agent_app.documents.roster_rows import Problem, RosterRow
from agent_app.documents.roster_survey import SheetInHand

_MOST_SAID = 8
_MOST_BRANCHES = 40


class ListBook:
    """The account of one list."""

    def __init__(self, sheet: SheetInHand, mapping: Mapping | None, treatment: Treatment) -> None:
        self._sheet, self._mapping, self._treatment = sheet, mapping, treatment
        self.taken = self.noted = self.given_back = 0
        self.skipped: Counter[SkipCause] = Counter()

    @property
    def listed(self) -> int:
        """Rows that came in, with a note or without."""
        return self.taken + self.noted

    def put(self, found: RosterRow | Problem | SkipCause) -> None:
        """What became of one row."""
        if isinstance(found, SkipCause):
            self.skipped[found] += 1
        elif isinstance(found, Problem):
            self.given_back += 1
        elif found.warnings:
            self.noted += 1
        else:
            self.taken += 1

    def account(self) -> SheetAccount:
        """The sums as they are now."""
        sheet, mapping = self._sheet, self._mapping
        return SheetAccount(
            name=sheet.name,
            treatment=self._treatment,
            rows=sheet.rows_in_sheet,
            taken=self.taken,
            noted=self.noted,
            given_back=self.given_back,
            skipped={cause: count for cause, count in self.skipped.items() if count},
            part=_letters(mapping) if mapping is not None and len(sheet.mapping.lists) > 1 else "",
            hidden=sheet.hidden,
            hidden_rows=sheet.hidden_rows,
            says_ended=title_says_ended(sheet.name),
            columns=_columns(sheet, mapping or sheet.mapping),
        )


class Asking:
    """Gathers what a person should decide, over all sheets."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._counts: Counter[QuestionKind] = Counter()
        self._said: dict[QuestionKind, Counter[str]] = {}
        self._branches: Counter[str] = Counter()

    def put(self, found: RosterRow | Problem | SkipCause) -> None:
        """One row, which may wait for an answer."""
        if isinstance(found, Problem):
            kind = QUESTION_OF_REASON.get(found.reason)
            if kind is not None:
                self._counts[kind] += 1
                self._say(kind, found.said)
        elif isinstance(found, RosterRow):
            for warning in found.warnings:
                if warning in QUESTION_OF_WARNING:
                    self._counts[QUESTION_OF_WARNING[warning]] += 1

    def hidden_columns(self, headings: list[str]) -> None:
        """Columns that are used though nobody sees them."""
        if headings and self._answers.hidden is None:
            self._counts.setdefault(QuestionKind.HIDDEN, 0)
            for heading in headings:
                self._say(QuestionKind.HIDDEN, heading)

    def branches(self, said: Counter[str]) -> None:
        """The values of a column of branches."""
        self._branches += said

    def questions(self) -> tuple[Question, ...]:
        """One of each kind that is open."""
        return tuple(self._question(kind) for kind in QuestionKind if kind in self._counts)

    def _question(self, kind: QuestionKind) -> Question:
        said = tuple(word for word, _ in self._said.get(kind, Counter()).most_common(_MOST_SAID))
        options = tuple(one.value for one in (DayOrder if kind is QuestionKind.DAY_ORDER else Keep))
        if kind is QuestionKind.BRANCH:
            options = tuple(value for value, _ in self._branches.most_common(_MOST_BRANCHES))
        return Question(kind=kind, count=self._counts[kind], options=options, said=said)

    def _say(self, kind: QuestionKind, word: str) -> None:
        if word:
            self._said.setdefault(kind, Counter())[word] += 1


def _columns(sheet: SheetInHand, mapping: Mapping) -> tuple[ColumnAccount, ...]:
    used = {column.index: column for column in mapping.columns}
    width = max([len(mapping.headings), *(index + 1 for index in (*sheet.filled, *used))], default=0)
    return tuple(
        _column(sheet, mapping, index, used.get(index))
        for index in range(width)
        if mapping.holds(index) and (index in used or index in sheet.filled or _heading(mapping, index))
    )


def _column(sheet: SheetInHand, mapping: Mapping, index: int, column: Column | None) -> ColumnAccount:
    doubts = [doubt for at, doubt in mapping.doubts if at == index]
    if column is not None and column.confidence is Confidence.GUESSED:
        doubts.insert(0, Doubt.GUESSED)
    serious = bool(doubts)
    if index in sheet.hidden_columns:
        doubts.append(Doubt.HIDDEN)
    use = ColumnUse.NOT_USED if column is None else ColumnUse.USED
    if serious or (column is not None and doubts):
        use = ColumnUse.DOUBTFUL
    field = column.field if column is not None else None
    return ColumnAccount(index=index, heading=_heading(mapping, index), use=use, field=field, doubts=tuple(doubts))


def _heading(mapping: Mapping, index: int) -> str:
    return mapping.headings[index] if index < len(mapping.headings) else ""


def _letters(mapping: Mapping) -> str:
    last = mapping.last if mapping.last is not None else max(len(mapping.headings) - 1, mapping.first)
    return f"{column_letters(mapping.first)}–{column_letters(last)}"


def column_letters(index: int) -> str:
    """The name of a column as office programs have it: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
