"""Whom on the roster a row of a new list speaks of: never two people made one, never one person listed anew."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.engine import Connection

from agent_app.domain.texts import fold
from agent_app.records import bulk
from agent_app.records.facts.collector import folded
from agent_app.records.tables.members import roster_row
from agent_app.reference.spelling import within_edits

CONTENT = (
    "name", "nik", "member_no", "birth", "birth_place", "sex", "phone", "address", "village", "district",
    "occupation", "income", "last_paid",
)  # fmt: skip
Content = dict[str, Any]
"""What a row says, by the names of `CONTENT`; None where it says nothing."""

_IDENTITY = ("nik", "member_no", "birth")
_ROWS_A_QUERY = 500


@dataclass(frozen=True, slots=True, repr=False)
class Present:
    """Somebody on the roster, or just planned to be. `listed`: the last complete list still had them."""

    member: str
    content: Content
    listed: bool = True


class Known:
    """The part of the roster that the rows of an import may speak of."""

    def __init__(self) -> None:
        self._members: set[str] = set()
        self._by_nik: dict[str, Present] = {}
        self._by_number: dict[str, dict[str, Present]] = defaultdict(dict)
        self._by_name: dict[str, dict[str, Present]] = defaultdict(dict)

    def load(self, connection: Connection, coop: str, branch: str, rows: Collection[Content]) -> None:
        """Look rows up: by index for NIK and name; member numbers only for those not found by NIK.

        Whoever is known already stays as known.
        """
        for chunk in bulk.chunks(rows, _ROWS_A_QUERY):
            here = roster_row.c.coop == coop
            self._take(connection, here & roster_row.c.nik.in_([row["nik"] for row in chunk if row["nik"]]))
            here &= roster_row.c.branch == branch
            names = sorted({str(folded(row["name"])) for row in chunk})
            self._take(connection, here & roster_row.c.folded.in_(names))
            numbers = [row["member_no"] for row in chunk if row["member_no"] and row["nik"] not in self._by_nik]
            if numbers:
                self._take(connection, here & roster_row.c.member_no.in_(numbers))

    def find(self, row: Content) -> Present | None:
        """Whoever has the row's NIK, else its member number and a name like its own, else its name and birth date;
        a row without any of these is whoever is so called and of whom it says nothing new."""
        if row["nik"] is not None and row["nik"] in self._by_nik:
            return self._by_nik[row["nik"]]
        numbered = self._by_number[row["member_no"]].values() if row["member_no"] is not None else ()
        named = self._by_name[fold(row["name"])].values()
        found = [one for one in numbered if _may_be(row, one) and _alike(row["name"], one.content["name"])]
        found += [one for one in named if _may_be(row, one) and row["birth"] == one.content["birth"] is not None]
        found += [one for one in named if _says_nothing_new(row, one)]
        return found[0] if found else None

    def add(self, one: Present) -> None:
        """Know somebody, in place of what was known of them before."""
        self._members.add(one.member)
        if one.content["nik"] is not None:
            self._by_nik[one.content["nik"]] = one
        if one.content["member_no"] is not None:
            self._by_number[one.content["member_no"]][one.member] = one
        self._by_name[fold(one.content["name"])][one.member] = one

    def _take(self, connection: Connection, condition: ColumnElement[bool]) -> None:
        for row in connection.execute(select(roster_row).where(condition).order_by(roster_row.c.member)):
            # What was planned of somebody since is newer than what the table says.
            if row.name is not None and row.member not in self._members:
                self.add(Present(row.member, {name: getattr(row, name) for name in CONTENT}, row.listed))


def _may_be(row: Content, one: Present) -> bool:
    """Whether nothing speaks against it: two NIKs or two birth dates are two people."""
    both = ((row[name], one.content[name]) for name in ("nik", "birth"))
    return all(said is None or known is None or said == known for said, known in both)


def _alike(name: str, other: str) -> bool:
    """Whether a name was corrected by a letter or a word; a household shares a book number, and not that."""
    words, other_words = set(fold(name).split()), set(fold(other).split())
    return words <= other_words or other_words <= words or within_edits(fold(name), fold(other), 1)


def _says_nothing_new(row: Content, one: Present) -> bool:
    nobody_special = all(row[name] is None and one.content[name] is None for name in _IDENTITY)
    return nobody_special and all(row[name] in (None, one.content[name]) for name in CONTENT if name != "name")
