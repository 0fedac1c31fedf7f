"""Titipan slips by themselves, and those written together with a receipt."""

from agent_app.journal.entries.base import Origin
from agent_app.records.views import receipts, slips
from agent_app.services.collection import CollectPremium, PayFor, TakeTitipan, collect_premium, take_titipan
from tests.services.office import Branch


def test_a_slip_is_found_by_its_origin_with_what_was_put_on_the_table(branch: Branch) -> None:
    member = branch.maria.register()
    made = branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=5_000, received=10_000))
    found = branch.maria.ask(slips.find, made.origin)
    assert found is not None
    assert (found.number, found.check, found.member) == (made.number, made.check, member)
    assert (found.rupiah, found.cash, found.received, found.reversed_by) == (5_000, 5_000, 10_000, None)


def test_a_receipt_or_nothing_is_no_slip(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    assert branch.maria.ask(slips.find, receipt.origin) is None
    assert branch.maria.ask(slips.find, Origin(11, 99, "00" * 32)) is None


def test_what_stayed_of_the_change_is_found_with_its_receipt_and_no_other_slip_is(branch: Branch) -> None:
    member = branch.maria.register()
    pay = (PayFor(member=member, months=("2026-11",)),)
    kept = branch.maria.do(collect_premium, CollectPremium(members=pay, total=8_400, received=10_000, keep=1_600))
    plain = branch.maria.collect(member, "2026-12")
    branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=700))
    for receipt, rupiah in ((kept, 1_600), (plain, None)):
        row = branch.maria.ask(receipts.find, receipt.origin)
        assert row is not None
        slip = branch.maria.ask(slips.written_with, receipt.origin, row.at)
        assert (slip.rupiah if slip is not None else None) == rupiah
