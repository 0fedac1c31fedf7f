"""Registration from the roster and of walk-ups, visits and assignment."""

from datetime import date

import pytest

from agent_app.domain.contributions import Sector, Segment
from agent_app.domain.errors import Refused
from agent_app.domain.nik import NikWarning, Sex
from agent_app.journal.entries.members import ConsentGiven, MemberRegistered
from agent_app.records.views import history, members
from agent_app.services.members import (
    AssignMember,
    Consent,
    Purpose,
    RecordVisit,
    RegisterMember,
    assign_member,
    record_visit,
    register_member,
)
from agent_app.services.roster import ListedPerson, RosterImport, import_rows
from tests.services.office import Branch, Laptop, registration


def refusal(laptop: Laptop, command: RegisterMember) -> Refused:
    with pytest.raises(Refused) as caught:
        laptop.do(register_member, command)
    return caught.value


def listed(branch: Branch, **fields: str) -> str:
    """A row of the roster, known to everybody; its id."""
    rows = (ListedPerson(**({"name": "Contoh Daftar"} | fields)),)  # type: ignore[arg-type]
    branch.theresia.do(import_rows, RosterImport(rows=rows, source="daftar.csv"))
    branch.share()
    return branch.theresia.ask(members.search, fields.get("name", "Contoh Daftar"))[0].member


def test_a_walk_up_is_registered_with_base_and_consent_in_one_act(branch: Branch) -> None:
    done = branch.maria.do(register_member, registration(1, income=1_650_000, sector=Sector.TRANSPORT))
    found = branch.maria.ask(members.find, done.member)
    assert found is not None
    assert (found.base, found.sector, found.agent, found.registered_by) == (1_750_000, "transport", "A017", "A017")
    told = branch.maria.ask(history.history, [done.member])
    assert [type(one.entry) for one in told] == [ConsentGiven, MemberRegistered]


def test_a_registration_from_the_roster_names_its_row(branch: Branch) -> None:
    row = listed(branch, last_paid="2026-09")
    done = branch.maria.do(register_member, registration(1, roster=row))
    found = branch.maria.ask(members.find, done.member)
    assert found is not None
    assert (found.roster, found.opening) == (row, "2026-09")
    assert refusal(branch.maria, registration(2, roster=row)).params == {"member": done.member}
    assert refusal(branch.maria, registration(3, roster="nowhere")).code == "roster_row_unknown"


def test_a_nik_known_here_is_refused_unless_the_card_is_right(branch: Branch) -> None:
    first = branch.maria.register(nik="5313054101809901")
    known = refusal(branch.maria, registration(2, nik="5313054101809901"))
    assert (known.code, known.params) == ("member_known", {"member": first})
    again = branch.maria.do(register_member, registration(2, nik="5313 0541 0180 9901", card_is_right=True))
    assert again.others == (first,)
    assert branch.maria.totals().all.members == 2


def test_two_agents_register_one_person_and_both_registrations_stand(branch: Branch) -> None:
    for agent in (branch.yosef, branch.maria):
        agent.do(register_member, registration(1))
    branch.share()
    assert branch.theresia.totals().all.members == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"income": None}, "income_missing"),
        ({"declared_working": None}, "declaration_missing"),
        ({"declared_healthy": None}, "declaration_missing"),
        ({"consent": None}, "consent_missing"),
        ({"consent": Consent(text="2026-1", purposes=("messages",), signed="screen")}, "consent_missing"),
        ({"consent": Consent(text=" ", purposes=(Purpose.REGISTRATION,), signed="screen")}, "consent_missing"),
        ({"name": "  "}, "name_missing"),
        ({"nik": "531305"}, "nik_length"),
        ({"programmes": ()}, "base_pair_required"),
    ],
)
def test_what_only_the_person_can_say_is_never_made_up(branch: Branch, changes: dict[str, object], code: str) -> None:
    assert refusal(branch.maria, registration(1, **changes)).code == code
    assert branch.maria.totals().all.members == 0


