"""A member's row: what was registered, what was corrected, and what is left for the supervisor."""

import json
import random
from itertools import permutations
from typing import Any

import pytest

from agent_app.journal.entries import cash, house, members
from tests.records import acts
from tests.records.acts import MARIA, YOSEF
from tests.records.journals import DAY, MINUTE, START, Branch, Journal, branch
from tests.records.sides import Side


@pytest.fixture
def here() -> Branch:
    return branch()


def row(side: Side, member: str = MARIA) -> dict[str, Any]:
    return side.one("member", member=member)


def contested(side: Side) -> list[tuple[str, Any, Any]]:
    found = json.loads(row(side)["contested"] or "[]")
    return [(one["field"], one["old"], one["new"]) for one in found]


def terms(journal: Journal, at: int = START, **values: Any) -> None:
    journal.write(members.MemberCorrected(day=DAY, member=MARIA, agent=journal.person, **values), at)


def test_a_registration_fills_the_row_with_who_wrote_it_and_what_it_says(side: Side, here: Branch) -> None:
    acts.register(here.maria, name="Bu Nuapu’u", heirs=(members.Heir(name="Anak", relation="child"),))
    side.take_all(here.all)
    found = row(side)
    assert (found["registered_by"], found["branch"], found["agent"]) == ("A017", "LWB", "A017")
    assert (found["programmes"], found["base"], found["day"]) == ("JKK JKM", 1_000_000, DAY)
    assert (found["name"], found["folded"]) == ("Bu Nuapu’u", "bu nuapuu")
    assert json.loads(found["heirs"]) == [{"name": "Anak", "relation": "child"}]
    assert (found["erased"], found["contested"], found["merged_into"]) == (False, None, None)


def test_a_correction_that_knew_what_stood_there_is_taken(side: Side, here: Branch) -> None:
    acts.register(here.maria)
    acts.correct(here.lena, "name", "Maria Contoh", "Maria K. Contoh", START + MINUTE)
    acts.correct(here.maria, "name", "Maria K. Contoh", "Maria Nuapu’u", START + 2 * MINUTE)
    acts.correct(here.maria, "birth", None, "1990-08-25", START + 3 * MINUTE)
    terms(
        here.lena, base=1_200_000, old_base=1_000_000, programmes=("JKK", "JKM", "JHT"), old_programmes=("JKK", "JKM")
    )
    side.take_all(here.all)
    assert (row(side)["name"], row(side)["folded"], row(side)["birth"]) == (
        "Maria Nuapu’u",
        "maria nuapuu",
        "1990-08-25",
    )
    assert (row(side)["base"], row(side)["programmes"]) == (1_200_000, "JKK JKM JHT")
    assert contested(side) == []


def test_a_correction_that_knew_another_value_is_kept_beside_the_present_one(side: Side, here: Branch) -> None:
    acts.register(here.maria)
    acts.correct(here.maria, "name", "Maria Contoh", "Maria A.", START + MINUTE)
    acts.correct(here.paulus, "name", "Maria Contoh", "Maria B.", START + 2 * MINUTE)
    acts.correct(here.lena, "nik", "5313042508909999", "5313042508909998", START + 3 * MINUTE)
    terms(here.lena, START + 4 * MINUTE, sector="transport", old_sector="trade")
    side.take_all(here.all)
    assert row(side)["name"] == "Maria A."
    assert contested(side) == [
        ("name", "Maria Contoh", "Maria B."),
        ("nik", "5313042508909999", "5313042508909998"),
        ("sector", "trade", "transport"),
    ]


def test_two_corrections_to_the_same_value_do_not_contest_each_other(side: Side, here: Branch) -> None:
    acts.register(here.maria)
    acts.correct(here.maria, "name", "Maria Contoh", "Maria A.", START + MINUTE)
    acts.correct(here.paulus, "name", "Maria Contoh", "Maria A.", START + 2 * MINUTE)
    side.take_all(here.all)
    assert (row(side)["name"], contested(side)) == ("Maria A.", [])


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_of_phone_and_address_the_newest_by_time_wins_in_any_order_of_arrival(
    side: Side, here: Branch, order: tuple[int, ...]
) -> None:
    acts.register(here.maria)
    acts.correct(here.lena, "phone", "unknown to anybody", "+62001", START + 2 * MINUTE)
    acts.correct(here.paulus, "phone", "+62812", "+62002", START + MINUTE)
    journals = (here.maria, here.lena, here.paulus)
    side.take_all([here.centre, *(journals[index] for index in order)])
    assert (row(side)["phone"], contested(side)) == ("+62001", [])


