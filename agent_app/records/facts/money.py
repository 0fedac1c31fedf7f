"""What lines about collected money say.

The cash is with whoever wrote the line, whatever agent the line names: nobody can book on another.
"""

from datetime import date

from agent_app.domain.months import month
from agent_app.journal.entries import base, money
from agent_app.records.facts.collector import Facts, Source, optional_reference, origin_key, plain, reference
from agent_app.records.tables import money as t


def contribution_collected(entry: money.ContributionCollected, source: Source, facts: Facts) -> None:
    if len(entry.rows) != len(entry.members) or len(set(entry.members)) != len(entry.members):
        raise ValueError("a receipt has one row a member")
    if sum(row.rupiah for row in entry.rows) != entry.rupiah or not 0 <= entry.cash <= entry.rupiah:
        raise ValueError("a receipt's rows do not add up")
    facts.add(
        t.receipt,
        {
            **source.columns(),
            "number": entry.number,
            "members": plain(entry.members),
            "agent": source.person,
            "day": business_day(entry.day),
            "rupiah": entry.rupiah,
            "cash": entry.cash,
            "source": entry.source,
            "schedule": entry.schedule,
            "received": entry.received,
            "paper_no": entry.paper_no,
            "collected_on": entry.collected_on,
            "payer": private(entry.private, "payer"),
        },
    )
    for member, row in zip(entry.members, entry.rows, strict=True):
        _add_months(member, row, source, facts)
    facts.days.add((source.person, business_day(entry.day)))


def _add_months(member: str, row: money.PaidMonths, source: Source, facts: Facts) -> None:
    jht = row.jht or (0,) * len(row.months)
    if not row.months or len(set(row.months)) != len(row.months):
        raise ValueError("a receipt names each month once")
    for name, jkk, jkm, old_age in zip(row.months, row.jkk, row.jkm, jht, strict=True):
        if min(jkk, jkm, old_age) < 0:
            raise ValueError("a price below zero")
        facts.add(
            t.receipt_month,
            {
                **source.key_columns(),
                "member": member,
                "month": month(name),
                "jkk": jkk,
                "jkm": jkm,
                "jht": old_age,
                "base": row.base,
                "sector": row.sector,
                "funding": row.funding,
            },
        )


def titipan_taken(entry: money.TitipanTaken, source: Source, facts: Facts) -> None:
    if not 0 <= entry.cash <= entry.rupiah:
        raise ValueError("a titipan slip does not add up")
    facts.add(
        t.titipan,
        {
            **source.columns(),
            "number": entry.number,
            "member": entry.member,
            "agent": source.person,
            "day": business_day(entry.day),
            "rupiah": entry.rupiah,
            "cash": entry.cash,
            "source": entry.source,
            "received": entry.received,
            "paper_no": entry.paper_no,
            "collected_on": entry.collected_on,
            **optional_reference("receipt", entry.receipt),
        },
    )
    facts.days.add((source.person, business_day(entry.day)))


def titipan_used(entry: money.TitipanUsed, source: Source, facts: Facts) -> None:
    facts.add(
        t.titipan_use,
        {
            **source.columns(),
            "member": entry.member,
            "agent": source.person,
            "day": business_day(entry.day),
            "rupiah": positive(entry.rupiah),
            **reference("receipt", entry.receipt),
        },
    )


def receipt_voided(entry: money.ReceiptVoided, source: Source, facts: Facts) -> None:
    facts.add(
        t.receipt_void,
        {
            **source.columns(),
            **reference("of", entry.receipt),
            "agent": source.person,
            "day": business_day(entry.day),
            "reason": entry.reason,
            "note": private(entry.private, "note"),
        },
    )
    facts.receipts.add(origin_key(entry.receipt))


def reversal_requested(entry: money.ReversalRequested, source: Source, facts: Facts) -> None:
    facts.add(
        t.reversal_request,
        {
            **source.columns(),
            **reference("of", entry.receipt),
            "agent": entry.agent,
            "day": business_day(entry.day),
            "rupiah": entry.rupiah,
            "number": entry.number,
            "reason": entry.reason,
            "note": private(entry.private, "note"),
        },
    )
    facts.receipts.add(origin_key(entry.receipt))


def reversal_decided(entry: money.ReversalDecided, source: Source, facts: Facts) -> None:
    facts.add(
        t.reversal_decision,
        {
            **source.columns(),
            **reference("request", entry.request),
            **reference("of", entry.receipt),
            "agent": entry.agent,
            "day": business_day(entry.day),
            "outcome": entry.outcome,
            "note": private(entry.private, "note"),
        },
    )
    facts.receipts.add(origin_key(entry.receipt))


def private(part: base.Private | str | None, name: str) -> object:
    """A field of the private part; None where there is none or it is erased."""
    return None if part is None or isinstance(part, str) else getattr(part, name)


def business_day(day: str) -> str:
    """A business date "YYYY-MM-DD". Raises ValueError for anything else."""
    if len(day) != 10:
        raise ValueError("a business date has ten characters")
    return date.fromisoformat(day).isoformat()


def positive(rupiah: int) -> int:
    """An amount above zero. Raises ValueError for anything else."""
    if rupiah <= 0:
        raise ValueError("an amount of money is above zero")
    return rupiah
