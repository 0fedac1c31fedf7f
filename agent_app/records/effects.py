"""What voids, reversals, counts and decisions do to a receipt or a deposit, computed from all facts about it.

Order never matters: of several decisions the first (`records.precedence`) that was anybody's to make counts. Nobody
decides about what they made, asked for or counted themselves, and only people of the branch decide. A word about
somebody's money counts only where it names them, because it goes to the laptops of those it names.
"""

from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.engine import Connection

from agent_app.domain.reviews import Decision, ReviewCode
from agent_app.records import bank_lines
from agent_app.records.facts.collector import Facts, OriginKey
from agent_app.records.precedence import in_order
from agent_app.records.tables import cash, house, money
from agent_app.records.touched import (
    REVERSIBLE,
    at,
    touched_bank_keys,
    touched_deposits,
    touched_receipts,
)

VOID_MINUTES = 5
"""A maker may take a receipt back this long after writing it; later a second person decides."""


def refresh(connection: Connection, coop: str, facts: Facts, own: bool = False) -> set[str]:
    """Compute the derived columns of all touched receipts, slips and deposits; the names of changed tables.

    The agents' days whose sums change by it are added to `facts`.
    """
    tables = set()
    bank_keys = touched_bank_keys(connection, coop, facts, own)
    for origin in touched_receipts(connection, coop, facts, own, bank_keys):
        tables |= _refresh_receipt(connection, coop, origin, facts)
    for origin in touched_deposits(connection, coop, facts, bank_keys):
        tables |= _refresh_deposit(connection, coop, origin, facts)
    return tables


def _refresh_receipt(connection: Connection, coop: str, origin: OriginKey, facts: Facts) -> set[str]:
    for table in REVERSIBLE:
        row = connection.execute(select(table).where(at(table, coop, origin))).one_or_none()
        if row is None:
            continue
        taken_back = (
            _first_void(connection, coop, origin, row)
            or (_void_of_its_receipt(connection, coop, row) if table is money.titipan else None)
            or _first_reversal(connection, coop, origin, row)
        )
        day, how = taken_back or (None, None)
        values = {"reversed_day": day, "reversed_by": how, "funds_day": _funds_day(connection, coop, origin, row)}
        if any(getattr(row, name) != value for name, value in values.items()):
            connection.execute(update(table).where(at(table, coop, origin)).values(**values))
            facts.days.update((row.agent, one) for one in (row.day, row.reversed_day, day) if one is not None)
            return {table.name}
    return set()


def _funds_day(connection: Connection, coop: str, origin: OriginKey, paper: Any) -> str | None:
    """The day of the first word by another person of the branch that money other than cash has come in."""
    funds = cash.funds_receipt
    for row in in_order(connection.execute(select(funds).where(at(funds, coop, origin, "of_")))):
        is_anothers = row.person != paper.person and row.branch == paper.branch and row.agent == paper.agent
        is_anothers = is_anothers and _stands(connection, coop, row)
        if is_anothers and bank_lines.is_first(connection, coop, row):
            return str(row.day)
    return None


def _void_of_its_receipt(connection: Connection, coop: str, slip: Any) -> tuple[str, str] | None:
    """A void takes back all that one act took: also what stayed of the payment, where the same laptop wrote both
    before it."""
    if slip.receipt_h is None or slip.receipt_device != slip.device:
        return None
    origin = (slip.receipt_device, slip.receipt_seq, bytes(slip.receipt_h))
    receipt = connection.execute(select(money.receipt).where(at(money.receipt, coop, origin))).one_or_none()
    return None if receipt is None else _first_void(connection, coop, origin, receipt, after=slip)


def _first_void(
    connection: Connection, coop: str, origin: OriginKey, receipt: Any, after: Any = None
) -> tuple[str, str] | None:
    void = money.receipt_void
    for row in in_order(connection.execute(select(void).where(at(void, coop, origin, "of_")))):
        is_before = after is not None and row.device == after.device and row.seq < after.seq
        if row.person != receipt.person or is_before:
            continue
        decision = _late_void_decision(connection, coop, row, receipt)
        in_time = row.device == receipt.device and _in_time(connection, coop, receipt, row)
        if decision == "accept" or (decision is None and in_time):
            return row.day, "void"
    return None


