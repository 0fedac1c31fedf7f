"""What a supervisor does for the branch: schedules, remittances, reviews."""

from dataclasses import replace
from datetime import date

import pytest

from agent_app.domain.coverage import MonthState
from agent_app.domain.errors import Refused
from agent_app.domain.months import month_range
from agent_app.domain.reviews import Bearer, Decision
from agent_app.journal.entries.base import Origin
from agent_app.records.tables.journal import journal
from agent_app.records.views import history, members, months, remittable, reviews, schedules, titipan
from agent_app.records.views.decided import decided
from agent_app.records.views.decisions import Kind
from agent_app.services.branch import (
    AcceptSchedule,
    DecideReview,
    Remit,
    RemitFor,
    accept_schedule,
    decide_review,
    remit,
)
from agent_app.services.collection import CollectPremium, PayFor, TakeTitipan, collect_premium, take_titipan
from agent_app.services.corrections import CorrectMember, correct_member
from agent_app.services.portions import MEMBERS_A_LINE
from agent_app.store.store import Written
from tests.services.office import BRANCH, SCHEDULE, Branch


def states(branch: Branch, member: str) -> dict[str, MonthState]:
    one = branch.theresia.ask(members.find, member)
    assert one is not None
    return branch.theresia.ask(months.months_of, one).states


def refusal(branch: Branch, *members: RemitFor, reference: str = "KI-1") -> Refused:
    with pytest.raises(Refused) as caught:
        branch.theresia.do(remit, Remit(reference=reference, members=members))
    return caught.value


def paid_and_counted(branch: Branch, *wanted: str) -> str:
    """A member whose months are paid, deposited and counted."""
    member = branch.maria.register()
    branch.maria.collect(member, *wanted)
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    return member


def test_a_schedule_is_accepted_once_by_a_supervisor(branch: Branch) -> None:
    assert branch.theresia.do(accept_schedule, AcceptSchedule(schedule=SCHEDULE.id)) is None
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(accept_schedule, AcceptSchedule(schedule=SCHEDULE.id))
    with pytest.raises(Refused, match="schedule_unusable"):
        branch.theresia.do(accept_schedule, AcceptSchedule(schedule="nowhere"))
    known = branch.maria.ask(schedules.newest, BRANCH)
    assert known is not None
    assert known.accepted
    elsewhere = branch.maria.ask(schedules.newest, "LRT")
    assert elsewhere is not None
    assert not elsewhere.accepted