def test_odd_niks_warn_and_block_nobody(branch: Branch) -> None:
    odd = registration(1, nik="9999990112059901", birth=date(1950, 1, 1), sex=Sex.FEMALE)
    assert set(branch.maria.do(register_member, odd).warnings) == {
        NikWarning.UNKNOWN_DISTRICT,
        NikWarning.BIRTH_DATE_DIFFERS,
        NikWarning.SEX_DIFFERS,
        NikWarning.OVER_AGE,
    }


def test_a_wage_earner_is_registered_and_never_priced(branch: Branch) -> None:
    member = branch.maria.register(segment=Segment.PU, income=None)
    with pytest.raises(Refused) as caught:
        branch.maria.collect(member, "2026-12")
    assert caught.value.code == "wage_earner_not_quoted"


def test_after_the_end_of_a_membership_a_return_is_a_new_registration(branch: Branch) -> None:
    row = listed(branch, last_paid="2026-09")
    first = branch.maria.register(nik="5313054101809901", roster=row)
    assert refusal(branch.maria, registration(2, nik="5313054101809901")).code == "member_known"
    branch.clock.forward(days=40)
    with pytest.raises(Refused) as caught:
        branch.maria.collect(first, "2027-01", total=16_800)
    assert caught.value.code == "membership_ended"
    second = branch.maria.register(nik="5313054101809901", roster=row)
    found = branch.maria.ask(members.find, second)
    assert found is not None
    assert found.replaces == first
    assert branch.maria.collect(second, "2027-01", total=16_800).cash == 16_800


def test_only_a_membership_that_ended_is_replaced(branch: Branch) -> None:
    going_on = branch.maria.register(nik="5313054101809901")
    taken_over = registration(2, nik="5313054101809901", replaces=going_on)
    assert refusal(branch.maria, taken_over).params == {"member": going_on}
    assert refusal(branch.maria, registration(3, replaces=going_on)).params == {"member": going_on}
    assert refusal(branch.maria, registration(3, replaces="nobody")).code == "member_unknown"
    beside = branch.maria.register(nik="5313054101809901", replaces=going_on, card_is_right=True)
    found = branch.maria.ask(members.find, beside)
    assert found is not None
    assert found.replaces is None


def test_a_visit_to_somebody_on_the_roster_is_remembered_with_the_day_to_come_back(branch: Branch) -> None:
    row = listed(branch)
    branch.maria.do(record_visit, RecordVisit(member=row, outcome="return", return_on=date(2026, 12, 1)))
    told = branch.maria.ask(history.history, [row])
    assert [one.kind for one in told] == ["roster_row_listed", "prospect_visited"]
    with pytest.raises(Refused, match="date_unreadable"):
        branch.maria.do(record_visit, RecordVisit(member=row, outcome="return"))
    spoken = RecordVisit(member=row, outcome="refused", reason="istrinya sakit")  # type: ignore[arg-type]
    with pytest.raises(Refused, match="reason_missing"):
        branch.maria.do(record_visit, spoken)
    with pytest.raises(Refused, match="member_unknown"):
        branch.maria.do(record_visit, RecordVisit(member="nobody", outcome="refused"))


def test_only_a_supervisor_assigns_a_member_to_an_agent_of_the_branch(branch: Branch) -> None:
    member = branch.maria.register()
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(assign_member, AssignMember(member=member, agent="A018"))
    branch.theresia.do(assign_member, AssignMember(member=member, agent="A018"))
    found = branch.theresia.ask(members.find, member)
    assert found is not None
    assert (found.agent, found.registered_by) == ("A018", "A017")
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.theresia.do(assign_member, AssignMember(member=member, agent="A099"))


def test_no_personal_data_stands_in_the_text_of_a_command_or_a_member(branch: Branch) -> None:
    command = registration(1)
    member = branch.maria.ask(members.find, branch.maria.do(register_member, command).member)
    assert command.nik not in repr(command)
    assert command.name not in repr(member)
