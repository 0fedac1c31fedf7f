"""What lines about handed-over cash, remittances and proofs say."""

from agent_app.domain.months import month
from agent_app.domain.references import bank_line_key
from agent_app.journal.entries import cash
from agent_app.journal.lines import MAX_RUPIAH
from agent_app.records.facts.collector import Facts, Source, optional_reference, origin_key, plain, reference
from agent_app.records.facts.money import business_day, positive, private
from agent_app.records.tables import cash as t


def float_issued(entry: cash.FloatIssued, source: Source, facts: Facts) -> None:
    _add_float(entry, source, facts, issued=positive(entry.rupiah), returned=0)


def float_returned(entry: cash.FloatReturned, source: Source, facts: Facts) -> None:
    _add_float(entry, source, facts, issued=0, returned=positive(entry.rupiah))


def _add_float(
    entry: cash.FloatIssued | cash.FloatReturned, source: Source, facts: Facts, issued: int, returned: int
) -> None:
    facts.add(
        t.float_movement,
        {
            **source.columns(),
            "agent": entry.agent,
            "day": business_day(entry.day),
            "number": entry.number,
            "issued": issued,
            "returned": returned,
        },
    )


def cash_deposited(entry: cash.CashDeposited, source: Source, facts: Facts) -> None:
    facts.add(
        t.deposit,
        {
            **source.columns(),
            "number": entry.number,
            "agent": source.person,
            "day": business_day(entry.day),
            "rupiah": positive(entry.rupiah),
            "expected": entry.expected,
            "channel": entry.channel,
            "reference": entry.reference,
            "pieces": plain(entry.pieces),
            "reason": entry.reason,
            "note": private(entry.private, "note"),
        },
    )
    facts.deposits.add(source.key)
    facts.days.add((source.person, business_day(entry.day)))


def deposit_counted(entry: cash.DepositCounted, source: Source, facts: Facts) -> None:
    if entry.rupiah < 0:
        raise ValueError("a count is not below zero")
    facts.add(
        t.deposit_count,
        {
            **source.columns(),
            **reference("deposit", entry.deposit),
            "agent": entry.agent,
            "day": business_day(entry.day),
            "rupiah": entry.rupiah,
            "pieces": plain(entry.pieces),
            "other_money": entry.other_money,
        },
    )
    facts.deposits.add(origin_key(entry.deposit))


def deposit_confirmed(entry: cash.DepositConfirmed, source: Source, facts: Facts) -> None:
    if entry.rupiah < 0:
        raise ValueError("a confirmed amount is not below zero")
    key = bank_line_key(entry.bank_reference, entry.bank_day or "") if entry.bank_reference else None
    facts.add(
        t.deposit_decision,
        {
            **source.columns(),
            **reference("deposit", entry.deposit),
            "agent": entry.agent,
            "day": business_day(entry.day),
            "outcome": "confirmed",
            "rupiah": entry.rupiah,
            "basis": entry.basis,
            **optional_reference("count", entry.count),
            "bank_day": entry.bank_day,
            "bank_reference": entry.bank_reference,
            "bank_key": key,
            "bank_balance": entry.bank_balance,
            "reason": entry.reason,
            "note": private(entry.private, "note"),
        },
    )
    facts.deposits.add(origin_key(entry.deposit))
    if key is not None:
        facts.bank_keys.add(key)


def deposit_returned(entry: cash.DepositReturned, source: Source, facts: Facts) -> None:
    facts.add(
        t.deposit_decision,
        {
            **source.columns(),
            **reference("deposit", entry.deposit),
            "agent": entry.agent,
            "day": business_day(entry.day),
            "outcome": "returned",
            "rupiah": entry.rupiah,
            "basis": None,
            **optional_reference("count", None),
            "bank_day": None,
            "bank_reference": None,
            "bank_key": None,
            "bank_balance": None,
            "reason": entry.reason,
            "note": private(entry.private, "note"),
        },
    )
    facts.deposits.add(origin_key(entry.deposit))


def difference_accepted(entry: cash.DifferenceAccepted, source: Source, facts: Facts) -> None:
    _add_answer(entry, source, facts, "accepted", None)


def difference_disputed(entry: cash.DifferenceDisputed, source: Source, facts: Facts) -> None:
    _add_answer(entry, source, facts, "disputed", private(entry.private, "note"))


