"""Benefits for the illustration before signing: figures from dated data, always shown with their source.

Amounts by PP 44/2015 and PP 82/2019; the first months of JKM by Peraturan BPJS Ketenagakerjaan 5/2021.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from agent_app.domain.contributions import Sureness


class BenefitCode(StrEnum):
    DEATH_LUMP_SUM = "jkm_lump_sum"
    DEATH_PERIODIC = "jkm_periodic"
    DEATH_FUNERAL = "jkm_funeral"
    DEATH_FIRST_MONTHS = "jkm_first_months"
    ACCIDENT_DEATH = "jkk_death"
    ACCIDENT_PERIODIC = "jkk_periodic"
    ACCIDENT_FUNERAL = "jkk_funeral"
    ACCIDENT_DISABILITY = "jkk_total_disability"
    TRANSPORT_LAND = "jkk_transport_land"
    TRANSPORT_SEA = "jkk_transport_sea"
    TRANSPORT_AIR = "jkk_transport_air"


@dataclass(frozen=True, slots=True)
class Benefit:
    """A figure with its condition and source: rupiah in `amount`, or `times_base` times the bracket's base."""

    code: BenefitCode
    effective_from: date
    amount: int | None
    times_base: int | None
    condition: str
    source: str
    sureness: Sureness

    def rupiah(self, base: int) -> int:
        return self.amount if self.amount is not None else (self.times_base or 0) * base


class SchoolLevel(StrEnum):
    """Levels of the scholarship, in the order in which a child passes them."""

    PRIMARY = "tk_sd"
    LOWER_SECONDARY = "smp"
    UPPER_SECONDARY = "sma"
    HIGHER = "s1"


@dataclass(frozen=True, slots=True)
class ScholarshipLevel:
    level: SchoolLevel
    yearly: int
    years: int
    source: str
    sureness: Sureness


@dataclass(frozen=True, slots=True)
class Benefits:
    """All figures in force on one day. `scholarship_children`: at most so many get one."""

    rows: tuple[Benefit, ...]
    scholarship: tuple[ScholarshipLevel, ...]
    scholarship_children: int

    def row(self, code: BenefitCode) -> Benefit:
        return next(row for row in self.rows if row.code is code)

    def _sum(self, codes: Iterable[BenefitCode], base: int) -> int:
        return sum(self.row(code).rupiah(base) for code in codes)

    @property
    def death(self) -> int:
        """JKM of a member whose first months are over."""
        return self._sum((BenefitCode.DEATH_LUMP_SUM, BenefitCode.DEATH_PERIODIC, BenefitCode.DEATH_FUNERAL), base=0)

    @property
    def death_in_first_months(self) -> int:
        """JKM of a new member; the illustration shows it beside `death`, with its source."""
        return self.row(BenefitCode.DEATH_FIRST_MONTHS).rupiah(0)

    def accident_death(self, base: int) -> int:
        """JKK: the lump sum by base is not less than that of JKM; periodic benefit and funeral are added."""
        by_base = self.row(BenefitCode.ACCIDENT_DEATH).rupiah(base)
        lump_sum = max(by_base, self.row(BenefitCode.DEATH_LUMP_SUM).rupiah(base))
        return lump_sum + self._sum((BenefitCode.ACCIDENT_PERIODIC, BenefitCode.ACCIDENT_FUNERAL), base)

    def total_disability(self, base: int) -> int:
        return self._sum((BenefitCode.ACCIDENT_DISABILITY, BenefitCode.ACCIDENT_PERIODIC), base)

    def scholarship_at_most(self, level: SchoolLevel, years_done: int = 0) -> int:
        """The most one child can still get who is in `level`, with `years_done` of it behind."""
        order = list(SchoolLevel)
        ahead = [row for row in self.scholarship if order.index(row.level) >= order.index(level)]
        return sum(row.yearly * max(row.years - (years_done if row.level is level else 0), 0) for row in ahead)
