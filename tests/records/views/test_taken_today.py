"""What was taken on a day, without what was taken back."""

from agent_app.records.views.taken_today import Taken, taken_on
from agent_app.services.collection import TakeTitipan, take_titipan
from agent_app.services.reversal import VoidReceipt, void_receipt
from tests.services.office import Branch


def test_receipts_of_the_day_count_until_they_are_voided_and_slips_stand_apart(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.collect(member, "2026-11")
    second = branch.maria.collect(member, "2026-12")
    branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=5_000))
    assert branch.maria.ask(taken_on, "A017", "2026-11-23") == Taken(2, 16_800, 5_000)
    branch.maria.do(void_receipt, VoidReceipt(receipt=second.origin, reason="wrong_months"))
    assert branch.maria.ask(taken_on, "A017", "2026-11-23") == Taken(1, 8_400, 5_000)
    assert branch.maria.ask(taken_on, "A017", "2026-11-24") == Taken(0, 0, 0)
    assert branch.maria.ask(taken_on, "A018", "2026-11-23") == Taken(0, 0, 0)
