"""A report as values: what it is of, its columns, its rows, and the sum that is shown with a file."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from agent_app.domain.months import Language
from agent_app.domain.shares import percent


class Kind(StrEnum):
    """What a column holds: `TEXT` also codes and NIKs, whose digits all stay; `RUPIAH` whole rupiah."""

    TEXT = "text"
    COUNT = "count"
    RUPIAH = "rupiah"
    SHARE = "share"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, never rounded before it is shown."""

    part: int
    whole: int

    def shown(self, language: Language) -> str:
        return percent(self.part, self.whole, language)


Value = str | int | date | Share | None
"""A cell: None is shown as a dash, since nobody can say."""


@dataclass(frozen=True, slots=True)
class Column:
    """`heading` is in the language of the report."""

    heading: str
    kind: Kind

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.COUNT, Kind.RUPIAH, Kind.SHARE)


@dataclass(frozen=True, slots=True, repr=False)
class ReportTable:
    """`branch`, `period` and `made_at` are in words; `notes` say what the figures mean. Every row has a value a column;
    `total` is one more such row. `rupiah` is the sum by which somebody else can tell that the file is whole, None for
    a report without money."""

    name: str
    title: str
    branch: str
    period: str
    made_at: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None = None
    rupiah: int | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def heading(self) -> tuple[str, ...]:
        """The lines above the table, on paper and in files."""
        return (self.title, self.branch, self.period, self.made_at, *self.notes)
