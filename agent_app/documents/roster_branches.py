"""The column of branches in a list of a whole cooperative: which rows are this branch's."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from agent_app.documents.roster_account import Answers
from agent_app.domain.texts import fold

_SAYS_NOTHING: Final = frozenset({
    "cabang", "kantor", "kcp", "kc", "kas", "unit", "cab", "pusat", "utama", "koperasi", "ksp", "kopdit", "ksu", "kud",
    "tp", "pelayanan", "pembantu", "branch",
})  # fmt: skip


@dataclass(slots=True)
class Branches:
    """The values of the column and how many rows have each."""

    said: Counter[str] = field(default_factory=Counter)

    def add(self, value: str) -> None:
        """One more row."""
        if value:
            self.said[value] += 1

    def is_ours(self, value: str, answers: Answers) -> bool:
        """Whether a row with this value is the branch's; so is one that names none.

        Where nobody said which values are, those that share a word with the branch's own name; a list with one value
        is the branch's where its own name is not known.
        """
        if not value:
            return True
        if answers.branches is not None:
            return fold(value) in {fold(one) for one in answers.branches}
        if not answers.own_branch:
            return len(self.said) < 2
        own = {word for name in answers.own_branch for word in _words(name)}
        return bool(own & _words(value)) or fold(value) in {fold(name) for name in answers.own_branch}


def _words(name: str) -> set[str]:
    return set(fold(name).replace("-", " ").replace(".", " ").split()) - _SAYS_NOTHING