def test_a_registration_comes_before_its_corrections_whatever_the_clocks_say(side: Side, here: Branch) -> None:
    """The agent's clock was two hours ahead when he registered her."""
    acts.register(here.maria, at=START + 120 * MINUTE)
    acts.correct(here.lena, "name", "Maria Contoh", "Maria K. Contoh", START)
    acts.correct(here.lena, "phone", "+62812", "+62813", START)
    side.take_all(here.all)
    assert (row(side)["name"], row(side)["phone"], contested(side)) == ("Maria K. Contoh", "+62813", [])


def test_a_correction_before_its_registration_has_arrived_waits_for_it(side: Side, here: Branch) -> None:
    """Whose the member is shows only then."""
    acts.register(here.maria)
    acts.correct(here.lena, "phone", None, "+62813", START + MINUTE)
    side.take(here.centre.run(), here.lena.run())
    assert side.rows("member") == []
    side.take(here.maria.run())
    assert (row(side)["day"], row(side)["phone"], row(side)["name"]) == (DAY, "+62813", "Maria Contoh")


def test_of_two_registrations_of_one_record_the_first_by_time_stands(side: Side, here: Branch) -> None:
    acts.register(here.yosef, at=START + MINUTE, name="Yosef menulis")
    acts.register(here.maria, at=START, name="Maria menulis")
    side.take_all([here.centre, here.yosef, here.maria])
    assert (row(side)["name"], row(side)["registered_by"]) == ("Maria menulis", "A017")


@pytest.mark.parametrize(
    ("name", "value"),
    [("income", "banyak"), ("income", True), ("declared_working", "ya"), ("phone", 62_812), ("sex", "x"),
     ("heirs", "anak"), ("nik", "1" * 65), ("shoe_size", 42), ("member", YOSEF), ("erased", True)],
)  # fmt: skip
def test_a_value_its_field_cannot_hold_is_passed_over(side: Side, here: Branch, name: str, value: Any) -> None:
    acts.register(here.maria)
    side.take_all(here.all)
    before = row(side)
    acts.correct(here.maria, name, before.get(name), value)
    acts.correct(here.maria, "birth_place", None, "Lewoleba")
    side.take(here.maria.run())
    assert row(side) == {**before, "birth_place": "Lewoleba"}


def test_heirs_are_compared_by_what_they_say_and_taken_away_as_a_whole(side: Side, here: Branch) -> None:
    acts.register(here.maria, heirs=(members.Heir(name="Anak", relation="child"),))
    acts.correct(here.lena, "heirs", [{"relation": "child", "birth": None, "name": "Anak"}], [], START + MINUTE)
    side.take_all(here.all)
    assert (row(side)["heirs"], contested(side)) == (None, [])


def test_the_last_assignment_by_time_says_who_serves_a_member(side: Side, here: Branch) -> None:
    acts.register(here.maria, at=START + 5 * MINUTE)
    for at, agent in ((START + 2 * MINUTE, "A018"), (START, "A019")):
        here.lena.write(members.MemberAssigned(day=DAY, member=MARIA, agent=agent), at)
    side.take_all(here.all)
    assert row(side)["agent"] == "A018"


def test_an_assigned_row_of_the_roster_has_a_placeholder_and_is_no_registration(side: Side, here: Branch) -> None:
    acts.list_row(here.lena)
    here.lena.write(members.MemberAssigned(day=DAY, member=YOSEF, agent="A018"))
    side.take_all(here.all)
    assert (row(side, YOSEF)["agent"], row(side, YOSEF)["day"]) == ("A018", None)


def test_somebody_only_listed_or_erased_has_no_row_among_the_members(side: Side, here: Branch) -> None:
    acts.list_row(here.lena)
    acts.erase(here.lena, YOSEF)
    acts.visit(here.maria, YOSEF)
    side.take_all(here.all)
    assert side.rows("member") == []


def test_a_merger_names_the_record_that_goes_on(side: Side, here: Branch) -> None:
    acts.register(here.maria)
    acts.register(here.yosef, YOSEF)
    acts.decide_review(here.lena, here.yosef.origin(1), "merge", "duplicate_nik", (MARIA, YOSEF))
    acts.decide_review(here.lena, here.yosef.origin(1), "keep_both", "duplicate_nik", (YOSEF, MARIA))
    side.take_all(here.all)
    assert (row(side)["merged_into"], row(side, YOSEF)["merged_into"]) == (None, MARIA)


