"""A price that changed between collection and remittance: a difference that somebody bears, or that is the members'."""

from datetime import date

import msgspec
import pytest

from agent_app.domain.errors import Refused
from agent_app.domain.reviews import Bearer, Decision
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.cash import ContributionsRemitted
from agent_app.records.held import hold
from agent_app.records.tables.journal import journal
from agent_app.records.views import remit_desk, remittances
from agent_app.records.views.history import decoded
from agent_app.records.views.remittances import PriceDifference
from agent_app.services.branch import (
    AcceptSchedule,
    DecideReview,
    Remit,
    RemitFor,
    accept_schedule,
    decide_review,
    remit,
)
from agent_app.services.protection import ConfirmProtection, confirm_protection
from agent_app.services.refusals import RefusedAnswer
from tests.services.office import BRANCH, SCHEDULE, Branch

NIK = "5313054101809901"
BEFORE, AFTER = "2026-12", "2027-01"
TODAY = date(2026, 11, 23)


def counted(branch: Branch, *months: str, total: int, nik: str = NIK) -> str:
    """A member whose months are paid at the price of the day and counted at the branch."""
    member = branch.maria.register(nik=nik)
    branch.maria.collect(member, *months, total=total)
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    return member


def relief_becomes(branch: Branch, first: str, last: str) -> None:
    """From December on, half the price holds for these months instead; the branch accepts it."""
    moved = tuple(
        msgspec.structs.replace(rule, first_month=first, last_month=last) if rule.sector == "other" else rule
        for rule in SCHEDULE.relief
    )
    branch.office.publish(msgspec.structs.replace(SCHEDULE, id="later", valid_from="2026-12", relief=moved))
    branch.theresia.do(accept_schedule, AcceptSchedule(schedule="later"))


def pay(branch: Branch, *wanted: RemitFor, borne_by: Bearer | None = None, told: int | None = None) -> Origin:
    command = Remit(reference="KI-1", members=wanted, borne_by=borne_by, told=told)
    return branch.theresia.do(remit, command).origins[0]


def line_of(branch: Branch, origin: Origin) -> ContributionsRemitted:
    with branch.theresia.store.reading() as connection:
        here = (journal.c.device == origin.device, journal.c.seq == origin.seq)
        row = connection.execute(journal.select().where(*here)).one()
    line = hold(row.device, row.seq, bytes(row.h), bytes(row.line)).line
    assert line is not None
    entry = decoded(line)
    assert isinstance(entry, ContributionsRemitted)
    return entry


def test_what_bpjs_asks_more_needs_somebody_who_bears_it(branch: Branch) -> None:
    member = counted(branch, "2026-11", BEFORE, total=16_800)
    relief_becomes(branch, "2026-04", "2026-11")
    wanted = RemitFor(member=member, months=("2026-11", BEFORE))
    before = branch.theresia.totals()
    with pytest.raises(Refused, match="bearer_missing"):
        pay(branch, wanted)
    assert branch.theresia.ask(remittances.batches, BRANCH) == ()
    origin = pay(branch, wanted, borne_by=Bearer.AGENT)
    entry = line_of(branch, origin)
    assert (entry.rupiah, entry.borne_by) == (25_200, "agent")
    assert (entry.rows[0].rupiah, entry.rows[0].differences) == (25_200, {BEFORE: 8_400})
    # The agents' cash, and what of it the branch has, is what it was.
    assert branch.theresia.totals() == before
    branch.share()
    for laptop in (branch.theresia, branch.paulus):
        (batch,) = laptop.ask(remittances.batches, BRANCH)
        assert (batch.rupiah, batch.borne, batch.owed) == (25_200, (("agent", 8_400),), 0)
        assert laptop.ask(remittances.price_differences, BRANCH, "KI-1") == (
            PriceDifference(member, BEFORE, 8_400, "agent"),
        )


def test_where_no_price_changed_nobody_bears_anything(branch: Branch) -> None:
    member = counted(branch, "2026-11", total=8_400)
    with pytest.raises(Refused, match="bearer_not_offered"):
        pay(branch, RemitFor(member=member, months=("2026-11",)), borne_by=Bearer.BRANCH)
    entry = line_of(branch, pay(branch, RemitFor(member=member, months=("2026-11",))))
    assert (entry.rupiah, entry.borne_by, entry.rows[0].differences) == (8_400, None, {})


def test_a_schedule_that_nobody_accepted_changes_no_price(branch: Branch) -> None:
    member = counted(branch, BEFORE, total=8_400)
    ended = tuple(msgspec.structs.replace(rule, last_month="2026-11") for rule in SCHEDULE.relief)
    branch.office.publish(msgspec.structs.replace(SCHEDULE, id="later", valid_from="2026-12", relief=ended))
    entry = line_of(branch, pay(branch, RemitFor(member=member, months=(BEFORE,))))
    assert (entry.rupiah, entry.rows[0].differences) == (8_400, {})


