"""Everybody this device knows, by name: members and rows of the roster, packed so that a search takes milliseconds.

The names, numbers and ids of 200,000 people lie in a few strings of bytes in the order of the names. What is typed
is found in them at memory's speed, page by page in that order, by the beginnings of words and by digits anywhere.
It is read from the tables and kept in memory alone: an index of the database would cost every import more than the
rows themselves (a table of words 128 µs a row beside 93), and there is nothing that erasure or a rebuild could
leave behind.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import accumulate, groupby, islice
from typing import Any

from sqlalchemy import Row, and_, select
from sqlalchemy.engine import Connection

from agent_app.domain.texts import fold
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.members import roster_row as roster_table

AT_ONCE = 2_000
"""Rows that are read together."""
ANYWHERE = 3
"""Digits that are looked for anywhere in a number; fewer are its beginning, or everybody would be found."""
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What is looked for: beginnings of words of the name, and digits of NIK, member or participant number."""

    beginnings: tuple[str, ...] = ()
    digits: tuple[bytes, ...] = ()

    @property
    def is_anything(self) -> bool:
        return not self.beginnings and not self.digits


def asked(text: str) -> Asked:
    """Read what somebody typed. Digits in groups, as on a card, are one number."""
    words = fold(text).split()
    numbers = [word for word in words if word.isdigit()]
    if numbers == words:
        numbers = ["".join(words)] if words else []
    return Asked(
        beginnings=tuple(word for word in words if not word.isdigit()),
        digits=tuple((number if len(number) >= ANYWHERE else f" {number}").encode() for number in numbers),
    )


class _Lines:
    """Texts one after the other, found again by their number."""

    def __init__(self) -> None:
        self.text = bytearray()
        self.starts = array("I", [0])

    def __len__(self) -> int:
        return len(self.starts) - 1

    def extend(self, lines: Sequence[bytes]) -> None:
        self.text += b"".join(lines)
        self.starts.extend(islice(accumulate(map(len, lines), initial=self.starts[-1]), 1, None))

    def __getitem__(self, number: int) -> bytes:
        return bytes(self.text[self.starts[number] : self.starts[number + 1]])

    def containing(self, part: bytes) -> Iterator[int]:
        """Numbers of the lines that hold `part`, in order, each once."""
        at = self.text.find(part)
        while at >= 0:
            number = bisect_right(self.starts, at) - 1
            yield number
            at = self.text.find(part, self.starts[number + 1])

    def holds(self, number: int, part: bytes) -> bool:
        return self.text.find(part, self.starts[number], self.starts[number + 1]) >= 0


class _Words:
    """At which positions each word of the names stands."""

    def __init__(self) -> None:
        self._positions: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._sorted: list[str] = []

    def extend(self, first: int, names: Sequence[str]) -> None:
        positions = self._positions
        for position, name in enumerate(names, start=first):
            for word in name.split():
                positions[word].append(position)

    def beginning(self, part: str) -> "list[array[int]]":
        """The positions of each word that begins so, word by word."""
        if len(self._sorted) != len(self._positions):
            self._sorted = sorted(self._positions)
        first, last = bisect_left(self._sorted, part), bisect_left(self._sorted, part + _LAST)
        return [self._positions[word] for word in self._sorted[first:last]]


class Shelf:
    """People in the order of (folded name, id). A position is their place in it, from 0."""

    def __init__(self) -> None:
        self._names, self._numbers, self._ids = _Lines(), _Lines(), _Lines()
        self._words = _Words()
        self.villages = array("I")
        """Of each the number of the village in `Villages`."""

    def __len__(self) -> int:
        return len(self._ids)

    def extend(self, names: Sequence[str], ids: Iterable[str], numbers: Iterable[str], villages: Iterable[int]) -> None:
        """Add the next in order: folded names, ids, all numbers of each in one text, villages."""
        self._words.extend(len(self), names)
        self._names.extend([name.encode() for name in names])
        self._numbers.extend([f"{each}\n".encode() for each in numbers])
        self._ids.extend([each.encode() for each in ids])
        self.villages.extend(villages)

    def id(self, position: int) -> str:
        return self._ids[position].decode()

    def folded(self, position: int) -> str:
        """The name as it is sorted and searched by."""
        return self._names[position].decode()

    def position(self, folded: str, id_: str) -> int | None:
        """Where somebody stands; None where they do not."""
        wanted = (folded.encode(), id_.encode())
        low = bisect_left(range(len(self)), wanted, key=lambda place: (self._names[place], self._ids[place]))
        return low if low < len(self) and self._ids[low] == wanted[1] else None

    def position_of(self, id_: str) -> int | None:
        """Where somebody stands of whom only the id is known."""
        wanted = id_.encode()
        found = self._ids.containing(wanted)
        return next((position for position in found if self._ids[position] == wanted), None)

    def matching(self, what: Asked) -> Iterator[int]:
        """Positions of those of whom all that was asked is true, by name."""
        if what.is_anything:
            return iter(range(len(self)))
        if what.beginnings:
            found = self._named(what.beginnings)
            return (each for each in found if all(self._numbers.holds(each, digits) for digits in what.digits))
        longest, *others = sorted(what.digits, key=len, reverse=True)
        found = self._numbers.containing(longest)
        return (each for each in found if all(self._numbers.holds(each, digits) for digits in others))

    def _named(self, beginnings: Sequence[str]) -> Iterator[int]:
        groups = [self._words.beginning(part) for part in beginnings]
        if len(groups) == 1:
            # Only as many are brought in order as somebody looks at.
            return (position for position, _ in groupby(merge(*groups[0])))
        groups.sort(key=lambda group: sum(map(len, group)))
        found = set().union(*groups[0])
        for group in groups[1:]:
            found = {position for each in group for position in found.intersection(each)}
        return iter(sorted(found))


