"""Everybody is found by the beginnings of words and by digits, in the order of names, as the tables stand."""

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from agent_app.domain.texts import fold
from agent_app.records.rebuild import rebuild
from agent_app.records.views import members, people
from agent_app.records.views.directory import Directory
from agent_app.records.views.people import Asked, Members, Roster, Shelf, asked
from agent_app.records.views.villages import place_of
from agent_app.services.erasure import ErasePerson, erase_person
from agent_app.services.roster import ListedPerson, RosterImport, import_rows
from tests.services.office import Branch, Laptop

NIK = "5313054101809901"


def list_people(branch: Branch, *rows: ListedPerson) -> None:
    branch.theresia.do(import_rows, RosterImport(rows=rows, source="daftar.csv"))
    branch.share()


def directory(laptop: Laptop) -> Directory:
    return Directory(laptop.ask(people.read_members), laptop.ask(people.read_roster))


def names(laptop: Laptop, text: str, **limits: object) -> list[str]:
    """Folded names found, candidates in brackets."""
    here = directory(laptop)
    found = here.find(text, **limits)  # type: ignore[arg-type]
    return [here.folded(one) if here.is_member(one) else f"({here.folded(one)})" for one in found]


def test_members_come_first_and_candidates_next_each_by_name(branch: Branch) -> None:
    list_people(branch, ListedPerson(name="Ola Contoh"), ListedPerson(name="Ana Contoh"))
    branch.maria.register(name="Zeta Contoh")
    branch.maria.register(name="Bala Contoh")
    assert names(branch.maria, "con") == ["bala contoh", "zeta contoh", "(ana contoh)", "(ola contoh)"]
    assert names(branch.maria, "") == names(branch.maria, "con")
    assert names(branch.maria, "con", candidates=False) == ["bala contoh", "zeta contoh"]
    assert names(branch.maria, "con", members=frozenset({1})) == ["zeta contoh", "(ana contoh)", "(ola contoh)"]


def test_accents_case_quotes_and_the_order_of_words_are_overlooked(branch: Branch) -> None:
    list_people(branch, ListedPerson(name="Contoh Bu Nuapu’u"), ListedPerson(name="Contoh José"))
    assert names(branch.maria, "NUAPUU con") == ["(contoh bu nuapuu)"]
    assert names(branch.maria, "jose") == ["(contoh jose)"]
    assert names(branch.maria, "ose") == []
    assert names(branch.maria, "con con") == ["(contoh bu nuapuu)", "(contoh jose)"]
    assert names(branch.maria, "%") == names(branch.maria, "")


def test_digits_are_found_anywhere_in_a_nik_and_in_numbers(branch: Branch) -> None:
    list_people(
        branch,
        ListedPerson(name="Contoh Satu", nik=NIK, member_no="004711"),
        ListedPerson(name="Contoh Dua", nik="5313064501809902"),
    )
    assert names(branch.maria, "9901") == ["(contoh satu)"]
    assert names(branch.maria, "5313 0541 0180") == ["(contoh satu)"]
    assert names(branch.maria, "541018") == ["(contoh satu)"]
    assert names(branch.maria, "4711") == ["(contoh satu)"]
    assert names(branch.maria, "con 9902") == ["(contoh dua)"]
    assert names(branch.maria, "00") == ["(contoh satu)"]
    assert names(branch.maria, "80") == []


def test_who_is_registered_stands_there_once_and_who_was_merged_with_the_survivor(branch: Branch) -> None:
    list_people(branch, ListedPerson(name="Contoh Daftar", nik=NIK))
    row = branch.maria.ask(members.roster_of_nik, NIK)[0].member
    member = branch.maria.register(name="Contoh Daftar", nik=NIK, roster=row)
    here = directory(branch.maria)
    assert (here.member_count, here.candidate_count) == (1, 0)
    assert [here.id(one) for one in here.find("daf")] == [member]
    assert here.place(member) == 0
    assert here.place(row) is None
    assert list(here.candidates()) == []


