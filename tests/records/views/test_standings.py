"""Lists show members as they stand; the sums behind the filters agree with the rows."""

from datetime import date

from agent_app.journal.entries.members import Heir
from agent_app.records.views import members, standings
from agent_app.records.views.standings import Groups, Person
from agent_app.reference.rules import rules
from agent_app.services.corrections import CorrectMember, correct_member
from agent_app.services.erasure import ErasePerson, erase_person
from agent_app.services.members import RecordVisit, record_visit
from agent_app.services.roster import ListedPerson, RosterImport, import_rows
from tests.services.office import Branch, Laptop

TODAY = date(2026, 11, 23)
RULES = rules(TODAY).coverage
NIK = "5313054101809901"
WHOLE = {
    "birth": date(1980, 1, 1),
    "village": "5313042001",
    "occupation": "Petani",
    "heirs": (Heir(name="Contoh Anak", relation="anak"),),
}


def person(laptop: Laptop, member: str) -> Person:
    found = laptop.ask(standings.member_persons, laptop.device, [member], RULES, TODAY)
    return found[member]


def groups(laptop: Laptop) -> Groups:
    return laptop.ask(standings.groups, RULES, TODAY)


def test_a_row_tells_the_step_of_the_money_and_what_this_laptop_wrote(branch: Branch) -> None:
    member = branch.maria.register(**WHOLE)
    assert person(branch.maria, member).standing == "unpaid"
    branch.maria.collect(member, "2026-11", "2026-12")
    here = person(branch.maria, member)
    assert (here.standing, here.last_paid, here.missing, here.is_counted) == ("paid_to_agent", "2026-12", (), False)
    assert here.own_line is not None
    slip = branch.maria.deposit()
    branch.share()
    branch.theresia.receive(slip)
    branch.share()
    here = person(branch.maria, member)
    assert (here.standing, here.is_counted) == ("deposited", True)
    assert person(branch.theresia, member).own_line is None


def test_the_filters_count_who_is_due_late_and_incomplete(branch: Branch) -> None:
    rows = (
        ListedPerson(name="Contoh Lama", nik=NIK, last_paid="2026-09"),
        ListedPerson(name="Contoh Lunas", nik="5313054101809902", last_paid="2026-11"),
    )
    branch.theresia.do(import_rows, RosterImport(rows=rows, source="daftar.csv"))
    branch.share()
    lama, lunas = (
        branch.maria.register(
            nik=row.nik, roster=branch.maria.ask(members.roster_of_nik, row.nik)[0].member, name=row.name, **WHOLE
        )
        for row in rows
    )
    fresh = branch.maria.register(**WHOLE | {"heirs": ()})
    ahead = branch.maria.register(**WHOLE)
    branch.maria.collect(ahead, "2026-11", "2026-12")
    now = branch.maria.register(**WHOLE)
    branch.maria.collect(now, "2026-11")
    found = groups(branch.maria)
    assert found.late == {lama}
    assert found.due == {lunas, fresh, now}
    assert found.incomplete == {fresh}
    assert person(branch.maria, fresh).missing == ("heirs",)
    assert person(branch.maria, lama).standing == "in_arrears"
    assert person(branch.maria, lunas).standing == "listed_paid"


def test_the_sums_agree_with_each_member_alone(branch: Branch) -> None:
    openings = (None, "2026-05", "2026-08", "2026-09", "2026-10", "2026-11", "2026-12")
    rows = tuple(
        ListedPerson(name=f"Contoh {number}", nik=f"53130541018099{number:02d}", last_paid=last)
        for number, last in enumerate(openings * 2)
    )
    branch.theresia.do(import_rows, RosterImport(rows=rows, source="daftar.csv"))
    branch.share()
    everybody = []
    for number, row in enumerate(rows):
        assert row.nik is not None
        entry = branch.maria.ask(members.roster_of_nik, row.nik)[0]
        everybody.append(branch.maria.register(nik=row.nik, name=row.name, roster=entry.member, **WHOLE))
        if number < len(openings) and (row.last_paid or "") < "2026-11":
            branch.maria.collect(everybody[-1], "2026-11")
    found = groups(branch.maria)
    alone = branch.maria.ask(standings.member_persons, branch.maria.device, everybody, RULES, TODAY)
    assert {one.standing for one in alone.values()} >= {"paid_to_agent", "in_arrears", "listed_paid", "unknown"}
    for member, one in alone.items():
        assert one.standing is not None
        assert (member in found.late) == one.standing.is_late
        unpaid = one.standing in ("unpaid", "unknown")
        assert (member in found.due) == (unpaid or (one.last_paid == "2026-11" and not one.standing.is_late))


def test_people_of_the_list_have_no_standing_and_the_forgotten_are_gone(branch: Branch) -> None:
    rows = (ListedPerson(name="Contoh Calon", nik=NIK, member_no="0042", village="Waijarang"),)
    branch.theresia.do(import_rows, RosterImport(rows=rows, source="daftar.csv"))
    branch.share()
    row = branch.maria.ask(members.roster_of_nik, NIK)[0].member
    one = branch.maria.ask(standings.roster_persons, [row])[row]
    assert (one.name, one.number, one.village, one.registered) == ("Contoh Calon", "0042", "Waijarang", False)
    branch.theresia.do(erase_person, ErasePerson(member=row))
    branch.share()
    assert branch.maria.ask(standings.roster_persons, [row]) == {}
    assert branch.maria.ask(standings.roster_persons, []) == {}


def test_a_visit_and_a_correction_move_the_last_own_line(branch: Branch) -> None:
    member = branch.maria.register(**WHOLE | {"occupation": None})
    before = person(branch.maria, member)
    assert before.missing == ("occupation",)
    branch.maria.do(record_visit, RecordVisit(member=member, outcome="thinking"))
    branch.maria.do(correct_member, CorrectMember(member=member, fields={"occupation": "Petani"}))
    after = person(branch.maria, member)
    assert after.missing == ()
    assert before.own_line is not None
    assert after.own_line == before.own_line + 2
