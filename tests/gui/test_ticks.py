"""What the mark beside a receipt may say of its money."""

from dataclasses import replace

from agent_app.gui.ticks import tick_of_receipt
from agent_app.gui.widgets.rows import Tick
from agent_app.journal.entries.base import Origin
from agent_app.records.views.deposited import Frontier
from agent_app.records.views.receipts import Receipt

PAID = Receipt(
    origin=Origin(12, 7, "ab" * 32),
    number="LWB-A017-12-26-000001",
    check="ABC-DEFG",
    agent="A017",
    person="A017",
    branch="LWB",
    day="2026-11-23",
    at=1,
    rupiah=8_400,
    cash=8_400,
    titipan=0,
    source="cash",
    funds_day=None,
    schedule="sample",
    received=None,
    paper_no=None,
    collected_on=None,
    payer=None,
    reversed_day=None,
    reversed_by=None,
    rows=(),
)
COUNTED = Frontier({}, 0)
NOTHING = Frontier({12: 7}, 8_400)


def tick(receipt: Receipt, reached: Frontier, acknowledged: int = 7, own_device: int = 12) -> Tick:
    return tick_of_receipt(receipt, own_device, acknowledged, reached)


def test_a_receipt_goes_from_the_laptop_to_the_centre_to_the_branch() -> None:
    assert tick(PAID, COUNTED, acknowledged=6) is Tick.LAPTOP
    assert tick(PAID, NOTHING, acknowledged=6, own_device=3) is Tick.SERVER
    assert tick(PAID, NOTHING) is Tick.SERVER
    assert tick(PAID, COUNTED) is Tick.MATCHED
    assert tick(replace(PAID, reversed_day="2026-11-24"), COUNTED) is Tick.SERVER


def test_a_receipt_that_neither_cash_nor_titipan_paid_is_never_reconciled() -> None:
    assert tick(replace(PAID, cash=0), COUNTED) is Tick.SERVER
    assert tick(replace(PAID, cash=0, titipan=8_400), COUNTED) is Tick.MATCHED


def test_money_other_than_cash_waits_for_the_word_that_it_came_in() -> None:
    gift = replace(PAID, cash=0, source="sponsor")
    assert tick(gift, COUNTED) is Tick.SERVER
    assert tick(replace(gift, funds_day="2026-11-24"), NOTHING) is Tick.MATCHED
