"""Where the money of a contribution comes from: whether the agent takes it in cash, and whose budget it is."""

from dataclasses import dataclass
from enum import StrEnum


class FundingSource(StrEnum):
    """Source of funds of one contribution."""

    CASH = "cash"
    LOAN_DEDUCTION = "loan_deduction"
    """Potong pencairan: taken off a loan (KUR) when it is paid out."""
    SHU_CONVERSION = "shu_conversion"
    """Konversi SHU: from the member's surplus share, by RAT decision and the member's own consent."""
    SAVINGS_DEDUCTION = "savings_deduction"
    SPONSOR = "sponsor"
    TRANSFER = "transfer"

    @property
    def is_cash(self) -> bool:
        """Whether the agent takes notes and coins for it; only then it enters the cash identity."""
        return self is FundingSource.CASH


class Budget(StrEnum):
    """Whose money a source is, which decides the relief (PP 50/2025 leaves out APBN and APBD)."""

    PRIVATE = "private"
    STATE = "state"
    UNKNOWN = "unknown"
    """Nobody has said yet, such as village funds; not priced until somebody does."""


@dataclass(frozen=True, slots=True)
class Funding:
    """A source of funds together with its budget. Only a sponsor's budget may be other than private."""

    source: FundingSource
    budget: Budget = Budget.PRIVATE

    def __post_init__(self) -> None:
        if self.source is not FundingSource.SPONSOR and self.budget is not Budget.PRIVATE:
            raise ValueError(f"{self.source} is the member's own money")

    @classmethod
    def sponsor(cls, budget: Budget) -> "Funding":
        return cls(FundingSource.SPONSOR, budget)


CASH = Funding(FundingSource.CASH)
