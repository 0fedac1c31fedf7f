"""The shipped regions and their search."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent_app.domain.errors import Unavailable
from agent_app.paths import resource
from agent_app.reference.regions import Region, Regions

LEMBATA = "5313"
NUBATUKAN = ("Nubatukan", "Kabupaten Lembata", "Nusa Tenggara Timur")


@pytest.fixture(scope="module")
def regions() -> Iterator[Regions]:
    opened = Regions(resource("regions.sqlite"))
    yield opened
    opened.close()


def names(found: list[Region]) -> list[str]:
    return [region.name for region in found]


def test_all_provinces_regencies_districts_and_villages_are_there(regions: Regions) -> None:
    assert regions.counts() == {2: 38, 4: 514, 6: 7_285, 10: 83_762}


def test_the_file_says_where_it_comes_from(regions: Regions) -> None:
    assert regions.source() == {"source": "idn-area-data", "source_version": "4.0.1", "licence": "ODbL-1.0"}
    assert "ODbL" in resource("regions.LICENSE.md").read_text(encoding="utf-8")


def test_a_village_is_found_by_its_code_with_all_above_it(regions: Regions) -> None:
    waijarang = regions.search("waijarang")[0]
    assert regions.village(waijarang.code) == waijarang
    assert waijarang.above == NUBATUKAN
    assert waijarang.label == "Waijarang, Nubatukan, Kabupaten Lembata, Nusa Tenggara Timur"


def test_each_level_is_found_by_its_own_length_of_code(regions: Regions) -> None:
    district = regions.district("531305")
    assert district is not None
    assert (district.name, *district.above) == NUBATUKAN
    regency, province = regions.regency("5313"), regions.province("53")
    assert (regency and regency.name, province and province.name) == NUBATUKAN[1:]


@pytest.mark.parametrize("code", ["", "531399", "53", "53.13.05", "5313055", "５３１３０５", "53130x"])
def test_a_code_that_is_no_district_finds_none(regions: Regions, code: str) -> None:
    assert regions.district(code) is None


def test_three_letters_offer_waijarang_to_somebody_in_lembata(regions: Regions) -> None:
    offered = regions.search("wai", near=LEMBATA)
    assert ("Waijarang", NUBATUKAN) in [(region.name, region.above) for region in offered]
    assert {region.code[:4] for region in offered[:4]} == {LEMBATA}


def test_the_beginning_of_any_word_of_a_name_is_enough(regions: Regions) -> None:
    assert "Lewoleba Tengah" in names(regions.search("teng lewo", near=LEMBATA))


def test_nearer_villages_come_first_and_the_exact_name_before_longer_ones(regions: Regions) -> None:
    assert names(regions.search("lewoleba", near="531305"))[0] == "Lewoleba"
    assert regions.search("baru", near="5306", limit=3)[0].code.startswith("53")


def test_a_name_above_the_village_narrows_the_search(regions: Regions) -> None:
    found = regions.search("lewo lembata")
    assert found
    assert {region.above[1] for region in found} == {"Kabupaten Lembata"}


def test_the_villages_of_a_district_are_offered_for_its_name(regions: Regions) -> None:
    assert {region.above for region in regions.search("nubatukan", limit=50)} == {NUBATUKAN}


@pytest.mark.parametrize("typed", ["Regapu’u", "regapu'u", "REGAPUU", "regapu‘u", 'regapu"u'])
def test_every_kind_of_quote_finds_the_villages_of_sikka(regions: Regions, typed: str) -> None:
    assert names(regions.search(typed)) == ["Regapu’u"]


@pytest.mark.parametrize("typed", ["waijarng", "wajarang", "waijaragn", "wijarang"])
def test_a_slip_of_the_finger_still_finds_the_village(regions: Regions, typed: str) -> None:
    assert regions.search(typed, near=LEMBATA)[0].name == "Waijarang"


@pytest.mark.parametrize("typed", ["desa waijarang", "Ds. Waijarang", "Desa Waijarang, Kec. Nubatukan"])
def test_titles_before_a_name_are_overlooked(regions: Regions, typed: str) -> None:
    assert names(regions.search(typed)) == ["Waijarang"]


def test_a_title_that_belongs_to_the_name_is_not_overlooked(regions: Regions) -> None:
    assert names(regions.search("desa baru", limit=1)) == ["Desa Baru"]


@pytest.mark.parametrize("typed", ["", " ", "’", "qzxqzxqzx", "100% _"])
def test_what_is_like_no_village_finds_none(regions: Regions, typed: str) -> None:
    assert regions.search(typed) == []


def test_the_number_of_answers_is_limited_to_what_was_asked(regions: Regions) -> None:
    assert len(regions.search("a", near="53", limit=7)) == 7


def test_several_threads_may_ask_at_once(regions: Regions) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: names(regions.search("waijarang")), range(40)))
    assert answers == [["Waijarang"]] * 40


def test_a_missing_file_is_named_and_is_no_bug(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as missing:
        Regions(tmp_path / "regions.sqlite")
    assert missing.value.code == "resource_missing"