def _in_time(connection: Connection, coop: str, receipt: Any, void: Any) -> bool:
    if not 0 <= void.at - receipt.at <= VOID_MINUTES * 60_000:
        return False
    deposit = cash.deposit
    between = select(deposit.c.seq).where(
        deposit.c.coop == coop,
        deposit.c.device == receipt.device,
        deposit.c.seq > receipt.seq,
        deposit.c.seq < void.seq,
    )
    return connection.execute(between.limit(1)).first() is None


def _late_void_decision(connection: Connection, coop: str, void: Any, receipt: Any) -> str | None:
    """None where nobody asked for a review; else another person's decision, "open" while there is none."""
    origin = (void.device, void.seq, bytes(void.h))
    review, decision = house.review, house.review_decision
    decided = connection.execute(
        select(decision).where(at(decision, coop, origin, "of_"), decision.c.code == "late_void")
    )
    for row in in_order(decided):
        if row.person != void.person and row.branch == receipt.branch:
            return str(row.decision)
    opened = select(review.c.code).where(at(review, coop, origin, "of_"), review.c.code == "late_void")
    return None if connection.execute(opened).first() is None else "open"


def _stands(connection: Connection, coop: str, word: Any) -> bool:
    """What a laptop wrote about others' money after it was closed waits for another person, as a late void does."""
    origin = (word.device, word.seq, bytes(word.h))
    review, decision, code = house.review, house.review_decision, ReviewCode.DEVICE_REVOKED.value
    opened = select(review.c.code).where(at(review, coop, origin, "of_"), review.c.code == code)
    if connection.execute(opened).first() is None:
        return True
    decided = select(decision).where(at(decision, coop, origin, "of_"), decision.c.code == code)
    for row in in_order(connection.execute(decided)):
        if row.person != word.person and row.branch == word.branch:
            return bool(row.decision == Decision.ACCEPT)
    return False


def _first_reversal(connection: Connection, coop: str, origin: OriginKey, receipt: Any) -> tuple[str, str] | None:
    """What the first decision says by somebody who neither asked for it nor took the money, of the same branch.

    It settles all requests about the paper: a refusal ends the matter.
    """
    decision, request = money.reversal_decision, money.reversal_request
    about_it = select(request).where(at(request, coop, origin, "of_"), request.c.agent == receipt.agent)
    asked = [row for row in connection.execute(about_it) if row.branch == receipt.branch]
    asked_by = {(row.device, row.seq, bytes(row.h)): row.person for row in asked}
    for row in in_order(connection.execute(select(decision).where(at(decision, coop, origin, "of_")))):
        asker = asked_by.get((row.request_device, row.request_seq, bytes(row.request_h)))
        is_seconds = asker is not None and row.person not in (asker, receipt.person) and row.branch == receipt.branch
        if is_seconds and row.agent == receipt.agent and _stands(connection, coop, row):
            return (row.day, "reversal") if row.outcome == "accepted" else None
    return None


def _refresh_deposit(connection: Connection, coop: str, origin: OriginKey, facts: Facts) -> set[str]:
    deposit = cash.deposit
    row = connection.execute(select(deposit).where(at(deposit, coop, origin))).one_or_none()
    if row is None:
        return set()
    values: dict[str, Any] = {
        "outcome": None,
        "outcome_day": None,
        "counted": None,
        "difference": None,
        "settled": None,
    }
    decision = _deciding(connection, coop, origin, row)
    if decision is not None:
        values |= {"outcome": decision.outcome, "outcome_day": decision.day}
        if decision.outcome == "confirmed":
            counted, difference = _difference(connection, coop, row, decision)
            values |= {"counted": counted, "difference": difference, "settled": _settled(connection, coop, origin, row)}
    if any(getattr(row, name) != value for name, value in values.items()):
        connection.execute(update(deposit).where(at(deposit, coop, origin)).values(**values))
        facts.days.add((row.agent, row.day))
        return {deposit.name}
    return set()


