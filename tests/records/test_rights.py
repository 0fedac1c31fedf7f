"""Whose matter a line is comes out the same in any order of arrival, and after a rebuild."""

from itertools import permutations

import pytest

from agent_app.journal.entries import house, members
from agent_app.records.tables.journal import State
from tests.records import acts
from tests.records.acts import MARIA, NIK, YOSEF
from tests.records.journals import DAY, MINUTE, START, Branch, Journal, branch
from tests.records.sides import Side


@pytest.fixture
def here() -> Branch:
    return branch()


def name(side: Side) -> str | None:
    found = side.dicts("member", member=MARIA)
    return found[0]["name"] if found else None


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_correction_by_whoever_the_member_was_taken_from_counts_if_it_was_written_before(
    side: Side, here: Branch, order: tuple[int, ...]
) -> None:
    acts.register(here.maria)
    acts.correct(here.maria, "name", "Maria Contoh", "Maria Lama", START + MINUTE)
    here.lena.write(members.MemberAssigned(day=DAY, member=MARIA, agent="A018"), START + 2 * MINUTE)
    acts.correct(here.maria, "name", "Maria Lama", "Maria Salah", START + 3 * MINUTE)
    acts.correct(here.yosef, "phone", "+62812", "+62899", START + MINUTE)
    journals = (here.maria, here.lena, here.yosef)
    side.take_all([here.centre, *(journals[index] for index in order)])
    found = side.one("member", member=MARIA)
    assert (found["name"], found["phone"], found["agent"], found["contested"]) == ("Maria Lama", "+62899", "A018", None)
    before = side.snapshot()
    side.rebuild()
    assert side.snapshot() == before


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_an_erasure_by_another_branch_takes_no_bytes_whichever_line_came_first(
    side: Side, here: Branch, order: tuple[int, ...]
) -> None:
    acts.register(here.maria)
    acts.list_row(here.lena)
    here.other.write(members.PersonErased(day=DAY, members=(MARIA, YOSEF), reason="mistake"))
    journals = (here.maria, here.lena, here.other)
    side.take_all([here.centre, *(journals[index] for index in order)])
    assert side.rows("erased_member") == []
    assert name(side) == "Maria Contoh"
    assert side.one("roster_row", member=YOSEF)["name"] is not None
    assert any(NIK.encode() in row["line"] for row in side.dicts("journal"))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_an_erasure_that_came_before_the_list_takes_the_row_with_it(
    side: Side, here: Branch, order: tuple[int, ...]
) -> None:
    acts.list_row(here.paulus)
    acts.visit(here.maria, YOSEF)
    acts.erase(here.lena, YOSEF)
    journals = (here.paulus, here.maria, here.lena)
    side.take_all([here.centre, *(journals[index] for index in order)])
    assert side.one("roster_row", member=YOSEF)["name"] is None
    assert side.one("visit")["note"] is None
    before = side.snapshot()
    side.rebuild()
    assert side.snapshot() == before


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_the_centre_finds_not_to_be_the_writers_has_no_effect_in_any_order(
    side: Side, here: Branch, order: tuple[int, ...]
) -> None:
    """Another branch's side does not hold the member: without the centre's word it could not know."""
    stranger = Journal(7, "A070", "MOF", "agent")
    here.centre.write(stranger.enrolment)
    again = acts.register(stranger, name="Orang Lain", at=START - MINUTE)
    given = acts.visit(stranger)
    first = acts.register(here.maria)
    enrolled = here.centre.seq
    for of, others in ((again, (first,)), (given, ())):
        here.centre.write(house.ReviewOpened(origin=of, code="not_allowed", members=(MARIA,), others=others))
    side.take(here.centre.run(to=enrolled))
    runs = (here.centre.run(first=enrolled + 1), stranger.run(), here.maria.run())
    side.take(*(runs[index] for index in order))
    assert name(side) == "Maria Contoh"
    assert side.one("member", member=MARIA)["branch"] == "LWB"
    assert side.rows("visit") == []
    before = side.snapshot()
    side.rebuild()
    assert side.snapshot() == before


def test_an_agent_named_before_their_enrolment_arrived_is_named_rightly_once_it_has(side: Side, here: Branch) -> None:
    acts.register(here.maria)
    here.lena.write(members.MemberAssigned(day=DAY, member=MARIA, agent="A070"), START + MINUTE)
    side.take_all(here.all)
    assert side.states(here.lena.device) == [State.NOT_ALLOWED]
    assert side.one("member", member=MARIA)["agent"] == "A017"
    here.centre.write(Journal(7, "A070", "LWB", "agent").enrolment)
    side.take(here.centre.run())
    assert side.states(here.lena.device) == [State.APPLIED]
    assert side.one("member", member=MARIA)["agent"] == "A070"
