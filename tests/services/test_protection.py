"""What BPJS answers becomes protection from its own day, and nothing else does."""

from datetime import date

import pytest
from sqlalchemy import select

from agent_app.domain.coverage import Coverage, MemberStatus, MonthState
from agent_app.domain.errors import Refused
from agent_app.records.tables.journal import journal
from agent_app.records.views import members, months
from agent_app.reference.rules import rules
from agent_app.services.branch import Remit, RemitFor, remit
from agent_app.services.protection import (
    AnsweredRow,
    Confirmed,
    ConfirmProtection,
    confirm_protection,
    plan_protection,
)
from tests.services.office import Branch

NIK = "5313054101809901"
PROOF = "ab" * 32


def remitted(branch: Branch) -> str:
    member = branch.maria.register(nik=NIK)
    branch.maria.collect(member, "2026-11", "2026-12")
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    wanted = RemitFor(member=member, months=("2026-11", "2026-12"))
    branch.theresia.do(remit, Remit(reference="KI-1", members=(wanted,)))
    return member


def answered(branch: Branch, *rows: AnsweredRow) -> Confirmed:
    return branch.theresia.do(confirm_protection, ConfirmProtection(reference="KI-1", proof=PROOF, rows=rows))


def standing(branch: Branch, member: str, today: date) -> Coverage:
    one = branch.theresia.ask(members.find, member)
    assert one is not None
    return branch.theresia.ask(months.standing, one, rules(today).coverage, today)


def test_remitted_months_protect_nobody_until_bpjs_says_so(branch: Branch) -> None:
    member = remitted(branch)
    before = standing(branch, member, date(2026, 11, 24))
    assert (before.status, before.protected) == (MemberStatus.ACTIVE, False)
    row = AnsweredRow(nik=NIK, participant_number="26110000001", months=("2026-11",), effective_from=date(2026, 11, 25))
    done = answered(branch, row)
    assert (done.members, done.member_months, done.unmatched) == (1, 1, ())
    assert not standing(branch, member, date(2026, 11, 24)).protected
    assert standing(branch, member, date(2026, 11, 25)).protected
    assert not standing(branch, member, date(2026, 12, 1)).protected
    one = branch.theresia.ask(members.find, member)
    assert one is not None
    assert one.participant_number == "26110000001"
    assert branch.theresia.ask(months.months_of, one).states == {
        "2026-11": MonthState.PROTECTED,
        "2026-12": MonthState.REMITTED,
    }


def test_the_same_answer_again_writes_nothing(branch: Branch) -> None:
    remitted(branch)
    row = AnsweredRow(nik=NIK, participant_number="26110000001", months=("2026-11",), effective_from=date(2026, 11, 25))
    answered(branch, row)
    again = ConfirmProtection(reference="KI-1", proof=PROOF, rows=(row,))
    assert branch.theresia.store.write(confirm_protection, again).result().changes.new == ()


def test_a_row_that_stands_twice_in_one_answer_counts_once(branch: Branch) -> None:
    remitted(branch)
    row = AnsweredRow(nik=NIK, months=("2026-11",), effective_from=date(2026, 11, 25))
    done = answered(branch, row, row)
    assert (len(done.origins), done.members, done.member_months) == (1, 1, 1)


def test_rows_that_fit_nobody_are_told_back_and_a_number_alone_is_enough(branch: Branch) -> None:
    remitted(branch)
    day = date(2026, 11, 25)
    answered(branch, AnsweredRow(nik=NIK, participant_number="26110000001", months=("2026-11",), effective_from=day))
    done = answered(
        branch,
        AnsweredRow(nik="5313054101809955", months=("2026-11",), effective_from=day),
        AnsweredRow(participant_number="26110000001", months=("2026-12",), effective_from=day),
        AnsweredRow(participant_number="99", months=("2026-12",), effective_from=day),
    )
    assert (done.member_months, done.unmatched) == (1, (0, 2))


def test_of_two_registrations_with_one_nik_the_paid_one_is_protected(branch: Branch) -> None:
    assert branch.yosef.register(nik=NIK) != ""
    member = branch.maria.register(nik=NIK, card_is_right=True)
    branch.maria.collect(member, "2026-11")
    branch.share()
    day = date(2026, 11, 25)
    assert answered(branch, AnsweredRow(nik=NIK, months=("2026-11",), effective_from=day)).members == 1
    assert standing(branch, member, day).protected


def test_only_a_supervisor_records_an_answer_and_it_has_a_reference(branch: Branch) -> None:
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(confirm_protection, ConfirmProtection(reference="KI-1", proof=PROOF, rows=()))
    with pytest.raises(Refused, match="reference_missing"):
        branch.theresia.do(confirm_protection, ConfirmProtection(reference="", proof=PROOF, rows=()))


def test_an_answer_is_looked_at_before_it_is_taken_in(branch: Branch) -> None:
    member = remitted(branch)
    day = date(2026, 11, 25)
    rows = (
        AnsweredRow(nik=NIK, participant_number="26110000001", months=("2026-11",), effective_from=day),
        AnsweredRow(nik=NIK, participant_number="26110000001", months=("2026-12",), effective_from=day),
        AnsweredRow(nik="5313054101809955", months=("2026-11",), effective_from=day),
    )
    with branch.theresia.store.reading() as connection:
        plan = plan_protection(connection, "KCL", rows)
    assert (plan.members, plan.member_months, plan.unmatched) == (1, 2, (2,))
    assert plan.numbers == ((member, "26110000001"),)
    assert standing(branch, member, day).protected is False
    answered(branch, *rows)
    with branch.theresia.store.reading() as connection:
        again = plan_protection(connection, "KCL", rows)
    assert again.is_empty


def test_an_answer_with_a_row_for_each_month_becomes_one_line_and_one_number(branch: Branch) -> None:
    remitted(branch)
    day = date(2026, 11, 25)
    rows = [
        AnsweredRow(nik=NIK, participant_number="26110000001", months=(month,), effective_from=day)
        for month in ("2026-11", "2026-12")
    ]
    done = answered(branch, *rows)
    with branch.theresia.store.reading() as connection:
        kinds = list(connection.execute(select(journal.c.kind).where(journal.c.device == 13)).scalars())
    assert kinds.count("participant_numbered") == 1
    # One line for the member, not one for each month.
    assert (len(done.origins), done.member_months) == (1, 2)
