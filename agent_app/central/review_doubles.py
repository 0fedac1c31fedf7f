"""The rules about what there is once only: a NIK, a member's month, a paper's number, a member's titipan."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import and_, or_, select

from agent_app.central import concerned, findings
from agent_app.central.findings import Finding, OriginKey, Seen
from agent_app.central.review_rules import Desk, Rule
from agent_app.domain.funding import FundingSource
from agent_app.domain.reviews import ReviewCode
from agent_app.journal.entries import house as house_entries
from agent_app.journal.entries import members as member_entries
from agent_app.journal.entries import money as money_entries
from agent_app.records import bulk
from agent_app.records.tables import cash, money
from agent_app.records.tables.journal import State
from agent_app.records.tables.members import member
from agent_app.records.touched import at
from agent_app.records.views.titipan import MOST_LINES_OF_AN_ACT, is_used, spendable

NUMBERED = (money.receipt, money.titipan, cash.deposit)


def number_twice(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Papers with one number: all but the oldest are looked at."""
    numbers = sorted({number for seen in lines if isinstance(number := getattr(seen.entry, "number", None), str)})
    for table in NUMBERED:
        papers: dict[str, list[Any]] = defaultdict(list)
        for chunk in bulk.chunks(numbers, 500):
            columns = (table.c.device, table.c.seq, table.c.h, table.c.at, table.c.agent, table.c.number)
            for row in desk.connection.execute(
                select(*columns).where(table.c.coop == desk.coop, table.c.number.in_(chunk))
            ):
                papers[row.number].append(row)
        for same in papers.values():
            oldest, *later = sorted(same, key=_age)
            for row in later:
                yield Finding(ReviewCode.NUMBER_TWICE, _key(row), row.agent, (), (_key(oldest),))


def _age(row: Any) -> tuple[int, int, int]:
    return row.at, row.device, row.seq


def _key(row: Any) -> OriginKey:
    return row.device, row.seq, bytes(row.h)


