"""Receipts and titipan: prices, refusals, and what stands in the books afterwards."""

from datetime import date
from typing import Any

import pytest

from agent_app.domain.contributions import Programme, Sector
from agent_app.domain.errors import Refused
from agent_app.domain.funding import Budget, FundingSource
from agent_app.domain.months import month_range
from agent_app.records.views import members, receipts, titipan
from agent_app.records.views import months as months_view
from agent_app.reference.rules import rules
from agent_app.services.collection import CollectPremium, PayFor, TakeTitipan, collect_premium, take_titipan
from agent_app.services.roster import ListedPerson, RosterImport, import_rows
from tests.services.office import SCHEDULE, Branch, Laptop


def refusal(laptop: Laptop, command: CollectPremium) -> Refused:
    with pytest.raises(Refused) as caught:
        laptop.do(collect_premium, command)
    return caught.value


def test_a_farmer_pays_84000_from_november_to_april(branch: Branch) -> None:
    member = branch.maria.register()
    receipt = branch.maria.collect(member, *month_range("2026-11", 6), total=84_000)
    assert (receipt.total, receipt.cash, receipt.change, receipt.stamp_duty) == (84_000, 84_000, 0, False)
    assert branch.maria.on_hand() == 84_000


def test_an_ojek_rider_pays_58800_for_the_same_months(branch: Branch) -> None:
    member = branch.maria.register(sector=Sector.TRANSPORT)
    assert branch.maria.collect(member, *month_range("2026-11", 6), total=58_800).cash == 58_800


def test_a_receipt_is_numbered_and_its_check_comes_from_its_line(branch: Branch) -> None:
    member = branch.maria.register()
    first = branch.maria.collect(member, "2026-11", received=10_000)
    second = branch.maria.collect(member, "2026-12")
    assert (first.number, second.number) == ("LWB-A017-11-26-000001", "LWB-A017-11-26-000002")
    assert first.change == 1_600
    stored = branch.maria.ask(receipts.by_number, first.number)[0]
    assert (stored.origin, stored.check, stored.received) == (first.origin, first.check, 10_000)
    assert [row.rupiah for row in stored.rows] == [8_400]


def test_one_payer_pays_for_a_household_with_other_programmes_each(branch: Branch) -> None:
    mother, son = branch.maria.register(), branch.maria.register(sector=Sector.TRANSPORT)
    three = (Programme.JKK, Programme.JKM, Programme.JHT)
    command = CollectPremium(
        members=(
            PayFor(member=mother, months=("2026-12", "2027-01")),
            PayFor(member=son, months=("2027-01",), programmes=three),
        ),
        total=8_400 + 16_800 + 28_400,
        payer="Kepala keluarga",
    )
    receipt = branch.maria.do(collect_premium, command)
    stored = branch.maria.ask(receipts.find, receipt.origin)
    assert stored is not None
    assert {(row.member, row.month, row.jht) for row in stored.rows} == {
        (mother, "2026-12", 0),
        (mother, "2027-01", 0),
        (son, "2027-01", 20_000),
    }
    assert stored.payer == "Kepala keluarga"


def test_a_price_other_than_the_person_saw_is_refused_with_the_right_one(branch: Branch) -> None:
    member = branch.maria.register()
    refused = refusal(branch.maria, CollectPremium(members=(PayFor(member=member, months=("2027-01",)),), total=8_400))
    assert (refused.code, refused.params) == ("amount_differs", {"total": 16_800})
    assert branch.maria.on_hand() == 0


