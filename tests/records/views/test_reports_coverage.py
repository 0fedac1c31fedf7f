"""Coverage counts proofs of BPJS and nothing else, over two stated denominators."""

from datetime import date

import pytest

from agent_app.records.views import members
from agent_app.records.views.protection_ending import Ending, endings
from agent_app.records.views.reports_coverage import Coverage, by_agent, by_village
from agent_app.services.branch import Remit, RemitFor, remit
from agent_app.services.protection import AnsweredRow, ConfirmProtection, confirm_protection
from tests.services.office import BRANCH, Branch

NIK = "5313054101809901"
WAIJARANG = "Waijarang, Nubatukan"


@pytest.fixture
def covered(branch: Branch) -> Branch:
    """Two members of one village, of whom the first is protected from 25 November on."""
    member = branch.maria.register(nik=NIK, village=WAIJARANG)
    branch.maria.register(village=WAIJARANG)
    branch.maria.collect(member, "2026-11")
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    branch.theresia.do(remit, Remit(reference="KI-1", members=(RemitFor(member=member, months=("2026-11",)),)))
    row = AnsweredRow(nik=NIK, participant_number="26110000001", months=("2026-11",), effective_from=date(2026, 11, 25))
    branch.theresia.do(confirm_protection, ConfirmProtection(reference="KI-1", proof="ab" * 32, rows=(row,)))
    return branch


def test_a_proof_counts_from_its_own_day_in_its_own_month(covered: Branch) -> None:
    for day, protected in ((24, 0), (25, 1), (30, 1)):
        found = covered.theresia.ask(by_agent, BRANCH, date(2026, 11, day))
        assert found == (Coverage("A017", "", None, 2, protected),), day
    assert covered.theresia.ask(by_agent, BRANCH, date(2026, 12, 1)) == (Coverage("A017", "", None, 2, 0),)


def test_who_registered_later_is_not_counted_before(covered: Branch) -> None:
    assert covered.theresia.ask(by_agent, BRANCH, date(2026, 11, 22)) == ()


def test_a_village_stands_under_one_name(covered: Branch) -> None:
    found = covered.theresia.ask(by_village, BRANCH, date(2026, 11, 25))
    assert found == (Coverage("Waijarang", "Nubatukan", 0, 2, 1),)


def test_protection_ends_with_its_month_for_who_has_not_paid_again(covered: Branch) -> None:
    found = covered.theresia.ask(endings, BRANCH, date(2026, 11, 26))
    assert found == (Ending("2026-11", date(2026, 11, 30), 1, 1),)
    assert covered.theresia.ask(endings, BRANCH, date(2026, 12, 1)) == ()


def test_who_has_paid_a_later_month_is_not_reminded(covered: Branch) -> None:
    (member,) = covered.maria.ask(members.of_nik, NIK)
    covered.maria.collect(member.member, "2026-12")
    covered.share()
    assert covered.theresia.ask(endings, BRANCH, date(2026, 11, 26)) == (Ending("2026-11", date(2026, 11, 30), 1, 0),)
