"""What voids, reversals, counts and decisions do to a receipt or a deposit, computed from all facts about it.

Order never matters: of several decisions the first by (at, device, seq) that was anybody's to make counts. Nobody
decides about what they made, asked for or counted themselves, and only people of the branch decide.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, and_, select, update
from sqlalchemy.engine import Connection

from agent_app.records.facts.collector import Facts, OriginKey
from agent_app.records.tables import cash, house, money

VOID_MINUTES = 5
"""A maker may take a receipt back this long after writing it; later a second person decides."""

REVERSIBLE = (money.receipt, money.titipan)


def refresh(connection: Connection, coop: str, facts: Facts, own: bool = False) -> set[str]:
    """Compute the derived columns of all touched receipts, slips and deposits; the names of changed tables."""
    tables = set()
    for origin in _touched_receipts(connection, coop, facts, own):
        tables |= _refresh_receipt(connection, coop, origin)
    for origin in _touched_deposits(connection, coop, facts):
        tables |= _refresh_deposit(connection, coop, origin)
    return tables


def at(table: Table, coop: str, origin: OriginKey, prefix: str = "") -> Any:
    """The condition that a row is, or refers to, this origin."""
    device, seq, h = (table.c[f"{prefix}{name}"] for name in ("device", "seq", "h"))
    return and_(table.c.coop == coop, device == origin[0], seq == origin[1], h == origin[2])


def _touched_receipts(connection: Connection, coop: str, facts: Facts, own: bool) -> list[OriginKey]:
    touched = set(facts.receipts)
    void = money.receipt_void
    of = (void.c.of_device, void.c.of_seq, void.c.of_h)
    for origin in facts.voids:
        touched |= _keys(connection.execute(select(*of).where(at(void, coop, origin))))
    # A deposit that arrives after a void of a receipt it holds makes that void too late.
    for device, seq, _ in facts.deposits:
        later = select(*of).where(void.c.coop == coop, void.c.device == device, void.c.seq > seq)
        touched |= _keys(connection.execute(later))
    for table in () if own else REVERSIBLE:
        touched |= _with_decisions(connection, coop, [_origin(row) for row in facts.new.get(table, ())])
    return sorted(touched)


def _with_decisions(connection: Connection, coop: str, origins: Sequence[OriginKey]) -> set[OriginKey]:
    """Those of new receipts that a void or reversal already speaks of: it may have arrived before them."""
    spans: dict[int, list[int]] = {}
    for device, seq, _ in origins:
        spans.setdefault(device, []).append(seq)
    found: set[OriginKey] = set()
    for table in (money.receipt_void, money.reversal_decision):
        of = (table.c.of_device, table.c.of_seq, table.c.of_h)
        for device, seqs in spans.items():
            # A span asks for a few more than the receipts themselves, and costs far less than a list.
            within = (table.c.of_device == device, table.c.of_seq.between(min(seqs), max(seqs)))
            found |= _keys(connection.execute(select(*of).where(table.c.coop == coop, *within)))
    return found


def _touched_deposits(connection: Connection, coop: str, facts: Facts) -> list[OriginKey]:
    touched = set(facts.deposits)
    decision = cash.deposit_decision
    of = (decision.c.deposit_device, decision.c.deposit_seq, decision.c.deposit_h)
    for origin in facts.confirmations:
        touched |= _keys(connection.execute(select(*of).where(at(decision, coop, origin))))
    # Whether a bank line is free for one deposit hangs on who declared the others it was used for.
    bank_references = set(facts.bank_references)
    for origin in facts.deposits:
        of_it = (at(decision, coop, origin, "deposit_"), decision.c.bank_reference.is_not(None))
        bank_references.update(connection.execute(select(decision.c.bank_reference).where(*of_it)).scalars())
    for bank_reference in sorted(bank_references):
        same = select(*of).where(decision.c.coop == coop, decision.c.bank_reference == bank_reference)
        touched |= _keys(connection.execute(same))
    return sorted(touched)


def _keys(rows: Iterable[Any]) -> set[OriginKey]:
    return {(row[0], row[1], bytes(row[2])) for row in rows}


def _origin(row: Any) -> OriginKey:
    return row["device"], row["seq"], row["h"]


def _ordered(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (row.at, row.device, row.seq, bytes(row.h)))


def _refresh_receipt(connection: Connection, coop: str, origin: OriginKey) -> set[str]:
    for table in REVERSIBLE:
        row = connection.execute(select(table).where(at(table, coop, origin))).one_or_none()
        if row is None:
            continue
        day, how = None, None
        taken_back = _first_reversal(connection, coop, origin, row)
        if table is money.receipt:
            taken_back = _first_void(connection, coop, origin, row) or taken_back
        if taken_back is not None:
            day, how = taken_back
        if (row.reversed_day, row.reversed_by) != (day, how):
            changed = update(table).where(at(table, coop, origin)).values(reversed_day=day, reversed_by=how)
            connection.execute(changed)
            return {table.name}
    return set()


def _first_void(connection: Connection, coop: str, origin: OriginKey, receipt: Any) -> tuple[str, str] | None:
    void = money.receipt_void
    for row in _ordered(connection.execute(select(void).where(at(void, coop, origin, "of_")))):
        if row.person != receipt.person:
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
    for row in _ordered(decided):
        if row.person != void.person and row.branch == receipt.branch:
            return str(row.decision)
    opened = select(review.c.code).where(at(review, coop, origin, "of_"), review.c.code == "late_void")
    return None if connection.execute(opened).first() is None else "open"


def _first_reversal(connection: Connection, coop: str, origin: OriginKey, receipt: Any) -> tuple[str, str] | None:
    """The first accepted decision by somebody who neither asked for it nor took the money, of the same branch.

    Each request is decided once; after a refusal somebody may ask again.
    """
    decision, request = money.reversal_decision, money.reversal_request
    requests = {
        (row.device, row.seq, bytes(row.h)): row
        for row in connection.execute(select(request).where(at(request, coop, origin, "of_")))
    }
    decided: set[OriginKey] = set()
    for row in _ordered(connection.execute(select(decision).where(at(decision, coop, origin, "of_")))):
        of = (row.request_device, row.request_seq, bytes(row.request_h))
        asked = requests.get(of)
        if asked is None or row.person in (asked.person, receipt.person) or row.branch != receipt.branch:
            continue
        if of not in decided and row.outcome == "accepted":
            return row.day, "reversal"
        decided.add(of)
    return None


def _refresh_deposit(connection: Connection, coop: str, origin: OriginKey) -> set[str]:
    deposit = cash.deposit
    row = connection.execute(select(deposit).where(at(deposit, coop, origin))).one_or_none()
    if row is None:
        return set()
    values: dict[str, Any] = {"outcome": None, "outcome_day": None, "counted": None, "difference": None}
    decision = _deciding(connection, coop, origin, row)
    if decision is not None:
        values |= {"outcome": decision.outcome, "outcome_day": decision.day}
        if decision.outcome == "confirmed":
            counted, difference = _difference(connection, coop, row, decision)
            values |= {"counted": counted, "difference": difference}
    if any(getattr(row, name) != value for name, value in values.items()):
        connection.execute(update(deposit).where(at(deposit, coop, origin)).values(**values))
        return {deposit.name}
    return set()


def _deciding(connection: Connection, coop: str, origin: OriginKey, deposit: Any) -> Any | None:
    """The first decision by another person of the branch that rests on a second number, or a return."""
    decision = cash.deposit_decision
    for row in _ordered(connection.execute(select(decision).where(at(decision, coop, origin, "deposit_")))):
        if row.person == deposit.person or row.branch != deposit.branch:
            continue
        if row.outcome == "returned" or _second_number(connection, coop, origin, deposit, row):
            return row
    return None


def _second_number(connection: Connection, coop: str, origin: OriginKey, deposit: Any, decision: Any) -> bool:
    """Nobody confirms what nobody counted: another person's count of this deposit, or a bank line not used before."""
    if decision.basis == "bank":
        return decision.bank_reference is not None and _bank_line_is_new(connection, coop, decision)
    count = _count_of(connection, coop, decision)
    return (
        count is not None
        and (count.deposit_device, count.deposit_seq, bytes(count.deposit_h)) == origin
        and (count.person != deposit.person and count.branch == deposit.branch)
        and count.rupiah == decision.rupiah
    )


