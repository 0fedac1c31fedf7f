"""Months of a member: paid, deposited, remitted, protected, and what an opening balance says."""

from datetime import date

from agent_app.domain.coverage import Coverage, MemberStatus
from agent_app.records.views import members, months
from agent_app.reference.rules import rules
from agent_app.services.roster import ListedPerson, RosterImport, import_rows
from tests.services.office import Branch

NIK = "5313054101809901"


def standing(branch: Branch, member: str, today: date = date(2026, 11, 23)) -> Coverage:
    one = branch.maria.ask(members.find, member)
    assert one is not None
    return branch.maria.ask(months.standing, one, rules(today).coverage, today)


def from_roster(branch: Branch, last_paid: str | None) -> str:
    rows = (ListedPerson(name="Contoh", nik=NIK, last_paid=last_paid),)
    branch.theresia.do(import_rows, RosterImport(rows=rows, source="daftar.csv"))
    branch.share()
    row = branch.maria.ask(members.roster_of_nik, NIK)[0].member
    return branch.maria.register(nik=NIK, roster=row)


def test_a_walk_up_is_a_first_registration_without_arrears(branch: Branch) -> None:
    assert standing(branch, branch.maria.register()).status is MemberStatus.REGISTERED


def test_a_roster_row_without_a_last_paid_month_leaves_the_history_unknown(branch: Branch) -> None:
    assert standing(branch, from_roster(branch, None)).status is MemberStatus.UNKNOWN


def test_an_opening_balance_counts_as_paid_and_never_as_proof(branch: Branch) -> None:
    member = from_roster(branch, "2026-09")
    now = standing(branch, member)
    assert (now.status, now.last_paid, now.payable_arrears) == (
        MemberStatus.IN_ARREARS,
        "2026-09",
        ("2026-10", "2026-11"),
    )
    assert not now.protected


def test_money_with_the_agent_is_told_apart_and_protects_nobody(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.collect(member, "2026-11", "2026-12")
    now = standing(branch, member)
    assert (now.status, now.with_agent_or_branch) == (MemberStatus.REGISTERED, ("2026-11", "2026-12"))


def test_people_without_any_month_are_answered_with_none(branch: Branch) -> None:
    found = branch.maria.ask(months.months_of_many, ["nobody"])
    assert found["nobody"].states == {}
    assert found["nobody"].effective_from(date(2026, 11, 23)) is None
