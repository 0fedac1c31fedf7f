"""The table by which a branch pays contributions of many members to BPJS, and its fields to copy one by one.

Which columns, in what order and under what headings stands in resources/bpjs/remittance_columns.json, dated and
with how sure it is: no official template was found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec

from agent_app.documents.text_workbook import TextSheet, Value, write_text_table, write_text_workbook
from agent_app.domain.contributions import Sureness
from agent_app.domain.months import Month, first_day
from agent_app.domain.phones import dialled
from agent_app.paths import resource

_WIDE: Final = 28
_NARROW: Final = 16


class RemittanceField(StrEnum):
    """What a column may hold. `MONTHS` counts them; `MONTH` is the only one, or the first and the last."""

    NUMBER = "number"
    NIK = "nik"
    PARTICIPANT_NUMBER = "participant_number"
    NAME = "name"
    BIRTH_PLACE = "birth_place"
    BIRTH = "birth"
    SEX = "sex"
    PHONE = "phone"
    ADDRESS = "address"
    OCCUPATION = "occupation"
    PROGRAMMES = "programmes"
    BASE = "base"
    MONTH = "month"
    MONTHS = "months"
    JKK = "jkk"
    JKM = "jkm"
    JHT = "jht"
    RUPIAH = "rupiah"
    REFERENCE = "reference"


class RemittanceColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column of the file by its heading."""

    heading: str
    field: RemittanceField


class RemittanceLayout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the file looks. `date` and `month` are forms of strftime; `values` are words by the words used here.

    `row`: one a member and month, or one a member with all months together. `dated` is the day the layout was
    looked for (YYYY-MM-DD), `source` where it comes from.
    """

    source: str
    dated: str
    sureness: Sureness
    sheet: str
    separator: str
    date: str
    month: str
    row: Literal["member", "member_month"]
    columns: tuple[RemittanceColumn, ...]
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class PayableMonth:
    """One contribution month with its price by programme, in rupiah."""

    month: Month
    jkk: int
    jkm: int
    jht: int

    @property
    def rupiah(self) -> int:
        return self.jkk + self.jkm + self.jht


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PayableMember:
    """One member in a remittance; None where it is not known. `birth` YYYY-MM-DD, `base` rupiah a month."""

    name: str
    nik: str | None
    participant_number: str | None
    birth_place: str | None
    birth: str | None
    sex: str | None
    phone: str | None
    address: str | None
    occupation: str | None
    base: int
    months: tuple[PayableMonth, ...]

    @property
    def programmes(self) -> tuple[str, ...]:
        """Those that something is paid for."""
        sums = {name: sum(getattr(one, name) for one in self.months) for name in ("jkk", "jkm", "jht")}
        return tuple(name.upper() for name, rupiah in sums.items() if rupiah)


@cache
def remittance_layout() -> RemittanceLayout:
    """The layout of this release."""
    content = resource("bpjs", "remittance_columns.json").read_bytes()
    return msgspec.json.decode(content, type=RemittanceLayout)


def write_remittance_file(
    path: Path, members: Sequence[PayableMember], reference: str, layout: RemittanceLayout | None = None
) -> None:
    """Writes the table as XLSX, or as delimited text where the file ends in `.csv`.

    Texts are text cells, so a NIK keeps its digits in XLSX, and no name is taken for a formula. Raises Unavailable:
    disk_full, file_not_writable.
    """
    layout = layout or remittance_layout()
    headings = [column.heading for column in layout.columns]
    widths = [_WIDE if column.field in _LONG else _NARROW for column in layout.columns]
    sheet = TextSheet(layout.sheet, headings, list(_rows(members, reference, layout)), widths)
    if path.suffix.casefold() == ".csv":
        write_text_table(path, sheet, layout.separator)
    else:
        write_text_workbook(path, [sheet])


def member_fields(
    member: PayableMember, reference: str, layout: RemittanceLayout | None = None
) -> tuple[tuple[str, str], ...]:
    """Heading and text of what is known of one member with all months together, to copy one by one."""
    layout = layout or remittance_layout()
    found = []
    for column in layout.columns:
        value = _value(column.field, 0, member, member.months, reference, layout)
        if column.field is not RemittanceField.NUMBER and value != "":
            found.append((column.heading, str(value)))
    return tuple(found)


def _rows(members: Sequence[PayableMember], reference: str, layout: RemittanceLayout) -> Iterator[list[Value]]:
    number = 0
    for member in members:
        parts = [member.months] if layout.row == "member" else [(one,) for one in member.months]
        for months in parts:
            number += 1
            yield [_value(column.field, number, member, months, reference, layout) for column in layout.columns]


def _value(
    field: RemittanceField,
    number: int,
    member: PayableMember,
    months: tuple[PayableMonth, ...],
    reference: str,
    layout: RemittanceLayout,
) -> Value:
    match field:
        case RemittanceField.NUMBER:
            return number
        case RemittanceField.MONTHS:
            return len(months)
        case RemittanceField.JKK | RemittanceField.JKM | RemittanceField.JHT | RemittanceField.RUPIAH:
            return sum(int(getattr(one, field.value)) for one in months)
        case RemittanceField.BASE:
            return member.base
        case RemittanceField.MONTH:
            return _months_text(months, layout)
        case RemittanceField.BIRTH:
            return date.fromisoformat(member.birth).strftime(layout.date) if member.birth else ""
        case RemittanceField.PROGRAMMES:
            return ", ".join(member.programmes)
        case RemittanceField.PHONE:
            return dialled(member.phone) if member.phone else ""
        case RemittanceField.REFERENCE:
            return reference
        case _:
            text: str | None = getattr(member, field.value)
            return layout.values.get(text, text) if text else ""


def _months_text(months: tuple[PayableMonth, ...], layout: RemittanceLayout) -> str:
    """The only month, or the first and the last."""
    ends = dict.fromkeys(months[index].month for index in (0, -1))
    return " - ".join(first_day(month).strftime(layout.month) for month in ends)


_LONG: Final = frozenset({RemittanceField.NAME, RemittanceField.ADDRESS, RemittanceField.NIK})