def _count_of(connection: Connection, coop: str, decision: Any) -> Any | None:
    """The count a decision names, once it has arrived."""
    if decision.count_h is None:
        return None
    count = cash.deposit_count
    named = (decision.count_device, decision.count_seq, bytes(decision.count_h))
    return connection.execute(select(count).where(at(count, coop, named))).one_or_none()


def _bank_line_is_new(connection: Connection, coop: str, decision: Any) -> bool:
    """Whether no earlier decision, made by somebody who could make it, rests on the same bank line."""
    table, deposit = cash.deposit_decision, cash.deposit
    of_deposit = and_(
        deposit.c.coop == table.c.coop,
        deposit.c.device == table.c.deposit_device,
        deposit.c.seq == table.c.deposit_seq,
        deposit.c.h == table.c.deposit_h,
    )
    same = (
        select(table)
        .join(deposit, of_deposit)
        .where(
            table.c.coop == coop,
            table.c.bank_reference == decision.bank_reference,
            table.c.bank_day == decision.bank_day,
            table.c.outcome == "confirmed",
            table.c.person != deposit.c.person,
            table.c.branch == deposit.c.branch,
        )
    )
    first = _ordered(connection.execute(same))[0]
    return (first.device, first.seq, bytes(first.h)) == (decision.device, decision.seq, bytes(decision.h))


def _difference(connection: Connection, coop: str, deposit: Any, confirmation: Any) -> tuple[int, str | None]:
    """What was really there, and where a counted difference stands."""
    counted: int = confirmation.rupiah
    if counted == deposit.rupiah:
        return counted, None
    origin = (confirmation.device, confirmation.seq, bytes(confirmation.h))
    count = _count_of(connection, coop, confirmation)
    concerned = {deposit.person, confirmation.person} | ({count.person} if count is not None else set())
    decision, answer = cash.difference_decision, cash.difference_answer
    for row in _ordered(connection.execute(select(decision).where(at(decision, coop, origin, "of_")))):
        if row.person not in concerned and row.branch == deposit.branch:
            return (row.rupiah if row.outcome == "recounted" else counted), "decided"
    answers = connection.execute(select(answer.c.answer, answer.c.person).where(at(answer, coop, origin, "of_")))
    said = {row.answer for row in answers if row.person == deposit.person}
    if "accepted" in said:
        return counted, "accepted"
    return counted, "disputed" if said else "open"
