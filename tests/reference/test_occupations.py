"""KTP and village occupations."""

from datetime import date

from agent_app.domain.contributions import Sector
from agent_app.reference.occupations import OccupationList, occupation_named, occupations

TODAY = date(2026, 11, 21)


def test_the_ktp_list_has_its_eighty_nine_rows() -> None:
    ktp = [row for row in occupations(TODAY).values() if row.list is OccupationList.KTP]
    assert [row.code for row in ktp] == [str(number) for number in range(1, 90)]


def test_transport_work_is_marked_as_such() -> None:
    transport = {row.name for row in occupations(TODAY).values() if row.sector is Sector.TRANSPORT}
    assert transport == {"Transportasi", "Sopir", "Tukang ojek", "Sopir angkot", "Sopir truk", "Kurir"}


def test_ktp_entries_that_are_no_informal_work_ask_for_the_actual_one() -> None:
    asked = [int(row.code) for row in occupations(TODAY).values() if not row.is_bpu_work]
    assert asked == [*range(1, 8), *range(15, 19), *range(48, 64)]


def test_village_work_is_offered_before_the_ktp_list() -> None:
    lists = [row.list for row in occupations(TODAY).values()]
    assert lists == sorted(lists, key=lambda each: each is OccupationList.KTP)
    assert lists[0] is OccupationList.VILLAGE


def test_the_village_list_begins_with_the_relief_by_sector() -> None:
    before = occupations(date(2025, 12, 31))
    assert {row.list for row in before.values()} == {OccupationList.KTP}


def test_an_occupation_is_found_by_name_in_any_case_and_punctuation() -> None:
    found = occupation_named("PETANI / PEKEBUN", TODAY)
    assert found is not None
    assert found.code == "9"
    assert occupation_named("astronot", TODAY) is None