def _add_answer(
    entry: cash.DifferenceAccepted | cash.DifferenceDisputed, source: Source, facts: Facts, answer: str, note: object
) -> None:
    facts.add(
        t.difference_answer,
        {
            **source.columns(),
            **reference("of", entry.confirmation),
            "agent": entry.agent,
            "day": business_day(entry.day),
            "answer": answer,
            "note": note,
        },
    )
    facts.confirmations.add(origin_key(entry.confirmation))


def difference_decided(entry: cash.DifferenceDecided, source: Source, facts: Facts) -> None:
    if entry.rupiah < 0:
        raise ValueError("a recount is not below zero")
    facts.add(
        t.difference_decision,
        {
            **source.columns(),
            **reference("of", entry.confirmation),
            "agent": entry.agent,
            "day": business_day(entry.day),
            "outcome": entry.outcome,
            "rupiah": entry.rupiah,
            "note": private(entry.private, "note"),
        },
    )
    facts.confirmations.add(origin_key(entry.confirmation))


def difference_settled(entry: cash.DifferenceSettled, source: Source, facts: Facts) -> None:
    facts.add(
        t.difference_settlement,
        {
            **source.columns(),
            **reference("of", entry.confirmation),
            "agent": entry.agent,
            "day": business_day(entry.day),
            "rupiah": positive(entry.rupiah),
            "number": entry.number,
            "pieces": plain(entry.pieces),
        },
    )
    facts.confirmations.add(origin_key(entry.confirmation))


def funds_received(entry: cash.FundsReceived, source: Source, facts: Facts) -> None:
    positive(entry.rupiah)
    key = bank_line_key(entry.reference, entry.received_on)
    facts.bank_keys.add(key)
    for paper in entry.papers:
        facts.add(
            t.funds_receipt,
            {
                **source.columns(),
                **reference("of", paper),
                "agent": entry.agent,
                "day": business_day(entry.day),
                "reference": entry.reference,
                "received_on": business_day(entry.received_on),
                "bank_key": key,
                "bank_balance": entry.balance,
            },
        )
        facts.receipts.add(origin_key(paper))


def contributions_remitted(entry: cash.ContributionsRemitted, source: Source, facts: Facts) -> None:
    if len(entry.rows) != len(entry.members):
        raise ValueError("a remittance has one row a member")
    if sum(row.rupiah for row in entry.rows) != entry.rupiah:
        raise ValueError("a remittance's rows do not add up")
    facts.add(
        t.remittance,
        {
            **source.columns(),
            "day": business_day(entry.day),
            "reference": entry.reference,
            "rupiah": positive(entry.rupiah),
            "borne_by": entry.borne_by,
        },
    )
    for member, row in zip(entry.members, entry.rows, strict=True):
        differences = _differences(row)
        for name in row.months:
            key = {**source.key_columns(), "member": member, "month": month(name)}
            facts.add(t.remitted_month, {**key, "difference": differences.get(name, 0)})
            facts.remitted.add((member, name))


def _differences(row: cash.RemittedMonths) -> dict[str, int]:
    if not row.differences.keys() <= set(row.months):
        raise ValueError("a remittance tells a difference of a month it does not name")
    if any(abs(rupiah) > MAX_RUPIAH for rupiah in row.differences.values()):
        raise ValueError("a difference is out of bounds")
    return row.differences


def protection_confirmed(entry: cash.ProtectionConfirmed, source: Source, facts: Facts) -> None:
    if len(entry.rows) != len(entry.members):
        raise ValueError("a proof has one row a member")
    facts.add(
        t.protection,
        {**source.columns(), "day": business_day(entry.day), "reference": entry.reference, "proof": entry.proof},
    )
    for member, row in zip(entry.members, entry.rows, strict=True):
        for name in row.months:
            facts.add(
                t.protected_month,
                {
                    **source.key_columns(),
                    "member": member,
                    "month": month(name),
                    "effective_from": business_day(row.effective_from),
                },
            )


def remittance_refused(entry: cash.RemittanceRefused, source: Source, facts: Facts) -> None:
    facts.add(
        t.remittance_refusal,
        {
            **source.columns(),
            "day": business_day(entry.day),
            "member": entry.member,
            "reference": entry.reference,
            "proof": entry.proof,
            **optional_reference("of", entry.remittance),
            "reason": private(entry.private, "reason"),
        },
    )
    for name in entry.months:
        facts.add(t.refused_month, {**source.key_columns(), "month": month(name)})
        facts.remitted.add((entry.member, name))


def participant_numbered(entry: cash.ParticipantNumbered, source: Source, facts: Facts) -> None:
    facts.members.add(entry.member)
