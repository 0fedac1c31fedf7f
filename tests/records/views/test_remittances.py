"""Money on its way to BPJS: how long it has lain at the branch, what it costs now, batches and what became of them."""

from datetime import date

import msgspec

from agent_app.domain.months import month_range
from agent_app.records.views import remit_desk, remittable, remittances
from agent_app.records.views.remit_desk import age_of
from agent_app.records.views.remittances import BatchState
from agent_app.services.branch import AcceptSchedule, Remit, RemitFor, accept_schedule, remit
from agent_app.services.protection import AnsweredRow, ConfirmProtection, confirm_protection
from tests.services.office import BRANCH, SCHEDULE, Branch

NIK = "5313054101809901"
PROOF = "ab" * 32
TODAY = date(2026, 11, 23)


def counted(branch: Branch, *months: str, missing: int = 0, **changes: str) -> str:
    """A member whose months are paid and counted at the branch today."""
    member = branch.maria.register(**changes)
    branch.maria.collect(member, *months)
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip, missing)
    branch.share()
    return member


def pay(branch: Branch, reference: str, **months: tuple[str, ...]) -> None:
    members = tuple(RemitFor(member=member, months=some) for member, some in months.items())
    branch.theresia.do(remit, Remit(reference=reference, members=members))


def protect(branch: Branch, *months: str, nik: str = NIK, proof: str = PROOF) -> None:
    row = AnsweredRow(nik=nik, months=months, effective_from=date(2026, 11, 25))
    branch.theresia.do(confirm_protection, ConfirmProtection(reference="KI-1", proof=proof, rows=(row,)))


def test_every_age_has_its_place() -> None:
    assert [age_of(days) for days in (0, 1, 2, 3, 4, 7, 8, 400)] == [0, 0, 1, 1, 2, 2, 3, 3]


def test_money_is_as_old_as_the_first_count_that_covers_it(branch: Branch) -> None:
    first = counted(branch, "2026-11")
    branch.clock.forward(days=3)
    second = counted(branch, "2026-11", "2026-12")
    branch.clock.forward(days=2)
    waiting = branch.theresia.ask(remit_desk.waiting_members, BRANCH, date(2026, 11, 28))
    days = {one.member.member: [month.days for month in one.months] for one in waiting}
    assert days == {first: [5], second: [2, 2]}
    assert {one.member.member: (one.rupiah, one.days) for one in waiting} == {first: (8_400, 5), second: (16_800, 2)}


def test_what_a_shortage_left_open_waits_for_a_later_count(branch: Branch) -> None:
    first = counted(branch, "2026-11", missing=100)
    assert branch.theresia.ask(remittable.counted_months, BRANCH) == ()
    branch.clock.forward(days=1)
    second = counted(branch, "2026-11")
    found = branch.theresia.ask(remittable.counted_months, BRANCH)
    assert [(one.member, one.months[0].counted_day) for one in found] == [(first, "2026-11-24")]
    assert second not in [one.member for one in found]


def test_the_sum_by_member_is_that_of_its_months(branch: Branch) -> None:
    counted(branch, "2026-11", "2026-12")
    months = branch.theresia.ask(remittable.counted_months, BRANCH)
    short = branch.theresia.ask(remittable.remittable, BRANCH)
    assert [(one.member, one.months, one.rupiah) for one in short] == [
        (one.member, tuple(each.month for each in one.months), sum(each.rupiah for each in one.months))
        for one in months
    ]


def test_a_price_that_changed_since_the_member_paid_is_a_difference(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.collect(member, "2026-12", "2027-01", total=8_400 + 16_800)
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    before = branch.theresia.ask(remit_desk.waiting_members, BRANCH, TODAY)[0]
    assert [one.difference for one in before.months] == [0, 0]
    longer = tuple(
        msgspec.structs.replace(rule, last_month="2027-03") if rule.sector == "other" else rule
        for rule in SCHEDULE.relief
    )
    branch.office.publish(msgspec.structs.replace(SCHEDULE, id="later", valid_from="2027-01", relief=longer))
    assert [one.difference for one in branch.theresia.ask(remit_desk.waiting_members, BRANCH, TODAY)[0].months] == [
        0,
        0,
    ]
    branch.theresia.do(accept_schedule, AcceptSchedule(schedule="later"))
    after = branch.theresia.ask(remit_desk.waiting_members, BRANCH, TODAY)[0]
    assert [(one.counted.rupiah, one.to_pay, one.difference) for one in after.months] == [
        (8_400, 8_400, 0),
        (16_800, 8_400, -8_400),
    ]


def test_a_batch_goes_from_the_branchs_word_to_answered(branch: Branch) -> None:
    member = counted(branch, "2026-11", "2026-12", nik=NIK)
    assert branch.theresia.ask(remittances.batches, BRANCH) == ()
    pay(branch, "KI-1", **{member: ("2026-11", "2026-12")})
    states = []
    for month in (None, "2026-11", "2026-12"):
        if month is not None:
            protect(branch, month)
        (batch,) = branch.theresia.ask(remittances.batches, BRANCH)
        states.append((batch.state, batch.members, batch.months, batch.protected, batch.rupiah))
    assert states == [
        (BatchState.REMITTED, 1, 2, 0, 16_800),
        (BatchState.PARTLY, 1, 2, 1, 16_800),
        (BatchState.ANSWERED, 1, 2, 2, 16_800),
    ]
    assert branch.theresia.ask(remittances.unanswered, BRANCH, "KI-1") == ()


def test_one_reference_is_one_batch_and_the_newest_comes_first(branch: Branch) -> None:
    member = counted(branch, *month_range("2026-11", 3)[:2])
    pay(branch, "KI-1", **{member: ("2026-11",)})
    other = counted(branch, "2026-11")
    pay(branch, "KI-2", **{other: ("2026-11",)})
    pay(branch, "KI-1", **{member: ("2026-12",)})
    found = branch.theresia.ask(remittances.batches, BRANCH)
    assert [(one.reference, one.members, one.months, one.rupiah) for one in found] == [
        ("KI-1", 1, 2, 16_800),
        ("KI-2", 1, 1, 8_400),
    ]
    assert [one.reference for one in branch.theresia.ask(remittances.batches, BRANCH, 1)] == ["KI-1"]
    left = branch.theresia.ask(remittances.unanswered, BRANCH, "KI-2")
    assert [(one.member, one.month) for one in left] == [(other, "2026-11")]


def test_an_answer_is_known_by_its_file(branch: Branch) -> None:
    member = counted(branch, "2026-11", "2026-12", nik=NIK)
    pay(branch, "KI-1", **{member: ("2026-11", "2026-12")})
    assert branch.theresia.ask(remittances.answer_taken, PROOF) is None
    protect(branch, "2026-11", "2026-12")
    taken = branch.theresia.ask(remittances.answer_taken, PROOF)
    assert taken is not None
    assert (taken.person, taken.months) == ("S001", 2)