class Villages:
    """Numbers for the villages people are of, as they are written: 10-digit codes and other texts."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}

    def number(self, written: str | None) -> int:
        return self._numbers.setdefault((written or "").strip(), len(self._numbers))

    @property
    def written(self) -> tuple[str, ...]:
        """As written, by number; the first, empty one stands for none."""
        return tuple(self._numbers)


@dataclass(frozen=True, slots=True, repr=False)
class Roster:
    """The cooperative's list as this device has it."""

    shelf: Shelf = field(default_factory=Shelf)
    villages: Villages = field(default_factory=Villages)

    def taken(self, registered: Iterable[tuple[str, str]]) -> frozenset[int]:
        """Positions of those somebody has registered, given the (folded name, id) of their rows."""
        return frozenset(place for each in registered if (place := self.shelf.position(*each)) is not None)


def read_roster(connection: Connection, coop: str) -> Roster:
    """Everybody on the list, by name."""
    shelf, villages = Shelf(), Villages()
    for part in _parts(connection, _ROSTER.where(roster_table.c.coop == coop)):
        names, ids, niks, numbers, written = zip(*part, strict=True)
        both = (f" {nik or ''} {number or ''}" for nik, number in zip(niks, numbers, strict=True))
        shelf.extend(names, ids, both, map(villages.number, written))
    return Roster(shelf, villages)


@dataclass(frozen=True, slots=True, repr=False)
class Members:
    """Those registered in the field and going on for themselves; `listed` says on which roster rows (folded name
    and id) they and those merged into others were found."""

    shelf: Shelf = field(default_factory=Shelf)
    villages: Villages = field(default_factory=Villages)
    listed: tuple[tuple[str, str], ...] = ()


def read_members(connection: Connection, coop: str) -> Members:
    """All members of this device, by name."""
    shelf, villages = Shelf(), Villages()
    listed: list[tuple[str, str]] = []
    for part in _parts(connection, _MEMBERS.where(member_table.c.coop == coop)):
        listed += [(row.roster_folded, row.roster) for row in part if row.roster_folded is not None]
        shown = [row for row in part if row.merged_into is None and row.folded is not None]
        shelf.extend(
            [row.folded for row in shown],
            [row.member for row in shown],
            [f" {row.nik or ''} {row.participant_number or ''} {row.member_no or ''}" for row in shown],
            [villages.number(row.village) for row in shown],
        )
    return Members(shelf, villages, tuple(listed))


def _parts(connection: Connection, statement: Any) -> Iterator[Sequence[Row[Any]]]:
    with connection.execute(statement.execution_options(stream_results=True)) as rows:
        yield from rows.partitions(AT_ONCE)


_ROSTER = (
    select(
        roster_table.c.folded,
        roster_table.c.member,
        roster_table.c.nik,
        roster_table.c.member_no,
        roster_table.c.village,
    )
    .where(roster_table.c.listed, roster_table.c.folded.is_not(None))
    .order_by(roster_table.c.folded, roster_table.c.member)
)
_MEMBERS = (
    select(
        member_table.c.folded,
        member_table.c.member,
        member_table.c.nik,
        member_table.c.participant_number,
        member_table.c.village,
        member_table.c.merged_into,
        member_table.c.roster,
        roster_table.c.folded.label("roster_folded"),
        roster_table.c.member_no,
    )
    .select_from(
        member_table.outerjoin(
            roster_table,
            and_(roster_table.c.coop == member_table.c.coop, roster_table.c.member == member_table.c.roster),
        )
    )
    .where(member_table.c.day.is_not(None))
    .order_by(member_table.c.folded, member_table.c.member)
)
