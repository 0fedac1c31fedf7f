"""Corrections with old and new, and forgetting a person."""

import pytest

from agent_app.domain.contributions import Programme, Sector
from agent_app.domain.errors import Refused
from agent_app.journal.entries.members import Heir
from agent_app.records.views import history, members
from agent_app.services.corrections import CorrectMember, ErasePerson, correct_member, erase_person
from agent_app.services.reversal import DecideReversal, RequestReversal, decide_reversal, request_reversal
from agent_app.services.roster import ListedPerson, RosterImport, import_rows
from tests.services.office import Branch


def found(branch: Branch, member: str) -> members.Member:
    one = branch.maria.ask(members.find, member)
    assert one is not None
    return one


def test_a_correction_changes_what_differs_and_nothing_else(branch: Branch) -> None:
    member = branch.maria.register(heirs=(Heir(name="Contoh Anak", relation="anak"),))
    name = found(branch, member).name
    heirs = (Heir(name="Contoh Anak", relation="anak", school="SD"),)
    fields = {"name": name, "phone": "+6281200000000", "income": 1_250_000, "heirs": heirs}
    command = CorrectMember(member=member, fields=fields, sector=Sector.TRANSPORT)
    branch.maria.do(correct_member, command)
    now = found(branch, member)
    assert (now.name, now.phone, now.income, now.base) == (name, "+6281200000000", 1_250_000, 1_200_000)
    assert (now.sector, now.contested) == ("transport", None)
    assert now.heirs is not None
    assert '"school":"SD"' in now.heirs
    assert branch.maria.do(correct_member, command) is None


def test_two_corrections_of_one_field_keep_both_values_for_the_supervisor(branch: Branch) -> None:
    member = branch.maria.register()
    branch.share()
    branch.theresia.do(correct_member, CorrectMember(member=member, fields={"name": "Contoh Satu"}))
    branch.maria.do(correct_member, CorrectMember(member=member, fields={"name": "Contoh Dua"}))
    branch.share()
    one = branch.theresia.ask(members.find, member)
    assert one is not None
    assert one.contested is not None
    assert branch.maria.ask(members.find, member) is not None


def test_programmes_are_added_and_the_base_pair_stays(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.do(correct_member, CorrectMember(member=member, programmes=tuple(Programme)))
    assert found(branch, member).programmes == ("JKK", "JKM", "JHT")
    with pytest.raises(Refused, match="base_pair_required"):
        branch.maria.do(correct_member, CorrectMember(member=member, programmes=(Programme.JHT,)))


def test_a_nik_cannot_be_corrected_to_that_of_another_member(branch: Branch) -> None:
    other = branch.maria.register(nik="5313054101809901")
    member = branch.maria.register()
    wrong = {"nik": "5313054101809901"}
    with pytest.raises(Refused) as caught:
        branch.maria.do(correct_member, CorrectMember(member=member, fields=wrong))
    assert caught.value.params == {"member": other}
    branch.maria.do(correct_member, CorrectMember(member=member, fields=wrong, card_is_right=True))
    assert len(branch.maria.ask(members.of_nik, "5313054101809901")) == 2


def test_a_field_that_no_member_has_is_a_mistake_of_the_caller(branch: Branch) -> None:
    member = branch.maria.register()
    with pytest.raises(ValueError, match="no field of a member"):
        branch.maria.do(correct_member, CorrectMember(member=member, fields={"salt": "x"}))


def test_a_person_is_forgotten_with_the_roster_row_and_the_money_stays(branch: Branch) -> None:
    rows = (ListedPerson(name="Contoh Daftar", nik="5313054101809901"),)
    branch.theresia.do(import_rows, RosterImport(rows=rows, source="daftar.csv"))
    branch.share()
    row = branch.maria.ask(members.roster_of_nik, "5313054101809901")[0].member
    member = branch.maria.register(nik="5313054101809901", roster=row)
    branch.maria.collect(member, "2026-11")
    branch.share()
    branch.theresia.do(erase_person, ErasePerson(member=row))
    branch.share()
    forgotten = found(branch, member)
    assert (forgotten.erased, forgotten.nik, forgotten.name) == (True, None, None)
    assert branch.maria.ask(members.roster_of_nik, "5313054101809901") == ()
    assert branch.maria.totals().all.cash.collected == 8_400
    told = branch.maria.ask(history.history, [member, row])
    assert told[-1].kind == "person_erased"
    with pytest.raises(Refused, match="member_unknown"):
        branch.maria.collect(member, "2026-12")


def test_nobody_is_forgotten_while_a_reversal_or_a_review_is_open(branch: Branch) -> None:
    member = branch.maria.register()
    receipt = branch.maria.collect(member, "2026-11")
    asked = branch.maria.do(request_reversal, RequestReversal(paper=receipt.origin, reason="wrong_member"))
    branch.share()
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(erase_person, ErasePerson(member=member))
    with pytest.raises(Refused, match="claim_open"):
        branch.theresia.do(erase_person, ErasePerson(member=member))
    branch.theresia.do(decide_reversal, DecideReversal(request=asked, outcome="refused"))
    branch.office.ask_review(receipt.origin, "tariff_mismatch", member)
    with pytest.raises(Refused, match="claim_open"):
        branch.theresia.do(erase_person, ErasePerson(member=member))