def test_a_month_is_taken_twice_only_when_the_person_says_so(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.collect(member, "2026-11")
    again = CollectPremium(members=(PayFor(member=member, months=("2026-11", "2026-12")),), total=16_800)
    assert refusal(branch.maria, again).params == {"month": "2026-11"}
    branch.maria.collect(member, "2026-11", confirmed_twice=True)
    assert branch.maria.on_hand() == 16_800


def test_nothing_is_collected_before_the_branch_has_accepted_the_schedule(branch: Branch) -> None:
    member = branch.maria.register()
    newer = type(SCHEDULE)(
        id="later",
        valid_from="2026-12",
        regulation="sample",
        brackets=SCHEDULE.brackets,
        relief=SCHEDULE.relief,
    )
    branch.office.publish(newer)
    command = CollectPremium(members=(PayFor(member=member, months=("2026-12",)),), total=8_400)
    assert refusal(branch.maria, command).code == "schedule_not_accepted"
    assert branch.maria.collect(member, "2026-11").total == 8_400
    across = CollectPremium(members=(PayFor(member=member, months=("2026-11", "2026-12")),), total=16_800)
    assert refusal(branch.maria, across).code == "no_schedule_for_month"


def test_money_of_a_sponsor_is_no_cash_and_its_budget_must_be_known(branch: Branch) -> None:
    member = branch.maria.register()
    pay = (PayFor(member=member, months=("2026-11",)),)
    unknown = CollectPremium(members=pay, total=8_400, source=FundingSource.SPONSOR)
    assert refusal(branch.maria, unknown).code == "funding_unknown"
    state = CollectPremium(members=pay, total=16_800, source=FundingSource.SPONSOR, budget=Budget.STATE)
    receipt = branch.maria.do(collect_premium, state)
    assert (receipt.total, receipt.cash, branch.maria.on_hand()) == (16_800, 0, 0)


def test_overpayment_is_kept_as_titipan_and_pays_the_next_month(branch: Branch) -> None:
    member = branch.maria.register()
    first = branch.maria.collect(member, "2026-11", received=10_000, keep=1_600)
    assert first.slip is not None
    assert (first.cash, first.change, first.slip.rupiah) == (8_400, 0, 1_600)
    assert first.slip.number == "LWB-A017-11-26-T000001"
    assert branch.maria.ask(titipan.balance, member) == 1_600
    pay = (PayFor(member=member, months=("2026-12",), titipan=1_600),)
    second = branch.maria.do(collect_premium, CollectPremium(members=pay, total=8_400))
    assert second.cash == 6_800
    assert branch.maria.ask(titipan.balance, member) == 0
    assert branch.maria.on_hand() == 16_800


def test_titipan_that_is_not_there_pays_nothing(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=5_000))
    pay = (PayFor(member=member, months=("2026-12",), titipan=5_100),)
    assert refusal(branch.maria, CollectPremium(members=pay, total=8_400)).code == "titipan_too_little"


def test_too_little_on_the_table_is_refused_and_change_is_told(branch: Branch) -> None:
    member = branch.maria.register()
    pay = (PayFor(member=member, months=("2026-12",)),)
    little = CollectPremium(members=pay, total=8_400, received=8_000)
    assert refusal(branch.maria, little).code == "cash_too_little"
    too_much_kept = CollectPremium(members=pay, total=8_400, received=10_000, keep=2_000)
    assert refusal(branch.maria, too_much_kept).code == "amount_differs"


def test_nothing_is_taken_for_somebody_this_laptop_does_not_know(branch: Branch) -> None:
    command = CollectPremium(members=(PayFor(member="nobody", months=("2026-12",)),), total=8_400)
    assert refusal(branch.maria, command).code == "member_unknown"


def test_a_paper_receipt_is_copied_with_its_number_and_claimed_day(branch: Branch) -> None:
    member = branch.maria.register()
    receipt = branch.maria.collect(member, "2026-11", paper_no="KW 0042", collected_on=date(2026, 11, 20))
    stored = branch.maria.ask(receipts.find, receipt.origin)
    assert stored is not None
    assert (stored.paper_no, stored.collected_on, stored.day) == ("KW 0042", "2026-11-20", "2026-11-23")
    again = CollectPremium(members=(PayFor(member=member, months=("2026-12",)),), total=8_400, paper_no="kw 0042")
    refused = refusal(branch.maria, again)
    assert (refused.code, refused.params["number"]) == ("paper_already_copied", receipt.number)
    future = CollectPremium(
        members=(PayFor(member=member, months=("2026-12",)),), total=8_400, collected_on=date(2026, 11, 24)
    )
    assert refusal(branch.maria, future).code == "date_unreadable"


def test_a_receipt_above_five_million_needs_stamp_duty(branch: Branch) -> None:
    three = (Programme.JKK, Programme.JKM, Programme.JHT)
    member = branch.maria.register(income=14_500_000, programmes=three)
    months = month_range("2026-12", 12)
    receipt = branch.maria.collect(member, *months, total=370_900 + 11 * 447_800)
    assert receipt.stamp_duty


