"""The rules a line is held to by itself and by what the tables hold: who wrote it, when, and at which price."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection

from agent_app.central import findings
from agent_app.central.findings import Finding, OriginKey, Seen
from agent_app.domain.contributions import Programme, Schedule, Sector, quote_for_base, schedule_for, schedule_from_json
from agent_app.domain.errors import Refused
from agent_app.domain.funding import Budget, Funding, FundingSource
from agent_app.domain.reviews import ReviewCode
from agent_app.journal.entries import cash as cash_entries
from agent_app.journal.entries import house as house_entries
from agent_app.journal.entries import money as money_entries
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.kinds import Writer
from agent_app.records import bulk, shelf
from agent_app.records.effects import VOID_MINUTES
from agent_app.records.facts.collector import origin_key
from agent_app.records.tables import cash, house, money
from agent_app.records.tables.journal import State, batch_signature
from agent_app.records.tables.members import member
from agent_app.records.touched import at

Rule = Callable[["Desk", Sequence[Seen]], Iterator[Finding]]

MOST_DAYS_APART = 2
"""A business date is that of the line's time in the branch's zone: money dated otherwise would not grow old."""
IN_ONES_OWN_NAME = (
    money_entries.ContributionCollected,
    money_entries.TitipanTaken,
    money_entries.TitipanUsed,
    money_entries.ReceiptVoided,
    cash_entries.CashDeposited,
    cash_entries.DifferenceAccepted,
    cash_entries.DifferenceDisputed,
)
"""What an agent writes about the money in their own hands, and nobody's else."""


@dataclass
class Desk:
    """What the rules work with: a reading connection, and what was looked up once."""

    connection: Connection
    coop: str
    prices: dict[tuple[Any, ...], bool] = field(default_factory=dict)

    @cached_property
    def schedules(self) -> dict[str, Schedule]:
        """The published schedules by name."""
        table = house.schedule
        rows = self.connection.execute(select(table.c.schedule, table.c.content).where(table.c.coop == self.coop))
        return {row.schedule: schedule_from_json(json.loads(row.content)) for row in rows}

    @cached_property
    def revoked(self) -> dict[int, int]:
        """For each revoked device the last line held at its revocation."""
        table = house.revocation
        rows = self.connection.execute(
            select(table.c.revoked, func.min(table.c.revoked_seq).label("last"))
            .where(table.c.coop == self.coop)
            .group_by(table.c.revoked)
        )
        return {row.revoked: row.last for row in rows}

    def fact(self, table: Table, origin: Origin | OriginKey) -> Any | None:
        """The row of a table of facts with this origin."""
        key = origin_key(origin) if isinstance(origin, Origin) else origin
        return self.connection.execute(select(table).where(at(table, self.coop, key))).one_or_none()


