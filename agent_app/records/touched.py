"""Which receipts, slips and deposits new facts bear on, whichever of them arrived first."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Table, and_, select
from sqlalchemy.engine import Connection

from agent_app.records.facts.collector import Facts, OriginKey
from agent_app.records.tables import cash, money

REVERSIBLE = (money.receipt, money.titipan)


def at(table: Table, coop: str, origin: OriginKey, prefix: str = "") -> Any:
    """The condition that a row is, or refers to, this origin."""
    device, seq, h = (table.c[f"{prefix}{name}"] for name in ("device", "seq", "h"))
    return and_(table.c.coop == coop, device == origin[0], seq == origin[1], h == origin[2])


def touched_bank_keys(connection: Connection, coop: str, facts: Facts, own: bool) -> frozenset[str]:
    """Keys of bank lines that may be another's now: it hangs on who wrote the papers they were used for."""
    found = set(facts.bank_keys)
    decision, funds = cash.deposit_decision, cash.funds_receipt
    for origin in facts.deposits:
        of_it = (at(decision, coop, origin, "deposit_"), decision.c.bank_key.is_not(None))
        found.update(connection.execute(select(decision.c.bank_key).where(*of_it)).scalars())
    for table in () if own else REVERSIBLE:
        for within in _spans(funds, [_origin(row) for row in facts.new.get(table, ())]):
            found.update(connection.execute(select(funds.c.bank_key).where(funds.c.coop == coop, *within)).scalars())
    return frozenset(found)


def touched_receipts(
    connection: Connection, coop: str, facts: Facts, own: bool, bank_keys: Collection[str]
) -> list[OriginKey]:
    """Receipts and slips whose derived columns may change; `own`: of lines that no other line can speak of yet."""
    touched = set(facts.receipts)
    funds = cash.funds_receipt
    for bank_key in sorted(bank_keys):
        brought = select(funds.c.of_device, funds.c.of_seq, funds.c.of_h)
        touched |= _keys(connection.execute(brought.where(funds.c.coop == coop, funds.c.bank_key == bank_key)))
    void = money.receipt_void
    of = (void.c.of_device, void.c.of_seq, void.c.of_h)
    for origin in facts.voids:
        touched |= _keys(connection.execute(select(*of).where(at(void, coop, origin))))
        for table in (money.reversal_decision, funds):
            said = select(table.c.of_device, table.c.of_seq, table.c.of_h)
            touched |= _keys(connection.execute(said.where(at(table, coop, origin))))
    # A deposit that arrives after a void of a receipt it holds makes that void too late.
    for device, seq, _ in facts.deposits:
        later = select(*of).where(void.c.coop == coop, void.c.device == device, void.c.seq > seq)
        touched |= _keys(connection.execute(later))
    for table in () if own else REVERSIBLE:
        touched |= _with_decisions(connection, coop, [_origin(row) for row in facts.new.get(table, ())])
    for row in () if own else facts.new.get(money.titipan, ()):
        if row["receipt_h"] is not None:
            touched.add((row["receipt_device"], row["receipt_seq"], row["receipt_h"]))
    return sorted(touched | _slips_of(connection, coop, touched))


def _slips_of(connection: Connection, coop: str, receipts: Iterable[OriginKey]) -> set[OriginKey]:
    """The slips for what stayed of the payment of these receipts."""
    slip, found = money.titipan, set()
    for origin in receipts:
        named = select(slip.c.device, slip.c.seq, slip.c.h).where(at(slip, coop, origin, "receipt_"))
        found |= _keys(connection.execute(named))
    return found


def _with_decisions(connection: Connection, coop: str, origins: Sequence[OriginKey]) -> set[OriginKey]:
    """Those of new receipts that a void, reversal or confirmation already speaks of: it may have come before them."""
    found: set[OriginKey] = set()
    for table in (money.receipt_void, money.reversal_decision, cash.funds_receipt):
        of = (table.c.of_device, table.c.of_seq, table.c.of_h)
        for within in _spans(table, origins):
            found |= _keys(connection.execute(select(*of).where(table.c.coop == coop, *within)))
    return found


def _spans(table: Table, origins: Sequence[OriginKey]) -> Iterator[tuple[Any, ...]]:
    """Per device, that a row speaks of one of these papers or of a few between them: far less than a list costs."""
    spans: dict[int, list[int]] = {}
    for device, seq, _ in origins:
        spans.setdefault(device, []).append(seq)
    for device, seqs in spans.items():
        yield table.c.of_device == device, table.c.of_seq.between(min(seqs), max(seqs))


def touched_deposits(connection: Connection, coop: str, facts: Facts, bank_keys: Collection[str]) -> list[OriginKey]:
    """Deposits whose derived columns may change."""
    touched, confirmations = set(facts.deposits), set(facts.confirmations)
    decision = cash.deposit_decision
    of = (decision.c.deposit_device, decision.c.deposit_seq, decision.c.deposit_h)
    for origin in facts.voids:
        for table in (cash.deposit_count, decision):
            said = select(table.c.deposit_device, table.c.deposit_seq, table.c.deposit_h)
            touched |= _keys(connection.execute(said.where(at(table, coop, origin))))
        for table in (cash.difference_decision, cash.difference_settlement):
            said = select(table.c.of_device, table.c.of_seq, table.c.of_h)
            confirmations |= _keys(connection.execute(said.where(at(table, coop, origin))))
    for origin in confirmations:
        touched |= _keys(connection.execute(select(*of).where(at(decision, coop, origin))))
    for bank_key in sorted(bank_keys):
        same = select(*of).where(decision.c.coop == coop, decision.c.bank_key == bank_key)
        touched |= _keys(connection.execute(same))
    return sorted(touched)


def _keys(rows: Iterable[Any]) -> set[OriginKey]:
    return {(row[0], row[1], bytes(row[2])) for row in rows}


def _origin(row: Any) -> OriginKey:
    return row["device"], row["seq"], row["h"]
