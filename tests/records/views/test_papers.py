"""Receipts, titipan balances and the story of a member, as they stand after acts."""

from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.money import ContributionCollected
from agent_app.records.views import history, receipts, reversals, titipan
from agent_app.services.collection import CollectPremium, PayFor, TakeTitipan, collect_premium, take_titipan
from tests.services.office import Branch


def test_the_newest_receipts_of_an_agent_come_first(branch: Branch) -> None:
    members = [branch.maria.register() for _ in range(3)]
    made = [branch.maria.collect(member, "2026-11").number for member in members]
    found = branch.maria.ask(receipts.recent, "A017", limit=2)
    assert [one.number for one in found] == made[:0:-1]
    assert branch.maria.ask(receipts.recent, "A018") == ()


def test_receipts_of_a_member_come_in_order_with_what_titipan_paid(branch: Branch) -> None:
    member, other = branch.maria.register(), branch.maria.register()
    branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=400))
    first = branch.maria.collect(member, "2026-11")
    pay = (PayFor(member=member, months=("2026-12",), titipan=400), PayFor(member=other, months=("2026-12",)))
    branch.maria.do(collect_premium, CollectPremium(members=pay, total=16_800))
    found = branch.maria.ask(receipts.of_member, member)
    assert [(one.rupiah, one.cash, one.titipan) for one in found] == [(8_400, 8_400, 0), (16_800, 16_400, 400)]
    assert found[0].origin == first.origin
    assert set(found[1].members) == {member, other}


def test_balances_name_only_members_who_have_something_left(branch: Branch) -> None:
    spender, saver = branch.maria.register(), branch.maria.register()
    for member in (spender, saver):
        branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=8_400))
    pay = (PayFor(member=spender, months=("2026-11",), titipan=8_400),)
    branch.maria.do(collect_premium, CollectPremium(members=pay, total=8_400))
    assert branch.maria.ask(titipan.balances) == {saver: 8_400}


def test_an_origin_that_names_nothing_finds_nothing(branch: Branch) -> None:
    for nothing in (Origin(11, 99, "00" * 32), Origin(11, 1, "no hash")):
        assert branch.maria.ask(receipts.find, nothing) is None
        assert branch.maria.ask(reversals.paper, nothing) is None
    assert branch.maria.ask(receipts.by_number, "LWB-A017-11-26-000001") == ()


def test_the_story_of_a_member_is_told_in_order_with_who_wrote_it(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.collect(member, "2026-11")
    told = branch.maria.ask(history.history, [member])
    assert [(one.kind, one.person) for one in told] == [
        ("consent_given", "A017"),
        ("member_registered", "A017"),
        ("contribution_collected", "A017"),
    ]
    assert isinstance(told[-1].entry, ContributionCollected)
    assert told[-1].entry.rupiah == 8_400
