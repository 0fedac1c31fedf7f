"""The rules about what two people say of one thing without knowing of each other, or one of them against the other."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Table, and_, select

from agent_app.central.findings import Finding, Seen
from agent_app.central.review_doubles import same_people
from agent_app.central.review_rules import Desk, Rule
from agent_app.domain.reviews import ReviewCode
from agent_app.journal.entries import cash as cash_entries
from agent_app.journal.entries import money as money_entries
from agent_app.journal.entries.base import Origin
from agent_app.records import bulk
from agent_app.records.facts.collector import origin_key
from agent_app.records.tables import cash, money
from agent_app.records.touched import at

Named = tuple[str, str]
"""A person and a contribution month."""


def decided_twice(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Decisions that differ from another one about the same thing: only the first counts, and its time is what its
    laptop says."""
    for seen in lines:
        about = _about(seen)
        if about is None:
            continue
        table, prefix, of, agent = about
        rows = desk.connection.execute(select(table).where(at(table, desk.coop, origin_key(of), prefix))).all()
        theirs = [row for row in rows if (row.branch, row.agent) == (seen.writer.branch, agent) and row.person != agent]
        mine = {_word(row) for row in theirs if (row.device, row.seq, bytes(row.h)) == seen.origin}
        if mine and {_word(row) for row in theirs} - mine:
            yield Finding(ReviewCode.DECIDED_TWICE, seen.origin, agent, ())


def _about(seen: Seen) -> tuple[Table, str, Origin, str] | None:
    """Where the decisions about one thing stand, and what a line decides about."""
    entry = seen.entry
    if isinstance(entry, cash_entries.DepositConfirmed | cash_entries.DepositReturned):
        return cash.deposit_decision, "deposit_", entry.deposit, entry.agent
    if isinstance(entry, cash_entries.DifferenceDecided):
        return cash.difference_decision, "of_", entry.confirmation, entry.agent
    if isinstance(entry, money_entries.ReversalDecided):
        return money.reversal_decision, "of_", entry.receipt, entry.agent
    return None


def _word(row: Any) -> tuple[str, int | None]:
    return row.outcome, row.rupiah if row.outcome in ("confirmed", "recounted") else None


def remitted_twice(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Remittances of months that another line says were paid to BPJS, and which BPJS did not refuse."""
    told = [seen for seen in lines if isinstance(seen.entry, cash_entries.ContributionsRemitted)]
    people = same_people(desk, {one for seen in told for one in seen.members})
    remitted: dict[Named, list[Any]] = defaultdict(list)
    for row in _settled(desk, cash.remitted_month, cash.remittance, people):
        if row.refused_day is None:
            remitted[people[row.member], row.month].append((row.device, row.seq, bytes(row.h)))
    for seen in told:
        rows = seen.entry.rows if isinstance(seen.entry, cash_entries.ContributionsRemitted) else ()
        twice = [
            member
            for member, row in zip(seen.members, rows, strict=True)
            if any({*remitted[people[member], month]} - {seen.origin} for month in row.months)
        ]
        if twice:
            yield Finding(ReviewCode.DECIDED_TWICE, seen.origin, None, tuple(twice))


def paid_after_bpjs_was(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Receipts for a month that had reached BPJS before anybody took money for it: nobody would ever remit it."""
    about = (
        money_entries.ContributionCollected,
        cash_entries.ContributionsRemitted,
        cash_entries.ProtectionConfirmed,
    )
    people = same_people(desk, {one for seen in lines if isinstance(seen.entry, about) for one in seen.members})
    settled: dict[Named, int] = {}
    for months, said in ((cash.remitted_month, cash.remittance), (cash.protected_month, cash.protection)):
        for row in _settled(desk, months, said, people):
            if getattr(row, "refused_day", None) is None:
                key = people[row.member], row.month
                settled[key] = min(row.at, settled.get(key, row.at))
    taken: dict[Named, list[Any]] = defaultdict(list)
    for row in _paid(desk, {member for member in people if any(people[member] == one for one, _ in settled)}):
        taken[people[row.member], row.month].append(row)
    for key, rows in taken.items():
        oldest = min(rows, key=lambda row: (row.at, row.device, row.seq))
        if oldest.at > settled.get(key, oldest.at):
            of = (oldest.device, oldest.seq, bytes(oldest.h))
            yield Finding(ReviewCode.MONTH_PAID_TWICE, of, oldest.agent, (oldest.member,))


def _settled(desk: Desk, months: Table, said: Table, people: Collection[str]) -> Iterator[Any]:
    """Months of these people in remittances or proofs, each with the time of its line."""
    line = and_(*(months.c[name] == said.c[name] for name in ("coop", "device", "seq", "h")))
    for chunk in bulk.chunks(sorted(people), 500):
        statement = select(months, said.c.at).join(said, line)
        yield from desk.connection.execute(statement.where(months.c.coop == desk.coop, months.c.member.in_(chunk)))


def _paid(desk: Desk, people: Collection[str]) -> Iterator[Any]:
    paid, receipt = money.receipt_month, money.receipt
    line = and_(*(paid.c[name] == receipt.c[name] for name in ("coop", "device", "seq", "h")))
    columns = (paid.c.member, paid.c.month, paid.c.device, paid.c.seq, paid.c.h, receipt.c.at, receipt.c.agent)
    for chunk in bulk.chunks(sorted(people), 500):
        statement = select(*columns).join(receipt, line).where(paid.c.coop == desk.coop, paid.c.member.in_(chunk))
        yield from desk.connection.execute(statement.where(receipt.c.reversed_day.is_(None)))


RULES: tuple[Rule, ...] = (decided_twice, remitted_twice, paid_after_bpjs_was)
