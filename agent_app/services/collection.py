"""Taking money from members: contributions for months, and titipan, small money left until a month is full."""

from dataclasses import dataclass
from datetime import date

from agent_app.domain.contributions import Programme, Quote
from agent_app.domain.errors import Refused
from agent_app.domain.funding import Budget, Funding, FundingSource
from agent_app.domain.months import Month
from agent_app.domain.papers import PaperKind, check_of, needs_stamp_duty
from agent_app.domain.refusals import RefusalCode
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.money import ContributionCollected, PaidMonths, Payer, TitipanTaken, TitipanUsed
from agent_app.records.views import titipan as titipan_view
from agent_app.records.views.members import Member
from agent_app.records.views.taken_months import taken_months
from agent_app.services.membership import has_ended, rules_on
from agent_app.services.payable import check_consent, check_months, check_paper, going_on
from agent_app.services.pricing import funding, quote_member, schedule_in_force
from agent_app.store.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class PayFor:
    """Months of one member. `programmes` empty: as registered. `titipan`: rupiah of the member's own balance
    that pays part of them."""

    member: str
    months: tuple[Month, ...]
    programmes: tuple[Programme, ...] = ()
    titipan: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CollectPremium:
    """One payer, one total, one paper, a row per member.

    `total` is the price of everything as the person saw it. `received` is what the payer put on the table, None
    for the exact sum (with `keep`); `keep` rupiah of the change stay as titipan of `keep_for` (None: the first member).
    `budget` matters for a sponsor only. A receipt copied from paper has `paper_no` and the claimed day
    `collected_on`. `confirmed_twice`: the person knows that months are paid already.
    """

    members: tuple[PayFor, ...]
    total: int
    source: FundingSource = FundingSource.CASH
    budget: Budget = Budget.UNKNOWN
    received: int | None = None
    keep: int = 0
    keep_for: str | None = None
    payer: str | None = None
    paper_no: str | None = None
    collected_on: date | None = None
    confirmed_twice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedRow:
    """One member on a receipt: what the months cost, and how much of it the member's titipan paid."""

    member: str
    sector: str
    quote: Quote
    titipan: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TitipanSlip:
    """A slip for money left by a member. `change` is handed back."""

    origin: Origin
    number: str
    check: str
    member: str
    rupiah: int
    cash: int
    change: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A saved receipt, in rupiah. `cash` was taken in notes and coins for `total`; `change` is handed back, and
    `slip` is what stays as titipan. `stamp_duty`: the paper needs a meterai."""

    origin: Origin
    number: str
    check: str
    day: date
    rows: tuple[CollectedRow, ...]
    total: int
    cash: int
    received: int
    change: int
    stamp_duty: bool
    slip: TitipanSlip | None = None


def collect_premium(tx: Tx, command: CollectPremium) -> Receipt:
    """Take money for months and write the receipt.

    Raises Refused with schedule_not_accepted, amount_differs(total) when the price is another than the person
    saw, membership_ended, month_already_paid(month), months_repeated, titipan_too_little, cash_too_little, and
    what `payable` and pricing raise. No limit of cash blocks a receipt.
    """
    check_paper(tx, command.paper_no, command.collected_on)
    rows = _rows(tx, command)
    total = sum(row.quote.total for row in rows)
    if total != command.total:
        raise Refused(RefusalCode.AMOUNT_DIFFERS, total=total)
    due = total - sum(row.titipan for row in rows)
    received = due + command.keep if command.received is None else command.received
    change = _change(command, due, received)
    number = tx.number(PaperKind.RECEIPT)
    cash = due if command.source.is_cash else 0
    origin = tx.append(_entry(tx, command, rows, number, cash, received if received != due else None))
    day, me = tx.day.isoformat(), tx.identity.person
    for row in (row for row in rows if row.titipan):
        tx.append(TitipanUsed(day=day, member=row.member, agent=me, rupiah=row.titipan, receipt=origin))
    slip = _append_slip(tx, _kept(command), 0, origin) if command.keep else None
    return Receipt(
        origin=origin,
        number=number,
        check=check_of(bytes.fromhex(origin.h)),
        day=tx.day,
        rows=rows,
        total=total,
        cash=cash,
        received=received,
        change=change,
        stamp_duty=needs_stamp_duty(total, rules_on(tx.day).stamp_duty_threshold),
        slip=slip,
    )


def _rows(tx: Tx, command: CollectPremium) -> tuple[CollectedRow, ...]:
    ids = [one.member for one in command.members]
    if len(set(ids)) != len(ids):
        raise Refused(RefusalCode.MONTHS_REPEATED)
    schedule = schedule_in_force(tx, [month for one in command.members for month in one.months])
    paid_by = funding(command.source, command.budget)
    found = []
    for one in command.members:
        member = _payable(tx, one, command)
        check_consent(tx, one.member, command.source)
        quote = quote_member(schedule, member, paid_by, one.programmes, one.months)
        found.append(
            CollectedRow(member=one.member, sector=member.sector, quote=quote, titipan=_titipan(tx, one, quote))
        )
    return tuple(found)


def _payable(tx: Tx, wanted: PayFor, command: CollectPremium) -> Member:
    """The member, when months may be taken for it."""
    member = going_on(tx, wanted.member)
    taken = taken_months(tx.connection, tx.coop, member)
    if has_ended(tx, member, taken):
        raise Refused(RefusalCode.MEMBERSHIP_ENDED)
    check_months(tx, member, wanted.months, command.collected_on)
    twice = sorted((taken.paid | taken.settled).intersection(wanted.months))
    if twice and not command.confirmed_twice:
        raise Refused(RefusalCode.MONTH_ALREADY_PAID, month=twice[0])
    return member


def _titipan(tx: Tx, wanted: PayFor, quote: Quote) -> int:
    if wanted.titipan == 0:
        return 0
    if wanted.titipan < 0 or wanted.titipan > quote.total:
        raise Refused(RefusalCode.AMOUNT_DIFFERS, total=quote.total)
    if titipan_view.spendable(tx.connection, tx.coop, wanted.member) < wanted.titipan:
        raise Refused(RefusalCode.TITIPAN_TOO_LITTLE)
    return wanted.titipan


def _change(command: CollectPremium, due: int, received: int) -> int:
    """What goes back over the table, after what stays as titipan. Only notes and coins can be given back."""
    change = received - due - command.keep
    if received < due:
        raise Refused(RefusalCode.CASH_TOO_LITTLE)
    if command.keep < 0 or change < 0 or (change and not command.source.is_cash):
        raise Refused(RefusalCode.AMOUNT_DIFFERS, total=due)
    if command.keep and command.keep_for not in (None, *(one.member for one in command.members)):
        raise Refused(RefusalCode.MEMBER_UNKNOWN)
    return change


def _entry(
    tx: Tx, command: CollectPremium, rows: tuple[CollectedRow, ...], number: str, cash: int, received: int | None
) -> ContributionCollected:
    paid_by = funding(command.source, command.budget)
    return ContributionCollected(
        day=tx.day.isoformat(),
        members=tuple(row.member for row in rows),
        agent=tx.identity.person,
        rupiah=command.total,
        cash=cash,
        number=number,
        source=command.source.value,
        schedule=rows[0].quote.schedule,
        rows=tuple(_paid_months(row, paid_by) for row in rows),
        received=received,
        paper_no=command.paper_no,
        collected_on=command.collected_on.isoformat() if command.collected_on else None,
        private=Payer(payer=command.payer) if command.payer else None,
    )


def _paid_months(row: CollectedRow, paid_by: Funding) -> PaidMonths:
    def prices(programme: Programme) -> tuple[int, ...]:
        return tuple(line.paid for line in row.quote.lines if line.programme is programme)

    return PaidMonths(
        months=tuple(month.month for month in row.quote.months),
        base=row.quote.base,
        sector=row.sector,
        funding=paid_by.budget.value,
        jkk=prices(Programme.JKK),
        jkm=prices(Programme.JKM),
        jht=prices(Programme.JHT),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeTitipan:
    """`rupiah` that a member leaves; what was `received` beyond it is handed back."""

    member: str
    rupiah: int
    source: FundingSource = FundingSource.CASH
    received: int | None = None
    paper_no: str | None = None
    collected_on: date | None = None


def take_titipan(tx: Tx, command: TakeTitipan) -> TitipanSlip:
    """Take small money for a member and write its slip.

    Raises Refused(member_unknown), member_known(member) for a merged registration, money_unreadable for nothing or
    less, cash_too_little, date_unreadable, paper_already_copied(paper_no), deduction_not_agreed(member).
    """
    check_paper(tx, command.paper_no, command.collected_on)
    going_on(tx, command.member)
    check_consent(tx, command.member, command.source)
    if command.rupiah <= 0:
        raise Refused(RefusalCode.MONEY_UNREADABLE)
    change = 0 if command.received is None else command.received - command.rupiah
    if change < 0:
        raise Refused(RefusalCode.CASH_TOO_LITTLE)
    if change and not command.source.is_cash:
        raise Refused(RefusalCode.AMOUNT_DIFFERS, total=command.rupiah)
    return _append_slip(tx, command, change)


def _kept(command: CollectPremium) -> TakeTitipan:
    """What stays of the money on the table, on a slip of its own."""
    return TakeTitipan(
        member=command.keep_for or command.members[0].member,
        rupiah=command.keep,
        source=command.source,
        paper_no=command.paper_no,
        collected_on=command.collected_on,
    )


def _append_slip(tx: Tx, command: TakeTitipan, change: int, receipt: Origin | None = None) -> TitipanSlip:
    number = tx.number(PaperKind.TITIPAN_SLIP)
    cash = command.rupiah if command.source.is_cash else 0
    origin = tx.append(
        TitipanTaken(
            day=tx.day.isoformat(),
            member=command.member,
            agent=tx.identity.person,
            rupiah=command.rupiah,
            cash=cash,
            number=number,
            source=command.source.value,
            received=command.received if change else None,
            paper_no=command.paper_no,
            collected_on=command.collected_on.isoformat() if command.collected_on else None,
            receipt=receipt,
        )
    )
    return TitipanSlip(
        origin=origin,
        number=number,
        check=check_of(bytes.fromhex(origin.h)),
        member=command.member,
        rupiah=command.rupiah,
        cash=cash,
        change=change,
    )
