"""Members and candidates of the roster as one list: members first, then those nobody has registered, each by name."""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from agent_app.records.views.people import Members, Roster, asked
from agent_app.records.views.villages import Place, place_of


@dataclass(frozen=True, slots=True)
class VillageCount:
    """A village by its key, and how many members and candidates it has."""

    key: str
    name: str
    members: int
    candidates: int


class Directory:
    """A place is a number: a member's position, or the number of members and the position on the roster.

    It stands for one state of the tables and is never changed, so any thread may search it.
    """

    def __init__(self, members: Members, roster: Roster) -> None:
        self._members, self._roster = members.shelf, roster.shelf
        self.member_count = len(members.shelf)
        self._taken = roster.taken(members.listed)
        self._places = (_places(members.villages.written), _places(roster.villages.written))
        self.villages = self._count_villages()
        """Those with most members first, then with most candidates."""

    @property
    def candidate_count(self) -> int:
        return len(self._roster) - len(self._taken)

    def is_member(self, place: int) -> bool:
        return place < self.member_count

    def id(self, place: int) -> str:
        return self._members.id(place) if self.is_member(place) else self._roster.id(place - self.member_count)

    def folded(self, place: int) -> str:
        """The name as it is searched by."""
        return self._members.folded(place) if self.is_member(place) else self._roster.folded(place - self.member_count)

    def members(self, ids: Collection[str] | None = None) -> "array[int]":
        """The places of all members, or of these."""
        every = range(self.member_count)
        return array("I", every if ids is None else (each for each in every if self._members.id(each) in ids))

    def candidates(self) -> "array[int]":
        """The places of all candidates."""
        found = array("I", range(self.member_count, self.member_count + len(self._roster)))
        for each in sorted(self._taken, reverse=True):
            del found[each]
        return found

    def find(
        self, text: str, *, members: Collection[int] | None = None, candidates: bool = True, village: str | None = None
    ) -> Iterator[int]:
        """Places of those who fit what was typed, in order, as far as somebody asks for them.

        `members` are the places of members to look among, None for all; `village` is a key of `villages`.
        """
        what = asked(text)
        among_members = self._in_village(0, village)
        for each in self._members.matching(what):
            if (members is None or each in members) and among_members(each):
                yield each
        if candidates:
            among_candidates = self._in_village(1, village)
            for each in self._roster.matching(what):
                if each not in self._taken and among_candidates(each):
                    yield self.member_count + each

    def place(self, id_: str) -> int | None:
        """Where a member or a candidate stands; None for anybody else, and for rows of the roster that are members."""
        if (position := self._members.position_of(id_)) is not None:
            return position
        position = self._roster.position_of(id_)
        return None if position is None or position in self._taken else self.member_count + position

    def _in_village(self, shelf: int, village: str | None) -> Callable[[int], bool]:
        if village is None:
            return lambda _: True
        numbers = {number for number, place in enumerate(self._places[shelf]) if village_key(place) == village}
        lived = (self._members, self._roster)[shelf].villages
        return lambda each: lived[each] in numbers

    def _count_villages(self) -> tuple[VillageCount, ...]:
        names: dict[str, str] = {}
        counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        taken = Counter(self._roster.villages[each] for each in self._taken)
        lived = (Counter(self._members.villages), Counter(self._roster.villages) - taken)
        for shelf in (0, 1):
            for number, count in lived[shelf].items():
                place = self._places[shelf][number]
                names.setdefault(village_key(place), place.name)
                counts[shelf][village_key(place)] += count
        found = [VillageCount(key, name, counts[0][key], counts[1][key]) for key, name in names.items()]
        return tuple(sorted(found, key=lambda one: (not one.key, -one.members, -one.candidates, one.name)))


def village_key(place: Place) -> str:
    """One name of a village however it is written; "" where none is."""
    return place.key.partition("|")[0]


def _places(written: tuple[str, ...]) -> tuple[Place, ...]:
    return tuple(place_of(each) for each in written)
