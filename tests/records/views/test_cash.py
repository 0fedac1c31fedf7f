"""Cash positions and totals as sums of what is held."""

from agent_app.domain.cash import CashPosition, FloatPosition
from agent_app.records.views import cash
from agent_app.services.reversal import VoidReceipt, void_receipt
from tests.services.office import Branch


def test_somebody_unknown_has_a_position_of_zeros(branch: Branch) -> None:
    assert branch.maria.ask(cash.position, "A099") == CashPosition()
    assert branch.maria.ask(cash.float_position, "A099") == FloatPosition()
    assert branch.maria.totals().all.as_dict() == dict.fromkeys(branch.maria.totals().all.as_dict(), 0)


def test_a_shortage_and_a_surplus_never_cancel_each_other_out(branch: Branch) -> None:
    for missing in (700, -700):
        branch.maria.collect(branch.maria.register(), "2026-11")
        slip = branch.maria.deposit()
        branch.share()
        branch.theresia.receive(slip, missing=missing)
    position = branch.theresia.ask(cash.position, "A017")
    assert (position.confirmed, position.receivable, position.surplus) == (16_800, 700, 700)
    assert position.identity_holds


def test_totals_are_kept_apart_by_who_registered_and_who_took_the_money(branch: Branch) -> None:
    assert branch.yosef.person == "A018"
    member = branch.maria.register()
    branch.share()
    receipt = branch.yosef.collect(member, "2026-11")
    branch.yosef.do(void_receipt, VoidReceipt(receipt=receipt.origin, reason="wrong_months"))
    branch.share()
    found = branch.theresia.totals()
    assert (found.per_agent["A017"].members, found.per_agent["A017"].receipts) == (1, 0)
    assert (found.per_agent["A018"].members, found.per_agent["A018"].receipts) == (0, 1)
    assert (found.all.cash.collected, found.all.cash.reversed, found.all.cash.on_hand) == (8_400, 8_400, 0)
    assert branch.theresia.ask(cash.total) == found.all.cash
