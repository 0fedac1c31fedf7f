"""Which lines the trail of a branch shows: what supervisors and the centre did, not what agents take and pay.

Enrolments are none of it: one outlives the epoch it was written in, and who has which laptop stands beside the laptops.
"""

from typing import Final

from agent_app.journal.entries import kinds
from agent_app.journal.entries.base import Entry
from agent_app.journal.entries.house import DeviceRevoked, RevocationAsked
from agent_app.journal.lines import Line
from agent_app.records.facts.collector import Facts, Source
from agent_app.records.tables.audit import audit

FIRST: Final = "first"
LAST: Final = "last"

IN_ACTS: Final = frozenset(
    {
        "roster_row_listed",
        "member_assigned",
        "funds_received",
        "contributions_remitted",
        "protection_confirmed",
        "remittance_refused",
    }
)
"""Kinds of which one act writes many lines, all with one time."""
LINE_BY_LINE: Final = frozenset(
    {
        "branch_opened",
        "device_revoked",
        "revocation_asked",
        "rates_published",
        "centre_restored",
        "schedule_accepted",
        "member_corrected",
        "person_erased",
        "reversal_decided",
        "float_issued",
        "float_returned",
        "deposit_counted",
        "deposit_confirmed",
        "deposit_returned",
        "difference_decided",
        "difference_settled",
        "review_decided",
        "day_closed",
        "day_reopened",
    }
)


def tell(line: Line, entry: Entry, source: Source, facts: Facts) -> None:
    """Add where the line stands, if somebody else than an agent wrote it and the trail shows its kind."""
    if source.role == kinds.Writer.AGENT:
        return
    if line.kind in LINE_BY_LINE:
        facts.add_oldest(audit, _row(line, entry, source, source.seq, source.h.hex()))
    elif line.kind in IN_ACTS:
        facts.add_oldest(audit, _row(line, entry, source, line.at, FIRST))
        facts.add_newest(audit, _row(line, entry, source, line.at, LAST))


def _row(line: Line, entry: Entry, source: Source, act: int, edge: str) -> dict[str, object]:
    return {
        **source.winner(),
        "kind": line.kind,
        "device": source.device,
        "act": act,
        "edge": edge,
        "person": _asked_by(entry) or source.person,
        "branch": source.branch,
        "agent": line.agent,
        "day": line.day,
        "rupiah": line.rupiah,
    }


def _asked_by(entry: Entry) -> str | None:
    """The supervisor at whose word the centre wrote a line."""
    if isinstance(entry, RevocationAsked):
        return entry.asked_by
    return entry.revoked_by if isinstance(entry, DeviceRevoked) else None
