"""Entries about money a member hands over: contributions, titipan, voids and reversals."""

from typing import Literal

import msgspec

from agent_app.journal.entries.base import Entry, Name, Note, Origin, Private

VoidReason = Literal["wrong_member", "wrong_months", "wrong_amount", "not_paid", "other"]


class PaidMonths(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What was paid for one member: contribution months "YYYY-MM" and, for each, rupiah per programme.

    The row at position i belongs to the member at position i of the entry's `members`.
    """

    months: tuple[str, ...]
    base: int
    sector: str
    funding: str
    jkk: tuple[int, ...]
    jkm: tuple[int, ...]
    jht: tuple[int, ...] = ()

    @property
    def rupiah(self) -> int:
        """The sum over months and programmes."""
        return sum(self.jkk) + sum(self.jkm) + sum(self.jht)

    @property
    def programmes(self) -> tuple[str, ...]:
        """The programmes paid for."""
        return ("JKK", "JKM", "JHT") if self.jht else ("JKK", "JKM")


class Payer(Private, frozen=True, kw_only=True):
    """Who paid, when it was not the member."""

    payer: str | None = None


class ContributionCollected(Entry, frozen=True, kw_only=True):
    """Money taken for months of one or several members: one act, one total, one paper, a row per member.

    `rupiah` is the price of all months; `cash` the part handed over in cash for it: less than `rupiah` where
    titipan was used, 0 where `source` is not cash. `received` is what the payer put on the table.
    A receipt copied from paper says so by `paper_no` and the claimed day `collected_on`.
    """

    day: str
    members: tuple[str, ...]
    agent: str
    rupiah: int
    cash: int
    number: Name
    source: str
    schedule: Name
    rows: tuple[PaidMonths, ...]
    received: int | None = None
    paper_no: str | None = None
    collected_on: str | None = None
    private: Payer | str | None = None


class TitipanTaken(Entry, frozen=True, kw_only=True):
    """Small money a member leaves with the agent until a month is full; `cash` is the part taken in cash.

    `receipt` names the receipt from whose payment it stayed: a void of that takes this slip along.
    """

    day: str
    member: str
    agent: str
    rupiah: int
    cash: int
    number: Name
    source: str = "cash"
    received: int | None = None
    paper_no: str | None = None
    collected_on: str | None = None
    receipt: Origin | None = None


class TitipanUsed(Entry, frozen=True, kw_only=True):
    """Titipan of a member that pays (part of) the receipt."""

    day: str
    member: str
    agent: str
    rupiah: int
    receipt: Origin


class ReceiptVoided(Entry, frozen=True, kw_only=True):
    """The maker takes a receipt back within five minutes, before it was acknowledged or deposited."""

    day: str
    members: tuple[str, ...]
    agent: str
    rupiah: int
    receipt: Origin
    number: Name
    reason: VoidReason
    private: Note | str | None = None


class ReversalRequested(Entry, frozen=True, kw_only=True):
    """Somebody asks that a receipt or a titipan slip be reversed; another person decides."""

    day: str
    members: tuple[str, ...]
    agent: str
    rupiah: int
    receipt: Origin
    number: Name
    reason: VoidReason
    private: Note | str | None = None


class ReversalDecided(Entry, frozen=True, kw_only=True):
    """The second person's word on a reversal. Accepted, the cash is paid back from what the agent holds."""

    day: str
    members: tuple[str, ...]
    agent: str
    rupiah: int
    request: Origin
    receipt: Origin
    outcome: Literal["accepted", "refused"]
    private: Note | str | None = None
