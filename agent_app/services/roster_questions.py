"""Rows of a list that cannot be taken unasked, put together to questions: one for what belongs together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from agent_app.domain.texts import fold
from agent_app.services.roster_matching import Doubt, Present
from agent_app.services.roster_rows import CONTENT, Content, merged


class Choice(StrEnum):
    """What may be done with the rows of a question: give them back, take them as the people known (with what the
    list says now), or as people not known yet."""

    BACK = "back"
    SAME = "same"
    NEW = "new"


_OFFERED = {
    Doubt.NIK_CHANGED: (Choice.SAME, Choice.NEW),
    Doubt.NIK_OTHER_NAME: (Choice.SAME,),
    Doubt.NIK_EXCHANGED: (Choice.SAME,),
    Doubt.SEVERAL_ALIKE: (Choice.NEW,),
    Doubt.OTHER_BRANCH: (Choice.SAME,),
    Doubt.NIK_OF_SEVERAL: (),
}


@dataclass(frozen=True, slots=True, repr=False)
class Doubted:
    """A row in doubt: its number among the rows read, and the people it may speak of; `meant` is whom it becomes
    where they are said to be the same, None for somebody new. `branch`: what it says of its branch."""

    index: int
    source: str
    row: Content
    doubt: Doubt
    people: tuple[Present, ...]
    meant: Present | None = None
    branch: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Side:
    """A row of a question beside the person it may be. `fields`: by the names of `CONTENT`, what is known and what
    the row says."""

    source: str
    name: str
    known_name: str
    fields: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """One thing to decide, with the rows it is about; undecided they are given back. `branch`: which the rows name."""

    doubt: Doubt
    rows: tuple[Doubted, ...]
    offered: tuple[Choice, ...]
    branch: str | None = None

    @property
    def sides(self) -> tuple[Side, ...]:
        """Each row with both values."""
        return tuple(_side(one) for one in self.rows)


def questions_of(doubted: Sequence[Doubted]) -> tuple[Question, ...]:
    """What is to be decided, in the order of the rows: rows that speak of the same people are one question, and so
    are all rows that name one other branch."""
    groups = _Groups(len(doubted))
    first: dict[object, int] = {}
    for number, one in enumerate(doubted):
        for key in _keys(one):
            groups.join(number, first.setdefault(key, number))
    found: dict[int, list[Doubted]] = {}
    for number, one in enumerate(doubted):
        found.setdefault(groups.root(number), []).append(one)
    return tuple(_question(rows) for rows in found.values())


def _keys(one: Doubted) -> Iterable[object]:
    """What a row shares with others of its question."""
    if one.doubt is Doubt.OTHER_BRANCH:
        return (("branch", one.branch or (one.people[0].branch if one.people else "")),)
    return [person.member for person in one.people]


def with_exchanges(doubted: Sequence[Doubted]) -> list[Doubted]:
    """The same, with rows told apart that bear each other's NIKs by nothing but their names."""
    holders = {
        fold(one.people[0].content["name"]): one.people[0] for one in doubted if one.doubt is Doubt.NIK_OTHER_NAME
    }
    found = []
    for one in doubted:
        meant = holders.get(fold(one.row["name"])) if one.doubt is Doubt.NIK_OTHER_NAME else None
        if meant is not None:
            people = (*one.people, meant)
            one = Doubted(one.index, one.source, one.row, Doubt.NIK_EXCHANGED, people, meant, one.branch)
        found.append(one)
    return found


def _question(rows: list[Doubted]) -> Question:
    doubt = next((one.doubt for one in rows if one.doubt is Doubt.NIK_EXCHANGED), rows[0].doubt)
    offered = tuple(choice for choice in _OFFERED[doubt] if all(choice in _OFFERED[one.doubt] for one in rows))
    meant = [one.meant.member for one in rows if one.meant is not None]
    if len(meant) != len(set(meant)):
        # Two rows cannot both be the one person.
        offered = tuple(choice for choice in offered if choice is not Choice.SAME)
    return Question(doubt, tuple(rows), offered, rows[0].branch if doubt is Doubt.OTHER_BRANCH else None)


def _side(one: Doubted) -> Side:
    known = one.meant or (one.people[0] if one.people else None)
    if known is None:
        return Side(one.source, one.row["name"], "", ())
    after = merged(one.row, known.content)
    fields = tuple((name, known.content[name], after[name]) for name in CONTENT if known.content[name] != after[name])
    return Side(one.source, one.row["name"], known.content["name"], fields)


class _Groups:
    """Numbers that belong together."""

    def __init__(self, count: int) -> None:
        self._up = list(range(count))

    def root(self, number: int) -> int:
        while self._up[number] != number:
            self._up[number] = self._up[self._up[number]]
            number = self._up[number]
        return number

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self._up[second] = first
