"""Totals by programme for BPJS: what was collected, and what the branch says it paid."""

from datetime import date

import msgspec

from agent_app.domain.contributions import Programme
from agent_app.domain.reviews import Bearer, Decision
from agent_app.records.views.reports_programmes import ProgrammeTotals, collected, remitted
from agent_app.services.branch import (
    AcceptSchedule,
    DecideReview,
    Remit,
    RemitFor,
    accept_schedule,
    decide_review,
    remit,
)
from agent_app.services.reversal import VoidReceipt, void_receipt
from tests.services.office import BRANCH, SCHEDULE, Branch

DAY = date(2026, 11, 23)
NOVEMBER = ProgrammeTotals("2026-11", 1, 0, 5_000, 3_400, 0)


def test_months_on_receipts_of_the_period_are_added_up_by_programme(branch: Branch) -> None:
    branch.maria.collect(branch.maria.register(), "2026-11", "2026-12")
    with_jht = branch.maria.register(programmes=tuple(Programme))
    branch.maria.collect(with_jht, "2026-11", total=28_400)
    branch.share()
    found = branch.theresia.ask(collected, BRANCH, DAY, DAY)
    assert found == (
        ProgrammeTotals("2026-11", 2, 1, 10_000, 6_800, 20_000),
        ProgrammeTotals("2026-12", 1, 0, 5_000, 3_400, 0),
    )
    assert sum(one.rupiah for one in found) == 45_200
    assert branch.theresia.ask(collected, BRANCH, date(2026, 11, 24), date(2026, 11, 30)) == ()


def test_receipts_taken_back_count_no_more(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    branch.maria.do(void_receipt, VoidReceipt(receipt=receipt.origin, reason="wrong_months"))
    branch.share()
    assert branch.theresia.ask(collected, BRANCH, DAY, DAY) == ()


def test_what_was_remitted_counts_by_the_day_of_the_remittance(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.collect(member, "2026-11", "2026-12")
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    branch.clock.forward(days=1)
    branch.theresia.do(remit, Remit(reference="KI-1", members=(RemitFor(member=member, months=("2026-11",)),)))
    assert branch.theresia.ask(remitted, BRANCH, DAY, DAY) == ()
    assert branch.theresia.ask(remitted, BRANCH, DAY, date(2026, 11, 24)) == (NOVEMBER,)


def test_what_bpjs_was_paid_above_what_was_collected_is_told_by_itself(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.collect(member, "2026-12")
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    ended = tuple(msgspec.structs.replace(rule, last_month="2026-11") for rule in SCHEDULE.relief)
    branch.office.publish(msgspec.structs.replace(SCHEDULE, id="later", valid_from="2026-12", relief=ended))
    branch.theresia.do(accept_schedule, AcceptSchedule(schedule="later"))
    wanted = (RemitFor(member=member, months=("2026-12",)),)
    done = branch.theresia.do(remit, Remit(reference="KI-1", members=wanted, borne_by=Bearer.BRANCH))
    (found,) = branch.theresia.ask(remitted, BRANCH, DAY, DAY)
    assert found == ProgrammeTotals("2026-12", 1, 0, 5_000, 3_400, 0, difference=8_400)
    assert found.rupiah == done.rupiah == 16_800
    assert [one.difference for one in branch.theresia.ask(collected, BRANCH, DAY, DAY)] == [0]


def test_a_month_paid_twice_is_remitted_once(branch: Branch) -> None:
    maria, yosef = branch.maria, branch.yosef
    member = maria.register()
    branch.share()
    maria.collect(member, "2026-11")
    yosef.collect(member, "2026-11")
    slip = maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    branch.theresia.do(remit, Remit(reference="KI-1", members=(RemitFor(member=member, months=("2026-11",)),)))
    assert branch.theresia.ask(remitted, BRANCH, DAY, DAY) == (NOVEMBER,)
    assert branch.theresia.ask(collected, BRANCH, DAY, DAY)[0].member_months == 2


def test_what_was_taken_under_a_registration_that_was_merged_since_keeps_its_rupiah(branch: Branch) -> None:
    first = branch.maria.register()
    branch.share()
    second = branch.yosef.register(card_is_right=True)
    receipt = branch.yosef.collect(second, "2026-11", "2026-12")
    slip = branch.yosef.deposit()
    branch.share()
    branch.theresia.receive(slip)
    branch.office.ask_review(receipt.origin, "duplicate_nik", first, second)
    merge = DecideReview(origin=receipt.origin, code="duplicate_nik", decision=Decision.MERGE, survivor=first)
    branch.theresia.do(decide_review, merge)
    months = ("2026-11", "2026-12")
    done = branch.theresia.do(remit, Remit(reference="KI-1", members=(RemitFor(member=first, months=months),)))
    found = branch.theresia.ask(remitted, BRANCH, DAY, DAY)
    assert sum(one.rupiah for one in found) == done.rupiah == 16_800
    assert [one.member_months for one in found] == [1, 1]
