"""Villages are one thing however members and roster write them, and stand in the order an agent goes to them."""

import pytest

from agent_app.records.views import villages
from agent_app.records.views.villages import NOWHERE, Place, Village, code_of, place_of
from agent_app.reference.regions import regions
from agent_app.services.members import AssignMember, assign_member
from agent_app.services.roster import ListedPerson, RosterImport, import_rows
from tests.services.office import Branch

WAIJARANG = next(one for one in regions().search("waijarang nubatukan lembata") if one.name == "Waijarang")
OTHER = regions().search("lamatuka lebatukan lembata")[0]


def seen(branch: Branch) -> tuple[Village, ...]:
    listed = branch.maria.ask(villages.listed, "LWB")
    return branch.maria.ask(villages.villages, "A017", listed)


def put_on_roster(branch: Branch, *rows: ListedPerson) -> None:
    branch.theresia.do(import_rows, RosterImport(rows=rows, source="daftar.csv"))
    branch.share()


def person(number: int, village: str | None, district: str | None = None) -> ListedPerson:
    return ListedPerson(name=f"Calon {number}", member_no=f"{number:04d}", village=village, district=district)


def test_a_code_a_name_and_a_titled_name_are_one_village(branch: Branch) -> None:
    branch.maria.register(village=WAIJARANG.code)
    branch.maria.register(village="waijarang, Nubatukan")
    put_on_roster(branch, person(1, "Desa Waijarang", "Kec. Nubatukan"), person(2, "WAIJARANG", None))
    (found,) = seen(branch)
    assert (found.place.name, found.place.district) == ("Waijarang", "Nubatukan")
    assert (found.members, found.prospects) == (2, 2)
    assert set(found.written) == {WAIJARANG.code, "waijarang, Nubatukan"}
    assert set(found.listed) == {("Desa Waijarang", "Kec. Nubatukan"), ("WAIJARANG", None)}


def test_a_name_in_two_districts_stays_two_villages_and_one_without_district_a_third(branch: Branch) -> None:
    put_on_roster(branch, person(1, "Baru", "Utara"), person(2, "Baru", "Selatan"), person(3, "Baru", None))
    assert {one.key for one in seen(branch)} == {"baru|utara", "baru|selatan", "baru|"}


def test_people_without_a_village_stand_together_at_the_end(branch: Branch) -> None:
    branch.maria.register(village=None)
    branch.maria.register(village="  ")
    branch.maria.register(village=WAIJARANG.code)
    assert [(one.key == NOWHERE, one.members) for one in seen(branch)] == [(False, 1), (True, 2)]


def test_a_registered_row_of_the_roster_is_no_prospect_any_more(branch: Branch) -> None:
    put_on_roster(branch, person(1, "Waijarang", "Nubatukan"), person(2, "Waijarang", "Nubatukan"))
    row = branch.maria.ask(villages.listed, "LWB")
    assert [one.prospects for one in row] == [2]
    first = next(iter(branch.maria.ask(_rows)))
    branch.maria.register(village=WAIJARANG.code, roster=first)
    assert [one.prospects for one in seen(branch)] == [1]


def test_members_of_another_agent_and_wage_earners_are_not_counted(branch: Branch) -> None:
    branch.yosef.register(village=WAIJARANG.code)
    moved = branch.maria.register(village=WAIJARANG.code)
    branch.share()
    branch.theresia.do(assign_member, AssignMember(member=moved, agent="A018"))
    branch.share()
    assert seen(branch) == ()


def test_the_village_last_worked_in_comes_first_then_the_one_with_most_members(branch: Branch) -> None:
    one = branch.maria.register(village=OTHER.code)
    for _ in range(2):
        branch.maria.register(village=WAIJARANG.code)
    assert [each.place.code for each in seen(branch)] == [WAIJARANG.code, OTHER.code]
    branch.maria.collect(one, "2026-11")
    assert [each.place.code for each in seen(branch)] == [OTHER.code, WAIJARANG.code]


@pytest.mark.parametrize("written", [None, "", "   "])
def test_nothing_written_is_no_place(written: str | None) -> None:
    assert place_of(written).key == NOWHERE


def test_a_name_with_its_district_leads_to_the_code_and_an_unknown_one_to_none() -> None:
    assert code_of(Place("Waijarang", "Nubatukan")) == WAIJARANG.code
    assert code_of(Place("Kampung yang tidak ada", "Nubatukan")) is None
    assert code_of(Place("")) is None


def _rows(connection, coop):
    from sqlalchemy import select

    from agent_app.records.tables.members import roster_row

    return list(connection.execute(select(roster_row.c.member).where(roster_row.c.coop == coop)).scalars())
