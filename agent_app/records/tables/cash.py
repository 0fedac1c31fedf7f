"""Cash between agent and branch, and from the branch to BPJS Ketenagakerjaan."""

from sqlalchemy import BigInteger, Index, LargeBinary

from agent_app.records.tables.base import coop, hash_, key, number, origin, partial, private, reference, table, text

deposit = table(
    "deposit",
    *origin(),
    text("number", nullable=False),
    text("agent", nullable=False),
    text("day", nullable=False),
    number("rupiah", nullable=False),
    number("expected", nullable=False),
    text("channel"),
    text("reference"),
    text("pieces"),
    text("reason"),
    private("note"),
    # Derived from decisions and what was said of a difference: confirmed or returned, what was there, and what of a
    # shortage was paid later.
    text("outcome"),
    text("outcome_day"),
    number("counted"),
    text("difference"),
    number("settled"),
    derived=True,
)
Index(None, deposit.c.coop, deposit.c.agent, deposit.c.day)
Index(None, deposit.c.coop, deposit.c.number)
Index(None, deposit.c.coop, deposit.c.outcome)
Index(None, deposit.c.coop, deposit.c.difference)
# Deposits on their way: a few of very many.
partial("ix_deposit_undecided", deposit.c.coop, deposit.c.agent, where="outcome IS NULL")

deposit_count = table(
    "deposit_count",
    *origin(),
    *reference("deposit"),
    text("agent", nullable=False),
    text("day", nullable=False),
    number("rupiah", nullable=False),
    text("pieces"),
    number("other_money"),
    derived=True,
)
Index(None, deposit_count.c.coop, deposit_count.c.deposit_device, deposit_count.c.deposit_seq)

deposit_decision = table(
    "deposit_decision",
    *origin(),
    *reference("deposit"),
    text("agent", nullable=False),
    text("day", nullable=False),
    text("outcome", nullable=False),
    number("rupiah", nullable=False),
    text("basis"),
    number("count_device"),
    number("count_seq"),
    hash_("count_h"),
    text("bank_day"),
    text("bank_reference"),
    # What all spellings of the line share (`domain.references.bank_line_key`).
    text("bank_key"),
    number("bank_balance"),
    text("reason"),
    private("note"),
    derived=True,
)
Index(None, deposit_decision.c.coop, deposit_decision.c.deposit_device, deposit_decision.c.deposit_seq)
Index(None, deposit_decision.c.coop, deposit_decision.c.bank_key)

difference_answer = table(
    "difference_answer",
    *origin(),
    *reference("of"),
    text("agent", nullable=False),
    text("day", nullable=False),
    text("answer", nullable=False),
    private("note"),
    derived=True,
)
Index(None, difference_answer.c.coop, difference_answer.c.of_device, difference_answer.c.of_seq)

difference_decision = table(
    "difference_decision",
    *origin(),
    *reference("of"),
    text("agent", nullable=False),
    text("day", nullable=False),
    text("outcome", nullable=False),
    number("rupiah", nullable=False),
    private("note"),
    derived=True,
)
Index(None, difference_decision.c.coop, difference_decision.c.of_device, difference_decision.c.of_seq)

difference_settlement = table(
    "difference_settlement",
    *origin(),
    *reference("of"),
    text("agent", nullable=False),
    text("day", nullable=False),
    number("rupiah", nullable=False),
    text("number", nullable=False),
    text("pieces"),
    derived=True,
)
Index(None, difference_settlement.c.coop, difference_settlement.c.of_device, difference_settlement.c.of_seq)

# A row a paper that was paid for without cash, whose money has reached the branch.
funds_receipt = table(
    "funds_receipt",
    *origin(),
    key("of_device", BigInteger),
    key("of_seq", BigInteger),
    key("of_h", LargeBinary),
    text("agent", nullable=False),
    text("day", nullable=False),
    text("reference", nullable=False),
    text("received_on", nullable=False),
    text("bank_key"),
    number("bank_balance"),
    derived=True,
)
Index(None, funds_receipt.c.coop, funds_receipt.c.of_device, funds_receipt.c.of_seq)
Index(None, funds_receipt.c.coop, funds_receipt.c.bank_key)

float_movement = table(
    "float_movement",
    *origin(),
    text("agent", nullable=False),
    text("day", nullable=False),
    text("number", nullable=False),
    number("issued", nullable=False),
    number("returned", nullable=False),
    derived=True,
)
Index(None, float_movement.c.coop, float_movement.c.agent)

# What an agent's papers and deposits of one business day add up to (`records.agent_days`); a deposit's fate counts on
# the day it was declared.
agent_day = table(
    "agent_day",
    coop(),
    key("agent"),
    key("day"),
    number("papers", nullable=False),
    number("collected", nullable=False),
    number("reversed", nullable=False),
    number("declared", nullable=False),
    number("returned", nullable=False),
    number("confirmed", nullable=False),
    number("receivable", nullable=False),
    number("surplus", nullable=False),
    derived=True,
)

remittance = table(
    "remittance",
    *origin(),
    text("day", nullable=False),
    text("reference", nullable=False),
    number("rupiah", nullable=False),
    text("borne_by"),
    derived=True,
)
Index(None, remittance.c.coop, remittance.c.reference)

remitted_month = table(
    "remitted_month",
    coop(),
    key("device", BigInteger),
    key("seq", BigInteger),
    key("h", LargeBinary),
    key("member"),
    key("month"),
    # Rupiah that BPJS asked above what was collected; negative below.
    number("difference", nullable=False),
    # Derived from what BPJS refused (`records.remitted`): the day on which a supervisor recorded it. A month with one
    # does not count as remitted.
    text("refused_day"),
    derived=True,
)
Index(None, remitted_month.c.coop, remitted_month.c.member, remitted_month.c.month, remitted_month.c.refused_day)

# A refusal without `of_` speaks of what its branch remitted under the reference before.
remittance_refusal = table(
    "remittance_refusal",
    *origin(),
    text("day", nullable=False),
    text("member", nullable=False),
    text("reference"),
    text("proof", nullable=False),
    number("of_device"),
    number("of_seq"),
    hash_("of_h"),
    private("reason"),
    derived=True,
)
Index(None, remittance_refusal.c.coop, remittance_refusal.c.member)
Index(None, remittance_refusal.c.coop, remittance_refusal.c.proof)

refused_month = table(
    "refused_month",
    coop(),
    key("device", BigInteger),
    key("seq", BigInteger),
    key("h", LargeBinary),
    key("month"),
    derived=True,
)

protection = table("protection", *origin(), text("day", nullable=False), text("reference"), text("proof"), derived=True)

protected_month = table(
    "protected_month",
    coop(),
    key("device", BigInteger),
    key("seq", BigInteger),
    key("h", LargeBinary),
    key("member"),
    key("month"),
    text("effective_from", nullable=False),
    derived=True,
)
Index(None, protected_month.c.coop, protected_month.c.member, protected_month.c.month)