def month_paid_twice(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Receipts that count for a month of a person which an older receipt pays; merged registrations are one."""
    touched: set[str] = set()
    months: set[str] | None = set()
    for seen in lines:
        if isinstance(seen.entry, money_entries.ContributionCollected):
            touched.update(seen.members)
            if months is not None:
                months.update(month for row in seen.entry.rows for month in row.months)
        elif isinstance(seen.entry, house_entries.ReviewDecided) and seen.entry.decision == "merge":
            touched.update(seen.members)
            months = None
    people = same_people(desk, touched)
    paid: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in _paid_months(desk, people, months):
        paid[people[row.member], row.month].append(row)
    for same in paid.values():
        oldest, *later = sorted(same, key=_age)
        for row in later:
            if _key(row) != _key(oldest):
                yield Finding(ReviewCode.MONTH_PAID_TWICE, _key(row), row.agent, (row.member,), (_key(oldest),))


def same_people(desk: Desk, touched: Collection[str]) -> dict[str, str]:
    """The touched members and those merged with them, each with the one that goes on."""
    people = {one: one for one in touched}
    for chunk in bulk.chunks(sorted(touched), 500):
        mine = select(member.c.merged_into).where(
            member.c.coop == desk.coop, member.c.member.in_(chunk), member.c.merged_into.is_not(None)
        )
        roots = [*chunk, *desk.connection.execute(mine).scalars()]
        statement = select(member.c.member, member.c.merged_into).where(
            member.c.coop == desk.coop, or_(member.c.member.in_(roots), member.c.merged_into.in_(roots))
        )
        people |= {row.member: row.merged_into or row.member for row in desk.connection.execute(statement)}
    return people


def _paid_months(desk: Desk, people: Collection[str], months: Collection[str] | None) -> Iterator[Any]:
    paid, receipt = money.receipt_month, money.receipt
    same_origin = and_(
        receipt.c.coop == paid.c.coop,
        receipt.c.device == paid.c.device,
        receipt.c.seq == paid.c.seq,
        receipt.c.h == paid.c.h,
    )
    for chunk in bulk.chunks(sorted(people), 500):
        statement = (
            select(paid.c.member, paid.c.month, paid.c.device, paid.c.seq, paid.c.h, receipt.c.at, receipt.c.agent)
            .join(receipt, same_origin)
            .where(paid.c.coop == desk.coop, paid.c.member.in_(chunk), receipt.c.reversed_day.is_(None))
        )
        if months is not None:
            statement = statement.where(paid.c.month.in_(sorted(months)))
        yield from desk.connection.execute(statement)


def duplicate_nik(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Registrations with the NIK of an older active one."""
    about = (member_entries.MemberRegistered, member_entries.MemberCorrected)
    touched = sorted({seen.entry.member for seen in lines if isinstance(seen.entry, about)})
    niks: set[str] = set()
    for chunk in bulk.chunks(touched, 500):
        statement = select(member.c.nik).where(
            member.c.coop == desk.coop, member.c.member.in_(chunk), member.c.nik.is_not(None)
        )
        niks.update(desk.connection.execute(statement).scalars())
    groups: dict[str, list[Any]] = defaultdict(list)
    for chunk in bulk.chunks(sorted(niks), 500):
        columns = (member.c.member, member.c.nik, member.c.at, member.c.agent, member.c.replaces)
        statement = select(*columns).where(
            member.c.coop == desk.coop, member.c.nik.in_(chunk), member.c.merged_into.is_(None)
        )
        for row in desk.connection.execute(statement):
            groups[row.nik].append(row)
    for same in groups.values():
        yield from _one_person(desk, same)


def _one_person(desk: Desk, same: list[Any]) -> Iterator[Finding]:
    """A registration that was replaced by a later one, after membership had ended, is no double."""
    replaced = {row.replaces for row in same}
    active = [row for row in same if row.member not in replaced]
    if len(active) < 2:
        return
    origins = concerned.registrations(desk.connection, desk.coop, [row.member for row in active])
    known = sorted((row for row in active if row.member in origins), key=lambda row: (row.at, origins[row.member]))
    for row in known[1:]:
        oldest = known[0]
        yield Finding(
            ReviewCode.DUPLICATE_NIK,
            origins[row.member],
            row.agent,
            (oldest.member, row.member),
            (origins[oldest.member],),
        )


def titipan_spent_twice(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Receipts that titipan paid for which was not there: two agents spent it without a network, or its slip was
    taken back. What was taken for their months is less than the price; the newest are looked at."""
    about = (money_entries.TitipanUsed, money_entries.ReceiptVoided, money_entries.ReversalDecided)
    people = same_people(desk, {one for seen in lines if isinstance(seen.entry, about) for one in seen.members})
    for person in sorted(set(people.values())):
        missing = -spendable(desk.connection, desk.coop, person)
        if missing > 0:
            yield from _paid_by_nothing(desk, [one for one in people if people[one] == person], missing)


def _paid_by_nothing(desk: Desk, ids: Collection[str], missing: int) -> Iterator[Finding]:
    use, receipt = money.titipan_use, money.receipt
    paid = and_(
        receipt.c.coop == use.c.coop,
        receipt.c.device == use.c.receipt_device,
        receipt.c.seq == use.c.receipt_seq,
        receipt.c.h == use.c.receipt_h,
    )
    statement = (
        select(use)
        .join(receipt, paid)
        .where(use.c.coop == desk.coop, use.c.member.in_(ids), receipt.c.reversed_day.is_(None), is_used())
        .order_by(use.c.at.desc(), use.c.device.desc(), use.c.seq.desc())
    )
    for row in desk.connection.execute(statement).all():
        if missing <= 0:
            return
        missing -= row.rupiah
        of = (row.receipt_device, row.receipt_seq, bytes(row.receipt_h))
        yield Finding(ReviewCode.TARIFF_MISMATCH, of, row.agent, (row.member,), (_key(row),))


def paid_by_nobody(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Receipts said to be paid in cash that neither their cash nor titipan used with them pays in full.

    Uses are written right behind their receipt: it is looked at once a further line is held.
    """
    held: dict[int, list[int]] = defaultdict(list)
    for seen in lines:
        held[seen.said.device].append(seen.said.seq)
    receipt = money.receipt
    for device, numbers in sorted(held.items()):
        short = select(receipt).where(
            receipt.c.coop == desk.coop,
            receipt.c.device == device,
            receipt.c.seq.between(min(numbers) - MOST_LINES_OF_AN_ACT, max(numbers) - 1),
            receipt.c.source == FundingSource.CASH.value,
            receipt.c.cash < receipt.c.rupiah,
        )
        for row in desk.connection.execute(short.order_by(receipt.c.seq)).all():
            uses = _uses_of(desk, row)
            if row.seq + len(uses) < max(numbers) and row.cash + sum(use.rupiah for use in uses) < row.rupiah:
                members = tuple(json.loads(row.members))
                yield Finding(ReviewCode.TARIFF_MISMATCH, _key(row), row.agent, members)


def _uses_of(desk: Desk, receipt: Any) -> Sequence[Any]:
    use = money.titipan_use
    statement = select(use).where(
        use.c.coop == desk.coop,
        use.c.device == receipt.device,
        use.c.seq.between(receipt.seq + 1, receipt.seq + MOST_LINES_OF_AN_ACT),
        use.c.receipt_seq == receipt.seq,
        use.c.receipt_h == receipt.h,
        is_used(),
    )
    return desk.connection.execute(statement).all()


def titipan_used_for_nothing(desk: Desk, lines: Sequence[Seen]) -> Iterator[Finding]:
    """Uses of titipan that are no part of a receipt's act: they take nothing from anybody."""
    use = money.titipan_use
    for seen in lines:
        if isinstance(seen.entry, money_entries.TitipanUsed) and seen.state is State.APPLIED:
            statement = select(use.c.seq).where(at(use, desk.coop, seen.origin), is_used())
            if desk.connection.execute(statement).first() is None:
                yield findings.of(seen, ReviewCode.NOT_ALLOWED)


RULES: tuple[Rule, ...] = (
    number_twice,
    month_paid_twice,
    duplicate_nik,
    titipan_spent_twice,
    titipan_used_for_nothing,
    paid_by_nobody,
)
