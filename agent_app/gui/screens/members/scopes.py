"""What the list is limited to: who is due, late, incomplete or not registered yet, and one village."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from agent_app.records.views.directory import Directory
from agent_app.records.views.standings import Groups


class Scope(StrEnum):
    """A filter chip."""

    ALL = "all"
    LATE = "late"
    DUE = "due"
    INCOMPLETE = "incomplete"
    CANDIDATES = "candidates"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is to be shown. `village` is a key of the directory's villages, None for all."""

    scope: Scope = Scope.ALL
    village: str | None = None
    text: str = ""


def counts(directory: Directory, groups: Groups) -> dict[Scope, int]:
    """How many each chip shows."""
    return {
        Scope.ALL: directory.member_count + directory.candidate_count,
        Scope.LATE: len(groups.late),
        Scope.DUE: len(groups.due),
        Scope.INCOMPLETE: len(groups.incomplete),
        Scope.CANDIDATES: directory.candidate_count,
    }


def places(directory: Directory, groups: Groups, wanted: Wanted) -> "array[int] | Iterator[int]":
    """The places of those who are wanted, at once where nothing is to be searched."""
    ids = {Scope.LATE: groups.late, Scope.DUE: groups.due, Scope.INCOMPLETE: groups.incomplete}.get(wanted.scope)
    members = array("I") if wanted.scope is Scope.CANDIDATES else directory.members(ids)
    with_candidates = wanted.scope in (Scope.ALL, Scope.CANDIDATES)
    if wanted.text.strip() or wanted.village is not None:
        among = None if wanted.scope is Scope.ALL else frozenset(members)
        return directory.find(wanted.text, members=among, candidates=with_candidates, village=wanted.village)
    return members + directory.candidates() if with_candidates else members