def test_only_what_was_counted_at_the_branch_is_remitted_and_only_once(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.collect(member, "2026-11")
    branch.share()
    wanted = RemitFor(member=member, months=("2026-11",))
    assert refusal(branch, wanted).code == "month_not_deposited"
    slip = branch.maria.deposit()
    branch.share()
    assert refusal(branch, wanted).code == "month_not_deposited"
    branch.theresia.receive(slip)
    assert states(branch, member) == {"2026-11": MonthState.DEPOSITED}
    assert refusal(branch, RemitFor(member=member, months=("2026-12",))).params == {"month": "2026-12"}
    done = branch.theresia.do(remit, Remit(reference="KI-1", members=(wanted,)))
    assert (done.member_months, done.rupiah) == (1, 8_400)
    assert states(branch, member) == {"2026-11": MonthState.REMITTED}
    assert refusal(branch, wanted).code == "month_already_remitted"


def test_a_remittance_needs_a_reference_members_and_months(branch: Branch) -> None:
    member = paid_and_counted(branch, "2026-11")
    wanted = RemitFor(member=member, months=("2026-11",))
    assert refusal(branch, wanted, reference=" ").code == "reference_missing"
    assert refusal(branch).code == "months_missing"
    assert refusal(branch, RemitFor(member=member, months=())).code == "months_missing"
    assert refusal(branch, wanted, wanted).code == "months_repeated"
    assert refusal(branch, RemitFor(member="nobody", months=("2026-11",))).code == "member_unknown"


def test_many_members_are_remitted_on_several_lines_under_one_reference(branch: Branch) -> None:
    people = [branch.maria.register() for _ in range(110)]
    for member in people:
        branch.maria.collect(member, "2026-11")
    long = branch.maria.register()
    branch.maria.collect(long, *month_range("2026-11", 12), total=184_800)
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    found = branch.theresia.ask(remittable.remittable, BRANCH)
    assert sum(one.rupiah for one in found) == 110 * 8_400 + 184_800
    command = Remit(reference="KI-2", members=tuple(RemitFor(member=one.member, months=one.months) for one in found))
    done = branch.theresia.do(remit, command)
    assert len(done.origins) == 2
    assert done.member_months == 122
    assert len(found) > MEMBERS_A_LINE
    assert branch.theresia.ask(remittable.remittable, BRANCH) == ()


def double(branch: Branch) -> tuple[str, str, Origin, Origin]:
    """One person registered by both agents, each with a month paid, under review."""
    assert branch.yosef.person == "A018"
    nik = "5313054101809901"
    first, second = branch.maria.register(nik=nik), branch.yosef.register(nik=nik)
    branch.maria.collect(first, "2026-11")
    branch.yosef.collect(second, "2026-12")
    branch.share()
    both = branch.theresia.ask(members.of_nik, nik)
    assert [one.member for one in both] == [first, second]
    one, other = Origin(11, 2, _h(branch, 11, 2)), Origin(12, 2, _h(branch, 12, 2))
    branch.office.ask_review(other, "duplicate_nik", second, first, others=(one,))
    return first, second, other, one


def _h(branch: Branch, device: int, seq: int) -> str:
    with branch.theresia.store.reading() as connection:
        row = connection.execute(journal.select().where(journal.c.device == device, journal.c.seq == seq)).one()
    return bytes(row.h).hex()


def test_a_merge_lets_the_older_registration_go_on_with_all_payments(branch: Branch) -> None:
    first, second, origin, _ = double(branch)
    open_one = branch.theresia.ask(reviews.open_reviews)[0]
    assert (open_one.makers, open_one.decisions[0]) == ({"A017", "A018"}, Decision.MERGE)
    branch.theresia.do(decide_review, DecideReview(origin=origin, code="duplicate_nik", decision=Decision.MERGE))
    branch.share()
    assert branch.theresia.ask(reviews.open_reviews) == ()
    merged = branch.maria.ask(members.find, second)
    assert merged is not None
    assert merged.merged_into == first
    assert set(states(branch, first)) == {"2026-11", "2026-12"}
    assert branch.theresia.totals().all.members == 2
    with pytest.raises(Refused) as caught:
        branch.maria.collect(second, "2027-01", total=16_800)
    assert caught.value.params == {"member": first}
    with pytest.raises(Refused, match="month_already_paid"):
        branch.maria.collect(first, "2026-12")
    slips = branch.maria.deposit(), branch.yosef.deposit()
    branch.share()
    for slip in slips:
        branch.theresia.receive(slip)
    found = branch.theresia.ask(remittable.remittable, BRANCH)
    assert [(one.member, one.months) for one in found] == [(first, ("2026-11", "2026-12"))]


def test_a_supervisor_may_name_which_registration_goes_on(branch: Branch) -> None:
    first, second, origin, _ = double(branch)
    command = DecideReview(origin=origin, code="duplicate_nik", decision=Decision.MERGE, survivor=second)
    branch.theresia.do(decide_review, command)
    merged = branch.theresia.ask(members.find, first)
    assert merged is not None
    assert merged.merged_into == second


def test_three_registrations_of_one_person_end_in_one_whoever_goes_on(branch: Branch) -> None:
    first, second, origin, one = double(branch)
    third = branch.paulus.register(nik="5313054101809901", card_is_right=True)
    branch.share()
    command = DecideReview(origin=origin, code="duplicate_nik", decision=Decision.MERGE, survivor=second)
    branch.theresia.do(decide_review, command)
    told = branch.theresia.ask(history.history, [third])
    last = next(line.origin for line in told if line.kind == "member_registered")
    branch.office.ask_review(last, "duplicate_nik", first, third, others=(one,))
    branch.theresia.do(decide_review, DecideReview(origin=last, code="duplicate_nik", decision=Decision.MERGE))
    found = [branch.theresia.ask(members.find, member) for member in (first, second, third)]
    assert [member and member.merged_into for member in found] == [second, None, second]
    assert set(states(branch, second)) == {"2026-11", "2026-12"}


def test_titipan_of_a_merged_registration_is_spent_under_the_one_that_goes_on(branch: Branch) -> None:
    first, second, origin, _ = double(branch)
    branch.yosef.do(take_titipan, TakeTitipan(member=second, rupiah=8_000))
    branch.maria.do(take_titipan, TakeTitipan(member=first, rupiah=400))
    branch.share()
    branch.theresia.do(decide_review, DecideReview(origin=origin, code="duplicate_nik", decision=Decision.MERGE))
    branch.share()
    assert [branch.maria.ask(titipan.balance, each) for each in (first, second)] == [8_400, 8_400]
    assert branch.maria.ask(titipan.balances) == {first: 8_400}
    pay = (PayFor(member=first, months=("2026-10",), titipan=8_400),)
    paid = CollectPremium(members=pay, total=8_400, collected_on=date(2026, 10, 30), paper_no="KW 7")
    assert branch.maria.do(collect_premium, paid).cash == 0
    assert [branch.maria.ask(titipan.balance, each) for each in (first, second)] == [0, 0]
    assert branch.maria.ask(titipan.balances) == {}
    with pytest.raises(Refused) as caught:
        branch.yosef.do(take_titipan, TakeTitipan(member=second, rupiah=1_000))
    assert (caught.value.code, caught.value.params) == ("member_known", {"member": first})


def test_months_of_a_merged_registration_stay_when_the_nik_of_the_other_is_corrected(branch: Branch) -> None:
    first, _, origin, _ = double(branch)
    branch.theresia.do(decide_review, DecideReview(origin=origin, code="duplicate_nik", decision=Decision.MERGE))
    branch.theresia.do(correct_member, CorrectMember(member=first, fields={"nik": "5313054101809902"}))
    branch.share()
    assert set(states(branch, first)) == {"2026-11", "2026-12"}
    with pytest.raises(Refused, match="month_already_paid"):
        branch.maria.collect(first, "2026-12")


def test_two_supervisors_who_merge_crosswise_lock_nobody_out(branch: Branch) -> None:
    first, second, origin, _ = double(branch)
    assert branch.paulus.person == "S002"
    branch.share()
    for laptop, survivor in ((branch.theresia, second), (branch.paulus, first)):
        merge = DecideReview(origin=origin, code="duplicate_nik", decision=Decision.MERGE, survivor=survivor)
        laptop.do(decide_review, merge)
    branch.share()
    for laptop in (branch.maria, branch.theresia, branch.paulus):
        found = [laptop.ask(members.find, member) for member in (first, second)]
        assert [member and member.merged_into for member in found] == [second, None]
    assert branch.maria.collect(second, "2027-01", total=16_800).total == 16_800


def test_a_merge_of_a_registration_that_is_not_held_is_refused(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    branch.office.ask_review(receipt.origin, "duplicate_nik", "nobody")
    command = DecideReview(origin=receipt.origin, code="duplicate_nik", decision=Decision.MERGE)
    with pytest.raises(Refused, match="member_unknown"):
        branch.theresia.do(decide_review, command)


def test_a_review_offers_its_own_decisions_and_is_decided_once(branch: Branch) -> None:
    _, _, origin, _ = double(branch)

    def decide(code: str, decision: Decision) -> Written[Origin]:
        command = DecideReview(origin=origin, code=code, decision=decision)
        return branch.theresia.store.write(decide_review, command).result()

    with pytest.raises(Refused, match="decision_not_offered"):
        decide("duplicate_nik", Decision.PAY_BACK)
    with pytest.raises(Refused, match="review_unknown"):
        decide("late_void", Decision.ACCEPT)
    decide("duplicate_nik", Decision.KEEP_BOTH)
    with pytest.raises(Refused, match="review_already_decided"):
        decide("duplicate_nik", Decision.MERGE)


def test_nobody_decides_a_review_of_their_own_lines(branch: Branch) -> None:
    receipt = branch.theresia.collect(branch.theresia.register(), "2026-11")
    branch.office.ask_review(receipt.origin, "tariff_mismatch")
    command = DecideReview(origin=receipt.origin, code="tariff_mismatch", decision=Decision.ACCEPT_AMOUNT)
    with pytest.raises(Refused, match="second_person_required"):
        branch.theresia.do(decide_review, command)
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(decide_review, command)
    branch.paulus.do(decide_review, replace(command, borne_by=Bearer.BRANCH))


def test_whoever_accepts_another_price_says_who_bears_the_difference_and_everybody_reads_it(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    branch.office.ask_review(receipt.origin, "tariff_mismatch")
    command = DecideReview(origin=receipt.origin, code="tariff_mismatch", decision=Decision.ACCEPT_AMOUNT)
    before = branch.maria.totals()
    with pytest.raises(Refused, match="bearer_missing"):
        branch.theresia.do(decide_review, command)
    with pytest.raises(Refused, match="bearer_not_offered"):
        branch.theresia.do(decide_review, replace(command, decision=Decision.PAY_BACK, borne_by=Bearer.AGENT))
    branch.theresia.do(decide_review, replace(command, borne_by=Bearer.AGENT))
    branch.share()
    for laptop in (branch.theresia, branch.paulus):
        word = laptop.ask(decided, Kind.REVIEW, receipt.origin, "tariff_mismatch")
        assert word is not None
        assert (word.outcome, word.borne_by, word.person) == ("accept_amount", "agent", "S001")
    # Who bears it is said; no rupiah of the members' money moves.
    assert branch.maria.totals() == before


def test_collecting_the_rest_leaves_the_difference_with_the_member(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    branch.office.ask_review(receipt.origin, "tariff_mismatch")
    command = DecideReview(origin=receipt.origin, code="tariff_mismatch", decision=Decision.COLLECT_REST)
    branch.theresia.do(decide_review, command)
    word = branch.theresia.ask(decided, Kind.REVIEW, receipt.origin, "tariff_mismatch")
    assert word is not None
    assert word.borne_by == "member"


def test_waiting_leaves_a_review_open_at_the_end_of_the_list(branch: Branch) -> None:
    receipt = branch.maria.collect(branch.maria.register(), "2026-11")
    later = branch.maria.collect(branch.maria.register(), "2026-11")
    for one in (receipt, later):
        branch.office.ask_review(one.origin, "unknown_member")
    branch.theresia.do(
        decide_review, DecideReview(origin=receipt.origin, code="unknown_member", decision=Decision.WAIT)
    )
    waiting = branch.theresia.ask(reviews.open_reviews)
    assert [(one.origin, one.waiting) for one in waiting] == [(later.origin, False), (receipt.origin, True)]
