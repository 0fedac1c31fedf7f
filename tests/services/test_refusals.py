"""What BPJS does not take is recorded for the whole branch, and the months may be remitted again."""

import pytest
from sqlalchemy import func, select

from agent_app.domain.coverage import MonthState
from agent_app.domain.errors import Refused
from agent_app.records.tables.journal import journal
from agent_app.records.views import members, months, refused, remittable, remittances
from agent_app.records.views.history import history
from agent_app.records.views.refused import RefusedMonths
from agent_app.records.views.remittances import BatchState
from agent_app.services.branch import Remit, RemitFor, remit
from agent_app.services.erasure import ErasePerson, erase_person
from agent_app.services.protection import AnsweredRow, Confirmed, ConfirmProtection, confirm_protection
from agent_app.services.refusals import Effect, RefusedAnswer, plan_refusals
from tests.services.office import BRANCH, Branch, Laptop
from tests.services.test_protection import remitted

NIK = "5313054101809901"
PROOF = "ab" * 32
LATER_PROOF = "cd" * 32
REASON = "NIK tidak ditemukan di Dukcapil"


def no(*months: str, reason: str = REASON, reference: str | None = "KI-1", nik: str = NIK) -> RefusedAnswer:
    return RefusedAnswer(nik=nik, months=months, reason=reason, reference=reference)


def refuse(branch: Branch, *rows: RefusedAnswer, proof: str = PROOF, by: Laptop | None = None) -> Confirmed:
    command = ConfirmProtection(reference="", proof=proof, rows=(), refused=rows)
    return (by or branch.theresia).do(confirm_protection, command)


def pay(branch: Branch, member: str, *months: str, reference: str = "KI-2") -> None:
    branch.theresia.do(remit, Remit(reference=reference, members=(RemitFor(member=member, months=months),)))


def states(laptop: Laptop, member: str) -> dict[str, MonthState]:
    one = laptop.ask(members.find, member)
    assert one is not None
    return laptop.ask(months.months_of, one).states


def waiting(laptop: Laptop) -> dict[str, tuple[str, ...]]:
    return {one.member: one.months for one in laptop.ask(remittable.remittable, BRANCH)}


def of(laptop: Laptop, member: str) -> tuple[RefusedMonths, ...]:
    return laptop.ask(refused.refused_of, [member])


def lines(laptop: Laptop) -> int:
    with laptop.store.reading() as connection:
        own = select(func.count()).where(journal.c.device == laptop.store.identity.device)
        return int(connection.execute(own).scalar_one())


def test_a_refused_month_is_counted_money_again_and_may_be_remitted_again(branch: Branch) -> None:
    member = remitted(branch)
    assert waiting(branch.theresia) == {}
    done = refuse(branch, no("2026-12"))
    assert (done.refused, done.members, len(done.origins)) == (1, 0, 1)
    assert states(branch.theresia, member) == {"2026-11": MonthState.REMITTED, "2026-12": MonthState.DEPOSITED}
    assert waiting(branch.theresia) == {member: ("2026-12",)}
    pay(branch, member, "2026-12")
    assert states(branch.theresia, member)["2026-12"] is MonthState.REMITTED
    with pytest.raises(Refused, match="month_already_remitted"):
        pay(branch, member, "2026-12", reference="KI-3")


def test_no_rupiah_moves_by_a_refusal(branch: Branch) -> None:
    remitted(branch)
    before = branch.theresia.totals()
    refuse(branch, no("2026-11", "2026-12"))
    assert branch.theresia.totals() == before


def test_the_reason_is_known_on_every_laptop_of_the_branch_and_to_the_agent(branch: Branch) -> None:
    member = remitted(branch)
    refuse(branch, no("2026-11", "2026-12"))
    branch.share()
    for laptop in (branch.theresia, branch.paulus, branch.maria):
        assert [(one.months, one.reason, one.reference) for one in of(laptop, member)] == [
            (("2026-11", "2026-12"), REASON, "KI-1")
        ]
        assert set(states(laptop, member).values()) <= {MonthState.PAID_TO_AGENT, MonthState.DEPOSITED}
    assert waiting(branch.paulus) == {member: ("2026-11", "2026-12")}


def test_the_same_answer_again_writes_nothing_even_after_the_months_were_remitted_anew(branch: Branch) -> None:
    member = remitted(branch)
    for reference in ("KI-1", None):
        refuse(branch, no("2026-12", reference=reference))
        before = lines(branch.theresia)
        assert refuse(branch, no("2026-12", reference=reference)).refused == 0
        assert lines(branch.theresia) == before
    pay(branch, member, "2026-12")
    before = lines(branch.theresia)
    refuse(branch, no("2026-12", reference=None))
    assert lines(branch.theresia) == before
    assert states(branch.theresia, member)["2026-12"] is MonthState.REMITTED


def test_a_second_refusal_speaks_of_the_second_remittance(branch: Branch) -> None:
    member = remitted(branch)
    refuse(branch, no("2026-12"))
    pay(branch, member, "2026-12")
    refuse(branch, no("2026-12", reference="KI-1"), proof="ee" * 32)
    assert states(branch.theresia, member)["2026-12"] is MonthState.REMITTED
    refuse(branch, no("2026-12", reference="KI-2", reason="Nama tidak sama"), proof=LATER_PROOF)
    assert waiting(branch.theresia) == {member: ("2026-12",)}
    assert [one.reason for one in of(branch.theresia, member)] == [REASON, REASON, "Nama tidak sama"]