def test_what_bpjs_asks_less_is_owed_to_the_member_and_borne_by_nobody(branch: Branch) -> None:
    member = counted(branch, BEFORE, AFTER, total=8_400 + 16_800)
    relief_becomes(branch, "2026-04", "2027-03")
    wanted = RemitFor(member=member, months=(BEFORE, AFTER))
    for nobody in Bearer:
        with pytest.raises(Refused, match="bearer_not_offered"):
            pay(branch, wanted, borne_by=nobody)
    entry = line_of(branch, pay(branch, wanted))
    assert (entry.rupiah, entry.borne_by, entry.rows[0].differences) == (16_800, None, {AFTER: -8_400})
    (batch,) = branch.theresia.ask(remittances.batches, BRANCH)
    assert (batch.borne, batch.owed) == ((), 8_400)
    assert branch.theresia.ask(remittances.price_differences, BRANCH, "KI-1") == (
        PriceDifference(member, AFTER, -8_400, None),
    )


def test_one_months_money_does_not_pay_for_anothers_rise(branch: Branch) -> None:
    member = counted(branch, BEFORE, AFTER, total=8_400 + 16_800)
    relief_becomes(branch, AFTER, "2027-03")
    wanted = RemitFor(member=member, months=(BEFORE, AFTER))
    with pytest.raises(Refused, match="bearer_missing"):
        pay(branch, wanted)
    entry = line_of(branch, pay(branch, wanted, borne_by=Bearer.BRANCH))
    assert (entry.rupiah, entry.rows[0].differences) == (25_200, {BEFORE: 8_400, AFTER: -8_400})
    (batch,) = branch.theresia.ask(remittances.batches, BRANCH)
    assert (batch.borne, batch.owed) == ((("branch", 8_400),), 8_400)


def test_what_waits_tells_the_price_the_remittance_records(branch: Branch) -> None:
    counted(branch, BEFORE, AFTER, total=8_400 + 16_800)
    relief_becomes(branch, AFTER, "2027-03")
    (waiting,) = branch.theresia.ask(remit_desk.waiting_members, BRANCH, TODAY)
    assert [(one.counted.rupiah, one.to_pay) for one in waiting.months] == [(8_400, 16_800), (16_800, 8_400)]
    told = sum(one.to_pay for one in waiting.months)
    wanted = RemitFor(member=waiting.member.member, months=(BEFORE, AFTER))
    with pytest.raises(Refused, match="amount_differs"):
        pay(branch, wanted, borne_by=Bearer.BRANCH, told=told + 1)
    assert line_of(branch, pay(branch, wanted, borne_by=Bearer.BRANCH, told=told)).rupiah == told


def test_a_month_bpjs_refused_leaves_no_difference_until_it_is_remitted_again(branch: Branch) -> None:
    member = counted(branch, BEFORE, total=8_400)
    relief_becomes(branch, "2026-04", "2026-11")
    wanted = RemitFor(member=member, months=(BEFORE,))
    pay(branch, wanted, borne_by=Bearer.BRANCH)
    refused = RefusedAnswer(nik=NIK, months=(BEFORE,), reason="NIK tidak cocok", reference="KI-1")
    answer = ConfirmProtection(reference="", proof="ab" * 32, rows=(), refused=(refused,))
    branch.theresia.do(confirm_protection, answer)
    (batch,) = branch.theresia.ask(remittances.batches, BRANCH)
    assert (batch.refused, batch.borne) == (1, ())
    pay(branch, wanted, borne_by=Bearer.MEMBER)
    (batch,) = branch.theresia.ask(remittances.batches, BRANCH)
    assert batch.borne == (("member", 8_400),)


def test_a_remittance_of_many_lines_names_the_bearer_where_something_is_borne(branch: Branch) -> None:
    people = [branch.maria.register() for _ in range(110)]
    for member in people:
        branch.maria.collect(member, "2026-11")
    branch.maria.collect(people[-1], BEFORE)
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    relief_becomes(branch, "2026-04", "2026-11")
    wanted = [RemitFor(member=member, months=("2026-11",)) for member in people[:-1]]
    wanted.append(RemitFor(member=people[-1], months=("2026-11", BEFORE)))
    done = branch.theresia.do(remit, Remit(reference="KI-1", members=tuple(wanted), borne_by=Bearer.BRANCH))
    assert done.rupiah == 110 * 8_400 + 16_800
    assert [line_of(branch, one).borne_by for one in done.origins] == ["branch", None]


def test_a_merged_registrations_month_is_priced_by_its_own_receipt(branch: Branch) -> None:
    first = counted(branch, "2026-11", total=8_400)
    second = branch.yosef.register(nik=NIK, card_is_right=True)
    receipt = branch.yosef.collect(second, BEFORE)
    slip = branch.yosef.deposit()
    branch.share()
    branch.theresia.receive(slip)
    branch.office.ask_review(receipt.origin, "duplicate_nik", first, second)
    merge = DecideReview(origin=receipt.origin, code="duplicate_nik", decision=Decision.MERGE, survivor=first)
    branch.theresia.do(decide_review, merge)
    relief_becomes(branch, "2026-04", "2026-11")
    wanted = RemitFor(member=first, months=("2026-11", BEFORE))
    entry = line_of(branch, pay(branch, wanted, borne_by=Bearer.BRANCH))
    assert (entry.rupiah, entry.rows[0].differences) == (25_200, {BEFORE: 8_400})