def merges(side: Side) -> dict[str, str | None]:
    return {one["member"]: one["merged_into"] for one in side.dicts("member")}


@pytest.mark.parametrize("lena_first", [True, False])
def test_of_two_supervisors_who_merge_crosswise_the_first_by_time_counts(
    side: Side, here: Branch, lena_first: bool
) -> None:
    acts.register(here.maria)
    of = acts.register(here.yosef, YOSEF)
    for journal, people, at in (
        (here.lena, (MARIA, YOSEF), START + (1 if lena_first else 3)),
        (here.paulus, (YOSEF, MARIA), START + 2),
    ):
        acts.decide_review(journal, of, "merge", "duplicate_nik", people, at)
    side.take_all(here.all)
    goes_on, merged = (MARIA, YOSEF) if lena_first else (YOSEF, MARIA)
    assert merges(side) == {goes_on: None, merged: goes_on}


def test_an_earlier_decision_that_arrives_late_undoes_the_merger(side: Side, here: Branch) -> None:
    acts.register(here.maria)
    of = acts.register(here.yosef, YOSEF)
    acts.decide_review(here.lena, of, "merge", "duplicate_nik", (MARIA, YOSEF), START + 2)
    acts.decide_review(here.paulus, of, "correct_nik", "duplicate_nik", (), START + 1)
    side.take(here.centre.run(), here.maria.run(), here.yosef.run(), here.lena.run())
    assert merges(side)[YOSEF] == MARIA
    side.take(here.paulus.run())
    assert merges(side) == {MARIA: None, YOSEF: None}


def test_who_registered_one_of_two_does_not_merge_them(side: Side, here: Branch) -> None:
    first = acts.register(here.lena)
    of = acts.register(here.yosef, YOSEF)
    acts.decide_review(here.lena, of, "merge", "duplicate_nik", (MARIA, YOSEF), START + 1)
    acts.decide_review(here.paulus, of, "merge", "duplicate_nik", (YOSEF, MARIA), START + 2)
    journals = [here.lena, here.yosef, here.paulus]
    here.centre.write(
        house.ReviewOpened(origin=of, code="duplicate_nik", members=(MARIA, YOSEF), others=(first,)), START
    )
    side.take(here.centre.run(to=here.centre.seq - 1), *(journal.run() for journal in journals))
    assert merges(side) == {MARIA: None, YOSEF: MARIA}
    side.take(here.centre.run(first=here.centre.seq))
    assert merges(side) == {MARIA: YOSEF, YOSEF: None}


def test_registrations_merged_in_two_reviews_are_one_group_without_a_circle(side: Side, here: Branch) -> None:
    third = "0193b5c1-7a2e-7c10-8f00-00000000000c"
    acts.register(here.maria)
    second, last = acts.register(here.yosef, YOSEF), acts.register(here.maria, third)
    acts.decide_review(here.lena, second, "merge", "duplicate_nik", (YOSEF, MARIA), START + 2)
    acts.decide_review(here.paulus, last, "merge", "duplicate_nik", (MARIA, third), START + 1)
    side.take_all(here.all)
    assert merges(side) == {MARIA: YOSEF, YOSEF: None, third: YOSEF}


def test_the_participant_number_comes_from_the_answer_of_bpjs(side: Side, here: Branch) -> None:
    acts.register(here.maria)
    number = cash.Participant(salt="s", participant_number="26000099019901")
    here.lena.write(cash.ParticipantNumbered(day=DAY, branch="LWB", member=MARIA, proof="ab" * 32, private=number))
    side.take_all(here.all)
    assert row(side)["participant_number"] == "26000099019901"


@pytest.mark.parametrize("name", [random.Random(1).randbytes(4_000).hex(), "\ufdfa" * 900])
def test_a_name_of_any_length_is_kept_whole_and_searched_by_its_beginning(
    side: Side, postgres_side: Side, here: Branch, name: str
) -> None:
    acts.register(here.maria, name=name)
    acts.list_row(here.lena, name=name)
    for one in (side, postgres_side):
        one.take_all(here.all)
        assert row(one)["name"] == one.one("roster_row")["name"] == name
        assert len(row(one)["folded"]) == len(one.one("roster_row")["folded"]) == 200