def _deciding(connection: Connection, coop: str, origin: OriginKey, deposit: Any) -> Any | None:
    """The first decision by another person of the branch that rests on a second number, else the first return.

    What somebody has counted lies at the branch: no return by somebody else, or with an earlier time, takes it back.
    """
    decision = cash.deposit_decision
    theirs = [
        row
        for row in in_order(connection.execute(select(decision).where(at(decision, coop, origin, "deposit_"))))
        if row.person != deposit.person and row.branch == deposit.branch and row.agent == deposit.agent
        if _stands(connection, coop, row)
    ]
    confirmed = (row for row in theirs if row.outcome == "confirmed")
    returned = (row for row in theirs if row.outcome == "returned")
    counted = (row for row in confirmed if _second_number(connection, coop, origin, deposit, row))
    return next(counted, None) or next(returned, None)


def _second_number(connection: Connection, coop: str, origin: OriginKey, deposit: Any, decision: Any) -> bool:
    """Nobody confirms what nobody counted: another person's count of this deposit, or a bank line not used before."""
    if decision.basis == "bank":
        return decision.bank_key is not None and bank_lines.is_first(connection, coop, decision)
    count = _count_of(connection, coop, decision)
    return (
        count is not None
        and (count.deposit_device, count.deposit_seq, bytes(count.deposit_h)) == origin
        and (count.person != deposit.person and count.branch == deposit.branch and count.agent == deposit.agent)
        and count.rupiah == decision.rupiah
        and _stands(connection, coop, count)
    )


def _count_of(connection: Connection, coop: str, decision: Any) -> Any | None:
    """The count a decision names, once it has arrived."""
    if decision.count_h is None:
        return None
    count = cash.deposit_count
    named = (decision.count_device, decision.count_seq, bytes(decision.count_h))
    return connection.execute(select(count).where(at(count, coop, named))).one_or_none()


def _difference(connection: Connection, coop: str, deposit: Any, confirmation: Any) -> tuple[int, str | None]:
    """What was really there, and where a counted difference stands."""
    counted: int = confirmation.rupiah
    if counted == deposit.rupiah:
        return counted, None
    origin = (confirmation.device, confirmation.seq, bytes(confirmation.h))
    count = _count_of(connection, coop, confirmation)
    concerned = {deposit.person, confirmation.person} | ({count.person} if count is not None else set())
    decision, answer = cash.difference_decision, cash.difference_answer
    for row in in_order(connection.execute(select(decision).where(at(decision, coop, origin, "of_")))):
        is_seconds = row.person not in concerned and row.branch == deposit.branch and row.agent == deposit.agent
        if is_seconds and _stands(connection, coop, row):
            return (row.rupiah if row.outcome == "recounted" else counted), "decided"
    answers = connection.execute(select(answer.c.answer, answer.c.person).where(at(answer, coop, origin, "of_")))
    said = {row.answer for row in answers if row.person == deposit.person}
    if "accepted" in said:
        return counted, "accepted"
    return counted, "disputed" if said else "open"


def _settled(connection: Connection, coop: str, origin: OriginKey, deposit: Any) -> int | None:
    """What the agent has paid of a shortage, to others of the branch: to whoever of them, after whichever of several
    counts. What is more than was missing is a surplus."""
    settlement, decision = cash.difference_settlement, cash.deposit_decision
    of_it = and_(
        decision.c.coop == settlement.c.coop,
        decision.c.device == settlement.c.of_device,
        decision.c.seq == settlement.c.of_seq,
        decision.c.h == settlement.c.of_h,
    )
    theirs = (
        settlement.c.person != deposit.person,
        settlement.c.branch == deposit.branch,
        settlement.c.agent == deposit.agent,
    )
    paid = select(settlement).join(decision, of_it).where(at(decision, coop, origin, "deposit_"), *theirs)
    rows = connection.execute(paid).all()
    return sum(row.rupiah for row in rows if _stands(connection, coop, row)) or None