def not_applied(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Lines that could not be read or applied."""
    for seen in lines:
        if seen.state in (State.UNREADABLE, State.FAILED):
            yield findings.of(seen, ReviewCode.NOT_APPLIED)


def not_allowed(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Lines by the wrong writer, decisions by who made what they decide on, money taken in another's name."""
    for seen in lines:
        if seen.state is State.NOT_ALLOWED or _is_in_anothers_name(seen) or _decides_on_own(desk, seen):
            yield findings.of(seen, ReviewCode.NOT_ALLOWED)


def _is_in_anothers_name(seen: Seen) -> bool:
    is_own_matter = isinstance(seen.entry, IN_ONES_OWN_NAME) and seen.writer.role == Writer.AGENT
    return is_own_matter and seen.agent != seen.writer.person


def _decides_on_own(desk: Desk, seen: Seen) -> bool:
    """Whether a word has no effect because of who said it or whom it hides: the same checks as `records.effects`."""
    entry, me = seen.entry, seen.writer
    if isinstance(entry, cash_entries.DepositCounted):
        deposit = desk.fact(cash.deposit, entry.deposit)
        return deposit is not None and _is_elsewhere(deposit, entry.agent, me)
    if isinstance(entry, cash_entries.DepositConfirmed | cash_entries.DepositReturned):
        deposit = desk.fact(cash.deposit, entry.deposit)
        return deposit is not None and (deposit.person == me.person or _is_elsewhere(deposit, entry.agent, me))
    if isinstance(entry, cash_entries.DifferenceDecided):
        makers = _makers_of_difference(desk, entry.confirmation)
        is_own = me.person in {row.person for row in makers} or any(row.branch != me.branch for row in makers)
        return is_own or any(_is_elsewhere(row, entry.agent, me) for row in makers[1:])
    if isinstance(entry, cash_entries.DifferenceAccepted | cash_entries.DifferenceDisputed):
        makers = _makers_of_difference(desk, entry.confirmation)
        return len(makers) == 2 and makers[1].person != me.person
    if isinstance(entry, money_entries.ReversalDecided):
        receipt = desk.fact(money.receipt, entry.receipt) or desk.fact(money.titipan, entry.receipt)
        rows = [row for row in (desk.fact(money.reversal_request, entry.request), receipt) if row is not None]
        is_own = me.person in {row.person for row in rows}
        return is_own or (receipt is not None and _is_elsewhere(receipt, entry.agent, me))
    if isinstance(entry, money_entries.ReversalRequested):
        receipt = desk.fact(money.receipt, entry.receipt) or desk.fact(money.titipan, entry.receipt)
        return receipt is not None and _is_elsewhere(receipt, entry.agent, me)
    if isinstance(entry, money_entries.ReceiptVoided):
        paper = desk.fact(money.receipt, entry.receipt) or desk.fact(money.titipan, entry.receipt)
        return paper is not None and paper.person != me.person
    if isinstance(entry, cash_entries.DifferenceSettled):
        makers = _makers_of_difference(desk, entry.confirmation)
        return any(row.person == me.person or _is_elsewhere(row, entry.agent, me) for row in makers[1:])
    if isinstance(entry, cash_entries.FundsReceived):
        papers = [desk.fact(money.receipt, one) or desk.fact(money.titipan, one) for one in entry.papers]
        return any(
            one is not None and (one.person == me.person or _is_elsewhere(one, entry.agent, me)) for one in papers
        )
    if isinstance(entry, house_entries.ReviewDecided):
        return _person_of(desk, entry.origin.device) == me.person
    return False


def _is_elsewhere(paper: Any, named: str, me: shelf.Writer) -> bool:
    """Whether a paper is another branch's, or somebody else's than the one named, who would never hear of it."""
    return bool(paper.branch != me.branch or paper.agent != named)


def _makers_of_difference(desk: Desk, confirmation: Origin) -> list[Any]:
    """Who confirmed, and who had deposited; as far as they are held."""
    decision = desk.fact(cash.deposit_decision, confirmation)
    if decision is None:
        return []
    of = (decision.deposit_device, decision.deposit_seq, bytes(decision.deposit_h))
    deposit = desk.fact(cash.deposit, of)
    return [decision] if deposit is None else [decision, deposit]


def _person_of(desk: Desk, number: int) -> str | None:
    table = house.device
    here = (table.c.coop == desk.coop, table.c.device == number)
    return desk.connection.execute(select(table.c.person).where(*here)).scalar()


def clock_doubtful(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Lines with a business date that were written by a doubtful clock, or whose date is not that of their time."""
    for seen in lines:
        line = seen.said.line
        if line is None or line.day is None:
            continue
        if line.doubtful_clock or _days_apart(line.day, line.at) > MOST_DAYS_APART:
            yield findings.of(seen, ReviewCode.CLOCK_DOUBTFUL)


def _days_apart(day: str, at: int) -> int:
    """Between a business date and a moment, in UTC; nothing for a date that is none."""
    try:
        return abs((date.fromisoformat(day) - datetime.fromtimestamp(at / 1000, UTC).date()).days)
    except ValueError:
        return 0


def device_revoked(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Lines of a device above its head at revocation."""
    for seen in lines:
        last = desk.revoked.get(seen.said.device)
        if last is not None and seen.said.seq > last:
            yield findings.of(seen, ReviewCode.DEVICE_REVOKED)


def late_void(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Voids by another device, after five minutes, after a deposit, or of a paper the centre held already."""
    for seen in lines:
        if isinstance(seen.entry, money_entries.ReceiptVoided):
            paper = desk.fact(money.receipt, seen.entry.receipt) or desk.fact(money.titipan, seen.entry.receipt)
            if paper is not None and paper.person == seen.writer.person and not _is_in_time(desk, seen, paper):
                yield findings.of(seen, ReviewCode.LATE_VOID, [origin_key(seen.entry.receipt)])


def _is_in_time(desk: Desk, seen: Seen, receipt: Any) -> bool:
    void = seen.said
    if void.device != receipt.device or void.line is None:
        return False
    if not 0 <= void.line.at - receipt.at <= VOID_MINUTES * 60_000:
        return False
    between = {
        table: select(table.c.seq).where(table.c.coop == desk.coop, table.c.device == receipt.device)
        for table in (cash.deposit, batch_signature)
    }
    deposit = between[cash.deposit].where(cash.deposit.c.seq.between(receipt.seq, void.seq))
    sent = between[batch_signature].where(batch_signature.c.seq >= receipt.seq, batch_signature.c.seq < void.seq)
    return all(desk.connection.execute(each.limit(1)).first() is None for each in (deposit, sent))


def unknown_member(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Money for somebody whose registration the centre does not hold."""
    paying = [
        seen
        for seen in lines
        if isinstance(seen.entry, money_entries.ContributionCollected | money_entries.TitipanTaken)
    ]
    known: set[str] = set()
    for chunk in bulk.chunks(sorted({one for seen in paying for one in seen.members}), 500):
        statement = select(member.c.member).where(
            member.c.coop == desk.coop, member.c.member.in_(chunk), member.c.day.is_not(None)
        )
        known.update(desk.connection.execute(statement).scalars())
    for seen in paying:
        if missing := tuple(one for one in seen.members if one not in known):
            yield Finding(ReviewCode.UNKNOWN_MEMBER, seen.origin, seen.agent, missing)


def tariff_mismatch(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Contributions at another price than the schedule and relief of their months."""
    for seen in lines:
        if isinstance(seen.entry, money_entries.ContributionCollected):
            entry = seen.entry
            wrong = [
                one
                for one, row in zip(entry.members, entry.rows, strict=True)
                if not _is_priced_right(desk, entry.schedule, entry.source, row)
            ]
            if wrong:
                yield Finding(ReviewCode.TARIFF_MISMATCH, seen.origin, seen.agent, tuple(wrong))


def _is_priced_right(desk: Desk, schedule: str, source: str, row: money_entries.PaidMonths) -> bool:
    """By the schedule the line names, and by the one in force for each month; remembered for equal rows."""
    key = (schedule, source, row.months, row.base, row.sector, row.funding, row.jkk, row.jkm, row.jht)
    if key not in desk.prices:
        desk.prices[key] = _price_agrees(desk, schedule, source, row)
    return desk.prices[key]


def _price_agrees(desk: Desk, name: str, source: str, row: money_entries.PaidMonths) -> bool:
    named = desk.schedules.get(name)
    if named is None:
        return False
    taken = dict(zip(row.months, zip(row.jkk, row.jkm, row.jht or (0,) * len(row.months), strict=True), strict=True))
    try:
        funding = Funding(FundingSource(source), Budget(row.funding))
        programmes = [Programme(each) for each in row.programmes]
        return all(
            prices == _priced(schedule, row, funding, programmes, month)
            for month, prices in taken.items()
            for schedule in (named, schedule_for(desk.schedules.values(), month))
        )
    except (Refused, ValueError):
        return False


def _priced(
    schedule: Schedule, row: money_entries.PaidMonths, funding: Funding, programmes: list[Programme], month: str
) -> tuple[int, ...]:
    """What a month costs for JKK, JKM and JHT."""
    quoted = quote_for_base(schedule, row.base, Sector(row.sector), funding, programmes, [month])
    paid = {line.programme: line.paid for line in quoted.lines}
    return tuple(paid.get(each, 0) for each in (Programme.JKK, Programme.JKM, Programme.JHT))


RULES: tuple[Rule, ...] = (
    not_applied,
    not_allowed,
    clock_doubtful,
    device_revoked,
    late_void,
    unknown_member,
    tariff_mismatch,
)
