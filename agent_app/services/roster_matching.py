"""Whom on the roster a row of a new list speaks of: never two people made one, never one person listed anew.

A NIK, a member number with a name like it, or a name with a birth date tells who somebody is. Where they point at
different people, or a NIK stands beside another name than before, nobody is chosen: a person has to say.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from agent_app.domain.texts import fold
from agent_app.reference.spelling import within_edits
from agent_app.services.roster_rows import CONTENT, Content, plain

_IDENTITY = ("nik", "member_no", "birth")
MOST_ALIKE = 64
"""People under one key beyond which it tells nobody from anybody, such as a name with a birth date made up for all."""


@dataclass(frozen=True, slots=True, repr=False)
class Present:
    """Somebody on the roster, or just planned to be. `listed`: the last complete list still had them."""

    member: str
    content: Content
    branch: str
    listed: bool = True
    is_new: bool = False


class Doubt(StrEnum):
    """Why a row cannot be taken unasked; its words are `roster.<code>`."""

    NIK_CHANGED = "nik_changed"
    NIK_OTHER_NAME = "nik_other_name"
    NIK_EXCHANGED = "nik_exchanged"
    NIK_OF_SEVERAL = "nik_of_several"
    SEVERAL_ALIKE = "several_alike"
    OTHER_BRANCH = "nik_other_branch"


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """Who a row is: `person`, or nobody known yet, or `doubt` about `people`.

    `may_be_known`: it is taken for somebody new though a person of this name may be the same.
    """

    person: Present | None = None
    doubt: Doubt | None = None
    people: tuple[Present, ...] = ()
    may_be_known: bool = False


class Keys:
    """People by what tells them apart: their ids under a key, in the order they were put."""

    def __init__(self) -> None:
        self._found: dict[int, str | tuple[str, ...]] = {}

    def put(self, key: int, member: str) -> None:
        """Find the member under this key."""
        found = self._found.get(key)
        if found is None:
            self._found[key] = member
        elif isinstance(found, str):
            if found != member:
                self._found[key] = (found, member)
        elif member not in found and len(found) <= MOST_ALIKE:
            self._found[key] = (*found, member)

    def get(self, key: int) -> tuple[str, ...]:
        """Who stands under this key; more than `MOST_ALIKE` where it tells nobody from anybody."""
        found = self._found.get(key, ())
        return (found,) if isinstance(found, str) else found


class People:
    """Everybody a row may speak of, by key; what is known of them is looked up elsewhere, by id."""

    def __init__(self) -> None:
        self._niks, self._numbers, self._born, self._alike = Keys(), Keys(), Keys(), Keys()
        self._names: set[int] = set()

    def add(self, member: str, row: Content, folded: str) -> None:
        """Know somebody by their keys; `folded` is their folded name."""
        nik, number, birth, village = row["nik"], row["member_no"], row["birth"], row["village"]
        if nik is not None:
            self._niks.put(hash(nik), member)
        if number is not None:
            self._numbers.put(hash(plain("member_no", number)), member)
        if birth is not None:
            self._born.put(hash((folded, birth)), member)
        place = plain("village", village) if village is not None else None
        self._names.add(hash((folded, place)))
        if nik is number is birth is None:
            self._alike.put(hash((folded, place)), member)
            if place is not None and not self._alike.get(hash((folded, None))):
                self._alike.put(hash((folded, None)), member)

    def add_nik(self, member: str, nik: str) -> None:
        """Know somebody of another branch, by NIK alone."""
        self._niks.put(hash(nik), member)

    def of(self, row: Content, folded: str) -> "Candidates":
        """Whom a row may speak of."""
        nik, number, birth = row["nik"], row["member_no"], row["birth"]
        named: tuple[str, ...] = ()
        if nik is number is birth is None:
            village = row["village"]
            named = self._alike.get(hash((folded, plain("village", village) if village is not None else None)))
        return Candidates(
            self._niks.get(hash(nik)) if nik is not None else (),
            self._numbers.get(hash(plain("member_no", number))) if number is not None else (),
            self._born.get(hash((folded, birth))) if birth is not None else (),
            named,
        )

    def has_name(self, row: Content, folded: str) -> bool:
        """Whether somebody of this name and village is known."""
        village = row["village"]
        return hash((folded, plain("village", village) if village is not None else None)) in self._names


@dataclass(frozen=True, slots=True)
class Candidates:
    """Ids by NIK, by member number, by name and birth date, and by name and village of those with nothing else."""

    niks: tuple[str, ...]
    numbers: tuple[str, ...]
    born: tuple[str, ...]
    named: tuple[str, ...]

    def __iter__(self) -> Iterator[str]:
        yield from self.niks
        yield from self.numbers
        yield from self.born
        yield from self.named

    @property
    def is_crowd(self) -> bool:
        """Whether a key stands for too many to tell them apart."""
        return max(len(self.born), len(self.named)) > MOST_ALIKE


def judge(row: Content, branch: str, by: Candidates, people: dict[str, Present]) -> Verdict:
    """Who a row is, of the candidates as they are known now (`people`, by id; whoever is missing is nobody)."""
    holders = _those(by.niks, people)
    if any(one.branch != branch for one in holders):
        return Verdict(doubt=Doubt.OTHER_BRANCH, people=tuple(holders))
    others = [one for one in _by_number_or_birth(row, by, people) if one not in holders]
    if holders:
        return _of_nik(row, holders, others)
    if by.is_crowd and row["nik"] is None and row["member_no"] is None:
        return Verdict(doubt=Doubt.SEVERAL_ALIKE, people=tuple(_those((*by.born, *by.named)[:2], people)))
    return _without_nik(row, others, _those(by.named, people))


def _those(members: Iterable[str], people: dict[str, Present]) -> list[Present]:
    return [people[member] for member in members if member in people]


def _by_number_or_birth(row: Content, by: Candidates, people: dict[str, Present]) -> list[Present]:
    """Those whom number and name, or name and birth date, point at, whatever their NIKs."""
    if not by.numbers and not by.born:
        return []
    numbered = [one for one in _those(by.numbers, people) if _alike(row, one) and not _differ(row, one, "birth")]
    born = [one for one in _those(by.born, people) if not _differ(row, one, "member_no") and _same_place(row, one)]
    return list({one.member: one for one in (*numbered, *born)}.values())


def _of_nik(row: Content, holders: Sequence[Present], others: Sequence[Present]) -> Verdict:
    """A row whose NIK is known: that person, unless name or birth date say that it is somebody else."""
    named = [one for one in holders if _same_name(row, one)]
    fitting = next((one for one in named if not _differ(row, one, "birth")), None)
    if fitting is not None:
        return Verdict(person=fitting)
    meant = next((one for one in others if _same_name(row, one)), None)
    if meant is not None:
        return Verdict(doubt=Doubt.NIK_EXCHANGED, people=(*holders, meant))
    if len(holders) == 1 and (named or (_alike(row, holders[0]) and not _differ(row, holders[0], "birth"))):
        return Verdict(person=holders[0])
    # A NIK that several have is a household's number or a stand-in: it makes nobody one with anybody.
    is_shared = len(holders) > 1 or any(one.is_new for one in holders)
    return Verdict(doubt=Doubt.NIK_OF_SEVERAL if is_shared else Doubt.NIK_OTHER_NAME, people=tuple(holders))


def _without_nik(row: Content, others: Sequence[Present], named: Sequence[Present]) -> Verdict:
    """A row whose NIK nobody has yet, or that has none."""
    fitting = [one for one in others if not _differ(row, one, "nik")]
    if fitting:
        best = _closest(row, fitting)
        return Verdict(person=best) if best else Verdict(doubt=Doubt.SEVERAL_ALIKE, people=tuple(fitting))
    changed = [one for one in others if _same_name(row, one) or _may_be_misspelt(row, one)]
    if changed:
        return Verdict(doubt=Doubt.NIK_CHANGED, people=tuple(changed))
    return Verdict(person=next((one for one in named if _says_nothing_new(row, one)), None))


def _closest(row: Content, fitting: Sequence[Present]) -> Present | None:
    """The one person that fits best; None where two fit alike."""
    if len(fitting) == 1:
        return fitting[0]

    def nearness(one: Present) -> tuple[bool, ...]:
        told = ("member_no", "nik", "birth", "village", "phone")
        both = [row[name] is not None and _agree(row, one, name) for name in told]
        return (_same_name(row, one), *both)

    ranked = sorted(fitting, key=nearness, reverse=True)
    first, second = ranked[:2]
    if nearness(first) > nearness(second):
        return first
    # Two who are known by the very same words are one person listed twice: either will do.
    return first if all(_agree(first.content, second, name) for name in CONTENT) else None


def _same_name(row: Content, one: Present) -> bool:
    return row["name"] == one.content["name"] or fold(row["name"]) == fold(one.content["name"])


def _alike(row: Content, one: Present) -> bool:
    """Whether a name was corrected by a letter or a word; a household shares a book number, and not that."""
    name, other = fold(row["name"]), fold(one.content["name"])
    if name == other:
        return True
    words, other_words = set(name.split()), set(other.split())
    return words <= other_words or other_words <= words or within_edits(name, other, 1)


def _may_be_misspelt(row: Content, one: Present) -> bool:
    """A name like it under the same number and birth date."""
    return _agree(row, one, "member_no") and row["birth"] == one.content["birth"] is not None


def _differ(row: Content, one: Present, name: str) -> bool:
    """Whether both say something of it, and not the same."""
    value, known = row[name], one.content[name]
    return value is not None and known is not None and value != known and plain(name, value) != plain(name, known)


def _agree(row: Content, one: Present, name: str) -> bool:
    value, known = row[name], one.content[name]
    return value == known or (value is not None and known is not None and plain(name, value) == plain(name, known))


def _same_place(row: Content, one: Present) -> bool:
    """Whether nothing says that two people of one name and birth date live apart; a number may say they are one."""
    same_number = row["member_no"] is not None and _agree(row, one, "member_no")
    same_nik = row["nik"] is not None and row["nik"] == one.content["nik"]
    return same_number or same_nik or not _differ(row, one, "village")


def _says_nothing_new(row: Content, one: Present) -> bool:
    nobody_special = all(row[name] is None and one.content[name] is None for name in _IDENTITY)
    return nobody_special and all(row[name] is None or _agree(row, one, name) for name in CONTENT if name != "name")
