"""Corrections with old and new."""

import json

import pytest

from agent_app.domain.contributions import Programme, Sector
from agent_app.domain.errors import Refused
from agent_app.journal.entries.members import Heir
from agent_app.records.views import members
from agent_app.services.corrections import CorrectMember, correct_member
from agent_app.services.members import AssignMember, assign_member
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
    sides = [laptop.ask(members.find, member) for laptop in (branch.maria, branch.theresia)]
    assert sides[0] == sides[1]
    assert sides[0] is not None
    assert sides[0].contested is not None
    assert {sides[0].name, *json.loads(sides[0].contested)[0].values()} >= {"Contoh Satu", "Contoh Dua"}


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


def test_who_was_relieved_of_a_member_is_refused_before_anything_is_written(branch: Branch) -> None:
    """What they wrote would have no effect anywhere; the laptop hears of it from the centre."""
    member = branch.maria.register()
    branch.share()
    branch.theresia.do(assign_member, AssignMember(member=member, agent="A018"))
    branch.share()
    command = CorrectMember(member=member, fields={"phone": "+6281200000001"})
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(correct_member, command)
    assert branch.theresia.do(correct_member, command) is not None