def test_a_forgotten_person_is_in_no_index_any_more(branch: Branch) -> None:
    list_people(branch, ListedPerson(name="Contoh Lupa", nik=NIK), ListedPerson(name="Contoh Tinggal"))
    row = branch.maria.ask(members.roster_of_nik, NIK)[0].member
    member = branch.maria.register(name="Contoh Lupa", nik=NIK, roster=row)
    branch.share()
    branch.theresia.do(erase_person, ErasePerson(member=row))
    branch.share()
    for laptop in (branch.maria, branch.theresia):
        here = directory(laptop)
        assert list(here.find("lupa")) == list(here.find(NIK)) == []
        assert here.place(member) is None
        assert here.place(row) is None
        assert names(laptop, "con") == ["(contoh tinggal)"]


def test_a_rebuild_gives_the_same_directory(branch: Branch) -> None:
    list_people(branch, *(ListedPerson(name=f"Contoh {letter}", village="Waijarang") for letter in "cab"))
    branch.maria.register(name="Contoh D", village="5313042001")
    before = directory(branch.maria)
    branch.maria.store.run(lambda connection: rebuild(connection, branch.maria.store.identity.coop) and None).result()
    after = directory(branch.maria)
    everybody = range(before.member_count + before.candidate_count)
    assert [before.id(one) for one in everybody] == [after.id(one) for one in everybody]
    assert before.villages == after.villages


def test_a_village_has_one_name_however_it_is_written(branch: Branch) -> None:
    village = place_of("5313042001")
    list_people(branch, ListedPerson(name="Contoh A", village=village.name), ListedPerson(name="Contoh B"))
    branch.maria.register(name="Contoh C", village="5313042001")
    here = directory(branch.maria)
    first, nowhere = here.villages
    assert (first.name, first.members, first.candidates) == (village.name, 1, 1)
    assert (nowhere.key, nowhere.members, nowhere.candidates) == ("", 0, 1)
    assert names(branch.maria, "", village=first.key) == ["contoh c", "(contoh a)"]
    assert names(branch.maria, "con", village="") == ["(contoh b)"]


def test_a_search_goes_only_as_far_as_somebody_looks() -> None:
    shelf = Shelf()
    count = 3_000
    folded = [f"maria {number:05d}x" for number in range(count)]
    shelf.extend(folded, [str(number) for number in range(count)], [""] * count, [0] * count)
    here = Directory(Members(), Roster(shelf))
    search = here.find("mar")
    assert [here.folded(one) for one in islice(search, 2)] == folded[:2]
    assert next(search) == 2


def test_positions_are_found_by_name_and_by_id() -> None:
    shelf = Shelf()
    people_ = sorted((name, f"id-{number}") for number, name in enumerate(["ana", "ana", "bala", "ola ana"]))
    shelf.extend([name for name, _ in people_], [id_ for _, id_ in people_], [""] * 4, [0] * 4)
    for position, (name, id_) in enumerate(people_):
        assert shelf.position(name, id_) == position
        assert shelf.position_of(id_) == position
    assert shelf.position("ana", "id-9") is None
    assert shelf.position_of("id") is None


WORDS = st.text("abcé ’", min_size=0, max_size=6)


@given(st.lists(WORDS, max_size=20), st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=3))
def test_any_search_finds_exactly_those_with_a_word_beginning_with_each_word_typed(
    given_names: list[str], typed: list[str]
) -> None:
    folded = sorted(fold(name) for name in given_names)
    shelf = Shelf()
    shelf.extend(folded, [str(number) for number in range(len(folded))], [""] * len(folded), [0] * len(folded))
    wanted = [
        position
        for position, name in enumerate(folded)
        if all(any(word.startswith(part) for word in name.split()) for part in typed)
    ]
    assert list(shelf.matching(asked(" ".join(typed)))) == wanted


def test_digits_and_letters_are_told_apart() -> None:
    assert asked("Maria 9901") == Asked(beginnings=("maria",), digits=(b"9901",))
    assert asked("5313-0541") == Asked(digits=(b"53130541",))
    assert asked("  ").is_anything