def test_what_bpjs_confirms_after_all_is_protected_and_not_offered_again(branch: Branch) -> None:
    member = remitted(branch)
    refuse(branch, no("2026-12"))
    row = AnsweredRow(nik=NIK, months=("2026-12",), effective_from=branch.clock().date())
    command = ConfirmProtection(reference="KI-1", proof=LATER_PROOF, rows=(row,))
    branch.theresia.do(confirm_protection, command)
    assert states(branch.theresia, member)["2026-12"] is MonthState.PROTECTED
    assert waiting(branch.theresia) == {}
    (batch,) = branch.theresia.ask(remittances.batches, BRANCH)
    assert (batch.protected, batch.refused, batch.waiting) == (1, 0, 1)


def test_a_batch_tells_what_was_refused_and_why(branch: Branch) -> None:
    member = remitted(branch)
    refuse(branch, no("2026-12"))
    (batch,) = branch.theresia.ask(remittances.batches, BRANCH)
    assert (batch.state, batch.protected, batch.refused, batch.waiting) == (BatchState.REFUSED, 0, 1, 1)
    left = branch.theresia.ask(remittances.unanswered, BRANCH, "KI-1")
    assert [(one.month, one.is_refused, one.reason) for one in left] == [
        ("2026-11", False, None),
        ("2026-12", True, REASON),
    ]
    taken = branch.theresia.ask(remittances.answer_taken, PROOF)
    assert taken is not None
    assert (taken.person, taken.months, taken.refused) == ("S001", 0, 1)
    pay(branch, member, "2026-12")
    found = {one.reference: one for one in branch.theresia.ask(remittances.batches, BRANCH)}
    assert (found["KI-1"].refused, found["KI-2"].refused) == (1, 0)


def test_a_refusal_imported_before_the_remittance_arrived_still_takes_effect(branch: Branch) -> None:
    member = branch.maria.register(nik=NIK)
    branch.maria.collect(member, "2026-11")
    slip = branch.maria.deposit()
    paulus = branch.paulus
    branch.share()
    branch.theresia.receive(slip)
    pay(branch, member, "2026-11", reference="KI-1")
    branch.clock.forward(days=1)
    refuse(branch, no("2026-11"), by=paulus)
    assert of(paulus, member)[0].remittance is None
    branch.share()
    for laptop in (branch.theresia, paulus):
        assert waiting(laptop) == {member: ("2026-11",)}


def test_a_refusal_never_speaks_of_a_later_remittance_under_the_same_code(branch: Branch) -> None:
    member = remitted(branch)
    refuse(branch, no("2026-12"))
    pay(branch, member, "2026-12", reference="KI-1")
    assert states(branch.theresia, member)["2026-12"] is MonthState.REMITTED
    (batch,) = branch.theresia.ask(remittances.batches, BRANCH)
    assert (batch.months, batch.refused) == (3, 1)


def test_rows_of_strangers_are_told_back_and_rows_without_months_keep_their_reason(branch: Branch) -> None:
    member = remitted(branch)
    rows = (no("2026-11", nik="5313054101809955"), no(), no())
    with branch.theresia.store.reading() as connection:
        plan = plan_refusals(connection, "KCL", BRANCH, PROOF, rows)
    assert [one is None for one in plan.found] == [True, False, False]
    assert plan.effects == (Effect.NOBODY, Effect.NOTED, Effect.KNOWN)
    assert (plan.members, plan.released, len(plan.refusals)) == (1, 0, 1)
    refuse(branch, *rows)
    assert of(branch.theresia, member)[0].months == ()
    assert set(states(branch.theresia, member).values()) == {MonthState.REMITTED}
    left = branch.theresia.ask(remittances.unanswered, BRANCH, "KI-1")
    assert {(one.is_refused, one.reason) for one in left} == {(False, REASON)}
    assert refuse(branch, *rows).refused == 0


def test_rows_of_one_person_with_one_reason_become_one_line(branch: Branch) -> None:
    remitted(branch)
    assert len(refuse(branch, no("2026-12"), no("2026-11"), no("2026-12")).origins) == 1


def test_a_reason_that_quotes_a_nik_keeps_its_last_digits_only(branch: Branch) -> None:
    member = remitted(branch)
    refuse(branch, no("2026-12", reason="NIK ganda dengan 5313 0541 0180 9955 a.n. Contoh"))
    assert of(branch.theresia, member)[0].reason == "NIK ganda dengan …9955 a.n. Contoh"


def test_a_reason_of_any_length_fits_a_line(branch: Branch) -> None:
    member = remitted(branch)
    refuse(branch, no("2026-12", reason="tidak cocok " * 3000))
    reason = of(branch.theresia, member)[0].reason
    assert reason is not None
    assert (len(reason), reason[-1]) == (500, "…")


def test_an_erased_persons_refusal_stands_without_its_reason(branch: Branch) -> None:
    member = remitted(branch)
    refuse(branch, no("2026-11", "2026-12", reason="Atas nama Contoh Rahasia"))
    branch.share()
    branch.theresia.do(erase_person, ErasePerson(member=member, reason="request"))
    branch.share()
    for laptop in (branch.theresia, branch.paulus, branch.maria):
        assert [(one.months, one.reason) for one in of(laptop, member)] == [(("2026-11", "2026-12"), None)]
        with laptop.store.reading() as connection:
            kept = list(connection.execute(select(journal.c.line)).scalars())
        assert not any(b"Contoh Rahasia" in bytes(one) for one in kept)
    told = branch.theresia.ask(history, [member])
    assert [one.entry is not None for one in told if one.kind == "remittance_refused"] == [True]


def test_an_agent_records_no_refusal(branch: Branch) -> None:
    with pytest.raises(Refused, match="role_not_allowed"):
        refuse(branch, no("2026-11"), by=branch.maria)
