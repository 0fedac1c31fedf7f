"""What taking in a member list would do, row by row, and what a person decided about the rows in doubt."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from agent_app.services.roster_arrivals import Arrivals
from agent_app.services.roster_matching import Doubt
from agent_app.services.roster_packed import Packed, Seen
from agent_app.services.roster_questions import Choice, Doubted, Question
from agent_app.services.roster_rows import ListedPerson


class Does(IntEnum):
    """What taking a row in would do."""

    NOTHING = 0
    ADD = 1
    CHANGE = 2
    ASK = 3


@dataclass(frozen=True, slots=True, repr=False)
class PersonChange:
    """What a list says anew of somebody on the roster: fields by the names of `CONTENT` with the values before and
    after. `is_back`: an earlier complete list had left them out."""

    member: str
    name: str
    fields: tuple[tuple[str, Any, Any], ...]
    is_back: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class TakenRow:
    """A row to be written, about a person by id; `is_new`: nobody knew them when the list was looked at."""

    row: ListedPerson
    member: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TakeRows:
    """Rows of a list that was looked at. `passed` counts all rows up to here that no act before had, `unchanged`
    those of them that say nothing new; `arrivals` is what came in from elsewhere since the look."""

    rows: Sequence[TakenRow]
    source: str
    passed: int
    unchanged: int
    arrivals: Arrivals | None = None


@dataclass(frozen=True, slots=True, repr=False)
class GivenBack:
    """A row that is not taken: its place in the file, whose it is, why, and the value the roster has instead, if there
    is one."""

    source: str
    name: str
    doubt: Doubt
    known: str = ""


@dataclass(slots=True, repr=False)
class Looked:
    """A list as it was looked at: rows, what each would do and about whom, and the questions to be decided before.

    `gone`: id and name of whom the branch's roster lists and none of the rows speaks of, by name. `noted`: rows by
    number that are taken as somebody new though somebody of that name is known. `choices`: by the question's place;
    what is not decided is given back.
    """

    source: str
    rows: Packed[ListedPerson] = field(default_factory=lambda: Packed(ListedPerson))
    does: bytearray = field(default_factory=bytearray)
    members: list[str] = field(default_factory=list)
    changes: Packed[PersonChange] = field(default_factory=lambda: Packed(PersonChange))
    questions: tuple[Question, ...] = ()
    gone: tuple[tuple[str, str], ...] = ()
    noted: set[int] = field(default_factory=set)
    choices: dict[int, Choice] = field(default_factory=dict)
    arrivals: Arrivals | None = None

    @property
    def new(self) -> int:
        """Rows that add somebody."""
        return self.does.count(Does.ADD)

    @property
    def changed(self) -> int:
        """Rows that say something new of somebody."""
        return self.does.count(Does.CHANGE)

    @property
    def unchanged(self) -> int:
        """Rows that say nothing new."""
        return self.does.count(Does.NOTHING)

    @property
    def doubtful(self) -> int:
        """Rows that are not taken unless somebody decides so."""
        return self.does.count(Does.ASK)

    @property
    def newcomers(self) -> Sequence[str]:
        """Names of those who are not on the roster yet."""
        indexes = array("L", (index for index, does in enumerate(self.does) if does == Does.ADD))
        return Seen(self.rows, indexes, lambda row: row.name)

    def decide(self, question: int, choice: Choice) -> None:
        """Decide about a question by its place; a choice that it does not offer leaves its rows given back."""
        offered = choice in self.questions[question].offered
        self.choices[question] = choice if offered else Choice.BACK

    def is_decided(self, question: int) -> bool:
        """Whether somebody decided about a question, or there is nothing to be chosen."""
        return question in self.choices or not self.questions[question].offered

    def choice(self, question: int) -> Choice:
        """What was decided about a question."""
        return self.choices.get(question, Choice.BACK)

    def decided_by_choice(self) -> Counter[Choice]:
        """Rows in doubt by what was decided about them."""
        counted: Counter[Choice] = Counter()
        for number, question in enumerate(self.questions):
            counted[self.choice(number)] += len(question.rows)
        return counted

    def given_back(self) -> tuple[GivenBack, ...]:
        """The rows in doubt that are not taken, in the order of the list."""
        found = [
            (one.index, GivenBack(one.source, one.row["name"], one.doubt, _known(one)))
            for number, question in enumerate(self.questions)
            if self.choice(number) is Choice.BACK
            for one in question.rows
        ]
        return tuple(back for _, back in sorted(found, key=lambda pair: pair[0]))

    def commands(self, rows_an_act: int) -> Iterator[TakeRows]:
        """What is to be written, as acts of some rows each, in the order of the list."""
        decided, taken, passed, unchanged = self._decided(), list[TakenRow](), 0, 0
        for index, does in enumerate(self.does):
            passed += 1
            if does == Does.NOTHING:
                unchanged += 1
            elif does == Does.ASK and index in decided:
                taken.append(TakenRow(self.rows[index], *decided[index]))
            elif does != Does.ASK:
                taken.append(TakenRow(self._noted(index), self.members[index], does == Does.ADD))
            if len(taken) == rows_an_act:
                yield self._command(taken, passed, unchanged)
                taken, passed, unchanged = [], 0, 0
        if passed:
            yield self._command(taken, passed, unchanged)

    def _command(self, taken: list[TakenRow], passed: int, unchanged: int) -> TakeRows:
        return TakeRows(rows=taken, source=self.source, passed=passed, unchanged=unchanged, arrivals=self.arrivals)

    def _noted(self, index: int) -> ListedPerson:
        row = self.rows[index]
        return row.noted(MAY_BE_KNOWN) if index in self.noted else row

    def _decided(self) -> dict[int, tuple[str, bool]]:
        """Whom a row in doubt is about by what was decided, and whether they are new."""
        found = {}
        for number, question in enumerate(self.questions):
            for one in question.rows:
                if self.choice(number) is Choice.SAME and one.meant is not None:
                    found[one.index] = (one.meant.member, False)
                elif self.choice(number) is not Choice.BACK:
                    found[one.index] = (self.members[one.index], True)
        return found


MAY_BE_KNOWN = "may_be_known"
"""The note on somebody new of whose name, or name and birth date, there is one already."""


def _known(one: Doubted) -> str:
    """The value on the roster that the row is at odds with."""
    if not one.people:
        return one.branch or ""
    known = one.people[0]
    match one.doubt:
        case Doubt.NIK_CHANGED:
            return str(known.content["nik"] or "")
        case Doubt.OTHER_BRANCH:
            return one.branch or known.branch
        case _:
            return str(known.content["name"])
