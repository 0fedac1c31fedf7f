"""A row of a member list as it is compared with the roster: what it says, and which differences are none."""

from collections.abc import Mapping
from typing import Any

import msgspec

from agent_app.documents.roster_rows import RosterRow
from agent_app.domain.months import Month
from agent_app.domain.texts import fold
from agent_app.journal.entries.members import Sex

CONTENT = (
    "name", "nik", "member_no", "birth", "birth_place", "sex", "phone", "address", "village", "district",
    "occupation", "income", "last_paid",
)  # fmt: skip
Content = Mapping[str, Any]
"""What a row says, by the names of `CONTENT`; None where it says nothing."""

_KINDS_OF_PLACE = {
    "village": frozenset(("desa", "ds", "kelurahan", "kel", "des")),
    "district": frozenset(("kecamatan", "kec", "distrik")),
}
_TEXTS = frozenset(("name", "birth_place", "address", "occupation"))


class ListedPerson(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One row of a list, fields as in RosterPrivate; None where the list says nothing.

    `last_paid` is the last month the list claims as paid, `source` the row's place in its file.
    """

    name: str
    nik: str | None = None
    member_no: str | None = None
    birth: str | None = None
    birth_place: str | None = None
    sex: Sex | None = None
    phone: str | None = None
    address: str | None = None
    village: str | None = None
    district: str | None = None
    occupation: str | None = None
    income: int | None = None
    last_paid: Month | None = None
    source: str | None = None
    warnings: tuple[str, ...] = ()

    def noted(self, warning: str) -> "ListedPerson":
        """The same with one warning more."""
        return msgspec.structs.replace(self, warnings=(*self.warnings, warning))

    def __repr__(self) -> str:
        return f"ListedPerson(source={self.source!r})"


def listed_person(row: RosterRow) -> ListedPerson:
    """A row as read from a file; its source becomes "sheet row"."""
    sheet, number = row.source
    return ListedPerson(
        name=row.name,
        nik=row.nik,
        member_no=row.member_no,
        birth=row.birth.isoformat() if row.birth else None,
        birth_place=row.birth_place,
        sex=row.sex.value if row.sex else None,
        phone=row.phone,
        address=row.address,
        village=row.village,
        district=row.district,
        occupation=row.occupation,
        income=row.income,
        last_paid=row.last_paid_month,
        source=f"{sheet} {number}",
        warnings=tuple(warning.value for warning in row.warnings),
    )


def said(row: ListedPerson) -> Content:
    """What a row says."""
    return {name: getattr(row, name) for name in CONTENT}


def same_value(name: str, one: Any, other: Any) -> bool:
    """Whether two values of a field differ in nothing but case, accents, marks, spacing or a word such as "Desa"."""
    return one == other or (one is not None and other is not None and plain(name, one) == plain(name, other))


def plain(name: str, value: Any) -> Any:
    """A value of a field as it is compared."""
    if name in _TEXTS:
        return fold(value)
    if name == "member_no":
        return fold(value).replace(" ", "")
    kinds = _KINDS_OF_PLACE.get(name)
    if kinds is None:
        return value
    words = fold(value).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in kinds else words)


def merged(row: Content, known: Content) -> Content:
    """What is known once the row is taken: what the row leaves out, or only spells otherwise, stays as it was."""
    if row == known:
        return known
    return {
        name: known[name] if value is None or same_value(name, value, known[name]) else value
        for name, value in row.items()
    }
