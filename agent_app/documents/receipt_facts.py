"""What a receipt or a titipan slip says, as values: read from the tables after saving, or from a form before."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import quote

from agent_app.domain.months import Month


class Paper(StrEnum):
    """Which of the two papers it is."""

    RECEIPT = "receipt"
    TITIPAN = "titipan"


@dataclass(frozen=True, slots=True)
class Relief:
    """A relief that prices of a row carry: whose regulation, and the last month it holds for."""

    regulation: str
    until: Month


@dataclass(frozen=True, slots=True)
class PriceChange:
    """From this month on a month costs so many rupiah."""

    month: Month
    rupiah: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PaidRow:
    """One member on the paper. `prices` is the price of each of `months`; `programmes` name and rupiah of each."""

    name: str
    nik_end: str | None
    months: tuple[Month, ...]
    prices: tuple[int, ...]
    programmes: tuple[tuple[str, int], ...]
    relief: Relief | None = None
    change: PriceChange | None = None

    @property
    def rupiah(self) -> int:
        return sum(self.prices)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PaperFacts:
    """Everything on a paper, in rupiah. `number`, `check` and `verify` are None before it is saved.

    `at` is the moment on the branch's clock. `total` is the price of all rows, or what a titipan slip is for;
    `titipan` what members' balances paid of it, `due` the rest, `received` what was put on the table, `kept` what
    of it stays as titipan. `source` is a source of funds by its code. `copy` is 1 for the first paper handed out.
    `void` is None, void or reversal; `stamp_duty` the rupiah of the meterai it needs, None without one.
    """

    paper: Paper
    coop: str
    branch: str
    agent: str
    agent_code: str
    at: datetime
    rows: tuple[PaidRow, ...]
    total: int
    received: int
    number: str | None = None
    check: str | None = None
    verify: str | None = None
    payer: str | None = None
    titipan: int = 0
    kept: int = 0
    source: str = "cash"
    paper_no: str | None = None
    collected_on: date | None = None
    copy: int = 1
    void: str | None = None
    stamp_duty: int | None = None

    @property
    def due(self) -> int:
        return self.total - self.titipan

    @property
    def change(self) -> int:
        return self.received - self.due - self.kept

    @property
    def months(self) -> tuple[Month, ...]:
        """The months of all rows together."""
        return tuple(sorted({month for row in self.rows for month in row.months}))


def verify_address(centre: str, coop: str, number: str, check: str) -> str:
    """Where anybody can ask the centre about a paper: what its QR holds, without a name and without a NIK."""
    return f"{centre.rstrip('/')}/v1/receipts/{quote(coop)}/{quote(number)}?check={quote(check)}"
