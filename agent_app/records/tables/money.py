"""Receipts, the months they pay, titipan, and what takes a paper back."""

from sqlalchemy import BigInteger, Index, LargeBinary

from agent_app.records.tables.base import coop, hash_, key, number, origin, partial, private, reference, table, text

receipt = table(
    "receipt",
    *origin(),
    text("number", nullable=False),
    text("members", nullable=False),
    text("agent", nullable=False),
    text("day", nullable=False),
    number("rupiah", nullable=False),
    number("cash", nullable=False),
    text("source"),
    text("schedule"),
    number("received"),
    text("paper_no"),
    text("collected_on"),
    private("payer"),
    # Derived from voids, reversals, deposits and reviews: the day the receipt stopped counting, and why; and the
    # day on which another person says that money other than cash has come in.
    text("reversed_day"),
    text("reversed_by"),
    text("funds_day"),
    derived=True,
)
Index(None, receipt.c.coop, receipt.c.agent, receipt.c.day)
Index(None, receipt.c.coop, receipt.c.number)
_AWAITED = "source <> 'cash' AND funds_day IS NULL"
"""Papers paid without cash whose money nobody has confirmed: a few of very many."""
_TAKEN_BACK = "reversed_day IS NOT NULL"
partial("ix_receipt_taken_back", receipt.c.coop, receipt.c.agent, receipt.c.reversed_day, where=_TAKEN_BACK)
partial("ix_receipt_awaited", receipt.c.coop, receipt.c.branch, where=_AWAITED)

# The member comes first in the key: what a member has paid is asked all day, and a receipt names its members.
receipt_month = table(
    "receipt_month",
    coop(),
    key("member"),
    key("month"),
    key("device", BigInteger),
    key("seq", BigInteger),
    key("h", LargeBinary),
    number("jkk", nullable=False),
    number("jkm", nullable=False),
    number("jht", nullable=False),
    number("base", nullable=False),
    text("sector"),
    text("funding"),
    derived=True,
)

titipan = table(
    "titipan",
    *origin(),
    text("number", nullable=False),
    text("member", nullable=False),
    text("agent", nullable=False),
    text("day", nullable=False),
    number("rupiah", nullable=False),
    number("cash", nullable=False),
    text("source"),
    number("received"),
    text("paper_no"),
    text("collected_on"),
    number("receipt_device"),
    number("receipt_seq"),
    hash_("receipt_h"),
    # Derived as those of a receipt, and from a void of the receipt named.
    text("reversed_day"),
    text("reversed_by"),
    text("funds_day"),
    derived=True,
)
Index(None, titipan.c.coop, titipan.c.member)
Index(None, titipan.c.coop, titipan.c.receipt_device, titipan.c.receipt_seq)
Index(None, titipan.c.coop, titipan.c.agent, titipan.c.day)
Index(None, titipan.c.coop, titipan.c.number)
partial("ix_titipan_taken_back", titipan.c.coop, titipan.c.agent, titipan.c.reversed_day, where=_TAKEN_BACK)
partial("ix_titipan_awaited", titipan.c.coop, titipan.c.branch, where=_AWAITED)

titipan_use = table(
    "titipan_use",
    *origin(),
    text("member", nullable=False),
    text("agent", nullable=False),
    text("day", nullable=False),
    number("rupiah", nullable=False),
    *reference("receipt"),
    derived=True,
)
Index(None, titipan_use.c.coop, titipan_use.c.member)

receipt_void = table(
    "receipt_void",
    *origin(),
    *reference("of"),
    text("agent", nullable=False),
    text("day", nullable=False),
    text("reason"),
    private("note"),
    derived=True,
)
Index(None, receipt_void.c.coop, receipt_void.c.of_device, receipt_void.c.of_seq)

reversal_request = table(
    "reversal_request",
    *origin(),
    *reference("of"),
    text("agent", nullable=False),
    text("day", nullable=False),
    number("rupiah", nullable=False),
    text("number"),
    text("reason"),
    private("note"),
    derived=True,
)
Index(None, reversal_request.c.coop, reversal_request.c.of_device, reversal_request.c.of_seq)
Index(None, reversal_request.c.coop, reversal_request.c.agent)

reversal_decision = table(
    "reversal_decision",
    *origin(),
    *reference("request"),
    *reference("of"),
    text("agent", nullable=False),
    text("day", nullable=False),
    text("outcome", nullable=False),
    private("note"),
    derived=True,
)
Index(None, reversal_decision.c.coop, reversal_decision.c.of_device, reversal_decision.c.of_seq)
Index(None, reversal_decision.c.coop, reversal_decision.c.request_device, reversal_decision.c.request_seq)
