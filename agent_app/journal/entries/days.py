"""Entries about a branch's business days: closed when a supervisor has looked at everything, and opened again."""

from typing import Literal

from msgspec import Struct

from agent_app.journal.entries.base import Entry, Name, Note, Origin

ReopenReason = Literal["late_data", "wrong_count", "closed_too_early", "other"]
"""Why a closed day is opened again: a code, because it stands in the line's open part; the rest is a note."""


class DayTotals(Struct, frozen=True, kw_only=True):
    """The branch's figures of a day as its supervisor saw them: rupiah, and the numbers of agents and papers.

    `collected` is cash of the day less what was taken back on it.
    """

    agents: int
    papers: int
    collected: int
    deposited: int
    confirmed: int
    on_hand: int


class OpenMatter(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What was still open, of one kind: how many, of how much, and whose. The list of agents may be cut."""

    code: Name
    count: int
    rupiah: int = 0
    agents: tuple[str, ...] = ()


class HeldUntil(Struct, frozen=True, kw_only=True):
    """The last line of a device's journal that the supervisor's laptop held."""

    device: int
    seq: int


class DayClosed(Entry, frozen=True, kw_only=True):
    """A supervisor closes the business day `closed_day` of the branch. It locks nothing.

    What comes later still counts; `held` says which lines were known, and so which came after.
    """

    day: str
    branch: Name
    closed_day: str
    totals: DayTotals
    still_open: tuple[OpenMatter, ...] = ()
    held: tuple[HeldUntil, ...] = ()


class DayReopened(Entry, frozen=True, kw_only=True):
    """A supervisor opens a closed day again: `closing`, and all closings of the day before this line, stand no more."""

    day: str
    branch: Name
    closed_day: str
    closing: Origin
    reason: ReopenReason
    private: Note | str | None = None