def test_no_limit_of_cash_stops_a_receipt(branch: Branch) -> None:
    for _ in range(3):
        rich = branch.maria.register(income=25_000_000)
        branch.maria.collect(rich, *month_range("2027-01", 4), total=4 * 213_800)
    assert branch.maria.on_hand() == 2_565_600


def roster_row(branch: Branch, last_paid: str | None, nik: str = "5313054101809901") -> str:
    """Somebody on the cooperative's list; the row's id."""
    row = ListedPerson(name="Contoh Ana", nik=nik, last_paid=last_paid)
    branch.theresia.do(import_rows, RosterImport(rows=(row,), source="daftar.csv"))
    branch.share()
    return branch.maria.ask(members.roster_of_nik, nik)[0].member


def take(branch: Branch, member: str, *months: str, **more: Any) -> CollectPremium:
    return CollectPremium(members=(PayFor(member=member, months=months),), total=8_400 * len(months), **more)


def test_months_up_to_the_opening_are_not_taken_and_the_arrears_after_it_are(branch: Branch) -> None:
    row = roster_row(branch, "2026-08")
    member = branch.maria.register(nik="5313054101809901", roster=row)
    for months in (("2026-08",), ("2026-07", "2026-09")):
        refused = refusal(branch.maria, take(branch, member, *months, confirmed_twice=True))
        assert (refused.code, refused.params) == ("month_in_opening", {"month": months[0], "opening": "2026-08"})
    known = branch.maria.ask(members.find, member)
    assert known is not None
    arrears = branch.maria.ask(months_view.standing, known, rules(date(2026, 11, 23)).coverage, date(2026, 11, 23))
    assert arrears.payable_arrears == ("2026-09", "2026-10", "2026-11")
    assert branch.maria.collect(member, *arrears.payable_arrears).total == 25_200


@pytest.mark.parametrize("last_paid", [None, "2026-07"], ids=["nothing known", "ended before the registration"])
def test_months_before_the_registration_are_not_taken(branch: Branch, last_paid: str | None) -> None:
    row = roster_row(branch, last_paid)
    member = branch.maria.register(nik="5313054101809901", roster=row)
    refused = refusal(branch.maria, take(branch, member, "2026-10", "2026-11"))
    assert (refused.code, refused.params) == ("month_before_registration", {"month": "2026-10"})
    assert branch.maria.collect(member, "2026-11").total == 8_400


def test_a_paper_receipt_may_be_older_than_the_registration_keyed_in_after_it(branch: Branch) -> None:
    member = branch.maria.register()
    claimed = {"paper_no": "KW 0041", "collected_on": date(2026, 10, 30)}
    assert refusal(branch.maria, take(branch, member, "2026-09", **claimed)).code == "month_before_registration"
    assert branch.maria.collect(member, "2026-10", **claimed).total == 8_400


def test_months_are_taken_up_to_a_year_ahead(branch: Branch) -> None:
    member = branch.maria.register()
    far = CollectPremium(members=(PayFor(member=member, months=("2027-11", "2027-12")),), total=33_600)
    refused = refusal(branch.maria, far)
    assert (refused.code, refused.params) == ("month_too_far", {"month": "2027-12", "months": 12})
    assert branch.maria.collect(member, "2027-11", total=16_800).total == 16_800


def test_one_person_copies_a_paper_once_while_its_copy_counts(branch: Branch) -> None:
    member, other = branch.maria.register(), branch.maria.register()
    paper = {"paper_no": "KW 0042", "collected_on": date(2026, 11, 20)}
    first = branch.maria.collect(member, "2026-11", keep=1_600, **paper)
    assert first.slip is not None
    again = {**paper, "paper_no": " kw 0042"}
    refused = refusal(branch.maria, take(branch, other, "2026-11", **again))
    assert (refused.code, refused.params) == (
        "paper_already_copied",
        {"paper_no": " kw 0042", "number": first.number},
    )
    with pytest.raises(Refused, match="paper_already_copied"):
        branch.maria.do(take_titipan, TakeTitipan(member=other, rupiah=5_000, **again))
    assert branch.yosef.collect(branch.yosef.register(), "2026-11", **paper).total == 8_400
    slip = branch.maria.do(take_titipan, TakeTitipan(member=other, rupiah=5_000, paper_no="T 9"))
    with pytest.raises(Refused, match="paper_already_copied"):
        branch.maria.do(take_titipan, TakeTitipan(member=other, rupiah=5_000, paper_no="T 9"))
    assert slip.rupiah == 5_000
